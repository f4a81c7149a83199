"""An erratum is proved: what the slides have fails as it says, and what it claims holds."""

import ast
import importlib
import sys
import warnings
from collections.abc import Collection, Iterator
from typing import Any

from ..chapter.errata import Erratum


def is_provable(erratum: Erratum) -> bool:
    """Whether there is anything to execute."""
    return bool(erratum.code or erratum.holds)


def prove(erratum: Erratum, modules: Collection[str]) -> list[str]:
    """What of an erratum is not true, a line each; its code is executed in this process.

    A module that its code names is there without an import: one of Python's library, or of `modules`, such as those
    that the notebooks import.
    """
    return list(_faults(erratum, {name.partition(".")[0] for name in modules} | sys.stdlib_module_names))


def _faults(erratum: Erratum, modules: Collection[str]) -> Iterator[str]:
    if erratum.code and not (erratum.raises or erratum.holds):
        yield "`code` stands alone: say what it raises, or what holds then"
    if erratum.raises and not erratum.code:
        yield "`raises` needs the `code` that does it"
    elif erratum.raises:
        kind, _, message = erratum.raises.partition(": ")
        try:
            _execute(erratum.code, modules)
        except Exception as error:
            if type(error).__name__ != kind or message not in str(error):
                yield f"expected {erratum.raises}, got {_told(error)}"
        else:
            yield f"expected {erratum.raises}, got no error"
    if erratum.holds:
        try:
            names = _execute("" if erratum.raises else erratum.code, modules)
            names = _imported(erratum.holds, modules) | names
            if bool(eval(erratum.holds, names)) is not True:
                yield f"does not hold: {erratum.holds}"
        except Exception as error:
            yield f"does not hold: {erratum.holds}, got {_told(error)}"


def _execute(code: str, modules: Collection[str]) -> dict[str, Any]:
    """The names that code makes. Raises what it raises, a warning too."""
    names = _imported(code, modules)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(compile(code, "<erratum>", "exec"), names)
    return names


def _imported(code: str, modules: Collection[str]) -> dict[str, Any]:
    """The modules that code names and doesn't make itself; none where it can't be read."""
    try:
        named = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    except SyntaxError:
        return {}
    made = {node.id for node in named if isinstance(node.ctx, ast.Store)}
    return {name: importlib.import_module(name) for name in {node.id for node in named} - made if name in modules}


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
