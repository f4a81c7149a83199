"""Kaggle's log of a run: lines of stream, second and text -> what was printed, and where the run failed."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..core.run import ANSI, PROGRESS_BAR, Failure, Printed, error_in_words

# What the tools around the notebook say on stderr in any run.
NOISE = re.compile(
    r"\[NbConvertApp\]|.*Debugger warning:|.*frozen.modules|.*PYDEVD_|.*nbconvert|.*traitlets|.*papermill"
)
OURS = re.compile(r"ipykernel_\d+|Traceback")  # of a line of stderr that the notebook wrote for certain
RAISED = re.compile(r'Exception encountered at "In \[(\d+)\]"')
# A frame of the notebook in a traceback: of IPython 8 and later, and of 7.
FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)|<ipython-input-(\d+)-|ipykernel_\d+/\d+\.py")
ARROW = re.compile(r"^-+> *(\d+)", re.MULTILINE)
ERROR = re.compile(r"^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning|Exit)\b.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Log:
    """What a run printed on both streams, in order, and its last second."""

    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0

    def printed(self) -> Printed:
        """What it tells of a run whose cells are not known."""
        complaints = self.complaints()
        ours = [line for line in complaints if OURS.search(line)]
        doubtful = f"perhaps of Kaggle's own tools: {complaints[-1]}" if complaints and not ours else ""
        return Printed(self.stdout, ours[-1] if ours else "", doubtful, log=bool(self.seconds or self.stdout))

    def complaints(self) -> list[str]:
        """The lines of stderr that are neither a progress bar nor said by Kaggle's own tools."""
        lines = PROGRESS_BAR.sub("", ANSI.sub("", self.stderr)).splitlines()
        return [line for line in lines if line.strip() and not NOISE.match(line)]


def read_log(text: str) -> Log:
    """A log from its text: a JSON array, or one object a line, with or without the array's commas and brackets."""
    try:
        lines = json.loads(text)
    except ValueError:
        lines = [_line_of(line) for line in text.splitlines()]
    streams, seconds = {"stdout": "", "stderr": ""}, 0.0
    for line in lines if isinstance(lines, list) else [lines]:
        if isinstance(line, dict) and isinstance(line.get("data"), str):
            name = "stderr" if line.get("stream_name") == "stderr" else "stdout"
            streams[name] += line["data"]
            if isinstance(line.get("time"), int | float):
                seconds = max(seconds, line["time"])
    return Log(streams["stdout"], streams["stderr"], seconds)


def _line_of(line: str) -> object:
    try:
        return json.loads(line.strip().lstrip("[,").rstrip(",]"))
    except ValueError:
        return {"data": line + "\n"} if line.strip(" [],") else None


def failure_in(log: Log, code: Sequence[tuple[str, str]]) -> Failure | None:
    """Where a run failed: the cell, by its count or its text, the line in it, and the error; None if the log is silent.

    `code` is the id and source of each code cell, in order.
    """
    text = ANSI.sub("", log.stderr + "\n" + log.stdout)
    raised = list(RAISED.finditer(text))
    if raised:
        number = int(raised[-1][1])
        cell = code[number - 1][0] if number <= len(code) else None
        trace = text[raised[-1].end() :]
    else:  # nbconvert, which tells the cell by its text
        trace = text[max(text.find("Traceback (most recent call last)"), 0) :]
        shown = [name for name, source in code if source.strip() and source.strip() in trace]
        cell = shown[-1] if shown else None
    errors = [line for line in ERROR.findall(trace) if "PapermillExecutionError" not in line]
    if cell is None and not errors:
        return None
    message = error_in_words(errors[-1].strip()) if errors else "the run failed"
    return Failure(message, cell, *_line(trace, cell, code))


def _line(trace: str, cell: str | None, code: Sequence[tuple[str, str]]) -> tuple[str | None, int | None]:
    """The innermost line of the notebook: the cell that it stands in, and its number."""
    found: tuple[str | None, int | None] = (None, None)
    for frame in FRAME.finditer(trace):
        count = frame[1] or frame[3]
        name = code[int(count) - 1][0] if count and int(count) <= len(code) else cell
        arrow = ARROW.search(trace, frame.end())
        line = int(frame[2]) if frame[2] else int(arrow[1]) if arrow else None
        if line:
            found = (name, line)
    return found
