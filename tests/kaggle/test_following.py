"""Where a run is, by the text of its log so far."""

import pytest

from kagglebook.kaggle.following import place_in
from kagglebook.kaggle.log import Log

CELLS = ["header", "parameters", "train", "results"]
CODE = [("parameters", "x = 1"), ("train", "y"), ("results", "z")]
RAISED = (
    "Traceback (most recent call last):\npapermill.exceptions.PapermillExecutionError: \n"
    '-----\nException encountered at "In [2]":\n-----\n'
    "Cell In[2], line 1\n----> 1 y\n\nNameError: name 'y' is not defined\n"
)


@pytest.mark.parametrize(
    ("stdout", "stderr", "words"),
    [
        ("", "", ""),
        ("epoch 1\nepoch 2\n\n", "", '"epoch 2"'),
        ("10%\r20%\r", "", '"20%"'),
        ("epoch 1\n", "Executing Cell 3------\n", "cell train (3 of 4)"),
        ("", "Executing Cell 2----\nEnding Cell 2----\nExecuting Cell 4----\n", "cell results (4 of 4)"),
        ("epoch 1\n", "Executing Cell 99----\n", '"epoch 1"'),
    ],
)
def test_the_cell_that_runs_is_told_by_papermill_else_by_what_was_printed_last(stdout, stderr, words):
    assert str(place_in(Log(stdout, stderr), CELLS, CODE)) == words


def test_the_error_that_ends_a_run_is_a_failure_with_its_cell():
    failure = place_in(Log("", RAISED), CELLS, CODE).failure
    assert (failure.cell, failure.line, failure.message) == ("train", 1, "NameError: name 'y' is not defined")


@pytest.mark.parametrize(
    "text",
    [
        RAISED.replace("papermill.exceptions.PapermillExecutionError", "MyError"),
        "Traceback (most recent call last):\nValueError: handled\n",
    ],
)
def test_a_traceback_that_a_notebook_prints_itself_is_none(text):
    assert place_in(Log("", text), CELLS, CODE).failure is None


def test_a_line_does_nothing_to_a_terminal_and_is_not_long():
    said = place_in(Log("\x1b[2J" + "x" * 10_000), CELLS, CODE).said
    assert len(said) <= 81 and said.isprintable()
