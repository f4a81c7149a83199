"""The syntax tree of a template: not too deep, and with each loop, list, text and comparison counted when rendered."""

import traceback
from collections.abc import Collection
from typing import Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.visitor import NodeTransformer

from ..core.problems import did_you_mean

MAX_DEPTH, MAX_NODES = 40, 100_000
MAX_BLOCKS = 12  # statements within one another; Python's own bound is 20
MAX_LITERAL = 1_000  # items of a list or a table that is written out
# Names of filters that no template can say.
STEPS, COUNTED, CONCAT = "= steps", "= counted", "= concat"
REFUSED = {nodes.FilterBlock: "filter", nodes.ScopedEvalContextModifier: "autoescape"}
BLOCKS = (nodes.For, nodes.If, nodes.With, nodes.Macro, nodes.CallBlock, nodes.Block, nodes.AssignBlock)


def line_read(error: Exception) -> int:
    """The line that a parser had come to when it failed."""
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        stream = getattr(frame.f_locals.get("self"), "stream", None)
        if stream is not None:
            return stream.current.lineno
    return 1


def require_shallow(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    """Raises TemplateSyntaxError where a tree is too deep for those who walk it by recursion, or too large."""
    waiting: list[tuple[nodes.Node, int, int, int]] = [(tree, 0, 0, 1)]
    seen = 0
    while waiting:
        node, depth, blocks, line = waiting.pop()
        seen += 1
        line = node.lineno or line
        blocks += isinstance(node, BLOCKS)
        depth = 0 if isinstance(node, nodes.Stmt) else depth + 1
        if depth > MAX_DEPTH or blocks > MAX_BLOCKS:
            raise TemplateSyntaxError("nested too deep", line, name, filename)
        if seen > MAX_NODES:
            raise TemplateSyntaxError(f"says more than {MAX_NODES:,} words", line, name, filename)
        waiting += [(child, depth, blocks, line) for child in node.iter_child_nodes()]


class Counting(NodeTransformer):
    """Has each loop, list, slice, comparison and joined text counted, and all of a template's own text."""

    def __init__(self, filters: Collection[str], tests: Collection[str], name: str | None, filename: str | None):
        self.filters, self.tests = filters, tests
        self.name, self.filename = name, filename

    def fail(self, message: str, node: nodes.Node) -> TemplateSyntaxError:
        return TemplateSyntaxError(message, node.lineno, self.name, self.filename)

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        for kind, word in REFUSED.items():
            if isinstance(node, kind):
                raise self.fail(f"no {word!r} in a template", node)
        return super().visit(node, *args, **kwargs)

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802 - Jinja calls it
        return nodes.Const(node.data, lineno=node.lineno)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        if node.recursive:
            raise self.fail("no recursive loop in a template", node)
        node = self.generic_visit(node)
        node.iter = _filtered(node.iter, STEPS)
        return node

    def _with_line(self, node: Any) -> list[nodes.Node]:
        """A statement that Jinja keeps no line of, behind one that it does."""
        return [nodes.Output([nodes.Const("", lineno=node.lineno)], lineno=node.lineno), self.generic_visit(node)]

    visit_With = visit_Assign = _with_line  # noqa: N815

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802
        self._require_known("filter", node, self.filters)
        return self.generic_visit(node)

    def visit_Test(self, node: nodes.Test) -> nodes.Node:  # noqa: N802
        self._require_known("test", node, self.tests)
        return self.generic_visit(node)

    def _require_known(self, kind: str, node: Any, known: Collection[str]) -> None:
        if node.name not in known:
            hint = did_you_mean(node.name, [name for name in known if name.isidentifier()])
            raise self.fail(f"No {kind} named {node.name!r}{hint}", node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        return self._literal(node) if node.ctx == "load" else self.generic_visit(node)

    def _literal(self, node: Any) -> nodes.Node:
        if len(node.items) > MAX_LITERAL:
            raise self.fail(f"a list or a table of more than {MAX_LITERAL:,} items", node)
        return _filtered(self.generic_visit(node), COUNTED)

    visit_List = visit_Dict = _literal  # noqa: N815

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)
        return _filtered(node, COUNTED) if isinstance(node.arg, nodes.Slice) else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), CONCAT)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        node = self.generic_visit(node)
        node.expr = _filtered(node.expr, COUNTED)
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, COUNTED)
        return node


def _filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
