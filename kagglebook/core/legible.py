"""The reading of a figure -> what keeps a reader from understanding it: names that are missing, curves that look alike.

Curves are told apart by their line style or marker, or else by colour (colours.py).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from .alt_curve import finite_points
from .colours import hard_to_tell
from .figure import Reading

DOT = "a point"  # the line style of a line of one point
NO_MARKER = ("None", "none", "", " ")
STYLES = {"-": "solid", "--": "dashed", "-.": "dash-dotted", ":": "dotted"} | dict.fromkeys(NO_MARKER, "without line")


def faults(figure: Reading, counts: Sequence[str] = ()) -> list[str]:
    """What is wrong with a figure, in words; empty where a reader can understand it.

    `counts` are how the name of an axis begins that counts, in any case: one of epochs, say, has no half ones.
    """
    found = []
    numbered = list(enumerate(figure.get("axes", ()), 1))
    panels = _panels([(number, each) for number, each in numbered if not each.get("colorbar")])
    for panel in panels:
        place = f"axes {panel[0][0]}: " if len(numbered) > 1 else ""
        found += [place + fault for fault in _of_panel(figure, [each for _, each in panel], counts)]
    return found


def _panels(axes: Sequence[tuple[int, Reading]]) -> list[list[tuple[int, Reading]]]:
    """Axes by their place: those with a second scale lie upon one another, and are read as one."""
    panels: list[list[tuple[int, Reading]]] = []
    for number, each in axes:
        place = each.get("place")
        same = next((panel for panel in panels if place and panel[0][1].get("place") == place), None)
        if same:
            same.append((number, each))
        else:
            panels.append([(number, each)])
    return panels


def _of_panel(figure: Reading, panel: Sequence[Reading], counts: Sequence[str]) -> Iterator[str]:
    curves = [curve for axes in panel for curve in _curves(axes)]
    if not curves:
        return
    if not figure.get("title") and not any(axes.get("title") for axes in panel):
        yield "no title"
    for axes in panel:
        yield from _of_axes(figure, axes, counts)
    if len(curves) > 1:
        yield from _names(figure, panel, curves)
    different: dict[object, tuple[int, Reading]] = {}
    for number, curve in enumerate(curves, 1):
        if _style(curve)[:2] == (DOT, ""):
            yield f"curve {number} is a point without a marker, which can't be seen"
        # Those of one name and look are parts of one another.
        different.setdefault((curve.get("name"), _look(curve)), (number, curve))
    for (i, first), (j, second) in combinations(different.values(), 2):
        reason = None if _is_part(first, second) else _alike(first, second)
        if reason:
            names = " ({}, {})".format(*(each.get("name") or "no name" for each in (first, second)))
            yield f"curves {i} and {j}{names} can't be told apart {reason}"


def _curves(axes: Reading) -> list[Reading]:
    """What is drawn of the data: no line that marks a place."""
    return [curve for curve in (*axes.get("curves", ()), *axes.get("points", ())) if _is_curve(curve)]


def _is_curve(curve: Reading) -> bool:
    return not curve.get("guide") and bool(curve.get("x") or curve.get("left_out"))


def _of_axes(figure: Reading, axes: Reading, counts: Sequence[str]) -> Iterator[str]:
    if not axes.get("shown", True) or axes.get("kind", "rectilinear") != "rectilinear":
        return
    for which in ("x", "y"):
        # An axis without numbers, as between panels that share one, has nothing to name.
        if axes.get(f"{which}ticks") and not (axes.get(f"{which}label") or figure.get(f"{which}label")):
            yield f"no name for the {which} axis"
    name = axes.get("xlabel") or figure.get("xlabel") or ""
    if name.casefold().startswith(tuple(map(str.casefold, counts))):
        broken = [tick for tick in axes.get("xticks", ()) if not _is_whole(tick)]
        if broken:
            yield f"the axis {name} counts, and has a tick {_plain(broken[0])}"


def _names(figure: Reading, panel: Sequence[Reading], curves: Sequence[Reading]) -> Iterator[str]:
    legend = {text for axes in panel for text in axes.get("legend", ())} | set(figure.get("legend", ()))
    named = {curve["name"] for curve in curves if curve.get("name")}
    if not legend:
        # Panels may share the legend of one, and curves may have their names beside them: each has one, and a note on
        # the course of a curve is none.
        shared = {text for axes in figure.get("axes", ()) for text in axes.get("legend", ())}
        beside = {text for axes in panel for text in axes.get("texts", ()) if text.strip()}
        if named <= beside and len(beside) >= len({_look(curve) for curve in curves}):
            return
        if not (shared and named <= shared and all(curve.get("name") for curve in curves)):
            yield f"no legend for {len(curves)} curves"
        return
    for number, curve in enumerate(curves, 1):
        if not curve.get("name") and not any(_is_part(curve, each) for each in curves if each.get("name")):
            yield f"curve {number} is not in the legend"


def _is_whole(tick: str) -> bool:
    try:
        return float(_plain(tick)).is_integer()
    except (ValueError, OverflowError):
        return True


def _plain(tick: str) -> str:
    """A tick without the marks of TeX, its minus as Python writes it."""
    return re.sub(r"\\mathdefault|[${}]", "", tick).replace("−", "-")


def _alike(first: Reading, second: Reading) -> str | None:
    """Why two curves can't be told apart; None where they can."""
    if _style(first) != _style(second):
        return None
    colours = [curve.get("color", "") for curve in (first, second)]
    reason = hard_to_tell(*colours) if all(colours) else None  # points may be of many colours
    return reason and f"{reason}, both {_in_words(first)}"


def _is_part(first: Reading, second: Reading) -> bool:
    """Whether two curves are one to a reader: they look the same, and one at most has a name."""
    return _look(first) == _look(second) and not (first.get("name") and second.get("name"))


def _look(curve: Reading) -> tuple[object, ...]:
    return (*_style(curve), curve.get("color", ""))


def _style(curve: Reading) -> tuple[object, ...]:
    style, marker = curve.get("linestyle", ""), curve.get("marker", "")
    unmarked = marker in NO_MARKER
    if STYLES.get(style) != STYLES["None"] and not curve.get("left_out") and len(finite_points(curve)) == 1:
        style = DOT  # a line needs two
    return STYLES.get(style, style), "" if unmarked else marker, not unmarked and bool(curve.get("hollow"))


def _in_words(curve: Reading) -> str:
    style, marker, hollow = _style(curve)
    return f"{style} " + (f"with {'hollow ' * bool(hollow)}marker {marker}" if marker else "without marker")
