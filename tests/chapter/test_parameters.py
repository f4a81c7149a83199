import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.overrides import chosen, read_settings
from kagglebook.chapter.parameters import as_typed, fault_of, misfit, same_type
from kagglebook.chapter.variants import Selection, by_hand, select, variants_of
from kagglebook.commands.main import run
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages

CHAPTER, ADDITION = "chapters/01/chapter.toml", "chapters/01/1_01_addition.py"
OPT = "opt = { lr = 0.1, momentum = 0.9 }, kernels = [[3, 3], [5, 5]]"


@pytest.fixture
def nested(repo, edit):
    """The tiny chapter, whose first program has a table and a list of lists among its parameters, and these lines."""

    def nested(lines: str = ""):
        edit(CHAPTER, "second = 0.5 }", f"second = 0.5, {OPT} }}")
        edit(CHAPTER, "quick = { first = 1 }", lines)
        second = "second = {{ program.params.second | literal }}"
        more = "opt = {{ program.params.opt | literal }}\nkernels = {{ program.params.kernels | literal }}"
        edit(ADDITION, second, f"{second}\n{more}")
        edit(ADDITION, '# %% id="results"', '# %% id="use"\nprint(opt, kernels)\n\n# %% id="results"')
        return load_chapter(repo, 1)

    return nested


@pytest.mark.parametrize(
    ("value", "model", "told"),
    [
        (1, 2, ""),
        (1, 0.5, ""),
        (0.5, 1, "should be of type int as in params, not 0.5"),
        (True, 1, "should be of type int as in params, not True"),
        ([3, 4, 5], [1], ""),
        ([], [1], ""),
        ([1], [], ""),
        ([3, "a"], [1, 2], "[1] should be of type int as in params, not 'a'"),
        ([1, 2], [0.5], ""),
        ([[3, 3], [5, 5]], [[1, 1]], ""),
        ([[3, 3], [5, 0.5]], [[1, 1]], "[1][1] should be of type int as in params, not 0.5"),
        ([3, 4], [[1]], "[0] should be of type list as in params, not 3"),
        ([1, "a"], ["b", 2], ""),
        (3, [1], "should be of type list as in params, not 3"),
        ({"lr": 1, "m": 0}, {"lr": 0.1, "m": 0.9}, ""),
        ({"lr": 1}, {"lr": 0.1, "m": 0.9}, "should have the keys lr, m as in params, not lr"),
        ({"lr": 1, "n": 1}, {"lr": 0.1, "m": 0.9}, "should have the keys lr, m as in params, not lr, n"),
        ({"lr": "a", "m": 0}, {"lr": 0.1, "m": 0.9}, ".lr should be of type float as in params, not 'a'"),
        ({"a": {"b": [1, "x"]}}, {"a": {"b": [2]}}, ".a.b[1] should be of type int as in params, not 'x'"),
        ([], {}, "should be of type dict as in params, not []"),
        ({}, [], "should be of type list as in params, not {}"),
    ],
)
def test_a_value_stands_for_a_parameter_of_its_own_type_at_all_depths(value, model, told):
    assert misfit(value, model) == told
    assert same_type(value, model) is (told == "")


@pytest.mark.parametrize(
    ("value", "model", "typed"),
    [
        (1, 0.5, 1.0),
        (1, 2, 1),
        ([1, 2], [0.5], [1.0, 2.0]),
        ([1, 2], [1, 0.5], [1, 2]),
        ({"lr": 1, "n": 1}, {"lr": 0.5, "n": 2}, {"lr": 1.0, "n": 1}),
        ([[1]], [[0.5]], [[1.0]]),
        ([1], [], [1]),
    ],
)
def test_an_integer_becomes_a_float_where_the_parameter_is_one(value, model, typed):
    assert repr(as_typed(value, model)) == repr(typed)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (float("nan"), "nan is no parameter: Python has no literal for it"),
        (float("-inf"), "-inf is no parameter"),
        ([1, [float("inf")]], "inf is no parameter"),
        ({"a": float("nan")}, "nan is no parameter"),
        ("a\0b", "U+0000"),
        (10**400, "an integer of more than 300 digits"),
        (None, "should be a number, a text, true or false, or a list or a table of these, not None"),
        ([[[[[[[[[[1]]]]]]]]]], "lists and tables nested deeper than 8"),
        (list(range(1001)), "more than 1,000 values in one parameter"),
        ([[[[[[[[1]]]]]]]], ""),
        ({"a": [True, 1, 0.5, "b", {}]}, ""),
    ],
)
def test_a_parameter_is_what_python_can_write(value, told):
    assert fault_of(value).startswith(told) if told != "U+0000" else told in fault_of(value)
    assert bool(fault_of(value)) is bool(told)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("nan", "params.first: nan is no parameter: Python has no literal for it"),
        ("[1, -inf]", "params.first: -inf is no parameter"),
        ("{ a = { b = nan } }", "params.first: nan is no parameter"),
        ("2020-01-01", "params.first: should be a number, a text, true or false, or a list or a table of these, not"),
        ("[[[[[[[[[[[1]]]]]]]]]]]", "params.first: lists and tables nested deeper than 8"),
    ],
)
def test_a_value_that_is_no_parameter_is_told_with_its_line(repo, edit, value, told):
    edit(CHAPTER, "first = 2", f"first = {value}")
    with pytest.raises(InputError) as caught:
        load_chapter(repo, 1)
    (problem,) = caught.value.problems
    assert f"chapter.toml:23: program 1-1, {told}" in str(problem)


def test_a_table_and_a_list_of_lists_stand_in_the_parameters_cell(nested):
    code = make_pages(nested())[0].rendered.code["parameters"]
    assert code.endswith("opt = {'lr': 0.1, 'momentum': 0.9}\nkernels = [[3, 3], [5, 5]]")


def test_quick_grids_and_sets_have_nested_values(nested):
    chapter = nested(
        "quick = { kernels = [[1, 1]] }\n"
        "grid = { kernels = [[[3, 3], [5, 5]], [[7, 7]]] }\n"
        "variants = [{ params = { opt = { lr = 1, momentum = 0 } } }]"
    )
    first, second = variants_of(chapter.programs[0])
    assert (first.name, second.name) == ("kernels 7 7", "opt lr 1 momentum 0")
    assert first.title == "더하기 (kernels=[[7, 7]])"
    assert second.params["opt"] == {"lr": 1.0, "momentum": 0.0}
    assert second.title == "더하기 (opt={'lr': 1.0, 'momentum': 0.0})"
    assert second.slug.endswith("opt-lr-1-momentum-0")


def test_a_point_of_nested_values_is_excluded(nested):
    lines = "grid = { kernels = [[[7, 7]], [[9, 9]]] }\nexclude = [{ kernels = [[9, 9]] }]"
    assert [variant.name for variant in variants_of(nested(lines).programs[0])] == ["kernels 7 7"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("quick = { opt = { lr = 1 } }", "quick.opt: should have the keys lr, momentum as in params, not lr"),
        ("quick = { kernels = [[3, 0.5]] }", "quick.kernels: [0][1] should be of type int as in params, not 0.5"),
        ("grid = { kernels = [[[3]], [3]] }", "grid.kernels: [0] should be of type list as in params, not 3"),
        ("variants = [{ params = { opt = 3 } }]", "variants[0].params.opt: should be of type dict as in params, not 3"),
    ],
)
def test_a_nested_value_of_another_shape_is_told_with_its_line(nested, lines, told):
    with pytest.raises(InputError) as caught:
        nested(lines)
    assert f"chapter.toml:24: program 1-1, {told}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("opt={lr = 1, momentum = 0.5}", {"lr": 1.0, "momentum": 0.5}),
        ("kernels=[[1, 2]]", [[1, 2]]),
        ("opt.lr=1", None),
    ],
)
def test_a_nested_value_is_set_as_toml(nested, text, value):
    programs = nested().programs
    if value is None:
        with pytest.raises(InputError, match=r"no program here has a parameter 'opt\.lr'"):
            read_settings([text], programs)
        return
    (found,) = chosen(read_settings([text], programs), programs[0]).values()
    assert repr(found) == repr(value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('kernels=[[3, "a"]]', '--set kernels=[[3, "a"]]: kernels of program 1-1: [0][1] should be of type int'),
        ("kernels=3", "--set kernels=3: kernels of program 1-1 is of type list, as [[3, 3], [5, 5]]"),
        ("opt={lr = 1}", "opt of program 1-1: should have the keys lr, momentum as in params, not lr"),
        ("second=nan", "--set second=nan: nan is no parameter: Python has no literal for it"),
        ("second=inf", "--set second=inf: inf is no parameter"),
        ("first=" + "9" * 5000, "--set: a number too long to be read, or lists too deep"),
        ("kernels=" + "[" * 3000 + "]" * 3000, "--set: a number too long to be read, or lists too deep"),
    ],
)
def test_a_wrong_nested_setting_is_told(nested, text, told):
    with pytest.raises(InputError) as caught:
        read_settings([text], nested().programs)
    assert told in str(caught.value)


def test_a_date_that_is_set_is_a_word(repo, edit):
    edit(CHAPTER, "second = 0.5 }", 'second = 0.5, day = "2019-12-31" }')
    assert read_settings(["day=2020-01-01"], load_chapter(repo, 1).programs) == {"day": "2020-01-01"}


def test_a_program_with_nested_parameters_is_rendered_by_hand(nested, repo):
    chapter = nested()
    (variant,) = by_hand(chapter.programs, read_settings(["kernels=[[1]]"], chapter.programs))
    assert variant.params["kernels"] == [[1]]
    assert run(["--chapter", "1", "--set", "kernels=[[1]]"], repo) == 0


def test_a_text_in_a_title_is_no_markdown(repo, edit):
    edit(CHAPTER, "second = 0.5 }", 'second = 0.5, kind = "a" }')
    edit(CHAPTER, "quick = { first = 1 }", 'variants = [{ name = "b", params = { kind = "x](y)\\n`" } }]')
    (variant,) = variants_of(load_chapter(repo, 1).programs[0])
    assert variant.title == "더하기 (kind='x](y)\\n`')"


def test_a_parameters_cell_that_is_no_literal_is_told_and_no_traceback(repo, edit):
    for value in ("{[]: 1}", "-" * 900 + "1"):
        edit(ADDITION, "second = {{ program.params.second | literal }}", f"second = {value}")
        with pytest.raises(InputError, match="plain assignments of literals only"):
            make_pages(load_chapter(repo, 1), select(load_chapter(repo, 1), Selection(["1-1"])))
        edit(ADDITION, f"second = {value}", "second = {{ program.params.second | literal }}")
