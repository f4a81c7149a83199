"""Executing chapter 5 against bare Python and the usual tools: `python benchmarks/execute.py [--repeats N]`.

Every row is whole processes over the same rendered notebooks of chapter 5, quick parameters, shipped samples, in turns,
with `OMP_WAIT_POLICY=PASSIVE` (a floor that spins is no comparison). The floor runs all code cells one after the other
in one Python process, without a kernel; there `plt.show()` shows nothing, so a second one draws what a kernel would.
Prints medians and their ratio to the floor's. The rows of nbmake and of nbdev,
which keeps no notebook and isolates none, need these. Ours run in a copy of the course: `as typed` is with the check of
devices, kept from the run before; `first run` has nothing from before.
"""

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from kagglebook import load_chapter, render, stage

ROOT = Path(__file__).resolve().parent.parent
FLOOR = """
import json, os, sys
for folder in sys.argv[1:]:
    os.chdir(folder)
    names = {"__name__": "__main__"}
    for cell in json.load(open("book.ipynb"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
"""
DRAWING = """
import matplotlib.pyplot as plt
from IPython.core.pylabtools import print_figure
def draw():
    for number in plt.get_fignums():
        print_figure(plt.figure(number), fmt="png", bbox_inches="tight")
    plt.close("all")
plt.show = draw
"""
ONE_PROCESS = """
import os, sys, papermill
for folder in sys.argv[1:]:
    papermill.execute_notebook(f"{folder}/book.ipynb", f"{folder}/out.ipynb", cwd=folder, progress_bar=False)
"""


def lay_out(place: Path) -> list[Path]:
    """A folder for each notebook: book.ipynb with its quick parameters injected, and its data beside it."""
    chapter = load_chapter(ROOT, 5)
    folders = []
    for page in render(chapter):
        folder = place / page.program.slug
        stage([chapter.file.data[key] for key in page.program.data], chapter.folder / "data", folder)
        folder.mkdir(parents=True, exist_ok=True)
        book = folder / "book.ipynb"
        book.write_bytes(page.rendered.ipynb)
        notebook = parameterize_notebook(load_notebook_node(os.fspath(book)), page.program.quick)
        book.write_text(nbformat.writes(notebook), encoding="utf-8")
        folders.append(folder)
    return folders


def course(place: Path) -> Path:
    """A copy of this course, where nothing was executed yet."""
    for name in ("chapters", "templates", "kernel-metadata"):
        shutil.copytree(ROOT / name, place / name)
    return place


def commands(folders: list[Path], copy: Path) -> dict[str, list[tuple[list[str], Path]]]:
    """What each row runs: commands, each in its working directory, one after the other."""
    names = [os.fspath(folder) for folder in folders]
    python = sys.executable
    typed = [python, "-m", "kagglebook", "run", "--chapter", "5"]
    build = [*typed, "--no-pretended-gpu"]  # a check that no other row makes
    forget = [python, "-c", "import shutil; shutil.rmtree('output', ignore_errors=True)"]
    papermill = [python, "-m", "papermill", "--no-progress-bar", "book.ipynb", "out.ipynb"]
    rows = {
        "floor": [([python, "-c", FLOOR, *names], ROOT)],
        "floor, with pictures": [([python, "-c", DRAWING + FLOOR, *names], ROOT)],
        "ours, first run": [(forget, copy), (typed, copy)],
        "ours, as typed": [([*typed, "--force"], copy)],
        "ours, 1 job": [([*build, "--force", "--jobs", "1"], copy)],
        "ours, 2 jobs": [([*build, "--force", "--jobs", "2"], copy)],
        "ours, nothing stale": [(build, copy)],
        "papermill, one process": [([python, "-c", ONE_PROCESS, *names], ROOT)],
        "papermill, one by one": [(papermill, folder) for folder in folders],
    }
    if importlib.util.find_spec("nbdev"):
        test = [os.fspath(Path(python).with_name("nbdev-test")), os.fspath(folders[0].parent), "--n-workers", "1"]
        rows["nbdev-test, one process"] = [(test, folders[0].parent)]
    if importlib.util.find_spec("nbmake"):
        books = [f"{name}/book.ipynb" for name in names]
        rows["pytest --nbmake"] = [
            ([python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", *books], folders[0])
        ]
    return rows


def seconds(row: list[tuple[list[str], Path]]) -> float:
    """Wall time of a row's commands, which must succeed."""
    environment = os.environ | {"OMP_WAIT_POLICY": "PASSIVE", "PYTHONPATH": os.fspath(ROOT)}
    started = time.perf_counter()
    for command, folder in row:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        if done.returncode:
            sys.exit(f"{command[:4]}: {done.returncode}\n{(done.stdout + done.stderr).decode()[-2000:]}")
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="+", help="rows, by the beginning of their names; the floors are always some")
    options = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="kagglebook-"))
    try:
        rows = commands(lay_out(place / "notebooks"), course(place / "course"))
        wanted = tuple(options.only or ("",))
        rows = {name: row for name, row in rows.items() if name.startswith(("floor", *wanted))}
        times: dict[str, list[float]] = {name: [] for name in rows}
        for repeat in range(options.repeats):
            for name, row in rows.items():
                times[name].append(seconds(row))
                print(f"{repeat + 1}/{options.repeats} {name} {times[name][-1]:.1f} s", file=sys.stderr)
    finally:
        shutil.rmtree(place)
    floor = statistics.median(times["floor"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<24} {median:6.1f} s  {median / floor:5.2f} x  (min {min(taken):.1f}, max {max(taken):.1f})")


if __name__ == "__main__":
    main()
