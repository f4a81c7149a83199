"""What is particular to the packages that notebooks compute with: what a warm kernel must know of them."""

import io
import sys
import warnings

ON_GPU = "torch"  # by way of which programs use a GPU, as the pretended one knows it
# What a module imports only when it is first used: torch does so for its first optimizer, matplotlib for a picture.
LATER = {
    "torch": ["torch._dynamo"],
    "matplotlib.pyplot": ["IPython.core.pylabtools", "matplotlib.backends.backend_agg", "matplotlib.mathtext"],
}
EXTRAS = {"torch": "torch", "torchvision": "torch"}  # of this package, by which a module is installed


def imported_later(module: str) -> list[str]:
    """The modules that a module will import, to be imported before a kernel is forked."""
    return LATER.get(module, [])


def draw_once() -> None:
    """Draw a figure that nobody sees, where there is matplotlib: for the first one it builds its parser of formulas,
    and finds fonts, and out what it can write.

    With its own settings, not a user's, and without warnings: one that was given here would not be given again, in a
    notebook. Past pyplot, which knows of no figure afterwards.
    """
    if "matplotlib.pyplot" not in sys.modules:
        return
    import matplotlib
    from matplotlib.figure import Figure

    settings = {name: value for name, value in matplotlib.rcParamsDefault.items() if name != "backend"}
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        figure = Figure(layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], label="$x_1$")
        axes.set_title("0")
        axes.legend()
        figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


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
