"""The command: `python build.py --chapter 5`. Exit codes: 0 fine, 1 a check failed or output is stale,
2 wrong input, 130 interrupted."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..chapter.chapter import Chapter, load_chapter
from ..chapter.overrides import read_settings
from ..chapter.variants import Variant, select
from ..core.clock import SYSTEM, Clock
from ..core.problems import InputError
from ..notebook.page import Page, make_pages
from . import generate
from .options import parser, require_consistent

FINE, WRONG_INPUT, INTERRUPTED = 0, 2, 130


def main(root: Path) -> int:
    """Run with the process's own arguments; on any machine, print what the terminal can show."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe in an encoding without Hangul shows escapes rather than dying.
        stream.reconfigure(errors="backslashreplace")
    return run(sys.argv[1:], root)


def run(argv: Sequence[str], root: Path, clock: Clock = SYSTEM) -> int:
    """Do what the arguments say, in a repository at `root`; the exit code is returned, never raised."""
    try:
        options = parser().parse_args(argv)
    except SystemExit as stop:  # argparse has already told why
        return int(stop.code or 0)
    try:
        require_consistent(options)
        if options.compare:
            return _compare(root, options)
        chapter = load_chapter(root, options.chapter)
        programs = select(chapter, options.only, options.variants, options.yes)
        if options.list:
            from ..report.runs import program_table

            program_table(chapter, programs)
            return FINE
        if options.set and not options.run:
            return generate.render_by_hand(root, chapter, programs, options)
        pages = make_pages(root, chapter, programs)
        if options.push or options.verify:
            return _round_trip(root, chapter, options, clock)
        if options.run or options.update_baseline:
            return _run(root, chapter, pages, options)
        changes = generate.plan_changes(root, chapter, pages, options)
        if options.check:
            return generate.check(changes, options)
        return generate.write(root, pages, changes, options)
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


def _run(root: Path, chapter: Chapter, pages: Sequence[Page], options: argparse.Namespace) -> int:
    try:
        from ..execution.batch import run_pages
        from ..execution.plan import RunOptions
    except ModuleNotFoundError as error:
        raise InputError(f"--run needs {error.name}: pip install -e '.[run]'") from None
    own = ("data_root", "kernel", "jobs", "timeout", "force", "cluster")
    settings = read_settings(options.set, [page.program for page in pages])
    varied = {name for page in pages if isinstance(page.program, Variant) for name in page.program.changes}
    for name in sorted(varied & set(settings)):
        raise InputError(f"--set {name}: variants differ in it; leave one of --set and --variants out")
    how = RunOptions(
        quick=options.run != "full",
        settings=settings,
        seeds=options.seeds or 1,
        pretend_gpu=not options.no_pretended_gpu,
        **{name: getattr(options, name) for name in own},
    )
    if options.update_baseline:
        from ..execution.record import update_baseline

        return update_baseline(root, chapter, pages, how)
    return run_pages(root, chapter, pages, how)


def _compare(root: Path, options: argparse.Namespace) -> int:
    from ..report.differences import compare_folders

    # Two folders say enough; a chapter selects among the programs that they hold.
    chapter = None if options.chapter is None else load_chapter(root, options.chapter)
    slugs = [program.slug for program in chapter.select(options.only)] if chapter else []
    return compare_folders(*options.compare, slugs)


def _round_trip(root: Path, chapter: Chapter, options: argparse.Namespace, clock: Clock) -> int:
    from ..kaggle.round_trip import TripOptions, round_trip

    own = ("push", "verify", "dry_run", "owner", "public", "force", "only", "variants", "yes")
    return round_trip(root, chapter, TripOptions(**{name: getattr(options, name) for name in own}), clock)


def _shown(problem: object, root: Path) -> str:
    """A problem with paths as seen from the repository."""
    return str(problem).replace(f"{root}{os.sep}", "")
