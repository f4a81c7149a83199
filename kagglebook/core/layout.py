"""Where everything of a course lies, from its folder on: nobody else joins these names."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import shared


@dataclass(frozen=True)
class Layout:
    """The folders and files of a course at `root`. `name` is a chapter's name under output/, such as `chapter-05`."""

    root: Path

    @property
    def templates(self) -> Path:
        """The course's own page and cells that programs share."""
        return self.root / shared.TEMPLATES

    def template_folders(self, number: int) -> list[Path]:
        """Where a chapter's templates are looked for, first folder first: its own, the course's, those of all."""
        return [self.chapter(number), *self._with_shared(shared.TEMPLATES)]

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

    def in_place_of_shared(self, number: int) -> Iterator[Path]:
        """The files of a chapter, or of its course, that are used instead of a shared one of the same name."""
        for folders, names in (
            (self.template_folders(number), "*.py"),
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

    def chapter(self, number: int) -> Path:
        """The sources of a chapter."""
        return self.root / "chapters" / f"{number:02}"

    def numbers(self) -> list[int]:
        """The chapters that are there, in order."""
        files = self.root.glob("chapters/*/chapter.toml")
        return sorted(int(path.parent.name) for path in files if path.parent.name.isdecimal())

    def samples(self, number: int) -> Path:
        """The shipped data of a chapter's quick runs."""
        return self.chapter(number) / "data"

    @property
    def output(self) -> Path:
        """All that is generated."""
        return self.root / "output"

    def rendered(self, name: str, kind: str = "") -> Path:
        """The notebooks of a chapter, or those of its `variants` or `editions`."""
        return self.output / kind / name

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
        return sorted(self.root.glob("chapters/*/chapter.toml"))

    def shown(self, words: object) -> str:
        """Words, such as a path or a problem, with paths as seen from the course's folder."""
        return shared.shown(str(words).replace(f"{self.root}{os.sep}", "")).replace(os.sep, "/")

    @property
    def is_course(self) -> bool:
        """Whether this is a course's folder: one that holds `chapters/`."""
        return (self.root / "chapters").is_dir()

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
