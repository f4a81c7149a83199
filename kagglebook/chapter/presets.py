"""Checks that many programs have in common, by one name: `checks = "curves"`.

What a preset stands for is a list of checks as chapter.toml would have them; the shared cell of the same name makes
what they look at.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Discriminator, Tag, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from ..core.problems import did_you_mean
from ..core.toml import TomlTable
from ..core.value_path import ValuePath
from .check import Check
from .checks import AnyCheck

Tables = list[dict[str, Any]]


def curves(preset: "Preset") -> Tables:
    """What templates/curves.py draws of a history: accuracy and loss over the epochs, of training and of test."""
    cell, history = preset.cell or "curves", preset.history or "history"
    pictures = (("Model Accuracy", "Accuracy", "acc"), ("Loss", "Loss", "loss"))
    checks: Tables = [
        {"value": f"{history}.test_acc", "length": preset.epochs or "epochs"},
        {"cell": cell, "figures": len(pictures)},
        {"cell": cell, "legible": True},
        {"cell": cell, "drawn": "[0].axes[0].curves[0].x[0]", "equals": 1},  # epochs are counted from 1
    ]
    for place, (title, ylabel, key) in enumerate(pictures):
        axes = f"[{place}].axes[0]"
        shown = {"title": title, "xlabel": "Epoch", "ylabel": ylabel, "grid": True, "legend": ["Train", "Validation"]}
        checks += [{"cell": cell, "drawn": f"{axes}.{part}", "equals": value} for part, value in shown.items()]
        checks += [
            {"cell": cell, "drawn": f"{axes}.curves[{index}].y", "same": f"{history}.{kind}_{key}"}
            for index, kind in enumerate(("train", "test"))
        ]
    return checks


PRESETS: Mapping[str, Callable[["Preset"], Tables]] = {"curves": curves}


class Preset(TomlTable):
    """The checks of one name, among others; with other names than usual for the cell, the dict of the series, and the
    parameter that says how many values each has."""

    preset: str
    cell: str = ""
    history: ValuePath | None = None
    epochs: str = ""

    @model_validator(mode="after")
    def _is_known(self):
        _require(self.preset)
        return self


class CheckList(list[Check]):
    """Checks, the presets among them replaced by theirs; `written[i]` is the place in chapter.toml of the i-th."""

    def __init__(self, checks: Iterable[Check], written: Sequence[int]):
        super().__init__(checks)
        self.written = written


def place_of(checks: Sequence[Check], index: int) -> int:
    """Where in chapter.toml's list a check stands."""
    return checks.written[index] if isinstance(checks, CheckList) else index


def _require(name: str) -> None:
    if name not in PRESETS:
        hint = did_you_mean(name, PRESETS)
        raise PydanticCustomError("preset", "no checks {name}{hint}", {"name": repr(name), "hint": hint})


def _listed(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    _require(given)  # here, as what is wrong in the list made of it stands nowhere in the file
    return [{"preset": given}]


def _expanded(entries: Sequence[Preset | Check]) -> Sequence[Check]:
    if not any(isinstance(entry, Preset) for entry in entries):
        return entries
    pairs = [(check, place) for place, entry in enumerate(entries) for check in _checks_of(entry)]
    return CheckList([check for check, _ in pairs], [place for _, place in pairs])


def _checks_of(entry: Preset | Check) -> Sequence[Check]:
    if isinstance(entry, Preset):
        return TypeAdapter(list[AnyCheck]).validate_python(PRESETS[entry.preset](entry))
    return [entry]


def _is_preset(entry: Any) -> str:
    named = isinstance(entry, Preset) or (isinstance(entry, dict) and "preset" in entry)
    return "a preset" if named else "a check"


_Entry = Annotated[Annotated[Preset, Tag("a preset")] | Annotated[AnyCheck, Tag("a check")], Discriminator(_is_preset)]

# What `checks = …` of chapter.toml may be: a list of checks and presets, or the name of one preset.
Checks = Annotated[list[_Entry], BeforeValidator(_listed), AfterValidator(_expanded)]
