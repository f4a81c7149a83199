"""Take notebooks that are there into a chapter: a template and an entry of chapter.toml each; run and recorded."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...core.exit import Exit
from ...core.problems import InputError
from ..context import Context
from ..options import add_chapters, add_running, chapter_names, require_one_place

EXTRA = "run"
EXAMPLES = ("adopt week1.ipynb week2.ipynb --chapter 3", "adopt week1.ipynb --chapter 3 --no-record")


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="FILE", help="notebooks of Jupyter's, .ipynb")
    add_chapters(parser)
    add_running(parser)
    parser.add_argument("--title", default="", metavar="WORDS", help="begins their titles on Kaggle (default: none)")
    parser.add_argument("--no-record", action="store_true", help="take them when they run, and record nothing yet")


def do(options: Namespace, context: Context) -> Exit:
    require_one_place(options)
    from ...execution.adoption import Adoption, adopt_notebooks
    from ...execution.plan import RunOptions
    from ...report.console import tell

    def told(adoption: Adoption) -> None:
        for path, reasons in adoption.refused.items():
            tell(f"{path}  not taken:")
            for reason in reasons:
                tell(f"    {reason}")
        for path, adopted in adoption.taken.items():
            tell(f"{path}  program {adopted.entry.number}, {adopted.entry.template}")
            for said in adopted.said:
                tell(f"    {said}")
        for path in adoption.files:
            tell(f"written  {context.layout.shown(path)}")

    chosen = chapter_names(options, context.layout)
    if len(chosen) != 1:
        raise InputError("adopt goes into one chapter: --chapter NAME")
    if len({path.resolve() for path in options.notebooks}) < len(options.notebooks):
        raise InputError("a notebook is named twice")
    own = ("kernel", "jobs", "timeout", "cluster")
    how = RunOptions(**{name: getattr(options, name) for name in own})
    root, recorded = context.layout.root, not options.no_record
    adoption = adopt_notebooks(root, chosen[0], options.notebooks, options.title, how, recorded, told)
    if adoption.refused:
        tell("nothing was written: a notebook that can't be taken is left out of the command, or mended")
        return Exit.FAILED
    code = Exit.FINE
    if adoption.recording:
        tell(f"{len(adoption.recording.fresh)} recorded, {len(adoption.recording.failed)} failed")
        code = Exit.FAILED if adoption.recording.failed else code
    tell(f"Next: {context.command} render --chapter {chosen[0]}")
    return code
