"""Colab as a publisher: a badge that opens the committed notebook, and the metadata by which Colab chooses a machine.

Sources: Colab's page "Loading public notebooks directly from GitHub" for the address; for the metadata the notebooks
that Colab itself saves: `accelerator` is GPU or TPU and absent for a CPU, `colab.gpuType` names the GPU.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..core.layout import Layout
from .kaggle_publisher import KagglePublisher
from .publisher import Badge, Publisher, Violation, committed
from .render import Rendered

IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"
OPEN = "https://colab.research.google.com/github/"
ACCELERATORS = {"gpu": "GPU", "tpu": "TPU"}  # by kind of machine
GPU_TYPES = {"nvidiaTeslaT4": "T4"}  # what everybody may have; else Colab chooses


class ColabPublisher(Publisher):
    """Colab. It reads GitHub, so the course must be there."""

    name = "Colab"

    def __init__(self, layout: Layout):
        super().__init__(layout)
        self.kaggle = KagglePublisher(layout)

    def notebook_metadata(self, chapter: Chapter, program: Program) -> Mapping[str, Any]:
        machine = chapter.kaggle(program).machine_shape
        accelerator = ACCELERATORS.get(self.kaggle.kind(machine))
        gpu = GPU_TYPES.get(self.kaggle.accelerator(machine))
        return ({"accelerator": accelerator} if accelerator else {}) | ({"colab": {"gpuType": gpu}} if gpu else {})

    def badge(self, chapter: Chapter, program: Program) -> Badge | None:
        """None for variants and editions, which are not committed."""
        source = committed(self.layout, chapter, program)
        return Badge(chapter.words.open_in.format(place=self.name), IMAGE, OPEN + source) if source else None

    def lint(self, chapter: Chapter, rendered: Rendered) -> Iterator[Violation]:
        if not chapter.file.kaggle.repository:
            yield Violation("repository", "repository", "Colab opens what is on GitHub: [kaggle] needs `repository`")
