"""The verb `kernel`, with a Python 3.99 that is a script: it makes no environment, and installs nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from kagglebook.commands.main import run
from kagglebook.execution import image_kernel
from tests.support import COMMAND, ROOT

IMAGE = "# Python 3.99\n# Known of it: little.\nnumber-cruncher==2.*\n"
FAKE = f"""#!/bin/sh
echo "$@" >> "$FAKE_CALLS"
case "$*" in
*"-m venv"*)
  for place; do :; done
  mkdir -p "$place/bin"
  cp "$0" "$place/bin/python" ;;
*"-m pip"*)
  eval "$FAKE_PIP" ;;
*version_info*)
  echo 3.99.1
  echo "$0" ;;
*metadata.version*)
  echo '{{"python": "3.99.1", "number-cruncher": "2.7"}}' ;;
*)
  exec "{sys.executable}" "$@" ;;
esac
"""
PIP = """
echo "  Downloading number_cruncher-2.7-py3-none-any.whl.metadata (30 kB)"
echo "  Downloading number_cruncher-2.7-py3-none-any.whl (915.6 MB)"
echo "Installing collected packages: number-cruncher, abacus"
"""
FULL_DISK = "echo 'ERROR: Could not install packages due to an OSError: No space left on device'; exit 1"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake Python is a shell's script")


class Workbench:
    """The tiny course with an image of its own, a fake Python on PATH, and a place for Jupyter's kernels."""

    def __init__(self, repo: Path, folder: Path):
        self.repo, self.python, self.specs = repo, folder / "bin" / "python3.99", folder / "jupyter" / "kernels"
        self.image = repo / "constraints" / "lab.txt"
        self.place = repo / "output" / "kernels" / "lab"
        self.calls = folder / "calls"
        self.environment = {
            "FAKE_CALLS": os.fspath(self.calls),
            "FAKE_PIP": PIP,
            "JUPYTER_DATA_DIR": os.fspath(self.specs.parent),
            "PATH": f"{self.python.parent}{os.pathsep}{os.environ['PATH']}",
        }
        for path, text in ((self.python, FAKE), (self.image, IMAGE)):
            path.parent.mkdir()
            path.write_text(text, encoding="utf-8")
        self.python.chmod(0o755)

    def pips(self) -> int:
        """How many times pip was called."""
        return self.calls.read_text().count("-m pip")

    def spec(self) -> dict:
        """The registered kernel."""
        return json.loads((self.specs / "lab" / "kernel.json").read_bytes())


@pytest.fixture
def bench(repo, tmp_path, monkeypatch):
    bench = Workbench(repo, tmp_path)
    for name, value in bench.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)  # no environment of this process: kernels are the user's
    return bench


def told(capsys) -> tuple[list[str], list[str]]:
    out, err = capsys.readouterr()
    return out.splitlines(), err.splitlines()


def test_each_step_is_told_and_the_next_command(bench, capsys):
    assert run(["kernel", "lab"], bench.repo) == 0
    out, err = told(capsys)
    assert err == []
    assert out == [
        f"1/4 an environment in output/kernels/lab, of Python 3.99.1 ({bench.python})",
        "2/4 packages of constraints/lab.txt: gigabytes, and minutes",
        "    number_cruncher 2.7, 915.6 MB",
        "    installing 2 packages",
        "3/4 whether it starts as a kernel",
        "4/4 the Jupyter kernel lab: python 3.99.1, number-cruncher 2.7",
        "Next: python build.py run --chapter all --kernel lab",
    ]
    pip = next(line for line in bench.calls.read_text().splitlines() if "-m pip" in line)
    assert pip.endswith(f"-r {bench.image}")


def test_programs_run_in_the_kernel_that_was_made(bench, capsys):
    assert run(["kernel", "lab"], bench.repo) == 0
    assert run(["run", "--chapter", "1", "--only", "1-1", "--kernel", "lab"], bench.repo) == 0
    assert "1 of 1 programs passed" in capsys.readouterr().out
    assert bench.spec()["argv"][0] == os.fspath(bench.place / "bin" / "python")


def test_in_an_environment_the_kernel_is_that_environment_s(bench, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    monkeypatch.setattr(sys, "prefix", os.fspath(tmp_path / "environment"))
    assert run(["kernel", "lab"], bench.repo) == 0
    assert (tmp_path / "environment" / "share" / "jupyter" / "kernels" / "lab" / "kernel.json").is_file()
    assert not bench.specs.exists()


def test_what_is_there_is_not_made_again(bench, capsys):
    run(["kernel", "lab"], bench.repo)
    shutil.rmtree(bench.specs / "lab")
    bench.python.unlink()
    bench.image.write_text(f"# Words.\n\n{IMAGE}", encoding="utf-8")
    capsys.readouterr()
    assert run(["kernel", "lab"], bench.repo) == 0
    assert told(capsys)[0][0] == "output/kernels/lab is there already; to make it anew, remove it first"
    assert bench.pips() == 1
    assert bench.spec()["language"] == "python"


def test_another_requirement_makes_it_anew(bench):
    run(["kernel", "lab"], bench.repo)
    left = bench.place / "left"
    left.touch()
    bench.image.write_text(IMAGE + "abacus==1.0\n", encoding="utf-8")
    assert run(["kernel", "lab"], bench.repo) == 0
    assert bench.pips() == 2
    assert not left.exists()


@pytest.mark.parametrize(
    ("pip", "reason"),
    [
        (FULL_DISK, "Could not install packages due to an OSError: No space left on device"),
        (
            "echo 'WARNING: Retrying after connection broken by NewConnectionError'\n"
            "echo 'ERROR: No matching distribution found for number-cruncher'; exit 1",
            "No matching distribution found for number-cruncher; the package index was not reached",
        ),
        (
            "echo 'Traceback (most recent call last):'; echo '  File x'; echo 'MemoryError'; exit 1",
            "MemoryError",
        ),
        ("exit 7", "exit code 7"),
    ],
    ids=["full disk", "no network", "crash", "silence"],
)
def test_a_pip_that_fails_is_one_line_and_no_kernel(bench, monkeypatch, capsys, pip, reason):
    monkeypatch.setenv("FAKE_PIP", pip)
    assert run(["kernel", "lab"], bench.repo) == 3
    assert told(capsys)[1] == [f"pip failed: {reason} (all that was said: output/kernels/lab.log)"]
    assert not (bench.specs / "lab").exists()


def test_after_a_failure_it_is_made_from_the_beginning(bench, monkeypatch):
    monkeypatch.setenv("FAKE_PIP", f"touch {bench.place}/half; {FULL_DISK}")
    assert run(["kernel", "lab"], bench.repo) == 3
    monkeypatch.setenv("FAKE_PIP", PIP)
    assert run(["kernel", "lab"], bench.repo) == 0
    assert not (bench.place / "half").exists()
    assert bench.spec()["argv"][0].startswith(os.fspath(bench.place))


def test_a_kernel_that_is_made_anew_and_fails_is_none_that_a_run_can_meet(bench, monkeypatch):
    run(["kernel", "lab"], bench.repo)
    bench.image.write_text(IMAGE + "abacus==1.0\n", encoding="utf-8")
    monkeypatch.setenv("FAKE_PIP", FULL_DISK)
    assert run(["kernel", "lab"], bench.repo) == 3
    assert not (bench.specs / "lab").exists()


def test_a_python_without_venv_is_told_in_its_own_first_words(bench, capsys):
    words = "The virtual environment was not created: ensurepip is missing"
    text = FAKE.replace('*"-m venv"*)', f'*"-m venv"*)\n  echo "{words}"; echo; echo "apt install it"; exit 1')
    bench.python.write_text(text, encoding="utf-8")
    assert run(["kernel", "lab"], bench.repo) == 3
    (line,) = told(capsys)[1]
    assert line.startswith(f"no virtual environment: {words} (")


def process(bench: Workbench, pip: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with another pip."""
    command = [sys.executable, "-c", COMMAND, os.fspath(bench.repo), "kernel", "lab"]
    environment = os.environ | {"FAKE_PIP": pip}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_an_interrupt_ends_pip_too_and_the_next_call_makes_it(bench):
    # pip interrupts the command, then waits for what never comes.
    done = process(bench, f"mkfifo {bench.place}/never; kill -INT $PPID; read word < {bench.place}/never")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (130, "interrupted")
    assert not (bench.specs / "lab").exists()
    assert run(["kernel", "lab"], bench.repo) == 0
    assert not (bench.place / "never").exists()


def test_an_interrupt_while_pip_starts_ends_it_too(bench, monkeypatch):
    started = []

    class Interrupted(subprocess.Popen):
        def __init__(self, command, **options):
            super().__init__(command, **options)
            if "pip" in command:
                started.append(psutil.Process(self.pid))
                signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patched:
        patched.setenv("FAKE_PIP", f"mkfifo {bench.place}/never; read word < {bench.place}/never")
        patched.setattr(image_kernel.subprocess, "Popen", Interrupted)
        assert run(["kernel", "lab"], bench.repo) == 130
    assert not started[0].is_running()
    assert run(["kernel", "lab"], bench.repo) == 0


def test_a_pip_that_outlives_its_command_keeps_others_from_its_place(bench, capsys, tmp_path):
    go_on = tmp_path / "go-on"
    os.mkfifo(go_on)
    done = process(bench, f"exec >/dev/null 2>&1; kill -9 $PPID; read word < {go_on}")
    assert done.returncode == -9
    assert run(["kernel", "lab"], bench.repo) == 2
    assert told(capsys)[1] == ["output/kernels/lab: another process is making it"]
    with go_on.open("w") as waiting:
        waiting.write("\n")


@pytest.mark.parametrize(
    ("python", "message"),
    [
        ("nowhere", "--python {}: no Python answers there"),
        ("", "--python {}: no Python answers there"),
        ("old", "--python {}: this is Python 3.9.2, wanted is 3.99"),
    ],
    ids=["no file", "a folder", "another release"],
)
def test_a_named_python_that_does_not_do_is_told_and_nothing_is_written(bench, capsys, tmp_path, python, message):
    old = tmp_path / "old"
    old.write_text("#!/bin/sh\necho 3.9.2; echo here\n")
    old.chmod(0o755)
    assert run(["kernel", "lab", "--python", os.fspath(tmp_path / python)], bench.repo) == 2
    assert told(capsys)[1] == [message.format(tmp_path / python)]
    assert not (bench.repo / "output").exists()


def test_where_no_python_is_of_the_release_one_line_says_what_to_do(bench, capsys):
    bench.python.unlink()
    assert run(["kernel", "lab"], bench.repo) == 2
    (line,) = told(capsys)[1]
    assert line.startswith("no Python 3.99 on PATH") and line.endswith("name it with --python PATH")
    assert not (bench.repo / "output").exists()


def test_a_kernel_of_somebody_else_is_left_alone(bench, capsys):
    (bench.specs / "lab").mkdir(parents=True)
    theirs = bench.specs / "lab" / "kernel.json"
    theirs.write_text('{"argv": ["python"], "display_name": "Mine", "language": "python"}')
    before = theirs.read_bytes()
    assert run(["kernel", "lab"], bench.repo) == 2
    assert "a Jupyter kernel lab that this command didn't make" in told(capsys)[1][0]
    assert theirs.read_bytes() == before


def test_a_file_that_names_no_python_is_told_with_the_line_to_write(bench, capsys):
    bench.image.write_text("number-cruncher==2.*\n", encoding="utf-8")
    assert run(["kernel", "lab"], bench.repo) == 2
    assert told(capsys)[1] == ["constraints/lab.txt: no line such as `# Python 3.12` says for which Python this is"]


@pytest.mark.parametrize("name", ["lob", "../lab", "", "LAB", "lab\n"])
def test_an_image_that_is_not_there_is_told(bench, capsys, name):
    assert run(["kernel", name], bench.repo) == 2
    assert told(capsys)[1][0].startswith(f"no image {name!r}")


def test_outside_of_a_course_nothing_is_made(bench, capsys, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    assert run(["kernel", "kaggle"], tmp_path / "elsewhere") == 2
    assert told(capsys)[1][0].startswith("no folder `chapters` in ")


def test_an_installed_tool_has_the_image_of_kaggle_with_it(repo, tmp_path):
    site = tmp_path / "lib" / "site"
    shutil.copytree(ROOT / "kagglebook", site / "kagglebook", ignore=shutil.ignore_patterns("__pycache__"))
    info = site / "kagglebook-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kagglebook\nVersion: 1\n")
    (info / "RECORD").write_text("../../share/kagglebook/constraints/kaggle.txt,,\n")
    share = tmp_path / "share" / "kagglebook" / "constraints"
    share.mkdir(parents=True)
    shutil.copyfile(ROOT / "constraints" / "kaggle.txt", share / "kaggle.txt")
    code = """
from pathlib import Path
from kagglebook.core.layout import Layout
from kagglebook.execution.image import find_image
image = find_image("kaggle", Layout(Path.cwd()))
print(image.file, image.python, *image.packages)
"""
    environment = os.environ | {"PYTHONPATH": os.fspath(site)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repo, env=environment, capture_output=True, text=True, check=True
    )
    file, python, *packages = done.stdout.split()
    assert (Path(file), python) == (share / "kaggle.txt", "3.12")
    assert packages[:3] == ["torch", "torchvision", "ipython"]
