"""What chapter.toml says of a program, held against the notebook that was rendered from it."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from ..chapter.chapter import Chapter
from ..chapter.check import Check
from ..chapter.parameters import same_type
from ..chapter.program import Program
from ..core.problems import Problem, did_you_mean
from ..core.value_path import names_of
from .python_text import parse
from .render import Rendered

FIND_OUTPUT = "find_output"  # the function of templates/find_output.py


def crosscheck(chapter: Chapter, rendered: Rendered) -> Iterator[Problem]:
    """Parameters, data sets, cells and values that one side names and the other lacks."""
    program = rendered.program
    cells = rendered.notebook.cells
    code = {cell["id"]: cell["source"] for cell in cells if cell["cell_type"] == "code"}
    tagged = [cell["id"] for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    # What only the report reads is not used: it compares, and computes nothing.
    told = {cell["id"] for cell in cells if "report" in cell["metadata"].get("tags", [])}
    yield from _parameters(chapter, rendered, code, tagged, told)
    for key in program.data:
        source = chapter.file.data[key].source
        if not any(source in text for text in code.values()):
            yield chapter.problem(program, f"the notebook never looks for {source!r} of [data.{key}]", "data")
    yield from _handed_on(chapter, rendered, code)
    known = results_keys(code.get("results", ""))
    if known is None:
        yield _in_template(
            chapter, rendered, "results", "the notebook needs a cell 'results' with: results = {\"name\": …}"
        )
    for index, check in enumerate(program.checks):
        for key, message in lacking(program, check, code, known):
            yield chapter.problem(program, message, "checks", index, key)
    for keys, message in _of_measured(program, code, known):
        yield chapter.problem(program, message, *keys)


def _handed_on(chapter: Chapter, rendered: Rendered, code: Mapping[str, str]) -> Iterator[Problem]:
    """Programs that this one comes after and never looks for, and notebooks that it looks for without saying so."""
    program = rendered.program
    for producer in chapter.producers(program):
        if not any(producer.slug in text for text in code.values()):
            message = f"the notebook never looks for {producer.slug!r}, what program {producer.number} leaves"
            yield chapter.problem(program, message, "after", program.after.index(producer.number))
    attached = {source.split("/")[1] for source in chapter.kaggle(program).kernel_sources if "/" in source}
    for cell, text in code.items():
        for node in ast.walk(parse(text)) if f"{FIND_OUTPUT}(" in text else ():
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != FIND_OUTPUT or not node.args:
                continue
            slug = getattr(node.args[0], "value", None)
            if isinstance(slug, str) and slug not in attached:
                hint = did_you_mean(slug, attached or {each.slug for each in chapter.programs})
                message = f"no notebook {slug!r} is attached: name its program in `after`{hint}"
                yield _in_template(chapter, rendered, cell, message, node.args[0].lineno)


def lacking(
    program: Program, check: Check, code: Mapping[str, str], known: dict[str, Any] | None
) -> Iterator[tuple[str, str]]:
    """What a check reads and the notebook lacks: its key, and what is wrong."""
    for key, cell in check.cells().items():
        if cell not in code:
            yield key, f"no code cell {cell!r}{did_you_mean(cell, code)}"
    for key, path in check.values().items():
        if problem := _unknown_value(path, known):
            yield key, problem
    for key, name in check.parameters().items():
        if name not in program.params:
            yield key, f"no parameter {name!r} in params{did_you_mean(name, program.params)}"


def _of_measured(
    program: Program, code: Mapping[str, str], known: dict[str, Any] | None
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What expectations, tries and the picture name and the notebook lacks: the keys, and what is wrong."""
    for table in ("expect", "tries"):
        for index, each in enumerate(getattr(program, table)):
            if problem := _unknown_value(each.value, known):
                yield (table, index, "value"), problem
    if program.picture and program.picture.cell not in code:
        cell = program.picture.cell
        yield ("picture", "cell"), f"no code cell {cell!r}{did_you_mean(cell, code)}"


def results_keys(code: str) -> dict[str, Any] | None:
    """The keys of the dict literal that is assigned to `results`, nested literals as dicts, else None for a value."""
    for node in ast.walk(parse(code)):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "results":
            return _literal_keys(node.value)
    return None


def _literal_keys(node: ast.expr) -> dict[str, Any] | None:
    if not isinstance(node, ast.Dict) or not all(isinstance(key, ast.Constant) for key in node.keys):
        return None
    return {str(key.value): _literal_keys(value) for key, value in zip(node.keys, node.values, strict=True)}


def _unknown_value(path: str, known: dict[str, Any] | None) -> str | None:
    """Follow the names of a value path as far as the literal tells."""
    names = known
    for name in names_of(path):
        if names is None:
            return None
        if name not in names:
            return f"the notebook's results have no {name!r}{did_you_mean(name, names)}"
        names = names[name]
    return None


def _parameters(
    chapter: Chapter, rendered: Rendered, code: dict[str, str], tagged: list[str], told: set[str]
) -> Iterator[Problem]:
    program = rendered.program
    if tagged not in ([], ["parameters"]):
        yield _in_template(chapter, rendered, tagged[-1], 'only the cell id="parameters" is tagged "parameters"')
        return
    found: dict[str, Any] = {}
    for node in parse(code.get("parameters", "")).body:
        try:
            (target,) = node.targets  # type: ignore[attr-defined]
            found[target.id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
        except (AttributeError, ValueError, TypeError, RecursionError, MemoryError):
            message = "the parameters cell holds plain assignments of literals only"
            yield _in_template(chapter, rendered, "parameters", message, node.lineno)
            return
    for number, line in enumerate(code.get("parameters", "").splitlines(), 1):
        # papermill reads "name = value  # comment" with a pattern that a second "=" breaks.
        if "=" in line.partition("#")[2]:
            yield _in_template(
                chapter, rendered, "parameters", "no '=' in a comment: papermill loses the parameter", number
            )
    if program.params and not tagged:
        yield chapter.problem(program, 'the notebook has no cell id="parameters" tags=["parameters"]', "params")
        return
    for name, value in program.params.items():
        if name not in found:
            hint = did_you_mean(name, found)
            yield chapter.problem(program, f"the notebook has no parameter {name!r}{hint}", "params", name)
        elif not same_type(value, found[name]) or found[name] != value:
            message = f"the notebook's parameters cell has {name} as {found[name]!r}, not {value!r}"
            yield chapter.problem(program, message, "params", name)
    unused = found.keys() & program.params.keys()
    for text in (text for cell, text in code.items() if cell not in told):
        if any(name in text for name in unused):  # parsing all cells would cost a tenth of a rendering
            unused -= {node.id for node in ast.walk(parse(text)) if _reads(node)}
    for name in sorted(unused):
        # A number typed in its place would be right until somebody sets the parameter.
        yield chapter.problem(program, f"the notebook never uses its parameter {name!r}", "params", name)
    for name in sorted(set(found) - set(program.params)):
        yield chapter.problem(program, f"the notebook's parameter {name!r} is not in params", "params")


def _reads(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)


def _in_template(chapter: Chapter, rendered: Rendered, cell: str, message: str, line: int | None = None) -> Problem:
    origin = rendered.origin(cell, line)
    if origin is None:
        return Problem(chapter.folder / rendered.program.template, message)
    return Problem(origin.path, message, origin.number, f"cell {cell}")
