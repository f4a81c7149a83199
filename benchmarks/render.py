"""Rendering against jupytext: `python benchmarks/render.py [REPEATS]`.

Times, as whole processes and in turns, `build.py --chapter 5` into an empty repository against one call of
`jupytext --to ipynb` over the same programs as rendered .py files. Prints medians and their ratio.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kagglebook import load_chapter, render

ROOT = Path(__file__).resolve().parent.parent


def seconds(command: list[str], cwd: Path) -> float:
    """Wall time of one process, which must succeed."""
    started = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main(repeats: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        repo, programs = Path(name, "repo"), Path(name, "programs")
        for part in ("build.py", "kagglebook", "chapters", "templates", "kernel-metadata"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
            repo.mkdir(exist_ok=True)
            copy(ROOT / part, repo / part)
        programs.mkdir()
        chapter = load_chapter(ROOT, 5)
        for page in render(chapter):
            (programs / page.program.template).write_text(page.rendered.source, encoding="utf-8")
        files = [path.name for path in sorted(programs.glob("*.py"))]
        build = [sys.executable, "build.py", "--chapter", "5"]
        jupytext = [sys.executable, "-m", "jupytext", "--to", "ipynb", *files]
        ours, theirs = [], []
        for _ in range(repeats):
            shutil.rmtree(repo / "output", ignore_errors=True)
            ours.append(seconds(build, repo))
            for notebook in programs.glob("*.ipynb"):
                notebook.unlink()
            theirs.append(seconds(jupytext, programs))
        unchanged = [seconds(build, repo) for _ in range(repeats)]
    base = statistics.median(theirs)
    rows = {"jupytext --to ipynb": theirs, "build.py, all new": ours, "build.py, unchanged": unchanged}
    for label, times in rows.items():
        median = statistics.median(times)
        print(f"{label:<20} {median:6.2f} s  {median / base:5.2f} x  (min {min(times):.2f}, max {max(times):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
