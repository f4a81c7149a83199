"""What was typed -> a verb and its options, with one line for each way to mistype."""

import argparse
import ast
import importlib
import inspect
import pkgutil
from collections.abc import Collection, Sequence
from types import ModuleType
from typing import Any, NoReturn

from ..core.problems import InputError, did_you_mean
from . import verbs

DEFAULT = "render"
# Verbs that were options once, and the words that may follow them.
ONCE_OPTIONS = {
    "--run": ("run", ("quick", "full")),
    "--list": ("list", ()),
    "--check": ("check", ()),
    "--compare": ("compare", ()),
    "--update-baseline": ("record", ()),
    "--push": ("push", ()),
    "--verify": ("verify", ()),
}


class Parser(argparse.ArgumentParser):
    """A parser that raises InputError, in one line, where argparse would print and exit."""

    def __init__(self, *args: Any, **options: Any):
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise InputError(message.removeprefix("argument "))


def verb_names() -> list[str]:
    """The verbs that there are: the modules in verbs/, with - for _."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(verbs.__path__))


def load_verb(name: str) -> ModuleType:
    """The module of a verb."""
    return importlib.import_module(f"{verbs.__name__}.{name.replace('-', '_')}")


def parse(argv: Sequence[str], command: str) -> tuple[ModuleType, argparse.Namespace]:
    """The verb that was typed, `render` if none was, and its options.

    Raises InputError for what can't be read, SystemExit after --help and --version.
    """
    known = verb_names()
    name, rest = (argv[0], argv[1:]) if argv and not argv[0].startswith("-") else (DEFAULT, argv)
    if name not in known:
        raise InputError(f"no verb {name!r}{did_you_mean(name, known)}")
    if rest is argv:
        if {"-h", "--help", "--version"} & set(argv):
            full_parser(command).parse_args(argv)
        if once := next((word for word in argv if word in ONCE_OPTIONS), None):
            raise InputError(_as_a_verb(argv, once, command))
    verb = load_verb(name)
    parser = _verb_parser(Parser(prog=f"{command} {name}"), verb, command)
    own = {option for action in parser._actions for option in action.option_strings}
    handed_on: Sequence[str] = []
    if "--" in rest and hasattr(verb, "HANDS_ON"):
        end = rest.index("--")
        rest, handed_on = rest[:end], rest[end + 1 :]
    # Before argparse looks: it would take the word behind a mistyped option for something else.
    words = [word.partition("=")[0] for word in rest]
    near = {each.removeprefix("-") for each in own if each.startswith("--")}  # `-chapter`
    if wrong := next((word for word in words if word in near or (word[:2] == "--" and word not in own)), None):
        raise InputError(_unknown_option(wrong, name, own))
    options, unknown = parser.parse_known_args(rest)
    if unknown:
        hint = f": what is meant for {verb.HANDS_ON} stands behind --" if hasattr(verb, "HANDS_ON") else ""
        raise InputError(f"{unknown[0]}: {name} takes no such word{hint}")
    options.handed_on = handed_on
    return verb, options


def full_parser(command: str) -> Parser:
    """The parser of all verbs at once: for the help and for completion."""
    from .. import __version__

    lines = [f"  {command} --chapter 5", *(f"  {command} {each}" for each in _first_examples())]
    parser = Parser(
        prog=command,
        description=f"Lecture programs in, verified Kaggle notebooks out. Without a verb: {DEFAULT}.",
        epilog="\n".join(["examples:", *lines, "", f"{command} VERB --help says more of a verb."]),
    )
    parser.add_argument("--version", action="version", version=f"kagglebook {__version__}")
    choices = parser.add_subparsers(metavar="VERB", parser_class=Parser)
    for name in verb_names():
        verb = load_verb(name)
        help = _first_line(verb)
        _verb_parser(choices.add_parser(name, help=help[:1].lower() + help[1:].rstrip(".")), verb, command)
    return parser


def _verb_parser(parser: Parser, verb: ModuleType, command: str) -> Parser:
    parser.description = _first_line(verb)
    parser.epilog = "\n".join(["examples:", *(f"  {command} {example}" for example in verb.EXAMPLES)])
    verb.add_options(parser)
    return parser


def _first_line(verb: ModuleType) -> str:
    # Python leaves docstrings out where it is told to optimize.
    words = verb.__doc__ or ast.get_docstring(ast.parse(inspect.getsource(verb))) or ""
    return words.split("\n")[0]


def _first_examples() -> list[str]:
    return [load_verb(name).EXAMPLES[0] for name in verb_names() if name != DEFAULT]


def _as_a_verb(argv: Sequence[str], once: str, command: str) -> str:
    """What to type in place of an option that has become a verb."""
    verb, may_follow = ONCE_OPTIONS[once]
    place = argv.index(once)
    words = [verb, *(word for word in argv[place + 1 : place + 2] if word in may_follow)]
    rest = [*argv[:place], *argv[place + len(words) :]]
    if verb == "compare":
        words, rest = [*words, *argv[place + 1 : place + 3]], [*argv[:place], *argv[place + 3 :]]
    return f"{once} is a verb: did you mean {' '.join([command, *words, *rest])}?"


def _unknown_option(option: str, name: str, own: Collection[str]) -> str:
    """What is wrong with an option that a verb doesn't have."""
    others = [other for other in verb_names() if option in _options_of(other)]
    if others:
        return f"{option} goes with {' or '.join(others)}, not with {name}"
    return f"{name} has no option {option}{did_you_mean(option, [each for each in own if each.startswith('--')])}"


def _options_of(name: str) -> set[str]:
    parser = Parser(add_help=False)
    load_verb(name).add_options(parser)
    return {option for action in parser._actions for option in action.option_strings}
