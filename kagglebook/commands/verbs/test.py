"""Execute programs anew and prove errata as tests, by pytest: for the CI of a course."""

from argparse import ArgumentParser, Namespace
from typing import Any

from ...core.exit import Exit
from ...core.problems import MissingExtraError
from ..context import Context
from ..options import ALL, add_chapters, add_reports, load_chapters

EXTRA = "test"
HANDS_ON = "pytest"  # what stands behind `--` is for this command
EXAMPLES = ("test", "test --chapter 5", "test --chapter 5 --junit results.xml -- -x -k 5-7")
PLUGIN = "kagglebook.pytest_plugin"


def add_options(parser: ArgumentParser) -> None:
    add_chapters(parser)
    add_reports(parser)


def do(options: Namespace, context: Context) -> Exit:
    options.chapter = options.chapter or [ALL]
    chapters = load_chapters(options, context.layout)  # what is wrong with any is told as by other verbs
    try:
        import pytest
    except ModuleNotFoundError as error:
        raise MissingExtraError("test", str(error.name), EXTRA) from None
    files = [str(chapter.folder / "chapter.toml") for chapter in chapters]
    watch = _Watch(context)
    own = ["-p", PLUGIN, "--kagglebook", f"--rootdir={context.layout.root}"]
    code = pytest.main([*own, *options.handed_on, *files], plugins=[watch])
    if watch.interrupted:
        return Exit.INTERRUPTED
    codes = {pytest.ExitCode.OK: Exit.FINE, pytest.ExitCode.TESTS_FAILED: Exit.FAILED}
    return codes.get(pytest.ExitCode(code), Exit.WRONG_INPUT)


class _Watch:
    """Notes what came of each item, and an interrupt, which has the same exit code of pytest as a file that can't be
    collected."""

    def __init__(self, context: Context):
        self.context, self.interrupted = context, False

    def pytest_runtest_logreport(self, report: Any) -> None:
        from ...report.cases import case_of_test

        if report.when == "call" or not report.passed:
            self.context.report.note(
                [case_of_test(report.nodeid, report.outcome, report.longreprtext, report.duration)]
            )

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        self.interrupted = excinfo.type is KeyboardInterrupt  # pytest's own end of a session is a kind of it
