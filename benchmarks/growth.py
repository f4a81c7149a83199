"""Does a run's cost grow with its size? `python benchmarks/growth.py [SIZE …]`, by default 12 120 1200 notebooks.

Generates chapters of trivial notebooks and runs each in a process of its own: seconds a notebook, beyond those of the
smallest start, and the driver's largest memory.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = """
import contextlib, os, pathlib, resource, sys, time
from kagglebook import command
started = time.perf_counter()
with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
    code = command(["run", "--chapter", "1"], pathlib.Path(sys.argv[1]))
print(code, time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
PROGRAM = """
[[program]]
number = "1-{n}"
title = "빼기 {n}"
kernel_title = "CV Ch01 Program {n} Subtraction"
section = "1.2"
template = "1_02_subtraction.py"
checks = [{{ value = "steps[-1]", max = 0 }}]
"""


def generate(place: Path, size: int) -> None:
    """A repository with one chapter of `size` programs."""
    shutil.copytree(ROOT / "tests" / "support" / "tiny", place)
    shutil.copytree(ROOT / "kernel-metadata", place / "kernel-metadata")
    chapter = place / "chapters" / "01"
    (chapter / "errata.toml").unlink()
    head = (chapter / "chapter.toml").read_text(encoding="utf-8").split("[[program]]")[0]
    programs = "".join(PROGRAM.format(n=number) for number in range(1, size + 1))
    (chapter / "chapter.toml").write_text(head + programs, encoding="utf-8")


def main(sizes: list[int]) -> None:
    print(f"{'notebooks':>9} {'seconds':>8} {'ms each':>8} {'driver MB':>10}")
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="kagglebook-") as name:
            place = Path(name, "repo")
            generate(place, size)
            done = subprocess.run(
                [sys.executable, "-c", RUN, os.fspath(place)], cwd=ROOT, capture_output=True, text=True
            )
            code, seconds, memory = done.stdout.split()[-3:]
            if code != "0":
                sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
            print(
                f"{size:9} {float(seconds):8.1f} {float(seconds) / size * 1000:8.0f} {float(memory):10.1f}", flush=True
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [12, 120, 1200])
