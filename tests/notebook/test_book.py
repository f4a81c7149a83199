import json

import nbformat
import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from kagglebook.notebook.kaggle_publisher import MAX_SOURCE_BYTES
from tests.support import ADDITION

CHAPTER = "chapters/01/chapter.toml"


def pages_of(root, number: int = 1):
    chapter = load_chapter(root, number)
    return make_pages(chapter, chapter.programs)


def problems_of(repo) -> list[str]:
    with pytest.raises(InputError) as caught:
        pages_of(repo)
    return [str(problem).replace(f"{repo}/", "") for problem in caught.value.problems]


def test_a_page_is_a_folder_of_a_notebook_and_its_metadata_and_nothing_is_written(repo):
    pages = pages_of(repo)
    slug = "cv-ch01-program-2-subtraction"
    files = pages[1].files()
    assert set(files) == {f"{slug}/{slug}.ipynb", f"{slug}/kernel-metadata.json"}
    assert json.loads(files[f"{slug}/kernel-metadata.json"])["code_file"] == f"{slug}.ipynb"
    assert files[f"{slug}/kernel-metadata.json"].isascii()
    assert all(content.endswith(b"\n") for content in files.values())
    assert not (repo / "output").exists()


def test_what_is_committed_is_readable_and_what_is_sent_is_the_same_in_ascii(repo):
    page = pages_of(repo)[0]
    committed, sent = (files[f"{page.program.slug}/{page.program.slug}.ipynb"] for files in both(page))
    assert "두 수를 더한다." in committed.decode()
    assert sent.isascii() and sent == page.submission.source
    assert json.loads(sent) == json.loads(committed)


def both(page):
    return page.files(), page.submitted_files()


def test_a_notebook_is_told_the_machine_of_its_own_program(repo):
    assert [page.rendered.notebook.metadata.kaggle.isGpuEnabled for page in pages_of(repo)] == [False, True]


def test_the_problems_of_every_program_are_told_at_once(repo, edit):
    edit("chapters/01/1_01_addition.py", "program.params.first", "program.params.frst")
    edit("chapters/01/1_02_subtraction.py", 'id="results"', 'id="result"')
    edit(CHAPTER, '"CV Ch01 Program 2 Subtraction"', '"빼기 Program"')
    assert [problem.split(": ")[0] for problem in problems_of(repo)] == [
        "chapters/01/1_01_addition.py:7",
        "chapters/01/1_02_subtraction.py",
        "chapters/01/chapter.toml:34",
    ]


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("templates/program.py", "program.url", "program.ulr", "templates/program.py:4: "),
        ("templates/program.py", "import json\n", "import json)\n", "templates/program.py:10: "),
        (CHAPTER, "internet = true", 'internet = true\nkeywords = [""]', f"{CHAPTER}:11: kaggle.keywords: "),
    ],
)
def test_a_fault_of_what_programs_share_is_one_problem(repo, edit, path, old, new, told):
    edit(path, old, new)
    (problem,) = problems_of(repo)
    assert problem.startswith(told)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'machine_shape = "NvidiaTeslaT4"',
            'machine_shape = "NvidiaT4"',
            f"{CHAPTER}:9: kaggle.machine_shape: Kaggle rule 'machine': unknown machine 'NvidiaT4'",
        ),
        (
            'kaggle = { machine_shape = "" }',
            'kaggle = { machine_shape = "NvidiaT4" }',
            f"{CHAPTER}:25: program 1-1, kaggle.machine_shape: Kaggle rule 'machine': unknown machine 'NvidiaT4'",
        ),
        (
            "CV Ch01 Program 2 Subtraction",
            "CV Ch01 Program 2 " + "x" * 33,
            f"{CHAPTER}:34: program 1-2, kernel_title: Kaggle rule 'fields': title ",
        ),
        (
            "private = true",
            'private = true\nmodel_sources = ["a/b"]',
            f"{CHAPTER}:12: kaggle.model_sources: Kaggle rule 'fields': model_sources[0] 'a/b' must be owner/model/",
        ),
    ],
)
def test_a_broken_rule_is_told_at_the_key_that_broke_it(repo, edit, old, new, told):
    edit(CHAPTER, old, new)
    (problem,) = problems_of(repo)
    assert problem.startswith(told)


def test_a_broken_rule_names_the_programs_that_it_holds_for(repo, edit):
    edit(CHAPTER, "internet = true", 'internet = true\nkeywords = [""]')
    assert problems_of(repo)[0].endswith("(program 1-1, 1-2)")


def test_a_cell_that_is_left_out_of_recorded_runs_is_one_of_some_program(repo, edit):
    edit(CHAPTER, "[edition]", '[baseline]\nleave_out = ["ad"]\n\n[edition]')
    (problem,) = problems_of(repo)
    assert problem.endswith("baseline.leave_out[0]: no cell 'ad', did you mean 'add'?")


def test_a_large_source_is_told_for_its_program(repo, edit):
    text = "가" * (MAX_SOURCE_BYTES // 6)  # six bytes each, once escaped
    edit("chapters/01/1_01_addition.py", "# 두 수를 더한다.", f"# {text}")
    (problem,) = problems_of(repo)
    assert problem.startswith(f"{CHAPTER}:17: program 1-1: Kaggle rule 'source-size'")


def test_the_notebooks_of_chapter_5_are_valid_and_under_kaggle_s_limit(root):
    pages = pages_of(root, 5)
    assert len(pages) == 17
    for page in pages:
        notebook = nbformat.reads(page.submission.source.decode("ascii"), as_version=nbformat.NO_CONVERT)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        nbformat.validate(notebook)
        assert len(page.submission.source) < 1_000_000


def test_a_cell_of_prose_whose_statements_come_to_nothing_stays_as_an_empty_one(repo, edit):
    edit(ADDITION, "# 두 수를 더한다.", "#: for each in []\n# {{ each }}\n#: endfor")
    chapter = load_chapter(repo, 1)
    (page,) = make_pages(chapter, chapter.select(["1-1"]))
    (note,) = [cell for cell in page.rendered.notebook.cells if cell["id"] == "note"]
    assert note["source"] == ""
