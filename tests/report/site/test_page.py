"""`kagglebook page`: what it writes of a course, and what it leaves alone."""

import re
import shutil
from html.parser import HTMLParser

import pytest

from kagglebook.commands.main import run
from kagglebook.report.site.book import assets
from tests.support import CHAPTER, ROOT, output_of

pytestmark = pytest.mark.usefixtures("shared_server")

SLUG = "cv-ch01-program-1-addition"


class Links(HTMLParser):
    """The addresses in a page, those that it names itself, and the places that they may name."""

    def __init__(self, text: str):
        super().__init__()
        self.found, self.fetched, self.places = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.places += [given["id"]] if "id" in given else []
        if tag == "a":
            self.found.append(given["href"])
        elif address := given.get("src") or given.get("href"):
            self.fetched.append(address)


@pytest.fixture
def site(repo):
    return repo / "output" / "site"


@pytest.fixture
def page(repo, capsys):
    """Type the command: its exit code and its lines."""

    def page(*words: str) -> tuple[int, list[str]]:
        capsys.readouterr()
        code = run(["page", *(words or ("--chapter", "1"))], repo)
        return code, capsys.readouterr().out.splitlines()

    return page


def runs_of(repo) -> dict[str, int]:
    files = (path for path in (repo / "output" / "runs").rglob("*") if path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files}


def text_of(path) -> str:
    return path.read_text(encoding="utf-8")


def test_executed_notebooks_are_shown_with_their_outputs_and_checks(repo, page, site):
    assert run(["run", "--chapter", "1"], repo) == 0
    code, lines = page()
    assert code == 0 and lines[0].startswith("output/site/chapter-01/index.html: 2 of 2 notebooks executed, ")
    text = text_of(site / "chapter-01" / f"{SLUG}.html")
    assert '<pre class="out">total 1.5</pre>' in text
    rows = re.findall(r'<th[^>]*>(?:<a href="#cell-\w+">)?(.*?)(?:</a>)?</th><td>(.*?)</td><td>(.*?)</td>', text)
    assert ("total", "= 1.5", "1.5") in rows
    assert "Kaggle" in text and 'lang="ko"' in text


def test_nothing_is_executed_and_what_has_changed_since_its_run_has_no_outputs(repo, page, site, edit):
    assert run(["run", "--chapter", "1"], repo) == 0
    edit("templates/add.py", "first + second", "second + first")
    before = runs_of(repo)
    code, lines = page()
    assert code == 0 and "1 of 2 notebooks executed" in lines[0]
    assert lines[1].startswith("Next: ")
    text = text_of(site / "chapter-01" / f"{SLUG}.html")
    assert "total 1.5" not in text and 'class="notice"' in text
    assert before and runs_of(repo) == before


def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(repo, page, site):
    page()
    pages = {path: Links(text_of(path)) for path in site.rglob("*.html")}
    assert len(pages) == 4
    for path, links in pages.items():
        for address in links.fetched:
            assert address.startswith("data:") or (path.parent / address).is_file(), address
        for address in (each for each in links.found if "://" not in each):
            name, _, place = address.partition("#")
            target = (path.parent / name).resolve() if name else path
            assert target in pages, address
            assert not place or place in pages[target].places, address
        assert len(links.places) == len(set(links.places))


def test_an_unchanged_chapter_is_not_written_again(page, site, repo):
    page()
    before = output_of(repo)
    code, lines = page()
    assert (code, output_of(repo)) == (0, before)
    assert ", 0 files written, " in lines[0]


def test_the_page_of_a_program_that_is_gone_goes_and_somebody_s_file_stays(repo, page, site, edit):
    page()
    (site / "chapter-01" / "CNAME").write_text("lecture.example.org")
    text = text_of(repo / CHAPTER)
    (repo / CHAPTER).write_text(text[: text.rindex("[[program]]")], encoding="utf-8")
    (repo / "chapters/01/errata.toml").unlink()
    assert page()[0] == 0
    assert sorted(path.name for path in (site / "chapter-01").glob("*.html")) == [f"{SLUG}.html", "index.html"]
    assert (site / "chapter-01" / "CNAME").exists()


def test_a_fault_in_a_template_leaves_the_last_page(page, site, repo, edit, capsys):
    page()
    before = output_of(repo)
    edit("templates/add.py", "first + second", "{{ gone }}")
    assert page()[0] == 2
    assert output_of(repo) == before


def test_chapters_of_earlier_calls_stay_listed_also_while_they_have_faults(repo, page, site):
    shutil.copytree(repo / "chapters" / "01", repo / "chapters" / "02")
    path = repo / "chapters" / "02" / "chapter.toml"
    path.write_text(text_of(path).replace("number = 1\n", "number = 2\n").replace("Ch01", "Ch02"), encoding="utf-8")
    assert page("--chapter", "1")[0] == page("--chapter", "2")[0] == 0
    assert [each for each in Links(text_of(site / "index.html")).found if "chapter" in each] == [
        "chapter-01/index.html",
        "chapter-02/index.html",
    ]


def test_a_place_that_leads_out_of_the_course_is_left_alone(repo, page, tmp_path):
    (repo / "output").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (repo / "output" / "site").symlink_to(tmp_path / "elsewhere")
    assert page()[0] == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_what_comes_from_others_keeps_its_licence(page, site):
    page()
    assert "MIT" in text_of(site / "assets" / "katex" / "LICENSE")
    assert (site / ".nojekyll").exists()


@pytest.mark.parametrize(
    ("formula", "fonts"),
    [
        (r"\mathbf{x}", set()),
        (r"\mathsf{T}", {"SansSerif-Regular"}),
        (r"\boldsymbol{\alpha}", {"Math-BoldItalic"}),
        (r"\textsf{\textbf{a}}", {"SansSerif-Regular", "SansSerif-Bold", "Math-BoldItalic"}),
        (r"\textbf{\textit{a}}", {"Math-BoldItalic", "Main-BoldItalic"}),
    ],
)
def test_a_font_that_few_formulas_need_comes_with_those(formula, fonts):
    plain, found = ({path for path in assets(text) if "fonts/" in path} for text in ("", formula))
    assert found - plain == {f"katex/fonts/KaTeX_{font}.woff2" for font in fonts}
    assert len(plain) == 9


@pytest.mark.thorough
def test_a_chapter_without_executed_pictures_is_small(tmp_path):
    for name in ("chapters", "templates", "kernel-metadata"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("data"))
    assert run(["page", "--chapter", "5"], tmp_path) == 0
    pictures = {".png", ".jpg", ".gif", ".svg"}
    files = [path for path in (tmp_path / "output" / "site").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files if path.suffix not in pictures) < 1_450_000


def test_a_notebook_s_own_link_leads_to_kaggle_and_its_neighbour_s_to_its_page(repo, page, site, edit):
    own, other = (f"https://www.kaggle.com/code/cv-lecture/{name}" for name in (SLUG, "cv-ch01-program-2-subtraction"))
    edit("chapters/01/1_01_addition.py", "두 수를 더한다.", f"두 수를 [여기서]({own}) 더하고 [다음에]({other}) 뺀다.")
    assert page()[0] == 0
    text = text_of(site / "chapter-01" / f"{SLUG}.html")
    assert f'<a href="{own}">여기서</a>' in text and '<a href="cv-ch01-program-2-subtraction.html">다음에</a>' in text
    assert f'<li><a href="{own}">' not in text  # what the notebook links to, the page doesn't again


@pytest.mark.parametrize(
    ("machine", "minutes", "facts"),
    [
        ("", "", "CPU"),
        ("", "{ cpu = 0.2 }", "CPU 1분 안"),
        ("NvidiaTeslaT4", "", "NvidiaTeslaT4"),
        ("NvidiaTeslaT4", "{ cpu = 25 }", "NvidiaTeslaT4 · CPU 약 25분"),
        ("NvidiaTeslaT4", "{ cpu = 25, gpu = 2 }", "NvidiaTeslaT4 · CPU 약 25분 · Kaggle GPU 약 2분"),
    ],
)
def test_minutes_are_told_of_the_machine_that_they_were_measured_on(page, site, edit, machine, minutes, facts):
    given = f'kaggle = {{ machine_shape = "{machine}" }}' + (f"\nminutes = {minutes}" if minutes else "")
    edit(CHAPTER, 'kaggle = { machine_shape = "" }', given)
    assert page()[0] == 0
    assert f'<span class="facts">1.1절 · {facts}</span>' in text_of(site / "chapter-01" / "index.html")
