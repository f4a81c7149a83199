"""The manual is true: what it says to type can be typed, what it says to write is taken, and nothing is left out."""

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

import kagglebook
from kagglebook.chapter.chapter_file import BaselineSettings, ChapterFile, Editions, EditionSettings
from kagglebook.chapter.check import KINDS
from kagglebook.chapter.checks import AnyCheck
from kagglebook.chapter.data import DataSet
from kagglebook.chapter.errata import Erratum
from kagglebook.chapter.glossary import Term, Word
from kagglebook.chapter.grid import Comparison, VariantSet
from kagglebook.chapter.kaggle import ChapterSettings
from kagglebook.chapter.measured import Expectation, Minutes, Picture, Try
from kagglebook.chapter.presets import PRESETS, Preset
from kagglebook.chapter.program import PlanPart, Program
from kagglebook.chapter.slides import Slide
from kagglebook.commands.parser import Parser, load_verb, parse, verb_names
from kagglebook.core.doors import add_plugins
from tests.support import CHAPTER as CHAPTER_FILE
from tests.support import ROOT

DOCS = ("author", "adopt", "editions", "preview", "running", "page", "ci", "kaggle", "security", "maintainer", "api")
FILES = ("README.md", *(f"docs/{name}.md" for name in DOCS))
MANUAL = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
PAGES = {**MANUAL, "ARCHITECTURE.md": ARCHITECTURE}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# What starts a kernel twenty times over, or goes to Kaggle.
NOT_EXECUTED = re.compile(r"\badopt\(|kagglebook\.(record|push|verify)\(")

# A chapter, key by key: what a fragment of the manual doesn't say itself.
CHAPTER = {
    "number": "number = 5\n",
    "title": 'title = "Deep learning"\n',
    "kaggle": '[kaggle]\nowner = "cv-lecture"\n',
    "data": '[data.mnist]\nname = "MNIST"\nsource = "hojjatk/mnist-dataset"\n',
}
PROGRAM = {
    "number": 'number = "5-9"\n',
    "title": 'title = "Deep MLP"\n',
    "kernel_title": 'kernel_title = "CV Ch05 Program 9 Deep MLP on MNIST"\n',
    "section": 'section = "5.5"\n',
    "template": 'template = "5_09.py"\n',
    "params": 'params = { lr = 1e-3, hidden_dim = 1024, activation = "tanh", epochs = 30, seed = 0 }\n',
    "checks": 'checks = [{ value = "n_weights", equals = 1 }, { value = "gradient_ratio", min = 0.5 }]\n',
}
SCALARS = ("number", "title")


def blocks(name: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [text for written, text in FENCE.findall(PAGES[name]) if written == language]


def spans(name: str) -> list[str]:
    """The code within a page's prose and tables; a span may go on in the next line."""
    paragraphs = re.split(r"\n\s*\n", FENCE.sub("", PAGES[name]))
    return [" ".join(span.split()) for paragraph in paragraphs for span in SPAN.findall(paragraph)]


def code(name: str) -> str:
    """All that stands in a page as code."""
    return "\n".join([*(text for _, text in FENCE.findall(PAGES[name])), *spans(name)])


def commands(name: str) -> list[str]:
    """What a page says to type, as far as it is this project's command."""
    lines = [part for block in blocks(name, "bash") for line in block.splitlines() for part in line.split(" && ")]
    typed = [text.removeprefix(".venv/bin/") for text in (*lines, *spans(name))]
    return [text for text in typed if re.match(r"(python build\.py|kagglebook) ", text)]


def read(command: str, folder: Path) -> tuple[str, list[str]]:
    """The verb of a command, and the words behind it as the manual's reader would type them."""
    words = shlex.split(re.split(r"\s[>|]", command)[0])
    words = words[2:] if words[0] == "python" else words[1:]
    typed = {"DIR": str(folder), "RUN_A": str(folder), "RUN_B": str(folder), "NAME": "name"}
    words = [typed.get(word, word) for word in words]
    try:
        verb, _ = parse(words, "python build.py")
    except SystemExit as shown:  # --help and --version
        assert shown.code in (None, 0)
        return "", words
    return verb.__name__.rpartition(".")[2].replace("_", "-"), words


def options_of(verb: str) -> set[str]:
    """The long options of a verb."""
    parser = Parser(add_help=False)
    load_verb(verb).add_options(parser)
    return {option for action in parser._actions for option in action.option_strings if option.startswith("--")}


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a page's tables, headings included, cell by cell."""
    for line in FENCE.sub("", MANUAL[name]).splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def slug_of(heading: str) -> str:
    """A heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def chapter_of(fragment: str) -> str:
    """A chapter.toml around what the manual shows of one."""
    keys = tomllib.loads(fragment).keys()
    if keys <= ChapterFile.model_fields.keys():
        scalars = "".join(CHAPTER[key] for key in SCALARS if key not in keys)
        tables = "".join(text for key, text in CHAPTER.items() if key not in {*SCALARS, *keys})
        program = "" if "program" in keys else "[[program]]\n" + "".join(PROGRAM.values())
        return f"{scalars}{fragment}\n{tables}{program}"
    assert keys <= Program.model_fields.keys(), f"neither of a chapter nor of a program: {sorted(keys)}"
    return "".join([*CHAPTER.values(), "[[program]]\n", *(PROGRAM[key] for key in PROGRAM.keys() - keys), fragment])


def load(text: str, root: Path) -> Any:
    """A chapter of this text, with its variants. Raises InputError where it isn't one."""
    data = tomllib.loads(text)
    number = data["number"]
    folder = root / "chapters" / (f"{number:02}" if isinstance(number, int) else "week-3")
    folder.mkdir(parents=True)
    (folder / "chapter.toml").write_text(text, encoding="utf-8")
    for program in data["program"]:
        (folder / program["template"]).touch()
    chapter = kagglebook.load_chapter(root, folder.name)
    return kagglebook.select(chapter, kagglebook.Selection(variants=True))


TOML = [(name, text) for name in FILES for text in blocks(name, "toml")]


@pytest.mark.parametrize("name", FILES)
def test_every_command_that_the_manual_shows_can_be_typed(name, tmp_path, capsys):
    wrong = {}
    for command in commands(name):
        try:
            read(command, tmp_path)
        except kagglebook.InputError as error:
            wrong[command] = str(error)
    assert wrong == {}


@pytest.mark.parametrize(
    "name", [name for name in FILES if name not in ("docs/maintainer.md", "docs/api.md", "docs/security.md")]
)
def test_the_manual_shows_commands(name):
    assert len(commands(name)) >= 5


def test_every_verb_is_shown_in_a_command(tmp_path, capsys):
    shown = {read(command, tmp_path)[0] for name in FILES for command in commands(name)}
    assert set(verb_names()) - shown == set()


@pytest.mark.parametrize("verb", verb_names())
def test_every_option_of_a_verb_is_shown_in_a_command(verb):
    shown = {option for name in FILES for command in commands(name) for option in OPTION.findall(command)}
    assert options_of(verb) - shown == set()


@pytest.mark.parametrize(("name", "text"), TOML, ids=[f"{name}-{text.split()[0]}" for name, text in TOML])
def test_what_the_manual_shows_of_toml_is_taken(name, text, tmp_path):
    keys = tomllib.loads(text).keys()
    if keys == {"project"}:
        return  # a package's: test_the_plugins_of_the_manual_do_as_it_says
    beside = {"erratum": "errata.toml", "term": "glossary.toml", "slide": "slides.toml"}.get(next(iter(keys)))
    if not beside:
        assert load(chapter_of(text), tmp_path)
        return
    (tmp_path / "chapters" / "05").mkdir(parents=True)
    (tmp_path / "chapters" / "05" / beside).write_text(text.replace('"5-7"', '"5-9"'), encoding="utf-8")
    chapter_text = "".join([*CHAPTER.values(), "[[program]]\n", *PROGRAM.values()])
    (tmp_path / "chapters" / "05" / "chapter.toml").write_text(chapter_text, encoding="utf-8")
    (tmp_path / "chapters" / "05" / "5_09.py").touch()
    chapter = kagglebook.load_chapter(tmp_path, 5)
    assert chapter.errata or chapter.glossary.terms or chapter.slides


def test_toml_that_no_chapter_takes_is_told(tmp_path):
    with pytest.raises(kagglebook.InputError, match="'bset', did you mean 'best'"):
        load(chapter_of('compare = { value = "loss", bset = "low" }\n'), tmp_path)


@pytest.mark.parametrize(
    "model",
    [
        *(ChapterFile, Program, ChapterSettings, DataSet, VariantSet, Comparison, Erratum, BaselineSettings),
        *(Minutes, Expectation, Try, Picture, Term, Word, Slide, Editions, EditionSettings, PlanPart, Preset),
    ],
    ids=lambda model: model.__name__,
)
def test_every_key_that_an_author_may_write_is_shown(model):
    shown = set(re.findall(r"\w+", code("docs/author.md") + code("docs/editions.md")))
    assert set(model.model_fields) - shown == set()


def test_every_preset_of_checks_is_shown():
    assert [name for name in PRESETS if f'checks = "{name}"' not in code("docs/author.md")] == []


def check_rows() -> Mapping[str, Mapping[str, Any]]:
    """The table of checks of the author's manual: each row's check, by its kind's keyword."""
    tables = [tomllib.loads(f"check = {row[0][1:-1]}")["check"] for row in rows("docs/author.md") if row[0][:2] == "`{"]
    return {next(keyword for keyword in KINDS if keyword in table): table for table in tables}


def test_every_kind_of_check_has_a_row_of_its_own():
    ours = {keyword for keyword, kind in KINDS.items() if kind.__module__.startswith("kagglebook.")}
    assert ours - set(check_rows()) == set()


def test_the_checks_of_the_table_are_checks():
    for keyword, table in check_rows().items():
        assert type(TypeAdapter(AnyCheck).validate_python(table)) is KINDS[keyword]


def test_every_name_that_a_template_sees_is_listed(repo):
    from kagglebook.notebook.context import context
    from kagglebook.notebook.kaggle_publisher import KagglePublisher

    chapter = kagglebook.load_chapter(repo, 1)
    seen = context(chapter, chapter.programs[0], KagglePublisher(chapter.layout))
    names = {f"{space}.{name}" for space in ("program", "chapter") for name in seen[space]}
    listed = {span for row in rows("docs/author.md") for span in SPAN.findall(row[0])}
    assert (names | {"edition"}) - listed == set()
    assert {name for name in listed if name.startswith("program.")} - names == set()


def test_every_exit_code_has_a_row():
    listed = {int(row[0]) for row in rows("docs/running.md") if row[0].isdecimal()}
    assert listed == {int(code) for code in kagglebook.Exit}


def test_every_field_of_the_options_of_a_run_has_a_row():
    listed = {row[0].strip("`") for row in rows("docs/api.md")}
    assert set(kagglebook.RunOptions.__dataclass_fields__) - listed == set()


def test_the_python_of_the_manual_runs(repo, monkeypatch):
    monkeypatch.chdir(repo)
    names: dict[str, Any] = {}
    executed = 0
    for block in blocks("docs/api.md", "python"):
        # The tiny course in place of the reader's.
        for theirs, ours in (
            (', "5"', ', "1"'),
            ('"), 5)', '"), 1)'),
            ("5-7", "1-1"),
            ("r-05", "r-01"),
            ("epochs", "first"),
        ):
            block = block.replace(theirs, ours)
        program = compile(block, "api.md", "exec")
        if not NOT_EXECUTED.search(block):
            exec(program, names)
            executed += 1
    assert executed


def test_the_python_of_the_manual_uses_what_is_offered():
    used = {name for page in FILES for name in re.findall(r"\bkagglebook\.([a-zA-Z_]\w*)", code(page))}
    imported = {
        alias.name
        for page in FILES
        for block in blocks(page, "python")
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.ImportFrom) and node.module == "kagglebook"
        for alias in node.names
    }
    doors = {"checks", "data", "judges", "publishers", "__all__"}
    assert used - doors and imported
    assert (used - doors | imported) - set(kagglebook.__all__) == set()


def test_every_name_that_is_offered_is_shown():
    shown = set(re.findall(r"\w+", code("docs/api.md")))
    assert {name for name in kagglebook.__all__ if name[0] != "_"} - shown == set()


@pytest.mark.parametrize("name", FILES)
def test_the_python_of_the_manual_is_python(name):
    for block in blocks(name, "python"):
        ast.parse(block)


@pytest.fixture
def site(tmp_path) -> Path:
    """A folder in which the package that the manual shows is installed: its four modules, and its entry points."""
    (project,) = [tomllib.loads(text)["project"] for text in blocks("docs/maintainer.md", "toml")]
    folder = tmp_path / "site"
    info = folder / f"{project['name']}-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: 1\n", encoding="utf-8")
    lines = []
    for group, own in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in own.items())]
        for module, _, name in (value.partition(":") for value in own.values()):
            path = folder / f"{module.replace('.', '/')}.py"
            path.parent.mkdir(exist_ok=True)
            (source,) = [text for text in blocks("docs/maintainer.md", "python") if f"class {name}(" in text]
            path.write_text(source, encoding="utf-8")
    (info / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_the_plugins_of_the_manual_do_as_it_says(site, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(site)
    bases = {
        "checks": kagglebook.Check,
        "data": kagglebook.DataKind,
        "judges": kagglebook.Judge,
        "publishers": kagglebook.Publisher,
    }
    found: dict[str, Any] = {}
    for group, base in bases.items():
        add_plugins(group, base, found)
    for name in [name for name in sys.modules if name.partition(".")[0] == "our_course"]:
        del sys.modules[name]

    check = found["approximately"](value="pi", approximately=3.1416)
    assert check.judge(kagglebook.Run(results={"pi": 3.1415}), True) == (3.1415, True)
    assert check.judge(kagglebook.Run(results={"pi": 3}), True) == (3, False)
    (tmp_path / "iris.csv").touch()
    assert found["csv"]().files("iris", tmp_path) == {"iris.csv": tmp_path / "iris.csv"}
    assert found["seconds"]().judge(None, kagglebook.Run(seconds=61), True).verdict is kagglebook.Verdict.FAIL
    chapter = kagglebook.load_chapter(ROOT, 5)
    binder = found["binder"](chapter.layout)
    assert chapter.programs[0].slug in binder.badge(chapter, chapter.programs[0]).url
    (page,) = kagglebook.render(chapter, chapter.programs[:1])
    assert [violation.field for violation in binder.lint(chapter, page.rendered)] == ["repository"]


def test_a_chapter_that_uses_the_plugins_of_the_manual_is_rendered(site, repo, edit):
    edit(CHAPTER_FILE, "[edition]", 'publishers = ["binder"]\n\n[edition]')
    edit(CHAPTER_FILE, "private = true", 'private = true\nrepository = "https://github.com/OWNER/REPO"')
    edit(
        CHAPTER_FILE,
        "[data.digits]",
        '[data.iris]\nname = "iris"\nsource = "uciml/iris"\nkind = "csv"\n\n[data.digits]',
    )
    edit(CHAPTER_FILE, '{ value = "steps[-1]", max = 0 },', '{ value = "steps[0]", approximately = 2 },')

    def render(**environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kagglebook", "render", "--chapter", "1"]
        env = os.environ | environment
        return subprocess.run(command, cwd=repo, env=env, capture_output=True, text=True, check=False)

    assert "no kind of data 'csv'" in render().stderr
    done = render(PYTHONPATH=str(site))
    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_is_short():
    assert len(MANUAL["README.md"].split()) <= 900


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name):
    links = [link for link in LINK.findall(PAGES[name]) if "://" not in link]
    broken = []
    for link in links:
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        text = target.read_text(encoding="utf-8") if target.suffix == ".md" and target.exists() else ""
        anchors = {slug_of(heading) for heading in re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)}
        if not target.exists() or (anchor and anchor not in anchors):
            broken.append(link)
    assert broken == []


def test_the_readme_links_to_every_page():
    assert {f"docs/{name}.md" for name in DOCS} | {"ARCHITECTURE.md", "LICENSE"} <= set(
        LINK.findall(MANUAL["README.md"])
    )


def test_how_many_mistakes_were_planted_is_told_alike():
    with (ROOT / "tests/course/mutation/defects.toml").open("rb") as file:
        (defects,) = tomllib.load(file).values()
    for page, words in (
        ("README.md", "{} realistic mistakes"),
        ("docs/maintainer.md", "plants {} realistic"),
        ("docs/mutation.md", "{} mistakes that"),
    ):
        assert words.format(len(defects)) in (ROOT / page).read_text("utf-8"), page


def test_the_picture_of_the_architecture_has_every_room():
    (picture,) = blocks("ARCHITECTURE.md", "")
    rooms = {path.parent.name for path in (ROOT / "kagglebook").glob("*/__init__.py")}
    assert rooms == set(re.findall(r"\b(\w+)/ ", picture))


@pytest.mark.parametrize("name", PAGES)
def test_lines_are_short_enough_to_read_in_a_terminal(name):
    assert [line for line in PAGES[name].splitlines() if len(line) > 130] == []
