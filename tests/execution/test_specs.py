import json
import sys

import pytest

from kagglebook.core.problems import InputError
from kagglebook.execution.kernels.specs import LAUNCHER, PythonCommand, interpreter, python_command


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a kernel: its name, the command that starts it, and what else its specification says."""
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    def install(name: str, *argv: str, **more) -> None:
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": argv, "display_name": name, "language": "python", **more}
        (folder / "kernel.json").write_text(json.dumps(spec))

    return install


def test_a_kernel_s_python_is_the_one_that_jupyter_starts(install):
    install("bare", "python", "-m", "ipykernel_launcher")
    install("other", "/no/such/python", "-m", "ipykernel_launcher")
    assert interpreter("bare") == interpreter(None) == sys.executable
    assert interpreter("other") == "/no/such/python"
    with pytest.raises(InputError, match="no such Jupyter kernel"):
        interpreter("nobody")


def test_ipykernel_s_own_specification_can_be_stood_in_for(install):
    install("plain", "/opt/python", *LAUNCHER)
    install("newer", "/opt/python", "-Xfrozen_modules=off", *LAUNCHER, env={"LD_LIBRARY_PATH": "/opt/lib"})
    assert python_command("plain") == PythonCommand(("/opt/python",))
    assert python_command("newer") == PythonCommand(
        ("/opt/python", "-Xfrozen_modules=off"), {"LD_LIBRARY_PATH": "/opt/lib"}
    )


@pytest.mark.parametrize(
    "argv",
    [
        ["conda", "run", "-n", "lecture", "python", *LAUNCHER],
        ["/opt/python", "-m", "xpython", "-f", "{connection_file}"],
        ["/opt/python", *LAUNCHER, "--matplotlib=inline"],
        ["/opt/python", "-W", "default", *LAUNCHER],
        ["ark", "--connection_file", "{connection_file}"],
    ],
    ids=" ".join,
)
def test_a_command_of_its_own_has_to_start_its_kernel(install, argv):
    install("own", *argv)
    assert python_command("own") is None
