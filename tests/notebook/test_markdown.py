import time

import pytest

from kagglebook.notebook.markdown import regions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a $x$ b", ["$x$"]),
        ("a $$x$$ b $y$", ["$$x$$", "$y$"]),
        ("$a$$b$", ["$a$", "$b$"]),
        ("\\$5 $x$", ["$x$"]),
        ("$5 and $6", []),
        ("$a\n\nb$", []),
        ("`a", []),
        ("`` a`b `` c", ["`` a`b ``"]),
        ("\\( a \\) \\\\[ b \\\\]", ["\\( a \\)", "\\\\[ b \\\\]"]),
        ("\\begin{align}\na\n\\end{align}", ["\\begin{align}\na\n\\end{align}"]),
        ("\\begin{align} a", []),
        ("```python\nx\n```\ny", ["```python\nx\n```\n"]),
        ("```\n~~~\n```", ["```\n~~~\n```"]),
        ("~~~\nopen", ["~~~\nopen"]),
        ("``` a ` b", []),  # no fence: its line has another tick
        ("text\n    goes on", []),
        ("text\n\n    code\n\ntext", ["    code\n"]),
        ("- item\n\n    goes on", []),
        ("<pre>x</pre> <code>y</code>", ["<pre>x</pre>", "<code>y</code>"]),
        ("$`a`$ `$`", ["$`a`$", "`$`"]),
        ("", []),
    ],
)
def test_code_and_formulas_are_found_and_in_doubt_it_is_prose(text, found):
    assert [text[region.start : region.end] for region in regions(text).found] == found


def test_a_place_is_in_a_region_or_in_prose():
    found = regions("a $x$ `y`")
    assert [found.at(place) and found.at(place).kind for place in (0, 2, 4, 5, 6)] == [
        None,
        "formula",
        "formula",
        None,
        "code",
    ]


@pytest.mark.parametrize(
    "text",
    ["\\[", "``` ` `` ", "$", "$5 ", "\\begin{a}", "<code>", "~~~\n", "    a\n", "[](``", "- ", "> ", "`"],
)
def test_two_hundred_thousand_characters_take_no_time(text):
    started = time.process_time()
    regions(text * (200_000 // len(text)))
    assert time.process_time() - started < 2
