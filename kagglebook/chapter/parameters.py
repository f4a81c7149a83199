"""The values of parameters: numbers, texts, true and false, lists and tables of these; and which stands for which."""

import math
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

MAX_DEPTH, MAX_VALUES = 8, 1_000  # lists and tables within one another; values of one parameter
MAX_BITS = 1_000  # of an integer: a float holds no more

Scalar = bool | int | float | str
PlainValue = Scalar | list[Any] | dict[str, Any]


def fault_of(value: Any) -> str:
    """What keeps a value from being a parameter, which a notebook has as a literal of Python; "" if nothing."""
    waiting, seen = [(value, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        seen += 1
        if isinstance(each, float) and not math.isfinite(each):
            return f"{each} is no parameter: Python has no literal for it"
        if isinstance(each, int) and each.bit_length() > MAX_BITS:
            return "an integer of more than 300 digits is no parameter"
        if isinstance(each, str) and "\0" in each:
            return "a parameter holds no character U+0000"
        if not isinstance(each, Scalar | list | dict):
            return f"should be a number, a text, true or false, or a list or a table of these, not {each!r}"
        if depth > MAX_DEPTH:
            return f"lists and tables nested deeper than {MAX_DEPTH}"
        if seen + len(waiting) > MAX_VALUES:
            return f"more than {MAX_VALUES:,} values in one parameter"
        inner = each if isinstance(each, list) else each.values() if isinstance(each, dict) else ()
        waiting += [(inside, depth + 1) for inside in inner]
    return ""


def _checked(value: Any) -> Any:
    if fault := fault_of(value):
        raise PydanticCustomError("parameter", "{fault}", {"fault": fault})
    return value


Value = Annotated[Any, AfterValidator(_checked)]
Params = dict[str, Value]


def misfit(value: Any, model: Any) -> str:
    """Why a value may not stand for a parameter of another value, "" if it may.

    It has the same type, at all depths; an integer may stand for a float, a list be of another length, a table not have
    other keys.
    """
    place, message = _misfit(value, model)
    return f"{place} {message}".strip() if message else ""


def _misfit(value: Any, model: Any) -> tuple[str, str]:
    if isinstance(model, list) and isinstance(value, list):
        for index, each in enumerate(value):
            if model and all(_misfit(each, one)[1] for one in model):
                place, message = _misfit(each, model[0])
                return f"[{index}]{place}", message
    elif isinstance(model, dict) and isinstance(value, dict):
        if value.keys() != model.keys():
            return "", f"should have the keys {_names(model)} as in params, not {_names(value)}"
        for key, each in value.items():
            place, message = _misfit(each, model[key])
            if message:
                return f".{key}{place}", message
    elif type(value) is not type(model) and not (type(model) is float and type(value) is int):
        return "", f"should be of type {type(model).__name__} as in params, not {value!r}"
    return "", ""


def _names(table: Mapping[str, Any]) -> str:
    return ", ".join(sorted(table)) or "(none)"


def same_type(value: Any, model: Any) -> bool:
    """Whether a value may stand for a parameter of another value."""
    return not misfit(value, model)


def as_typed(value: Any, model: Any) -> Any:
    """A value that may stand for a parameter, with floats where the parameter has floats."""
    if type(model) is float and type(value) is int:
        return float(value)
    if isinstance(model, list) and isinstance(value, list) and model:
        return [as_typed(each, _model_of(each, model)) for each in value]
    if isinstance(model, dict) and isinstance(value, dict):
        return {key: as_typed(each, model.get(key, each)) for key, each in value.items()}
    return value


def _model_of(value: Any, models: list[Any]) -> Any:
    """The element of a list that a value stands for: one of its own type, if there is any."""
    fitting = [one for one in models if same_type(value, one)] or [value]
    return next((one for one in fitting if type(one) is type(value)), fitting[0])
