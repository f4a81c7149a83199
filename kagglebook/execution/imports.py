"""What programs import, read from their source."""

import ast
from collections.abc import Iterable


def imported_modules(sources: Iterable[str]) -> set[str]:
    """The modules that sources name in import statements: `a` and `a.b` for `from a import b`, which may be one."""
    modules = set()
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = (alias.name for alias in node.names if alias.name != "*")
            modules |= {node.module, *(f"{node.module}.{name}" for name in names)}
    return modules
