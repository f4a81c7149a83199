"""What is particular to the packages that notebooks compute with: what a warm kernel must know of them."""

import sys
from collections.abc import Collection

ON_GPU = "torch"  # by way of which programs use a GPU, as the pretended one knows it
# What a module imports only when it is first used: torch does so for its first optimizer.
LATER = {"torch": "torch._dynamo"}
EXTRAS = {"torch": "torch", "torchvision": "torch"}  # of this package, by which a module is installed


def imported_later(modules: Collection[str]) -> list[str]:
    """The modules that some modules will import, to be imported before a kernel is forked."""
    return [LATER[name] for name in modules if name in LATER]


def reseed() -> None:
    """Give this process random numbers of its own: numpy and torch seed their generators when they are imported."""
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()


def has_gpu() -> bool:
    """Whether this process uses a GPU: what it has there no fork copies."""
    cuda = getattr(sys.modules.get(ON_GPU), "cuda", None)
    return cuda is not None and cuda.is_initialized()
