"""How fast is a preview? `python benchmarks/preview.py [ROUNDS]`, by default 15 saves of each kind.

On a copy of chapter 5 and, for what watching costs, on generated chapters of trivial notebooks. Three figures, each the
median of one run: from a save of prose to the new text in a connected reader; from a save of a cell to its checked
result, less what its cells took themselves; processor time of a second in which nothing happens.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from benchmarks.growth import generate  # noqa: E402
from tests.support.previewing import Preview, preview  # noqa: E402

PROGRAM = "5-5"
TEMPLATE = "chapters/05/5_05_or_functions.py"
PROSE, CODE = "# %% [markdown]", '# %% id="weights"'
WATCHED, IDLE = (12, 1_200), 10.0  # notebooks, and seconds of looking on


def course(folder: Path) -> Path:
    """A copy of chapter 5."""
    for name in ("chapters", "templates", "kernel-metadata"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def saves(live: Preview, root: Path, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds from a save of prose to its text, from a save of a cell to its text, and to its checked result."""
    reader = live.read()
    (slug,) = reader.until(lambda page: len(page.rows) == 1).rows
    reader.until(lambda page: page.state(slug) in ("passed", "failed") and "checks" in page.blocks)
    path = root / TEMPLATE
    text = path.read_text(encoding="utf-8")
    prose, shown, checked = [], [], []
    for number in range(rounds):
        place = text.index("\n", text.index(PROSE)) + 1
        started = time.perf_counter()
        path.write_text(f"{text[:place]}# {number}번째로 고친 글이다.\n#\n{text[place:]}", encoding="utf-8")
        reader.until(lambda page, number=number: any(f"{number}번째로" in page.words(key) for key in page.texts))
        prose.append(time.perf_counter() - started)
    for number in range(rounds):
        place = text.index("\n", text.index(CODE)) + 1
        started = time.perf_counter()
        path.write_text(f"{text[:place]}_ = {number + 1000}\n{text[place:]}", encoding="utf-8")
        reader.until(lambda page, number=number: str(number + 1000) in page.words("cell-weights"))
        shown.append(time.perf_counter() - started)
        reader.until(lambda page: page.state(slug) in ("passed", "failed") and "checks" in page.blocks)
        checked.append(time.perf_counter() - started)
    reader.close()
    return prose, shown, checked


OWN = """import time as clock_of_bench; took_of_bench = [0.0, clock_of_bench.perf_counter()]
def starts_of_bench(*_):
    took_of_bench[1] = clock_of_bench.perf_counter()
def ends_of_bench(*_):
    took_of_bench[0] += clock_of_bench.perf_counter() - took_of_bench[1]
    open({path!r}, "w").write(str(took_of_bench[0]))
get_ipython().events.register("pre_run_cell", starts_of_bench)
get_ipython().events.register("post_run_cell", ends_of_bench)
"""


def own_time(live: Preview, root: Path) -> float:
    """Seconds that the cells from the changed one on take by themselves, as their kernel measures them."""
    path, said = root / TEMPLATE, root / "took"
    text = path.read_text(encoding="utf-8")
    place = text.index("\n", text.index(CODE)) + 1
    reader = live.read()
    (slug,) = reader.until(lambda page: len(page.rows) == 1).rows
    path.write_text(f"{text[:place]}{OWN.format(path=str(said))}{text[place:]}", encoding="utf-8")
    reader.until(lambda page: "clock_of_bench" in page.words("cell-weights"))
    reader.until(lambda page: page.state(slug) in ("passed", "failed") and said.exists())
    reader.close()
    path.write_text(text, encoding="utf-8")
    took = float(said.read_text())
    said.unlink()
    return took


def idle(size: int) -> tuple[float, float]:
    """Seconds until a chapter of `size` notebooks is shown whole, and the processor time of a second of watching it."""
    with tempfile.TemporaryDirectory(prefix="kagglebook-") as name:
        place = Path(name, "repo")
        generate(place, size)
        started = time.perf_counter()
        with preview(place) as live:
            reader = live.read()
            reader.until(lambda page: page.rows and page.state(next(iter(page.rows))) == "passed")
            process = psutil.Process(live.process.pid)
            every = [process, *process.children(recursive=True)]
            seconds = 0.0
            while True:  # until all is rendered and planned
                before = _processor(every)
                time.sleep(2)
                if _processor(every) - before < 0.2:
                    break
            seconds = time.perf_counter() - started
            before = _processor(every)
            time.sleep(IDLE)
            used = (_processor(every) - before) / IDLE
            reader.close()
    return seconds, used


def _processor(processes: list[psutil.Process]) -> float:
    found = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
            found += times.user + times.system
        except psutil.NoSuchProcess:
            continue
    return found


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kagglebook-") as name:
        root = course(Path(name))
        with preview(root, "--only", PROGRAM, chapter="5") as live:
            prose, shown, checked = saves(live, root, rounds)
            own = statistics.median(own_time(live, root) for _ in range(3))
    median = statistics.median
    print(f"prose: save to text            {median(prose):6.3f} s  (longest {max(prose):.3f})")
    print(f"cell:  save to text            {median(shown):6.3f} s  (longest {max(shown):.3f})")
    print(f"cell:  save to checked result  {median(checked):6.3f} s, less the cells' own {own:.3f} s:", end=" ")
    print(f"{median(checked) - own:.3f} s")
    for size in WATCHED:
        seconds, used = idle(size)
        print(f"{size:5} notebooks: shown and planned after {seconds:6.1f} s,", end=" ")
        print(f"then {used * 1000:.1f} ms of a processor a second")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
