"""What came back from a run on Kaggle -> Run, with word of what can't be known from it.

A run leaves `results.json` and a log; the executed notebook (`__notebook__.ipynb`) or the page made of it
(`__results__.html`) come along only sometimes. So the outputs of cells are read from the first of

1. the executed notebook: everything is known, as after a run here;
2. the page: cell by cell what was printed and how many pictures were drawn;
3. the log: what was printed, without its cell. Nothing is known of pictures, or of values that a cell only showed.

Where the notebook or the page came, their code is held against what was pushed: it proves which content was run.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from ..core.run import PROGRESS_BAR, CellOutput, Failure, Run, cell_outputs
from ..core.run_folder import read_results
from ..notebook.page import Page
from .log import failure_in, read_log
from .remote import Status

NOTEBOOK, PAGE, LOG = "__notebook__.ipynb", "__results__.html", "kaggle.log"


@dataclass(frozen=True)
class Fetched:
    """A run as the checks read it, and how it is known."""

    run: Run
    source: str  # NOTEBOOK, PAGE or LOG: where the cells' outputs come from
    same_code: bool | None  # whether the code is what was pushed; None where only the log came

    @property
    def device(self) -> str:
        """What the notebook says it ran on; "" where it doesn't."""
        return str(self.run.environment.get("device", ""))


def read_fetched(folder: Path, page: Page, status: Status) -> Fetched:
    """The run of `page` that was fetched into `folder`, and ended in `status`."""
    log = read_log(_text(folder / LOG) or "")
    code = list(page.rendered.code.items())
    cells, ran, source = _cells(folder, [name for name, _ in code])
    same = None if ran is None else [_squeezed(text) for text in ran] == [_squeezed(text) for _, text in code]
    results = read_results(folder)
    failure = None
    if status.word != "COMPLETE":
        said = status.message or f"Kaggle tells {status.word}"
        failure = failure_in(log, code) or Failure(said)
    run = Run(cells, results, {}, failure, log.seconds, log.printed() if source == LOG else None)
    return Fetched(run, source, same)


def _cells(folder: Path, names: list[str]) -> tuple[Mapping[str, CellOutput], list[str] | None, str]:
    """The outputs by the names that the cells were pushed with, the code that was run, and where both come from."""
    notebook = _json(folder / NOTEBOOK)
    try:
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        joined = [_joined(cell) for cell in cells]
        # By place: ids may get lost on the way.
        outputs = cell_outputs({"cells": [cell | {"id": str(number)} for number, cell in enumerate(joined)]})
        return dict(zip(names, outputs.values(), strict=False)), [cell["source"] for cell in joined], NOTEBOOK
    except (TypeError, KeyError, AttributeError):
        pass
    text = _text(folder / PAGE)
    if text:
        reader = _PageReader()
        reader.feed(text)
        if reader.cells:
            outputs = [cell.output() for cell in reader.cells]
            return dict(zip(names, outputs, strict=False)), [cell.code for cell in reader.cells], PAGE
    return {}, None, LOG


def _joined(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell with one string wherever the file may hold a list of lines."""

    def join(value: Any) -> Any:
        return "".join(value) if isinstance(value, list) else value

    outputs = []
    for output in cell["outputs"]:
        output = {key: join(value) if key == "text" else value for key, value in output.items()}
        if "data" in output:
            output["data"] = {key: join(value) for key, value in output["data"].items()}
        outputs.append(output)
    return dict(cell) | {"source": join(cell["source"]), "outputs": outputs}


class _PageCell:
    """A code cell of the page, as it is read."""

    def __init__(self) -> None:
        self.code, self.text, self.stderr, self.figures = "", "", "", 0

    def output(self) -> CellOutput:
        return CellOutput(self.text, PROGRESS_BAR.sub("", self.stderr).strip(), self.figures)


class _PageReader(HTMLParser):
    """nbconvert's HTML, in its old form ("classic") and its new one ("lab"): code, texts and pictures by cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[_PageCell] = []
        self.open: list[str] = []  # for each <div> around us: "code", "text", "stderr", or "" for any other

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if tag == "div":
            self.open.append(self._kind(values.get("class", "").split(), values.get("data-mime-type", "")))
            if self.open[-1] == "code":
                self.cells.append(_PageCell())
        elif tag == "img" and self.cells:
            # A picture of a Markdown cell has the address that its author gave it.
            self.cells[-1].figures += bool(re.match(r"data:image/png|__results___files/", values.get("src", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        kind = next((kind for kind in reversed(self.open) if kind), "")
        if kind and self.cells:
            setattr(self.cells[-1], kind, getattr(self.cells[-1], kind) + data)

    @staticmethod
    def _kind(classes: list[str], mime: str) -> str:
        if any(name.startswith("hl-") for name in classes):  # Markdown's own code has no such class
            return "code"
        if "output_stderr" in classes or "stderr" in mime:
            return "stderr"
        return "text" if {"jp-RenderedText", "output_text"} & set(classes) else ""


def _squeezed(code: str) -> str:
    """Code without the spaces and line ends that a page may change."""
    return "".join(code.split())


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path) or "")
    except ValueError:
        return None
