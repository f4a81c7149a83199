"""The files of a new course, as text: one program that runs at once, with a parameter, checks and a picture."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

HOME = Path(__file__).resolve().parents[1] / "starter"
OWNER = "your-kaggle-name"
PLACE = re.compile(r"@(\w+)@")


def languages() -> list[str]:
    """The languages that a new course can be in."""
    return sorted(path.stem for path in HOME.glob("*.toml"))


def starter_files(language: str, owner: str = OWNER) -> Mapping[str, str]:
    """Path in the course -> content, for one of `languages()` and an owner on Kaggle."""
    words = tomllib.loads((HOME / f"{language}.toml").read_text("utf-8")) | {"language": language, "owner": owner}
    files = HOME / "files"
    return {
        # Here all end in .txt: they are no code of this package.
        path.relative_to(files).with_suffix("").as_posix(): PLACE.sub(
            lambda match: words[match[1]], path.read_text("utf-8")
        )
        for path in sorted(files.rglob("*.txt"))
    }
