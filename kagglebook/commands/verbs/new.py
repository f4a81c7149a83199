"""Begin a course in a folder of its own: a chapter with one program that runs, and what keeps it in order."""

import re
import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ...chapter.starter import OWNER, languages, starter_files
from ...core.exit import Exit
from ...core.layout import find_course
from ...core.problems import InputError
from ..context import Context

EXTRA = ""
EXAMPLES = ("new my-course --language en", "new my-course --language ko --owner my-name")


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where it shall be: a folder that is new or empty")
    parser.add_argument("--language", choices=languages(), default="en", help="of its notebooks (default: en)")
    parser.add_argument("--owner", default=OWNER, metavar="NAME", help="who owns its notebooks on Kaggle")


def do(options: Namespace, context: Context) -> Exit:
    from ...report.console import tell

    folder = options.folder.absolute()
    _require_free(folder)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", options.owner):
        raise InputError(f"--owner {options.owner}: a name on Kaggle is of small letters, digits and dashes")
    files = starter_files(options.language, options.owner)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: what is interrupted leaves no half course behind.
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="\n")
        staging.chmod(0o755)  # mkdtemp's is for one user alone
        if folder.exists():
            folder.rmdir()
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    for name in files:
        tell(f"written  {options.folder / name}")
    for words in (f"cd {options.folder}", "kagglebook --chapter 1", "kagglebook run --chapter 1"):
        tell(f"Next: {words}")
    return Exit.FINE


def _require_free(folder: Path) -> None:
    """Raises InputError for a place where no course can begin."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise InputError(f"{folder}: is there already, and not empty")
    if course := find_course(folder.parent):
        raise InputError(f"{folder}: lies in the course {course.root}, and a course holds no other")
    file = next((each for each in folder.parents if each.exists() and not each.is_dir()), None)
    if file:
        raise InputError(f"{file}: is no folder")
