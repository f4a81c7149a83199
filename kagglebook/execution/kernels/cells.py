"""A kernel reads the text of each cell once: ipykernel reads it to see whether it awaits, and IPython to execute it.

Reading a cell means taking it apart into tokens, and parsing it: of a cell of 40,000 characters 30 ms each time.
"""

import functools
from typing import Any


def read_once(shell: Any) -> None:
    """Have a shell remember how it read the last cell. Its answers are the same: what depends on its state, and what a
    notebook adds to IPython's own rules, is asked each time."""
    from IPython.core import interactiveshell

    manager = shell.input_transformer_manager
    transform = manager.transform_cell
    remembered = functools.lru_cache(maxsize=1)(transform)

    def rules() -> list[Any]:
        return [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]

    own = rules()
    manager.transform_cell = lambda cell: (remembered if rules() == own else transform)(cell)
    awaits = getattr(interactiveshell, "_should_be_async", None)  # not public; parses the cell
    if awaits:
        interactiveshell._should_be_async = functools.lru_cache(maxsize=1)(awaits)
