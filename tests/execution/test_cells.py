from types import SimpleNamespace

import pytest
from IPython.core import interactiveshell
from IPython.core.inputtransformer2 import TransformerManager

from kagglebook.execution.kernels.cells import read_once

CELL = "first = 1\nsecond = 2"


@pytest.fixture
def shell(monkeypatch):
    """A shell that counts how often it takes a cell apart, and whether one awaits."""
    taken_apart, parsed = [], []

    class Counting(TransformerManager):
        def do_token_transforms(self, lines):
            taken_apart.append("".join(lines))
            return super().do_token_transforms(lines)

    awaits = interactiveshell._should_be_async
    monkeypatch.setattr(interactiveshell, "_should_be_async", lambda cell: parsed.append(cell) or awaits(cell))
    shell = SimpleNamespace(input_transformer_manager=Counting(), taken_apart=taken_apart, parsed=parsed)
    read_once(shell)
    return shell


def test_a_cell_is_read_once_however_often_it_is_asked_for(shell):
    manager = shell.input_transformer_manager
    assert manager.transform_cell(CELL) == manager.transform_cell(CELL) == f"{CELL}\n"
    assert [interactiveshell._should_be_async(CELL) for _ in range(2)] == [False, False]
    assert (len(shell.taken_apart), len(shell.parsed)) == (1, 1)


def test_another_cell_is_read_anew(shell):
    manager = shell.input_transformer_manager
    assert manager.transform_cell("%time 1") == "get_ipython().run_line_magic('time', '1')\n"
    assert manager.transform_cell("!ls") == "get_ipython().system('ls')\n"
    assert [interactiveshell._should_be_async(cell) for cell in ("await first", "first")] == [True, False]


@pytest.mark.parametrize("rules", ["cleanup_transforms", "line_transforms"])
def test_a_rule_that_a_notebook_adds_is_asked_each_time(shell, rules):
    manager, asked = shell.input_transformer_manager, []
    before = manager.transform_cell(CELL)
    getattr(manager, rules).append(lambda lines: asked.append(lines) or [*lines, f"third = {len(asked)}\n"])
    assert [manager.transform_cell(CELL) for _ in range(2)] == [f"{before}third = 1\n", f"{before}third = 2\n"]
