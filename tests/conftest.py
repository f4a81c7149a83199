"""Fixtures: a tiny repository of two programs that need no torch, and the project's own."""

import os
import shutil
from pathlib import Path
from unittest.mock import patch

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


@pytest.fixture(scope="session")
def client() -> None:
    """Kaggle's client, imported with made-up credentials."""
    from .online import import_client

    import_client()


@pytest.fixture
def online(repo: Path, client, tmp_path: Path):
    """The command on the tiny repository, with Kaggle on the loopback."""
    yield from _online(repo, "1", tmp_path)


@pytest.fixture
def chapter_online(client, tmp_path: Path):
    """The command on a copy of chapter 5, with Kaggle on the loopback."""
    folder = tmp_path / "chapter"
    for name in ("chapters", "templates", "kernel-metadata"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("data"))
    yield from _online(folder, "5", tmp_path)


def _online(folder: Path, chapter: str, tmp_path: Path):
    from .kaggle_server import KaggleServer
    from .online import KEY, Online

    home = tmp_path / "home"
    home.mkdir()
    with KaggleServer() as server, patch.dict(os.environ, server.environment(home, key=KEY), clear=True):
        yield Online(folder, server, chapter)


@pytest.fixture
def told(online, capsys):
    """Call the command on the tiny repository: its exit code, its lines, and its stderr."""
    from .online import words

    def call(*argv: str) -> tuple[int, list[str], str]:
        capsys.readouterr()
        code = online(*argv)
        out, err = capsys.readouterr()
        return code, words(out), err

    return call
