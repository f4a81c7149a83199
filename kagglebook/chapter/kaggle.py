"""Kaggle's facts: the one model of kernel-metadata.json, and the settings of chapter.toml that become it.

Source: the documentation and the code of Kaggle's client (github.com/Kaggle/kaggle-cli, docs/kernels_metadata.md, and
`kernels_push` of 2.2.4). The client ignores unknown keys in silence; this model does not. There is no `docker_image`
and no `docker_image_pinning_type`: a stale pin wins over the machine.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ..core.toml import TomlTable, text_like
from .texts import OneLine

OWNER = r"[a-z0-9-]+"
MIN_TITLE, MAX_TITLE = 5, 50  # ASCII characters
Owner = text_like(OWNER, "a Kaggle user: small letters, digits and -")
Repository = text_like(r"https://github\.com/[\w.-]+/[\w.-]+", "an address such as https://github.com/OWNER/REPO")
SourceList = Annotated[list[str], Field(default_factory=list)]


def _text(pattern: str, says: str, **limits: int) -> Any:
    return Annotated[str, StringConstraints(pattern=pattern, **limits), Field(description=says)]


def _list_of(pattern: str, says: str, each: str) -> Any:
    return Annotated[list[_text(pattern, f"must be {each}")], Field(description=f"must be a list of {says}")]


Switch = Annotated[bool, Field(description="must be true or false")]
Versioned = r"^[\w-]+/[\w-]+(/\d+)?$"


class KernelMetadata(BaseModel):
    """kernel-metadata.json. Each field's description says what it must be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: _text(rf"^{OWNER}/[a-z0-9-]{{5,}}$", "must be owner/slug, the slug of 5 characters or more")
    title: _text(
        "^[ -~]+$",
        f"must be {MIN_TITLE} to {MAX_TITLE} ASCII characters",
        min_length=MIN_TITLE,
        max_length=MAX_TITLE,
    )
    code_file: _text(r"\.ipynb$", "must name the notebook")
    language: Annotated[Literal["python"], Field(description="must be python")]
    kernel_type: Annotated[Literal["notebook"], Field(description="must be notebook")]
    is_private: Switch
    enable_gpu: Switch  # with enable_tpu deprecated in favour of machine_shape, and still what older servers read
    enable_tpu: Switch
    enable_internet: Switch
    machine_shape: Annotated[str, Field(description="must be the name of a machine")]
    keywords: Annotated[
        list[Annotated[str, Field(min_length=1, description="must be a tag")]],
        Field(default_factory=list, description="must be a list of tags"),
    ]
    dataset_sources: _list_of(Versioned, "data sets", "owner/slug or owner/slug/version")
    competition_sources: _list_of(r"^[\w-]+$", "competitions", "the slug of a competition")
    kernel_sources: _list_of(Versioned, "notebooks", "owner/slug or owner/slug/version")
    model_sources: _list_of(
        r"^[\w.-]+/[\w.-]+/[\w.-]+/[\w.-]+/\d+$", "models", "owner/model/framework/variation/version"
    )


SOURCES = tuple(name for name in KernelMetadata.model_fields if name.endswith("_sources"))


class KaggleSettings(TomlTable):
    """`[kaggle]`: what becomes kernel-metadata.json. A program's own `kaggle = {…}` overrides key by key."""

    owner: Owner = ""
    machine_shape: str = ""  # "" is a CPU session
    internet: bool = True
    private: bool = True
    keywords: SourceList
    dataset_sources: SourceList  # besides those of the program's data
    competition_sources: SourceList
    kernel_sources: SourceList
    model_sources: SourceList
    time_limit: Annotated[int, Field(ge=1, le=720)] | None = None  # minutes of a run; Kaggle allows 12 hours


class ChapterSettings(KaggleSettings):
    """`[kaggle]` of the chapter, which must say whose notebooks they are."""

    owner: Owner
    repository: Repository = ""  # where output/ is committed: the badge then imports the file from there
    branch: OneLine = "main"


# Where a field of kernel-metadata.json comes from, if a setting of another name decides it.
SETTING_OF_FIELD = {
    "enable_gpu": "machine_shape",
    "enable_tpu": "machine_shape",
    "enable_internet": "internet",
    "is_private": "private",
}
