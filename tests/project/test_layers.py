"""The rooms: every arrow between them points down, and each says what lives there."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

PACKAGE = ROOT / "kagglebook"
ROOMS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def test_every_arrow_between_rooms_points_down():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 kept, 0 broken" in done.stdout


def test_there_are_at_most_nine_rooms():
    assert len(ROOMS) <= 9


def test_every_folder_of_the_package_is_a_package():
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_lives_there(room):
    text = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")))
    assert 20 < len(text) < 600


def test_torch_is_named_in_one_place_and_by_the_scripts_that_pretend():
    """Which module knows the framework that notebooks use: `torch` in code, not in prose."""
    named = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "torch" not in text:
            continue
        tree = ast.parse(text)
        documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        prose = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, documented) and ast.get_docstring(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in prose and node.value in ("torch", "torchvision"):
                named.add(path.relative_to(PACKAGE).as_posix())
            if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "torch" for alias in node.names):
                named.add(path.relative_to(PACKAGE).as_posix())
    # A kind of data has the name of torchvision, which chapter.toml says and nobody imports.
    frameworks = {"execution/kernels/frameworks.py", "chapter/data.py"}
    seeds = {"notebook/adopting/seeding.py"}  # what a notebook draws from, which a cell of it then seeds
    assert named == frameworks | seeds | {"execution/fake_gpu.py", "execution/fake_saves.py"}
