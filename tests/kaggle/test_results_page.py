"""The page that nbconvert makes of a notebook, in both of its forms, sound and otherwise."""

import time

import pytest
from nbconvert import HTMLExporter
from nbformat import v4

from kagglebook.core.files import UnfitError
from kagglebook.kaggle.results_page import MAX_OPEN, read_page

PNG = "iVBORw0KGgo="
TABLE = "<div><table><tr><th>epoch</th></tr><tr><td>1 &lt; 2</td></tr></table><br/></div>"
CELL = '<div class="highlight hl-ipython3"><pre>x</pre></div><div class="output_html rendered_html">'


def shown(data: dict[str, str]):
    return v4.new_output("display_data", data)


def page_of(form: str, *outputs) -> str:
    """A page of three code cells, the second with these outputs."""
    cells = [v4.new_code_cell(source) for source in ("first = 1", "second = 1 < 2", "third = 3")]
    cells[1].outputs = list(outputs)
    cells[2].outputs = [v4.new_output("stream", text="the third\n")]
    markdown = v4.new_markdown_cell(f"![a picture](data:image/png;base64,{PNG})\n```python\nfenced = 1\n```")
    notebook = v4.new_notebook(cells=[cells[0], markdown, *cells[1:]])
    return HTMLExporter(template_name=form).from_notebook_node(notebook)[0]


@pytest.fixture(params=["lab", "classic"])
def outputs_of(request):
    """What is read of the second cell, of a page whose other cells are read as they were."""

    def read(*outputs):
        cells = read_page(page_of(request.param, *outputs), 60)
        assert [cell.code.strip() for cell in cells] == ["first = 1", "second = 1 < 2", "third = 3"]
        assert cells[0].output().figures == 0 and cells[2].output().text.strip() == "the third"
        return cells[1].output()

    return read


def test_html_outputs_are_read_as_they_were_written(outputs_of):
    output = outputs_of(shown({"text/html": TABLE, "text/plain": "epoch"}), shown({"text/html": "<b>bold</b>"}))
    assert output.html == (TABLE, "<b>bold</b>")
    assert "1 < 2" in output.text  # of a table the page has no plain text


def test_a_picture_within_html_is_no_figure(outputs_of):
    assert outputs_of(shown({"text/html": f'<img src="data:image/png;base64,{PNG}">'})).figures == 0


@pytest.mark.parametrize("kind", ["image/png", "image/jpeg", "image/svg+xml"])
def test_pictures_of_every_kind_are_counted(outputs_of, kind):
    drawn = "<svg xmlns='http://www.w3.org/2000/svg'><text>words</text></svg>" if "svg" in kind else PNG
    output = outputs_of(shown({kind: drawn, "text/plain": "<Figure>"}), shown({kind: drawn}))
    assert (output.figures, output.text.strip(), output.html) == (2, "", ())


@pytest.mark.parametrize("html", ["<div>", "<div><div><p>", "</div></div></div></div></div></div>", "<div class='x'"])
def test_html_that_does_not_end_where_it_should_leaves_other_outputs_and_cells_alone(outputs_of, html):
    output = outputs_of(shown({"text/html": html}), v4.new_output("stream", text="after\n"))
    assert len(output.html) == 1
    assert "after" in output.text or "class" in html  # a tag without end takes what follows with it


def test_a_page_that_nobody_mended_is_read_cell_by_cell():
    after = '<div class="jp-OutputArea-child"><div class="jp-RenderedText"><pre>after</pre></div></div>'
    first, second = read_page(f'{CELL}<div><p>open{after}<div class="jp-Cell">{CELL}<b>', 60)
    assert (first.output().html, second.output().html) == (("<div><p>open",), ("<b>",))
    assert "after" in first.output().text and (first.code, second.code) == ("x", "x")


def test_scripts_are_no_text(outputs_of):
    script = "<script>if (a < b && c) { write('</div>') }</script>"
    output = outputs_of(shown({"text/html": script}))
    assert output.html == (script,) and "write" not in output.text


def test_the_traceback_of_an_error_is_no_text_of_the_program(outputs_of):
    error = v4.new_output("error", ename="E", evalue="v", traceback=["the traceback"])
    assert "traceback" not in outputs_of(error).text


@pytest.mark.parametrize("text", ["", "<", "<![CDATA[", "<![x", "<![x[y]]>", "&#" + "9" * 5000 + "; <b>", "\x00", "</"])
def test_what_is_no_page_has_no_cells(text):
    assert read_page(text, 60) == []
    assert len(read_page(CELL + text, 60)) <= 1


@pytest.mark.parametrize(
    "part",
    ["<a>", "<a ", "<a/", '<a b="', "<a b='x\" c", "<a b c d e", "<", "</", "</a x", "<!--", "<!-- -->", "<!", "<?",
     "&", "<![if x]>", "<script>", "<script></", "<div>", "</div>", "&amp;", "&#1", "<div class='hl-x'>", "x", " ",
     "\n", "<div class='output_html'>", "<div class='jp-Cell'>"],
)  # fmt: skip
def test_a_page_takes_time_that_grows_with_it_alone(part):
    def seconds(size: int) -> float:
        began = time.process_time()
        read_page(CELL + (part * size)[:size], 60)
        return time.process_time() - began

    assert seconds(200_000) < max(30 * seconds(20_000), 1)  # a quadratic one takes a hundred times as long


def test_a_page_that_takes_too_long_is_given_up():
    with pytest.raises(UnfitError, match="takes longer than 0 s"):
        read_page(CELL, 0)


def test_a_page_without_end_is_given_up():
    with pytest.raises(UnfitError, match="no end"):
        read_page(CELL + "<script>" + "x" * (2 * MAX_OPEN + 1_000_000), 60)
