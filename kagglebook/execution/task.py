"""One execution of a notebook, fit to travel to another machine, and what its code imports."""

import ast
import functools
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..chapter.data import DataSet
from ..core.alt import AltWords
from .handed_on import Handed


@dataclass(frozen=True, slots=True)
class Task:
    """A notebook, what replaces its parameters, and the data sets that it finds in `data/`.

    `compressed` is the .ipynb, by zlib; `name` names the executed copy; `kernel` is None for this Python, `timeout` in
    seconds; `packed` holds the files under `data_root` for a task that leaves the machine which has them; `variables`
    are added to the environment that a notebook gets; `lacks` says what of its data can't be had; alt texts of its
    pictures are in `words`; `handed` is the output of other programs, which it finds in `input/`.
    """

    name: str
    compressed: bytes
    parameters: Mapping[str, Any]
    data_sets: tuple[DataSet, ...]
    data_root: Path
    kernel: str | None = None
    timeout: float | None = None
    packed: Mapping[str, bytes] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    lacks: str = ""
    words: AltWords | None = None
    handed: tuple[Handed, ...] = ()

    @property
    def notebook(self) -> bytes:
        """The .ipynb file."""
        return zlib.decompress(self.compressed)


def imported_modules(sources: Iterable[str]) -> set[str]:
    """The modules that sources name in import statements: `a` and `a.b` for `from a import b`, which may be one."""
    return set().union(*map(_imported, sources))


def modules_named(texts: Iterable[str]) -> set[str]:
    """The same of texts that may be no Python, which name none."""
    found = set[str]()
    for text in texts:
        with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            found |= _imported(text)
    return found


@functools.lru_cache(1024)  # variants have most of their cells in common
def _imported(source: str) -> frozenset[str]:
    modules = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (alias.name for alias in node.names if alias.name != "*")
            modules |= {node.module, *(f"{node.module}.{name}" for name in names)}
    return frozenset(modules)
