"""What a kernel is made like: a requirements file with the packages of an image, and the Python that it names."""

import hashlib
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ..core.files import read_text
from ..core.layout import Layout
from ..core.problems import InputError, Problem, did_you_mean

FOLDER = "constraints"
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")  # of a Jupyter kernel
PYTHON = re.compile(r"^# Python (\d\.\d{1,3})$", re.MULTILINE)
REQUIREMENT = re.compile(r"^([A-Za-z0-9][\w.-]*)", re.MULTILINE)


@dataclass(frozen=True)
class Image:
    """A requirements file, by name; the release of Python it is for, such as `3.12`; its packages.

    `digest` is of all but the comments.
    """

    name: str
    file: Path
    python: str
    packages: tuple[str, ...]
    digest: str


def find_image(name: str, layout: Layout) -> Image:
    """The image of a name: the course's own file of it, else the one that comes with the tool.

    Raises InputError where there is none, or where it doesn't say for which Python it is.
    """
    known = _known(layout)
    if not NAME.fullmatch(name) or name not in known:
        images = [each for each, file in known.items() if PYTHON.search(read_text(file))]  # the others are no kernel's
        raise InputError(f"no image {name!r}{did_you_mean(name, images)}")
    file = known[name]
    text = read_text(file)
    python = PYTHON.search(text)
    if not python:
        raise InputError(Problem(file, "no line such as `# Python 3.12` says for which Python this is"))
    required = "\n".join(line for line in text.splitlines() if line and not line.startswith("#"))
    digest = hashlib.sha256(f"{python[1]}\n{required}".encode()).hexdigest()
    return Image(name, file, python[1], tuple(REQUIREMENT.findall(required)), digest)


def _known(layout: Layout) -> dict[str, Path]:
    """The files that there are, by name: those of the tool, and over them the course's own."""
    tool = Path(__file__).parents[2] / FOLDER
    files = [*tool.glob("*.txt")] if tool.is_dir() else _shipped()
    return {file.stem: file for file in [*files, *layout.constraints.glob("*.txt")]}


def _shipped() -> list[Path]:
    """The files that the tool's wheel put into its environment (`data-files` in pyproject.toml)."""
    try:
        files = metadata.files(__package__.partition(".")[0]) or ()
    except metadata.PackageNotFoundError:  # neither installed nor a checkout
        return []
    return [Path(file.locate()).resolve() for file in files if file.parent.name == FOLDER and file.suffix == ".txt"]
