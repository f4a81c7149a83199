"""A program of chapter.toml: `[[program]]`, one notebook."""

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field
from slugify import slugify

from ..core.toml import TomlTable, text_like
from .grid import Comparison, Exclude, Grid, Keys, VariantSet
from .kaggle import KaggleSettings, SourceList
from .measured import Expectation, Minutes, Picture, Try
from .parameters import Params
from .presets import Checks, place_of
from .texts import OneLine, ProgramNumber
from .words import Words


class PlanPart(TomlTable):
    """A part of a lesson, and how many minutes it is meant to take."""

    part: OneLine
    minutes: Annotated[int, Field(ge=1, le=600)]


INHERITED = KaggleSettings()  # one for all programs that set nothing of their own


class Program(TomlTable):
    """One `[[program]]`: one notebook."""

    number: ProgramNumber
    title: OneLine
    kernel_title: OneLine
    section: OneLine
    template: text_like(r"[\w-]+\.py", "a .py file in the chapter's folder")
    data: SourceList
    after: SourceList  # the numbers of programs whose output it reads: see after.py
    params: Params = {}
    quick: Params = {}
    grid: Grid = {}
    exclude: Exclude = []  # points of grids: those that have all of it
    variants: list[VariantSet] = []
    short_title: str = ""  # stands before what differs in the kernel titles of variants; default: kernel_title
    compare: Comparison | None = None
    checks: Checks = []
    minutes: Minutes | None = None
    expect: list[Expectation] = []
    tries: list[Try] = []
    picture: Picture | None = None
    plan: list[PlanPart] = []  # of a class that works with it
    kaggle: Annotated[KaggleSettings, Field(default_factory=lambda: INHERITED)]

    def model_post_init(self, context: Any) -> None:
        self.model_fields_set.clear()  # which keys were given: a fifth of a program's memory, for nobody

    @property
    def origin(self) -> "Program":
        """The program of chapter.toml: this one, unless it is a variant."""
        return self

    @property
    def is_variant(self) -> bool:
        """Whether it differs from its origin: a variant lies in another folder of output/, and has no recorded run."""
        return False

    @property
    def edition(self) -> str:
        """Which edition it is, "" for the complete notebook: see editions.py."""
        return ""

    @property
    def folder(self) -> str:
        """The folder under output/ that its chapter's lies in: "" for the programs themselves."""
        return ""

    @property
    def name(self) -> str:
        """What it is called among its variants."""
        return f"program {self.number}"

    @property
    def changes(self) -> Params:
        """The parameters in which it differs from its origin."""
        return {}

    def key_path(self, keys: Sequence[str | int]) -> Keys:
        """Where a key of this program stands in its table of chapter.toml."""
        head, *rest = keys or ("",)
        if head == "checks" and rest:
            rest[0] = place_of(self.checks, int(rest[0]))
        return (head, *rest) if keys else ()

    @cached_property
    def slug(self) -> str:
        """Its slug, as Kaggle makes it from the title."""
        return slugify(self.kernel_title)

    def label(self, words: Words) -> str:
        """`Program 5-7`, `Example 5-1`: what the reader of a language calls it."""
        number = self.origin.number
        forms = {"ex-": words.example, "th-": words.theory}
        kind = number[:3] if number[:3] in forms else ""
        return forms.get(kind, words.program).format(number=number.removeprefix(kind))
