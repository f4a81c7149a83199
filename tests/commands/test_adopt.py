"""`kagglebook adopt`: notebooks become programs of a chapter, all or none."""

import pytest

from kagglebook import load_chapter
from kagglebook.commands.main import run
from kagglebook.execution import recording
from kagglebook.execution.landing import with_entries
from kagglebook.notebook.adopting.adopted import Adopted
from kagglebook.notebook.adopting.entry import make_entry
from kagglebook.notebook.adopting.writing import Written
from tests.support import CHAPTER
from tests.support.adopting import notebook

pytestmark = pytest.mark.usefixtures("shared_server")


@pytest.fixture
def repo(tmp_path):
    """A new course, with the page and the cells that come with the tool."""
    assert run(["new", str(tmp_path / "course")], None) == 0
    return tmp_path / "course"


@pytest.fixture
def adopt(repo, tmp_path, monkeypatch, capsys):
    """Type the command on notebooks of these cells: exit code, and what was told. The fewest runs there can be."""
    monkeypatch.setattr(recording, "SEEDS", range(101, 102))
    monkeypatch.setattr(recording, "MACHINES", ())

    def adopt(*notebooks: tuple, options: tuple = ()) -> tuple[int, str]:
        paths = [tmp_path / f"nb{number}.ipynb" for number, _ in enumerate(notebooks, 1)]
        for path, cells in zip(paths, notebooks, strict=True):
            path.write_bytes(notebook(*cells))
        code = run(["adopt", *map(str, paths), "--chapter", "1", *options], repo)
        told = capsys.readouterr()
        return code, told.out + told.err

    return adopt


WALK = (
    "md:# A random walk",
    "import random\nimport time\nrandom.seed(3)\nsteps = 40\nwarn = __import__('warnings').warn",
    "md:## Walk\n\nIt is set as rate = 0.5 here.",
    "%%time\nrate = 0.5\nplace = 0\nfor _ in range(steps):\n    place += 1 if random.random() < rate else -1\nplace",
    "started = time.time()\nprint('at', started)",
    "warn('old')",
)


def test_a_notebook_becomes_a_program_that_runs_is_recorded_and_finds_a_defect(adopt, repo, edit, capsys):
    code, told = adopt(WALK)
    assert code == 0, told
    assert "1 recorded, 0 failed" in told
    program = load_chapter(repo, 1).programs[-1]
    assert (program.number, program.title, program.params) == ("1-2", "A random walk", {"steps": 40, "seed": 3})
    told_of = ("parameters: steps", "the results: started", "another: rate", "UserWarning: old", "%%time: left out")
    for words in told_of:
        assert words in told
    assert load_chapter(repo, 1).file.baseline.leave_out == ["walk-2-1-2"]
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 0
    edit("chapters/01/1_02_a_random_walk.py", "place += 1 if", "place += 2 if")
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 1
    assert "place" in capsys.readouterr().out


def test_one_that_cannot_be_taken_keeps_all_out(adopt, repo):
    before = {path: path.read_bytes() for path in repo.rglob("*") if path.is_file()}
    code, told = adopt(("x = 1",), ("md:# Bad", "x = 1", "y = x / 0"), ("!wget http://x",))
    assert code == 1
    assert "nb2.ipynb  not taken:\n    cell 3: ZeroDivisionError: division by zero" in told
    assert "nb3.ipynb  not taken:\n    cell 1: !wget http://x: fetches data" in told
    assert {path: path.read_bytes() for path in repo.rglob("*") if path.is_file()} == before


def test_several_are_numbered_in_order_and_need_not_be_recorded(adopt, repo):
    code, told = adopt(("a = 1",), ("a = 1",), options=("--no-record", "--title", "CV"))
    assert code == 0, told
    chapter = load_chapter(repo, 1)
    assert [each.number for each in chapter.programs[-2:]] == ["1-2", "1-3"]
    assert [each.kernel_title for each in chapter.programs[-2:]] == ["CV Ch01 Program 2 Nb1", "CV Ch01 Program 3 Nb2"]
    assert not (repo / "chapters/01/baseline.json").exists()


def test_no_file_is_written_over(adopt, repo):
    (repo / "chapters/01/1_02_nb1.py").write_text("# mine\n")
    before = (repo / CHAPTER).read_text()
    code, told = adopt(("a = 1",))
    assert (code, (repo / CHAPTER).read_text()) == (2, before)
    assert "chapters/01/1_02_nb1.py: is there already" in told


@pytest.mark.thorough
def test_what_fails_with_another_seed_has_none(adopt, repo):
    code, told = adopt(
        ("import random\nrandom.seed(3)\nx = random.random()\nassert x < 0.24",), options=("--no-record",)
    )
    assert code == 0, told
    assert load_chapter(repo, 1).programs[-1].params == {}


@pytest.mark.thorough
def test_what_its_figures_show_is_checked_by_number(adopt, repo, edit, capsys):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.plot([2, 3])\nplt.show()"
    code, told = adopt((plot,), options=("--no-record",))
    assert code == 0, told
    (check,) = load_chapter(repo, 1).programs[-1].checks
    assert (check.cell, check.drawn, check.length) == ("cell", "[0].axes[0].curves", 2)
    edit("chapters/01/1_02_nb1.py", "plt.plot([2, 3])", "pass")
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 1


def test_data_beside_it_come_along_and_a_change_of_them_is_found(adopt, repo, tmp_path, capsys):
    (tmp_path / "births.csv").write_text("1\n2\n")
    (tmp_path / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    code, told = adopt(
        ("import helper\ntotal = helper.double(sum(map(int, open('births.csv'))))", "print(total)"),
        ("lines = open('births.csv').readlines()\ntext = open('made.txt', 'w').write('x')",),
    )
    assert code == 0, told
    assert "cell 1: 'births.csv' comes along as data/births.csv" in told
    chapter = load_chapter(repo, 1)
    assert {key: (each.name, each.kind) for key, each in chapter.file.data.items()} == {
        "births": ("births.csv", "files"),
        "helper": ("helper.py", "files"),
    }
    assert [each.data for each in chapter.programs[-2:]] == [["births", "helper"], ["births"]]
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 0
    (repo / "chapters/01/data/births.csv").write_text("1\n3\n")
    capsys.readouterr()
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 1
    assert "total is 8, recorded 6" in capsys.readouterr().out


def test_its_session_on_kaggle_is_that_of_the_program(repo, tmp_path, capsys):
    kaggle = {"accelerator": "nvidiaTeslaT4", "isInternetEnabled": False}
    (tmp_path / "nb.ipynb").write_bytes(notebook("x = 1", kaggle=kaggle))
    assert run(["adopt", str(tmp_path / "nb.ipynb"), "--chapter", "1", "--no-record"], repo) == 0
    assert "of its session on Kaggle: machine_shape = 'NvidiaTeslaT4'" in capsys.readouterr().out
    chapter = load_chapter(repo, 1)
    settings = chapter.kaggle(chapter.programs[-1])
    assert (settings.machine_shape, settings.internet) == ("NvidiaTeslaT4", False)


@pytest.mark.thorough
def test_memory_that_nobody_has_written_is_no_result(adopt, repo):
    code, told = adopt(("import numpy as np\nx = np.empty(900)\nprint(x.sum())\ny = x.size",), options=("--no-record",))
    assert code == 0, told
    chapter = load_chapter(repo, 1)
    assert chapter.file.baseline.leave_out == ["cell-1-2"]
    text = (chapter.folder / "1_02_nb1.py").read_text()
    assert "gathered(x)" not in text and "gathered(y)" in text


def test_a_long_warning_over_several_lines_is_expected_by_its_beginning(adopt, repo):
    code, told = adopt(("import warnings\nwarnings.warn('a ' * 20 + '\\n' + 'b ' * 60)",), options=("--no-record",))
    assert code == 0, told
    (check,) = load_chapter(repo, 1).programs[-1].checks
    assert check.stderr[0].startswith("UserWarning: a a") and len(check.stderr[0]) <= 120


@pytest.mark.parametrize("name", ["gone.csv", "../outside.csv", "link.csv"])
def test_data_that_are_not_beside_it_are_a_reason(adopt, tmp_path, name):
    outside = tmp_path.parent / "outside.csv"
    outside.write_text("1\n")
    (tmp_path / "link.csv").symlink_to(outside)
    code, told = adopt(("x = 1", f"x = open({name!r})"))
    assert code == 1
    assert f"cell 2: reads {name!r}, which is not beside the notebook" in told


def test_a_file_of_the_repository_that_it_lies_in_is_beside_it(adopt, repo, tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "style.css").write_text("p {}\n")
    (tmp_path / "deep" / "nb.ipynb").write_bytes(notebook("style = open('../style.css').read()"))
    assert run(["adopt", str(tmp_path / "deep" / "nb.ipynb"), "--chapter", "1", "--no-record"], repo) == 0


@pytest.mark.thorough
def test_what_draws_at_random_is_seeded_and_what_a_figure_shows_is_recorded(adopt, repo, edit, capsys):
    plot = "import random\nimport matplotlib.pyplot as plt\nys = [random.random() for _ in range(3)]\nt = 1"
    code, told = adopt((plot, "t = 2\nplt.plot([1, 2, 3], ys)\nplt.ylim(0, 4)\nplt.show()"))
    assert code == 0, told
    assert "seeded by seed now" in told
    assert load_chapter(repo, 1).programs[-1].params == {"seed": 0}
    for old, new, found in (("ylim(0, 4)", "ylim(0, 5)", "limits"), ("t = 1", "t = 3", "behind_cells.t")):
        edit("chapters/01/1_02_nb1.py", old, new)
        assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 1
        assert found in capsys.readouterr().out
        edit("chapters/01/1_02_nb1.py", new, old)
    assert run(["run", "--chapter", "1", "--only", "1-2"], repo) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["gone.ipynb", "--chapter", "1"], "gone.ipynb: no such file"),
        (["gone.ipynb", "--chapter", "1", "2"], "one chapter"),
        (["gone.ipynb", "gone.ipynb", "--chapter", "1"], "named twice"),
        (["gone.ipynb"], "which chapter?"),
    ],
)
def test_what_cannot_be_begun_is_told(repo, monkeypatch, capsys, words, told):
    monkeypatch.chdir(repo)
    (repo / "chapters" / "02").mkdir()
    assert run(["adopt", *words], repo) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('number = 1\n\n[[program]]\nnumber = "1-1"\n', '[baseline]\nleave_out = ["b"]\n\n[[program]]\nnumber = "1-1"'),
        ("[baseline]\nshares = []\n", '[baseline]\nleave_out = ["b"]\nshares'),
        ('[baseline]\nleave_out = ["a"]  # of the machine\n', 'leave_out = ["a", "b"]  # of the machine'),
    ],
)
def test_cells_that_vary_join_what_the_chapter_leaves_out(text, line):
    adopted = Adopted(make_entry(1, 1, "x", "", []), Written("", ()), leave_out=("b",))
    assert line in with_entries(text, [adopted])
