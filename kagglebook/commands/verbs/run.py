"""Execute programs that have changed, and check what every program computes."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...core.exit import Exit
from ...core.problems import InputError
from ...report.cases import Report
from ..context import Context
from ..missing import what_is_missing
from ..options import (
    above_zero,
    add_chapters,
    add_programs,
    add_reports,
    add_running,
    add_settings,
    choose,
    each_without_fault,
    folder,
    render_all,
    require_one_place,
)

if TYPE_CHECKING:
    from ...chapter.chapter import Chapter
    from ...execution.kernels.provisioner import WarmServer
    from ...execution.plan import Plan, RunOptions
    from ...judging.verdict import CheckedRun
    from ...notebook.page import Page

EXTRA = "run"
EXAMPLES = (
    "run --chapter 5",
    "run full --chapter 5 --data-root DIR",
    "run --chapter 5 --only 5-7 --variants --seeds 3",
    "run --chapter 5 --edition all",
    "run --chapter 5 --set seed=7",
    "run --chapter 5 --kernel NAME --timeout 600",
    "run --chapter 5 --cluster tcp://HOST:8786",
)


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "mode",
        nargs="?",
        choices=["quick", "full"],
        default="quick",
        help="quick parameters on the shipped samples (default), or the slides' parameters on full data",
    )
    add_chapters(parser)
    add_programs(parser)
    add_settings(parser, help="execute with another value of a parameter, in the programs that have it")
    add_running(parser)
    parser.add_argument(
        "--data-root", type=folder("--data-root"), metavar="DIR", help="full data sets: DIR/MNIST/raw/*-ubyte[.gz]"
    )
    parser.add_argument(
        "--seeds",
        type=above_zero("--seeds", int, "a number of seeds"),
        metavar="N",
        help="each with N seeds, and the spread (with --variants)",
    )
    parser.add_argument("--force", action="store_true", help="execute also what is unchanged")
    parser.add_argument("--confined", action="store_true", help="without network and home, for notebooks of others")
    parser.add_argument(
        "--env", action="append", default=[], metavar="NAME", help="hand this variable of the environment to notebooks"
    )
    parser.add_argument("--no-pretended-gpu", action="store_true", help="leave out the check of devices, for speed")
    parser.add_argument("--verbose", action="store_true", help="all rows, not only of programs that failed")
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
    if options.seeds and not options.variants:
        raise InputError("--seeds goes with --variants")
    require_one_place(options)
    from ...execution.early import early_server
    from ...execution.plan import RunOptions
    from ...judging.judges import added_judges

    added_judges()  # one that can't be had is told before anything runs
    chosen = choose(options, context.layout)
    own = ("data_root", "kernel", "jobs", "timeout", "force", "cluster", "confined")
    how = RunOptions(
        quick=options.mode == "quick",
        seeds=options.seeds or 1,
        variables=options.env,
        pretend_gpu=not options.no_pretended_gpu,
        **{name: getattr(options, name) for name in own},
    )
    with early_server(chosen, how) as early:
        return _run(render_all(chosen), how, early, options, context)


def _run(
    rendered: Sequence[tuple["Chapter", Sequence["Page"]]],
    how: "RunOptions",
    early: "WarmServer | None",
    options: Namespace,
    context: Context,
) -> Exit:
    """Execute and check the pages of chapters."""
    from ...chapter.overrides import read_settings
    from ...execution.plan import make_plans
    from ...report.console import tell

    every = [page for _, pages in rendered for page in pages]
    how = replace(how, settings=read_settings(options.set, [page.program for page in every]))
    _require_free(how.settings, every)
    planned = each_without_fault(lambda each: (*each, make_plans(*each, how)), rendered)
    began, done = context.clock.time(), []
    for chapter, pages, plans in planned:
        if len(planned) > 1:
            tell(f"chapter {chapter.called}")
        done.append(_execute(pages, plans, how, early, context.report))
    runs = [run for each in done for run in each]
    _tell(runs, how, options.verbose, context.clock.time() - began, context)
    for (chapter, pages, _), theirs in zip(planned, done, strict=True):
        _compare(chapter, pages, theirs)
    return Exit.FINE if all(run.passed for run in runs) else Exit.FAILED


def _require_free(settings: Mapping[str, Any], pages: Sequence["Page"]) -> None:
    varied = {name for page in pages for name in page.program.changes}
    for name in sorted(varied & set(settings)):
        raise InputError(f"--set {name}: variants differ in it; leave one of --set and --variants out")


def _execute(
    pages: Sequence["Page"],
    plans: Sequence["Plan"],
    how: "RunOptions",
    early: "WarmServer | None",
    report: Report,
) -> list["CheckedRun"]:
    """Execute the plans of a chapter, a line for each run; those that were asked for, in the order of their plans."""
    from ...execution.batch import run_plans
    from ...report.cases import cases_of_runs
    from ...report.console import tell
    from ...report.runs import failure_lines, run_line

    heard: list[CheckedRun] = []

    def told(checked: "CheckedRun") -> None:
        heard.append(checked)
        tell(run_line(checked), above_bar=True)

    try:
        runs = run_plans(plans, how, told, tell, early)
    finally:  # after an interrupt, what there is
        order = {id(page): place for place, page in enumerate(pages)}
        report.note(cases_of_runs(sorted(heard, key=lambda run: order.get(id(run.page), len(order)))))
    # Those that nobody asked for, and others need: they are told of where they failed.
    for run in heard:
        if not run.passed and not any(run is each for each in runs):
            for line in failure_lines(run):
                tell(line)
    return runs


def _tell(runs: Sequence["CheckedRun"], how: "RunOptions", verbose: bool, wall: float, context: Context) -> None:
    """The rows of those that failed, of all if `verbose`, the score, and what is missing."""
    from ...report.console import tell
    from ...report.runs import report_runs

    ours = [run for run in runs if not run.page.program.is_variant]
    tabled = ours if verbose else [run for run in ours if not run.passed]
    report_runs(runs, how.quick, tabled, wall, "programs" if len(ours) == len(runs) else "runs")
    for hint in what_is_missing(runs, how, context):
        tell(hint)


def _compare(chapter: "Chapter", pages: Sequence["Page"], runs: Sequence["CheckedRun"]) -> None:
    """The variants of a chapter beside each other, if some were run."""
    if not any(page.program.is_variant for page in pages):
        return
    from ...report.ranking import Row, groups
    from ...report.variants import report_comparison

    rows = [Row(page.program, [run for run in runs if run.page is page]) for page in pages]
    report_comparison(groups(rows), chapter.layout.runs(chapter.name))
