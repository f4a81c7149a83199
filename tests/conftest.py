"""Fixtures: a tiny repository of two programs that need no torch, and the project's own."""

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def root() -> Path:
    """The project's repository."""
    return ROOT


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A fresh copy of the tiny repository, with the project's own kernel-metadata."""
    folder = tmp_path / "repo"
    shutil.copytree(ROOT / "tests" / "tiny", folder)
    shutil.copytree(ROOT / "kernel-metadata", folder / "kernel-metadata")
    return folder


@pytest.fixture
def edit(repo: Path):
    """Replace a text that stands exactly once in a file of the tiny repository."""

    def replace(path: str, old: str, new: str) -> None:
        text = (repo / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        (repo / path).write_text(text.replace(old, new), encoding="utf-8")

    return replace
