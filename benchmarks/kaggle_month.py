"""A month of pushes to an imitated Kaggle: `python benchmarks/kaggle_month.py [--seeds 3] [--pushes 60]`.

Each seed is a month of its own: edits of prose and of code, two new images, lost answers, and kills
(tests/support/month.py says how). The table tells the hours of GPU that were used against the least possible ones. Exit
code 1 if a month uses more than 5 % above them, runs anything twice, or leaves a push unproven.
"""

import argparse
import contextlib
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.kaggle_server import KaggleServer  # noqa: E402
from tests.support.month import Month, Simulation  # noqa: E402
from tests.support.online import KEY, Online, import_client  # noqa: E402

MOST = 0.05  # of the least, that may be used above it


def month(seed: int, pushes: int) -> Month:
    """A month, in a repository of its own."""
    with tempfile.TemporaryDirectory() as folder, KaggleServer() as server:
        root = Path(folder) / "repo"
        shutil.copytree(ROOT / "tests/support/tiny", root)
        shutil.copytree(ROOT / "kernel-metadata", root / "kernel-metadata")
        with (
            patch.dict(os.environ, server.environment(Path(folder), key=KEY), clear=True),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            return Simulation(Online(root, server, "1"), seed).run(pushes, (pushes // 3, 2 * pushes // 3))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--pushes", type=int, default=60)
    options = parser.parse_args()
    import_client()
    print("seed  pushes  prose  code  lost  killed  waited  proven  twice  hours  least   over")
    good = True
    for seed in range(options.seeds):
        m = month(seed, options.pushes)
        print(
            f"{seed:>4}  {m.pushes:>6}  {m.edits['prose']:>5}  {m.edits['code']:>4}  {m.lost:>4}  {m.killed:>6}"
            f"  {m.waited:>6}  {m.proven:>6}  {m.twice:>5}  {m.used:>5.0f}  {m.least:>5.0f}  {m.over:>4.1%}",
            flush=True,
        )
        good &= m.over <= MOST and not m.twice and m.proven == m.pushes
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
