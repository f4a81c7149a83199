"""Which names the statements of a cell bind or change, outside of functions and classes."""

import ast
from collections.abc import Iterator, Sequence


def bound(body: Sequence[ast.stmt], sure: bool) -> Iterator[tuple[str, bool]]:
    """The names that statements bind by assignment, outside of functions and classes."""
    for node in body:
        match node:
            case ast.Assign(targets=targets):
                yield from ((name, sure) for target in targets for name in _targets(target))
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target, value=ast.expr()):
                yield from ((name, sure) for name in _targets(target))
            case ast.For(target=target):
                yield from ((name, False) for name in _targets(target))
                yield from bound([*node.body, *node.orelse], False)
            case ast.With(body=inner):
                named = [item.optional_vars for item in node.items if item.optional_vars]
                yield from ((name, sure) for target in named for name in _targets(target))
                yield from bound(inner, sure)
            case ast.If() | ast.While():
                yield from bound([*node.body, *node.orelse], False)
            case ast.Try():
                handled = [each for handler in node.handlers for each in handler.body]
                yield from bound([*node.body, *node.orelse, *node.finalbody, *handled], False)


def changed(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The names that statements bind, or whose items, attributes or methods they set or call."""
    yield from (name for name, _ in bound(body, True))
    for node in (each for statement in body for each in _outside_functions(statement)):
        called = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
        owner = node.value.func if called else node
        if not called and not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            continue
        while isinstance(owner, ast.Subscript | ast.Attribute):
            owner = owner.value
        if isinstance(owner, ast.Name):
            yield owner.id


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _outside_functions(child)


def _targets(node: ast.expr) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
