"""Kaggle's kernel-metadata.json, and a lint of what would be pushed.

Facts about Kaggle come from the documentation and the source of its client (github.com/Kaggle/kaggle-cli,
docs/kernels.md and docs/kernels_metadata.md, 2.2.4); each rule gives its reason.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
from slugify import slugify

from ..chapter.chapter import KaggleSettings
from ..core.files import read_text
from ..core.problems import InputError, Problem, did_you_mean

MAX_SOURCE_BYTES = 1_000_000
Metadata = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kernel:
    """What a push sends: kernel-metadata.json and the bytes of the notebook."""

    metadata: Metadata
    source: bytes


@dataclass(frozen=True)
class Violation:
    """A broken rule, the metadata field that it is about, and what is wrong."""

    rule: str
    field: str
    message: str


class Platform:
    """The project's `kernel-metadata/` folder: defaults, schema, and the machines that Kaggle knows.

    Raises InputError where one of its files is missing or broken.
    """

    def __init__(self, folder: Path):
        def read(name: str) -> Any:
            try:
                return json.loads(read_text(folder / name))
            except json.JSONDecodeError as error:
                raise InputError(Problem(folder / name, f"broken JSON: {error.msg}", error.lineno)) from None

        self.defaults, self.machines = read("defaults.json"), read("machines.json")
        self.validator = jsonschema.Draft202012Validator(read("schema.json"))

    def kind(self, machine_shape: str) -> str:
        """`cpu`, `gpu` or `tpu`; an unknown machine, which the lint tells, counts as a GPU."""
        return self.machines.get(machine_shape, {}).get("kind", "gpu")

    def kernel_metadata(self, title: str, settings: KaggleSettings) -> Metadata:
        """The content of kernel-metadata.json for a kernel of this title."""
        slug, kind = slugify(title), self.kind(settings.machine_shape)
        return self.defaults | {
            "id": f"{settings.owner}/{slug}",
            "title": title,
            "code_file": f"{slug}.ipynb",
            "is_private": settings.private,
            "machine_shape": settings.machine_shape,
            # Deprecated in favour of machine_shape, and still what older servers read.
            "enable_gpu": kind == "gpu",
            "enable_tpu": kind == "tpu",
            "enable_internet": settings.internet,
            "keywords": settings.keywords,
            "dataset_sources": settings.dataset_sources,
            "competition_sources": settings.competition_sources,
            "kernel_sources": settings.kernel_sources,
            "model_sources": settings.model_sources,
        }

    def notebook_metadata(self, settings: KaggleSettings) -> Metadata:
        """The `kaggle` entry of the notebook's own metadata, which the editor reads."""
        return {
            "accelerator": self.machines.get(settings.machine_shape, {}).get("accelerator", "none"),
            "dataSources": [],
            "isGpuEnabled": self.kind(settings.machine_shape) == "gpu",
            "isInternetEnabled": settings.internet,
            "language": "python",
            "sourceType": "notebook",
        }

    def lint(self, kernel: Kernel) -> list[Violation]:
        """Every violation of every rule."""
        return [
            Violation(name, field, message) for name, check in RULES.items() for field, message in check(kernel, self)
        ]


Rule = Callable[[Kernel, Platform], Iterator[tuple[str, str]]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    """Register a rule: yields (field, message) for each violation; its docstring says why it exists."""
    RULES[check.__name__.replace("_", "-")] = check
    return check


@rule
def fields(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """Types, lengths, formats and unknown keys: the client drops what it doesn't know without a word."""
    for error in platform.validator.iter_errors(kernel.metadata):
        if error.validator == "additionalProperties":
            for key in sorted(set(kernel.metadata) - set(error.schema["properties"])):
                yield key, f"unknown field {key!r}{did_you_mean(key, error.schema['properties'])}"
        elif error.validator == "required":
            yield "", error.message
        else:
            length = f" ({len(error.instance)})" if error.validator in ("minLength", "maxLength") else ""
            path = "".join(f"[{part}]" if isinstance(part, int) else str(part) for part in error.absolute_path)
            yield str(error.absolute_path[0]), f"{path} {error.instance!r}{length} {error.schema['description']}"


@rule
def slug(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """Kaggle makes the address from the title: where the two differ, a push creates a second kernel."""
    title, name = str(kernel.metadata.get("title", "")), str(kernel.metadata.get("id", "")).partition("/")[2]
    if slugify(title) != name:
        yield "id", f"the slug {name!r} is not what the title {title!r} becomes, {slugify(title)!r}"


@rule
def machine(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """An unknown or retired machine is replaced or refused by the server, not by the client."""
    shape = str(kernel.metadata.get("machine_shape", ""))
    if shape not in platform.machines:
        yield "machine_shape", f"unknown machine {shape!r}{did_you_mean(shape, filter(None, platform.machines))}"
    elif reason := platform.machines[shape].get("retired"):
        yield "machine_shape", f"machine {shape!r} can't be had: {reason}"


@rule
def accelerator(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """The deprecated switches must say what the machine says, or the two contend."""
    kind = platform.kind(str(kernel.metadata.get("machine_shape", "")))
    for switch in ("gpu", "tpu"):
        if kernel.metadata.get(f"enable_{switch}") is (kind != switch):
            yield f"enable_{switch}", f"enable_{switch} contradicts the machine, a {kind}"


@rule
def source_size(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """The server refuses a source of a megabyte; the client sends ASCII, where a Hangul character costs six bytes."""
    if len(kernel.source) >= MAX_SOURCE_BYTES:
        yield "code_file", f"the notebook has {len(kernel.source):,} bytes; Kaggle takes less than {MAX_SOURCE_BYTES:,}"


@rule
def source_ascii(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """Where the system's encoding is not UTF-8 (cp949 on a Korean Windows) anything else may be misread."""
    if not kernel.source.isascii():
        yield "code_file", "the notebook file holds characters that are not ASCII-escaped"


@rule
def kernelspec(kernel: Kernel, platform: Platform) -> Iterator[tuple[str, str]]:
    """Without this kernelspec the run dies before its first cell."""
    try:
        name = json.loads(kernel.source)["metadata"]["kernelspec"]["name"]
    except (ValueError, KeyError, TypeError):
        name = None
    if name != "python3":
        yield "code_file", f"the notebook's kernelspec is {name!r}, not 'python3'"
