"""A course's own data sets as they are sent to Kaggle: made of the files in `chapters/NN/data`."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..chapter.chapter import Chapter
from ..chapter.data import LICENSES, DataSet
from ..chapter.program import Program
from ..core.problems import InputError, Problem

MIN_TITLE, MAX_TITLE = 6, 50  # characters of title and slug that the client takes
# Files that the client leaves out without a word, where they lie at the top (its `upload_files`).
UNSENT = re.compile(
    r"(?:dataset|kernel|model|model-instance)-metadata\.json|datapackage\.json|dataset-cover-image\.(?:png|jpe?g|webp)"
)


@dataclass(frozen=True)
class Parcel:
    """A data set of the course's own: its first table in chapter.toml, its address in the owner's name, and the files
    by their place in it."""

    key: str
    source: str
    title: str
    license: str
    files: Mapping[str, Path]

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(path.stat().st_size for path in self.files.values())

    @property
    def digest(self) -> str:
        """Of the places and contents of its files."""
        found = hashlib.sha256()
        for place, path in sorted(self.files.items()):
            found.update(f"{place}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        return found.hexdigest()


def parcels_of(chapter: Chapter, programs: Sequence[Program]) -> list[Parcel]:
    """The own data sets that programs use, each with the files of all tables of chapter.toml that are parts of it: a
    version without those of other programs would take theirs away. Raises InputError for one that can't be sent."""
    tables = chapter.file.data
    sources = dict.fromkeys(tables[key].source for program in programs for key in program.data)
    parcels: list[Parcel] = []
    problems: list[Problem] = []
    for source in sources:
        keys = [key for key, data in tables.items() if data.source == source]
        licenses = {tables[key].license for key in keys}
        if licenses == {""} and source.partition("/")[0] != chapter.own_name:
            continue  # somebody else's
        problems += _lacking(chapter, keys)
        files: dict[str, Path] = {}
        for key in keys:
            found = _files(chapter, tables[key])
            why = _unfit(chapter, tables[key], found) or _twice(files, found)
            problems += [chapter.document.problem(why, "data", key)] if why else []
            files |= found
        parcels.append(Parcel(keys[0], chapter.source_of(keys[0]), _title(source), tables[keys[0]].license, files))
    if problems:
        raise InputError(*problems)
    return parcels


def require_one_of_each(every: Iterable[tuple[Chapter, Sequence[Parcel]]]) -> None:
    """Raises InputError where chapters would send different files to one data set, each time those of the last."""
    first: dict[str, tuple[Chapter, Parcel]] = {}
    problems = []
    for chapter, parcels in every:
        for parcel in parcels:
            other, known = first.setdefault(parcel.source, (chapter, parcel))
            if known is not parcel and known.digest != parcel.digest:
                message = f"chapter {other.called} makes {parcel.source} of other files: give one of them another slug"
                problems.append(chapter.document.problem(message, "data", parcel.key))
    if problems:
        raise InputError(*problems)


def _lacking(chapter: Chapter, keys: Sequence[str]) -> list[Problem]:
    """The tables of one data set that name no licence, or another than the first."""
    first, problems = chapter.file.data[keys[0]].license, []
    for key in keys:
        data = chapter.file.data[key]
        if not data.license:
            message = f'whose data are they? `push --data` needs `license = "…"`, one of {", ".join(LICENSES)}'
            problems.append(chapter.document.problem(message, "data", key))
        elif first and data.license != first:
            message = f"{data.source} is one data set, and [data.{keys[0]}] has it under {first}"
            problems.append(chapter.document.problem(message, "data", key, "license"))
    return problems


def _twice(files: Mapping[str, Path], found: Mapping[str, Path]) -> str:
    """That two tables of a data set have different files for one place in it."""
    for place in sorted(files.keys() & found.keys()):
        if files[place] != found[place]:
            return f"another table of the same source has {place!r} too"
    return ""


def _files(chapter: Chapter, data: DataSet) -> dict[str, Path]:
    """The files of a data set by their place in it; an archive keeps its ending, for Kaggle unpacks it."""
    found = {}
    for place, path in data.files(chapter.layout.samples(chapter.called)).items():
        if path is not None:
            archive = path.suffix.lower() == ".zip" and not place.lower().endswith(".zip")
            place = f"{data.name}/{place}" if data.within else place
            found[f"{place}.zip" if archive else place] = path
    return found


def _unfit(chapter: Chapter, data: DataSet, files: Mapping[str, Path]) -> str:
    folder = chapter.layout.shown(chapter.layout.samples(chapter.called))
    slug = data.source.partition("/")[2]
    if data.samples:
        return f"{folder} holds samples only: `push --data` sends whole data sets"
    if not files:
        return f"{folder} has nothing of {data.name!r}"
    if unsent := [place for place in files if UNSENT.fullmatch(place)]:
        return f"Kaggle's client never sends a file of the name {unsent[0]}: give it another"
    if not MIN_TITLE <= len(slug) <= MAX_TITLE:
        return f"Kaggle's client takes a slug of {MIN_TITLE} to {MAX_TITLE} characters, not {slug!r}"
    return ""


def _title(source: str) -> str:
    """A title that becomes the slug of its address, as Kaggle makes slugs of titles."""
    return source.partition("/")[2].replace("-", " ")[:MAX_TITLE]
