"""What each figure of a notebook shows: asked of its kernel, kept with the executed notebook, and told as alt text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..core.alt import AltWords, alt_text
from ..core.figure import is_read, sound
from ..core.run import DRAWN
from .kernels.figures import MIME

SCRIPT = Path(__file__).with_name("kernels") / "figures.py"
UNTOLD = "<Figure size"  # begins matplotlib's own text for a figure, which tells nothing of it


def question() -> str:
    """The code that a kernel is sent before the first cell. It leaves no name in the notebook's namespace."""
    return f"exec({SCRIPT.read_text(encoding='utf-8')!r}, {{'__name__': '__kagglebook__'}})"


def keep(notebook: Mapping[str, Any], words: AltWords | None) -> None:
    """Move each reading of an executed notebook out of the data that viewers show, into its output's metadata, and note
    the pictures that have none. With `words` a figure gets its alt text, but for one that the notebook gave itself.
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            metadata = output.setdefault("metadata", {}) if data else {}
            reading = data.pop(MIME, {})
            metadata.pop(MIME, None)
            pictures = [kind for kind in data if kind.startswith("image/")]
            if not pictures:
                continue
            reading = reading if sound(reading) else {}
            metadata[DRAWN] = reading
            if words and is_read(reading):
                _tell(data, metadata, pictures, alt_text(reading, words))


def _tell(data: dict[str, Any], metadata: dict[str, Any], pictures: list[str], alt: str) -> None:
    """Put an alt text where viewers look for one: the metadata of the picture (nbconvert, Colab), or its plain text (VS
    Code, MyST)."""
    for kind in pictures:
        of_kind = metadata.setdefault(kind, {})
        if isinstance(of_kind, dict):
            of_kind.setdefault("alt", alt)
    if str(data.get("text/plain", "")).startswith(UNTOLD):
        data["text/plain"] = alt
