import json
import os
import shutil
from pathlib import Path

import pytest

from kagglebook.core.files import write_whole
from kagglebook.core.problems import InputError
from kagglebook.notebook import manifest
from kagglebook.notebook.folder import MANIFEST, apply, diff, plan

OLD = {"a/a.ipynb": b'{"old": 1}\n', "a/kernel-metadata.json": b"{}\n", "b/b.ipynb": b'{"b": 1}\n'}
# One file changed, one as it was, one new, and b renamed away.
NEW = {"a/a.ipynb": b'{"new": 2}\n', "a/kernel-metadata.json": b"{}\n", "c/c.ipynb": b'{"c": 1}\n'}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder that holds OLD, as an earlier call left it."""
    folder = tmp_path / "output" / "chapter-01"
    apply(plan(folder, OLD))
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_holds_what_it_should_and_a_manifest_of_it(folder):
    files = files_of(folder)
    assert files.pop(MANIFEST)
    assert files == OLD
    assert set(manifest.read(folder)) == set(OLD)


def test_nothing_is_to_do_where_all_is_as_it_should_be(folder):
    assert not plan(folder, OLD)


def test_only_what_changed_is_written_and_left_overs_go(folder):
    changes = plan(folder, NEW)
    assert set(changes.write) == {"a/a.ipynb", "c/c.ipynb", MANIFEST}
    assert (changes.remove, changes.edited) == (("b/b.ipynb",), ())
    apply(changes)
    files = files_of(folder)
    assert files.pop(MANIFEST)
    assert files == NEW
    assert not (folder / "b").exists()


def test_a_part_of_the_files_removes_nothing_and_stays_listed_with_the_rest(folder):
    changes = plan(folder, {"c/c.ipynb": b"{}\n"}, complete=False)
    assert (set(changes.write), changes.remove) == ({"c/c.ipynb", MANIFEST}, ())
    apply(changes)
    assert set(manifest.read(folder)) == {*OLD, "c/c.ipynb"}


def test_a_left_over_that_a_person_edited_is_kept_and_told(folder):
    (folder / "b/b.ipynb").write_bytes(b"mine\n")
    changes = plan(folder, NEW)
    assert (changes.remove, changes.edited) == ((), ("b/b.ipynb",))
    apply(changes)
    assert (folder / "b/b.ipynb").read_bytes() == b"mine\n"


def test_a_left_over_that_is_gone_already_is_no_matter(folder):
    (folder / "b/b.ipynb").unlink()
    changes = plan(folder, NEW)
    assert (changes.remove, changes.edited) == ((), ())


def test_files_of_others_are_never_touched(folder):
    theirs = {"b/notes.txt": b"n", "d/d.ipynb": b"d", "mine.json": b"{}"}
    for path, content in theirs.items():
        write_whole(folder / path, content)
    apply(plan(folder, NEW))
    assert {path: content for path, content in files_of(folder).items() if path in theirs} == theirs


@pytest.mark.parametrize("content", [b"", b"[]", b"<<<<<<< HEAD\n", b"\xff", b"[" * 100_000, b'{"a/a.ipynb": [1]}'])
def test_without_a_sound_manifest_nothing_is_removed(folder, content):
    (folder / MANIFEST).write_bytes(content)
    changes = plan(folder, NEW)
    assert (changes.remove, changes.edited) == ((), ())
    apply(changes)
    assert set(manifest.read(folder)) == set(NEW)


def test_the_manifest_is_the_same_whatever_the_order_of_the_files(tmp_path):
    for name, files in (("one", OLD), ("two", dict(reversed(OLD.items())))):
        apply(plan(tmp_path / name, files))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


@pytest.mark.parametrize("stop_at", [1, 2, 3])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_interrupted_writing_leaves_old_files_or_new_ones_and_can_be_made_again(folder, monkeypatch, stop_at, error):
    before = (folder / MANIFEST).read_bytes()
    replace, calls = Path.replace, []

    def fail_at_last(self, target):
        calls.append(target)
        if len(calls) == stop_at:
            raise error
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_at_last)
        with pytest.raises(error):
            apply(plan(folder, NEW))
    files = files_of(folder)
    assert files.pop(MANIFEST) == before
    assert all(content in (OLD.get(path), NEW.get(path)) for path, content in files.items())
    apply(plan(folder, NEW))
    assert set(files_of(folder)) == {*NEW, MANIFEST}
    assert not plan(folder, NEW)


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path, monkeypatch):
    write_whole(tmp_path / "file", b"old")
    monkeypatch.setattr("os.fdopen", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_whole(tmp_path / "file", b"new")
    assert files_of(tmp_path) == {"file": b"old"}


def test_a_written_file_can_be_read_by_others(tmp_path):
    write_whole(tmp_path / "deep" / "file", b"new")
    assert (tmp_path / "deep" / "file").stat().st_mode & 0o777 == 0o644


def test_the_diff_shows_hangul_as_hangul_and_names_left_overs(folder):
    lines = list(diff(plan(folder, {"a/a.ipynb": b'{"new": "\\ub354"}\n'})))
    assert {'- "old": 1', '+ "new": "더"', "left over: b/b.ipynb"} <= set(lines)


def test_the_diff_tells_where_nothing_but_spacing_differs(folder):
    assert "a/a.ipynb: only spacing or escapes differ" in diff(plan(folder, {**OLD, "a/a.ipynb": b'{"old":1}'}))


@pytest.mark.parametrize(
    "name", ["../../victim", "/etc/passwd", "a/../../victim", "..\\victim", "C:victim", "a\x00b", ""]
)
@pytest.mark.parametrize("versioned", [True, False])
def test_a_manifest_that_leads_out_of_its_folder_is_refused_and_nothing_is_done(folder, name, versioned):
    victim = folder.parent.parent / "victim"
    victim.write_bytes(b"mine\n")
    files = {name: manifest.digest(b"mine\n")}
    (folder / MANIFEST).write_text(json.dumps({"version": 1, "files": files} if versioned else files))
    before = files_of(folder)
    with pytest.raises(InputError, match="leads out of the folder"):
        plan(folder, NEW)
    assert victim.read_bytes() == b"mine\n"
    assert files_of(folder) == before


def test_a_manifest_of_a_newer_version_is_refused(folder):
    (folder / MANIFEST).write_text('{"version": 2, "files": {}}')
    with pytest.raises(InputError, match="version 2"):
        plan(folder, NEW)


def test_a_manifest_from_before_there_were_versions_is_read(folder):
    files = manifest.read(folder)
    (folder / MANIFEST).write_text(json.dumps(files))
    assert manifest.read(folder) == files
    assert plan(folder, NEW).remove == ("b/b.ipynb",)


@pytest.mark.parametrize("place", ["a", "a/a.ipynb", "b"])
def test_nothing_is_written_or_removed_where_a_link_leads_out(folder, tmp_path, place):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.ipynb").write_bytes(OLD["b/b.ipynb"])
    target = folder / place
    if target.is_dir():
        shutil.rmtree(target)
        target.symlink_to(elsewhere)
        with pytest.raises(InputError, match="leads out of"):
            plan(folder, NEW)
    else:
        target.unlink()
        target.symlink_to(elsewhere / "new")
        apply(plan(folder, NEW))  # the link is replaced, not followed
        assert not target.is_symlink()
    assert [path.name for path in elsewhere.iterdir()] == ["b.ipynb"]


def test_a_named_pipe_in_place_of_a_file_is_not_waited_for(folder):
    (folder / MANIFEST).unlink()
    os.mkfifo(folder / MANIFEST)
    assert manifest.read(folder) == {}
