"""The command: `python build.py --chapter 5`. Exit codes: 0 fine, 1 a check failed or output is stale,
2 wrong input, 130 interrupted."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from . import output
from .book import Page, make_pages
from .chapter import Chapter, Program, load_chapter
from .clock import SYSTEM, Clock
from .errors import InputError
from .settings import read_settings
from .variants import MANY, Variant, by_hand, select

FINE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(root: Path) -> int:
    """Run with the process's own arguments; on any machine, print what the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe in an encoding without Hangul shows escapes rather than dying.
        stream.reconfigure(errors="backslashreplace")
    return run(sys.argv[1:], root)


def run(argv: Sequence[str], root: Path, clock: Clock = SYSTEM) -> int:
    """Do what the arguments say, in a repository at `root`; the exit code is returned, never raised."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has already told why
        return int(stop.code or 0)
    try:
        _require_consistent(options)
        if options.compare:
            return _compare(root, options)
        chapter = load_chapter(root, options.chapter)
        programs = select(chapter, options.only, options.variants, options.yes)
        if options.list:
            from .report import program_table

            program_table(chapter, programs)
            return FINE
        if options.set and not options.run:
            return _render_by_hand(root, chapter, programs, options)
        pages = make_pages(root, chapter, programs)
        if options.push or options.verify:
            return _round_trip(root, chapter, options, clock)
        if options.run or options.update_baseline:
            return _run(root, chapter, pages, options)
        changes = _changes(root, chapter, pages, options)
        return _check(changes, options) if options.check else _write(root, pages, changes, options)
    except InputError as error:
        for problem in error.problems:
            print(_shown(problem, root), file=sys.stderr)
        return WRONG_INPUT
    except OSError as error:  # a disk that is full, a folder that may not be written
        print(f"{error.filename or 'output'}: {error.strerror or error}", file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py", description="Lecture programs in, verified Kaggle notebooks out.", allow_abbrev=False
    )
    parser.add_argument("--chapter", type=int, metavar="N", help="the chapter, e.g. 5 for chapters/05")
    parser.add_argument("--only", nargs="+", default=[], metavar="NUMBER", help="these programs, e.g. 5-4 ex-5-1")
    parser.add_argument("--variants", action="store_true", help="these programs and their variants")
    parser.add_argument("--yes", action="store_true", help=f"also where a chapter has more than {MANY} variants")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value of a parameter: with --run executed so, alone rendered into output/runs/by-hand",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show the programs and write nothing")
    what.add_argument("--check", action="store_true", help="exit 1 with a diff if output/ is stale; write nothing")
    what.add_argument(
        "--run",
        nargs="?",
        const="quick",
        choices=["quick", "full"],
        help="execute and check: quick parameters on the shipped samples (default), or full",
    )
    what.add_argument(
        "--compare", nargs=2, type=Path, metavar="RUN", help="exit 1 with what differs between two folders of runs"
    )
    what.add_argument("--update-baseline", action="store_true", help="record the quick runs that others are held to")
    running = parser.add_argument_group("with --run")
    running.add_argument("--data-root", type=Path, metavar="DIR", help="full data sets: DIR/MNIST/raw/*-ubyte[.gz]")
    running.add_argument("--kernel", metavar="NAME", help="the Jupyter kernel to run in (default: this Python)")
    running.add_argument("--jobs", type=int, metavar="N", help="notebooks at a time (default: as the machine allows)")
    running.add_argument("--force", action="store_true", help="also what is unchanged: execute it, push it, fetch it")
    running.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, e.g. tcp://HOST:8786, to run on")
    running.add_argument("--no-pretended-gpu", action="store_true", help="leave out the check of devices, for speed")
    running.add_argument("--timeout", type=float, metavar="S", help="seconds that a notebook may take")
    running.add_argument("--seeds", type=int, metavar="N", help="each with N seeds, and the spread (with --variants)")
    kaggle = parser.add_argument_group("Kaggle")
    kaggle.add_argument("--push", action="store_true", help="push to Kaggle, which then runs it, what has changed")
    kaggle.add_argument("--verify", action="store_true", help="wait for Kaggle's runs, fetch and check their results")
    kaggle.add_argument("--dry-run", action="store_true", help="with --push: show what would be sent, and send nothing")
    kaggle.add_argument("--owner", metavar="NAME", help="the Kaggle user (default: the client's, else chapter.toml's)")
    kaggle.add_argument("--public", action="store_true", help="with --push: for everybody to see")
    return parser


def _require_consistent(options: argparse.Namespace) -> None:
    if options.chapter is None and (options.only or not options.compare):
        raise InputError("required: --chapter N, e.g. --chapter 5")
    for name in ("data_root", "kernel", "jobs", "timeout", "cluster", "no_pretended_gpu", "seeds"):
        goes = options.run or (options.update_baseline and name not in ("data_root", "seeds"))
        if getattr(options, name) not in (None, False, []) and not goes:
            raise InputError(f"--{name.replace('_', '-')} goes with --run")
    if options.set and not options.run and (options.list or options.check or options.update_baseline):
        raise InputError("--set goes with --run, or alone")
    if options.set and options.variants and not options.run:
        raise InputError("--set renders by hand what --variants would not: give one of the two")
    if options.variants and options.update_baseline:
        raise InputError("--variants have no recorded run: --update-baseline goes without")
    if options.seeds is not None and not (options.variants and options.seeds >= 1):
        raise InputError("--seeds N goes with --run --variants; N is a number above 0")
    if options.jobs and options.cluster:
        raise InputError("--jobs goes with a run on this machine: a cluster has as many as its workers have threads")
    trip = options.push or options.verify
    for name in ("list", "check", "run"):
        if getattr(options, name) and trip:
            raise InputError(f"--{name} doesn't go with --{'push' if options.push else 'verify'}")
    if options.force and not (options.run or options.update_baseline or trip):
        raise InputError("--force goes with --run, --push or --verify")
    if options.owner is not None:
        if not trip:
            raise InputError("--owner goes with --push or --verify")
        if not re.fullmatch(r"[a-z0-9-]+", options.owner):
            raise InputError(f"--owner {options.owner}: takes a Kaggle user: small letters, digits and -")
    for name in ("dry_run", "public"):
        if getattr(options, name) and not options.push:
            raise InputError(f"--{name.replace('_', '-')} goes with --push")
    if options.dry_run and options.verify:
        raise InputError("--dry-run doesn't go with --verify")
    if options.jobs is not None and options.jobs < 1:
        raise InputError(f"--jobs {options.jobs}: takes a number of notebooks above 0")
    if options.timeout is not None and not options.timeout > 0:
        raise InputError(f"--timeout {options.timeout:g}: takes a number of seconds above 0")
    if options.data_root is not None and not options.data_root.is_dir():
        raise InputError(f"--data-root {options.data_root}: no such directory")


def _run(root: Path, chapter: Chapter, pages: Sequence[Page], options: argparse.Namespace) -> int:
    try:
        from .plan import RunOptions
        from .runner import run_pages
    except ModuleNotFoundError as error:
        raise InputError(f"--run needs {error.name}: pip install -e '.[run]'") from None
    own = ("data_root", "kernel", "jobs", "timeout", "force", "cluster")
    settings = read_settings(options.set, [page.program for page in pages])
    varied = {name for page in pages if isinstance(page.program, Variant) for name in page.program.changes}
    for name in sorted(varied & set(settings)):
        raise InputError(f"--set {name}: variants differ in it; leave one of --set and --variants out")
    seeds = options.seeds or 1
    how = RunOptions(
        quick=options.run != "full",
        settings=settings,
        seeds=seeds,
        pretend_gpu=not options.no_pretended_gpu,
        **{name: getattr(options, name) for name in own},
    )
    if options.update_baseline:
        from .record import update_baseline

        return update_baseline(root, chapter, pages, how)
    return run_pages(root, chapter, pages, how)


def _compare(root: Path, options: argparse.Namespace) -> int:
    from .compare_runs import compare_folders

    # Two folders say enough; a chapter selects among the programs that they hold.
    chapter = None if options.chapter is None else load_chapter(root, options.chapter)
    slugs = [program.slug for program in chapter.select(options.only)] if chapter else []
    return compare_folders(*options.compare, slugs)


def _round_trip(root: Path, chapter: Chapter, options: argparse.Namespace, clock: Clock) -> int:
    from .round_trip import TripOptions, round_trip

    own = ("push", "verify", "dry_run", "owner", "public", "force", "only")
    return round_trip(root, chapter, TripOptions(**{name: getattr(options, name) for name in own}), clock)


def _changes(root: Path, chapter: Chapter, pages: Sequence[Page], options: argparse.Namespace) -> list[output.Changes]:
    """What changes in the folder of the programs and, with --variants, in that of the variants."""
    found = []
    for folder, theirs in (
        (chapter.name, [page for page in pages if not isinstance(page.program, Variant)]),
        (f"variants/{chapter.name}", [page for page in pages if isinstance(page.program, Variant)]),
    ):
        files = {path: content for page in theirs for path, content in page.files().items()}
        if files or output.read_manifest(root / "output" / folder):
            found.append(output.plan(root / "output" / folder, files, complete=not options.only))
        if not options.variants:
            break
    return found


def _write(root: Path, pages: Sequence[Page], changes: Sequence[output.Changes], options: argparse.Namespace) -> int:
    changed = {path.split("/")[0] for change in changes for path in change.write}
    for change in changes:
        output.apply(change)
    width = max(len(page.program.number) for page in pages)
    for page in pages:
        state = "written" if page.program.slug in changed else "unchanged"
        print(f"{page.program.number:>{max(width, 7)}}  {state:<9}  {page.program.slug}")
    for change in changes:
        for path in change.remove:
            print(f"         removed    {path}")
        for path in change.kept:
            print(f"         kept       {path} (left over, but edited since it was generated)")
    unchanged = sum(page.program.slug not in changed for page in pages)
    written = len(pages) - unchanged
    places = " and ".join(change.folder.relative_to(root).as_posix() for change in changes)
    print(f"{written} written, {unchanged} unchanged in {places}" if written else f"{unchanged} unchanged")
    again = f"python build.py --chapter {options.chapter}{' --variants' if options.variants else ''}"
    print(f"Next: {again} --run    executes every program and checks its results")
    return FINE


def _render_by_hand(root: Path, chapter: Chapter, programs: Sequence[Program], options: argparse.Namespace) -> int:
    """`--set` alone: notebooks for somebody to look at, where neither git nor --check does."""
    settings = read_settings(options.set, programs)
    folder = root / "output" / "runs" / "by-hand" / chapter.name
    for page in make_pages(root, chapter, by_hand(programs, settings)):
        for path, content in page.files().items():
            output.write_whole(folder / path, content)
        print(f"written  {folder.relative_to(root).as_posix()}/{page.program.slug}")
    return FINE


def _check(changes: Sequence[output.Changes], options: argparse.Namespace) -> int:
    if not any(changes):
        print("output is up to date")
        return FINE
    for change in changes:
        for line in output.diff(change):
            print(line)
    more = " --variants" if options.variants else ""
    print(f"output is stale; to mend it: python build.py --chapter {options.chapter}{more}", file=sys.stderr)
    return FAILED


def _shown(problem: object, root: Path) -> str:
    """A problem with paths as seen from the repository."""
    return str(problem).replace(f"{root}{os.sep}", "")
