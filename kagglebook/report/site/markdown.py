"""A notebook's Markdown as HTML, with nothing in it that a browser would execute, or fetch from elsewhere."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

# What a notebook's HTML may hold: no script, no frame, no form, no style but how a table's cells stand.
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "details": {"open"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
}
SCHEMES = {"http", "https", "mailto", "data"}
FROM_HERE = "data:image/"  # what a notebook's picture may be: carried along
ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]{2})", re.IGNORECASE)


Keep = Callable[[str, str], str]  # a picture's kind and its base64 -> its address


def inline(kind: str, data: str) -> str:
    """The address of a picture that stands in the page itself."""
    return f"data:{kind};base64,{data}"


def to_html(text: str, links: Mapping[str, str] | None = None, keep: Keep = inline) -> str:
    """The HTML of Markdown. `links` has what to write in place of an address, `keep` says where a picture is.

    Formulas become `<span class="math">` and `<div class="math">` with TeX in them. A picture from elsewhere becomes
    its words: a page asks for nothing on the network.
    """
    return clean(_parser().render(text, {"links": links or {}, "keep": keep}))


def clean(html: str) -> str:
    """HTML without what a browser would execute, or fetch."""
    return nh3.clean(
        html,
        tags=nh3.ALLOWED_TAGS | {"section", "figure", "figcaption"},
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        attribute_filter=_only_from_here,
        filter_style_properties={"text-align"},
        link_rel=None,
    )


def _only_from_here(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("img", "src"):
        return None if ELSEWHERE.match(value) and not value.startswith(FROM_HERE) else value
    if (tag, attribute) == ("a", "href") and value.startswith("data:"):
        return None
    return value


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=True, allow_digits=True, double_inline=True, renderer=_formula)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("math_inline", _math("span"))
    parser.add_render_rule("math_inline_double", _math("div"))
    for kind in ("math_block", "math_block_label"):
        parser.add_render_rule(kind, _math("div"))
    return parser


def _formula(content: str, options: Mapping[str, Any]) -> str:
    return escape(content)


def _math(tag: str) -> Callable[..., str]:
    def render(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        return f'<{tag} class="math">{escape(tokens[index].content.strip())}</{tag}>'

    return render


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    words = escape(self.renderInlineAsText(token.children, options, env))
    source = str(token.attrGet("src") or "")
    if not source.startswith(FROM_HERE):
        return f'<span class="badge">{words}</span>'
    kind, _, data = source.removeprefix("data:").partition(";base64,")
    address = env["keep"](kind, data) if data else source
    return f'<img src="{escape(address)}" alt="{words}">'


def _link(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    address = str(token.attrGet("href") or "")
    token.attrSet("href", env["links"].get(address, address))
    return self.renderToken(tokens, index, options, env)
