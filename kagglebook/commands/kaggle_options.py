"""Whose notebooks: the option of the verbs that go to Kaggle."""

import argparse
import re

from ..core.problems import InputError


def add_account(parser: argparse.ArgumentParser) -> None:
    """`--owner NAME`."""
    parser.add_argument(
        "--owner",
        type=_owner,
        metavar="NAME",
        help="the Kaggle user (default: the client's, else chapter.toml's)",
    )


def _owner(text: str) -> str:
    from ..chapter.kaggle import OWNER

    if not re.fullmatch(OWNER, text):
        raise InputError(f"--owner {text}: takes a Kaggle user: small letters, digits and -")
    return text
