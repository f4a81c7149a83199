import pytest

from kagglebook.report.site.markdown import clean, to_html


def test_formulas_are_kept_as_tex_for_the_browser():
    html = to_html("with $x_1 * y_1 * z$ and\n\n$$\\begin{pmatrix}1 & 2\\\\3 & 4\\end{pmatrix}$$\n")
    assert '<span class="math">x_1 * y_1 * z</span>' in html
    assert '<div class="math">\\begin{pmatrix}1 &amp; 2\\\\3 &amp; 4\\end{pmatrix}</div>' in html


def test_a_price_is_no_formula():
    assert "math" not in to_html("It costs $5.")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[a](javascript:alert(1))",
        '<a href="javascript:alert(1)">a</a>',
        '<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>',
        "<iframe src='https://example.org'></iframe>",
        '<svg onload="alert(1)"></svg>',
        "<form action='https://example.org'><input></form>",
        "<style>@import 'https://example.org/x.css';</style>",
        '<p style="background: url(https://example.org/x.png)">a</p>',
        '<table><tr><td style="text-align: left; background: url(//example.org)">a</td></tr></table>',
    ],
)
def test_nothing_in_it_is_executed_or_fetched(text):
    html = to_html(text)
    for word in ('="javascript:', "<script", "onerror", "onload", "<iframe", "<form", "<style", "url(", "data:text"):
        assert word not in html


@pytest.mark.parametrize("address", ["https://example.org/a.png", "//example.org/a.png", "http://example.org/a.png"])
def test_a_picture_from_elsewhere_becomes_its_words(address):
    assert to_html(f"![a curve]({address})") == '<p><span class="badge">a curve</span></p>\n'
    assert "example.org" not in clean(f'<img src="{address}" alt="a curve">')


def test_a_picture_that_is_carried_along_goes_where_it_is_kept():
    html = to_html("![a curve](data:image/png;base64,aGk=)", keep=lambda kind, data: f"files/{kind[6:]}-{data}")
    assert html == '<p><img src="files/png-aGk=" alt="a curve"></p>\n'


def test_links_to_other_notebooks_lead_to_their_pages():
    html = to_html("[next](https://www.kaggle.com/code/a/b)", {"https://www.kaggle.com/code/a/b": "b.html"})
    assert html == '<p><a href="b.html">next</a></p>\n'


def test_hints_can_be_opened_and_tables_stand_as_they_were_written():
    assert "<details><summary>Hint</summary>" in to_html("<details><summary>Hint</summary>\n\nthis\n\n</details>")
    assert '<th style="text-align:right">' in to_html("| a |\n|---:|\n| 1 |\n")
