import base64
import json
import os
import struct
import time
import zlib

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.notebook.attachments import pictures
from kagglebook.notebook.book import make_pages

CHAPTER, TEMPLATE = "chapters/01", "chapters/01/1_02_subtraction.py"


def png(shade: int = 0) -> bytes:
    """A picture of one pixel."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes([0, shade]))) + chunk(b"IEND", b"")


@pytest.fixture
def put(repo):
    """Put a file into the tiny repository's chapter."""

    def put(name: str, content: bytes) -> None:
        path = repo / CHAPTER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return put


@pytest.fixture
def render(repo, put):
    """The Markdown cell of a program, of this text."""
    put("net.png", png())

    def render(text: str):
        lines = "\n".join(f"# {line}" for line in text.split("\n"))
        cell = f'#: extends "program.py"\n#: block lesson\n# %% [markdown] id="note"\n{lines}\n'
        (repo / TEMPLATE).write_text(
            f'{cell}\n# %% id="results"\nresults = {{"steps": [2, 0]}}\n#: endblock\n', "utf-8"
        )
        chapter = load_chapter(repo, 1)
        page = make_pages(chapter, chapter.programs[1:])[0]
        return next(cell for cell in page.rendered.notebook.cells if cell.id == "note")

    return render


def fault_of(render, text: str) -> str:
    with pytest.raises(InputError) as caught:
        render(text)
    (problem,) = caught.value.problems
    return f"{problem.path.name}:{problem.line}: {problem.message}"


@pytest.mark.parametrize(
    "written",
    [
        "![net](net.png)",
        "![net](attachment:net.png)",
        "![net](./net.png)",
        "![net](<net.png>)",
        '![net](net.png "a title")',
        "![n [e] t](net.png)",
        "[![net](net.png)](https://example.com)",
        "| ![net](net.png) | b |",
        "text $x$ ![net](net.png) `code`",
    ],
)
def test_a_picture_beside_the_template_becomes_part_of_the_cell(render, written):
    cell = render(written)
    assert cell.attachments == {"net.png": {"image/png": base64.b64encode(png()).decode()}}
    assert "](attachment:net.png" in cell.source


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.gif", b"GIF89a", "image/gif"),
        ("a.webp", b"RIFF\0\0\0\0WEBP", "image/webp"),
        ("a.svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
        ("A.PNG", png(), "image/png"),
    ],
)
def test_pictures_of_every_kind_that_a_notebook_shows_are_taken(render, put, name, content, kind):
    put(f"figures/{name}", content)
    assert render(f"![a](figures/{name})").attachments == {name: {kind: base64.b64encode(content).decode()}}


def test_two_files_of_one_name_are_kept_apart_and_one_file_is_there_once(render, put):
    put("a/net.png", png(1))
    cell = render("![1](net.png) ![2](a/net.png)\n![3](net.png)")
    assert set(cell.attachments) == {"net.png", "net-2.png"}
    assert cell.source == "![1](attachment:net.png) ![2](attachment:net-2.png)\n![3](attachment:net.png)"


def test_a_name_that_not_every_reader_takes_is_written_otherwise(render, put):
    put("그림 1.png", png())
    cell = render("![a](<그림 1.png>) ![b](%EA%B7%B8%EB%A6%BC%201.png)")
    (name,) = cell.attachments
    assert name.isascii() and " " not in name
    assert cell.source == f"![a](attachment:{name}) ![b](attachment:{name})"


def test_a_picture_of_a_shared_template_lies_beside_that(repo, edit):
    (repo / "templates" / "logo.png").write_bytes(png())
    edit("templates/program.py", "# [Open in Kaggle]", "# ![logo](logo.png)\n# [Open in Kaggle]")
    for page in make_pages(load_chapter(repo, 1)):
        assert set(page.rendered.notebook.cells[0].attachments) == {"logo.png"}


def test_a_picture_that_a_shared_template_names_may_lie_with_the_chapter(repo, edit):
    (repo / CHAPTER / "pictures").mkdir()
    (repo / CHAPTER / "pictures" / "1-1.png").write_bytes(png(1))
    edit("templates/program.py", "# [Open in Kaggle]", "# ![it](pictures/1-1.png)\n# [Open in Kaggle]")
    for page in make_pages(load_chapter(repo, 1)):
        assert set(page.rendered.notebook.cells[0].attachments) == {"1-1.png"}


def test_a_remark_may_show_a_picture(repo, put, edit):
    put("net.png", png())
    edit(TEMPLATE, "#> 하나씩 뺀다", "#> ![net](net.png)")
    cells = {cell.id: cell for cell in make_pages(load_chapter(repo, 1))[1].rendered.notebook.cells}
    assert "![net](attachment:net.png) |" in cells["subtract-remarks"].source
    assert set(cells["subtract-remarks"].attachments) == {"net.png"}


def test_a_notebook_with_pictures_is_valid_and_the_same_each_time(render, repo):
    render("![net](net.png)")
    first, second = (make_pages(load_chapter(repo, 1))[1].rendered.ipynb for _ in range(2))
    assert first == second
    assert b'"attachments"' in first


@pytest.mark.parametrize(
    "text",
    [
        "![a](https://example.com/a.png) ![b](HTTP://example.com/b.png)",
        "![a](data:image/png;base64,AAAA)",
        '<img src="https://example.com/a.png" width=3>',
        "`![a](nowhere.png)` and ``![b](nowhere.png)``",
        "```\n![a](nowhere.png)\n<img src='nowhere.png'>\n```",
        "$![a](nowhere.png)$",
        "`<img src='nowhere.png'>`",
        "<!-- ![a](nowhere.png) <img src='nowhere.png'> -->",
        r"\![a](nowhere.png) is a link",
        "[a](nowhere.pdf) is a link",
        "![a][b]\n\n[b]: https://example.com/a.png",
        "![no picture] at all",
        "x[0](1) and y![0]",
    ],
)
def test_what_is_no_picture_of_ours_stays_as_it_is(render, text):
    cell = render(text)
    assert cell.source.replace("\n\n", "\n") == text.replace("\n\n", "\n")
    assert "attachments" not in cell


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("![a](nt.png)", "no picture 'nt.png' beside the template, did you mean 'net.png'?"),
        ("![a](figures/a.png)", "no picture 'figures/a.png' beside the template"),
        ("![a](attachment:other.png)", "no picture 'attachment:other.png' beside the template"),
        ("![a](/net.png)", "'/net.png' can't reach Kaggle"),
        ("![a](//example.com/net.png)", "'//example.com/net.png' can't reach Kaggle"),
        ("![a](file:net.png)", "'file:net.png' can't reach Kaggle"),
        ("![a](file:///tmp/net.png)", "'file:///tmp/net.png' can't reach Kaggle"),
        ("![a](C:/net.png)", "'C:/net.png' can't reach Kaggle"),
        ("![a](ftp://a/net.png)", "'ftp://a/net.png' can't reach Kaggle"),
        ("![a](~/net.png)", "'~/net.png' can't reach Kaggle"),
        ("![a](..\\\\net.png)", "can't reach Kaggle"),
        ("![a](../01/net.png)", "'../01/net.png' leads out of the template's folder"),
        ("![a](%2e%2e/01/net.png)", "leads out of the template's folder"),
        ("![a](%2Fetc/passwd)", "can't reach Kaggle"),
        ("![a](data/net.png)", "data/ is for data sets"),
        ("![a](chapter.toml)", "'chapter.toml' is no picture that a notebook shows: png, jpg, jpeg, gif, webp, svg"),
        ("![a](text.png)", "'text.png' holds no png picture"),
        ("![a](folder.png)", "'folder.png': not a plain file"),
        ("![a]()", "a picture's address is one word"),
        ("![a](<>)", "a picture without a file"),
        ("![a](my net.png)", "a picture's address is one word, or stands in <…>"),
        ("![a][b]\n\n[b]: net.png", "a picture that is defined elsewhere in the text"),
        ("![a][b]", "a picture that is defined elsewhere in the text"),
        ("![b][]\n\n[b]: net.png", "a picture that is defined elsewhere in the text"),
        ("![b]\n\n[B]: net.png", "a picture that is defined elsewhere in the text"),
        ('<img src="net.png">', "<img> shows 'net.png', which can't reach Kaggle"),
        ("<IMG alt='a>b' SRC=net.png />", "<IMG> shows 'net.png', which can't reach Kaggle"),
        ('<img src="attachment:net.png">', "which can't reach Kaggle"),
        ('<img\nsrc="net.png">', "which can't reach Kaggle"),
        ('<video src="net.mp4"></video>', "<video> shows 'net.mp4'"),
        ('<img srcset="https://example.com/a.png 1x, net.png 2x">', "<img> shows 'net.png'"),
        ('<iframe src="file:///etc/passwd">', "<iframe> shows 'file:///etc/passwd'"),
    ],
)
def test_what_can_t_reach_kaggle_is_refused_with_its_line(render, put, repo, text, told):
    put("text.png", b"version https://git-lfs.github.com/spec/v1\n")
    (repo / CHAPTER / "folder.png").mkdir()
    said = fault_of(render, text)
    assert said.startswith("1_02_subtraction.py:4: ")
    assert told in said


def test_all_pictures_that_can_t_reach_kaggle_are_told_at_once(render):
    with pytest.raises(InputError) as caught:
        render("![a](a.png)\n![b](b.png)")
    assert [problem.line for problem in caught.value.problems] == [4, 5]


def test_a_link_out_of_the_course_is_not_followed(render, repo, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.png"
    outside.write_bytes(png())
    (repo / CHAPTER / "link.png").symlink_to(outside)
    assert "leads out of the template's folder" in fault_of(render, "![a](link.png)")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_told_and_not_waited_for(render, repo):
    os.mkfifo(repo / CHAPTER / "pipe.png")
    assert "'pipe.png': not a plain file" in fault_of(render, "![a](pipe.png)")


def test_a_picture_too_large_for_kaggle_is_told(render, put):
    put("large.png", png() + bytes(800_000))
    assert "'large.png': larger than 0.75 MB" in fault_of(render, "![a](large.png)")


def test_many_pictures_are_not_all_read(render, put):
    put("large.png", png() + bytes(700_000))
    put("other.png", png(1) + bytes(700_000))
    with pytest.raises(InputError, match="pictures of more than 2 MB in one notebook"):
        render("![a](large.png) ![b](other.png) ![c](large.png)")


def test_pictures_that_make_a_notebook_too_large_are_told_as_the_reason(render, put):
    put("a.png", png() + bytes(700_000))
    put("b.png", png(1) + bytes(700_000))
    said = fault_of(render, "![a](a.png) ![b](b.png)")
    assert "of them its pictures; Kaggle takes less than 1,000,000: make them smaller" in said


@pytest.mark.parametrize("text", ["![", "![a](", "![]", "[![](", "<img ", "<img src='", "<!--", "![a][b]", "[a]: b\n"])
def test_two_hundred_thousand_characters_take_no_time(text):
    started = time.process_time()
    for _ in pictures(text * (200_000 // len(text))):
        pass
    assert time.process_time() - started < 4


def test_an_attachment_is_one_text_of_the_file(render, repo):
    render("![net](net.png)")
    page = make_pages(load_chapter(repo, 1))[1]
    (cell,) = [cell for cell in json.loads(page.rendered.ipynb)["cells"] if "attachments" in cell]
    assert base64.b64decode(cell["attachments"]["net.png"]["image/png"]) == png()
