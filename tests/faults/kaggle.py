"""Hostile answers of Kaggle: what came back fails its own program at most, within bounds, and nothing is written elsewhere."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.clock import SYSTEM
from kagglebook.core.problems import InputError
from kagglebook.judging.verdict import judge
from kagglebook.kaggle.fetch import fetch_files
from kagglebook.kaggle.fetched import LOG, NOTEBOOK, PAGE, read_fetched
from kagglebook.kaggle.ledger import open_ledger
from kagglebook.kaggle.remote import KaggleError, Kind, Output, Status
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines, run_line
from tests.faults.case import Case, Program, course
from tests.faults.command import all_files

CELL = {"cell_type": "code", "id": "a", "source": "x = 1", "metadata": {}, "outputs": []}


def _line(stream: object, text: object, second: object = 1.0) -> dict[str, object]:
    return {"stream_name": stream, "time": second, "data": text}


FETCHED: dict[str, tuple[str, bytes]] = {
    "a log of 100,000 nested lists": (LOG, b"[" * 100_000 + b"]" * 100_000),
    "a log of 30 MB": (LOG, b"x" * 30_000_000),
    "a log of a million lines": (LOG, b"\n".join([json.dumps(_line("stderr", "x\n")).encode()] * 200_000)),
    "a log of one line of 5 MB": (LOG, json.dumps([_line("stderr", "5%| " * 1_000_000)]).encode()),
    "a log of frames": (LOG, json.dumps([_line("stderr", 'File "ipykernel_1/1.py"\n----> 1 x\n' * 10_000)]).encode()),
    "a log of dashes": (LOG, json.dumps([_line("stderr", "-" * 1_000_000)]).encode()),
    "a log of words": (LOG, json.dumps([_line("stderr", "a." * 500_000 + "Error")]).encode()),
    "a log of exceptions": (LOG, json.dumps([_line("stderr", 'Exception encountered at "In [1]"\n' * 10_000)]).encode()),
    "a log of cells that aren't there": (LOG, json.dumps([_line("stderr", 'Exception encountered at "In [999999999999]"')]).encode()),
    "a log of cell 0": (LOG, json.dumps([_line("stderr", 'Exception encountered at "In [0]"')]).encode()),
    "a log of numbers": (LOG, json.dumps([_line(1, 2, "x"), _line(None, None, None), 3, "x", [4]]).encode()),
    "a log of seconds without end": (LOG, b'[{"stream_name": "stdout", "time": 1e999, "data": "x"}]'),
    "a log of seconds that are none": (LOG, b'[{"stream_name": "stdout", "time": NaN, "data": "x"}]'),
    "a log that is a table": (LOG, b'{"a": 1}'),
    "a log that is no UTF-8": (LOG, b"\xff\xfe[{]"),
    "a log of escapes": (LOG, json.dumps([_line("stderr", "\x1b[2J\x1b]0;x\x07boom")]).encode()),
    "a log of halves of characters": (LOG, b'[{"stream_name": "stderr", "data": "\\ud800"}]'),
    "a notebook of nested lists": (NOTEBOOK, b"[" * 100_000),
    "a notebook of no cells": (NOTEBOOK, b'{"cells": 1}'),
    "a notebook of cells that are none": (NOTEBOOK, b'{"cells": [1, null, "x", []]}'),
    "a notebook of outputs that are none": (NOTEBOOK, json.dumps({"cells": [CELL | {"outputs": [1, None, {}]}]}).encode()),
    "a notebook of texts that are lists": (NOTEBOOK, json.dumps({"cells": [CELL | {"outputs": [{"output_type": "stream", "name": "stdout", "text": [1, [2]]}]}]}).encode()),
    "a notebook of data that are none": (NOTEBOOK, json.dumps({"cells": [CELL | {"outputs": [{"output_type": "display_data", "data": [1]}]}]}).encode()),
    "a notebook of sources that are none": (NOTEBOOK, json.dumps({"cells": [CELL | {"source": None}]}).encode()),
    "a notebook of 50 MB": (NOTEBOOK, b'{"cells": "' + b"x" * 50_000_000 + b'"}'),
    "a notebook of other code": (NOTEBOOK, json.dumps({"cells": [CELL | {"source": "evil()"}]}).encode()),
    "a page of open divs": (PAGE, b'<div class="hl-x">' * 100_000),
    "a page of open angles": (PAGE, b"<" * 1_000_000),
    "a page of open tags": (PAGE, b"<a " * 100_000),
    "a page of an open remark": (PAGE, b"<!--" + b"x" * 1_000_000),
    "a page of remarks": (PAGE, b"<!--" * 250_000),
    "a page of ampersands": (PAGE, b"&" * 1_000_000),
    "a page of entities": (PAGE, b"&#9999999999;" * 100_000),
    "a page of declarations": (PAGE, b"<![" * 300_000),
    "a page of instructions": (PAGE, b"<?" * 500_000),
    "a page of attributes": (PAGE, b"<img " + b"a=b " * 50_000 + b">"),
    "a page of closed divs": (PAGE, b"</div>" * 50_000),
    "a page of 50 MB": (PAGE, b"x" * 50_000_000),
    "a page of NUL": (PAGE, b"\0" * 1_000_000),
}  # fmt: skip
SLOW = ("a log of a million lines", "a page of open divs", "a page of open angles")  # seconds
NAMES = [
    "a\0b", "\x1b[2J", "a\nb", "../victim", "a/../../victim", "/victim", "C:\\victim", "..\\victim", "x" * 300, "CON", "nul.txt",
    "a.", "a ", "", ".", "..", "a:b", "a|b", "/".join("d" * 50), "가" * 200, "\ud800", "kaggle.log", "kaggle-run.json", "KAGGLE.LOG", "results.JSON",
]  # fmt: skip
LEDGERS = [
    b"", b"[]", b"[" * 100_000, b'"x"', b"\xff", b"{", b'{"version": 3, "entries": {}}', b'{"version": 1, "entries": []}',
    b'{"version": 1, "entries": {"a/b": {"nothing": 1}}}', b'{"version": 1, "entries": {"a/b": 1}}', b'{"version": "1"}', b'{"version": 1, "more": 1}',
    b'{"version": 1e999, "entries": {}}', b'{"version": 1, "entries": {"a/b": {"time": "x"}}}',
]  # fmt: skip


def cases() -> Iterator[Case]:
    for name, (file, content) in FETCHED.items():
        yield Case("what came back from Kaggle", name, _fetched(file, content), slow=name in SLOW)
    for name in NAMES:
        yield Case("names of files on Kaggle", ascii(name)[:60], _named(name))
    for content in LEDGERS:
        yield Case("ledgers that are none", repr(content[:60]), _ledger(content))


def _fetched(file: str, content: bytes) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        page = make_pages(load_chapter(course(folder / "course", [Program("p", [("a", "x = 1")])]), 1))[0]
        place = folder / "run"
        place.mkdir()
        (place / file).write_bytes(content)
        (place / "results.json").write_text("{}")
        for status in (Status("COMPLETE"), Status("ERROR", "\x1b[2J" + "x" * 100_000)):
            started = time.process_time()
            checked = judge(page, read_fetched(place, page, status).run, False)
            lines = [run_line(checked), *failure_lines(checked)]
            took = time.process_time() - started
            assert took < 15, f"{took:.0f} s"
            assert max(len(line) for line in lines) < 20_000
            assert status.word == "COMPLETE" or not checked.passed

    return attempt


class _Files:
    """A Kaggle that has one file."""

    def download(self, url: str, path: Path, most: int, seconds: float) -> None:
        if url != "fine":
            raise KaggleError(Kind.REFUSED, "no such address")
        path.write_bytes(b"theirs")


def _named(name: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        (folder / "victim").write_bytes(b"mine")
        place = folder / "course" / "run"
        place.mkdir(parents=True)
        for ours in ("kaggle.log", "kaggle-run.json"):
            (place / ours).write_bytes(b"mine")
        files = {"results.json": "fine", name: "fine", "model.pt": "fine"}
        left = fetch_files(_Files(), Output(files, ""), place, SYSTEM, lambda line: None)  # type: ignore[arg-type]
        assert set(left) == {name}, left
        assert {path.name for path in place.iterdir()} == {"results.json", "model.pt", "kaggle.log", "kaggle-run.json"}
        assert all_files(folder)["victim"] == b"mine"
        assert (place / "kaggle.log").read_bytes() == b"mine"

    return attempt


def _ledger(content: bytes) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        path = folder / "ledger.json"
        path.write_bytes(content)
        try:
            with open_ledger(path):
                raise AssertionError("it was taken for a ledger")
        except InputError as error:
            assert "ledger.json" in str(error)
        assert path.read_bytes() == content

    return attempt
