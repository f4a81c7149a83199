"""The kinds of checks of what a cell shows: pictures, HTML, its text and its stderr."""

import html
import re
from typing import Annotated

from pydantic import Field

from ..core.digits import written
from ..core.plain import fit
from ..core.progress import without_colours
from ..core.run import count_in_words, figures_in_words
from .check import CellCheck, kind

ShortText = Annotated[str, Field(min_length=1)]
TAG = re.compile(r"<[^<>]*>")


@kind("figures")
class Figures(CellCheck):
    """A cell shows so many pictures."""

    figures: Annotated[int, Field(ge=0)]

    def expected(self, quick, parameters):
        return figures_in_words(self.figures)

    def judge(self, run, quick):
        measured = self.output(run).figures
        return figures_in_words(measured), measured == self.figures

    def judge_log(self, stdout):
        return "only the log came, which shows no pictures", None


@kind("html")
class Html(CellCheck):
    """A cell shows so many outputs in HTML (tables, plotly, animations), or one that holds a text."""

    html: Annotated[int, Field(ge=0)] | ShortText

    def expected(self, quick, parameters):
        return _outputs(self.html) if isinstance(self.html, int) else f"{written(self.html)} in HTML"

    def judge(self, run, quick):
        outputs = self.output(run).html
        if isinstance(self.html, int):
            return _outputs(len(outputs)), len(outputs) == self.html
        if any(self._stands_in(output) for output in outputs):
            return written(self.html), True
        return f"not in {_outputs(len(outputs))}", False

    def _stands_in(self, output: str) -> bool:
        """With the tags of HTML, or as its reader sees it."""
        text = self.html
        return text in output or _squeezed(text) in _squeezed(html.unescape(TAG.sub(" ", output)))

    def judge_log(self, stdout):
        return "only the log came, which shows no HTML", None


@kind("text")
class Text(CellCheck):
    """A cell's output (stdout and plain-text results) holds a text, whatever colours it has."""

    text: ShortText

    def expected(self, quick, parameters):
        return written(self.text)

    def judge(self, run, quick):
        output = without_colours(self.output(run).text)
        return (written(self.text), True) if self.text in output else (fit(repr(output[-80:])), False)

    def judge_log(self, stdout):
        if self.text in without_colours(stdout):
            return "in the log", True
        return "not in the log, where results don't stand", None


@kind("stderr")
class Stderr(CellCheck):
    """A cell says a text on stderr, or each of several; what holds one of them is no complaint there."""

    stderr: ShortText | Annotated[list[ShortText], Field(min_length=1)]

    def on_stderr(self):
        return [self.stderr] if isinstance(self.stderr, str) else self.stderr

    def expected(self, quick, parameters):
        return f"{', '.join(map(written, self.on_stderr()))} on stderr"

    def judge(self, run, quick):
        return self._judge(self.output(run).stderr)

    def judge_printed(self, printed):
        if not printed.log:
            return "no log", None
        return self._judge(printed.stderr)

    def _judge(self, said: str) -> tuple[str, bool]:
        missing = [text for text in self.on_stderr() if text not in without_colours(said)]
        if not missing:
            return "as expected", True
        return f"no {written(missing[0])} in {fit(repr(said[-80:]))}", False


def _outputs(count: int) -> str:
    return count_in_words(count, "HTML output")


def _squeezed(text: str) -> str:
    """A text without the spaces that its reader doesn't see."""
    return " ".join(text.split())
