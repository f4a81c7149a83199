"""`manifest.json` of a generated folder: which files are the tool's own there, by SHA-256.

Only a listed file that still has the listed content is ever removed, and none that lies outside the folder.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ..core.files import MAX_TEXT, UnfitError, read_plain
from ..core.jsons import parse_json
from ..core.problems import InputError, Problem

NAME = "manifest.json"
VERSION = 1
DIGEST = re.compile("[0-9a-f]{64}")


def read(folder: Path) -> dict[str, str]:
    """The files that were generated here, by digest; none where there is no manifest, or no sound one.

    Raises InputError for one that names a file outside the folder, or that a newer version of the tool wrote.
    """
    path = folder / NAME
    try:
        content = parse_json(read_plain(path, MAX_TEXT))
    except (FileNotFoundError, NotADirectoryError, UnfitError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    version = content.get("version", 0)  # before there were versions, files stood for themselves
    if version not in (0, VERSION):
        raise InputError(Problem(path, f"is of version {version!r}, which this version of kagglebook doesn't know"))
    files = content.get("files", {}) if version else content
    if not isinstance(files, dict) or not all(map(_is_digest, files.values())):
        return {}
    for name in files:
        if not _is_inside(name):
            raise InputError(Problem(path, f"{name!r} leads out of the folder: nothing was written or removed"))
    return files


def to_bytes(files: Mapping[str, str]) -> bytes:
    """The file."""
    return (json.dumps({"version": VERSION, "files": dict(files)}, indent=1, sort_keys=True) + "\n").encode()


def digest(content: bytes | None) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(content or b"").hexdigest()


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and bool(DIGEST.fullmatch(value))


def _is_inside(name: str) -> bool:
    """Whether a name is one that this tool writes: relative, downwards, of any system's separators only `/`."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not re.search(r"[\\:\x00-\x1f]", name) and not {"/", ".."} & set(parts)
