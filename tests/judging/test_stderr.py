"""What is said of stderr, in runs that were made by hand from what Python and PyTorch really print."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.run import CellOutput, Printed, Run
from kagglebook.judging.outcome import Verdict
from kagglebook.judging.stderr import LOOKED_AT, quiet
from kagglebook.judging.verdict import judge
from kagglebook.notebook.book import make_pages
from kagglebook.report.runs import failure_lines
from tests.chapter.test_checks import read
from tests.support import ADD, ADDITION

CELL = "/tmp/ipykernel_7/31.py"
GLYPH = (
    "/lib/IPython/core/pylabtools.py:170: UserWarning: Glyph 49552 (\\N{HANGUL SYLLABLE SON}) missing from font(s)"
    " DejaVu Sans.\n  fig.canvas.print_figure(bytes_io, **kw)\n"
)
PIN = (
    "/lib/torch/utils/data/dataloader.py:1118: UserWarning: 'pin_memory' argument is set as true but no accelerator is"
    " found, then device pinned memory won't be used.\n  super().__init__(loader)\n"
)
LOGGED = "INFO:root:epoch 1 loss 0.5\nINFO:root:epoch 2 loss 0.4\n"
# Each as the installed PyTorch, or an older one, words it.
WITHOUT_GPU = [
    PIN,
    "x.py:1: UserWarning: CUDA is not available or torch_xla is imported. Disabling autocast.\n  f()",
    "x.py:1: UserWarning: User provided device_type of 'cuda', but CUDA is not available. Disabling\n  f()",
    "x.py:1: UserWarning: torch.cuda.amp.GradScaler is enabled, but CUDA is not available.  Disabling.\n  f()",
    "x.py:1: UserWarning: CUDA is not available, disabling CUDA profiling\n  f()",
    "x.py:1: UserWarning: CUDA initialization: Found no NVIDIA driver on your system.\n  f()",
    "x.py:1: UserWarning: Can't initialize NVML\n  f()",
    "W1125 17:38:39.210000 4593 torch/utils/cpp_extension.py:183] [0/0] No CUDA runtime is found, using CUDA_HOME='/u'",
    "I0000 x.cc:32] Could not find cuda drivers on your machine, GPU will not be used.",
    "WARNING:absl:No GPU/TPU found, falling back to CPU.",
]


@pytest.fixture
def pages(repo):
    """The tiny chapter's pages: the first is for a CPU, the second for a GPU."""
    chapter = load_chapter(repo, 1)
    return make_pages(chapter, chapter.programs)


def run_of(stderr: str, cell: str = "add", device: str | None = "cpu") -> Run:
    results = {} if device is None else {"environment": {"device": device}}
    return Run({"add": CellOutput(), cell: CellOutput(stderr=stderr)}, results)


def test_a_warning_is_told_by_its_own_words_and_the_others_counted():
    outcome = quiet([], run_of(GLYPH + GLYPH.replace("SON", "SIL")), quick=True)
    assert outcome.verdict is Verdict.FAIL
    assert outcome.measured == (
        "UserWarning: Glyph 49552 (\\N{HANGUL SYLLABLE SON}) missing from font(s) DejaVu Sans. (and 1 more)"
    )


def test_the_line_of_the_notebook_that_a_warning_shows_is_told_as_its_author_wrote_it(pages):
    warning = f"{CELL}:1: UserWarning: careless\n  total = first + second  # ①\n"
    (line,) = _told(pages[0], warning, "add")
    assert line == f"program 1-1, stderr of cell add ({ADD}:2): expected empty, got UserWarning: careless"


def test_a_warning_in_a_function_of_another_cell_names_both(pages):
    warning = f"{CELL}:1: UserWarning: careless\n  total = first + second  # ①\n"
    (line,) = _told(pages[0], warning, "results")
    assert line.startswith(f"program 1-1, stderr of cell results (in add) ({ADD}:2): expected empty")


def test_a_warning_of_a_library_names_the_cell(pages):
    (line,) = _told(pages[0], GLYPH, "results")
    assert line.startswith(
        f"program 1-1, stderr of cell results ({ADDITION}:12): expected empty, got UserWarning: Glyph"
    )


def test_what_only_a_log_tells_names_no_cell_and_no_line(pages):
    run = Run(results={"total": 1.5}, printed=Printed("total", GLYPH))
    (line,) = [line for line in failure_lines(judge(pages[0], run, quick=True)) if "stderr" in line]
    assert line.startswith("program 1-1, stderr: expected empty, got UserWarning: Glyph")


def test_a_warning_of_the_notebook_in_a_log_names_its_line(pages):
    warning = f"{CELL}:1: UserWarning: careless\n  total = first + second  # ①\n"
    outcome = quiet([], Run(results={}, printed=Printed(stderr=warning)), False, pages[0])
    assert (outcome.cell, outcome.line) == ("add", 1)


@pytest.mark.parametrize("said", WITHOUT_GPU)
def test_what_only_the_lack_of_a_gpu_makes_a_program_for_one_say_does_not_fail_it(pages, said):
    outcome = quiet([], run_of(said, "subtract"), True, pages[1])
    assert outcome.verdict is Verdict.PASS
    assert outcome.measured.startswith('empty but for "') and outcome.measured.endswith('": no GPU here')


@pytest.mark.parametrize(
    ("number", "device", "quick", "verdict"),
    [
        (1, "cpu", True, Verdict.PASS),
        (1, "cpu", False, Verdict.PASS),
        (1, None, True, Verdict.PASS),
        (1, None, False, Verdict.FAIL),  # where a GPU may have been
        (1, "Tesla T4", True, Verdict.FAIL),
        (0, "cpu", True, Verdict.FAIL),  # on Kaggle, too, there will be none
    ],
)
def test_it_fails_a_program_for_a_cpu_and_a_run_that_had_a_gpu(pages, number, device, quick, verdict):
    assert quiet([], run_of(PIN, device=device), quick, pages[number]).verdict is verdict


@pytest.mark.parametrize("said", [GLYPH, LOGGED, "x.py:1: UserWarning: CUDA out of memory\n  f()", "no kernel image"])
def test_whatever_else_is_said_fails_a_program_for_a_gpu_too(pages, said):
    outcome = quiet([], run_of(PIN + said), True, pages[1])
    assert outcome.verdict is Verdict.FAIL
    assert "pin_memory" not in outcome.measured


@pytest.mark.parametrize(
    ("expected", "measured"),
    [
        ("epoch", "empty"),
        (["epoch 1", "epoch 2"], "empty"),
        ("epoch 1 loss 0.5\nINFO:root:epoch 2", "empty"),
        ("epoch 1", "INFO:root:epoch 2 loss 0.4"),
        ("gone", "INFO:root:epoch 1 loss 0.5 (and 1 more)"),
    ],
)
def test_what_a_check_expects_on_stderr_is_no_complaint_and_the_rest_is(expected, measured):
    checks = read({"cell": "add", "stderr": expected})
    assert quiet(checks, run_of(LOGGED), quick=True).measured == measured
    assert quiet(checks, Run(results={}, printed=Printed(stderr=LOGGED)), quick=True).measured == measured


def test_what_is_expected_of_one_cell_is_a_complaint_in_another():
    checks = read({"cell": "results", "stderr": "epoch"})
    assert quiet(checks, run_of(LOGGED), quick=True).verdict is Verdict.FAIL


@pytest.mark.parametrize("said", ["a\n" * 200_000, "x" * 3_000_000, GLYPH * 20_000, "x.py:1: W: \x1b[2J" + "y" * 10**6])
def test_whatever_is_said_the_words_are_few(said):
    outcome = quiet([], run_of(said), quick=True)
    assert outcome.verdict is Verdict.FAIL
    assert len(outcome.measured) < 400 and "\x1b" not in outcome.measured


def test_what_stands_behind_much_that_is_expected_is_not_overlooked():
    checks = read({"cell": "add", "stderr": "epoch"})
    outcome = quiet(checks, run_of(LOGGED * (LOOKED_AT // len(LOGGED) + 1) + "boom"), quick=True)
    assert outcome.measured.startswith(f"more than {LOOKED_AT:,} characters")


def test_without_a_log_nothing_is_known():
    outcome = quiet([], Run(results={}, printed=Printed(log=False)), quick=True)
    assert (outcome.measured, outcome.verdict) == ("no log", Verdict.UNCHECKED)


def _told(page, stderr: str, cell: str) -> list[str]:
    run = Run({"add": CellOutput("total"), cell: CellOutput("total", stderr=stderr)}, {"total": 1.5})
    return failure_lines(judge(page, run, quick=True))
