"""Disks that are full, folders that are links, manifests that lead out, limits of the system: nothing outside is touched."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.case import Case, Program, course
from tests.faults.command import all_files, call, sound

PROGRAMS = [Program("one", [("a", "x = 1")]), Program("two", [("a", "x = 2")])]
RENDER = ["render", "--chapter", "1"]
CHECK = ["check", "--chapter", "1"]
BYTES = b"mine\n"
DIGEST = hashlib.sha256(BYTES).hexdigest()

NAMES_OUT = ("../victim", "../../victim", "../../../victim", "a/../../victim", "/VICTIM", "..\\victim", "./../victim")
MANIFESTS = (b"", b"[]", b"[" * 100_000, b'"x"', b"null", b"\xff", b'{"version": 1}', b'{"version": 1, "files": []}')
MANIFESTS += (
    b'{"version": 1, "files": {"a": 1}}',
    b'{"a/a.ipynb": null}',
    b"<<<<<<< HEAD\n",
    b'{"version": 1e999, "files": {}}',
)
ALIKE = (b"[]", b'"x"', b"null", b'{"version": 1}', b'{"version": 1, "files": []}', b'{"a/a.ipynb": null}')


def cases() -> Iterator[Case]:
    for name in NAMES_OUT:
        for versioned in (False, True):
            form = "a manifest" if versioned else "an old manifest"
            yield Case("what leads out of its folder", f"{form} with {name!r}", _manifest(name, versioned))
    for content in MANIFESTS:
        yield Case("manifests that are none", repr(content[:40]), _sound_manifest(content), more=content in ALIKE)
    for place in (
        "output",
        "output/chapter-01",
        "output/chapter-01/cv-ch01-case-1",
        "output/runs",
        "output/runs/rendered",
    ):
        yield Case("what leads out of its folder", f"a link at {place}", _link(place))
    for place in ("cv-ch01-case-1/cv-ch01-case-1.ipynb", "cv-ch01-case-1/kernel-metadata.json", "manifest.json"):
        yield Case("what leads out of its folder", f"a link at {place}", _link_of_a_file(place))
        yield Case("what stands in the way", f"a named pipe at {place}", _in_the_way(place, os.mkfifo))
        yield Case("what stands in the way", f"a folder at {place}", _in_the_way(place, os.mkdir))
    yield Case("what stands in the way", "a file at output", _file_at_output)
    for size in (0, 4, 8, 16):
        yield Case("limits of the system", f"a disk of {size} kB", _full_disk(size), slow=True)
    for limit in ("-n 12", "-n 24", "-f 0", "-f 2", "-v 200000", "-u 1", "-s 256"):
        more = limit in ("-n 12", "-f 0", "-u 1", "-s 256")
        yield Case("limits of the system", f"ulimit {limit}", _limited(limit), more=more)


def _made(folder: Path) -> Path:
    root = course(folder / "course", PROGRAMS)
    (folder / "victim").write_bytes(BYTES)
    done = call(root, RENDER)
    assert done.returncode == 0, done.stderr
    return root


def _manifest(name: str, versioned: bool) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = _made(folder)
        files = {name.replace("/VICTIM", str(folder / "victim")): DIGEST}
        manifest = {"version": 1, "files": files} if versioned else files
        (root / "output/chapter-01/manifest.json").write_text(json.dumps(manifest))
        for place in (folder / "course/victim", folder / "course/output/victim"):
            place.write_bytes(BYTES)
        done = call(root, RENDER)
        sound(done)
        assert done.returncode == 2, done.stdout
        assert all(place.read_bytes() == BYTES for place in folder.rglob("victim"))
        assert len(list(folder.rglob("victim"))) == 3

    return attempt


def _sound_manifest(content: bytes) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = _made(folder)
        left = root / "output/chapter-01/left.ipynb"
        left.write_bytes(BYTES)
        (root / "output/chapter-01/manifest.json").write_bytes(content)
        for verb in (CHECK, RENDER, RENDER, CHECK):
            done = call(root, verb)
            sound(done)
        assert (done.returncode, left.read_bytes()) in ((0, BYTES), (2, BYTES)), done.stderr

    return attempt


def _link(place: str) -> Callable[[Path], None]:
    """A folder of output/ that is a link: output/ itself is its owner's to put elsewhere."""

    def attempt(folder: Path) -> None:
        root, elsewhere = course(folder / "course", PROGRAMS), folder / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "victim").write_bytes(BYTES)
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).symlink_to(elsewhere)
        done = call(root, RENDER)
        sound(done)
        if place == "output":
            assert done.returncode == 0, done.stderr
        else:
            assert done.returncode == 2, done.stdout
            assert [path.name for path in elsewhere.iterdir()] == ["victim"]
        assert (elsewhere / "victim").read_bytes() == BYTES

    return attempt


def _link_of_a_file(place: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = _made(folder)
        target = root / "output/chapter-01" / place
        target.unlink()
        target.symlink_to(folder / "victim")
        for verb in (CHECK, RENDER):
            sound(call(root, verb))
        assert (folder / "victim").read_bytes() == BYTES

    return attempt


def _in_the_way(place: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = _made(folder)
        target = root / "output/chapter-01" / place
        target.unlink()
        make(target)
        for verb in (CHECK, RENDER, CHECK):
            done = call(root, verb)
            sound(done)
        assert done.returncode == 0 or target.is_dir(), done.stdout + done.stderr

    return attempt


def _file_at_output(folder: Path) -> None:
    root = course(folder / "course", PROGRAMS)
    (root / "output").write_bytes(BYTES)
    done = call(root, RENDER)
    sound(done)
    assert done.returncode in (2, 3)
    assert (root / "output").read_bytes() == BYTES


def _full_disk(size: int) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        if not shutil.which("unshare"):
            return
        root = course(folder / "course", PROGRAMS)
        (root / "output").mkdir()
        before = all_files(folder)
        # A disk of its own, for the command alone.
        mount = f"mount -t tmpfs -o size={max(size, 4)}k,nr_inodes={2 if size == 0 else 1000} tmpfs {root / 'output'}"
        done = call(root, RENDER, shell=f'unshare -Urm bash -c \'{mount} && "$@"\' bash "$@"')
        sound(done)
        assert done.returncode in (0, 3), done.stdout + done.stderr
        assert all_files(folder) == before

    return attempt


def _limited(limit: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = course(folder / "course", PROGRAMS)
        before = all_files(folder)
        done = call(root, RENDER, shell=f'trap "" XFSZ; ulimit {limit} && exec "$@"')
        # Where Python itself can't start, nobody can say anything.
        if "kagglebook" in done.stderr or not done.stderr:
            sound(done)
        assert all_files(folder) == before
        again = call(root, RENDER)
        assert again.returncode == 0, again.stderr

    return attempt
