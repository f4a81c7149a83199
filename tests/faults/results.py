"""Hostile results and outputs, judged: whatever a run left fails its own checks at most, in a second."""

import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.recorded import BaselineFile
from kagglebook.core.run import CellOutput, Failure, Printed, Run
from kagglebook.core.run_folder import read_results
from kagglebook.judging.baseline import BaselineJudge
from kagglebook.judging.differences import differences
from kagglebook.judging.verdict import judge
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines, run_line
from tests.faults.case import Case, Program, course

CHECKS = """params = { n = 3, seed = 0 }
checks = [
  { value = "x", equals = 1 },
  { value = "x", equals = [1.5, 2.5], tolerance = 0.1 },
  { value = "x", min = 1 },
  { value = "x", max = 1, quick = 2 },
  { value = "x", decreasing = true },
  { value = "x", length = "n" },
  { value = "x", same = "y" },
  { value = "x[-1]", min = 0 },
  { value = "x[:3]", decreasing = true },
  { value = "x.a.b", equals = "1" },
  { cell = "a", figures = 1 },
  { cell = "a", text = "1" },
]
"""
CELL = "import random\nrandom.seed(seed)\nfor _ in range(n): pass"
PROGRAM = Program("p", [], CHECKS)
VALUES: dict[str, Any] = {
    "an integer of 400 digits": 10**400,
    "minus an integer of 400 digits": -(10**400),
    "nan": math.nan,
    "infinity": math.inf,
    "minus infinity": -math.inf,
    "a list of nan": [math.nan] * 3,
    "a list of integers of 400 digits": [10**400] * 3,
    "a text": "x",
    "a text of 1 MB": "x" * 1_000_000,
    "a text of escapes": "\x1b[2J\x1b]0;x\x07",
    "half a character": "\ud800",
    "markup": "[/] [bold]",
    "true": True,
    "nothing": None,
    "an empty list": [],
    "an empty table": {},
    "a table": {"a": {"b": 1}},
    "a table of a table of nothing": {"a": {"b": None}},
    "a list of texts": ["1", "2", "3"],
    "a list of lists": [[1], [2], [3]],
    "a list of mixed things": [1, "2", None, {"a": 1}, [1]],
    "a list of a million": [0.5] * 1_000_000,
    "100,000 keys": {f"k{n}": n for n in range(100_000)},
    "keys of 10,000 characters": {"k" * 10_000: 1},
    "odd keys": {"": 1, "a.b": 2, "[0]": 3, "\x1b": 4},
}
OUTPUTS: dict[str, CellOutput] = {
    "5,000 digits": CellOutput("01" * 2500),
    "a million digits": CellOutput("7" * 1_000_000),
    "numbers and commas": CellOutput("1,111," * 100_000),
    "exponents": CellOutput("1e999 -1e999 1e-999 1e+ " * 10_000),
    "minus signs": CellOutput("-" * 1_000_000),
    "points": CellOutput("1." * 500_000),
    "a line of 5 MB": CellOutput("x" * 5_000_000),
    "a million lines": CellOutput("1\n" * 1_000_000),
    "stderr of a line of 1 MB": CellOutput(stderr="a" * 1_000_000),
    "stderr of half bars": CellOutput(stderr="5%| " * 250_000),
    "stderr of brackets": CellOutput(stderr="[00:00<" * 150_000),
    "stderr of warnings": CellOutput(stderr="/a/b.py:3: UserWarning: x\n  code\n" * 50_000),
    "stderr of colons": CellOutput(stderr=":1: " * 250_000),
    "stderr of tracebacks": CellOutput(stderr="Traceback (most recent call last):\n" * 50_000),
    "HTML of 5 MB": CellOutput(html=("<p>" * 1_700_000,)),
    "a thousand HTML outputs": CellOutput(html=("<b>x</b>",) * 1_000),
    "HTML of open tags": CellOutput(html=("<" * 1_000_000,)),
}
FILES: dict[str, bytes] = {
    "100,000 nested lists": b"[" * 100_000 + b"]" * 100_000,
    "100,000 nested tables": b'{"a":' * 100_000,
    "a number of 5,000 digits": b'{"x": ' + b"7" * 5_000 + b"}",
    "a float of 5,000 digits": b'{"x": 0.' + b"7" * 5_000 + b"}",
    "an exponent of 400 digits": b'{"x": 1e' + b"9" * 400 + b"}",
    "30 MB": b'{"x": "' + b"x" * 30_000_000 + b'"}',
    "half a file": b'{"x": 1',
    "a list": b"[1]",
    "a text": b'"x"',
    "nothing": b"",
    "no UTF-8": b'{"x": "\xff"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"x": 1}'.encode("utf-16"),
    "the same key twice": b'{"x": 1, "x": 2}',
    "an environment that is a list": b'{"environment": [1], "x": 1}',
    "an environment of tables": b'{"environment": {"python": {"a": 1}, "device": null}, "x": 1}',
    "an environment of nothing": b'{"environment": {"python": "", "device": ""}, "x": 1}',
}
RECORDED = {"x": {"value": [1.5], "near": [0.1], "low": [1.0], "high": [2.0]}, "y": {"value": "a", "varies": "seed"}}
RECORDED |= {"cell a: numbers": {"value": [1, 2]}, "cell a: words": {"value": "#"}}


def cases() -> Iterator[Case]:
    for name, value in VALUES.items():
        yield Case("values that are judged", name, _judged(Run({"a": CellOutput("1")}, {"x": value, "y": [1]})))
    for name, output in OUTPUTS.items():
        yield Case("outputs that are judged", name, _judged(Run({"a": output}, {"x": 1})))
    for name, content in FILES.items():
        yield Case("files of results that are read", name, _read(content))
    yield Case(
        "outputs that are judged",
        "a log alone",
        _judged(Run(results={"x": 1}, printed=Printed("1" * 1_000_000, "x" * 1_000_000))),
    )
    for words in ("x" * 1_000_000, "\x1b[2J", "[/]", "\ud800", ""):
        failure = Failure(words, "a", "no such cell", 10**9)
        yield Case("failures that are told", repr(words[:20]), _judged(Run(failure=failure)))


def _page(folder: Path) -> Any:
    assigned = "n = {{ program.params.n | literal }}\nseed = {{ program.params.seed | literal }}"
    cells = [("parameters", assigned), ("a", CELL)]
    chapter = load_chapter(course(folder, [Program("p", cells, CHECKS, '{"x": [1, 2, 3], "y": [1]}')]), 1)
    return make_pages(chapter)[0]


def _judged(run: Run) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        page = _page(folder / "course")
        program = {"date": "2026-11-25", "parameters": {"n": 3, "seed": 0}, "fingerprint": "", "values": RECORDED}
        recorded = BaselineFile.model_validate({"version": 2, "how": "", "programs": {"1-1": program}}).recorded()
        started = time.process_time()
        checked = judge(page, run, True, [BaselineJudge(recorded)])
        lines = [run_line(checked), *failure_lines(checked)]
        other = Run({"a": CellOutput("2", "b", 1)}, {"x": 2, "z": [1]})
        told = [
            f"{each.place} {each.first} {each.second}" for each in (*differences(run, other), *differences(other, run))
        ]
        took = time.process_time() - started
        assert took < 5, f"{took:.1f} s"
        longest = max((len(line) for line in lines), default=0)
        assert longest < 20_000, f"a line of {longest} characters"
        assert max((len(line) for line in told[:40]), default=0) < 50_000

    return attempt


def _read(content: bytes) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        (folder / "results.json").write_bytes(content)
        started = time.process_time()
        results, unread = read_results(folder)
        assert time.process_time() - started < 5
        assert (results is None) == bool(unread)
        assert len(unread) < 500
        json.dumps(results)
        _judged(Run({"a": CellOutput("1")}, results, unread=unread))(folder)

    return attempt
