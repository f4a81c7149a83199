"""A chapter rendered as a whole: every notebook and its Kaggle metadata in memory, linted before a file is written."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..chapter.chapter import Chapter, Program
from ..core.problems import InputError, Problem
from .crosscheck import crosscheck
from .kernel_metadata import Kernel, Metadata, Platform
from .render import Rendered, render
from .template import Templates

# Where a field of kernel-metadata.json comes from in chapter.toml.
SETTING_OF_FIELD = {
    "enable_gpu": "machine_shape",
    "enable_tpu": "machine_shape",
    "enable_internet": "internet",
    "is_private": "private",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A program's notebook and what Kaggle is told of it, which is made at each call, not kept."""

    program: Program
    rendered: Rendered
    chapter: Chapter
    platform: Platform

    @property
    def metadata(self) -> Metadata:
        """The content of kernel-metadata.json."""
        return self.platform.kernel_metadata(self.program.kernel_title, self.chapter.kaggle(self.program))

    @property
    def kernel(self) -> Kernel:
        """What a push sends."""
        return Kernel(self.metadata, self.rendered.ipynb)

    def files(self) -> dict[str, bytes]:
        """The kernel's folder: relative path -> content."""
        slug = self.program.slug
        metadata = json.dumps(self.metadata, ensure_ascii=True, indent=2) + "\n"
        return {f"{slug}/{slug}.ipynb": self.rendered.ipynb, f"{slug}/kernel-metadata.json": metadata.encode("ascii")}


def make_pages(root: Path, chapter: Chapter, programs: Iterable[Program]) -> list[Page]:
    """Render and lint programs of a chapter. Raises InputError with every problem of every program."""
    templates = Templates([chapter.folder, root / "templates"])
    platform = Platform(root / "kernel-metadata")
    pages, problems = [], []
    for program in programs:
        try:
            rendered = render(chapter, program, templates, platform.notebook_metadata(chapter.kaggle(program)))
        except InputError as error:
            problems += error.problems
            continue
        problems += crosscheck(chapter, rendered)
        pages.append(Page(program, rendered, chapter, platform))
    # A fault of a shared template or setting is one problem, however many programs meet it.
    problems = list(dict.fromkeys(problems)) + _lint(chapter, platform, pages)
    if problems:
        raise InputError(*problems)
    return pages


def _lint(chapter: Chapter, platform: Platform, pages: Iterable[Page]) -> list[Problem]:
    found: dict[Problem, list[str]] = {}
    for page in pages:
        for violation in platform.lint(page.kernel):
            message = f"Kaggle rule '{violation.rule}': {violation.message}"
            problem = _locate(chapter, page.program, violation.field, message)
            found.setdefault(problem, []).append(page.program.number)
    return [
        Problem(problem.path, f"{problem.message} (program {', '.join(numbers)})", problem.line, problem.place)
        for problem, numbers in found.items()
    ]


def _locate(chapter: Chapter, program: Program, field: str, message: str) -> Problem:
    """The key of chapter.toml that a field of the metadata was made of: the program's own, else the chapter's."""
    setting = SETTING_OF_FIELD.get(field, field)
    if field in ("id", "title"):  # the owner's own form is chapter.toml's business
        return chapter.problem(program, message, "kernel_title")
    if setting in program.kaggle.model_fields_set:
        return chapter.problem(program, message, "kaggle", setting)
    if setting in chapter.file.kaggle.model_fields_set:
        return chapter.document.problem(message, "kaggle", setting)
    return chapter.problem(program, message)
