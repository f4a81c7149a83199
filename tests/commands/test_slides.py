import pytest

from kagglebook.commands.main import run
from tests.chapter.test_slides import ITEM, TOLD


@pytest.fixture
def ledger(repo):
    later = TOLD.replace("1.1", "1.2").replace("2 + 0.5는 2.5다", "수를 더한다")
    (repo / "chapters/01/slides.toml").write_text(ITEM + later)


def test_the_counts_are_by_section_and_state_and_nothing_is_written(repo, ledger, capsys):
    assert run(["slides", "--chapter", "1"], repo) == 0
    head, *rows = (line.split() for line in capsys.readouterr().out.splitlines())
    assert head == ["Section", "Computed", "Shown", "Refuted", "Told", "Missing", "All"]
    assert rows == [
        ["1.1", "1", "0", "0", "0", "0", "1"],
        ["1.2", "0", "0", "0", "1", "0", "1"],
        ["all", "1", "0", "0", "1", "0", "2"],
    ]
    assert not (repo / "output").exists()


def test_a_chapter_without_a_ledger_has_no_items(repo, capsys):
    assert run(["slides", "--chapter", "1"], repo) == 0
    assert capsys.readouterr().out.split()[-7:] == ["all", "0", "0", "0", "0", "0", "0"]


def test_the_page_has_every_item_with_its_cells_and_why(repo, ledger, capsys):
    assert run(["slides", "--chapter", "1", "--markdown"], repo) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "| all | 1 | 0 | 0 | 1 | 0 | 2 |" in lines
    assert "| 1.1-1 | number | 2 + 0.5는 2.5다 | computed | [1-1] `add` |  |" in lines
    assert "| 1.2-1 | number | 수를 더한다 | told | [1-1] `note` | nothing to add |" in lines
    slug = "cv-ch01-program-1-addition"
    assert lines[-1] == f"[1-1]: ../output/chapter-01/{slug}/{slug}.ipynb"
