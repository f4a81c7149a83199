"""What every course shares, and where it lies: page, cells and Kaggle's defaults, one source of each."""

from pathlib import Path

TEMPLATES, KERNEL_METADATA = "templates", "kernel-metadata"


def _home() -> Path:
    """A wheel has them inside the package (`force-include` in pyproject.toml), a checkout at its top level."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shared"
    return installed if installed.is_dir() else package.parent


HOME = _home()
FOLDERS = (TEMPLATES, KERNEL_METADATA)


def shown(words: str) -> str:
    """Words with `kagglebook's templates/program.py` for what would be a path in some folder of Python's."""
    for folder in FOLDERS:
        words = words.replace(str(HOME / folder), f"kagglebook's {folder}")
    return words
