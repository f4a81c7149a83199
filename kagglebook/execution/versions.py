"""The versions of what a notebook computes with, as the notebooks' Python tells them; nothing of it is imported."""

import functools
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Python's version, and those of the distributions of these names that are here."""
    # Complete in itself, as the next: its source is what another interpreter is asked.
    import platform
    from importlib import metadata

    found = {"python": platform.python_version()}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def versions_behind(modules: Iterable[str]) -> dict[str, dict[str, str]]:
    """For each module the versions, by name, of the distributions that it comes from and of all that these require;
    for "" that of Python. A module that no distribution has, as one of the standard library's, has none.
    """
    import platform
    import re
    from importlib import metadata

    def normal(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    # metadata.packages_distributions() says which distributions a module comes from, and takes 0.7 s with 140 of them:
    # it makes a path of each file. This takes 0.03 s.
    wanted = {name.partition(".")[0] for name in modules}
    known: dict[str, tuple[str, list[str]]] = {}  # by a distribution's name: its version, and whom it requires
    origins: dict[str, list[str]] = {name: [] for name in wanted}
    for each in metadata.distributions():
        head = (each.read_text("METADATA") or each.read_text("PKG-INFO") or "").partition("\n\n")[0]
        fields = re.findall(r"^(Name|Version|Requires-Dist): *(.*)$", head, re.MULTILINE)
        name = next((normal(value.strip()) for field, value in fields if field == "Name"), "")
        if not name or name in known:  # the first on the path is the one that is imported
            continue
        version = next((value.strip() for field, value in fields if field == "Version"), "")
        # What only an extra requires is often not here, and when it is, the module need not use it.
        required = [value for field, value in fields if field == "Requires-Dist" and "extra ==" not in value]
        known[name] = version, [normal(match[0]) for value in required if (match := re.match(r"[\w.-]+", value))]
        if top := each.read_text("top_level.txt"):
            names = top.split()
        else:
            files = (each.read_text("RECORD") or "").splitlines()
            names = [match[1] for file in files if (match := re.match(r"(\w+)(?:/|\.[^/,]*,)", file))]
        for module in wanted.intersection(names):
            origins[module].append(name)

    found: dict[str, dict[str, str]] = {"": {"python": platform.python_version()}}
    for module, start in origins.items():
        open_, versions = list(start), {}
        while open_:
            name = open_.pop()
            if name in known and name not in versions:
                versions[name] = known[name][0]
                open_ += known[name][1]
        found[module] = versions
    return found


def versions_here(modules: Iterable[str]) -> dict[str, dict[str, str]]:
    """What `versions_behind` says of this Python, asked once as long as nothing is installed or removed: a preview
    plans at each save, and looking into all distributions takes as long as all else of a plan."""
    return _known(frozenset(modules), tuple(_state()))


def _state() -> Iterator[tuple[str, int, int]]:
    """What changes when a distribution comes to a folder where this Python looks for modules, goes, or is another."""
    for folder in sys.path:
        with suppress(OSError), os.scandir(folder or ".") as inside:
            for each in inside:
                if each.name.endswith((".dist-info", ".egg-info")):
                    told = Path(each.path, "METADATA" if each.name.endswith(".dist-info") else "PKG-INFO")
                    with suppress(OSError):
                        known = told.stat()
                        yield os.fspath(told), known.st_mtime_ns, known.st_size


@functools.lru_cache(maxsize=64)
def _known(modules: frozenset[str], state: tuple[tuple[str, int, int], ...]) -> dict[str, dict[str, str]]:
    return versions_behind(modules)


def ask(python: str, question: Callable[[Iterable[str]], Any], names: Iterable[str]) -> Any:
    """What one of these functions says in another interpreter; None where it doesn't answer, as that of another
    language."""
    source = f"from collections.abc import Iterable\n{inspect.getsource(question)}"
    program = f"{source}\nimport json\nprint(json.dumps({question.__name__}({list(names)!r})))"
    try:
        answer = subprocess.run([python, "-c", program], capture_output=True, check=True, timeout=60)
        return json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
