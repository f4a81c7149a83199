"""The pictures in the headers of notebooks: a figure of each program's run at the slide's parameters on the samples."""

import base64
import binascii
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..chapter import pictures
from ..chapter.chapter import Chapter
from ..chapter.pictures import PictureMade
from ..core.files import read_plain, write_whole
from ..core.problems import InputError
from ..core.run import Run
from ..core.run_folder import MAX_NOTEBOOK
from ..core.temporary import temporary_folder
from ..notebook.page import Page
from .batch import open_pool
from .handed_on import Handed
from .plan import Plan, RunOptions, make_plans
from .supply import execute_all, with_producers

MAX_PICTURE = 40_000  # bytes: of a larger one the colours are fewer, where Pillow is here
COLOURS = 64


@dataclass(frozen=True)
class PictureRun:
    """A program and its picture's size in bytes, or why it has none, or that the one that is there is of this code."""

    number: str
    size: int = 0
    failure: str = ""
    unchanged: bool = False


def make_pictures(chapter: Chapter, pages: Sequence[Page], options: RunOptions) -> Iterator[PictureRun]:
    """Make the pictures that chapter.toml asks for, and whose code, data or packages have changed (all, with `force`).

    Each is written as its run ends, and known only from when what it shows is written beside it.
    """
    asked = [page for page in pages if page.program.picture]
    samples = chapter.layout.samples(chapter.called)
    # The slide's parameters, not those of a quick run, on the shipped data.
    slide = replace(options, quick=False, data_root=samples if samples.is_dir() else chapter.folder, pretend_gpu=False)
    plans = make_plans(chapter, asked, slide, compare=False)
    made = _known(chapter, options.force)
    stale = [plan for plan in plans if options.force or not _is_made(chapter, plan, made)]
    yield from (PictureRun(plan.page.program.number, unchanged=True) for plan in plans if plan not in stale)
    if not stale:
        return
    with temporary_folder() as name, open_pool(with_producers(stale), slide) as pool:
        before = {each.task.name: each for plan in stale for each in plan.producers}
        supply = execute_all(pool, before.values(), name / "before", [attrgetter("task")]) if before else {}
        waiting = {}
        for plan in stale:
            broken = [each.page.program.number for each in plan.producers if supply[each.task.name][0].failure]
            if broken:
                yield PictureRun(plan.page.program.number, failure=f"not run: {', '.join(broken)} failed")
                continue
            given = tuple(Handed(slug, name / "before" / f"{slug}-0") for slug in (p.task.name for p in plan.producers))
            task = replace(plan.task, handed=given)
            waiting[pool.submit(task, name / plan.task.name, lambda cell: None)] = plan
        for future in tqdm(as_completed(list(waiting)), total=len(waiting), unit="run", leave=False, disable=None):
            plan = waiting[future]
            number = plan.page.program.number
            folder = name / plan.task.name
            found = _picture(plan, pool.collect(future, folder), folder)
            if isinstance(found, str):
                yield PictureRun(number, failure=found)
                continue
            png, known = found
            write_whole(chapter.folder / pictures.path_of(number), png)
            made[number] = known
            ordered = {p.number: made[p.number] for p in chapter.programs if p.number in made and p.picture}
            write_whole(chapter.folder / pictures.FOLDER / pictures.NAME, pictures.to_bytes(ordered))
            yield PictureRun(number, size=len(png))


def _known(chapter: Chapter, force: bool) -> dict[str, PictureMade]:
    try:
        return dict(chapter.pictures)
    except InputError:
        if force:  # whatever is wrong with the file, it is made anew
            return {}
        raise


def _is_made(chapter: Chapter, plan: Plan, made: Mapping[str, PictureMade]) -> bool:
    program = plan.page.program
    known = made.get(program.number)
    if not (known and plan.recorded_as and known.fingerprint == plan.recorded_as):
        return False
    return pictures.seen(chapter.folder, program.number, program.picture, made) is not None


def _picture(plan: Plan, run: Run, folder: Path) -> tuple[bytes, PictureMade] | str:
    """A run's picture and what it shows, or why there is none."""
    program = plan.page.program
    asked = program.picture
    if run.failure:
        return f"the run failed in cell {run.failure.cell}: {run.failure.message}"
    shown = figures_of(json.loads(read_plain(folder / f"{plan.task.name}.ipynb", MAX_NOTEBOOK)), asked.cell)
    if len(shown) < asked.figure:
        return f"cell {asked.cell} shows {len(shown)} pictures in PNG, not {asked.figure}"
    png, alt = shown[asked.figure - 1]
    png = in_few_bytes(png)
    return png, PictureMade(
        cell=asked.cell,
        figure=asked.figure,
        alt=alt,
        parameters=dict(program.params),
        digest=pictures.digest(png),
        fingerprint=plan.recorded_as or "",
        **{name: size for name in ("n_training", "n_test") if type(size := (run.results or {}).get(name)) is int},
    )


def figures_of(notebook: Mapping[str, Any], cell: str) -> list[tuple[bytes, str]]:
    """The pictures in PNG that a cell of an executed notebook shows, each with its text for who can't see it."""
    found = []
    for output in next((each.get("outputs", []) for each in notebook["cells"] if each.get("id") == cell), []):
        data = output.get("data", {}).get("image/png")
        if data is None:
            continue
        try:
            png = base64.b64decode("".join("".join(data).split()), validate=True)
        except (binascii.Error, ValueError):
            continue
        metadata = output.get("metadata", {})
        alt = metadata.get("alt") or metadata.get("image/png", {}).get("alt") or ""
        found.append((png, " ".join(str(alt).split())))
    return found


def in_few_bytes(png: bytes) -> bytes:
    """A picture as it is, if it is small; else in fewer colours, which a plot doesn't miss, where Pillow can do it."""
    if len(png) <= MAX_PICTURE:
        return png
    try:
        from PIL import Image
    except ImportError:
        return png
    smaller = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS).save(smaller, "PNG", optimize=True)
    return min(png, smaller.getvalue(), key=len)
