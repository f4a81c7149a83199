"""The command, except for --run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from kagglebook.cli import run

CHAPTER, ADDITION, SUBTRACTION, ERRATA, PAGE, ADD, MACHINES = FILES = (
    "chapters/01/chapter.toml",
    "chapters/01/1_01_addition.py",
    "chapters/01/1_02_subtraction.py",
    "chapters/01/errata.toml",
    "templates/program.py",
    "templates/add.py",
    "kernel-metadata/machines.json",
)
SLUGS = ("cv-ch01-program-1-addition", "cv-ch01-program-2-subtraction")
TITLE = 'kernel_title = "CV Ch01 Program 2 Subtraction"'
RENAMED = 'kernel_title = "CV Ch01 Program 2 Difference"'


def output_of(repo: Path) -> dict[str, tuple[bytes, int]]:
    """Every file under output/: its content and when it was written."""
    files = (path for path in (repo / "output").rglob("*") if path.is_file())
    return {
        path.relative_to(repo / "output" / "chapter-01").as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
    }


def python(*argv: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess:
    """A Python process of its own, somewhere else than in the project."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), **environment}
    return subprocess.run([sys.executable, *map(str, argv)], cwd=cwd, env=env, capture_output=True, check=False)


def build(repo: Path, *argv: str, **environment: str) -> subprocess.CompletedProcess:
    shutil.copy(Path(__file__).parent.parent / "build.py", repo)
    return python(repo / "build.py", "--chapter", "1", *argv, cwd=repo.parent, **environment)


# ---- writing


def test_each_program_becomes_a_folder_and_a_line(repo, capsys):
    assert run(["--chapter", "1"], repo) == 0
    assert set(output_of(repo)) == {
        "manifest.json",
        *(f"{slug}/{name}" for slug in SLUGS for name in (f"{slug}.ipynb", "kernel-metadata.json")),
    }
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:2]] == [["1-1", "written", SLUGS[0]], ["1-2", "written", SLUGS[1]]]
    assert lines[2] == "2 written, 0 unchanged in output/chapter-01"
    assert "python build.py --chapter 1 --run" in lines[3]


def test_a_second_run_writes_no_file(repo, capsys):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    capsys.readouterr()
    assert run(["--chapter", "1"], repo) == 0
    assert output_of(repo) == before
    assert "2 unchanged" in capsys.readouterr().out.splitlines()


def test_only_what_changed_is_written(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    edit(ADDITION, "두 수를 더한다.", "두 수의 합을 구한다.")
    capsys.readouterr()
    assert run(["--chapter", "1"], repo) == 0
    after = output_of(repo)
    assert {path for path in after if after[path] != before[path]} == {f"{SLUGS[0]}/{SLUGS[0]}.ipynb", "manifest.json"}
    assert "1 written, 1 unchanged in output/chapter-01" in capsys.readouterr().out


def test_only_some_programs_are_written_and_the_others_left_as_they_are(repo, edit):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    edit(PAGE, "Open in Kaggle", "Open")
    edit(CHAPTER, TITLE, RENAMED)
    assert run(["--chapter", "1", "--only", "1-1"], repo) == 0
    after = output_of(repo)
    assert set(after) == set(before)
    assert {path for path in after if after[path] != before[path]} == {f"{SLUGS[0]}/{SLUGS[0]}.ipynb", "manifest.json"}


def test_left_overs_of_a_renamed_program_are_removed_and_nothing_else(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    theirs = {f"{SLUGS[1]}/notes.txt": b"n", "mine/mine.ipynb": b"m", "../runs/log": b"l"}
    for path, content in theirs.items():
        (repo / "output/chapter-01" / path).parent.mkdir(exist_ok=True)
        (repo / "output/chapter-01" / path).write_bytes(content)
    edit(CHAPTER, TITLE, RENAMED)
    capsys.readouterr()
    assert run(["--chapter", "1"], repo) == 0
    out = capsys.readouterr().out
    for name in (f"{SLUGS[1]}.ipynb", "kernel-metadata.json"):
        assert not (repo / "output/chapter-01" / SLUGS[1] / name).exists()
        assert f"removed    {SLUGS[1]}/{name}" in out
    assert (repo / "output/chapter-01/cv-ch01-program-2-difference/kernel-metadata.json").is_file()
    assert {path: (repo / "output/chapter-01" / path).read_bytes() for path in theirs} == theirs


def test_the_folder_of_a_renamed_program_goes_when_it_is_empty(repo, edit):
    run(["--chapter", "1"], repo)
    edit(CHAPTER, TITLE, RENAMED)
    run(["--chapter", "1"], repo)
    assert not (repo / "output/chapter-01" / SLUGS[1]).exists()


def test_a_left_over_that_a_person_edited_is_kept_and_told(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    edited = repo / "output/chapter-01" / SLUGS[1] / f"{SLUGS[1]}.ipynb"
    edited.write_text("mine", encoding="utf-8")
    edit(CHAPTER, TITLE, RENAMED)
    assert run(["--chapter", "1"], repo) == 0
    assert edited.read_text(encoding="utf-8") == "mine"
    assert f"kept       {SLUGS[1]}/{SLUGS[1]}.ipynb" in capsys.readouterr().out


@pytest.mark.parametrize("stop_at", [1, 3, 5])
def test_an_interrupted_call_leaves_whole_files_and_the_next_completes(repo, edit, monkeypatch, stop_at, capsys):
    run(["--chapter", "1"], repo)
    old = {path: content for path, (content, _) in output_of(repo).items()}
    edit(PAGE, "Open in Kaggle", "Open")
    edit(CHAPTER, 'owner = "cv-lecture"', 'owner = "other"')
    replace, calls = Path.replace, []

    def interrupted(self, target):
        calls.append(target)
        if len(calls) == stop_at:
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", interrupted)
        assert run(["--chapter", "1"], repo) == 130
    assert capsys.readouterr().err == "interrupted\n"
    between = {path: content for path, (content, _) in output_of(repo).items()}
    assert run(["--chapter", "1"], repo) == 0
    new = {path: content for path, (content, _) in output_of(repo).items()}
    assert set(between) == set(new) == set(old)
    assert sum(between[path] == new[path] != old[path] for path in old) == stop_at - 1
    assert all(between[path] in (old[path], new[path]) for path in old)
    assert run(["--chapter", "1", "--check"], repo) == 0


# ---- --check and --list


def test_a_check_of_fresh_output_is_fine_and_writes_nothing(repo, capsys):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    capsys.readouterr()
    assert run(["--chapter", "1", "--check"], repo) == 0
    assert output_of(repo) == before
    assert capsys.readouterr().out == "output is up to date\n"


def test_a_check_of_stale_output_shows_the_difference_and_the_command_that_mends_it(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    edit(ADDITION, "두 수를 더한다.", "두 수의 합을 구한다.")
    capsys.readouterr()
    assert run(["--chapter", "1", "--check"], repo) == 1
    assert output_of(repo) == before
    shown = capsys.readouterr()
    assert f"--- on disk/{SLUGS[0]}/{SLUGS[0]}.ipynb" in shown.out
    assert '-    "두 수를 더한다."' in shown.out
    assert '+    "두 수의 합을 구한다."' in shown.out
    assert f"--- on disk/{SLUGS[1]}" not in shown.out
    assert "python build.py --chapter 1" in shown.err


def test_a_check_before_anything_was_written_fails_and_writes_nothing(repo):
    assert run(["--chapter", "1", "--check"], repo) == 1
    assert not (repo / "output").exists()


def test_a_check_tells_of_left_overs(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    edit(CHAPTER, TITLE, RENAMED)
    assert run(["--chapter", "1", "--check"], repo) == 1
    assert f"left over: {SLUGS[1]}/{SLUGS[1]}.ipynb" in capsys.readouterr().out


def test_the_committed_output_of_chapter_5_is_not_stale(root, capsys):
    assert run(["--chapter", "5", "--check"], root) == 0, capsys.readouterr().out


def test_the_list_shows_what_chapter_toml_says_and_writes_nothing(repo, edit, capsys):
    edit(CHAPTER, "quick = { first = 1 }", "grid = { first = [1, 2], second = [1, 2] }")
    assert run(["--chapter", "1", "--list"], repo) == 0
    head, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["Program", "Title", "Section", "Machine", "Parameters", "Checks", "Variants"]
    assert rows == [
        ["1-1", "더하기", "1.1", "CPU", "first=2", "second=0.5", "2", "4"],
        ["1-2", "빼기", "1.2", "NvidiaTeslaT4", "-", "2", "-"],
    ]
    assert not (repo / "output").exists()


def test_the_list_takes_only(repo, capsys):
    assert run(["--chapter", "1", "--list", "--only", "1-2"], repo) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["Program", "1-2"]


# ---- arguments


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "required: --chapter"),
        (["--chapter"], "expected one argument"),
        (["--chapter", "five"], "invalid int value: 'five'"),
        (["--chapter", "0"], "chapters/00/chapter.toml: no such file"),
        (["--chapter", "-1"], "chapter.toml: no such file"),
        (["--chapter", "9"], "chapters/09/chapter.toml: no such file"),
        (["--chap", "1"], "--chap"),
        (["--chapter", "1", "--only"], "expected at least one argument"),
        (["--chapter", "1", "--only", "1-3", "1-1"], "--only 1-3: no such program, did you mean '1-"),
        (["--chapter", "1", "--list", "--check"], "not allowed with"),
        (["--chapter", "1", "--check", "--run"], "not allowed with"),
        (["--chapter", "1", "--run", "fast"], "invalid choice: 'fast'"),
        (["--chapter", "1", "--timeout", "5"], "--timeout goes with --run"),
        (["--chapter", "1", "--kernel", "python3"], "--kernel goes with --run"),
        (["--chapter", "1", "--data-root", "."], "--data-root goes with --run"),
        (["--chapter", "1", "--run", "--timeout", "0"], "--timeout 0"),
        (["--chapter", "1", "--run", "--timeout", "nan"], "--timeout nan"),
        (["--chapter", "1", "--run", "--data-root", "nowhere"], "--data-root nowhere: no such directory"),
        (["--chapter", "1", "extra"], "unrecognized arguments: extra"),
    ],
    ids=" ".join,
)
def test_wrong_arguments_are_told_and_write_nothing(repo, capsys, argv, told):
    assert run(argv, repo) == 2
    shown = capsys.readouterr()
    assert told in shown.err.splitlines()[-1]
    assert shown.out == ""
    assert not (repo / "output").exists()


def test_help_is_no_failure(repo, capsys):
    assert run(["--help"], repo) == 0
    assert "--chapter" in capsys.readouterr().out


# ---- planted mistakes


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
        ("unknown check", "max = 0", "maximum = 0", f"{P2}, checks[1]", "a check needs one of the keys equals, "),
        ("wrong type", 'title = "빼기"', "title = 3", f"{P2}, title", "should be a valid string, not 3"),
        ("wrong type of a setting", "internet = true", "internet = 1", "kaggle.internet", "boolean, not 1"),
        ("wrong type of a number", '"1-2"', "1.10", "program 1.1, number", "should be a valid string, not 1.1"),
        ("wrong type of a parameter", "first = 2", "first = {}", f"{P1}, params.first", "a valid list, not {}"),
        ("wrong type of parameters", PARAMS, "params = 3", f"{P1}, params", "a valid dictionary, not 3"),
        ("wrong type of a bound", "max = 0", 'max = "0"', f"{P2}, checks[1].max", "a valid number, not '0'"),
        ("wrong type of quick", "{ first = 1 }", "{ first = 1.5 }", f"{P1}, quick.first", "of type int as in"),
        ("wrong type of grid", "quick = { first = 1", "grid = { first = [1.5]", f"{P1}, grid.first", "not 1.5"),
        ("empty grid", "quick = { first = 1", "grid = { first = []", f"{P1}, grid.first", "at least 1 item"),
        ("malformed number", '"1-2"', '"1.2"', "program 1.2, number", "a number such as '5-7' or 'ex-5-1'"),
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
        ("broken errata", 'slide = "', "slide = ", "", "broken TOML: "),
    ],
    ADDITION: [
        ("undefined name", "program.params.first", "progam.params.first", "", "'progam' is undefined"),
        ("undefined parameter", "program.params.first", "program.params.frst", "", "has no attribute 'frst'"),
        ("unknown filter", "first | literal", "first | litteral", "", "No filter named 'litteral'"),
        ("unknown statement", "#: include", "#: inclde", "", "unknown tag 'inclde'"),
        ("include of no template", '"add.py"', '"ad.py"', "", "no template 'ad.py', did you mean 'add.py'?"),
        ("block without an end", "\n#: endblock", "", "", "Unexpected end of template", 'results = {"total"'),
        ("braces in a code cell", "total}", "{{ total }} }", "", "{{ }} belongs in Markdown cells and the param"),
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
        ("page that is no Python", "(results, file)", "(results, file", "", "not valid Python: '(' was never closed"),
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


# ---- the same bytes everywhere


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["hash seed", "hash seed and timezone", "locale"],
)
def test_another_process_elsewhere_writes_the_same_bytes(repo, environment):
    run(["--chapter", "1"], repo)
    before = {path: content for path, (content, _) in output_of(repo).items()}
    shutil.rmtree(repo / "output")
    process = build(repo, **environment)
    assert (process.returncode, process.stderr) == (0, b"")
    assert {path: content for path, (content, _) in output_of(repo).items()} == before
    assert not (repo.parent / "output").exists()


def test_windows_line_ends_and_byte_order_marks_in_the_sources_change_no_byte(repo, capsys):
    run(["--chapter", "1"], repo)
    for path in FILES:
        content = (repo / path).read_bytes()
        assert b"\r" not in content
        (repo / path).write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert run(["--chapter", "1", "--check"], repo) == 0, capsys.readouterr().out


def test_a_terminal_without_hangul_gets_escapes(repo):
    process = build(repo, "--list", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (process.returncode, process.stderr) == (0, b"")
    assert rb"\ub354\ud558\uae30" in process.stdout


# ---- a light core

HEAVY = (
    "torch",
    "torchvision",
    "papermill",
    "nbclient",
    "jupyter_client",
    "ipykernel",
    "matplotlib",
    "numpy",
    "kaggle",
)
LIGHT = """
import sys
from pathlib import Path

class Refuse:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in sys.argv[2:]:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
from kagglebook.cli import run
sys.exit(run(["--chapter", "5", "--list"], Path(sys.argv[1])) or run(["--chapter", "5"], Path(sys.argv[1])))
"""


def test_chapter_5_is_rendered_where_nothing_that_executes_is_installed(root, tmp_path):
    shutil.copytree(root / "chapters/05", tmp_path / "chapters/05", ignore=shutil.ignore_patterns("data"))
    for folder in ("templates", "kernel-metadata"):
        shutil.copytree(root / folder, tmp_path / folder)
    process = python("-c", LIGHT, tmp_path, *HEAVY, cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, b"")
    assert b"12 written, 0 unchanged" in process.stdout
    assert len(list(tmp_path.glob("output/chapter-05/*/kernel-metadata.json"))) == 12
