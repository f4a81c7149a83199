import subprocess
import sys
import time

import pytest

from kagglebook.core.complaints import Complaint, complaints

CELL = "/tmp/ipykernel_7/31.py"


def words(text: str) -> list[str]:
    return [each.words for each in complaints(text)]


def said(code: str) -> str:
    """What Python says on stderr when it runs this."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stderr


def test_a_warning_is_told_by_its_own_words_not_by_the_line_under_it():
    (one,) = complaints(f"{CELL}:3: UserWarning: careless\n  torch.tensor(x)\n")
    assert (one.words, one.path, one.line, one.source) == ("UserWarning: careless", CELL, 3, "torch.tensor(x)")


def test_python_s_own_warnings_are_read(tmp_path):
    code = "from warnings import warn\nwarn('one')\nwarn('two\\nlines\\n  - indented', FutureWarning)\nwarn('')\n"
    (tmp_path / "script.py").write_text(code)
    found = complaints(said(f"import runpy\nrunpy.run_path({str(tmp_path / 'script.py')!r})"))
    assert [each.words for each in found] == ["UserWarning: one", "FutureWarning: two lines - indented", "UserWarning:"]
    assert [each.line for each in found] == [2, 3, 4]
    assert found[0].source == "warn('one')"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a.py:1: UserWarning: one\n  f()\nb.py:2: UserWarning: two\n  g()", ["UserWarning: one", "UserWarning: two"]),
        ("a.py:1: UserWarning: one\nb.py:2: torch.jit.Warn: two", ["UserWarning: one", "torch.jit.Warn: two"]),
        ("a.py:1: UserWarning: first\nsecond\n    third\n  f()\nplain", ["UserWarning: first second third", "plain"]),
        ("a.py:1: UserWarning: a list:\n  - b\n  f()\nplain", ["UserWarning: a list: - b", "plain"]),
        (r"C:\lib\a.py:1: UserWarning: one" + "\n  f()", ["UserWarning: one"]),
        ("<string>:1: SyntaxWarning: one", ["SyntaxWarning: one"]),
        ("INFO:root:epoch 1 loss 0.5", ["INFO:root:epoch 1 loss 0.5"]),
        ("[W1125 x.cpp:61] Could not initialize NNPACK!", ["[W1125 x.cpp:61] Could not initialize NNPACK!"]),
        ("one\n\n two", ["one", "two"]),
        ("", []),
        ("\n \n", []),
        ("Traceback (most recent call last):", ["Traceback (most recent call last):"]),
        ("Traceback (most recent call last):\n  File", ["File"]),
    ],
)
def test_each_thing_that_is_said_is_one_complaint(text, told):
    assert words(text) == told


THREAD = "import threading\nthreading.Thread(target=lambda: 1 / 0).start()"
CHAIN = "try:\n    1 / 0\nexcept Exception as error:\n    raise ValueError('no number'){cause}"
IGNORED = "class A:\n    def __del__(self): 1 / 0\nA()"
LOGGED = "import logging\ntry:\n    1 / 0\nexcept Exception:\n    logging.exception('bad')"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("1 / 0", ["ZeroDivisionError: division by zero"]),
        (THREAD, ["ZeroDivisionError: division by zero"]),
        (IGNORED, ["ZeroDivisionError: division by zero"]),
        (CHAIN.format(cause=""), ["ValueError: no number"]),
        (CHAIN.format(cause=" from error"), ["ValueError: no number"]),
        (LOGGED, ["ERROR:root:bad", "ZeroDivisionError: division by zero"]),
    ],
    ids=["raised", "in a thread", "ignored", "chained", "with a cause", "logged"],
)
def test_a_traceback_is_told_by_its_last_exception(code, told):
    assert words(said(code)) == told


CODE = {"a": "import x\nplt.show()", "b": "y = 1\n    plt.show()\nz()"}


@pytest.mark.parametrize(
    ("complaint", "cell", "place"),
    [
        (Complaint("w", "", CELL, 2, "plt.show()"), "a", ("a", 2)),
        (Complaint("w", "", CELL, 2, "plt.show()"), "b", ("b", 2)),
        (Complaint("w", "", CELL, 3, "z()"), "a", ("b", 3)),  # a function of another cell
        (Complaint("w", "", CELL, 9, "z()"), "b", ("b", 3)),  # behind parameters that were put in
        (Complaint("w", "", CELL, 3, "z()"), None, ("b", 3)),
        (Complaint("w", "", CELL, 3, "z()"), "gone", ("b", 3)),
        (Complaint("w", "", "<ipython-input-3-0a>", 3, "z()"), "b", ("b", 3)),
        (Complaint("w", "", CELL, 3, "nowhere()"), "b", None),
        (Complaint("w", "", "/lib/z.py", 3, "z()"), "b", None),
        (Complaint("w", "", CELL, 3), "b", None),
        (Complaint("w", "", CELL, 0, "z()"), "b", ("b", 3)),
    ],
)
def test_a_warning_s_place_is_the_line_of_the_notebook_that_it_shows(complaint, cell, place):
    assert complaint.place(CODE, cell) == place


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("careless", True),
        ("x.py:3: UserWarning", True),
        ("second line", True),
        ("UserWarning: careless second line", True),
        ("careless\nsecond line", True),
        ("  fit(model)", True),
        ("careful", False),
        ("\n", False),
    ],
)
def test_a_complaint_holds_what_stands_anywhere_in_it(text, held):
    (one,) = complaints("x.py:3: UserWarning: careless\nsecond line\n  fit(model)")
    assert one.holds(text) is held


HOSTILE = {
    "lines": "a\n" * 100_000,
    "warnings": "a.py:1: W: x\n" * 40_000,
    "warnings with code": "a.py:1: W: x\n  s\n" * 30_000,
    "a long path": "a" * 1_000_000 + ":1: W: x",
    "colons": "a:" * 500_000,
    "tracebacks": "Traceback (most recent call last):\n" * 15_000,
    "a long traceback": "Traceback (most recent call last):\n" + "  a\n" * 200_000,
    "an indented text": "a.py:1: W: x\n" + "  b\n" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_time_grows_with_the_text_alone(name):
    started = time.process_time()
    complaints(HOSTILE[name])
    assert time.process_time() - started < 2
