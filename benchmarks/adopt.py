"""How many notebooks of a folder are taken, run and stay stable, and what their recorded runs find of planted defects.

python benchmarks/adopt.py FOLDER [--most 20] [--defects 5] [--seed 0] [--seeds 5]: a line for each notebook, then the
sums. Works in a new course under the system's temporary folder; the notebooks stay as they are. What is told as `found`
failed against the recorded run or broke; a defect that leaves every value as it is can't be found and counts as missed.
"""

import argparse
import ast
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kagglebook import RunOptions, load_chapter, render
from kagglebook import run as run_pages
from kagglebook.chapter.starter import starter_files
from kagglebook.execution import recording
from kagglebook.execution.adopting import adopt_all, record_adopted
from kagglebook.execution.landing import land
from kagglebook.notebook.adopting.adopted import Adopted

AGAIN = 5  # runs without a defect
SWAPPED = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.Div: "*",
    ast.Lt: ">=",
    ast.Gt: "<=",
    ast.LtE: ">",
    ast.GtE: "<",
    ast.Eq: "!=",
}


def defects(text: str) -> Iterator[tuple[str, str]]:
    """Each small mistake that can be typed into a template's lesson: what it is, and the text with it."""
    lesson = text[: text.index("#: block results")]
    try:
        tree = ast.parse(lesson)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.lineno == node.end_lineno:
            other = repr(node.value + 1 if isinstance(node.value, int) else node.value * 1.1 + 0.01)
            yield f"{node.lineno}: {node.value} is {other}", _replaced(text, node, other)
        elif isinstance(node, ast.BinOp | ast.Compare):
            left, operator, right = (
                (node.left, node.op, node.right)
                if isinstance(node, ast.BinOp)
                else (node.left, node.ops[0], node.comparators[0])
            )
            sign = SWAPPED.get(type(operator))
            if sign and node.lineno == node.end_lineno:
                words = f"{_source(text, left)} {sign} {_source(text, right)}"
                if isinstance(node, ast.BinOp) or len(node.ops) == 1:
                    yield f"{node.lineno}: {words}", _replaced(text, node, f"({words})")
        elif isinstance(node, ast.AugAssign | ast.Expr) and node.lineno == node.end_lineno:
            yield f"{node.lineno}: {_source(text, node)} is gone", _replaced(text, node, "pass")


def _source(text: str, node: ast.AST) -> str:
    return ast.get_source_segment(text, node) or ""


def _replaced(text: str, node: ast.AST, other: str) -> str:
    lines = text.split("\n")
    line = lines[node.lineno - 1].encode()
    lines[node.lineno - 1] = (line[: node.col_offset] + other.encode() + line[node.end_col_offset :]).decode()
    return "\n".join(lines)


def passes(root: Path, number: str) -> bool:
    """Whether a program renders and its quick run, made anew, passes."""
    try:
        chapter = load_chapter(root, 1)
        (run,) = run_pages(chapter, render(chapter, chapter.select([number])), RunOptions(force=True, timeout=120))
    except Exception as error:  # a mistake that rendering refuses
        print(f"        refused: {str(error).splitlines()[0][:100]}")
        return False
    return run.passed


def tried(root: Path, adopted: Adopted, count: int, source: random.Random) -> tuple[int, int, int]:
    """False alarms, defects found, and defects planted, of a program with its recorded run."""
    path = root / "chapters" / "01" / adopted.entry.template
    number, text = adopted.entry.number, path.read_text(encoding="utf-8")
    alarms = sum(not passes(root, number) for _ in range(AGAIN))
    every = [*defects(text)]
    found, chosen = 0, source.sample(every, min(count, len(every)))
    for what, changed in chosen:
        path.write_text(changed, encoding="utf-8")
        is_found = not passes(root, number)
        found += is_found
        print(f"        {'found ' if is_found else 'MISSED'}  line {what[:100]}")
    path.write_text(text, encoding="utf-8")
    return alarms, found, len(chosen)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=20, help="notebooks, chosen by the seed")
    parser.add_argument("--defects", type=int, default=5, help="of each notebook; 0: only say which are taken")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=5, help="with which runs are recorded; `adopt` takes 20")
    options = parser.parse_args()
    recording.SEEDS = range(101, 101 + options.seeds)
    source = random.Random(options.seed)
    notebooks = sorted(options.folder.rglob("*.ipynb"))
    chosen = sorted(source.sample(notebooks, min(options.most, len(notebooks))))
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for file, content in starter_files("en", "somebody").items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(content, encoding="utf-8")
        how = RunOptions(timeout=120)
        for path in chosen:
            started = time.perf_counter()
            taken, refused = adopt_all(root, 1, [path], "", how)
            shown = path.relative_to(options.folder)
            if refused:
                sums["refused"] += 1
                print(f"{shown}: not taken: {'; '.join(map(str, refused[path]))[:300]}", flush=True)
                continue
            sums["taken"] += 1
            if not options.defects:
                print(f"{shown}: taken, {time.perf_counter() - started:.0f} s", flush=True)
                continue
            adopted = taken[path]
            land(root, 1, [adopted])
            if not record_adopted(root, 1, [adopted], how).fresh:
                sums["not recorded"] += 1
                print(f"{shown}: taken, not recorded", flush=True)
                continue
            alarms, found, planted = tried(root, adopted, options.defects, source)
            sums.update({"runs without a defect": AGAIN, "alarms": alarms, "planted": planted, "found": found})
            seconds = time.perf_counter() - started
            print(f"{shown}: taken, {alarms} alarms, {found} of {planted} found, {seconds:.0f} s", flush=True)
    print(
        f"{len(chosen)} notebooks of {len(notebooks)}: " + ", ".join(f"{count} {what}" for what, count in sums.items())
    )


if __name__ == "__main__":
    main()
