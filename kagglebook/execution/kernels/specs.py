"""Jupyter's kernel specifications: the Python behind a kernel's name, and whether a fork server can stand in for it."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...core.problems import InputError, did_you_mean

LAUNCHER = ["-m", "ipykernel_launcher", "-f", "{connection_file}"]  # as `python -m ipykernel install` writes it


@dataclass(frozen=True)
class PythonCommand:
    """What starts the Python of a kernel: the interpreter with its own options, and variables of its environment."""

    words: tuple[str, ...] = (sys.executable,)
    environment: Mapping[str, str] = field(default_factory=dict)


def interpreter(kernel: str | None) -> str:
    """The Python of a Jupyter kernel. Raises InputError for one that isn't there."""
    if kernel is None:
        return sys.executable
    from jupyter_client import KernelManager
    from jupyter_client.kernelspec import KernelSpecManager

    known = KernelSpecManager().find_kernel_specs()
    if kernel not in known:
        raise InputError(f"--kernel {kernel}: no such Jupyter kernel{did_you_mean(kernel, known)}")
    # As Jupyter starts it: where a specification says `python`, that is this one, whatever PATH says.
    return KernelManager(kernel_name=kernel).format_kernel_cmd()[0]


def python_command(kernel: str) -> PythonCommand | None:
    """What starts the Python of a kernel that is ipykernel's own, and no more; None for another, which has to be
    started by its own command. Raises InputError for one that isn't there."""
    from jupyter_client.kernelspec import KernelSpecManager

    python = interpreter(kernel)
    spec = KernelSpecManager().get_kernel_spec(kernel)
    options, launcher = spec.argv[1 : -len(LAUNCHER)], spec.argv[-len(LAUNCHER) :]
    if launcher != LAUNCHER or not all(option.startswith("-X") for option in options):
        return None
    return PythonCommand((python, *options), dict(spec.env or {}))
