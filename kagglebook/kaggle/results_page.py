"""The page that nbconvert makes of an executed notebook -> what each code cell was, and what it showed."""

import html
import time
from html.parser import HTMLParser

from ..core.files import UnfitError
from ..core.progress import without_bars
from ..core.run import CellOutput

PIECE = 500_000  # characters between two looks at the clock
MAX_OPEN = 12_000_000  # characters of a tag or of a script, which may be all of plotly
# The part of a page that a class of its <div> begins: of nbconvert's old form ("classic"), and of its new one ("lab").
PARTS = {
    "output_stderr": "stderr",
    "output_error": "error",  # known from the log
    "jp-RenderedText": "text",
    "output_text": "text",
    "jp-RenderedHTML": "html",
    "output_html": "html",
    "jp-RenderedImage": "picture",
    "jp-RenderedSVG": "picture",
    "output_png": "picture",
    "output_jpeg": "picture",
    "output_svg": "picture",
}
# What begins anew, whatever an output before it left open.
ANEW = {"jp-Cell", "code_cell", "text_cell", "jp-OutputArea-child", "output_area"}


class PageCell:
    """A code cell of a page, as it is read."""

    def __init__(self) -> None:
        self.figures = 0
        self.html: list[list[str]] = []
        self._words: dict[str, list[str]] = {"code": [], "text": [], "stderr": []}

    def add(self, part: str, words: str) -> None:
        if part == "html":
            self.html[-1].append(words)
        elif part in self._words:
            self._words[part].append(words)

    @property
    def code(self) -> str:
        return "".join(self._words["code"])

    def output(self) -> CellOutput:
        """What it showed, as of a notebook's cell."""
        text, stderr = "".join(self._words["text"]), without_bars("".join(self._words["stderr"]))
        return CellOutput(text, stderr, self.figures, tuple("".join(each).strip() for each in self.html))


def read_page(text: str, seconds: float) -> list[PageCell]:
    """The code cells of a page; none where it is no page. Raises UnfitError where that takes more than it may."""
    reader, place, end = _Reader(), 0, time.monotonic() + seconds
    try:
        while place < len(text):
            if time.monotonic() >= end:
                raise UnfitError(f"it takes longer than {seconds:.0f} s")
            if len(reader.rawdata) > MAX_OPEN:
                raise UnfitError("a part of it has no end")
            # What has no end yet is looked at again with the next piece: so the pieces grow with it.
            size = max(PIECE, len(reader.rawdata))
            reader.feed(text[place : place + size])
            place += size
    except (AssertionError, ValueError):  # what the parser makes of some that is no HTML
        return []
    return reader.cells


class _Reader(HTMLParser):
    """Follows the <div>s: each is in one part of the page, its own or that of the one around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[PageCell] = []
        self.open: list[str] = []

    @property
    def part(self) -> str:
        return self.open[-1] if self.open else ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes} if tag == "div" else {}
        classes = values.get("class", "").split()
        if not ANEW.isdisjoint(classes):
            self.open.clear()
        if self.part == "html":
            self.cells[-1].add("html", self.get_starttag_text() or "")
            if tag == "div":
                self.open.append("html")
        elif tag == "div":
            self.open.append(self._begun(classes, values.get("data-mime-type", "")) or self.part)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag == "div":
            self.handle_endtag(tag)

    def _begun(self, classes: list[str], mime: str) -> str:
        """The part that a <div> begins; "" where it begins none, or none of a cell."""
        part = (
            "code" if any(name.startswith("hl-") for name in classes) else ""
        )  # Markdown's own code has no such class
        part = part or next((part for name, part in PARTS.items() if name in classes), "")
        if part == "text" and "stderr" in mime:
            part = "stderr"
        if part == "code":
            self.cells.append(PageCell())
        if not self.cells:
            return ""
        if part == "html":
            self.cells[-1].html.append([])
        self.cells[-1].figures += part == "picture"
        return part

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.open and self.open.pop() == "html" != self.part:
            return  # that of the output itself
        if self.part == "html":
            self.cells[-1].add("html", f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.part and self.cells:
            in_html = self.part == "html" and self.cdata_elem is None
            self.cells[-1].add(self.part, html.escape(data, quote=False) if in_html else data)
            if in_html:  # its text is all that the page has of what a table says in plain text
                self.cells[-1].add("text", data)
