"""How many notebooks of a folder are taken, run and stay stable, and what their recorded runs find of planted defects.

python benchmarks/adopt.py FOLDER [--most 20] [--defects 5] [--seed 0]: a line for each notebook, then the
sums. Works in a new course under the system's temporary folder; the notebooks stay as they are. What is told as `found`
failed against the recorded run or broke; a defect that leaves every value as it is can't be found and counts as missed.
"""

import argparse
import ast
import contextlib
import io
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kagglebook import RunOptions, command, load_chapter, render
from kagglebook import run as run_pages

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


def tried(root: Path, count: int, source: random.Random) -> tuple[int, int, int]:
    """False alarms, defects found, and defects planted, of the program that was adopted last."""
    program = load_chapter(root, 1).programs[-1]
    path = root / "chapters" / "01" / program.template
    number, text = program.number, path.read_text(encoding="utf-8")
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


def typed(words: list[str], root: Path) -> tuple[int, str]:
    """A command's exit code, and what it told."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = command(words, root)
    return code, told.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=20, help="notebooks, chosen by the seed")
    parser.add_argument("--defects", type=int, default=5, help="of each notebook; 0: only say which are taken")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    source = random.Random(options.seed)
    notebooks = sorted(options.folder.rglob("*.ipynb"))
    chosen = sorted(source.sample(notebooks, min(options.most, len(notebooks))))
    sums: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "course"
        typed(["new", str(root)], root)
        for path in chosen:
            started = time.perf_counter()
            words = ["adopt", str(path), "--chapter", "1", "--timeout", "120"]
            code, told = typed(words if options.defects else [*words, "--no-record"], root)
            shown = path.relative_to(options.folder)
            is_taken = "\nwritten" in told
            sums["taken" if is_taken else "not taken"] += 1
            if not is_taken or code or not options.defects:
                sums["not recorded"] += is_taken and bool(code)
                reason = "; ".join(line.strip() for line in told.splitlines()[1:-1])[:300]
                print(f"{shown}: {'taken' if is_taken else 'not taken'}: {reason}", flush=True)
                continue
            alarms, found, planted = tried(root, options.defects, source)
            sums.update({"runs without a defect": AGAIN, "alarms": alarms, "planted": planted, "found": found})
            seconds = time.perf_counter() - started
            print(f"{shown}: taken, {alarms} alarms, {found} of {planted} found, {seconds:.0f} s", flush=True)
    print(
        f"{len(chosen)} notebooks of {len(notebooks)}: " + ", ".join(f"{count} {what}" for what, count in sums.items())
    )


if __name__ == "__main__":
    main()
