"""Kaggle's log of a run: lines of stream, second and text -> what was printed, and where the run failed.

It is as long as whoever wrote the notebook likes: every look at it takes time that grows with its length alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..core.complaints import TRACEBACK, Complaint, complaints
from ..core.files import UnfitError
from ..core.jsons import parse_json
from ..core.plain import fit
from ..core.progress import without_bars, without_colours
from ..core.run import Failure, Printed, error_in_words

LONGEST_RUN = 1e6  # seconds: no run lasts that long
MAX_LINES = 500_000  # where each has to be read for itself
MAX_STDERR = 2_000_000  # characters, without progress bars, in which complaints are looked for
TAIL = 1_000_000  # characters at the end of a stream, in which a failure is looked for
# What the tools around the notebook are made of: their warnings stand in every log.
TOOLS = re.compile(
    r"(?!.*ipykernel_|/kaggle/)(?:.*[/\\])?(?:mistune|nbconvert|nbclient|nbformat|traitlets|papermill|jupyter_client|jupyter_core|bleach"
    r"|defusedxml|testpath|entrypoints|pandocfilters)(?:\.py|[/\\].*)",
    re.DOTALL,
)
# What they say besides, each a line.
CHATTER = re.compile(
    r"\[(?:NbConvertApp|NbClientApp|IPKernelApp)\].*"
    r"|\d+\.\d+s - (?:Debugger warning: It seems that frozen modules|make the debugger miss breakpoints"
    r"|to python to disable frozen modules|Note: Debugging will proceed).*"
    r"|(?:Input|Output) Notebook: .*|Executing notebook with kernel: .*|Executing Cell \d+-+|Ending Cell \d+-+"
    r"|Black is not installed, parameters wont be formatted|Passed unknown parameter: .*"
)
RAISED = re.compile(r'Exception encountered at "In \[(\d{1,6})\]"')
# A frame of the notebook in a traceback, of IPython 8 and later and of 7; and what marks its line in the code shown.
FRAME = re.compile(
    r"Cell In\[(?P<new>\d{1,6})\], line (?P<line>\d{1,7})"
    r"|<ipython-input-(?P<old>\d{1,6})-|ipykernel_\d{1,9}/\d{1,19}\.py"
    r"|^-+> *(?P<arrow>\d{1,7})",
    re.MULTILINE,
)
ERROR = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Warning|Exit)\b.*")


@dataclass(frozen=True)
class Log:
    """What a run printed on both streams, in order, and its last second."""

    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0

    def printed(self, ended: bool = True) -> Printed:
        """What it tells of a run whose cells are not known, one that ended well or one that failed."""
        log = bool(self.seconds or self.stdout or self.stderr)
        return Printed(without_colours(self.stdout), self.complaints(ended), log)

    def complaints(self, ended: bool = True) -> str:
        """What stderr holds besides progress bars, what Kaggle's own tools say, and the error that ended the run."""
        text = without_bars(self.stderr)
        if not ended:
            raised = [found.start() for found in RAISED.finditer(text)]
            place = text.rfind(TRACEBACK, 0, raised[-1]) if raised else text.find(TRACEBACK)
            text = text[:place] if place >= 0 else text
        more = [f"… and {len(text) - MAX_STDERR:,} more characters"] if len(text) > MAX_STDERR else []
        ours = filter(_is_the_notebook_s, complaints(text[:MAX_STDERR]))
        return "\n".join([*(complaint.text for complaint in ours), *more])


def read_log(text: str) -> Log:
    """A log from its text: a JSON array, or one object a line, with or without the array's commas and brackets.

    Raises UnfitError for one of very many lines.
    """
    try:
        records = parse_json(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip(" [],")]
        if len(lines) > MAX_LINES:
            raise UnfitError(f"more than {MAX_LINES:,} lines") from None
        records = [_record_of(line) for line in lines]
    streams: dict[bool, list[str]] = {True: [], False: []}
    seconds = 0.0
    for record in records if isinstance(records, list) else [records]:
        if isinstance(record, dict) and isinstance(record.get("data"), str):
            streams[record.get("stream_name") == "stderr"].append(record["data"])
            time = record.get("time")
            if isinstance(time, int | float) and seconds < time <= LONGEST_RUN:
                seconds = float(time)
    return Log("".join(streams[False]), "".join(streams[True]), seconds)


def _record_of(line: str) -> Any:
    try:
        return parse_json(line.strip().lstrip("[,").rstrip(",]"))
    except ValueError:
        return {"data": line + "\n"}


def _is_the_notebook_s(complaint: Complaint) -> bool:
    return not (TOOLS.fullmatch(complaint.path) if complaint.path else CHATTER.fullmatch(complaint.words))


def failure_in(log: Log, code: Sequence[tuple[str, str]]) -> Failure | None:
    """Where a run failed: the cell, by its count or its text, the line in it, and the error; None if the log is silent.

    `code` is the id and source of each code cell, in order.
    """
    text = without_colours(f"{log.stderr[-TAIL:]}\n{log.stdout[-TAIL:]}")
    raised = list(RAISED.finditer(text))
    if raised:
        cell = _name(code, raised[-1][1])
        trace = text[raised[-1].end() :]
    else:  # nbconvert, which tells the cell by its text
        trace = text[max(text.find(TRACEBACK[:-1]), 0) :]
        shown = [name for name, source in code if source.strip() and source.strip() in trace]
        cell = shown[-1] if shown else None
    errors = [line for line in trace.split("\n") if ERROR.match(line) and "PapermillExecutionError" not in line]
    if cell is None and not errors:
        return None
    message = fit(error_in_words(errors[-1].strip())) if errors else "the run failed"
    return Failure(message, cell, *_line(trace, cell, code))


def _line(trace: str, cell: str | None, code: Sequence[tuple[str, str]]) -> tuple[str | None, int | None]:
    """The innermost line of the notebook: the cell that it stands in, and its number."""
    arrow = None
    for found in reversed(list(FRAME.finditer(trace))):
        if found["arrow"]:
            arrow = int(found["arrow"])
        elif line := int(found["line"] or 0) or arrow:
            count = found["new"] or found["old"]
            return (_name(code, count) or cell) if count else cell, line
    return None, None


def _name(code: Sequence[tuple[str, str]], count: str) -> str | None:
    """The cell of a count, from 1."""
    number = int(count)
    return code[number - 1][0] if 1 <= number <= len(code) else None
