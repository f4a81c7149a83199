"""The files that were saved, as the system tells of them: no folder is read again and again."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.problems import MissingExtraError

if TYPE_CHECKING:
    import asyncio

QUIET, LONGEST = 10, 200  # ms without another save that end a batch of them, and the longest that one takes
IGNORED = ("__pycache__", ".git", ".ipynb_checkpoints")
DATA = "data"  # the folder of a chapter in which any file counts
# What else a chapter is made of. What editors write beside a file while they save it ends otherwise.
ENDINGS = (".py", ".toml", ".json", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


async def saves(folders: Sequence[Path], stop: "asyncio.Event") -> AsyncIterator[set[Path]]:
    """Batches of files under some folders that were saved, or are gone; ends with `stop`.

    Raises MissingExtraError where nothing watches here.
    """
    try:
        from watchfiles import awatch
    except ModuleNotFoundError as error:
        raise MissingExtraError("preview", str(error.name), "preview") from None

    def wanted(_: object, name: str) -> bool:
        return is_source(Path(name))

    async for changes in awatch(
        *folders, watch_filter=wanted, step=QUIET, debounce=LONGEST, stop_event=stop, rust_timeout=5_000
    ):
        yield {Path(name) for _, name in changes}


def is_source(path: Path) -> bool:
    """Whether a path may be one that an author saves."""
    if path.name.startswith((".", "#")) or path.name.endswith("~") or set(IGNORED) & set(path.parts[-4:]):
        return False
    return path.suffix.lower() in ENDINGS or DATA in path.parts[:-1]
