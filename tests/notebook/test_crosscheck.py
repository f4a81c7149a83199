import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages
from kagglebook.notebook.crosscheck import results_keys

CHAPTER, ADDITION, SUBTRACTION = (
    f"chapters/01/{name}" for name in ("chapter.toml", "1_01_addition.py", "1_02_subtraction.py")
)
PARAMETER = "second = {{ program.params.second | literal }}"


@pytest.fixture
def told(repo):
    """The problems of the tiny repository as it now is, without their places."""

    def told() -> list[str]:
        chapter = load_chapter(repo, 1)
        try:
            make_pages(chapter, chapter.programs)
        except InputError as error:
            return [problem.message for problem in error.problems]
        return []

    return told


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ('results = {"a": 1, "b": f(x)}', {"a": None, "b": None}),
        ('results = {"a": {"b": 1, "c": {"d": 2}}}', {"a": {"b": None, "c": {"d": None}}}),
        ('x = 1\nresults = {}\nresults["a"] = 1', {}),
        ("results = f()", None),
        ("results = {**a}", None),
        ("results = {name: 1}", None),
        ("other = {}", None),
    ],
)
def test_the_keys_of_the_results_are_read_from_the_literal(code, keys):
    assert results_keys(code) == keys


def test_a_program_that_agrees_with_its_template_has_no_problem(told):
    assert told() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "message"),
    [
        (CHAPTER, "second = 0.5 }", "second = 0.5, thrd = 1 }", "the notebook has no parameter 'thrd' (known: first, "),
        (CHAPTER, "second = 0.5 }", "second = 0.5, seconds = 1 }", "parameter 'seconds', did you mean 'second'?"),
        (ADDITION, PARAMETER, f"{PARAMETER}\nthird = 3", "the notebook's parameter 'third' is not in params"),
        (ADDITION, PARAMETER, "second = 0.25", "the notebook's parameters cell has second as 0.25, not 0.5"),
        (ADDITION, PARAMETER, "second = True", "the notebook's parameters cell has second as True, not 0.5"),
        (ADDITION, PARAMETER, "second = float(1)", "plain assignments of literals only"),
        (ADDITION, PARAMETER, f"{PARAMETER}\nsecond += 1", "plain assignments of literals only"),
        (ADDITION, PARAMETER, f"{PARAMETER}\na = b = 1", "plain assignments of literals only"),
        (ADDITION, PARAMETER, f"{PARAMETER}  # x=1", "no '=' in a comment: papermill loses the parameter"),
        (ADDITION, ' tags=["parameters"]', "", 'the notebook has no cell id="parameters" tags=["parameters"]'),
        (ADDITION, '# %% id="results"', '# %% id="results" tags=["parameters"]', 'only the cell id="parameters" is'),
        (CHAPTER, 'cell = "add"', 'cell = "ad"', "no code cell 'ad', did you mean 'add'?"),
        (CHAPTER, 'cell = "add"', 'cell = "note"', "no code cell 'note'"),  # there is one, of Markdown
        (CHAPTER, 'value = "total"', 'value = "totl"', "the notebook's results have no 'totl', did you mean 'total'?"),
        (ADDITION, '"total": total', '"total": {"sum": 1}', None),
        ("templates/add.py", "first + second", "first + first", "the notebook never uses its parameter 'second'"),
        ("templates/add.py", "first + second", "first + 0.5", "the notebook never uses its parameter 'second'"),
        (CHAPTER, "max = 0 }", 'same = "stps[0]" }', "the notebook's results have no 'stps', did you mean 'steps'?"),
        (CHAPTER, "max = 0 }", 'same = "steps[2]" }', None),
        (CHAPTER, "max = 0 }", 'length = "epochs" }', "no parameter 'epochs' in params"),
        (CHAPTER, "max = 0 }", "length = 3 }", None),
        (CHAPTER, 'cell = "add", text = "total"', 'value = "total", length = "first"', None),
        (
            CHAPTER,
            'section = "1.2"',
            'section = "1.2"\ndata = ["digits"]',
            "never looks for 'hojjatk/mnist-dataset'",
        ),
        (SUBTRACTION, 'id="results"', 'id="result"', "the notebook needs a cell 'results'"),
        (
            SUBTRACTION,
            'results = {"steps": steps}',
            "results = dict(steps=steps)",
            "the notebook needs a cell 'results'",
        ),
    ],
)
def test_what_one_side_names_and_the_other_lacks_is_one_problem(told, edit, path, old, new, message):
    edit(path, old, new)
    problems = told()
    assert len(problems) == (message is not None)
    assert not message or message in problems[0]


def test_a_parameter_that_only_the_report_reads_is_not_used(told, edit):
    edit("templates/add.py", "first + second", "first + 0.5")
    edit(ADDITION, '# %% id="results"', '# %% id="report" role="report"\nprint(second)\n\n# %% id="results"')
    assert told() == ["the notebook never uses its parameter 'second'"]


def test_true_is_not_one(told, edit):
    edit(CHAPTER, "first = 2", "first = 1")
    edit(ADDITION, "{{ program.params.first | literal }}", "True")
    assert told() == ["the notebook's parameters cell has first as True, not 1"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("history.loss", None),
        ("history.loss[-1]", None),
        ("history.other", "the notebook's results have no 'other' (known: loss)"),
        ("histry.loss", "the notebook's results have no 'histry', did you mean 'history'?"),
        ("made.anything", None),  # a value that a call made: only a run can tell
    ],
)
def test_a_nested_value_is_followed_as_far_as_the_literal_tells(told, edit, value, message):
    edit(ADDITION, '{"total": total}', '{"total": total, "history": {"loss": [3, 2]}, "made": dict()}')
    edit(CHAPTER, 'cell = "add", text = "total"', f'value = "{value}", min = 0')
    assert told() == ([message] if message else [])


TRIED = 'set = { first = 5 }, name = "x", before = 1, after = 2, says = "y"'


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('expect = [{ value = "totl", name = "x" }]', "the notebook's results have no 'totl', did you mean 'total'?"),
        (f'tries = [{{ value = "sum", {TRIED} }}]', "the notebook's results have no 'sum' (known: total)"),
        ('picture = { cell = "addd" }', "no code cell 'addd', did you mean 'add'?"),
        ('picture = { cell = "note" }', "no code cell 'note'"),
    ],
)
def test_what_was_measured_of_a_value_or_a_cell_that_is_not_there_is_told_with_its_line(repo, edit, keys, message):
    edit(CHAPTER, "quick = { first = 1 }", f"quick = {{ first = 1 }}\n{keys}")
    chapter = load_chapter(repo, 1)
    with pytest.raises(InputError) as caught:
        make_pages(chapter)
    (problem,) = caught.value.problems
    assert message in problem.message
    assert problem.line == (repo / CHAPTER).read_text(encoding="utf-8").split("\n").index(keys) + 1
