"""Doors for others: classes that installed distributions add to the tool, by entry points.

A distribution names its class in pyproject.toml, such as

    [project.entry-points."kagglebook.checks"]
    approximately = "my_package.checks:Approximately"

and no file of this package is touched. Groups: `kagglebook.checks`, `.data`, `.judges`, `.publishers`.
"""

from importlib import metadata
from typing import TypeVar

from .problems import InputError

Base = TypeVar("Base")


def add_plugins(group: str, base: type[Base], known: dict[str, type[Base]]) -> None:
    """Add the classes that others bring to those of a group, by name.

    Raises InputError where one can't be loaded, is no `base`, or takes a name that is taken.
    """
    for entry in metadata.entry_points(group=f"kagglebook.{group}"):
        owner = entry.dist.name if entry.dist else "an installed package"
        plugin = f"the plugin {entry.name!r} of {owner} ({entry.value})"
        if entry.name in known:
            raise InputError(f"{plugin} can't be added to kagglebook.{group}: the name is taken")
        try:
            found = entry.load()
        except (Exception, SystemExit) as error:  # somebody else's code: whatever it raises is told with its name
            raise InputError(f"{plugin} can't be loaded: {type(error).__name__}: {error}") from None
        if not (isinstance(found, type) and issubclass(found, base)):
            raise InputError(f"{plugin} is no {base.__name__}")
        known[entry.name] = found
