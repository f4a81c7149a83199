"""What a notebook that comes from Kaggle says of its session there -> settings of its program.

Source: `metadata.kaggle` of notebooks that Kaggle's editor saves: `accelerator`, `isGpuEnabled`, `isInternetEnabled`,
and `dataSources`, which are known by numbers alone; only the paths in the code have their slugs.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .reading import Said

WITHDRAWN = "gpu"  # what older notebooks say of a P100, which Kaggle no longer has
TODAY = "nvidiaTeslaT4"
MOUNTED = re.compile(r"(?:/kaggle|\.\.)/input/(?!datasets/|notebooks/)([\w-]+)")


def settings_of(
    metadata: Any, texts: Iterable[str], accelerators: Mapping[str, str], usual: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Said]]:
    """The keys of `kaggle = {…}` that differ from the chapter's `usual` ones, and what is said of the rest.

    `texts` is the code; `accelerators` are the machines' names by what a notebook calls them.
    """
    kaggle = metadata.get("kaggle") if isinstance(metadata, Mapping) else None
    if not isinstance(kaggle, Mapping):
        return {}, []
    found: dict[str, Any] = {}
    said: list[Said] = []
    if isinstance(kaggle.get("isInternetEnabled"), bool):
        found["internet"] = kaggle["isInternetEnabled"]
    called = kaggle.get("accelerator") or (WITHDRAWN if kaggle.get("isGpuEnabled") else None)
    if isinstance(called, str):
        known = {name.lower(): machine for name, machine in accelerators.items()}
        machine = known.get((TODAY if called == WITHDRAWN else called).lower())
        if machine is None:
            said.append(Said(0, f"its accelerator {called!r} is none that Kaggle has now: left out"))
        else:
            found["machine_shape"] = machine
    competitions, others = _sources(kaggle.get("dataSources"))
    mounted = list(dict.fromkeys(name for text in texts for name in MOUNTED.findall(text)))
    if competitions == len(mounted) == 1 and not others:
        found["competition_sources"] = mounted
    elif competitions or others:
        words = ", ".join(mounted) or "none in its code"
        said.append(Said(0, f"its data sources on Kaggle have no names in it: attach them yourself ({words})"))
    found = {name: value for name, value in found.items() if value != usual.get(name)}
    said += [Said(0, f"of its session on Kaggle: {name} = {value!r}") for name, value in found.items()]
    return found, said


def _sources(sources: Any) -> tuple[int, int]:
    """How many competitions a notebook reads, and how many other sources."""
    kinds = (
        [each.get("sourceType") for each in sources if isinstance(each, Mapping)] if isinstance(sources, list) else []
    )
    return kinds.count("competition"), len(kinds) - kinds.count("competition")
