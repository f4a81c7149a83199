"""A badge as SVG, for a README or a page: `Kaggle | verified · 3f2a1b… · 2026-11-26`. Drawn here, without a network."""

import unicodedata
from html import escape

HEIGHT, PADDING = 20, 6
NARROW, WIDE = 6.8, 11.5  # pixels of a character of Verdana at 11 px, and of one of East Asia, estimated
COLOURS = {True: "#1a7f37", False: "#9a6700"}  # with white text at 4.5 to 1 and more


def badge(label: str, text: str, good: bool) -> str:
    """The SVG; its words are its title too, for who can't see it."""
    left, right = _width(label), _width(text)
    words = escape(f"{label}: {text}")

    def at(x: float, said: str) -> str:
        return f'<text x="{x:.0f}" y="14">{escape(said)}</text>'

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img"'
        f' aria-label="{words}"><title>{words}</title>'
        f'<rect width="{left}" height="{HEIGHT}" fill="#444"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{COLOURS[good]}"/>'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{at(left / 2, label)}{at(left + right / 2, text)}</g></svg>\n"
    )


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return round(WIDE * wide + NARROW * (len(text) - wide)) + 2 * PADDING
