import pytest

from kagglebook.core.run import CellOutput, Run, cell_outputs, error_in_words


def stream(name: str, text: str) -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def shown(**data: str) -> dict:
    return {"output_type": "display_data", "data": {key.replace("_", "/", 1): value for key, value in data.items()}}


def outputs_of(*outputs: dict) -> CellOutput:
    return cell_outputs({"cells": [{"cell_type": "code", "id": "cell", "outputs": list(outputs)}]})["cell"]


def test_stdout_and_the_last_expression_are_the_text_in_their_order():
    outputs = outputs_of(stream("stdout", "a\n"), stream("stdout", "b\n"), shown(text_plain="42"))
    assert outputs == CellOutput(text="a\nb\n42\n", drawn=())


def test_a_picture_counts_as_figure_and_adds_no_text():
    outputs = outputs_of(shown(image_png="iVBOR", text_plain="<Figure size 640x480 with 1 Axes>"))
    assert outputs == CellOutput(figures=1)


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/svg+xml", "image/gif", "image/webp"])
def test_a_picture_of_any_kind_is_one(kind):
    output = {"output_type": "display_data", "data": {kind: "…", "text/plain": "<IPython.core.display.SVG object>"}}
    assert outputs_of(output) == CellOutput(figures=1)


def test_a_picture_in_two_kinds_is_one_and_one_that_is_html_too_is_both():
    assert outputs_of(shown(image_png="iVBOR", image_jpeg="/9j/")).figures == 1
    both = outputs_of(shown(image_png="iVBOR", text_html="<div>", text_plain="Figure()"))
    assert both == CellOutput(figures=1, html=("<div>",))


def test_html_is_kept_beside_its_text():
    assert outputs_of(shown(text_html="<table>", text_plain="   a")) == CellOutput(
        "   a\n", html=("<table>",), drawn=()
    )


def test_a_widget_is_no_text():
    bar = {"application/vnd.jupyter.widget-view+json": {"model_id": "0"}, "text/plain": "  0%|          | 0/3"}
    assert outputs_of({"output_type": "display_data", "data": bar}) == CellOutput(drawn=())


def test_text_is_without_colours():
    assert outputs_of(stream("stdout", "\x1b[31mred\x1b[0m\n"), shown(text_plain="\x1b[1mx\x1b[0m")).text == "red\nx\n"


def test_markdown_cells_have_no_output():
    assert cell_outputs({"cells": [{"cell_type": "markdown", "id": "note", "source": "text"}]}) == {}


@pytest.mark.parametrize(
    "bar",
    [
        "  0%|          | 0/3 [00:00<?, ?it/s]\r 33%|███▎      | 1/3 [00:00<00:00,  2.55it/s]\r",
        "Adam: 100%|██████████| 30/30 [00:12<00:00,  2.41it/s]\n",
        "17it [00:01, 16.1it/s]\n",
    ],
)
def test_a_progress_bar_is_no_stray_stderr(bar):
    assert outputs_of(stream("stderr", bar)).stderr == ""


def test_a_warning_beside_a_progress_bar_remains():
    bar = "100%|██████████| 3/3 [00:00<00:00, 2.55it/s]\n"
    assert outputs_of(stream("stderr", f"{bar}UserWarning: 50% of [these] are lost\n")).stderr.startswith("UserWarning")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("_IncompleteInputError: incomplete input", "SyntaxError: incomplete input"),
        ("ValueError: _IncompleteInput", "ValueError: _IncompleteInput"),
    ],
)
def test_an_exception_goes_by_the_name_that_a_reader_knows(error, told):
    assert error_in_words(error) == told


@pytest.mark.parametrize("told", [None, [1], "cpu", 3])
def test_an_environment_that_is_no_table_is_none(told):
    assert Run(results={"environment": told}).environment == {}
