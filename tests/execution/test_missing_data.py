"""A program whose data are missing fails alone."""

from kagglebook.chapter.chapter import load_chapter
from kagglebook.execution.batch import run
from kagglebook.execution.plan import RunOptions
from kagglebook.notebook.book import make_pages

PETS = '[data.pets]\nname = "pets"\nsource = "me/pets"\nkind = "files"\n\n[data.digits]'


def with_data(repo, edit):
    """The second program reads a folder; its notebook's cell looks for it."""
    edit("chapters/01/chapter.toml", "[data.digits]", PETS)
    edit(
        "chapters/01/chapter.toml",
        'template = "1_02_subtraction.py"',
        'template = "1_02_subtraction.py"\ndata = ["pets"]',
    )
    template = repo / "chapters" / "01" / "1_02_subtraction.py"
    text = template.read_text(encoding="utf-8")
    cell = '# %% id="look"\nsource = "me/pets"\nprint(open("data/pets/a.csv").read())\n\n'
    template.write_text(text.replace('# %% id="results"', f'{cell}# %% id="results"'), encoding="utf-8")
    chapter = load_chapter(repo, 1)
    return chapter, make_pages(chapter)


def test_the_others_run_and_it_runs_once_its_data_are_there(repo, edit):
    chapter, pages = with_data(repo, edit)
    options = RunOptions(pretend_gpu=False)
    first, second = run(chapter, pages, options)
    folder = repo / "chapters" / "01" / "data" / "pets"
    assert first.passed
    assert not second.passed
    assert second.run.failure.message == f"{folder.parent}: pets: no such file"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("1,2\n")
    first, second = run(chapter, pages, options)
    assert (first.passed, second.passed) == (True, True)
    (folder / "a.csv").unlink()
    assert [each.passed for each in run(chapter, pages, options)] == [True, False]


def test_a_full_run_goes_on_with_the_others_too(repo, edit):
    chapter, pages = with_data(repo, edit)
    first, second = run(chapter, pages, RunOptions(quick=False))
    assert first.run.failure is None
    assert "pets: no such file" in second.run.failure.message


def test_of_files_a_full_run_takes_those_of_the_chapter_unless_they_are_a_part_only(repo, edit):
    chapter, pages = with_data(repo, edit)
    folder = repo / "chapters" / "01" / "data" / "pets"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("1,2\n")
    options = RunOptions(quick=False)
    assert run(chapter, pages, options)[1].run.failure is None
    edit("chapters/01/chapter.toml", 'kind = "files"', 'kind = "files"\nsamples = true')
    chapter = load_chapter(repo, 1)
    _, second = run(chapter, make_pages(chapter), options)
    assert "pets can't be downloaded; give the folder that holds it as --data-root DIR" in second.run.failure.message
