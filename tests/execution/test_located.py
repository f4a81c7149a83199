from nbformat import from_dict

from kagglebook.core.run import Failure
from kagglebook.execution.located import located


def notebook(*cells, traceback=("Cell In[2], line 3",)):
    made = [
        {"cell_type": "code", "id": f"c{count}", "execution_count": count, "outputs": [], "source": source}
        for count, source in enumerate(cells, 1)
    ]
    made[-1]["outputs"] = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": list(traceback)}]
    return from_dict({"cells": made})


def place(message, *cells, **more):
    found = located(Failure(message), notebook(*cells, **more))
    return found.cell, found.line_cell, found.line


def test_the_innermost_line_of_the_notebook_is_the_place():
    trace = ("\x1b[36mCell In[2]\x1b[39m, line 9", "File x.py:3", "Cell In[1], line 4", "File torch.py:1")
    assert place("E: x", "def f(): ...", "f()", traceback=trace) == ("c2", "c1", 4)


def test_a_frame_of_no_cell_is_none():
    assert place("E: x", "1", traceback=("Cell In[99], line 3",)) == ("c1", None, None)


def test_a_result_that_can_not_be_saved_is_told_where_its_author_gave_it():
    message = "TypeError: results['loss'] can't be saved: 'set' object has no attribute 'tolist'"
    first = 'results = {\n "fine": 1,\n "loss": {1},\n}'
    assert place(message, first, "save()") == ("c2", "c1", 3)
    assert place(message, first, 'x = 1\nresults["loss"] = {2}', "save()") == ("c3", "c2", 2)
    assert place(message, "%magic", 'results = {"other": 1}', "save()") == ("c3", "c2", 3)


def test_a_cell_that_can_not_be_parsed_gives_no_result():
    message = "TypeError: results['loss'] can't be saved: 'set' object has no attribute 'tolist'"
    for cell in ("%magic", "-" * 100_000 + "1", "x = '\0'"):
        assert place(message, 'results = {"loss": {1}}', cell, "save()") == ("c3", "c1", 1)


def test_a_notebook_without_an_error_is_left_as_it_is():
    clean = notebook("1")
    clean.cells[0]["outputs"] = []
    assert located(Failure("x"), clean) == Failure("x")


def test_a_frame_of_ipython_7_is_found_by_its_text():
    trace = (
        "\x1b[0;32m/tmp/ipykernel_7/62.py\x1b[0m in <cell line: 0>()\n      1 a = 1\n----> 2 f(0)\n",
        "/tmp/ipykernel_7/15.py in f(x)\n      2     y = x\n----> 3     return 1 / y\n",
        "/usr/lib/python3/x.py in g(x)\n----> 3     return 1 / y\n",
    )
    define = "def f(x):\n    y = x\n    return 1 / y"
    assert place("ZeroDivisionError: x", define, "a = 1\nf(0)", traceback=trace) == ("c2", "c1", 3)
    assert place("ZeroDivisionError: x", "other", "a = 1\nf(0)", traceback=trace) == ("c2", "c2", 2)
