"""Print a script that completes this command's words, for bash or zsh."""

from argparse import ArgumentParser, Namespace

from ...core.exit import Exit
from ..context import Context

EXTRA = ""
EXAMPLES = (
    "completion bash > ~/.local/share/bash-completion/completions/kagglebook",
    'completion zsh > "${fpath[1]}/_kagglebook"',
)


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=["bash", "zsh"])


def do(options: Namespace, context: Context) -> Exit:
    import shtab

    from ..parser import full_parser

    print(shtab.complete(full_parser("kagglebook"), shell=options.shell))  # nosec B604 # the name of a shell
    return Exit.FINE
