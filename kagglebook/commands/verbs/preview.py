"""Show a chapter's notebooks on a page of this machine, rendered, executed and checked anew at each save."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ...core.exit import Exit
from ...core.problems import InputError
from ..context import Context
from ..options import add_chapters, add_programs, add_running, chapter_names, selections

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...chapter.chapter import Chapter
    from ...chapter.program import Program

EXTRA = "preview"
EXAMPLES = (
    "preview --chapter 5",
    "preview --chapter 5 --only 5-7 --editor vscode",
    "preview --chapter 5 --edition student --port 8765 --no-open",
)


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_programs(parser)
    add_running(parser, here=True)
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="of this machine (default: one that is free)"
    )
    parser.add_argument("--no-open", action="store_true", help="tell the address, and open no browser")
    parser.add_argument("--editor", type=_editor, metavar="NAME", help="which links to lines open: vscode, cursor, …")


def do(options: Namespace, context: Context) -> Exit:
    from ...execution.kernels.specs import interpreter
    from ...execution.plan import RunOptions
    from ...preview.start import start
    from ...report.console import tell

    chosen = chapter_names(options, context.layout)
    if len(chosen) != 1:
        raise InputError("preview shows one chapter: --chapter NAME")

    def choose(chapter: "Chapter") -> "Sequence[Program]":
        from ...chapter.variants import select

        found = selections(options, [chapter])
        return select(*found[0]) if found else []

    interpreter(options.kernel)
    how = RunOptions(kernel=options.kernel, jobs=options.jobs, timeout=options.timeout, pretend_gpu=False)
    start(context.layout.root, chosen[0], choose, how, options.port, options.editor or "", not options.no_open, tell)
    return Exit.FINE


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise InputError(f"--port {text}: takes a number from 1 to 65535")
    return int(text)


def _editor(text: str) -> str:
    import re

    if not re.fullmatch("[a-z][a-z0-9+.-]{0,30}", text):
        raise InputError(f"--editor {text}: takes what an editor's addresses begin with, such as vscode")
    return text
