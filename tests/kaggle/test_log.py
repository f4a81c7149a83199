import json

import pytest

from kagglebook.core.run import Failure
from kagglebook.kaggle.log import Log, failure_in, read_log

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
    assert Log(stderr=said).complaints() == ["/tmp/ipykernel_17/3.py:2: UserWarning: careless"]


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
