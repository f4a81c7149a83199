"""The doors: a tiny package of one module, installed beside the tool, adds a check, data, a judge and a publisher."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ADDITION, CHAPTER

PLUGIN = '''
from kagglebook import Badge, CellCheck, DataKind, Judge, Outcome, Page, Publisher, Verdict, Violation


class Shouts(CellCheck):
    """A cell prints a word in capitals."""

    shouts: str

    def expected(self, quick, parameters):
        return self.shouts.upper()

    def judge(self, run, quick):
        text = self.output(run).text
        return text.strip(), self.shouts.upper() in text


class Lines(DataKind):
    """A text file."""

    def files(self, name, root):
        source = root / f"{name}.txt"
        return {f"{name}.txt": source if source.is_file() else None}


class Calm(Judge):
    """No number of the results is above a hundred."""

    subject = "calm"

    def judge(self, page: Page, run, quick):
        numbers = [value for value in (run.results or {}).values() if isinstance(value, float)]
        return Outcome(self.subject, "<= 100", str(numbers), Verdict.of(all(value <= 100 for value in numbers)))


class Shelf(Publisher):
    """A shelf in a library."""

    name = "Shelf"

    def notebook_metadata(self, chapter, program):
        return {"shelf": program.number}

    def badge(self, chapter, program):
        return Badge("On the shelf", "shelf.svg", f"shelf:{program.slug}")

    def files(self, chapter, rendered):
        return {"card.txt": rendered.program.title.encode()}

    def lint(self, chapter, rendered):
        if rendered.program.section == "9":
            yield Violation("rooms", "section", "there is no section 9")
'''
ENTRIES = """
[kagglebook.checks]
shouts = tiny_plugin:Shouts
[kagglebook.data]
lines = tiny_plugin:Lines
[kagglebook.judges]
calm = tiny_plugin:Calm
[kagglebook.publishers]
shelf = tiny_plugin:Shelf
"""


@pytest.fixture
def install(tmp_path):
    """Install a distribution of one module: what pip leaves of it, in a folder of its own."""

    def install(source: str = PLUGIN, entries: str = ENTRIES) -> Path:
        site = tmp_path / "site"
        info = site / "tiny_plugin-1.0.dist-info"
        info.mkdir(parents=True)
        (site / "tiny_plugin.py").write_text(source, encoding="utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-plugin\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(entries)
        return site

    return install


@pytest.fixture
def call(repo):
    """The command in a process of its own, with a folder of packages or without."""

    def call(*argv: str, site: Path | None = None) -> tuple[int, str, str]:
        environment = os.environ | ({"PYTHONPATH": os.fspath(site)} if site else {})
        command = [sys.executable, "-m", "kagglebook", *argv, "--chapter", "1"]
        done = subprocess.run(command, cwd=repo, env=environment, capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout, done.stderr

    return call


@pytest.fixture
def course(repo, edit):
    """The tiny course, using all that the plugin brings."""
    edit(CHAPTER, "[edition]", 'publishers = ["shelf"]\n\n[edition]')
    edit(CHAPTER, "[data.digits]", '[data.poem]\nname = "poem"\nsource = "a/poem"\nkind = "lines"\n\n[data.digits]')
    edit(CHAPTER, 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\ndata = ["poem"]')
    edit(CHAPTER, '{ cell = "add", text = "total" },', '{ cell = "add", shouts = "hello" },')
    read = '# %% id="add"\nsource = "a/poem"\nprint(open("data/poem.txt").read())\ntotal = first + second'
    edit(ADDITION, '#: include "add.py"', read)
    page = repo / "templates" / "program.py"
    loop = "#: for badge in program.badges\n# [{{ badge.text }}]({{ badge.url }})\n#: endfor"
    text = page.read_text(encoding="utf-8").replace("# [Open in Kaggle]({{ program.url }})", loop)
    page.write_text(text, encoding="utf-8")
    (repo / "chapters" / "01" / "data").mkdir()
    (repo / "chapters" / "01" / "data" / "poem.txt").write_text("HELLO, world")


def test_one_package_adds_a_check_data_a_judge_and_a_publisher(repo, course, install, call):
    code, out, err = call("run", "--verbose", site=install())
    assert (code, err) == (0, "")
    rows = {" ".join(line.split()) for line in out.splitlines()}
    assert "cell add HELLO HELLO, world pass" in rows
    assert "calm <= 100 [1.5] pass" in rows
    assert call("render", site=repo.parent / "site")[0] == 0
    folder = repo / "output/chapter-01/cv-ch01-program-1-addition"
    assert (folder / "card.txt").read_text(encoding="utf-8") == "더하기"
    notebook = json.loads((folder / f"{folder.name}.ipynb").read_text())
    assert notebook["metadata"]["shelf"] == "1-1"
    assert "[On the shelf](shelf:cv-ch01-program-1-addition)" in "".join(notebook["cells"][0]["source"])


def test_without_the_package_the_course_says_what_it_misses(course, call):
    code, _, err = call("check")
    assert code == 2
    assert "no kind of data 'lines'" in err and "a check needs one of the keys" in err


def test_a_publisher_that_is_not_installed_is_told_with_its_line(edit, call):
    edit(CHAPTER, "[edition]", 'publishers = ["shlef"]\n\n[edition]')
    code, _, err = call("check")
    assert (code, err) == (
        2,
        "chapters/01/chapter.toml:4: publishers: no publisher 'shlef' is installed (known: colab, molab)\n",
    )


def test_a_publisher_s_rule_is_told_at_the_key_that_broke_it(course, edit, install, call):
    edit(CHAPTER, 'section = "1.1"', 'section = "9"')
    code, _, err = call("check", site=install())
    assert code == 2
    assert "Shelf rule 'rooms': there is no section 9 (program 1-1)" in err


def test_the_check_of_a_plugin_is_crosschecked_as_any_other(course, edit, install, call):
    edit(CHAPTER, 'cell = "add", shouts', 'cell = "ad", shouts')
    code, _, err = call("check", site=install())
    assert code == 2
    assert "checks[1].cell: no code cell 'ad', did you mean 'add'?" in err


def test_a_plugin_that_cannot_be_loaded_is_one_line_with_its_name(install, call):
    code, _, err = call("check", site=install("1 / 0"))
    (line,) = err.splitlines()
    plugin = "the plugin 'shouts' of tiny-plugin (tiny_plugin:Shouts)"
    assert (code, line) == (2, f"{plugin} can't be loaded: ZeroDivisionError: division by zero")


def test_a_plugin_s_module_can_be_imported_first(install):
    code = "import tiny_plugin; print(tiny_plugin.Shouts, tiny_plugin.Lines, tiny_plugin.Calm, tiny_plugin.Shelf)"
    environment = os.environ | {"PYTHONPATH": os.fspath(install())}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
