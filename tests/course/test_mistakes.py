"""Mistakes planted in the files of a chapter: each is one clear line, and nothing is written."""

from pathlib import Path
from typing import NamedTuple

import pytest

from kagglebook.commands.main import run
from tests.support import ADD, ADDITION, CHAPTER, ERRATA, MACHINES, PAGE, SUBTRACTION, output_of

TITLE = 'kernel_title = "CV Ch01 Program 2 Subtraction"'


class Mistake(NamedTuple):
    """A text of a file replaced by a wrong one, and the one line on stderr that tells of it."""

    name: str
    old: str
    new: str
    place: str
    message: str
    at: str | None = None  # the text where the line meant is, if not that of the replacement; "": no line at all
    told: str | None = None  # the file that is named, if not the edited one


PARAMS = "params = { first = 2, second = 0.5 }"
FIRST = "first = {{ program.params.first | literal }}"
NAME = 'id="results"'
STEPS = "steps = [2"
P1, P2 = "program 1-1", "program 1-2"
FIELDS = "Kaggle rule 'fields': "

MISTAKES = {
    CHAPTER: [
        ("unknown key", "quick = {", "quik = {", f"{P1}, quik", "unknown key 'quik', did you mean 'quick'?"),
        ("unknown table", "[edition]", "[editon]", "editon", "did you mean 'edition'?"),
        ("unknown setting", "private =", "privat =", "kaggle.privat", "did you mean 'private'?"),
        ("unknown own setting", '{ machine_shape = ""', "{ machin = 1", f"{P1}, kaggle.machin", "'machine_shape'"),
        ("unknown key of data", "name =", "nam =", "data.digits.nam", "did you mean 'name'?", 'nam = "MNIST"'),
        ("unknown key of a check", "max = 0", "max = 0, quik = 1", f"{P2}, checks[1].quik", "'quick'?"),
        ("unknown check", "max = 0", "maximum = 0", f"{P2}, checks[1]", "a check needs one of the keys drawn, "),
        ("wrong type", 'title = "빼기"', "title = 3", f"{P2}, title", "should be a valid string, not 3"),
        ("wrong type of a setting", "internet = true", "internet = 1", "kaggle.internet", "boolean, not 1"),
        ("wrong type of a number", '"1-2"', "1.10", "program 1.1, number", "should be a valid string, not 1.1"),
        ("wrong type of a parameter", "first = 2", "first = 2020-01-01", f"{P1}, params.first", "or a table of"),
        ("wrong type of parameters", PARAMS, "params = 3", f"{P1}, params", "a valid dictionary, not 3"),
        ("wrong type of a bound", "max = 0", 'max = "0"', f"{P2}, checks[1].max", "a valid number, not '0'"),
        ("wrong type of quick", "{ first = 1 }", "{ first = 1.5 }", f"{P1}, quick.first", "of type int as in"),
        ("wrong type of grid", "quick = { first = 1", "grid = { first = [1.5]", f"{P1}, grid.first", "not 1.5"),
        ("empty grid", "quick = { first = 1", "grid = { first = []", f"{P1}, grid.first", "at least 1 item"),
        ("malformed number", '"1-2"', '"-1.2"', "program -1.2, number", "a number such as '5-7', '3.1' or 'ex-2'"),
        ("malformed owner", '"cv-lecture"', '"CV"', "kaggle.owner", "should be a Kaggle user"),
        ("malformed source", '"hojjatk/mnist-dataset"', '"mnist"', "data.digits.source", "should be owner/slug"),
        ("malformed value path", '"steps[-1]"', '"steps[-1"', f"{P2}, checks[1].value", "should be a path such as"),
        ("title of two lines", '"빼기"', '"빼\\n기"', f"{P2}, title", "should be one line of text"),
        ("no title", 'title = "빼기"\n', "", f"{P2}, title", "this key is needed", '[[program]]\nnumber = "1-2"'),
        ("no title of the chapter", 'title = "작은 장"\n', "", "title", "this key is needed", ""),
        ("no owner", 'owner = "cv-lecture"\n', "", "kaggle.owner", "this key is needed", "[kaggle]"),
        ("another chapter", "number = 1\n", "number = 2\n", "number", "is 2 in the folder of chapter 1"),
        ("nonpositive chapter", "number = 1\n", "number = -1\n", "number", "is -1 in the folder of chapter 1"),
        ("missing template", "1_02_subtraction.py", "1_02_sub.py", f"{P2}, template", "no template '1_02_sub.py'"),
        ("template elsewhere", "1_02_sub", "../01/1_02_sub", f"{P2}, template", "in the chapter's folder"),
        ("duplicate number", '"1-2"', '"1-1"', f"{P1}, number", "duplicate number '1-1'"),
        ("duplicate slug", TITLE, 'kernel_title = "CV Ch01, Program 1: Addition"', f"{P2}, kernel_title", "slug"),
        ("unknown data", '"1.2"', '"1.2"\ndata = ["digit"]', f"{P2}, data", "'digits'?", 'data = ["digit"]'),
        ("data never read", '"1.2"', '"1.2"\ndata = ["digits"]', f"{P2}, data", "never looks", "data = ["),
        ("unknown quick", "{ first = 1 }", "{ frist = 1 }", f"{P1}, quick.frist", "did you mean 'first'?"),
        ("unknown grid", "quick = { first = 1", "grid = { frist = [1]", f"{P1}, grid.frist", "mean 'first'?"),
        ("title of 51 characters", TITLE, f'{TITLE[:-1]}{"x" * 22}"', f"{P2}, kernel_title", f"{FIELDS}title "),
        ("Korean kernel title", TITLE, f'{TITLE[:-1]} 빼기"', f"{P2}, kernel_title", "5 to 50 ASCII characters"),
        ("retired machine", "NvidiaTeslaT4", "NvidiaTeslaP100", "kaggle.machine_shape", "can't be had"),
        ("unknown machine", '""', '"NvidiaTeslT4"', f"{P1}, kaggle.machine_shape", "did you mean 'NvidiaTeslaT4'?"),
        ("malformed model", '""', '"", model_sources = ["a/b"]', f"{P1}, kaggle.model_sources", FIELDS),
        ("parameter that the notebook lacks", "second =", "third = 3, second =", f"{P1}, params.third", "no parame"),
        ("check on an unknown cell", '"add"', '"ad"', f"{P1}, checks[1].cell", "did you mean 'add'?"),
        ("check on an unknown value", '"total", eq', '"totl", eq', f"{P1}, checks[0].value", "'total'?"),
        ("check on an unknown parameter", "max = 0", 'length = "n"', f"{P2}, checks[1].length", "no parameter 'n'"),
        ("repeated check key", "max = 0", "max = 0, max = 1", "", "broken TOML: "),
        ("repeated key", '"빼기"', '"빼기"\ntitle = ""', "", "broken TOML: ", 'title = ""'),
        ("broken TOML", '"1-2"', '"1-2', "", "broken TOML: "),
        ("broken header", "[data.digits]", "[data.digits", "", "broken TOML: "),
    ],
    ERRATA: [
        ("errata of an unknown program", '["1-1"]', '["1-1", "1-3"]', "erratum[0].programs", "no program '1-3'"),
        ("errata of no program", '["1-1"]', "[]", "erratum[0].programs", "at least 1 item"),
        ("unknown key of an erratum", "holds", "hold", "erratum[0].hold", "did you mean 'holds'?"),
        ("unknown weight", "holds", 'weight = "heavy"\nholds', "erratum[0].weight", "should be 'types', 'reads' or"),
        ("broken errata", 'slide = "', "slide = ", "", "broken TOML: "),
    ],
    ADDITION: [
        ("typed value", "# 두 수를 더한다.", "# 2와 0.5를 더한다.", "", "'0.5' is the value of the parameter 'second'"),
        (
            "typed setting",
            "# 두 수를 더한다.",
            "# `first = 3`",
            "",
            "'first = 3' is the value of the parameter 'first'",
        ),
        ("undefined name", "program.params.first", "progam.params.first", "", "'progam' is undefined"),
        ("undefined parameter", "program.params.first", "program.params.frst", "", "has no attribute 'frst'"),
        ("unknown filter", "first | literal", "first | litteral", "", "No filter named 'litteral'"),
        ("unknown statement", "#: include", "#: inclde", "", "'inclde' is none, did you mean 'include'?"),
        ("include of no template", '"add.py"', '"ad.py"', "", "no template 'ad.py', did you mean 'add.py'?"),
        ("block without an end", "\n#: endblock", "", "", "Unexpected end of template", 'results = {"total"'),
        ("braces in a code cell", "total}", "{{ total }} }", "", "{{ }} belongs in Markdown cells, remarks and"),
        ("another value", FIRST, "first = 3", f"{P1}, params.first", "has first as 3, not 2", PARAMS, CHAPTER),
        ("= in a comment", FIRST, f"{FIRST}  # a=b", "cell parameters", "no '=' in a comment"),
        ("no literal", FIRST, "first = int(2)", "cell parameters", "plain assignments of literals only"),
        ("new parameter", FIRST, f"{FIRST}\nn = 1", f"{P1}, params", "'n' is not in params", PARAMS, CHAPTER),
        ("no tag", ' tags=["parameters"]', "", f"{P1}, params", "the notebook has no cell", PARAMS, CHAPTER),
        ("name of a shared cell", NAME, 'id="add"', "", "two cells named 'add', the first at add.py:1"),
    ],
    SUBTRACTION: [
        ("template that is no Python", STEPS, "steps = ]2", "", "not valid Python: unmatched ']'"),
        ("cell that is no Python", STEPS, f'if 1:\n# %% id="b"\n  {STEPS}', "", "not valid Python once rendered"),
        ("two cells of one name", NAME, 'id="subtract"', "", "two cells named 'subtract', the first at 1_02_sub"),
        ("cell without a name", f" {NAME}", "", "", "a cell without a name"),
        ("malformed cell name", NAME, 'id="결과"', "", "cell name '결과'"),
        ("unknown cell metadata", NAME, f'{NAME} name="x"', "", "unknown cell metadata"),
        ("unknown role", NAME, f'{NAME} role="machinry"', "", "no role 'machinry', did you mean 'machinery'?"),
        ("tags before the role", NAME, f'{NAME} tags=["x"] role="report"', "", "unknown cell metadata"),
        ("remark alone", STEPS, f"#> 하나\n{STEPS}", "", "a remark (#>) ends a line of code"),
        ("51 remarks", STEPS, "x = 1  #> x\n" * 50 + STEPS, "", "more than 50 remarks", STEPS),
        ("tags that are no list", NAME, f'{NAME} tags="x"', "", "unknown cell metadata"),
        ("parameters elsewhere", NAME, f'{NAME} tags=["parameters"]', "cell results", "is tagged"),
        ("no cell of results", NAME, 'id="result"', "", "the notebook needs a cell 'results'", ""),
        ("no literal results", '{"steps": steps}', "dict()", "cell results", "results = {", f"# %% {NAME}"),
        ("no such page", '"program.py"', '"progam.py"', "", "no template 'progam.py', did you mean 'program.py'?"),
        ("no such block", "block lesson", "block leson", "", "the page has no block 'leson', did you mean 'lesson'?"),
        ("cell outside of a block", "#: endblock", '#: endblock\n# %% id="x"', "", "drops it", '# %% id="x"'),
        ("code in a Markdown cell", "lesson\n", "lesson\nx = 1\n", "", "a line of a Markdown cell", "x = 1"),
        ("line end in a line", STEPS, f'x = "\u2028"; {STEPS}', "", "U+2028"),
    ],
    PAGE: [
        ("undefined name on the page", "program.url", "program.ulr", "", "has no attribute 'ulr'"),
        ("undefined name in a statement", "if program.errata", "if program.erata", "", "has no attribute 'erata'"),
        ("failing expression", "program.url", "program.url + 1", "", "can only concatenate str"),
        ("loop without an end", "#: endfor\n", "", "", "unknown tag 'endif'", "#: endif"),
        ("page that is no Python", "results.items()", "results.items(", "", "not valid Python: invalid syntax"),
    ],
    ADD: [
        ("shared cell that is no Python", "first + second", "first +", "", "not valid Python: invalid syntax"),
        ("braces in a shared cell", "first + second", "{{ first }}", "", "{{ }} belongs in Markdown cells"),
    ],
    MACHINES: [
        ("broken JSON", '"": {', '"": ', "", "broken JSON: "),
    ],
}


def plant(repo: Path, path: str, mistake: Mistake) -> str:
    """Make a mistake in a file; returns how the line that tells of it begins."""
    sound = (repo / path).read_text(encoding="utf-8")
    assert sound.count(mistake.old) == 1, f"{mistake.old!r} stands {sound.count(mistake.old)} times in {path}"
    (repo / path).write_text(sound.replace(mistake.old, mistake.new), encoding="utf-8")
    told = mistake.told or path
    text = (repo / told).read_text(encoding="utf-8")
    place = f"{mistake.place}: " if mistake.place else ""
    if mistake.at == "":
        return f"{told}: {place}"
    start = sound.index(mistake.old) if mistake.at is None else text.index(mistake.at)
    return f"{told}:{text.count(chr(10), 0, start) + 1}: {place}"


@pytest.mark.parametrize("rendered_before", [False, True], ids=["", "over a render"])
@pytest.mark.parametrize(
    ("path", "mistake"),
    [pytest.param(path, Mistake(*row), id=row[0]) for path, rows in MISTAKES.items() for row in rows],
)
def test_a_mistake_is_one_clear_line_and_leaves_output_as_it_was(repo, capsys, path, mistake, rendered_before):
    if rendered_before:
        run(["--chapter", "1"], repo)
        capsys.readouterr()
    before = output_of(repo)
    beginning = plant(repo, path, mistake)
    assert run(["--chapter", "1"], repo) == 2
    out, err = capsys.readouterr()
    assert err.count("\n") == 1
    assert err.startswith(beginning)
    assert mistake.message in err.removeprefix(beginning)
    assert out == ""
    assert output_of(repo) == before
    assert (repo / "output").exists() is rendered_before


@pytest.mark.parametrize("path", [CHAPTER, ADDITION, ERRATA, PAGE, ADD])
def test_a_file_saved_in_korean_windows_own_encoding_is_told_with_its_line(repo, capsys, path):
    text = (repo / path).read_text(encoding="utf-8")
    if text.isascii():
        text += "\n# 가\n"
    (repo / path).write_bytes(text.encode("cp949"))
    line = next(number for number, line in enumerate(text.split("\n"), 1) if not line.isascii())
    assert run(["--chapter", "1"], repo) == 2
    assert capsys.readouterr().err.startswith(f"{path}:{line}: not UTF-8: ")
    assert not (repo / "output").exists()
