"""Record the quick runs that later ones are held against, where code, data or packages have changed."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context
from ..options import (
    add_chapters,
    add_programs,
    add_running,
    render_chosen,
    require_one_place,
)

EXTRA = "run"
EXAMPLES = ("record --chapter 5", "record --chapter 5 --only 5-7 --force")


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser, variants=False)
    add_running(parser)
    parser.add_argument("--force", action="store_true", help="record also what is unchanged")


def do(options: Namespace, context: Context) -> Exit:
    require_one_place(options)
    from ...execution.plan import RunOptions
    from ...execution.recording import record
    from ...report.console import tell
    from ...report.runs import failure_lines

    rendered = render_chosen(options, context.layout)
    own = ("kernel", "jobs", "timeout", "force", "cluster")
    how = RunOptions(**{name: getattr(options, name) for name in own})
    code = Exit.FINE
    for chapter, pages in rendered:
        recording = record(chapter, pages, how)
        if not recording.fresh and not recording.failed:
            tell(f"{recording.unchanged} unchanged; --force records them anew")
            continue
        for run in recording.failed:
            for line in failure_lines(run):
                tell(line)
        for line in recording.moved():
            tell(line)
        counts = f"{len(recording.fresh)} recorded, {recording.unchanged} unchanged, {len(recording.failed)} failed"
        tell(counts)
        code = max(code, Exit.FAILED if recording.failed else Exit.FINE)
    return code
