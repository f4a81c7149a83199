"""A notebook -> a template with its pictures and its entry, and what is said of its cells: all of it, or none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import python_text
from .data_files import FIND, Along, DataFile, Shelf, module_cell
from .entry import Entry
from .held import Held
from .magics import install_cell, without_magics
from .names import MAX_RESULTS, Assigned, Names, as_params
from .naming import name_cells
from .pictures import Carried
from .raising import caught
from .reading import CannotAdoptError, Cell, Said
from .seeding import SEED, VALUE, edited, seeding_cell, unseeded
from .writing import FIND_CELL, Written, write_template

NOTHING_HELD = Held()
MODULES = "modules"  # the cell that has the modules beside the notebook found
NO_DATA = Shelf()


@dataclass(frozen=True)
class Adopted:
    """What a notebook became: template, pictures by path beside it, entry of chapter.toml, data sets, cells that
    [baseline] leaves out; what is said of its cells."""

    entry: Entry
    written: Written
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    data: tuple[DataFile, ...] = ()  # that the chapter did not have
    leave_out: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


def adopt(
    cells: list[Cell],
    entry: Entry,
    read: Callable[[str], bytes | None],
    held: Held = NOTHING_HELD,
    shelf: Shelf = NO_DATA,
) -> Adopted:
    """Make a template of a notebook's cells. `read` gives a picture beside the notebook, or None; `shelf` its data;
    `held` is what runs of an earlier try have shown.

    Raises CannotAdoptError with every cell that can't be taken.
    """
    cells = [replace(cell) for cell in cells]
    said: list[Said] = []
    refused: list[Said] = []
    installs: list[str] = []
    for cell in cells:
        if cell.is_code:
            plain = without_magics(cell.text)
            said += [Said(cell.place, words) for words in plain.said]
            refused += [Said(cell.place, words) for words in plain.refused]
            installs += plain.installs
            cell.text = plain.text
    if refused:
        raise CannotAdoptError(*refused)
    cells = [cell for cell in cells if cell.text.strip()]
    taken_names = Names([cell.text for cell in cells if cell.is_code]).stored
    for cell in (cell for cell in cells if cell.place in held.raises):
        cell.text = caught(cell, next(name for name in ("error", "raised", "meant") if not taken_names[name]))
        said.append(Said(cell.place, f"raises {cell.error}, as it shows: caught, and printed"))
    code = [cell for cell in cells if cell.is_code]
    names = Names([cell.text for cell in code])
    if asking := [
        Said(code[cell].place, f"line {line}: {name}() waits for a person") for cell, line, name in names.asking()
    ]:
        raise CannotAdoptError(*asking)
    carried = Carried(entry.template.removesuffix(".py").replace("_", "-"), read)
    for cell in (cell for cell in cells if not cell.is_code):
        cell.text = carried.carry(cell)
    if carried.refused:
        raise CannotAdoptError(*carried.refused)
    along = _lead_to_data(cells, code, names, shelf)
    said += [Said(code[cell].place, words) for cell, words in along.said]
    params = _take_parameters(cells, code, names, held, said)
    if held.seeded:
        _seed(cells, code, params, SEED in held.constants, said)
    if installs:
        place = cells.index(code[0])
        cells.insert(place, Cell(0, True, install_cell(installs), name="install", role="machinery"))
    name_cells(cells)
    # Whose names are the chapter's: [baseline] says no program.
    varying = {cell.name: f"{cell.name}-{entry.number}" for cell in cells}
    leave_out = tuple(name for name in varying.values() if name in held.leave_out)
    for cell in cells:
        if varying[cell.name] in leave_out:
            cell.name = varying[cell.name]
    gathered = [each for each in names.alive() if each[0] not in params and each[0] not in held.unstable]
    if len(gathered) > MAX_RESULTS:
        said.append(Said(0, f"{len(gathered)} names are alive at its end: the last {MAX_RESULTS} are gathered"))
    watched = [name for name in names.changed_again() if name not in held.unstable and name not in held.unwatched]
    written = write_template(cells, params, gathered[-MAX_RESULTS:], watched[:MAX_RESULTS])
    drawn = tuple(
        (new if (new := f"{name}-{entry.number}") in leave_out else name, path, count)
        for name, path, count in held.drawn
    )
    stderr = {
        new if (new := f"{name}-{entry.number}") in leave_out else name: said for name, said in held.stderr.items()
    }
    entry = replace(entry, params=params, data=along.used(), internet=bool(installs), stderr=stderr, drawn=drawn)
    return Adopted(entry, written, carried.files, tuple(along.new), leave_out, (*said, *carried.said, *held.said()))


def _lead_to_data(cells: list[Cell], code: list[Cell], names: Names, shelf: Shelf) -> Along:
    """Have the code find the files beside the notebook by the shared cell, which stands before the first that does.

    Raises CannotAdoptError.
    """
    along = Along(shelf)
    texts = [cell.text for cell in code]
    edits = along.edits(texts)
    modules = along.modules(texts)
    refused = [Said(code[cell].place, words) for cell, words in along.refused]
    first = min([*modules, *(edit.cell for edit in edits)], default=None)
    if first is not None and names.stored[FIND]:
        refused.append(Said(code[first].place, f"the name {FIND} is that of the cell that finds data"))
    if refused:
        raise CannotAdoptError(*refused)
    for index, cell in enumerate(code):
        cell.text = edited(cell.text, [edit for edit in edits if edit.cell == index])
    if first is not None:
        cells.insert(cells.index(code[first]), Cell(0, True, FIND, name=FIND_CELL))
    if modules:
        text = module_cell(file for files in modules.values() for file in files)
        cells.insert(cells.index(code[min(modules)]), Cell(0, True, text, name=MODULES, role="machinery"))
    return along


def _take_parameters(cells: list[Cell], code: list[Cell], names: Names, held: Held, said: list[Said]) -> dict[str, Any]:
    """Move the parameters into a cell of their own, before the first cell that had one."""
    keep = held.constants
    tagged = next((index for index, cell in enumerate(code) if "parameters" in cell.tags), None)
    found = [each for each in names.parameters(tagged) if each.name not in keep]
    seeds = None if SEED in keep else names.seeds()
    params: dict[str, Any] = dict(as_params(found))
    taken = {(each.cell, line) for each in found for line in range(each.first, each.last + 1)}
    edits = [edit for edit in (seeds[1] if seeds else ()) if (edit.cell, edit.line) not in taken]
    if seeds and edits:
        for index, cell in enumerate(code):
            cell.text = edited(cell.text, [edit for edit in edits if edit.cell == index])
        params[SEED] = seeds[0]
        said.append(Said(0, f"{SEED} = {seeds[0]}, typed in {len(edits)} places, is a parameter now"))
    elif held.seeded and SEED not in keep and not names.stored[SEED]:
        params[SEED] = VALUE
    if not params:
        return params
    own = [name for name in params if tagged is None and name != SEED]
    if own:
        said.append(Said(0, f"taken for parameters: {', '.join(own)}"))
    first = 0 if held.seeded else min(each.cell for each in (*found, *edits))
    place = cells.index(code[first])
    lines = {each.name: "\n".join(code[each.cell].text.split("\n")[each.first - 1 : each.last]) for each in found}
    for index, cell in enumerate(code):
        cell.text = _without(cell.text, [each for each in found if each.cell == index])
    cells.insert(place, Cell(code[first].place, True, "\n".join(lines.values()) or SEED, name="parameters"))
    cells[:] = [cell for cell in cells if cell.text.strip()]
    for cell in code:
        cell.tags = [tag for tag in cell.tags if tag != "parameters"]
    return params


def _seed(cells: list[Cell], code: list[Cell], params: Mapping[str, Any], is_fixed: bool, said: list[Said]) -> None:
    """Put a cell that seeds what the notebook draws at random before its first one."""
    seed = SEED if SEED in params and not is_fixed else str(VALUE)
    trees = [python_text.parse(cell.text) for cell in code]
    edits = [edit for index, tree in enumerate(trees) for edit in unseeded(index, tree, seed)]
    for index, cell in enumerate(code):
        cell.text = edited(cell.text, [edit for edit in edits if edit.cell == index])
    if text := seeding_cell(trees, seed):
        place = next((index for index, cell in enumerate(cells, 1) if cell.name == "parameters"), cells.index(code[0]))
        cells.insert(place, Cell(0, True, text, name=SEED))
    if text or edits:
        said.append(Said(0, f"it drew other numbers in each run: seeded by {seed} now"))


def _without(text: str, taken: list[Assigned]) -> str:
    """A cell's code without some assignments; blank lines and comments alone are no cell."""
    if not taken:
        return text
    gone = {line for each in taken for line in range(each.first, each.last + 1)}
    kept = [line for number, line in enumerate(text.split("\n"), 1) if number not in gone]
    left = re.sub(r"\n{3,}", "\n\n\n", "\n".join(kept)).strip("\n")
    return left if any(line.strip() and not line.strip().startswith("#") for line in left.split("\n")) else ""
