"""Colab as a publisher: a badge that opens the committed notebook, and the metadata by which Colab chooses a machine.

Sources: Colab's page "Loading public notebooks directly from GitHub" for the address; for the metadata the notebooks
that Colab itself saves: `accelerator` is GPU or TPU and absent for a CPU, `colab.gpuType` names the GPU.
"""

from collections.abc import Mapping
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.program import Program
from ..core.layout import Layout
from .github_publisher import GitHubPublisher
from .kaggle_publisher import KagglePublisher

ACCELERATORS = {"gpu": "GPU", "tpu": "TPU"}  # by kind of machine
GPU_TYPES = {"nvidiaTeslaT4": "T4"}  # what everybody may have; else Colab chooses


class ColabPublisher(GitHubPublisher):
    """Colab."""

    name = "Colab"
    image = "https://colab.research.google.com/assets/colab-badge.svg"
    opens = "https://colab.research.google.com/github/"

    def __init__(self, layout: Layout):
        super().__init__(layout)
        self.kaggle = KagglePublisher(layout)

    def notebook_metadata(self, chapter: Chapter, program: Program) -> Mapping[str, Any]:
        machine = chapter.kaggle(program).machine_shape
        accelerator = ACCELERATORS.get(self.kaggle.kind(machine))
        gpu = GPU_TYPES.get(self.kaggle.accelerator(machine))
        return ({"accelerator": accelerator} if accelerator else {}) | ({"colab": {"gpuType": gpu}} if gpu else {})
