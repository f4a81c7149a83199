"""The reading of a figure -> its alt text: in a few sentences what the picture shows, for a reader who can't see it.

Every number is one of the figure's, to three digits, or counts what is there. The words are a table, one for each
language.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from .alt_curve import CurveWords, line, of_curve, of_points, short
from .figure import Reading
from .toml import TomlTable
from .words import Word, taking

MOST_CURVES, MOST_PANELS, MOST_TITLES = 6, 4, 12
LONGEST, LISTED = 600, 40  # characters: of a text, and of a name among several


class KindWords(TomlTable):
    """What axes are called, by what they show, or by their projection."""

    figure: Word
    curves: Word
    points: Word
    bars: Word
    spatial: Word
    polar: Word

    def of_projection(self, name: str) -> str | None:
        """The word for one of matplotlib's projections; None for one that has none, as plain axes."""
        return {"3d": self.spatial, "polar": self.polar}.get(name)


class AltWords(TomlTable):
    """The phrases of one language; in braces what is put there. None needs to know how a number or a name is spoken."""

    curve: CurveWords
    kinds: KindWords
    images: taking("count")
    image: taking("rows", "columns")
    grid: taking("rows", "columns")
    panels: taking("count")
    titled: taking("title")
    axes: taking("x", "y")
    log: taking("name")
    unnamed: Word  # a curve without a name
    across: taking("name", "y")
    upright: taking("name", "x")
    bars: taking("count", "high", "highest", "low", "lowest")
    one_bar: taking("high", "highest")
    cells: taking("low", "high")
    largest: taking("row", "column", "value")
    off_diagonal: taking("row", "column", "value")
    each: taking("names")
    more: taking("count")


def alt_text(figure: Reading, words: AltWords) -> str:
    """What a figure shows, in words. `figure` is a sound reading (figure.py)."""
    axes = [each for each in figure.get("axes", ()) if not each.get("colorbar")]
    parts = [words.titled.format(title=line(figure["title"]))] if figure.get("title") else []
    count = len({tuple(each.get("place", (number,))) for number, each in enumerate(axes)})
    if not axes:
        parts.append(words.kinds.figure)
    elif count > MOST_PANELS:
        parts += _of_many(axes, count, words)
    else:
        parts += [words.panels.format(count=count)] if count > 1 else []
        for each in axes:
            parts += _of_axes(each, words)
    return _whole(parts)


def _of_many(axes: Sequence[Reading], count: int, words: AltWords) -> Iterator[str]:
    """Many panels, in short: their titles, and what they have in common."""
    pictures = all(each.get("images") for each in axes)
    yield (words.images if pictures else words.panels).format(count=count)
    titles = [line(each["title"], LISTED) for each in axes if each.get("title")]
    if titles:
        comma = "; " if any("," in title for title in titles) else ", "
        yield comma.join(titles[:MOST_TITLES]) + f"{comma}…" * (len(titles) > MOST_TITLES)
    named = {(_axis(each, "x", words), _axis(each, "y", words)) for each in axes}
    if len(named) == 1 and not pictures:
        yield from _axis_names(axes[0], words)
    names = {tuple(line(text, LISTED) for text in each.get("legend", ())) for each in axes}
    if len(names) == 1 and (shared := next(iter(names))):
        yield words.each.format(names=", ".join(shared[:MOST_TITLES]))


def _of_axes(axes: Reading, words: AltWords) -> Iterator[str]:
    curves = [curve for curve in axes.get("curves", ()) if not curve.get("guide") and _has_points(curve)]
    points = [each for each in axes.get("points", ()) if _has_points(each)]
    bars, images = axes.get("bars", ()), axes.get("images", ())
    projection = words.kinds.of_projection(axes.get("kind", ""))
    shown = {"curves": curves, "points": points, "bars": bars}
    kinds = [projection] if projection else [getattr(words.kinds, kind) for kind, found in shown.items() if found]
    kinds += _image_kind(images, words)
    head = " + ".join(kinds) or words.kinds.figure
    yield head + (" " + words.titled.format(title=line(axes["title"])) if axes.get("title") else "")
    yield from _axis_names(axes, words)
    if projection:
        names = [name for each in (*curves, *points) if (name := line(each.get("name", ""), LISTED))]
        yield ", ".join(names[:MOST_TITLES])
        return
    yield from _of_curves(axes, curves, words)
    for each in points[:MOST_CURVES]:
        yield of_points(each, line(each.get("name", "")) or words.kinds.points, words.curve)
    for each in bars[:MOST_CURVES]:
        yield from _of_bars(each, words)
    if len(images) == 1:
        yield from _of_cells(axes, images[0], words)
    if not any((curves, points, bars, images)) and axes.get("texts"):
        yield ", ".join(line(text, LISTED) for text in axes["texts"][:MOST_TITLES])


def _has_points(curve: Reading) -> bool:
    return bool(curve.get("y") or curve.get("left_out"))


def _of_curves(axes: Reading, curves: Sequence[Reading], words: AltWords) -> Iterator[str]:
    axis = line(axes.get("xlabel", "")).partition(" (")[0] or "x"
    for curve in curves[:MOST_CURVES]:
        name = line(curve.get("name", ""))
        if len(curves) == 1:
            name = name or line(axes.get("ylabel", ""))
        yield of_curve(curve, name or words.unnamed, words.curve, axis, axes.get("yscale") == "log")
    if len(curves) > MOST_CURVES:
        yield words.more.format(count=len(curves) - MOST_CURVES)
    for guide in axes.get("curves", ()):
        name = line(guide.get("name", ""))
        xs, ys = ([value for value in guide.get(which, ()) if isinstance(value, int | float)] for which in ("x", "y"))
        if guide.get("guide") and name and len(set(ys)) == 1:
            yield words.across.format(name=name, y=short(ys[0]))
        elif guide.get("guide") and name and len(set(xs)) == 1:
            yield words.upright.format(name=name, x=short(xs[0]))


def _of_bars(bars: Reading, words: AltWords) -> Iterator[str]:
    places = [*bars.get("names", ()), *([""] * len(bars.get("heights", ())))]
    found = [(height, line(name)) for height, name in zip(bars.get("heights", ()), places, strict=False)]
    found = [(height, name) for height, name in found if isinstance(height, int | float)]
    if not found:
        return
    (low, lowest), (high, highest) = min(found), max(found)
    told = {"high": short(high), "low": short(low), "highest": highest and f" ({highest})"}
    phrase = words.one_bar if len(found) == 1 else words.bars
    name = line(bars.get("label", ""))
    sentence = phrase.format(count=len(found), lowest=lowest and f" ({lowest})", **told)
    yield sentence if not name or name.startswith("_") else f"{name}: {sentence}"


def _of_cells(axes: Reading, image: Reading, words: AltWords) -> Iterator[str]:
    """The numbers of a heat map: their range, and the largest, also off the diagonal where rows are as columns."""
    rows = image.get("values", ())
    cells = [
        (value, row, column)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if isinstance(value, int | float)
    ]
    if not cells:
        return
    yield words.cells.format(low=short(min(cells)[0]), high=short(max(cells)[0]))
    across, down = _names_of_cells(axes, "x"), _names_of_cells(axes, "y")
    phrases = [(words.largest, cells)]
    if len(rows) == len(rows[0]) > 1 and across and across == down:
        phrases.append((words.off_diagonal, [cell for cell in cells if cell[1] != cell[2]]))
    for phrase, some in phrases:
        value, row, column = max(some, key=lambda cell: cell[0], default=(None, 0, 0))
        if value is not None and [cell[0] for cell in some].count(value) == 1 and row in down and column in across:
            yield phrase.format(row=down[row], column=across[column], value=short(value))


def _names_of_cells(axes: Reading, which: str) -> dict[int, str]:
    """The names of a heat map's columns (`x`) or rows (`y`), by number."""
    pairs = zip(axes.get(f"{which}tick_places", ()), axes.get(f"{which}ticks", ()), strict=False)
    return {int(place): line(name) for place, name in pairs if isinstance(place, int | float) and place == int(place)}


def _image_kind(images: Sequence[Reading], words: AltWords) -> Iterator[str]:
    if len(images) > 1:
        yield words.images.format(count=len(images))
    for image in images if len(images) == 1 else ():
        rows, columns = (*image.get("shape", ()), 1, 1)[:2]
        yield (words.grid if image.get("values") else words.image).format(rows=rows, columns=columns)


def _axis_names(axes: Reading, words: AltWords) -> Iterator[str]:
    if axes.get("shown", True) and (axes.get("xlabel") or axes.get("ylabel")):
        yield words.axes.format(x=_axis(axes, "x", words), y=_axis(axes, "y", words))


def _axis(axes: Reading, which: str, words: AltWords) -> str:
    name = line(axes.get(f"{which}label") or "–")
    return words.log.format(name=name) if axes.get(f"{which}scale") == "log" else name


def _whole(parts: Sequence[Any]) -> str:
    """Sentences as one text; of too long a one the last are left out."""
    told = ""
    for sentence in (f"{part}." for part in parts if part):
        if len(told) + len(sentence) > LONGEST - 3:
            return f"{told} …"
        told += f" {sentence}" if told else sentence
    return told
