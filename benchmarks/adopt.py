"""How many notebooks of folders are taken, run and stay stable, and what their recorded runs find of planted defects.

python benchmarks/adopt.py FOLDER… [--most 6] [--defects 8] [--again 5] [--seed 0]: of each folder so many notebooks
that have code, chosen by the seed; a line for each, one for each defect, then the sums. Works in a new course under the
system's temporary folder; the notebooks stay as they are. A defect is a changed number, a swapped operator or a dropped
statement of a template's lesson. What is told as `found` failed against the recorded run, raised, or was refused. One
that passed is run again beside the sound program, with a cell behind each that tells digests of all values: where
these, all outputs and all pictures are the same, bit for bit, the defect changes nothing that is computed or shown, and
is told as `same`; each other one is MISSED.
"""

import argparse
import ast
import contextlib
import io
import json
import operator
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from kagglebook import RunOptions, command, load_chapter, render
from kagglebook import run as run_pages

LONGER = 5  # times what a run may take: with digests of all values behind each cell
SWAPPED = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.Div: "*",
    ast.Pow: "*",
    ast.Mod: "//",
    ast.Lt: ">=",
    ast.Gt: "<=",
    ast.LtE: ">",
    ast.GtE: "<",
    ast.Eq: "!=",
}
PROBE = """
def _probed():
    import hashlib, pickle, re, types
    left_out = ("In", "Out", "exit", "quit", "get_ipython", "open", "find_data", "Path")
    for name, value in sorted(globals().items(), key=lambda pair: pair[0]):
        kind = type(value)
        if name.startswith("_") or name in left_out or isinstance(value, (types.ModuleType, type)) or callable(value):
            continue
        if kind.__module__.startswith(("matplotlib", "mpl_toolkits")):
            continue
        try:
            content = pickle.dumps(value)
        except Exception:
            content = re.sub(r"0x[0-9a-f]+", "", repr(value)).encode()
        print(name, hashlib.sha256(content).hexdigest()[:12])


_probed()
"""
HEADER = re.compile(r"^# %%(?P<prose> \[markdown\])?|^#: endblock", re.MULTILINE)


def defects(text: str) -> dict[str, list[tuple[str, str]]]:
    """Each small mistake that can be typed into a template's lesson, by kind: what it is, and the text with it."""
    tree, lines = ast.parse(_lesson(text)), text.split("\n")
    documented = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)]
    docstrings = {id(node.body[0]) for node in documented if node.body and ast.get_docstring(node) is not None}
    found: dict[str, list[tuple[str, str]]] = {"number": [], "operator": [], "statement": []}
    for node in ast.walk(tree):
        if getattr(node, "lineno", 0) != getattr(node, "end_lineno", 0) or id(node) in docstrings:
            continue
        if "{{" in lines[getattr(node, "lineno", 1) - 1]:  # a parameter, whose value is in chapter.toml
            continue
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            other = repr(node.value + 1 if isinstance(node.value, int) else node.value * 1.1 + 0.01)
            found["number"].append((f"{node.lineno}: {node.value} is {other}", _replaced(text, node, other)))
        elif isinstance(node, ast.BinOp):
            found["operator"] += _swapped(text, node, node.left, node.op, node.right)
        elif isinstance(node, ast.Compare) and len(node.ops) == 1:
            found["operator"] += _swapped(text, node, node.left, node.ops[0], node.comparators[0])
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Return):
            words = f"{node.lineno}: {_source(text, node)} is gone"
            found["statement"].append((words, _replaced(text, node, "pass")))
    return found


def _lesson(text: str) -> str:
    return text[: text.index("#: block results")]


def _swapped(text: str, node: ast.expr, left: ast.expr, sign_of: ast.AST, right: ast.expr) -> Iterator[tuple[str, str]]:
    if sign := SWAPPED.get(type(sign_of)):
        words = f"{_source(text, left)} {sign} {_source(text, right)}"
        yield f"{node.lineno}: {words}", _replaced(text, node, f"({words})")


def _source(text: str, node: ast.AST) -> str:
    return ast.get_source_segment(text, node) or ""


def _replaced(text: str, node: ast.AST, other: str) -> str:
    lines = text.split("\n")
    line = lines[node.lineno - 1].encode()
    lines[node.lineno - 1] = (line[: node.col_offset] + other.encode() + line[node.end_col_offset :]).decode()
    return "\n".join(lines)


def in_turn(source: random.Random, found: Mapping[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """The defects by chance, a kind after the other, so that none crowds out the others."""
    left = {kind: source.sample(each, len(each)) for kind, each in found.items()}
    while any(left.values()):
        for each in left.values():
            if each:
                yield each.pop()


def verdict(root: Path, number: str, timeout: float) -> tuple[str, str]:
    """How a run of a program, made anew, ends: `passed`, or what failed, and in which words."""
    try:
        chapter = load_chapter(root, 1)
        how = RunOptions(force=True, timeout=timeout, jobs=1)
        (checked,) = run_pages(chapter, render(chapter, chapter.select([number])), how)
    except Exception as error:  # a mistake that rendering refuses
        return "refused", str(error).splitlines()[0]
    if checked.passed:
        return "passed", ""
    if checked.run.failure:
        return "raised", checked.run.failure.message
    failed = [outcome for outcome in checked.outcomes if not outcome.passed]
    recorded = next((outcome for outcome in failed if outcome.subject == "baseline"), None)
    return ("recorded", recorded.measured) if recorded else ("checks", f"{failed[0].subject}: {failed[0].measured}")


def observed(root: Path, number: str, path: Path, text: str, timeout: float) -> list[object]:
    """All that a program computes and shows: outputs and pictures of each cell, and digests of values behind it."""
    lesson, rest = _lesson(text), text[len(_lesson(text)) :]
    starts = [*HEADER.finditer(lesson)]
    parts = [lesson[: starts[0].start()]]
    for count, (start, end) in enumerate(zip(starts, [*starts[1:], None], strict=True)):
        parts.append(lesson[start.start() : end.start() if end else None])
        if start[0] == "# %%":
            parts.append(f'# %% id="probe-{count}" role="machinery"{PROBE}\n')
    path.write_text("".join([*parts, rest]), encoding="utf-8")
    try:
        verdict(root, number, timeout)
        chapter = load_chapter(root, 1)
        slug = chapter.select([number])[0].slug
        executed = json.loads((chapter.layout.runs(chapter.name) / slug / f"{slug}.ipynb").read_bytes())
    finally:
        path.write_text(text, encoding="utf-8")
    found: list[object] = []
    for cell in executed["cells"]:
        for output in cell.get("outputs", ()):
            text_of = re.sub(r"0x[0-9a-f]+", "", "".join(output.get("text", "")))
            found.append([cell["id"], text_of.split("\n"), output.get("data"), output.get("ename")])
    return found


class Trial:
    """A program that was adopted, and defects of it."""

    def __init__(self, root: Path, timeout: float):
        program = load_chapter(root, 1).programs[-1]
        self.root, self.number, self.timeout = root, program.number, timeout
        self.path = root / "chapters" / "01" / program.template
        self.text = self.path.read_text(encoding="utf-8")
        self.sound: tuple[list[object], list[object]] | None = None

    def alarms(self, again: int) -> int:
        """How many of so many runs without a defect fail."""
        ends = [verdict(self.root, self.number, self.timeout) for _ in range(again)]
        for how, words in ends:
            if how != "passed":
                print(f"        ALARM  {how}: {words[:200]}", flush=True)
        return sum(how != "passed" for how, _ in ends)

    def tried(self, changed: str) -> tuple[str, str]:
        """How the program with a defect ends."""
        self.path.write_text(changed, encoding="utf-8")
        try:
            how, words = verdict(self.root, self.number, self.timeout)
            return ("same", "") if how == "passed" and self._is_same(changed) else (how, words)
        finally:
            self.path.write_text(self.text, encoding="utf-8")

    def _is_same(self, changed: str) -> bool:
        """Whether all that it computes and shows is as without the defect, but for what is another in each run."""
        if self.sound is None:
            self.sound = self._observed(self.text), self._observed(self.text)
        one, other = self.sound
        mine = self._observed(changed)
        stable = [*map(operator.eq, one, other)] if len(one) == len(other) else [True] * len(one)
        return len(one) == len(mine) and all(a == b or not same for a, b, same in zip(one, mine, stable, strict=True))

    def _observed(self, text: str) -> list[object]:
        return observed(self.root, self.number, self.path, text, LONGER * self.timeout)


def typed(words: list[str], root: Path) -> tuple[int, str]:
    """A command's exit code, and what it told."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        code = command(words, root)
    return code, told.getvalue()


def has_code(path: Path) -> bool:
    """Whether a notebook has a cell of code that is not empty."""
    try:
        cells = json.loads(path.read_bytes()).get("cells", ())
    except (OSError, ValueError):
        return False
    return any(cell["cell_type"] == "code" and "".join(cell["source"]).strip() for cell in cells)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=6, help="notebooks of each folder, chosen by the seed")
    parser.add_argument("--defects", type=int, default=8, help="of each notebook; 0: only say which are taken")
    parser.add_argument("--again", type=int, default=5, help="runs of each without a defect")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    sums: Counter[str] = Counter()
    for folder in options.folders:
        sums += of_folder(folder, options)
    print(", ".join(f"{count} {what}" for what, count in sums.items()))


def of_folder(folder: Path, options: argparse.Namespace) -> Counter[str]:
    """What becomes of notebooks of a folder: a line for each, and the sums."""
    source = random.Random(options.seed)
    every = [path for path in sorted(folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts]
    notebooks = [path for path in every if has_code(path)]
    chosen = sorted(source.sample(notebooks, min(options.most, len(notebooks))))
    print(f"{folder}: {len(every)} notebooks, {len(notebooks)} with code, {len(chosen)} chosen", flush=True)
    sums: Counter[str] = Counter(chosen=len(chosen))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "course"
        typed(["new", str(root)], root)
        for path in chosen:
            sums += of_notebook(path, path.relative_to(folder), root, source, options)
    print(f"{folder}: " + ", ".join(f"{count} {what}" for what, count in sums.items()), flush=True)
    return sums


def of_notebook(
    path: Path, shown: Path, root: Path, source: random.Random, options: argparse.Namespace
) -> Counter[str]:
    """Adopt a notebook, run it again, and plant defects."""
    started = time.perf_counter()
    words = ["adopt", str(path), "--chapter", "1", "--timeout", str(options.timeout), "--jobs", "2"]
    code, told = typed(words if options.defects else [*words, "--no-record"], root)
    reasons = "; ".join(line.strip() for line in told.splitlines() if line.startswith("    "))[:600]
    if "\nwritten" not in told:
        print(f"{shown}: NOT TAKEN: {reasons or told[-300:]}", flush=True)
        return Counter({"not taken": 1})
    seconds = time.perf_counter() - started
    print(f"{shown}: {'taken' if not code else 'NOT RECORDED ' + told[-300:]}, {seconds:.0f} s: {reasons}", flush=True)
    sums = Counter({"taken": 1, "not recorded": int(bool(code))})
    if code or not options.defects:
        return sums
    trial = Trial(root, options.timeout)
    sums.update({"runs without a defect": options.again, "alarms": trial.alarms(options.again)})
    planted = 0
    for tries, (what, changed) in enumerate(in_turn(source, defects(trial.text))):
        if planted == options.defects or tries == 2 * options.defects:
            break
        how, said = trial.tried(changed)
        planted += how != "same"
        sums.update({"planted": how != "same", "found": how not in ("same", "passed"), how: 1})
        mark = {"same": "same  ", "passed": "MISSED"}.get(how, "found ")
        print(f"        {mark} line {what[:90]}" + (f"  [{how}: {said[:90]}]" if said else ""), flush=True)
    print(f"        {time.perf_counter() - started:.0f} s", flush=True)
    return sums


if __name__ == "__main__":
    main()
