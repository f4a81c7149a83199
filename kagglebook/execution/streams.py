"""What a cell printed, piece by piece, put together: in time that grows with its length alone.

nbclient's own way (`coalesce_streams`) looks for carriage returns by a pattern that takes the square of a line's
length.
"""

from collections.abc import Iterable
from typing import Any


def coalesced(outputs: Iterable[Any]) -> list[Any]:
    """The outputs of a cell with one stream of each name, where its first piece stood, and stdout before stderr.

    What a carriage return overwrites is left out, as a terminal would show it.
    """
    found: list[Any] = []
    streams: dict[str, tuple[Any, list[str]]] = {}
    for output in outputs:
        name = output["name"] if output["output_type"] == "stream" else None
        if name in streams:
            streams[name][1].append(output["text"])
            continue
        found.append(output)
        if name is not None:
            streams[name] = output, [output["text"]]
    for output, pieces in streams.values():
        output["text"] = overwritten("".join(pieces))
    names = [output["name"] if output["output_type"] == "stream" else None for output in found]
    for place in range(len(found) - 1):
        if names[place : place + 2] == ["stderr", "stdout"]:  # which came first nobody knows
            found[place : place + 2] = found[place + 1], found[place]
    return found


def overwritten(text: str) -> str:
    """A text without what a carriage return overwrites in its line; one at a line's end overwrites nothing."""
    if "\r" not in text:
        return text
    return "\n".join(line[line.rfind("\r", 0, -1) + 1 :] for line in text.split("\n"))
