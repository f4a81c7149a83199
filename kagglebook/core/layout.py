"""Where everything of a course lies, from its folder on: nobody else joins these names."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import shared

# A chapter as a person names it: by the number of its folder (5 for chapters/05), or by the folder's name.
ChapterName = int | str

FOLDER = re.compile(r"\w([\w.-]{0,48}\w)?")
FOLDER_FORM = "a chapter's folder has at most 50 letters, digits, '.', '-' and '_', and neither '.' nor '-' at an end"
# What else lies beside the folders of chapters in output/ and output/runs/, and the word for all chapters.
TAKEN = frozenset(("all", "by-hand", "data", "editions", "kaggle", "kernels", "rendered", "runs", "seeds", "variants"))


def chapter_name(folder: str) -> ChapterName:
    """What a chapter is called by the name of its folder: 5 for `05`, else that name."""
    return int(folder) if _is_number(folder) else folder


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


@dataclass(frozen=True)
class Layout:
    """The folders and files of a course at `root`.

    `name` is a chapter's name under output/, such as `chapter-05`; `chapter` what a person calls it: 5, or `week-3`.
    """

    root: Path

    @property
    def templates(self) -> Path:
        """The course's own page and cells that programs share."""
        return self.root / shared.TEMPLATES

    def template_folders(self, chapter: ChapterName) -> list[Path]:
        """Where a chapter's templates are looked for, first folder first: its own, the course's, those of all."""
        return [self.chapter(chapter), *self._with_shared(shared.TEMPLATES)]

    def kernel_metadata_folders(self) -> list[Path]:
        """Where Kaggle's defaults and machines are looked for: the course's own, those of all."""
        return self._with_shared(shared.KERNEL_METADATA)

    def kernel_metadata(self, name: str) -> Path:
        """A file of Kaggle's defaults and machines."""
        *own, common = [folder / name for folder in self.kernel_metadata_folders()]
        return next((path for path in own if path.exists()), common)

    def language_folders(self) -> list[Path]:
        """Where the words of languages are looked for, a file each: the course's own, those of all."""
        return self._with_shared(shared.LANGUAGES)

    def languages(self) -> dict[str, Path]:
        """The languages that there are words of, by tag."""
        return {path.stem: path for folder in self.language_folders()[::-1] for path in sorted(folder.glob("*.toml"))}

    def in_place_of_shared(self, chapter: ChapterName) -> Iterator[Path]:
        """The files of a chapter, or of its course, that are used instead of a shared one of the same name."""
        for folders, names in (
            (self.template_folders(chapter), "*.py"),
            (self.kernel_metadata_folders(), "*.json"),
            (self.language_folders(), "*.toml"),
        ):
            for place, folder in enumerate(folders, 1):
                behind = {path.name for other in folders[place:] for path in other.glob(names)}
                yield from (path for path in sorted(folder.glob(names)) if path.name in behind)

    def _with_shared(self, folder: str) -> list[Path]:
        """A folder of the course, and that of all courses, unless this course is where that one is kept."""
        own, common = self.root / folder, shared.FOLDERS[folder]
        return [own] if own.resolve() == common.resolve() else [own, common]

    @property
    def sources(self) -> Path:
        """Where the folders of chapters lie."""
        return self.root / "chapters"

    def chapter(self, chapter: ChapterName) -> Path:
        """The sources of a chapter: for a number the folder that has it, with zeros before it or without."""
        name = chapter_name(chapter) if isinstance(chapter, str) else chapter
        if isinstance(name, str):
            return self.sources / name
        usual = self.sources / f"{name:02}"
        others = (path.parent for path in self.chapter_files() if chapter_name(path.parent.name) == name)
        return usual if usual.is_dir() else next(others, usual)

    def chapters(self) -> list[ChapterName]:
        """The chapters that are there: numbers in their order, then names."""
        found = {chapter_name(path.parent.name) for path in self.chapter_files()}
        return sorted(found, key=lambda each: (isinstance(each, str), each))

    def samples(self, chapter: ChapterName) -> Path:
        """The shipped data of a chapter's quick runs."""
        return self.chapter(chapter) / "data"

    @staticmethod
    def output_name(chapter: ChapterName) -> str:
        """A chapter's name under output/: `chapter-05`, or that of its folder."""
        name = chapter_name(chapter) if isinstance(chapter, str) else chapter
        return f"chapter-{name:02}" if isinstance(name, int) else name

    @property
    def output(self) -> Path:
        """All that is generated."""
        return self.root / "output"

    def rendered(self, name: str, kind: str = "") -> Path:
        """The notebooks of a chapter, or those of its `variants` or `editions`."""
        return self.output / kind / name

    @property
    def site(self) -> Path:
        """The chapters' pages, for readers in a browser."""
        return self.output / "site"

    def runs(self, name: str, further_seed: bool = False) -> Path:
        """What runs left, a folder a program; runs with further seeds have a place of their own."""
        return self._runs / ("seeds" if further_seed else "") / name

    def by_hand(self, name: str) -> Path:
        """Notebooks rendered with values that somebody typed."""
        return self._runs / "by-hand" / name

    def downloads(self) -> Path:
        """Full data sets, where nobody says where they are."""
        return self._runs / "data"

    def on_kaggle(self, name: str) -> Path:
        """What runs on Kaggle left, a folder a program."""
        return self._runs / "kaggle" / name

    @property
    def constraints(self) -> Path:
        """Requirements of the images that kernels are made like, where the course has its own."""
        return self.root / "constraints"

    def kernel(self, name: str) -> Path:
        """The virtual environment of a kernel that is like an image."""
        return self.output / "kernels" / name

    def ledger(self, name: str) -> Path:
        """What of a chapter is on Kaggle."""
        return self._runs / "kaggle" / f"{name}.json"

    def stamp(self, name: str) -> Path:
        """What a chapter was last rendered from."""
        return self._runs / "rendered" / f"{name}.json"

    @property
    def _runs(self) -> Path:
        return self.output / "runs"

    def chapter_files(self) -> list[Path]:
        """The chapter.toml of every chapter."""
        return sorted(self.sources.glob("*/chapter.toml"))

    def shown(self, words: object) -> str:
        """Words, such as a path or a problem, with paths as seen from the course's folder."""
        return shared.shown(str(words).replace(f"{self.root}{os.sep}", "")).replace(os.sep, "/")

    @property
    def is_course(self) -> bool:
        """Whether this is a course's folder: one that holds `chapters/`."""
        return self.sources.is_dir()

    @property
    def is_checkout(self) -> bool:
        """Whether this is the tool's own repository, where it is installed from its sources."""
        try:
            return 'name = "kagglebook"' in (self.root / "pyproject.toml").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False


def find_course(start: Path) -> Layout | None:
    """The course that a folder belongs to: the nearest that holds `chapters/`, from there upwards."""
    return next((course for folder in (start, *start.parents) if (course := Layout(folder)).is_course), None)
