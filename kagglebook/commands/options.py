"""The arguments of the command, and which go together."""

import argparse
import re
from pathlib import Path

from ..chapter.variants import MANY
from ..core.problems import InputError


def parser() -> argparse.ArgumentParser:
    """The parser of the command's arguments."""
    command = argparse.ArgumentParser(
        prog="build.py", description="Lecture programs in, verified Kaggle notebooks out.", allow_abbrev=False
    )
    command.add_argument("--chapter", type=int, metavar="N", help="the chapter, e.g. 5 for chapters/05")
    command.add_argument("--only", nargs="+", default=[], metavar="NUMBER", help="these programs, e.g. 5-4 ex-5-1")
    command.add_argument("--variants", action="store_true", help="these programs and their variants")
    command.add_argument("--yes", action="store_true", help=f"also where a chapter has more than {MANY} variants")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="another value of a parameter: with --run executed so, alone rendered into output/runs/by-hand",
    )
    what = command.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="show the programs and write nothing")
    what.add_argument("--check", action="store_true", help="exit 1 with a diff if output/ is stale; write nothing")
    what.add_argument(
        "--run",
        nargs="?",
        const="quick",
        choices=["quick", "full"],
        help="execute and check: quick parameters on the shipped samples (default), or full",
    )
    what.add_argument(
        "--compare", nargs=2, type=Path, metavar="RUN", help="exit 1 with what differs between two folders of runs"
    )
    what.add_argument("--update-baseline", action="store_true", help="record the quick runs that others are held to")
    running = command.add_argument_group("with --run")
    running.add_argument("--data-root", type=Path, metavar="DIR", help="full data sets: DIR/MNIST/raw/*-ubyte[.gz]")
    running.add_argument("--kernel", metavar="NAME", help="the Jupyter kernel to run in (default: this Python)")
    running.add_argument("--jobs", type=int, metavar="N", help="notebooks at a time (default: as the machine allows)")
    running.add_argument("--force", action="store_true", help="also what is unchanged: execute it, push it, fetch it")
    running.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, e.g. tcp://HOST:8786, to run on")
    running.add_argument("--no-pretended-gpu", action="store_true", help="leave out the check of devices, for speed")
    running.add_argument("--timeout", type=float, metavar="S", help="seconds that a notebook may take")
    running.add_argument("--seeds", type=int, metavar="N", help="each with N seeds, and the spread (with --variants)")
    kaggle = command.add_argument_group("Kaggle")
    kaggle.add_argument("--push", action="store_true", help="push to Kaggle, which then runs it, what has changed")
    kaggle.add_argument("--verify", action="store_true", help="wait for Kaggle's runs, fetch and check their results")
    kaggle.add_argument("--dry-run", action="store_true", help="with --push: show what would be sent, and send nothing")
    kaggle.add_argument("--owner", metavar="NAME", help="the Kaggle user (default: the client's, else chapter.toml's)")
    kaggle.add_argument("--public", action="store_true", help="with --push: for everybody to see")
    return command


def require_consistent(options: argparse.Namespace) -> None:
    """Raises InputError where options don't go together, or a value is out of its range."""
    if options.chapter is None and (options.only or not options.compare):
        raise InputError("required: --chapter N, e.g. --chapter 5")
    for name in ("data_root", "kernel", "jobs", "timeout", "cluster", "no_pretended_gpu", "seeds"):
        goes = options.run or (options.update_baseline and name not in ("data_root", "seeds"))
        if getattr(options, name) not in (None, False, []) and not goes:
            raise InputError(f"--{name.replace('_', '-')} goes with --run")
    trip = options.push or options.verify
    if options.set and not options.run and (options.list or options.check or options.update_baseline or trip):
        raise InputError("--set goes with --run, or alone")
    if options.set and options.variants and not options.run:
        raise InputError("--set renders by hand what --variants would not: give one of the two")
    if options.variants and options.update_baseline:
        raise InputError("--variants have no recorded run: --update-baseline goes without")
    if options.seeds is not None and not (options.variants and options.seeds >= 1):
        raise InputError("--seeds N goes with --run --variants; N is a number above 0")
    if options.jobs and options.cluster:
        raise InputError("--jobs goes with a run on this machine: a cluster has as many as its workers have threads")
    for name in ("list", "check", "run"):
        if getattr(options, name) and trip:
            raise InputError(f"--{name} doesn't go with --{'push' if options.push else 'verify'}")
    if options.force and not (options.run or options.update_baseline or trip):
        raise InputError("--force goes with --run, --push or --verify")
    if options.owner is not None:
        if not trip:
            raise InputError("--owner goes with --push or --verify")
        if not re.fullmatch(r"[a-z0-9-]+", options.owner):
            raise InputError(f"--owner {options.owner}: takes a Kaggle user: small letters, digits and -")
    for name in ("dry_run", "public"):
        if getattr(options, name) and not options.push:
            raise InputError(f"--{name.replace('_', '-')} goes with --push")
    if options.dry_run and options.verify:
        raise InputError("--dry-run doesn't go with --verify")
    if options.jobs is not None and options.jobs < 1:
        raise InputError(f"--jobs {options.jobs}: takes a number of notebooks above 0")
    if options.timeout is not None and not options.timeout > 0:
        raise InputError(f"--timeout {options.timeout:g}: takes a number of seconds above 0")
    if options.data_root is not None and not options.data_root.is_dir():
        raise InputError(f"--data-root {options.data_root}: no such directory")
