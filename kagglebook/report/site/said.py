"""What checks say, in the language of a page: they say it in English, for the terminal and for machines."""

import re
from collections.abc import Mapping

from ...chapter.check_words import CheckWords

# What is looked at, and what is expected and measured of it, by the word of the language that says it.
SUBJECTS = {
    "run": "run",
    "baseline": "baseline",
    "gpu": r"gpu \(pretended\)",
    "slide": "slide (?P<slide>.+)",
    "cell": r"cell (?P<cell>\S+)",
}
FINDINGS = {
    "no_error": "no error",
    "empty": "empty",
    "written": "written",
    "decreasing": "decreasing",
    "legible": "legible figures",
    "values": r"(?P<count>\d+) values",
    "figure": "1 figure",
    "figures": r"(?P<count>\d+) figures",
    "output": "1 HTML output",
    "outputs": r"(?P<count>\d+) HTML outputs",
    "shown": "a figure or HTML",
    "in_html": "(?P<text>.+) in HTML",
    "on_stderr": "(?P<text>.+) on stderr",
    "as_expected": "as expected",
    "recorded": r"(?P<count>\d+) values as recorded",
    "as_recorded": "as recorded",
    "seeds": "within the spread of seeds",
    "one_device": "all tensors on one device",
    "operations": r"(?P<count>\d+) operations, all on (?P<device>\S+)",
}


def said(words: CheckWords, subject: str, expected: str, measured: str) -> tuple[str, str, str]:
    """A row of the table of checks in a language. Names, values and the texts of notebooks stay as they are."""
    what, comma, place = subject.partition(", ")
    found = _in_words(words, FINDINGS, expected)
    # A text that was measured may read as a finding does: only where one was expected it is one.
    came = _in_words(words, FINDINGS, measured) if found else None
    return (_in_words(words, SUBJECTS, what) or what) + comma + place, found or expected, came or measured


def _in_words(words: CheckWords, known: Mapping[str, str], text: str) -> str | None:
    """A text, or all of its parts, in a language; None for what is not known."""
    for name, pattern in known.items():
        if found := re.fullmatch(pattern, text):
            return getattr(words, name).format(**found.groupdict())
    first, comma, rest = text.partition(", ")
    parts = [_in_words(words, known, each) for each in (first, rest)] if comma else []
    return comma.join(parts) if parts and all(parts) else None
