import pytest

from kagglebook.report.site.cells import LONG, show_cell, show_code, show_output


def cell(source: str = "", kind: str = "code", **more) -> dict:
    return {"cell_type": kind, "id": "train", "source": source, "metadata": {}, **more}


def output(data: dict, **metadata) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def test_a_cell_has_the_place_of_its_name():
    assert show_cell(cell("# Text", "markdown")).startswith('<section class="prose" id="cell-train"><h1>Text</h1>')
    assert show_cell(cell("x = 1")).startswith('<section class="code" id="cell-train"><pre class="source">')
    assert show_cell(cell("raw", "raw")) == ""


def test_code_is_coloured_and_means_nothing_to_the_browser():
    html = show_code("if a < 1:  # no\n    print('<b>')")
    assert html == (
        '<pre class="source"><code><i class="k">if</i> a &lt; <i class="m">1</i>:  <i class="c"># no</i>\n'
        '    <i class="b">print</i>(<i class="s">\'</i><i class="s">&lt;b&gt;</i><i class="s">\'</i>)</code></pre>'
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"output_type": "stream", "name": "stdout", "text": "a<b\n"}, '<pre class="out">a&lt;b</pre>'),
        ({"output_type": "stream", "name": "stderr", "text": "careful\n"}, '<pre class="out stderr">careful</pre>'),
        ({"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m\n"}, '<pre class="out">red</pre>'),
        (
            {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["\x1b[0;31mE\x1b[0m: no"]},
            '<pre class="out error">E: no</pre>',
        ),
        (output({"text/plain": "3"}), '<pre class="out">3</pre>'),
        (output({"text/plain": ""}), ""),
    ],
    ids=["out", "err", "colours", "error", "value", "nothing"],
)
def test_outputs_are_words(given, shown):
    assert show_output(given) == shown


def test_a_picture_has_its_alt_text_and_is_fetched_when_it_is_looked_at():
    picture = output({"image/png": "aGk=", "text/plain": "<Figure>"}, **{"image/png": {"alt": 'a "curve"'}})
    assert show_output(picture, lambda kind, data: f"files/{data}.png") == (
        '<img class="out" loading="lazy" src="files/aGk=.png" alt="a &quot;curve&quot;">'
    )
    assert 'src="data:image/png;base64,aGk="' in show_output(picture)


def test_the_place_of_a_picture_is_kept_free():
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAYAAAC56t6BAAAADElEQVR42mNgIA4AAABCAAHrBAqnAAAAAElFTkSuQmCC"
    assert ' width="2" height="3" ' in show_output(output({"image/png": dot}))
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>'
    assert ' width="40" height="30" ' in show_output(output({"image/svg+xml": drawn}))


@pytest.mark.parametrize("data", ["", "aGk=", "no base64", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAA"])
def test_a_broken_picture_has_no_size(data):
    assert "width" not in show_output(output({"image/png": data}))


def test_a_drawing_in_svg_is_a_picture_which_executes_nothing():
    html = show_output(output({"image/svg+xml": "<svg onload='alert(1)'/>"}))
    assert "<svg" not in html and "data:image/svg+xml;base64," in html


def test_a_table_of_a_program_is_a_table_and_no_more():
    html = show_output(
        output({"text/html": "<style>td {}</style><table><tr><td>1</td></tr></table><script>x</script>"})
    )
    assert "<td>1</td>" in html and "script" not in html and "style" not in html


def test_code_that_the_notebook_hides_is_there_for_who_asks():
    hidden = {"jupyter": {"source_hidden": True}}
    short = show_cell(cell("x = 1", metadata=hidden), hidden="Code")
    assert '<details class="hidden"><summary>Code</summary><pre class="source"><code>x = 1</code></pre>' in short
    long = show_cell(cell("x = 1\n" * LONG, metadata=hidden), hidden="Code", long="{lines} lines")
    assert len(long) < 500 and f"<p>{LONG} lines</p>" in long


def test_an_attached_picture_is_shown():
    attached = {"attachments": {"a.png": {"image/png": "aGk="}}}
    assert 'src="data:image/png;base64,aGk="' in show_cell(cell("![a](attachment:a.png)", "markdown", **attached))


@pytest.mark.parametrize("source", [["x = ", "1"], "x = 1"], ids=["lines", "text"])
def test_a_text_in_lines_is_one_text(source):
    assert "x = <i" in show_cell(cell(source))
