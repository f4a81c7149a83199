import json
import time

import pytest

from kagglebook.core.complaints import complaints
from kagglebook.core.files import UnfitError
from kagglebook.core.run import Failure, Printed
from kagglebook.kaggle.log import LONGEST_RUN, MAX_LINES, Log, failure_in, read_log

RECORDS = [
    {"stream_name": "stdout", "time": 1.5, "data": "a\n"},
    {"stream_name": "stderr", "time": 2.5, "data": "정확률\n"},
    {"stream_name": "stdout", "time": 9.75, "data": "b\n"},
]
CODE = [("parameters", "n = 1"), ("model", "def forward(x):\n    return x.y\n"), ("train", "forward(n)")]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS),
        "[" + "\n,".join(map(json.dumps, RECORDS)) + "\n]",
        "\n".join(map(json.dumps, RECORDS)),
        "[" + "\n,".join(map(json.dumps, RECORDS)),  # cut short
        json.dumps([*RECORDS, {"time": 3}, "what", None]),
    ],
    ids=["array", "array by lines", "lines", "cut short", "with other things"],
)
def test_a_log_is_read_in_every_form_that_it_comes_in(text):
    assert read_log(text) == Log("a\nb\n", "정확률\n", 9.75)


def test_a_log_that_is_no_json_is_plain_text():
    assert read_log("one\ntwo").stdout == "one\ntwo\n"
    assert read_log("") == Log()


def test_complaints_are_what_neither_a_bar_nor_kaggle_s_tools_said():
    said = "\n".join(
        [
            "0.00s - Debugger warning: It seems that frozen modules are being used, which may",
            " 40%|████      | 12/30 [00:10<00:15,  1.20it/s]",
            "[NbConvertApp] Converting notebook __notebook__.ipynb to html",
            "/tmp/ipykernel_17/3.py:2: UserWarning: careless",
        ]
    )
    assert Log(stderr=said).complaints() == "/tmp/ipykernel_17/3.py:2: UserWarning: careless"


# What nbconvert says as it makes the page, in any run.
KAGGLE_S_OWN = """\
/usr/lib/python3/dist-packages/mistune.py:435: SyntaxWarning: invalid escape sequence '\\|'
  cells[i][c] = re.sub('\\\\\\|', '|', cell)
/usr/lib/python3/dist-packages/nbconvert/filters/filter_links.py:36: SyntaxWarning: invalid escape sequence '\\_'
  text = re.sub(r'_', '\\_', text) # Escape underscores in display text
/usr/lib/python3/dist-packages/traitlets/traitlets.py:2915: FutureWarning: \
--Exporter.preprocessors=["remove_papermill_header.RemovePapermillHeader"] for containers is deprecated in \
traitlets 5.0. You can pass `--Exporter.preprocessors item` ... multiple times to add items to a list.
  warn(
[NbConvertApp] Converting notebook __notebook__.ipynb to notebook
[NbConvertApp] Writing 28384 bytes to __notebook__.ipynb
"""
A_LIBRARY_S = """\
/usr/lib/python3/dist-packages/torch/optim/lr_scheduler.py:224: UserWarning: Detected call of \
`lr_scheduler.step()` before `optimizer.step()`.
  warnings.warn(
"""


def test_the_lines_of_kaggle_s_own_tools_are_no_complaints():
    assert Log(stderr=KAGGLE_S_OWN).printed() == Printed("", "", log=True)


@pytest.mark.parametrize(
    "said",
    [
        A_LIBRARY_S,
        "/usr/lib/python3.12/site-packages/papermill_extra/x.py:1: UserWarning: a\n  warn(",
        "/tmp/ipykernel_17/nbconvert/3.py:2: UserWarning: careless",
        "/kaggle/working/traitlets/mine.py:2: UserWarning: careless",
        "WARNING:root:epoch 1",
        "nbconvert is not what I need",
    ],
)
def test_whatever_else_stands_on_stderr_is_the_notebook_s(said):
    kept = Log(stderr=KAGGLE_S_OWN + said + "\n" + KAGGLE_S_OWN).complaints()
    assert kept.splitlines()[0] == said.splitlines()[0] and len(kept.splitlines()) == len(said.splitlines())
    assert len(complaints(kept)) == 1


def test_the_error_that_ended_a_run_is_not_told_a_second_time():
    said = "careless\n" + OF_PAPERMILL + ERROR + "\n" + KAGGLE_S_OWN
    assert Log(stderr=said).complaints(ended=False) == "careless"
    assert Log(stderr="careless\n").complaints(ended=False) == "careless"
    assert ERROR in Log(stderr=said).complaints()  # of a run that ended well it is only what the notebook printed


def test_more_than_anybody_reads_is_a_complaint(monkeypatch):
    monkeypatch.setattr("kagglebook.kaggle.log.MAX_STDERR", 30)  # of 86
    told = Log(stderr="[NbConvertApp] Converting\n" * 3 + "careless\n").complaints()
    assert told == "[NbC\n… and 56 more characters"


def test_a_text_is_without_colours():
    assert Log(stdout="\x1b[31mred\x1b[0m").printed().stdout == "red"


def failed(text: str) -> Failure | None:
    return failure_in(Log(stderr=text), CODE)


OF_PAPERMILL = 'Traceback (most recent call last):\n  File "/usr/bin/papermill"\n\nException encountered at "In [3]":\n'
ERROR = "AttributeError: 'int' object has no attribute 'y'"


def test_the_cell_is_named_by_its_count_and_the_line_by_the_innermost_frame_of_ipython_8():
    trace = (
        "Cell In[3], line 1\n----> 1 forward(n)\n\nCell In[2], line 2, in forward(x)\n      1 def\n----> 2 return\n\n"
    )
    assert failed(OF_PAPERMILL + trace + ERROR) == Failure(ERROR, "train", "model", 2)


def test_the_line_is_read_in_the_form_of_ipython_7_too():
    trace = "/tmp/ipykernel_18/77.py in <module>\n      0 #\n----> 1 forward(n)\n\n"
    assert failed(OF_PAPERMILL + trace + ERROR) == Failure(ERROR, "train", "train", 1)


def test_colours_do_not_hide_the_error():
    assert failed(f"{OF_PAPERMILL}\x1b[0;31mAttributeError\x1b[0m: no y").message == "AttributeError: no y"


def test_nbconvert_tells_the_cell_by_its_text():
    text = f"Traceback (most recent call last):\nAn error occurred in:\n-----\nforward(n)\n-----\n{ERROR}"
    assert failed(text) == Failure(ERROR, "train", None, None)


def test_a_log_without_an_error_names_no_cell():
    assert failed("") is None
    assert failed("all is well") is None


def test_a_count_beyond_the_notebook_names_no_cell():
    assert failed(OF_PAPERMILL.replace("[3]", "[33]") + ERROR) == Failure(ERROR, None, None, None)


def test_a_count_of_no_cell_names_none():
    assert failed(OF_PAPERMILL.replace("[3]", "[0]") + ERROR).cell is None
    assert failed(OF_PAPERMILL.replace("[3]", f"[{'9' * 5000}]") + ERROR).cell is None


def test_the_line_without_an_arrow_of_its_own_is_that_of_the_next_arrow():
    trace = "/tmp/ipykernel_18/7.py in <module>\n<ipython-input-2-a> in forward(x)\n      1 #\n----> 2 return\n\n"
    assert failed(OF_PAPERMILL + trace + ERROR) == Failure(ERROR, "train", "model", 2)


@pytest.mark.parametrize(
    "seconds", [float("nan"), float("inf"), -1, 1e300, 10**299, True, "7", None, [7], LONGEST_RUN + 1]
)
def test_seconds_that_no_run_takes_are_not_believed(seconds):
    records = [{"data": "a", "time": seconds}, {"data": "b", "time": 0.5}]
    assert read_log(json.dumps(records)).seconds in (0.5, 1.0)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"data":' * 100_000, "[" * 50_000 + "]" * 50_000, "9" * 5000, '[{"data": 3}]', '{"data": "x"',
     "3", "null", '"x"', '[{"data": "\\ud800", "stream_name": []}]', "\x00", "\ud800"],
)  # fmt: skip
def test_whatever_the_log_is_it_is_read_as_a_log_or_as_words(text):
    log = read_log(text)
    assert isinstance(log.stdout, str) and log.seconds == 0
    log.printed()
    failure_in(log, CODE)


def test_a_log_of_very_many_broken_lines_is_not_read():
    with pytest.raises(UnfitError, match="lines"):
        read_log("x\n" * (MAX_LINES + 1))
    assert read_log("[\n" * 10**6) == Log()


@pytest.mark.parametrize(
    "part",
    ["Cell In[2], line 0\n", "Cell In[2]", "ipykernel_1/2.py ", "ipykernel_1", "<ipython-input-1-", "-", "\n-", "9",
     'Exception encountered at "In [3]":\n', "Traceback (most recent call last):\n", "a.b", "xError", "aError\n",
     "\x1b]", "\x1b[0", "5%|  ", "4it [00:01, ", "\r", "a:1: W: x\n", "a:1: ", "  x\n", "1:", "papermill/", "forward("],
)  # fmt: skip
def test_every_look_at_a_log_takes_time_that_grows_with_it_alone(part):
    def seconds(size: int) -> float:
        log = Log(stderr=(part * size)[:size], stdout=(part * size)[:size])
        began = time.process_time()
        log.printed()
        log.printed(False)
        failure_in(log, CODE)
        return time.process_time() - began

    limit = max(30 * seconds(10_000), 0.25)  # a quadratic one takes a hundred times as long, each time
    assert any(seconds(100_000) < limit for _ in range(3))
