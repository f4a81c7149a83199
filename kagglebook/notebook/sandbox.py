"""Jinja for templates that nobody has read: they see plain values, call what is listed, and end within bounds.

What a template may say is decided twice: its syntax tree when it is read (no deep nesting; each loop, list, text and
comparison goes through a filter that counts), and its values when it is rendered.
"""

import types
import warnings
from typing import Any

from jinja2 import BaseLoader, StrictUndefined, Undefined, nodes, pass_context
from jinja2.environment import Template, TemplateModule
from jinja2.exceptions import TemplateSyntaxError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from jinja2.utils import Namespace, missing

from ..core.problems import did_you_mean
from . import filters, operations
from .bounds import Budget, size_of
from .origin import MARK, MARKED, without_marks
from .syntax import CONCAT, COUNTED, STEPS, Counting, line_read, require_shallow

ROOTS = ("chapter", "edition", "program")  # the names that a template sees
TEMPLATE_COST = 20  # steps of an include
LOOP = frozenset(
    ("changed", "cycle", "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0")
)
SHOWN: tuple[tuple[type, frozenset[str] | None], ...] = (  # attributes by type; None: all that are not private
    *operations.METHODS.items(),
    (LoopContext, LOOP),
    (BlockReference, frozenset(("super",))),
    (Namespace, None),
    (TemplateModule, None),
)


class Unknown(StrictUndefined):
    """What a template names and nobody knows: an error at its first use, with the nearest name."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        message, own, name = super()._undefined_message, self._undefined_obj, self._undefined_name
        if self._undefined_hint or not isinstance(name, str):
            return message
        known = ROOTS if own is missing else own if isinstance(own, dict) else ()
        return f"{message}{did_you_mean(name, [str(each) for each in known])}"


class Format:
    """The method `format` of a text."""

    def __init__(self, environment: "Sandbox", text: str):
        self.formatted = operations.format_method(environment, text)

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        return self.formatted(*args, **kwargs)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of a course's templates. `begin` precedes each rendering: its budget."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, loader: BaseLoader):
        super().__init__(
            loader=loader,
            undefined=Unknown,
            # Marks, so that {{, {% and {# are text: source.py puts them where a template speaks.
            variable_start_string=f"{MARK}{{",
            variable_end_string=f"}}{MARK}",
            block_start_string=f"{MARK}<",
            block_end_string=f">{MARK}",
            comment_start_string=f"{MARK}[",
            comment_end_string=f"]{MARK}",
            trim_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            auto_reload=False,
            optimized=False,  # nothing is computed before the budget is there
            finalize=_write,
        )
        self.begin()
        self.globals = {"range": operations.numbers, "dict": dict, "namespace": Namespace}
        self.filters = filters.filters(self._spend) | {
            STEPS: self._steps,
            COUNTED: self._counted,
            CONCAT: self._concat,
        }
        self.tests = filters.tests(self._spend)

    def begin(self) -> None:
        """Give the next rendering a budget of its own."""
        self.budget = Budget()

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        self._spend(TEMPLATE_COST)
        return super().get_template(*args, **kwargs)

    # ---- what is read

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError:
            raise
        except Exception as error:  # nested beyond Python's stack; a number of thousands of digits
            message = "nested too deep" if isinstance(error, RecursionError) else str(error)
            raise TemplateSyntaxError(message, line_read(error), name, filename) from None
        require_shallow(tree, name, filename)
        tree = Counting(self.filters, self.tests, name, filename).visit(tree)
        tree.set_environment(self)
        return tree

    def _compile(self, source: str, filename: str) -> types.CodeType:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a number that is called, say: the template's line will tell
            return super()._compile(source, filename)

    # ---- what is rendered

    def _spend(self, steps: int) -> None:
        self.budget.spend(steps)

    def _steps(self, values: Any) -> list[Any]:
        found = operations.as_list(values)
        self._spend(len(found) + 1)
        return found

    def _counted(self, value: Any) -> Any:
        self._spend(size_of(value, plain=False))
        return value

    def _concat(self, values: list[Any]) -> str:
        self._spend(size_of(values, plain=True))
        return operations.concat(values)

    def write(self, value: Any) -> str:
        """What stands in the place of `{{ value }}`, or a text of the template itself."""
        self._spend(size_of(value, plain=True))
        text = str(value)
        lines = text.split("\n")
        if not all(map(MARKED.search, lines[:-1])):
            raise SecurityError("a text of several lines stands where one line is: write it with | literal")
        self.budget.write(text)
        return text

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self._spend(size_of(left, plain=True) + size_of(right, plain=True))
        operations.before(operator, left, right)
        result = super().call_binop(context, operator, left, right)
        self._spend(size_of(result, plain=True))
        return result

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Undefined):
            str(obj)  # raises
        obj = without_marks(obj)
        if isinstance(obj, dict) and attribute in obj:  # a parameter may be called `items`
            return obj[attribute]
        if attribute.startswith("_"):
            raise SecurityError(f"{attribute!r} is not for templates")
        if isinstance(obj, TemplateReference):  # self.block
            return self._item(obj, attribute)
        for kind, names in SHOWN:
            if isinstance(obj, kind) and (names is None or attribute in names):
                value = getattr(obj, attribute, missing)
                if value is not missing:
                    return Format(self, obj) if isinstance(obj, str) and attribute == "format" else value
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        found = self._item(obj, argument)
        if isinstance(found, Undefined) and isinstance(argument, str) and not isinstance(obj, TemplateReference):
            return self.getattr(obj, argument)
        return found

    def _item(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, str | list | tuple | dict | range | TemplateReference | Undefined):
            try:
                return obj[argument]
            except (TypeError, LookupError):
                pass
        return self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, obj: Any) -> bool:
        if isinstance(obj, types.BuiltinMethodType):
            return any(isinstance(obj.__self__, kind) and obj.__name__ in names for kind, names in _METHODS)
        if isinstance(obj, types.MethodType):
            return isinstance(obj.__self__, LoopContext) and obj.__name__ in ("changed", "cycle")
        return isinstance(obj, Macro | BlockReference | Format) or any(obj is each for each in self.globals.values())

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja's
        if isinstance(__obj, Undefined):
            str(__obj)  # raises
        if not __self.is_safe_callable(__obj):
            raise SecurityError(f"a {type(__obj).__name__} is nothing that a template calls")
        plain = isinstance(__obj, types.BuiltinMethodType | Format)
        __self._spend(size_of([*args, *kwargs.values()], plain=plain))
        if isinstance(__obj, types.BuiltinMethodType):
            __self._spend(size_of(__obj.__self__, plain=True))
            args = operations.before_method(__obj.__self__, __obj.__name__, args)
        result = super().call(__context, __obj, *args, **kwargs)
        if isinstance(result, _VIEWS):
            result = list(result)
        __self._spend(size_of(result, plain=False))
        return result


_METHODS = tuple(operations.METHODS.items())
_VIEWS = (type({}.keys()), type({}.values()), type({}.items()))


@pass_context
def _write(context: Context, value: Any) -> str:
    return context.environment.write(value)  # type: ignore[attr-defined]
