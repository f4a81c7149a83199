"""Random input, by a seed, for an hour or so: no traceback, no hang over ten seconds, nothing written outside.

python -m tests.faults.fuzz --seed 0 --minutes 60

What is tried stands in random_input.py. What fails is printed with its seed, shrunk.
"""

import argparse
import contextlib
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from tests.faults.case import HEAD, Program, course
from tests.faults.command import all_files
from tests.faults.random_input import TARGETS
from tests.faults.results import CHECKS

SECONDS = 10  # that one input may take
EXAMPLES = 60  # of a target at a time


def attempt(target: Callable[[st.DataObject, Path], None], seed: int) -> None:
    """Try a target on some inputs. Raises what broke, with the input."""

    @seeded(seed)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(st.data())
    def once(data: st.DataObject) -> None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as name, _in_time():
            folder = Path(name)
            cells = [("parameters", "n = {{ program.params.n | literal }}\nseed = {{ program.params.seed | literal }}")]
            program = Program("p", [*cells, ("a", "print(n, seed)")], CHECKS, '{"x": [1], "y": 1}')
            root = course(folder / "course", [program], HEAD)
            (folder / "victim").write_bytes(b"mine")
            before = {path: content for path, content in all_files(folder).items() if not path.startswith("course/")}
            target(data, root)
            after = {path: content for path, content in all_files(folder).items() if not path.startswith("course/")}
            assert after == before, "something was written outside"

    once()


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"not done within {SECONDS} s")

    # Of computing; and of waiting, which on a busy machine is not the tool's, far more.
    clocks = {signal.ITIMER_PROF: (signal.SIGPROF, SECONDS), signal.ITIMER_REAL: (signal.SIGALRM, 20 * SECONDS)}
    for clock, (number, seconds) in clocks.items():
        signal.signal(number, late)
        signal.setitimer(clock, seconds)
    try:
        yield
    finally:
        for clock in clocks:
            signal.setitimer(clock, 0)


def main() -> int:
    """Try all targets in turn until the time is up; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--only", default="", help="targets whose name has the word")
    options = parser.parse_args()
    until, seed, tried, broken = time.monotonic() + 60 * options.minutes, options.seed, 0, {}
    targets = [target for target in TARGETS if options.only in target.__name__]
    while time.monotonic() < until:
        for target in targets:
            try:
                attempt(target, seed)
            except Exception as error:
                where = error.__traceback__
                while where and where.tb_next:
                    where = where.tb_next
                place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else ""
                what = (target.__name__, type(error).__name__, place)
                if what not in broken:
                    broken[what] = seed
                    print(
                        f"{target.__name__}, seed {seed}: {type(error).__name__} at {place}: {str(error)[:500]}",
                        flush=True,
                    )
                    print("   ", "\n    ".join(getattr(error, "__notes__", [])[:3])[:1500], flush=True)
            tried += EXAMPLES
        seed += 1
    print(f"{tried:,} inputs (seeds {options.seed} to {seed - 1}), {len(broken)} ways to break")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
