"""Options that several verbs have, their values, and the chapters that they choose."""

import argparse
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.layout import ChapterName, Layout, chapter_name
from ..core.problems import InputError, MissingExtraError, did_you_mean

if TYPE_CHECKING:
    from ..chapter.chapter import Chapter
    from ..chapter.program import Program
    from ..chapter.variants import Selection
    from ..notebook.page import Page

ALL = "all"


def add_chapters(parser: argparse.ArgumentParser) -> None:
    """`--chapter 5 week-3`, also one by one, and `--chapter all`."""
    parser.add_argument(
        "--chapter",
        nargs="+",
        action="extend",
        type=chapter_name,
        default=[],
        metavar="NAME",
        help="the chapters by their folders, e.g. 5 for chapters/05, or `all`",
    )


def add_programs(parser: argparse.ArgumentParser, variants: bool = True) -> None:
    """`--only`, and `--variants` and `--edition` with what belongs to them."""
    parser.add_argument(
        "--only", nargs="+", action="extend", default=[], metavar="NUMBER", help="these programs, e.g. 5-4 ex-5-1"
    )
    if variants:
        parser.add_argument("--variants", action="store_true", help="these programs and their variants")
        parser.add_argument("--yes", action="store_true", help="also where a chapter has more than 500 variants")
        parser.add_argument(
            "--edition",
            choices=["student", "instructor", ALL],
            default="",
            help="in place of the programs their edition for students (with blanks) or instructors, or all three",
        )


def add_settings(parser: argparse.ArgumentParser, help: str) -> None:
    """`--set lr=0.01`."""
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=help)


def add_running(parser: argparse.ArgumentParser, here: bool = False) -> None:
    """Where notebooks run (`here`: on this machine only), how many at a time, and for how long."""
    parser.add_argument("--kernel", metavar="NAME", help="the Jupyter kernel to run in (default: this Python)")
    parser.add_argument(
        "--jobs",
        type=above_zero("--jobs", int, "a number of notebooks"),
        metavar="N",
        help="notebooks at a time (default: as the machine allows)",
    )
    if not here:
        parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, e.g. tcp://HOST:8786, to run on")
    parser.add_argument(
        "--timeout",
        type=above_zero("--timeout", float, "a number of seconds"),
        metavar="S",
        help="seconds that a notebook may take (default: many times its last run)",
    )


def add_reports(parser: argparse.ArgumentParser) -> None:
    """`--junit FILE` and `--json`: what was found, for machines to read."""
    parser.add_argument(
        "--junit", type=_new_file("--junit"), metavar="FILE", help="write the table as JUnit XML too, for servers of CI"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, and what people read on standard error")


def add_account(parser: argparse.ArgumentParser) -> None:
    """Whose notebooks: `--owner NAME`."""
    parser.add_argument(
        "--owner",
        type=_owner,
        metavar="NAME",
        help="the Kaggle user (default: the client's, else chapter.toml's)",
    )


def require_one_place(options: argparse.Namespace) -> None:
    """Raises InputError where notebooks can't be counted, as a cluster has as many as its workers have threads."""
    if options.jobs and options.cluster:
        raise InputError("--jobs goes with a run on this machine: a cluster has as many as its workers have threads")


def above_zero(option: str, number: type, what: str) -> Callable[[str], Any]:
    """The type of an option that takes a number above 0."""

    def read(text: str) -> Any:
        try:
            value = number(text)
        except ValueError:
            value = 0
        if not 0 < value < math.inf:
            raise InputError(f"{option} {text}: takes {what} above 0")
        return value

    return read


def kinds(options: argparse.Namespace) -> tuple[str, ...]:
    """The folders under output/ that a call is about: "" is that of the programs themselves."""
    if options.edition:
        return ("", "editions") if options.edition == ALL else ("editions",)
    return ("", "variants") if options.variants else ("",)


def is_complete(options: argparse.Namespace) -> bool:
    """Whether what was chosen is all that belongs into these folders."""
    return not options.only and options.edition in ("", ALL)


def more(options: argparse.Namespace) -> str:
    """The options, as typed, that choose more or others than a chapter's programs."""
    edition = f" --edition {options.edition}" if options.edition else ""
    return f"{edition}{' --variants' if options.variants else ''}"


def folder(option: str) -> Callable[[str], Path]:
    """The type of an option that takes a folder."""

    def read(text: str) -> Path:
        if not Path(text).is_dir():
            raise InputError(f"{option} {text}: no such directory")
        return Path(text)

    return read


def _new_file(option: str) -> Callable[[str], Path]:
    """The type of an option that takes a file to be written: where it can't be, that is told before the work."""

    def read(text: str) -> Path:
        path = Path(text)
        if path.is_dir() or not text:
            raise InputError(f"{option} {text}: a directory, not a file")
        if not path.absolute().parent.is_dir():
            raise InputError(f"{option} {text}: no such directory: {path.parent}")
        return path

    return read


def require_course(layout: Layout) -> None:
    """Raises InputError outside of a course."""
    if not layout.is_course:
        begin = "call this in a course's folder, or begin one: kagglebook new FOLDER"
        raise InputError(f"no folder `chapters` in {layout.root} or above it: {begin}")


def chapter_names(options: argparse.Namespace, layout: Layout) -> list[ChapterName]:
    """The chapters that were chosen, as people call them. Raises InputError, with those that are there, where none was,
    or where one is not there."""
    require_course(layout)
    there = layout.chapters()
    if not options.chapter:
        known = f"here: {', '.join(map(str, there))}" if there else "there is none yet"
        raise InputError(f"which chapter? --chapter NAME, or --chapter {ALL} ({known})")
    if ALL in options.chapter:
        if not there:
            raise InputError(f"--chapter {ALL}: there is none in {layout.shown(layout.sources)}/")
        return there
    for name in options.chapter:
        if name not in there and not layout.chapter(name).is_dir():  # of a folder its chapter.toml is told
            raise InputError(f"--chapter {name}: no such chapter{_hint(str(name), [str(each) for each in there])}")
    return list(dict.fromkeys(options.chapter))


def _hint(name: str, there: Sequence[str]) -> str:
    from .parser import verb_names

    if name in verb_names():
        return f": the verb stands first, as in `{name} --chapter {there[0] if there else 5}`"
    return did_you_mean(name, there)


def load_chapters(options: argparse.Namespace, layout: Layout) -> list["Chapter"]:
    """The chapters that were chosen. Raises InputError with what is wrong with any."""
    from ..chapter.chapter import load_chapter

    return each_without_fault(lambda name: load_chapter(layout.root, name), chapter_names(options, layout))


def each_without_fault(make: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """What is made of each item. Raises one InputError with the problems of all."""
    made, problems = [], []
    for item in items:
        try:
            made.append(make(item))
        except MissingExtraError:  # which says by itself what to do
            raise
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    return made


def selections(options: argparse.Namespace, chapters: Sequence["Chapter"]) -> list[tuple["Chapter", "Selection"]]:
    """Each chapter with what of it was chosen; chapters that have none of the numbers are left out.

    Raises InputError for a number that no chapter has.
    """
    from ..chapter.variants import Selection

    theirs = [{program.number for program in chapter.programs} for chapter in chapters]
    known = set().union(*theirs)
    for number in options.only:
        if number not in known:
            parts = [part for part in re.split(r"[,\s]+", number) if part]
            if len(parts) > 1 and known.issuperset(parts):
                raise InputError(f"--only {number}: programs stand apart, as in --only {' '.join(parts)}")
            raise InputError(f"--only {number}: no such program{did_you_mean(number, known)}")
    variants, many = getattr(options, "variants", False), getattr(options, "yes", False)
    edition = getattr(options, "edition", "")
    if edition and variants:
        raise InputError("--edition doesn't go with --variants: editions are of the programs themselves")
    return [
        (chapter, Selection([number for number in options.only if number in own], variants, many, edition))
        for chapter, own in zip(chapters, theirs, strict=True)
        if not options.only or own & set(options.only)
    ]


def choose(options: argparse.Namespace, layout: Layout) -> list[tuple["Chapter", list["Program"]]]:
    """Each chapter with the programs of it that were chosen. Raises InputError with what is wrong with any of them."""
    from ..chapter.variants import select

    chosen = selections(options, load_chapters(options, layout))
    return each_without_fault(lambda each: (each[0], select(*each)), chosen)


def render_all(
    chosen: Sequence[tuple["Chapter", Sequence["Program"]]], recorded: bool = True
) -> list[tuple["Chapter", list["Page"]]]:
    """Each chapter with the pages of its programs, as if nothing was recorded if `recorded` is false.

    Raises InputError with what is wrong with any of them.
    """
    from ..notebook.book import make_pages

    def pages_of(each: tuple["Chapter", Sequence["Program"]]) -> tuple["Chapter", list["Page"]]:
        chapter, programs = each
        return chapter, make_pages(chapter if recorded else chapter.unrecorded(), programs)

    return each_without_fault(pages_of, chosen)


def render_chosen(
    options: argparse.Namespace, layout: Layout, recorded: bool = True
) -> list[tuple["Chapter", list["Page"]]]:
    """Each chapter with the pages of the programs of it that were chosen. Raises InputError as those above do."""
    return render_all(choose(options, layout), recorded)


def _owner(text: str) -> str:
    from ..chapter.kaggle import OWNER

    if not re.fullmatch(OWNER, text):
        raise InputError(f"--owner {text}: takes a Kaggle user: small letters, digits and -")
    return text
