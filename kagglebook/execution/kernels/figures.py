"""Executed inside a notebook's kernel, before its first cell: figures of matplotlib tell what they show.

A figure that is shown carries a reading beside its picture, under a type of ours, as plain JSON; nothing else that a
notebook can see changes. The tool takes it out of the outputs again (drawings.py). Complete in itself: its source is
what the kernel is sent. Figures are read after they were drawn: their ticks and colours are those of the picture.
Where readings come to tell other things, run_folder.FORMAT is one more: earlier runs are made again.
"""

import contextlib
import sys

MIME = "application/vnd.kagglebook.figure+json"
MOST, MOST_OF_NOTEBOOK = 20_000, 400_000  # numbers of one figure, and of all; what lies beyond is left out, and counted
MOST_ARTISTS, MOST_TEXTS, LONGEST, SMALL = 200, 500, 200, 400  # curves of axes, texts, characters of one; cells
MARKERS = "os^v<>Ddph*H8PXx+.,|_1234"


class Room:
    """How many numbers may still be told: of this figure, and of the notebook."""

    def __init__(self):
        self.figure, self.notebook, self.left_out = MOST, MOST_OF_NOTEBOOK, 0

    def take(self, wanted, parts=1):
        """How many of `wanted` rows of so many numbers there is room for."""
        taken = max(min(wanted, min(self.figure, self.notebook) // parts), 0)
        self.figure -= taken * parts
        self.notebook -= taken * parts
        self.left_out += (wanted - taken) * parts
        return taken


def read(figure, room):
    """What a figure shows: a table of plain values, or why it can't be read."""
    room.figure, room.left_out = MOST, 0
    reading = {"title": "", "xlabel": "", "ylabel": "", "legend": [], "size": [], "axes": [], "left_out": 0}
    try:
        for key, part in (("title", "_suptitle"), ("xlabel", "_supxlabel"), ("ylabel", "_supylabel")):
            if getattr(figure, part, None):
                reading[key] = _text(getattr(figure, part).get_text())
        reading["size"] = [_number(side) for side in figure.get_size_inches()]
        reading["legend"] = [_text(each.get_text()) for legend in figure.legends for each in legend.get_texts()]
        reading["axes"] = [_axes(each, figure, room) for each in figure.axes[:MOST_ARTISTS]]
        reading["left_out"] = room.left_out
    except Exception as error:  # somebody's own kind of figure: the notebook must not hear of it
        reading["unread"] = _text(f"{type(error).__name__}: {error}")
    return reading


def _axes(axes, figure, room):
    legend = axes.get_legend()
    entries = _entries([*figure.legends, *([legend] if legend else [])], axes)
    collections = axes.collections[:MOST_ARTISTS]
    points = [each for each in collections if _is_a(each, "PathCollection")]
    meshes = [each for each in collections if _is_a(each, "QuadMesh")]
    bars = [each for each in axes.containers if _is_a(each, "BarContainer") and axes.name != "3d"]
    barred = {id(bar) for container in bars for bar in container.patches}
    rest = [each for each in collections if each not in points and each not in meshes]
    rest += [each for each in axes.patches if id(each) not in barred]
    kinds = [type(each).__name__ for each in rest]
    for several in (axes.lines, axes.collections, axes.images):
        room.left_out += max(len(several) - MOST_ARTISTS, 0)
    xticks, yticks = _ticks(axes.xaxis, axes.get_xlim()), _ticks(axes.yaxis, axes.get_ylim())
    box = axes.bbox.transformed(figure.transFigure.inverted())
    return {
        "title": next(filter(None, (_text(axes.get_title(place)) for place in ("center", "left", "right"))), ""),
        "xlabel": _text(axes.get_xlabel()),
        "ylabel": _text(axes.get_ylabel()),
        "xscale": str(axes.get_xscale()),
        "yscale": str(axes.get_yscale()),
        "kind": str(axes.name),
        "colorbar": axes.get_label() == "<colorbar>",
        "shown": bool(axes.axison),
        "grid": any(line.get_visible() for line in axes.xaxis.get_gridlines() + axes.yaxis.get_gridlines()),
        "legend": [_text(text.get_text()) for text in legend.get_texts()] if legend else [],
        "curves": [_curve(line, axes, entries, room) for line in axes.lines[:MOST_ARTISTS]],
        "points": [_points(each, axes, entries, room) for each in points],
        "bars": [_bars(each, xticks, yticks, room) for each in bars],
        "images": [_image(each, room) for each in [*axes.images[:MOST_ARTISTS], *meshes]],
        "others": {kind: kinds.count(kind) for kind in sorted(set(kinds))},
        "shapes": [_shape(each) for each in rest[:MOST_ARTISTS]],
        "limits": [[_number(end) for end in getattr(axes, f"get_{name}lim")()] for name in axes._axis_names],
        "sizes": _sizes_of_words(axes, legend),
        "texts": [_text(text.get_text()) for text in axes.texts[:MOST_TEXTS]],
        "xticks": [name for _, name in xticks],
        "yticks": [name for _, name in yticks],
        "xtick_places": [place for place, _ in xticks],
        "ytick_places": [place for place, _ in yticks],
        "place": [round(float(part), 4) for part in box.bounds],
    }  # fmt: skip


def _is_a(artist, name):
    return any(cls.__name__ == name for cls in type(artist).__mro__)


def _entries(legends, axes):
    """What legends say, as text and look."""
    found = []
    for legend in legends:
        handles = getattr(legend, "legend_handles", None) or getattr(legend, "legendHandles", ())
        for handle, text in zip(handles, legend.get_texts(), strict=False):
            look = _look(handle, axes) if _is_a(handle, "Line2D") or _is_a(handle, "PathCollection") else None
            found.append((_text(text.get_text()), look))
    return found


def _name(label, look, entries):
    """What a reader sees as a curve's name: the legend's entry of its look, which is then taken; else its label."""
    for entry in entries:
        if entry[1] == look:
            entries.remove(entry)
            return entry[0]
    return "" if label.startswith("_") else label


def _curve(line, axes, entries, room):
    if axes.name == "3d":
        return _series(line, axes, entries, room, line.get_data_3d())
    x, y = _flat(line.get_xdata()), _flat(line.get_ydata())
    x_is, y_is = _in_data(line, axes)
    if x_is and y_is:
        return _series(line, axes, entries, room, (x, y))
    if len(x) <= SMALL:  # axhline, say: it has the axis' ends, not numbers of its own
        shown = axes.transData.inverted().transform(line.get_transform().transform(line.get_xydata()))
        x, y = (x if x_is else shown[:, 0]), (y if y_is else shown[:, 1])
    return {**_series(line, axes, entries, room, (x, y)), "guide": True}


def _points(collection, axes, entries, room):
    if axes.name == "3d":
        return _series(collection, axes, entries, room, collection._offsets3d)
    offsets = collection.get_offsets()
    return _series(collection, axes, entries, room, (offsets[:, 0], offsets[:, 1]))


def _series(artist, axes, entries, room, data):
    """Points of two or three coordinates, as far as there is room, with their look and name."""
    label, look = _text(artist.get_label()), _look(artist, axes)
    rows = [_flat(row) for row in data]
    taken = room.take(len(rows[-1]), len(rows))
    told = {"label": label, "name": _name(label, look, entries), "sizes": _sizes(artist), **look}
    told.update((name, _numbers(row[:taken])) for name, row in zip("xyz", rows))  # noqa: B905 - x and y, or z too
    if taken < len(rows[-1]):
        told["left_out"] = len(rows[-1]) - taken
    return told


def _in_data(line, axes):
    """Whether x and y of a line are in the units of its axes."""
    transform = line.get_transform()
    ask = getattr(transform, "contains_branch_separately", None) or transform.contains_branch_seperately
    return ask(axes.transData)


def _look(artist, axes):
    """How a curve or points look: line style, marker, colour on its background (`` for many), and whether hollow."""
    from matplotlib.colors import to_rgba

    ground = to_rgba(axes.get_facecolor())
    if not _is_a(artist, "Line2D"):
        faces, edges = artist.get_facecolor(), artist.get_edgecolor()
        hollow = not (len(faces) and faces[:, 3].any())
        colours = edges if hollow else faces
        one = len(colours) > 0 and bool((colours == colours[0]).all())
        colour = _hex(colours[0], ground) if one else ""
        return {"linestyle": "None", "marker": _marker_of(artist.get_paths()), "color": colour, "hollow": hollow}
    style, dashes = str(artist.get_linestyle()), getattr(artist, "_unscaled_dash_pattern", None)
    if style == "--" and dashes and dashes[1] and list(dashes[1]) != _default_dashes():
        style = "dashes " + " ".join(f"{part:g}" for part in dashes[1])
    marker = _text(artist.get_marker(), 40)
    colour = to_rgba(artist.get_color(), artist.get_alpha())
    hollow = marker not in ("None", "", " ") and to_rgba(artist.get_markerfacecolor())[3] == 0
    return {"linestyle": style, "marker": marker, "color": _hex(colour, ground), "hollow": hollow}


def _sizes(artist):
    """Widths of lines, sizes of markers and how opaque: of a line each, of points their sums."""
    line = _is_a(artist, "Line2D")
    parts = [artist.get_linewidth(), artist.get_markersize()] if line else _sums(artist.get_sizes())
    return [_number(part) for part in (*parts, _opacity(artist))]


def _opacity(artist):
    alpha = artist.get_alpha()
    return 1 if alpha is None else _mean(_array(alpha))


def _ink(artist):
    """Widths of the lines of what is filled, how opaque it is, and its colours, as means."""
    from matplotlib.colors import to_rgba_array

    faces, edges = to_rgba_array(artist.get_facecolor()), to_rgba_array(artist.get_edgecolor())
    colours = [_mean(_array(each)) for colours in (faces, edges) for each in (colours.T if len(colours) else ())]
    return [_mean(_array(artist.get_linewidth())), _number(_opacity(artist)), *colours]


def _sizes_of_words(axes, legend):
    """How large the words of axes are, and where its texts stand; in 3-D from where one looks as well."""
    words = [axes.title, axes.xaxis.label, axes.yaxis.label, *(legend.get_texts()[:1] if legend else [])]
    words += [tick.label1 for axis in (axes.xaxis, axes.yaxis) for tick in axis.majorTicks[:1]]  # as they were drawn
    found = [each.get_fontsize() for each in words]
    for text in axes.texts[:MOST_TEXTS]:
        found += [text.get_fontsize(), text.get_rotation(), *text.get_position(), *getattr(text, "xy", ())]
    return [_number(each) for each in (*found, getattr(axes, "elev", 0), getattr(axes, "azim", 0))]


def _default_dashes():
    return list(sys.modules["matplotlib"].rcParams["lines.dashed_pattern"])


def _hex(colour, ground):
    """`#rrggbb` of a colour as it looks on its background."""
    from matplotlib.colors import to_hex

    red, green, blue, alpha = map(float, colour)
    return to_hex([part * alpha + under * (1 - alpha) for part, under in zip((red, green, blue), ground, strict=False)])


def _marker_of(paths):
    """The name of the marker that scatter drew: it keeps none, so the path tells."""
    from matplotlib.markers import MarkerStyle

    if not len(paths):
        return "None"
    for name in MARKERS:
        style = MarkerStyle(name)
        vertices = style.get_path().transformed(style.get_transform()).vertices
        if vertices.shape == paths[0].vertices.shape and abs(vertices - paths[0].vertices).max() < 1e-9:
            return name
    return f"path of {len(paths[0].vertices)}"


def _bars(container, xticks, yticks, room):
    lying = getattr(container, "orientation", None) == "horizontal"
    bars = container.patches[: room.take(len(container.patches), 2)]
    heights = [_number(bar.get_width() if lying else bar.get_height()) for bar in bars]
    centres = [bar.get_y() + bar.get_height() / 2 if lying else bar.get_x() + bar.get_width() / 2 for bar in bars]
    ticks = yticks if lying else xticks
    names = [next((name for place, name in ticks if place == _number(centre)), "") for centre in centres]
    return {
        "label": _text(container.get_label()), "heights": heights, "places": list(map(_number, centres)),
        "names": names, "lying": lying, "sizes": [_number(each) for each in _ink(bars[0])] if bars else [],
    }  # fmt: skip


def _image(image, room):
    import numpy as np

    array = np.ma.asarray(image.get_array())
    if _is_a(image, "QuadMesh") and array.ndim != 2:
        rows, columns = (size - 1 for size in image.get_coordinates().shape[:2])
        array = array.reshape(rows, columns) if array.size == rows * columns else array.reshape(1, -1)
    if array.dtype.kind not in "biu":
        array = np.ma.masked_invalid(array.astype(float, copy=False))
    # A warning would stand among the notebook's own.
    with np.errstate(all="ignore"):
        return _statistics(array, image, room)


def _statistics(array, image, room):
    half = max(len(array) // 2, 1)
    upper = array[-half:] if getattr(image, "origin", "upper") == "lower" else array[:half]
    least, most = (array.min(), array.max()) if array.count() else (None, None)
    told = {
        "shape": list(array.shape), "cmap": _text(image.get_cmap().name),
        "mean": _mean(array), "min": _number(least), "max": _number(most), "ink": _mean(upper),
    }  # fmt: skip
    if array.ndim == 2 and array.size <= SMALL and room.take(array.size) == array.size:
        told["values"] = [_numbers(row) for row in array]
    return told


def _shape(artist):
    """What isn't read part by part, as contours, arrows, areas, surfaces: its kind, and sums of what draws it."""
    kind = type(artist).__name__
    try:
        return {"kind": kind, "sums": [*(sums for part in _parts(artist) for sums in _sums(part)), *_ink(artist)]}
    except Exception:  # it is told by its kind and number alone
        return {"kind": kind, "sums": []}


def _parts(artist):
    """The arrays that an artist is drawn from: values, components of arrows, corners, or ends of a patch."""
    for name in ("get_array", "U", "V", "levels", "_vec"):
        part = getattr(artist, name, None)
        part = part() if callable(part) else part
        if part is not None:
            yield part
    if hasattr(artist, "get_paths"):
        corners = [path.vertices for path in artist.get_paths()[:MOST_TEXTS]]
        yield from (row for each in corners[:1] for row in _joined(corners))
    elif hasattr(artist, "get_path"):
        yield from artist.get_patch_transform().transform(artist.get_path().vertices).T


def _joined(corners):
    import numpy as np

    return np.concatenate(corners).T


def _sums(values):
    """The mean and the mean square of numbers."""
    import numpy as np

    numbers = _array(values)
    with np.errstate(all="ignore"):
        return [_mean(numbers), _mean(numbers * numbers)]


def _array(values):
    """Numbers in a row, those that are not finite masked."""
    import numpy as np

    return np.ma.masked_invalid(np.ma.asarray(values).astype(float)).ravel()


def _mean(array):
    return _number(array.mean(dtype=float)) if array.count() else None


def _ticks(axis, limits):
    """The places and names of an axis' ticks, as they were drawn: no formatter of the notebook's is called again."""
    if not axis.get_visible():
        return []
    low, high = sorted(map(float, limits))
    slack = 1e-9 * (high - low)
    found = []
    for tick in axis.get_major_ticks():
        label = tick.label1 if tick.label1.get_visible() else tick.label2
        if label.get_visible() and label.get_text() and low - slack <= tick.get_loc() <= high + slack:
            found.append((_number(tick.get_loc()), _text(label.get_text())))
    return found[:MOST_TEXTS]


def _flat(values):
    """Data of a line as a row."""
    import numpy as np

    return np.ma.asarray(values).ravel()


def _numbers(values):
    import numpy as np

    return [_number(None if value is np.ma.masked else value) for value in values]


def _number(value):
    """A number as JSON has it: null for nan or what is masked, a text for infinity and for what is no number."""
    if value is None or isinstance(value, str):
        return value and _text(value)
    kind = getattr(getattr(value, "dtype", None), "kind", None)
    if kind in ("m", "M", "c"):  # times and complex numbers, which have a float too
        return _text(value)
    try:
        value = float(value)
    except Exception:
        return _text(value)
    if value != value:
        return None
    return value if abs(value) < float("inf") else ("inf" if value > 0 else "-inf")


def _text(value, most=LONGEST):
    return str(value)[:most].encode("utf-8", "replace").decode()  # half a character can't be sent


def register():
    """Have this kernel's IPython read each figure that it shows."""
    from IPython import get_ipython
    from IPython.core.formatters import JSONFormatter

    room = Room()

    class FigureReader(JSONFormatter):
        # Not by registered types: matplotlib's inline backend takes its figures out of every formatter as it starts.
        def __call__(self, shown):
            figure = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
            return read(shown, room) if figure and isinstance(shown, figure) else None

    shell = get_ipython()
    formatter = FigureReader(parent=shell.display_formatter)
    formatter.format_type = MIME
    shell.display_formatter.formatters[MIME] = formatter  # the last, so that the picture is drawn by then


if __name__ == "__kagglebook__":
    with contextlib.suppress(Exception):  # a kernel that is none of IPython's: its figures are not read
        register()
