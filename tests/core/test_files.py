import os
import stat
from pathlib import Path

import pytest

from kagglebook.core.files import UnfitError, read_plain, read_text, require_inside, write_whole
from kagglebook.core.problems import InputError


def test_a_file_within_its_bound_is_read(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    assert read_plain(tmp_path / "f", 3) == b"abc"
    with pytest.raises(UnfitError, match="larger than"):
        read_plain(tmp_path / "f", 2)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_plain_file_is_not_waited_for(tmp_path, make):
    make(tmp_path / "f")
    with pytest.raises(UnfitError, match="not a plain file"):
        read_plain(tmp_path / "f", 10)
    with pytest.raises(InputError, match="f: not a plain file"):
        read_text(tmp_path / "f")


def test_a_device_without_end_is_not_read():
    with pytest.raises(UnfitError):
        read_plain(Path("/dev/zero"), 10)


def test_a_link_is_followed_only_where_it_may_be(tmp_path):
    (tmp_path / "f").write_bytes(b"abc")
    (tmp_path / "link").symlink_to("f")
    assert read_plain(tmp_path / "link", 3) == b"abc"
    with pytest.raises(UnfitError, match="a link"):
        read_plain(tmp_path / "link", 3, follow=False)


def test_a_text_has_one_kind_of_line_end(tmp_path):
    (tmp_path / "f").write_bytes(b"\xef\xbb\xbfa\r\nb\rc\n")
    assert read_text(tmp_path / "f") == "a\nb\nc\n"


@pytest.mark.parametrize("durable", [False, True])
def test_a_file_is_written_by_the_umask(tmp_path, durable):
    before = os.umask(0o077)
    try:
        write_whole(tmp_path / "f", b"x", durable)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600
    write_whole(tmp_path / "f", b"y", durable)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o666 & ~before
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_what_is_durable_is_synced_before_its_rename_and_its_folder_after(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(os, "fsync", lambda fd: done.append(stat.S_ISDIR(os.fstat(fd).st_mode)))
    replace = type(tmp_path).replace
    monkeypatch.setattr(type(tmp_path), "replace", lambda *a: (done.append("rename"), replace(*a)))
    write_whole(tmp_path / "f", b"x", durable=True)
    assert done == [False, "rename", True]


def test_a_path_that_a_link_leads_out_is_refused(tmp_path):
    root, other = tmp_path / "root", tmp_path / "other"
    for folder in (root, other):
        folder.mkdir()
    (root / "link").symlink_to(other)
    require_inside(root / "a" / "b", root)
    for path in (root / "link" / "f", root / ".." / "other" / "f", other, root):
        with pytest.raises(InputError, match="leads out of"):
            require_inside(path, root)
    (tmp_path / "mine").symlink_to(root)
    require_inside(tmp_path / "mine" / "f", tmp_path / "mine")
