"""The files of a chapter's page: HTML of each program, the contents, the ledger of the slides, the glossary."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from ...chapter.chapter import Chapter
from ...chapter.pictures import seen
from ...chapter.program import Program
from ...chapter.recorded import SEEDS
from ...chapter.slides import STATES
from ...chapter.words import Words
from ...notebook.page import Page
from ..slides import counts
from .cells import show_cell
from .curve import curve
from .markdown import to_html
from .shown import Choice, Shown

HERE = Path(__file__).parent
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
# The fonts of KaTeX's that few formulas need, and the commands that do: https://katex.org/docs/support_table
SLANTED, HEAVY = r"\\(textit|emph|it|mathsfit)\b", r"\\(textbf|bf|bold|boldsymbol|bm)\b"  # within another font
RARE_FONTS = {
    "Caligraphic-": r"\\(mathcal|cal)\b",
    "Fraktur-": r"\\(mathfrak|frak)\b",
    "Main-BoldItalic": SLANTED,
    "Math-BoldItalic": HEAVY,
    "SansSerif-": r"\\(mathsf|textsf|sf|mathsfit)\b",
    "SansSerif-Bold": HEAVY,
    "SansSerif-Italic": SLANTED,
    "Script-": r"\\mathscr\b",
    "Typewriter-": r"\\(mathtt|texttt|tt)\b",
}
Files = dict[str, bytes]


def files_of(chapter: Chapter, every: Sequence[Shown]) -> Files:
    """A chapter's folder of the site: relative path -> content."""
    made: Files = {}
    site = Site(chapter, every, made)
    for place, each in enumerate(every):
        made[f"{each.page.program.slug}.html"] = site.program(place, each)
    made["index.html"] = site.contents()
    if chapter.slides:
        made["slides.html"] = site.slides()
    if chapter.glossary.terms:
        made["glossary.html"] = site.glossary()
    return made


def assets(text: str) -> Files:
    """What the pages share whose HTML is `text`: style, script, and KaTeX with its licence and the fonts that are
    needed."""
    folder = HERE / "assets"
    left_out = tuple(f"KaTeX_{font}" for font, commands in RARE_FONTS.items() if not re.search(commands, text))
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(left_out))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def front(chapters: Sequence[Chapter]) -> bytes:
    """The page that leads to those of chapters, in the language of the first."""
    words = chapters[0].words
    listed = [
        {
            "address": f"{each.name}/index.html",
            "called": _called(each),
            "title": each.file.title,
            "count": len(each.programs),
        }
        for each in chapters
    ]
    language = chapters[0].file.language
    return _page("front.html", words, language, root="", title=words.site.course, chapters=listed)


class Site:
    """The pages of a chapter; pictures are put among the files as they are met."""

    def __init__(self, chapter: Chapter, every: Sequence[Shown], made: Files):
        self.chapter, self.every, self.made, self.words = chapter, every, made, chapter.words
        self.entries = [self._entry(each) for each in every]
        self.links = {entry["kaggle"]: entry["address"] for entry in self.entries}

    def program(self, place: int, each: Shown) -> bytes:
        """The page of a program."""
        words, page, checked = self.words.site, each.page, each.checked
        # A link to another notebook leads to its page; one to this notebook leads to where it can be opened.
        links = {kaggle: address for kaggle, address in self.links.items() if kaggle != self.entries[place]["kaggle"]}
        shown = [show_cell(cell, links, self._keep, words.hidden, words.long_code) for cell in each.cells]
        cells = "".join(shown)
        run = checked.run if checked else None
        around = [None, *self.entries, None]
        return self._page(
            "program.html",
            title=f"{self.entries[place]['label']}. {page.program.title}",
            entry=self.entries[place],
            before=around[place],
            after=around[place + 2],
            cells=cells,
            links=[(text, url) for text, url in self._links_of(page) if f'href="{escape(url)}"' not in cells],
            rows=each.rows,
            cell_names={cell["id"] for cell in each.cells},
            has_seeds=any(row.seeds for row in each.rows),
            seeds=words.seeds.format(seeds=len(SEEDS) + 1),
            took=words.took.format(seconds=f"{run.seconds:.1f}") if run else "",
            parameters=dict(run.parameters) if run else {},
            versions=dict(run.environment) if run else {},
            on_kaggle=words.on_kaggle.format(**each.on_kaggle) if each.on_kaggle else "",
            shown=each,
            curves=_curves(each.choices, words.curve),
        )

    def contents(self) -> bytes:
        """The chapter's own page: its programs in reading order."""
        return self._page("chapter.html", title=self._title, passed=sum(bool(each.checked) for each in self.every))

    def slides(self) -> bytes:
        """The ledger of the slides, with a link to each cell."""
        labels = {each.page.program.number: entry for each, entry in zip(self.every, self.entries, strict=True)}
        sections: dict[str, list[dict[str, Any]]] = {}
        for slide in self.chapter.slides:
            cells = [reference.split("#") for reference in slide.cells]
            item = {"slide": slide, "cells": [(labels.get(number), cell) for number, cell in cells]}
            sections.setdefault(slide.section, []).append(item)
        states = {state: getattr(self.words, state, state) for state in STATES}
        found = counts(self.chapter.slides)
        totals = {state: sum(each[state] for each in found.values()) for state in STATES}
        return self._page("slides.html", title=self.words.site.slides, sections=sections, states=states, totals=totals)

    def glossary(self) -> bytes:
        """The terms of the chapter, in the order of their letters, with a link to the notebook that has each first."""
        first = {each.page.program.number: entry for each, entry in zip(self.every, self.entries, strict=True)}
        terms = [(term, first.get(term.first)) for term in sorted(self.chapter.glossary.terms, key=lambda t: t.term)]
        return self._page("glossary.html", title=self.words.site.glossary, terms=terms)

    @property
    def _title(self) -> str:
        return self.words.chapter.format(number=_called(self.chapter), title=self.chapter.file.title)

    def _page(self, template: str, **values: Any) -> bytes:
        values |= {"chapter": self.chapter, "entries": self.entries, "chapter_title": self._title}
        return _page(template, self.words, self.chapter.file.language, root="../", **values)

    def _entry(self, each: Shown) -> dict[str, Any]:
        program, page = each.page.program, each.page
        return {
            "number": program.number,
            "label": program.label(self.words),
            "title": program.title,
            "section": self.words.section.format(section=program.section),
            "address": f"{program.slug}.html",
            "kaggle": page.kaggle.badge(self.chapter, program).url,
            "facts": self._facts(program),
            "picture": self._picture(page),
            "state": self._state(each),
            "passed": each.checked is not None,
        }

    def _state(self, each: Shown) -> str:
        if each.checked is None:
            return ""
        return self.words.site.passed.format(passed=each.passed, count=len(each.rows))

    def _facts(self, program: Program) -> str:
        """The machine that Kaggle gives it, and the minutes that it takes on each on which they were measured."""
        machine, minutes = self.chapter.kaggle(program).machine_shape, program.minutes
        measured = [("CPU", minutes.cpu), ("Kaggle GPU", minutes.gpu)] if minutes else []
        times = [f"{where} {self._time(each)}" for where, each in measured if each is not None]
        facts = [machine, *times] if machine else times or ["CPU"]
        return " · ".join(facts)

    def _time(self, minutes: float) -> str:
        return self.words.about_minutes.format(minutes=round(minutes)) if minutes >= 1 else self.words.under_a_minute

    def _picture(self, page: Page) -> dict[str, str] | None:
        """The picture of a program's header, else none."""
        program = page.program
        found = seen(self.chapter.folder, program.number, program.picture, self.chapter.pictures)
        if found is None:
            return None
        content = (self.chapter.folder / found["path"]).read_bytes()
        return {"address": self._kept(content, "png"), "alt": found["alt"]}

    def _links_of(self, page: Page) -> list[tuple[str, str]]:
        badges = [publisher.badge(self.chapter, page.program) for publisher in (page.kaggle, *page.others)]
        found = [(badge.text, badge.url) for badge in badges if badge]
        settings = self.chapter.file.kaggle
        if settings.repository:
            path = self.chapter.layout.shown(self.chapter.folder / page.program.template)
            found.append((self.words.site.source, f"{settings.repository}/blob/{settings.branch}/{path}"))
        return found

    def _keep(self, kind: str, data: str) -> str:
        """Where a picture lies that stands in a notebook: in a file, which a browser fetches when it is looked at."""
        try:
            return self._kept(base64.b64decode(data), SUFFIXES[kind])
        except (binascii.Error, KeyError):
            return f"data:{kind};base64,{data}"

    def _kept(self, content: bytes, suffix: str) -> str:
        address = f"files/{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
        self.made[address] = content
        return address


def _curves(choices: Sequence[Choice], called: str) -> list[str]:
    """The curves of each choice as SVG, each before those of the same name that the other choices have."""

    def figure(name: str, values: Sequence[float]) -> str:
        words = escape(called.format(name=name))
        among = [each.curves[name] for each in choices if name in each.curves]
        return f"<figure><figcaption>{words}</figcaption>{curve(values, name, among)}</figure>"

    return ["".join(figure(*each) for each in choice.curves.items()) for choice in choices]


def _called(chapter: Chapter) -> str:
    return str(chapter.number)


def _page(template: str, words: Words, language: str, **values: Any) -> bytes:
    return (
        _templates().get_template(template).render(words=words, site=words.site, language=language, **values).encode()
    )


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(HERE / "html")
    made = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["prose"] = _prose
    return made


def _prose(text: str) -> Markup:
    """A line of Markdown, as HTML within a sentence."""
    return Markup(to_html(text).strip().removeprefix("<p>").removesuffix("</p>"))
