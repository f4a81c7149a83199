"""Try every case, and print how many of each kind were tried and survived.

python -m tests.faults            all of them, a few minutes
python -m tests.faults WORD       those whose kind or name has the word, with what failed
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tqdm import tqdm

from tests.faults.all import every_case
from tests.faults.case import Case


def attempt(case: Case) -> str:
    """Try a case in a folder of its own: "" where it survives, else why not."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as name:
        try:
            case.attempt(Path(name))
        except Exception as error:  # whatever it is, the tool has not survived it
            return f"{type(error).__name__}: {error}"
    return ""


def attempt_kind(kind: str, words: Sequence[str]) -> tuple[list[tuple[str, str]], float]:
    """Try the chosen cases of a kind, one after another: each with why it failed ("" if not), and the seconds."""
    started = time.monotonic()
    return [(str(case), attempt(case)) for case in chosen(words) if case.kind == kind], time.monotonic() - started


def chosen(words: Sequence[str]) -> list[Case]:
    """The cases whose kind or name has all the words."""
    return [case for case in every_case() if all(word in str(case) for word in words)]


def main(words: Sequence[str]) -> int:
    """Print the table; the exit code."""
    kinds = list(dict.fromkeys(case.kind for case in chosen(words)))
    started = time.monotonic()
    rows: dict[str, tuple[int, int, float]] = {}
    with ProcessPoolExecutor(2) as pool:
        futures = {pool.submit(attempt_kind, kind, words): kind for kind in kinds}
        for future in tqdm(as_completed(futures), total=len(kinds), unit="kind", leave=False, disable=None):
            tried, seconds = future.result()
            for name, failure in tried:
                if failure:
                    print(f"{name}\n    {failure[:1500]}", flush=True)
            rows[futures[future]] = len(tried), sum(not failure for _, failure in tried), seconds
    print("\n| kind | tried | survived | seconds |\n|---|---:|---:|---:|")
    for kind in kinds:
        tried_count, survived, seconds = rows[kind]
        print(f"| {kind} | {tried_count} | {survived} | {seconds:.0f} |")
    tried_all, survived_all = (sum(row[column] for row in rows.values()) for column in (0, 1))
    print(f"| **all** | **{tried_all}** | **{survived_all}** | **{time.monotonic() - started:.0f}** |")
    return int(survived_all < tried_all)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
