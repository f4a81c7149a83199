"""Make a Jupyter kernel that is like Kaggle's image, to run programs in: a virtual environment of its own."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...core.exit import Exit
from ..context import Context
from ..options import require_course

EXTRA = "run"
EXAMPLES = ("kernel kaggle", "kernel kaggle --python PATH")


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("image", metavar="IMAGE", help="what it is like: kaggle, or NAME of constraints/NAME.txt")
    parser.add_argument(
        "--python", type=Path, metavar="PATH", help="the Python to make it of (default: the first that fits)"
    )


def do(options: Namespace, context: Context) -> Exit:
    from ...execution.image import find_image
    from ...execution.image_kernel import StepError, make_kernel
    from ...report.console import tell

    layout = context.layout
    require_course(layout)
    image = find_image(options.image, layout)

    def told(words: str) -> None:
        tell(layout.shown(words), flush=True)  # seen also where it is piped: minutes lie between two lines

    try:
        make_kernel(image, layout.kernel(image.name), options.python, told)
    except StepError as error:
        tell(layout.shown(error), file=sys.stderr)
        return Exit.SYSTEM
    tell(f"Next: {context.command} run --chapter all --kernel {image.name}")
    return Exit.FINE
