"""Kaggle as a publisher: kernel-metadata.json, the notebook's `kaggle` metadata, the badge, and a lint of all that.

Facts come from the documentation and the source of Kaggle's client (github.com/Kaggle/kaggle-cli, docs/kernels.md and
docs/kernels_metadata.md, 2.2.4); each rule gives its reason.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError
from slugify import slugify

from ..chapter.chapter import Chapter
from ..chapter.kaggle import SOURCES, KaggleSettings, KernelMetadata
from ..chapter.program import Program
from ..core.jsons import read_json
from ..core.layout import Layout
from ..core.problems import InputError, Problem, did_you_mean
from .github_publisher import GITHUB, committed
from .kernel_sources import misspelt
from .publisher import Badge, Publisher, Violation
from .render import Rendered, escaped

NO_ACCELERATOR = "none"
MAX_SOURCE_BYTES = 1_000_000
IMAGE = "https://kaggle.com/static/images/open-in-kaggle.svg"
Metadata = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Submission:
    """What a push sends: kernel-metadata.json and the bytes of the notebook, escaped to ASCII."""

    metadata: Metadata
    source: bytes


class KagglePublisher(Publisher):
    """Kaggle, with the defaults and machines of the course's `kernel-metadata/` folder, or of all courses.

    Raises InputError where one of its files is missing or broken.
    """

    name = "Kaggle"

    def __init__(self, layout: Layout):
        super().__init__(layout)
        self.defaults = _read(layout.kernel_metadata("defaults.json"), dict[str, Any])
        self.machines = _read(layout.kernel_metadata("machines.json"), dict[str, dict[str, str]])

    def kind(self, machine_shape: str) -> str:
        """`cpu`, `gpu` or `tpu`; an unknown machine, which the lint tells, counts as a GPU."""
        return self.machines.get(machine_shape, {}).get("kind", "gpu")

    def accelerator(self, machine_shape: str) -> str:
        """What Kaggle's editor calls the accelerator of a machine."""
        return self.machines.get(machine_shape, {}).get("accelerator", NO_ACCELERATOR)

    def has_gpu(self, chapter: Chapter, program: Program) -> bool:
        """Whether a program's machine has a GPU."""
        return self.kind(chapter.kaggle(program).machine_shape) == "gpu"

    def kernel_metadata(self, title: str, settings: KaggleSettings) -> Metadata:
        """The content of kernel-metadata.json for a notebook of this title."""
        slug, kind = slugify(title), self.kind(settings.machine_shape)
        return self.defaults | {
            "id": f"{settings.owner}/{slug}",
            "title": title,
            "code_file": f"{slug}.ipynb",
            "is_private": settings.private,
            "machine_shape": settings.machine_shape,
            "enable_gpu": kind == "gpu",
            "enable_tpu": kind == "tpu",
            "enable_internet": settings.internet,
            "keywords": settings.keywords,
            **{name: getattr(settings, name) for name in SOURCES},
        }

    def submission(self, chapter: Chapter, rendered: Rendered) -> Submission:
        """What a push of a program sends."""
        program = rendered.program
        return Submission(self.metadata_of(chapter, program), escaped(rendered.ipynb))

    def metadata_of(self, chapter: Chapter, program: Program) -> Metadata:
        """The content of kernel-metadata.json for a program."""
        return self.kernel_metadata(program.kernel_title, chapter.kaggle(program))

    def notebook_metadata(self, chapter: Chapter, program: Program) -> Metadata:
        return {"kaggle": self.editor_metadata(chapter.kaggle(program))}

    def editor_metadata(self, settings: KaggleSettings) -> Metadata:
        """The `kaggle` entry of the notebook's own metadata, which Kaggle's editor reads."""
        return {
            "accelerator": self.accelerator(settings.machine_shape),
            "dataSources": [],
            "isGpuEnabled": self.kind(settings.machine_shape) == "gpu",
            "isInternetEnabled": settings.internet,
            "language": "python",
            "sourceType": "notebook",
        }

    def badge(self, chapter: Chapter, program: Program) -> Badge:
        """Leads to the published notebook, or to the import of the committed one, on the machine that it is for.

        Source of `accelerator`: the badges of github.com/unslothai/notebooks. Without it a reader starts on a CPU.
        """
        settings = chapter.kaggle(program)
        url = f"https://www.kaggle.com/code/{settings.owner}/{program.slug}"
        if source := committed(self.layout, chapter, program):
            accelerator = self.accelerator(settings.machine_shape)
            chosen = "" if accelerator == NO_ACCELERATOR else f"&accelerator={quote(accelerator, safe='')}"
            url = f"https://kaggle.com/kernels/welcome?src={GITHUB}{source}{chosen}"
        return Badge(chapter.words.open_in.format(place="Kaggle"), IMAGE, url)

    def files(self, chapter: Chapter, rendered: Rendered) -> Mapping[str, bytes]:
        metadata = json.dumps(self.metadata_of(chapter, rendered.program), ensure_ascii=True, indent=2) + "\n"
        return {"kernel-metadata.json": metadata.encode("ascii")}

    def lint(self, chapter: Chapter, rendered: Rendered) -> Iterator[Violation]:
        yield from self.violations(self.submission(chapter, rendered))
        settings = chapter.kaggle(rendered.program)
        for source, slug in misspelt(settings.kernel_sources, settings.owner, self.layout):
            yield Violation("kernel-sources", "kernel_sources", f"no notebook {source!r}, did you mean {slug!r}?")

    def violations(self, submission: Submission) -> Iterator[Violation]:
        """Every violation of every rule."""
        for name, check in RULES.items():
            yield from (Violation(name, field, message) for field, message in check(submission, self))


Rule = Callable[[Submission, KagglePublisher], Iterator[tuple[str, str]]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    """Register a rule: yields (field, message) for each violation; its docstring says why it exists."""
    RULES[check.__name__.replace("_", "-")] = check
    return check


@rule
def fields(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """Types, lengths, formats and unknown keys: the client drops what it doesn't know without a word."""
    try:
        KernelMetadata.model_validate(submission.metadata)
    except ValidationError as error:
        for fault in error.errors():
            name, *rest = fault["loc"]
            known = KernelMetadata.model_fields
            if fault["type"] == "extra_forbidden":
                yield str(name), f"unknown field {name!r}{did_you_mean(str(name), known)}"
            elif fault["type"] == "missing":
                yield "", f"the field {name!r} is needed"
            else:
                length = f" ({len(fault['input'])})" if fault["type"].startswith("string_too") else ""
                path = f"{name}" + "".join(f"[{index}]" for index in rest)
                yield str(name), f"{path} {fault['input']!r}{length} {_should(str(name), bool(rest))}"


def _should(name: str, inner: bool) -> str:
    """What a field, or an element of its list, must be: as the model says."""
    schema = KernelMetadata.model_json_schema()["properties"][name]
    return (schema["items"] if inner else schema)["description"]


@rule
def slug(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """Kaggle makes the address from the title: where the two differ, a push creates a second notebook."""
    title, name = str(submission.metadata.get("title", "")), str(submission.metadata.get("id", "")).partition("/")[2]
    if slugify(title) != name:
        yield "id", f"the slug {name!r} is not what the title {title!r} becomes, {slugify(title)!r}"


@rule
def machine(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """An unknown or retired machine is replaced or refused by the server, not by the client."""
    shape = str(submission.metadata.get("machine_shape", ""))
    if shape not in kaggle.machines:
        yield "machine_shape", f"unknown machine {shape!r}{did_you_mean(shape, filter(None, kaggle.machines))}"
    elif reason := kaggle.machines[shape].get("retired"):
        yield "machine_shape", f"machine {shape!r} can't be had: {reason}"


@rule
def accelerator(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """The deprecated switches must say what the machine says, or the two contend."""
    kind = kaggle.kind(str(submission.metadata.get("machine_shape", "")))
    for switch in ("gpu", "tpu"):
        if submission.metadata.get(f"enable_{switch}") is (kind != switch):
            yield f"enable_{switch}", f"enable_{switch} contradicts the machine, a {kind}"


@rule
def source_size(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """The server refuses a source of a megabyte; the client sends ASCII, where a Hangul character costs six bytes."""
    size = len(submission.source)
    if size >= MAX_SOURCE_BYTES:
        pictures = _size_of_pictures(submission.source)
        of_them = f", {pictures:,} of them its pictures" if pictures else ""
        advice = ": make them smaller, or show them from an https address" if size - pictures < MAX_SOURCE_BYTES else ""
        message = f"the notebook has {size:,} bytes{of_them}; Kaggle takes less than {MAX_SOURCE_BYTES:,}"
        yield "code_file", message + (advice if pictures else "")


def _size_of_pictures(source: bytes) -> int:
    """The bytes that the attachments of a notebook's cells take."""
    try:
        cells = json.loads(source)["cells"]
        return sum(len(json.dumps(cell["attachments"])) for cell in cells if cell.get("attachments"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return 0


@rule
def source_ascii(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """Where the system's encoding is not UTF-8 (cp949 on a Korean Windows) anything else may be misread."""
    if not submission.source.isascii():
        yield "code_file", "the notebook file holds characters that are not ASCII-escaped"


@rule
def kernelspec(submission: Submission, kaggle: KagglePublisher) -> Iterator[tuple[str, str]]:
    """Without this kernelspec the run dies before its first cell."""
    try:
        name = json.loads(submission.source)["metadata"]["kernelspec"]["name"]
    except (ValueError, KeyError, TypeError):
        name = None
    if name != "python3":
        yield "code_file", f"the notebook's kernelspec is {name!r}, not 'python3'"


def _read(path: Path, form: Any) -> Any:
    """The content of a JSON file that has a form. Raises InputError."""
    try:
        return TypeAdapter(form).validate_python(read_json(path), strict=True)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise InputError(Problem(path, fault["msg"].removeprefix("Input "), place=place)) from None
