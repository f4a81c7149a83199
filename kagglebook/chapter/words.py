"""The words that a notebook, its tables and its pictures say: those of a language, and a chapter's own in their place.

A language is a file: `languages/de.toml` of the course, or one that comes with the tool. A path such as
`blanks.hint` is the same in that file, in `[words]` of chapter.toml, and in a template behind `chapter.words.`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from ..core import shared
from ..core.alt import AltWords
from ..core.files import read_text
from ..core.layout import Layout
from ..core.problems import InputError, Problem, did_you_mean
from ..core.toml import Document, TomlTable, text_like
from ..core.words import Word, taking
from .page_words import PageWords
from .site_words import SiteWords

DEFAULT = "ko"
TAG = r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}"
Language = text_like(TAG, "a language's tag, such as 'ko' or 'pt-BR'")


class BlankWords(TomlTable):
    """What is said of blanks in the editions that have them."""

    name: taking("number")
    heading: Word  # of a column with their numbers
    hint: taking("number")
    more: Word
    wrong_answer: Word  # the headings of the table of wrong answers
    message: Word
    error: taking("error")  # the exception's name
    still_open: Word  # what a student's notebook says
    fill_to_check: taking("blanks")
    run_to_check: Word
    fill_to_run: taking("blanks")
    run_to_run: Word
    to_fill: Word
    check_failed: taking("error")
    done: taking("count", "right")
    left: taking("blanks")


class DataWords(TomlTable):
    """What the cell that finds data says where it found none."""

    not_found: taking("name")
    not_attached: taking("name", "source")
    put_here: taking("place")
    add_data: taking("source")
    turn_on_internet: Word
    looked_at: Word
    download: taking("error")
    output_not_found: taking("name", "slug")
    run_producer: Word
    attach_output: taking("slug")
    output_elsewhere: taking("place")
    there_is: taking("names")
    nothing: Word


class DeviceWords(TomlTable):
    """What the cell says that chooses a device."""

    choice: Word
    gpu: Word
    cpu: Word
    get_gpu: Word


class TrainingWords(TomlTable):
    """The remarks on the lines of a training and of a test, and what they print."""

    train_mode: Word
    flatten: Word
    to_device: Word
    labels: Word
    forward: Word
    loss: Word
    zero: Word
    backward: Word
    step: Word
    hits: Word
    weighted_loss: Word
    accuracy: Word
    mean_loss: Word
    test_mode: Word
    test_input: Word
    batches: Word
    test_batches: Word
    n_batches: taking("train", "test")
    history: Word
    no_grad: Word
    printed: Word
    progress: taking("epoch", "train_loss", "test_loss", "train_acc", "test_acc")


class CurvesWords(TomlTable):
    """The remarks on the cell that draws a training's curves, and what stands in them."""

    from_one: Word
    train_style: Word
    test_style: Word
    whole_ticks: Word
    accuracy_title: Word
    loss_title: Word
    epoch: Word
    accuracy: Word
    loss: Word
    train: Word
    test: Word


class FigureWords(TomlTable):
    """What is known of the words in figures."""

    counts: Annotated[list[Word], Field(min_length=1)]  # how the name of an axis begins that has whole numbers only


class ReasonWords(TomlTable):
    """Why a program could not go on from a cell."""

    threads: Word
    processes: Word
    files: Word
    memory: Word
    timers: Word
    gpu: Word
    data: Word
    other: Word


class PreviewWords(TomlTable):
    """What stands around a notebook on the page of `preview`."""

    programs: Word
    waiting: Word
    running: taking("cell", "done", "count")
    passed: taking("seconds")
    failed: Word
    stopped: Word
    unseen: Word
    reused: Word
    blocked: taking("programs")
    stop: Word
    again: Word
    follow: Word
    faults: Word
    last_good: Word
    chapter_faults: Word
    checks: taking("passed", "count")
    differences: taking("count")
    off: Word
    no_link: Word
    went_on: taking("cell")
    from_top: taking("why")
    stale: Word
    why: ReasonWords


class Words(PageWords):
    """The words of one language: those of the page, and tables of others."""

    program: taking("number")  # what a program is called: without `ex-` or `th-`
    example: taking("number")
    theory: taking("number")
    code: Word  # the headings of the table of remarks
    remark: Word
    blanks: BlankWords
    data: DataWords
    device: DeviceWords
    training: TrainingWords
    curves: CurvesWords
    figures: FigureWords
    preview_page: PreviewWords
    alt: AltWords
    site: SiteWords

    def find(self, path: str) -> str | None:
        """The word at a path such as `blanks.hint`; None where there is none."""
        found: Any = self
        for name in path.split("."):
            found = getattr(found, name, None) if isinstance(found, TomlTable) else None
        return found if isinstance(found, str) else None


class _InChapter(TomlTable):
    words: Words


def load(layout: Layout, document: Document) -> tuple[Words, list[Problem | str]]:
    """The words of a chapter.toml, of its `language` with its own `words` in their place, and what is wrong with them.

    That is a language without a file, and each word that is missing, unknown, or takes other places, with file and
    line. What is no tag, or no table, is told where all of chapter.toml is validated. Raises InputError for no TOML.
    """
    chapter = document.parse()
    language, own = chapter.get("language", DEFAULT), chapter.get("words", {})
    plain = shipped(DEFAULT)
    if not (isinstance(language, str) and re.fullmatch(TAG, language) and isinstance(own, dict)):
        return plain, []
    known = layout.languages()
    if language not in known:
        message = f"no words for language {language!r}{did_you_mean(language, known)}"
        return plain, [document.problem(f"{message}; a new one is languages/{language}.toml", "language")]
    try:
        words = read(known[language])
        return document.validate(_InChapter, {"words": _merged(words.model_dump(), own)}).words if own else words, []
    except InputError as error:
        return plain, list(error.problems)


def shipped(tag: str) -> Words:
    """The words of a language that comes with the tool."""
    return read(shared.SHIPPED_LANGUAGES / f"{tag}.toml")


def read(path: Path) -> Words:
    """The words of a language's file, all of them. Raises InputError with each fault, file and line."""
    return _parsed(path, read_text(path))


@cache
def _parsed(path: Path, text: str) -> Words:
    """A course of many chapters has one language."""
    try:
        return Document(path, text).validate(Words)
    except InputError as error:
        raise InputError(*(_in_line(each) for each in error.problems)) from None


def _in_line(problem: Problem | str) -> Problem | str:
    """What is missing at the top stands in no line."""
    return problem if isinstance(problem, str) or problem.line else replace(problem, line=1)


def _merged(words: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Words with others in their place, table by table."""
    found = dict(words)
    for key, value in own.items():
        inner = found.get(key)
        found[key] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return found
