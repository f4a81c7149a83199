"""What the page shows of a program, as blocks of HTML by key: the page replaces those that changed."""

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode, from_dict

from ..chapter.site_words import SiteWords
from ..chapter.words import PreviewWords
from ..core.layout import Layout
from ..core.problems import Problem
from ..judging.outcome import Outcome, Verdict
from ..report.site.cells import show_cell
from ..report.site.said import said
from ..report.site.shown import KINDS
from .session import Entry, State

MOST_ROWS = 200  # of differences


@dataclass(frozen=True)
class Row:
    """A check's outcome, the cell that it is about, and the template line to mend where it failed."""

    outcome: Outcome
    cell: str | None = None
    place: Problem | None = None


@dataclass
class Findings:
    """What is known of the run that is shown: its outputs by cell, rows of checks, differences from the record."""

    outputs: Mapping[str, list[Any]] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    differences: Sequence[tuple[str, float]] = ()
    seconds: float = 0.0
    reused: bool = False
    note: str = ""  # how it was run, where that is to be told


@dataclass(frozen=True)
class Shown:
    """How things are shown: in which words, paths of which course, with links for which editor (`vscode`)."""

    words: PreviewWords
    site: SiteWords  # what the chapter's page says too
    layout: Layout
    editor: str = ""

    def blocks(
        self,
        entry: Entry,
        cells: Sequence[NotebookNode],
        faults: Sequence[Problem | str],
        findings: Findings,
        running: Mapping[str, list[Any]] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The blocks of a program, in order. `running` are the outputs so far of the run that goes on, if any does;
        `names` what other programs are called."""
        found = {"faults": self._faults(faults, bool(cells)), "state": self._state(entry, cells, findings, names or {})}
        stale = entry.state in (State.WAITING, State.RUNNING, State.STOPPED) or entry.key != entry.ran
        for cell in cells:
            outputs, old = findings.outputs.get(cell["id"], []), stale
            if running is not None and cell["id"] in running:
                outputs, old = running[cell["id"]], False
            found[f"cell-{cell['id']}"] = self._cell(cell, outputs, old, entry, findings.rows if not stale else ())
        if not stale:
            found["checks"] = self._checks(findings.rows)
            found["differences"] = self._differences(findings.differences)
        return found

    def place(self, problem: Problem | str) -> str:
        """Where a problem is, as a link for the editor where there is one, and what it is."""
        if isinstance(problem, str):
            return html.escape(self.layout.shown(problem))
        said = ": ".join(filter(None, (problem.place, problem.message)))
        return f"{self._link(problem.path, problem.line)} {html.escape(self.layout.shown(said))}"

    def _link(self, path: Path, line: int | None) -> str:
        words = html.escape(self.layout.shown(f"{path}:{line}" if line else str(path)))
        if not self.editor:
            return f"<code>{words}</code>"
        address = f"{self.editor}://file{quote(path.resolve().as_posix())}:{line or 1}"
        return f'<a class="place" href="{html.escape(address)}"><code>{words}</code></a>'

    def faults_of_chapter(self, faults: Sequence[Problem | str]) -> str:
        """The block for what is wrong with the chapter as a whole."""
        return self._list(self.words.chapter_faults, faults)

    def _faults(self, faults: Sequence[Problem | str], has_text: bool) -> str:
        return self._list(self.words.faults, faults, self.words.last_good if has_text else "")

    def _list(self, heading: str, faults: Sequence[Problem | str], more: str = "") -> str:
        if not faults:
            return ""
        items = "".join(f"<li>{self.place(each)}</li>" for each in faults)
        end = f"<p>{html.escape(more)}</p>" if more else ""
        return f'<section class="faults" role="alert"><h2>{html.escape(heading)}</h2><ul>{items}</ul>{end}</section>'

    def told(self, entry: Entry, count: int, findings: Findings, names: Mapping[str, str]) -> str:
        """The state of a program in words."""
        words = self.words
        match entry.state:
            case State.RUNNING:
                return words.running.format(cell=entry.cell or "…", done=entry.done, count=count)
            case State.PASSED if findings.reused:
                return words.reused
            case State.PASSED:
                return words.passed.format(seconds=f"{findings.seconds:.1f}")
            case State.FAILED if entry.blocked:
                return words.blocked.format(programs=", ".join(names.get(each, each) for each in entry.blocked))
        return getattr(words, entry.state.value)

    def _state(self, entry: Entry, cells: Sequence[NotebookNode], findings: Findings, names: Mapping[str, str]) -> str:
        count = sum(cell["cell_type"] == "code" for cell in cells)
        said = html.escape(self.told(entry, count, findings, names))
        runs = entry.state in (State.WAITING, State.RUNNING)
        act, label = ("stop", self.words.stop) if runs else ("again", self.words.again)
        bar = f'<progress max="{count}" value="{entry.done}"></progress>' if entry.state is State.RUNNING else ""
        note = f'<p class="note">{html.escape(findings.note)}</p>' if findings.note and not runs else ""
        button = f'<button type="button" data-act="{act}">{html.escape(label)}</button>'
        return (
            f'<p class="state {entry.state.value}"><span class="dot"></span><span>{said}</span>{bar}{button}</p>{note}'
        )

    def _cell(self, cell: NotebookNode, outputs: list[Any], old: bool, entry: Entry, rows: Iterable[Row]) -> str:
        if cell["cell_type"] != "code":
            return shown_cell(_frozen(cell), self.site.hidden, self.site.long_code)
        body = shown_cell(_frozen(from_dict({**cell, "outputs": outputs})), self.site.hidden, self.site.long_code)
        now = entry.state is State.RUNNING and entry.cell == cell["id"]
        marks = " ".join(filter(None, ("old" if old and outputs else "", "now" if now else "")))
        failed = [row for row in rows if row.cell == cell["id"] and row.outcome.verdict is Verdict.FAIL]
        said = "".join(f"<li>{self._row_in_words(row)}</li>" for row in failed)
        told = f'<ul class="failed">{said}</ul>' if failed else ""
        return f'<div class="run {marks}" data-old="{html.escape(self.words.stale)}">{body}</div>{told}'

    def _row_in_words(self, row: Row) -> str:
        subject, expected, measured = self._said(row)
        where = f" {self._link(row.place.path, row.place.line)}" if row.place else ""
        return f"<b>{subject}</b> {expected} → {measured}{where}"

    def _said(self, row: Row) -> list[str]:
        """What a check looked at, expected and measured; what it found wrong, it says as in the terminal."""
        each = row.outcome
        return [html.escape(text) for text in said(self.site.checks, each.subject, each.expected, each.measured)]

    def _checks(self, rows: Sequence[Row]) -> str:
        if not rows:
            return ""
        words, site = self.words, self.site
        passed = sum(row.outcome.verdict is Verdict.PASS for row in rows)
        head = "".join(
            f"<th>{html.escape(each)}</th>" for each in (site.check, site.expected, site.measured, site.verdict)
        )
        body = []
        for row in rows:
            kind = KINDS[row.outcome.verdict]
            where = f"<br>{self._link(row.place.path, row.place.line)}" if row.place else ""
            first, *others = self._said(row)
            if row.cell:  # the cell's own section has that name
                first = f'<a href="#cell-{html.escape(row.cell)}">{first}</a>'
            tds = "".join(f"<td>{text}</td>" for text in (f"{first}{where}", *others))
            body.append(f'<tr class="{kind}">{tds}<td>{html.escape(getattr(site, kind))}</td></tr>')
        opened = " open" if passed < len(rows) else ""
        summary = html.escape(words.checks.format(passed=passed, count=len(rows)))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
        return f'<details class="checks"{opened}><summary>{summary}</summary><div class="wide">{table}</div></details>'

    def _differences(self, differences: Sequence[tuple[str, float]]) -> str:
        if not differences:
            return ""
        items = "".join(
            f"<tr><td>{html.escape(said)}</td><td>{size:.2g}</td></tr>" for said, size in differences[:MOST_ROWS]
        )
        summary = html.escape(self.words.differences.format(count=len(differences)))
        head = f"<th>{html.escape(self.site.measured)}</th><th>{html.escape(self.words.off)}</th>"
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{items}</tbody></table>"
        return (
            f'<details class="differences" open><summary>{summary}</summary><div class="wide">{table}</div></details>'
        )


def _frozen(cell: NotebookNode) -> str:
    return json.dumps(cell, sort_keys=True)


@lru_cache(4096)
def shown_cell(cell: str, hidden: str = "", long: str = "{lines}") -> str:
    """A cell's HTML, made once for each text and outputs."""
    return show_cell(json.loads(cell), hidden=hidden, long=long)
