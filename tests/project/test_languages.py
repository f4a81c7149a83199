"""What a notebook says comes from the files of languages: the package's code and the shared cells have none of it."""

import ast
import re
from pathlib import Path

import pytest

from kagglebook.chapter.words import Words, shipped
from tests.support import ROOT
from tests.support.languages import leaves

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
PACKAGE = sorted((ROOT / "kagglebook").rglob("*.py"))
SHARED = (
    "program.py",
    "lecture.py",
    "results.py",
    "device.py",
    "curves.py",
    "epochs.py",
    "loaders.py",
    "train.py",
    "find_data.py",
    "find_files.py",
    "find_output.py",
    "self_check.py",
    "blanks_done.py",
)
VERDICTS = {"ok", "fail", "unchecked"}  # by name
EXERCISE = re.compile(r"#\? 5-7: .*?(?=  #>|$)")  # blanks of one program, in cells that several have
SPOKEN = re.compile(r"chapter\.words\.([\w.]+)")


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_code_of_the_package_has_korean(path: Path):
    assert not HANGUL.search(path.read_text(encoding="utf-8"))


def test_no_code_that_makes_a_notebook_has_a_sentence_of_the_english_file():
    """Sentences: what is four words or more; docstrings too are looked at. Checks speak in a terminal, and in English:
    the words of theirs are for the page."""
    words = (word for path, word in leaves(shipped("en").model_dump()) if path[:2] != ("site", "checks"))
    parts = (part.strip(" :.,") for word in words for part in re.split(r"\{\w+\}", word))
    sentences = {part for part in parts if len(part.split()) > 3}
    assert len(sentences) > 50
    rooms = ("chapter", "core", "execution", "notebook")  # the others speak in a terminal
    for path in (path for path in PACKAGE if path.relative_to(ROOT / "kagglebook").parts[0] in rooms):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if is_text(node)]
        assert not [(path, each) for text in texts for each in sentences if each in text]


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.parametrize("name", SHARED)
def test_no_shared_cell_has_korean(name: str):
    assert not HANGUL.search(EXERCISE.sub("", (ROOT / "templates" / name).read_text(encoding="utf-8")))


def test_every_word_that_a_shared_cell_says_is_one():
    known = {".".join(path) for path, _ in leaves(shipped("en").model_dump())}
    spoken = {
        path.removesuffix(".format")
        for name in SHARED
        for path in SPOKEN.findall((ROOT / "templates" / name).read_text(encoding="utf-8"))
    }
    assert spoken <= known and len(spoken) > 80
    # The others are said by the tool itself, or chosen by their name.
    tool = {"code", "remark", "program", "example", "theory", "open_in", "computed", "shown", "refuted", "told"}
    others = {each for each in known - spoken if not each.startswith(("alt.", "site.", "preview_page."))} - tool
    assert others == {f"blanks.{name}" for name in ("heading", "hint", "more", "wrong_answer", "message", "error")}


def test_every_word_of_the_site_is_said_there():
    site = ROOT / "kagglebook" / "report" / "site"
    said = "".join(
        path.read_text(encoding="utf-8")
        for path in (*site.glob("*.py"), *site.glob("html/*.html"), site.parent / "proven.py")
    )
    words = {path[1] for path, _ in leaves(shipped("en").model_dump()) if path[0] == "site"}
    assert [word for word in words - VERDICTS if not re.search(rf"\b(site|words)\.{word}\b", said)] == []


def test_every_word_has_its_place_in_the_manual():
    """By its table: docs/author.md tells where all of them are."""
    text = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
    tables = [name for name, value in shipped("en").model_dump().items() if isinstance(value, dict)]
    assert [name for name in tables if f"`{name}`" not in text] == []
    assert set(tables) < set(Words.model_fields)
