"""The house in numbers: `python benchmarks/structure.py`.

Draws which room imports from which, and how often, highest room first; counts the arrows between files, those that
cross from room to room, and those that point up; names the longest module and function. grimp is import-linter's.
"""

import ast
import statistics
import tomllib
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent


def rooms() -> list[str]:
    """The rooms, highest first, as the contract in pyproject.toml has them; those on one floor side by side."""
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return [room for floor in contract["layers"] for room in floor.split(" | ")]


def arrows() -> Counter[tuple[str, str]]:
    """How many imports lead from a file of one room to a file of another, or of the same."""
    graph = grimp.build_graph("kagglebook")
    counted: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            ends = [name.split(".")[1] if "." in name else "" for name in (module, imported)]
            if all(end in rooms() for end in ends):
                counted[ends[0], ends[1]] += 1
    return counted


def functions() -> list[tuple[int, str]]:
    """The length of every function in lines, with its name."""
    found = []
    for path in sorted((ROOT / "kagglebook").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                name = f"{path.relative_to(ROOT)}:{node.name}"
                found.append(((node.end_lineno or node.lineno) - node.lineno + 1, name))
    return sorted(found, reverse=True)


def main() -> None:
    names, counted = rooms(), arrows()
    width = max(map(len, names)) + 2
    print(f"{'imports from':<{width + 2}}" + "".join(f"{name:>{width}}" for name in names))
    for room in names:
        cells = [str(counted[room, other] or "·") if other != room else f"({counted[room, other]})" for other in names]
        print(f"{room:<{width + 2}}" + "".join(f"{cell:>{width}}" for cell in cells))
    crossing = {ends: count for ends, count in counted.items() if ends[0] != ends[1]}
    up = sum(count for (one, other), count in crossing.items() if names.index(other) < names.index(one))
    print(f"\n{sum(counted.values())} imports, {sum(crossing.values())} from room to room, {up} of these up")
    modules = [
        (len(path.read_text(encoding="utf-8").splitlines()), path) for path in (ROOT / "kagglebook").rglob("*.py")
    ]
    longest = max(modules)
    print(f"{len(modules)} modules, the longest {longest[1].relative_to(ROOT)} with {longest[0]} lines")
    lengths = functions()
    median = statistics.median(length for length, _ in lengths)
    print(f"{len(lengths)} functions, median {median:g} lines, the longest {lengths[0][1]} with {lengths[0][0]}")


if __name__ == "__main__":
    main()
