import json
import shutil

import pytest
from nbformat import v4

from kagglebook.commands.main import run


def write(folder, results, text="total 1\n", slug="program"):
    """A run as it is left in a folder of that name."""
    folder.mkdir(parents=True)
    (folder / "results.json").write_text(json.dumps(results))
    cell = v4.new_code_cell("", id="add", outputs=[v4.new_output("stream", name="stdout", text=text)])
    (folder / f"{slug}.ipynb").write_text(v4.writes(v4.new_notebook(cells=[cell])))


@pytest.fixture
def compare(tmp_path, repo, capsys):
    """Compares the folders a and b: the exit code and the lines without A, B and where they are."""

    def call(*arguments: str) -> tuple[int, list[str]]:
        code = run(["compare", str(tmp_path / "a"), str(tmp_path / "b"), *arguments], repo)
        out, err = capsys.readouterr()
        return code, [line.rstrip() for line in (err or out).replace(str(tmp_path), "").splitlines()][0 if err else 2 :]

    return call


def test_equal_runs_are_equal(compare, tmp_path):
    for side in "ab":
        write(tmp_path / side / "program-1", {"n": 1})
        write(tmp_path / side / ".program-1.123", {"n": side})  # one that is not done
    assert compare() == (0, ["program-1  equal", "1 of 1 programs equal"])


def test_what_differs_is_told_with_both_values_and_where_each_run_was_made(compare, tmp_path):
    write(tmp_path / "a" / "program-1", {"acc": [0.8, 0.5], "environment": {"torch": "2.10", "device": "cpu"}})
    write(tmp_path / "b" / "program-1", {"acc": [0.8, 0.4], "environment": {"torch": "2.14", "device": "T4"}}, "no\n")
    code, lines = compare()
    assert code == 1
    assert [line.split() for line in lines] == [
        ["program-1", "differs"],
        ["A:", "torch", "2.10,", "device", "cpu"],
        ["B:", "torch", "2.14,", "device", "T4"],
        ["Where", "A", "B", "Relative"],
        ["cell", "add", "'total", "1'", "'no'", "-"],
        ["acc[1]", "0.5", "0.4", "0.2"],
        ["0", "of", "1", "programs", "equal"],
    ]


def test_ten_differences_are_shown_and_the_rest_counted(compare, tmp_path):
    write(tmp_path / "a" / "program-1", {"loss": list(range(100, 122))})
    write(tmp_path / "b" / "program-1", {"loss": list(range(101, 123))})
    _, lines = compare()
    assert sum("loss[" in line for line in lines) == 10
    assert "    … and 12 more" in lines


def test_a_program_on_one_side_only_is_told_and_counts_as_a_difference(compare, tmp_path):
    for side, number in (("a", 9), ("a", 10), ("b", 10), ("b", 11)):
        write(tmp_path / side / f"program-{number}", {})
    assert compare() == (
        1,
        ["program-9  only in A", "program-10  equal", "program-11  only in B", "1 of 3 programs equal"],
    )


def test_what_came_back_from_kaggle_has_no_notebook_and_its_values_are_compared(compare, tmp_path):
    for side in "ab":
        write(tmp_path / side / "program-1", {"n": side})
    (tmp_path / "b" / "program-1" / "program.ipynb").unlink()
    code, lines = compare()
    assert code == 1
    assert [line.split()[:3] for line in lines if line.split()[0] in ("n", "cell")] == [["n", "'a'", "'b'"]]
    assert "    B: not told; no notebook there, so outputs are not compared" in lines


def test_two_folders_of_one_run_each_are_compared_whatever_they_are_called(compare, tmp_path):
    write(tmp_path / "a", {"n": 1})
    write(tmp_path / "b", {"n": 1}, slug="__notebook__")
    assert compare() == (0, ["a  equal", "1 of 1 programs equal"])


def test_a_chapter_and_its_programs_select_what_is_compared(compare, tmp_path):
    for side in "ab":
        write(tmp_path / side / "cv-ch01-program-1-addition", {})
        write(tmp_path / side / "cv-ch01-program-2-subtraction", {"n": side})
        write(tmp_path / side / "of-another-chapter", {"n": side})
    assert compare("--chapter", "1", "--only", "1-1")[0] == 0
    assert compare("--chapter", "1")[1][-1] == "1 of 2 programs equal"
    assert compare()[1][-1] == "1 of 3 programs equal"


def test_wrong_input_is_told_with_2(compare, tmp_path):
    assert compare() == (2, ["/a: no such directory"])
    write(tmp_path / "a" / "program-1", {})
    assert compare() == (2, ["/b: no such directory"])
    (tmp_path / "b" / "empty").mkdir(parents=True)
    assert compare() == (2, ["/b: no run there, no folder with a results.json or a notebook"])
    shutil.copytree(tmp_path / "a", tmp_path / "b", dirs_exist_ok=True)
    assert compare("--chapter", "1") == (2, ["neither folder holds a run of these programs"])
    assert compare("--only", "1-1") == (2, ["--only goes with --chapter N"])


def test_a_broken_file_is_a_missing_one(compare, tmp_path):
    for side in "ab":
        write(tmp_path / side / "program-1", {"n": 1})
        (tmp_path / side / "program-1" / "program.ipynb").write_text("no notebook")
    (tmp_path / "a" / "program-1" / "results.json").write_text("{")
    code, lines = compare()
    assert code == 1
    assert "results.json  broken JSON: Expecting propert" in " ".join(lines)


def test_a_program_that_cannot_be_compared_is_told_and_the_next_is_compared(compare, tmp_path, monkeypatch):
    def broken(first, second):
        if first.results:
            raise ZeroDivisionError("nobody's fault")
        return []

    monkeypatch.setattr("kagglebook.report.differences.differences", broken)
    for side in "ab":
        write(tmp_path / side / "program-1", {"n": 1})
        write(tmp_path / side / "program-2", {})
    code, lines = compare()
    assert code == 1
    assert "not compared  ZeroDivisionError: nobody's fault" in " ".join(lines)
    assert lines[-2:] == ["program-2  equal", "1 of 2 programs equal"]


@pytest.mark.parametrize("name", ["program-²", "program-٣", "\x1b[2J", "[bold]"])
def test_a_folder_of_any_name_is_compared(compare, tmp_path, name):
    for side in "ab":
        write(tmp_path / side / name, {})
        write(tmp_path / side / "program-10", {})
    code, lines = compare()
    assert (code, lines[-1]) == (0, "2 of 2 programs equal")
    assert "\x1b" not in "".join(lines)
