"""What the command writes into output/, and what `check` says of it."""

from pathlib import Path

import pytest

from kagglebook.commands.main import run
from tests.support import ADDITION, CHAPTER, PAGE, SLUGS, output_of

TITLE = 'kernel_title = "CV Ch01 Program 2 Subtraction"'
RENAMED = 'kernel_title = "CV Ch01 Program 2 Difference"'


def test_each_program_becomes_a_folder_and_a_line(repo, capsys):
    assert run(["--chapter", "1"], repo) == 0
    assert set(output_of(repo)) == {
        "manifest.json",
        *(f"{slug}/{name}" for slug in SLUGS for name in (f"{slug}.ipynb", "kernel-metadata.json")),
    }
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines[:2]] == [["1-1", "written", SLUGS[0]], ["1-2", "written", SLUGS[1]]]
    assert lines[2] == "2 written, 0 unchanged in output/chapter-01"
    assert lines[3].startswith("own, in place of what courses share: templates/program.py, kernel-metadata/defaults")
    assert "python build.py run --chapter 1" in lines[4]


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


def test_a_left_over_that_a_person_edited_is_left_and_told(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    edited = repo / "output/chapter-01" / SLUGS[1] / f"{SLUGS[1]}.ipynb"
    edited.write_text("mine", encoding="utf-8")
    edit(CHAPTER, TITLE, RENAMED)
    assert run(["--chapter", "1"], repo) == 0
    assert edited.read_text(encoding="utf-8") == "mine"
    assert f"left       {SLUGS[1]}/{SLUGS[1]}.ipynb" in capsys.readouterr().out


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
    assert run(["check", "--chapter", "1"], repo) == 0


def test_a_check_of_fresh_output_is_fine_and_writes_nothing(repo, capsys):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    capsys.readouterr()
    assert run(["check", "--chapter", "1"], repo) == 0
    assert output_of(repo) == before
    assert capsys.readouterr().out == "output is up to date\n"


def test_a_check_of_stale_output_shows_the_difference_and_the_command_that_mends_it(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    before = output_of(repo)
    edit(ADDITION, "두 수를 더한다.", "두 수의 합을 구한다.")
    capsys.readouterr()
    assert run(["check", "--chapter", "1"], repo) == 1
    assert output_of(repo) == before
    shown = capsys.readouterr()
    assert f"--- on disk/{SLUGS[0]}/{SLUGS[0]}.ipynb" in shown.out
    assert '-    "두 수를 더한다."' in shown.out
    assert '+    "두 수의 합을 구한다."' in shown.out
    assert f"--- on disk/{SLUGS[1]}" not in shown.out
    assert "python build.py render --chapter 1" in shown.err


def test_a_check_before_anything_was_written_fails_and_writes_nothing(repo):
    assert run(["check", "--chapter", "1"], repo) == 1
    assert not (repo / "output").exists()


def test_a_check_tells_of_left_overs(repo, edit, capsys):
    run(["--chapter", "1"], repo)
    edit(CHAPTER, TITLE, RENAMED)
    assert run(["check", "--chapter", "1"], repo) == 1
    assert f"left over: {SLUGS[1]}/{SLUGS[1]}.ipynb" in capsys.readouterr().out


def test_the_committed_output_of_chapter_5_is_not_stale(root, capsys):
    assert run(["check", "--chapter", "5"], root) == 0, capsys.readouterr().out
