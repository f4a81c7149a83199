"""Which files of a run are taken: names, sizes and times are the notebook's to choose."""

import errno

import pytest

from kagglebook.core.run_folder import MAX_RESULTS
from kagglebook.kaggle.client import PAGE_SIZE
from kagglebook.kaggle.fetch import (
    LONGEST,
    LONGEST_OTHERS,
    MOST_OTHERS,
    NEEDED,
    Places,
    fetch_files,
    left_in_words,
    parts_of,
)
from kagglebook.kaggle.fetched import MAX_LOG, MAX_NOTEBOOK, MAX_PAGE, READING
from kagglebook.kaggle.log import MAX_LINES
from kagglebook.kaggle.remote import KaggleError, Kind, Output
from kagglebook.kaggle.transport import Limits, megabytes
from tests.support import ROOT
from tests.support.online import FakeClock

RESULTS = "results.json"


class Files:
    """A `Remote` of files by their sizes; each takes a second, and an exception in the place of a size is raised."""

    def __init__(self, **sizes):
        self.sizes, self.clock, self.asked = sizes, FakeClock(), []

    def download(self, url, path, most, seconds):
        size = self.sizes[url]
        self.asked.append((url, most, seconds))
        self.clock.now += 1
        path.write_bytes(b"part")
        if isinstance(size, Exception):
            raise size
        if size > most:
            raise KaggleError(Kind.BEYOND, f"larger than {most}")
        path.write_bytes(b"")
        with path.open("r+b") as file:
            file.truncate(size)  # holes: it takes no place

    def fetch(self, folder, *names):
        """Fetch files that lie at addresses of their names."""
        output = Output({name: name for name in (*names, *(name for name in self.sizes if name not in names))}, "")
        return fetch_files(self, output, folder, self.clock, lambda line: None)


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_checks_read_comes_first_and_each_within_a_bound_of_its_own(tmp_path):
    remote = Files(**{"a.png": 1, RESULTS: 2, "__notebook__.ipynb": 3, "__results__.html": 4})
    assert remote.fetch(tmp_path) == {}
    assert [(name, most, seconds) for name, most, seconds in remote.asked[:3]] == [
        (name, most, LONGEST) for name, most in NEEDED.items()
    ]
    assert files_in(tmp_path) == set(remote.sizes)


def test_of_the_rest_so_much_comes_and_no_more(tmp_path):
    remote = Files(small=10, large=MOST_OTHERS, exact=MOST_OTHERS - 10, one=1, results=0)
    assert remote.fetch(tmp_path) == {
        "large": f"larger than {MOST_OTHERS - 10}",
        "one": "all such files have 100 MB and 3 minutes",
        "results": "all such files have 100 MB and 3 minutes",
    }
    assert files_in(tmp_path) == {"small", "exact"}  # no part of another


def test_of_the_rest_comes_what_comes_in_time(tmp_path):
    remote = Files(**dict.fromkeys(map(str, range(300)), 1))
    left = remote.fetch(tmp_path)
    assert len(remote.asked) == LONGEST_OTHERS and len(left) == 300 - LONGEST_OTHERS
    assert min(seconds for _, _, seconds in remote.asked) == 1


@pytest.mark.parametrize("kind", Kind)
def test_a_file_that_no_check_reads_is_left_and_not_waited_for(tmp_path, kind):
    remote = Files(a=KaggleError(kind, "no"), b=1, **{RESULTS: 1})
    assert remote.fetch(tmp_path) == {"a": "no"}
    assert files_in(tmp_path) == {"b", RESULTS} and remote.clock.slept == []


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("kind", Kind)
def test_a_file_that_checks_read_is_waited_for_and_fails_its_program_alone(tmp_path, name, kind):
    remote = Files(**{name: KaggleError(kind, "no")})
    if kind is Kind.BEYOND:
        assert remote.fetch(tmp_path) == {name: "no"} and files_in(tmp_path) == set()
        return
    with pytest.raises(KaggleError, match="no") as caught:
        remote.fetch(tmp_path)
    assert caught.value.kind is kind and not caught.value.stops
    assert (len(remote.asked) > 1) is (kind in (Kind.RATE, Kind.SERVER, Kind.LOST, Kind.UNREADABLE))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        *((name, "leads out") for name in ["../a", "/a", "a/../../a", "C:/a", "C:a", "..\\a", "\\\\h\\s\\a", "", "."]),
        *((name, "control characters") for name in ["a\0b", "a\nb", "a\tb", "\x1b[2J", "a\u202eb", "a\ud800"]),
        *((name, "too long") for name in ["a" * 201, "가" * 67, "/".join(["a" * 100] * 11), "a/" * 20 + "a"]),
        *((name, "none on every system") for name in ["CON", "con.txt", "a/NUL", "COM1.x", "lpt9", "a.", "a ", "b./c"]),
        *((name, "none on every system") for name in ["ab:c", "a?", "a*", 'a"', "<a>", "a|b", "CONIN$", "COM¹"]),
    ],
)  # fmt: skip
def test_names_that_are_none(name, why):
    assert why in parts_of(name)
    assert left_in_words({name: parts_of(name)}).isprintable()


@pytest.mark.parametrize(
    "name", ["a", "a/b.png", "a\\b.png", "./a", "정확률 1.png", ".hidden", "console", "com10", "a..b"]
)
def test_names_that_are_fit(name):
    assert isinstance(parts_of(name), tuple)


@pytest.mark.parametrize(
    ("first", "second"),
    [("a", "A"), ("a", "a/b"), ("a/b", "a"), ("A/b", "a/B"), ("a/b", "a\\b"), ("a/b/c", "A"),
     ("caf\u00e9", "cafe\u0301"), ("straße", "STRASSE"), ("a", "./a")],
)  # fmt: skip
def test_of_two_names_for_one_place_the_first_has_it(tmp_path, first, second):
    remote = Files(**{first: 1, second: 2})
    assert remote.fetch(tmp_path) == {second: "another file has its place"}
    assert (tmp_path / first).stat().st_size == 1


@pytest.mark.parametrize("name", ["kaggle.log", "KAGGLE.LOG", "kaggle-run.json", "kaggle.log/a", "Results.json",
                                  "results.json/a", "__NOTEBOOK__.ipynb"])  # fmt: skip
def test_our_own_names_and_those_that_checks_read_are_taken(tmp_path, name):
    assert Files(**{name: 1}).fetch(tmp_path) == {name: "another file has its place"}
    assert files_in(tmp_path) == set()


def test_folders_of_one_name_are_one_folder():
    places = Places(())
    assert places.add(("a", "b")) and places.add(("A", "c")) and not places.add(("a", "B"))


@pytest.mark.parametrize("number", [errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL])
def test_a_name_that_the_disk_does_not_take_is_left(tmp_path, number):
    assert Files(a=OSError(number, "no"), b=1).fetch(tmp_path) == {"a": "no name for a file here"}


def test_a_full_disk_is_nobody_s_fault_but_ours(tmp_path):
    with pytest.raises(OSError, match="full"):
        Files(a=OSError(errno.ENOSPC, "full")).fetch(tmp_path)


def test_the_manual_names_the_bounds():
    manual = (ROOT / "docs/kaggle.md").read_text(encoding="utf-8")
    limits = Limits()
    for row in (
        f"| an answer | {megabytes(limits.size)}, in {limits.seconds / 60:.0f} minutes |",
        f"| a list of files | {limits.pages} pages of {PAGE_SIZE} files, in {limits.seconds / 60:.0f} minutes |",
        f"| `results.json` | {megabytes(MAX_RESULTS)} |",
        f"| the executed notebook, its page | {megabytes(MAX_NOTEBOOK)} each; the page is read for {READING:.0f} s",
        f"| the log | {megabytes(MAX_LOG)}, or {MAX_LINES:,} lines",
        f"| {megabytes(MOST_OTHERS)} and {LONGEST_OTHERS / 60:.0f} minutes in all",
    ):
        assert row in manual
    assert MAX_NOTEBOOK == MAX_PAGE and NEEDED[RESULTS] == MAX_RESULTS


def test_what_was_left_is_told_in_one_line():
    assert left_in_words({}) == ""
    assert left_in_words({"model.pt": "larger than 100 MB"}) == "left on Kaggle: model.pt (larger than 100 MB)"
    many = left_in_words({f"{'x' * 1000}\x1b{number}\n": "no" for number in range(1000)})
    assert many.endswith("and 995 more") and len(many) < 600 and many.isprintable()
