"""What every course shares, and where it lies: page, cells and Kaggle's defaults, one source of each."""

from pathlib import Path

TEMPLATES, KERNEL_METADATA, LANGUAGES = "templates", "kernel-metadata", "languages"


def _home() -> Path:
    """A wheel has them inside the package (`force-include` in pyproject.toml), a checkout at its top level."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "shared"
    return installed if installed.is_dir() else package.parent


HOME = _home()
SHIPPED_LANGUAGES = Path(__file__).resolve().parents[1] / LANGUAGES
FOLDERS = {TEMPLATES: HOME / TEMPLATES, KERNEL_METADATA: HOME / KERNEL_METADATA, LANGUAGES: SHIPPED_LANGUAGES}


def shown(words: str) -> str:
    """Words with `kagglebook's templates/program.py` for what would be a path in some folder of Python's."""
    for name, folder in FOLDERS.items():
        words = words.replace(str(folder), f"kagglebook's {name}")
    return words
