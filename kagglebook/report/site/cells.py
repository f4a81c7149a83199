"""A notebook's cells as HTML: prose, code, and what it showed."""

import base64
import io
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import imagesize
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, Token

from ...core.plain import plain
from ...core.progress import without_bars, without_colours
from .markdown import Keep, clean, inline, to_html

PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
ATTACHMENT = re.compile(r"attachment:([^)\s\"'>]+)")
# What has a colour of its own: a page of seventeen notebooks stays small, and calm.
COLOURS = {
    Comment: "c",
    Keyword: "k",
    Operator.Word: "k",
    String: "s",
    Number: "m",
    Name.Builtin: "b",
    Name.Function: "f",
    Name.Class: "f",
    Name.Decorator: "f",
}
LONG, SHOWN = 800, 3  # characters of hidden code that is shown whole, and the lines that are of a longer one
LONGEST = 200_000  # characters of an output that are shown


def show_cell(
    cell: Mapping[str, Any],
    links: Mapping[str, str] | None = None,
    keep: Keep = inline,
    hidden: str = "",
    long: str = "{lines}",
) -> str:
    """A cell (nbformat 4) as `<section id="cell-NAME">`. `links` has addresses to be replaced; `keep` says where a
    picture is. Code that the notebook hides stands in a `<details>` with `hidden` as its summary, where that is given;
    of a long one the words `long` say how long it is.
    """
    name, source = escape(str(cell["id"])), "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return f'<section class="prose" id="cell-{name}">{to_html(_attached(source, cell), links, keep)}</section>'
    if cell["cell_type"] != "code":
        return ""
    code = show_code(source) if source.strip() else ""
    if hidden and code and cell["metadata"].get("jupyter", {}).get("source_hidden"):
        code = f'<details class="hidden"><summary>{escape(hidden)}</summary>{_hidden(source, long)}</details>'
    outputs = "".join(filter(None, (show_output(output, keep) for output in cell.get("outputs", ()))))
    shown = f'<div class="outputs">{outputs}</div>' if outputs else ""
    return f'<section class="code" id="cell-{name}">{code}{shown}</section>'


def show_code(source: str, coloured: bool = True) -> str:
    """Python as `<pre>`, with its tokens coloured by the classes of COLOURS, or plain: a long text takes a fifth so."""
    tokens = PythonLexer().get_tokens(source) if coloured else [(Token.Text, source)]
    text = "".join(_token(kind, words) for kind, words in tokens).rstrip()
    return f'<pre class="source"><code>{text}</code></pre>'


def show_output(output: Mapping[str, Any], keep: Keep = inline) -> str:
    """What a cell showed: words without colours and bars, a picture with its alt text, a table of HTML, an error."""
    kind = output["output_type"]
    if kind == "stream":
        text = "".join(output["text"])
        text = without_colours(text) if output["name"] == "stdout" else without_bars(text)
        return _words(text, "out" if output["name"] == "stdout" else "out stderr")
    if kind == "error":
        return _words(without_colours("\n".join(output.get("traceback", ()))), "out error")
    data, metadata = output.get("data", {}), output.get("metadata", {})
    for picture in PICTURES:
        if picture in data:
            return _picture(picture, "".join(data[picture]), metadata, keep)
    if "text/html" in data:
        return f'<div class="out html">{clean("".join(data["text/html"]))}</div>'
    if "text/markdown" in data:
        return f'<div class="out html">{to_html("".join(data["text/markdown"]))}</div>'
    return _words(without_colours("".join(data.get("text/plain", ""))), "out")


def _hidden(source: str, long: str) -> str:
    """Code that the notebook hides, plain; of a long one the first lines, and how many there are."""
    lines = source.splitlines()
    if len(source) <= LONG:
        return show_code(source, coloured=False)
    begin = show_code("\n".join(lines[:SHOWN]), coloured=False)
    return f"{begin}<p>{escape(long.format(lines=len(lines)))}</p>"


def _token(kind: Any, text: str) -> str:
    words = escape(text, quote=False)
    name = next((name for each, name in COLOURS.items() if kind in each), "")
    return f'<i class="{name}">{words}</i>' if name and text.strip() else words


def _words(text: str, classes: str) -> str:
    text = plain(text[:LONGEST]).rstrip()
    return f'<pre class="{classes}">{escape(text, quote=False)}</pre>' if text else ""


def _picture(kind: str, data: str, metadata: Mapping[str, Any], keep: Keep) -> str:
    of_kind = metadata.get(kind, {})
    alt = of_kind.get("alt", "") if isinstance(of_kind, Mapping) else ""
    if kind == "image/svg+xml":  # text, not base64; as a picture it executes nothing
        data = base64.b64encode(data.encode()).decode()
    data = data.replace("\n", "")
    address = keep(kind, data)
    return f'<img class="out" loading="lazy"{_size(data)} src="{escape(address)}" alt="{escape(plain(alt))}">'


def _size(data: str) -> str:
    """The size of a picture as attributes, "" where it can't be told. A browser keeps the place free until the picture
    is there: else who follows a link to what stands below lands above it."""
    try:
        width, height = map(round, imagesize.get(io.BytesIO(base64.b64decode(data))))
    except ValueError:  # what is no base64, or a broken picture
        return ""
    return f' width="{width}" height="{height}"' if width > 0 and height > 0 else ""


def _attached(source: str, cell: Mapping[str, Any]) -> str:
    attachments = cell.get("attachments", {})

    def address(found: re.Match[str]) -> str:
        kinds = attachments.get(found[1], {})
        return next((inline(kind, "".join(data)) for kind, data in kinds.items()), found[0])

    return ATTACHMENT.sub(address, source) if attachments else source
