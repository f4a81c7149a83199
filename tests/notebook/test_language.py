"""A course in a language of its own: nothing that the tool puts into its notebooks is in another."""

import ast
import io
import re
import tokenize
from pathlib import Path

import nbformat
import pytest

from kagglebook.chapter.chapter import Chapter, load_chapter
from kagglebook.chapter.editions import EDITIONS, make_edition
from kagglebook.chapter.words import shipped
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from tests.support.languages import leaves, made_up, toml_of

CHAPTER = """number = 1
title = "αα"
language = "qq"
edition = { course = "αα" }

[editions]
student = { title = "αα", kernel_title = "Blanks" }
instructor = { title = "αα", kernel_title = "Key" }

[kaggle]
owner = "somebody"
machine_shape = "NvidiaTeslaT4"
internet = true
private = true
"""
PROGRAM = """
[[program]]
number = "{number}"
title = "αα"
kernel_title = "A course program {number}"
section = "1.1"
template = "one.py"
data = []
params = {{ epochs = 3 }}
minutes = {{ cpu = 0.5, gpu = 3 }}
expect = [{{ value = "loss", name = "αα", full = 1.5 }}]
tries = [{{ set = {{ epochs = 4 }}, value = "loss", name = "αα", before = 2, after = 1, says = "αα" }}]
plan = [{{ part = "αα", minutes = 5 }}]
"""
LESSON = """#: extends "program.py"
#: block goals
# - αα
#: endblock
#: block lesson
#: include "device.py"

# %% id="parameters" tags=["parameters"]
epochs = {{ program.params.epochs }}

# %% id="train"
history = {"train_acc": [], "test_acc": [], "train_loss": [], "test_loss": []}
loss = epochs * 2 + 0.5  #? αα || αα  #> αα

# %% id="check" role="self-check"
#! 1: epochs - 1 -> αα
#! 1: epochs / 0 -> !ZeroDivisionError
@self_check(1, "αα")
def blank_1():
    return None

#: include "curves.py"
#: endblock

#: block results
# %% id="results" role="machinery"
results = {"loss": loss}
#: endblock

#: block summary
# - αα
#: endblock
#: block questions
# αα
#: endblock
#: block more
# αα
#: endblock
"""
ERRATUM = """[[erratum]]
programs = ["1-1"]
where = "αα"
weight = "reads"
slide = "αα"
problem = "αα"
notebook = "αα"
"""
TERM = '[[term]]\nterm = "αα"\nenglish = "αα"\nfirst = "1-1"\nmeans = "αα"\n'
SLIDE = """[[slide]]
id = "1.1-1"
section = "1.1"
kind = "statement"
says = "αα"
state = "computed"
cells = ["1-1#train"]
output = "4"
"""
NAMES = {"CPU", "GPU", "Kaggle", "KAGGLE", "A", "ZeroDivisionError", "details", "summary", "open"}
WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose words are in signs, and whose author writes α alone."""
    root = tmp_path / "course"
    files = {
        "languages/qq.toml": toml_of(made_up()),
        "chapters/01/chapter.toml": CHAPTER + "".join(PROGRAM.format(number=n) for n in ("1-1", "ex-1-2", "th-1-3")),
        "chapters/01/one.py": LESSON,
        "chapters/01/errata.toml": ERRATUM,
        "chapters/01/glossary.toml": TERM,
        "chapters/01/slides.toml": SLIDE,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def said(notebook: nbformat.NotebookNode) -> list[str]:
    """What a reader is told: prose without addresses, code and formulas; the comments and texts of code cells."""
    found = []
    for cell in notebook.cells:
        if cell["cell_type"] == "markdown":
            found.append(re.sub(r"\]\([^)]*\)|https://\S+|`[^`]*`|\$[^$]*\$", " ", cell["source"]))
        elif cell["id"] in ("device", "train", "curves"):  # what the reader reads; the others are machinery
            tokens = tokenize.generate_tokens(io.StringIO(cell["source"]).readline)
            found += [token.string for token in tokens if token.type == tokenize.COMMENT]
            calls = [node for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Call)]
            found += [arg.value for call in calls for arg in call.args if is_text(arg) and " " in arg.value]
    return found


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def notebooks(chapter: Chapter) -> list[nbformat.NotebookNode]:
    editions = [make_edition(chapter, program, kind) for program in chapter.programs for kind in EDITIONS]
    return [page.rendered.notebook for page in make_pages(chapter, [*chapter.programs, *editions])]


def test_a_page_in_another_language_has_no_word_of_a_shipped_one(course):
    books = notebooks(load_chapter(course, 1))
    assert len(books) == 9
    for book in books:
        assert {word for text in said(book) for word in WORD.findall(text)} <= NAMES | {"αα"}
        whole = "\n".join(cell["source"] for cell in book.cells)
        for tag in ("ko", "en"):
            for _, word in leaves(shipped(tag).model_dump(exclude={"alt"})):
                long = max(re.split(r"\{\w+\}", word), key=len).strip()
                assert len(long) < 12 or long not in whole


def test_every_word_of_the_page_is_said_somewhere(course):
    """None is in the files for nobody. Those of other cells and of pictures have tests of their own."""
    chapter = load_chapter(course, 1)
    whole = "\n".join(cell["source"] for book in notebooks(chapter) for cell in book.cells)
    others = {"alt", "figures", "data", "training", "preview_page", "site"}
    words = leaves(chapter.words.model_dump(exclude=others))
    unsaid = {".".join(path) for path, word in words if word.split()[0] not in whole}
    assert unsaid == {"preview", "preview_trained", "tries_of_samples", "without_gpu", "shown", "refuted", "told"}


def test_words_with_quotes_and_backslashes_stand_in_strings_of_code(course):
    strange = toml_of(made_up(lambda word: f"{word} \"quoted\" 'so' \\n"))
    (course / "languages/qq.toml").write_text(strange, encoding="utf-8")
    chapter = load_chapter(course, 1)
    code = next(cell["source"] for cell in notebooks(chapter)[0].cells if cell["id"] == "device")
    texts = [node.value for node in ast.walk(ast.parse(code)) if is_text(node)]
    assert {chapter.words.device.gpu, chapter.words.device.cpu} <= set(texts)


def test_a_word_that_there_is_not_is_told_with_the_template_s_line(course):
    text = LESSON.replace('{"loss": loss}', '{"loss": loss, "{{ chapter.words.data.lokked_at }}": 1}')
    (course / "chapters/01/one.py").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"one\.py:27: template: .*lokked_at"):
        make_pages(load_chapter(course, 1))
