"""What a chapter's notebooks say in words: the glossary's words, and no parameter's value typed."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import make_variant
from kagglebook.core.problems import InputError
from kagglebook.notebook.book import make_pages

TEMPLATE = "chapters/01/1_02_subtraction.py"
PARAMS = '{ epochs = 30, lr = 0.001, size = 1024, mode = "fast", raw = false, small = 3, whole = 2.0 }'
USED = "print(epochs, lr, size, mode, raw, small, whole)"
GLOSSARY = """
[[term]]
term = "에포크"
english = "epoch"
first = "1-2"
means = "한 번 다 쓰는 동안"
instead_of = ["세대"]
introduced = "에포크(epoch)"
"""


@pytest.fixture
def problems(repo, edit):
    """The problems of a program with these cells: line of the template, and message."""
    edit("chapters/01/chapter.toml", 'section = "1.2"', f'section = "1.2"\nparams = {PARAMS}')
    names = ["epochs", "lr", "size", "mode", "raw", "small", "whole"]
    cell = "\n".join(f"{name} = {{{{ program.params.{name} | literal }}}}" for name in names)

    def problems(text: str, glossary: str = "", changes: dict | None = None) -> list[tuple[int, str]]:
        head = '#: extends "program.py"\n#: block lesson\n'
        tail = f'# %% id="parameters" tags=["parameters"]\n{cell}\n# %% id="results"\n{USED}\n'
        (repo / TEMPLATE).write_text(f'{head}{text}\n{tail}results = {{"steps": [2, 0]}}\n#: endblock\n', "utf-8")
        (repo / "chapters/01/glossary.toml").write_text(glossary, "utf-8")
        chapter = load_chapter(repo, 1)
        program = chapter.programs[1]
        if changes:
            program = make_variant(program, changes, "varied")
        try:
            make_pages(chapter, [program])
        except InputError as error:
            return [(problem.line, problem.message) for problem in error.problems]
        return []

    return problems


def prose(text: str) -> str:
    return '# %% [markdown] id="a"\n' + "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "typed", "name"),
    [
        ("30에포크를 학습한다.", "'30'", "epochs"),
        ("1,024개 노드", "'1,024'", "size"),
        ("$784\\times 1024$", "'1024'", "size"),
        ("학습률은 0.001이다.", "'0.001'", "lr"),
        ("학습률은 1e-3이다.", "'1e-3'", "lr"),
        ("`raw = True`로 바꾼다.", "'raw = True'", "raw"),
        ("`raw=False`다", "'raw=False'", "raw"),
        ("`small` = 3", "'small` = 3'", "small"),
        ("whole = 2.0", "'whole = 2.0'", "whole"),
        ('`mode = "slow"`', "'mode = \"slow\"'", "mode"),
        ("방법은 `fast`다.", "'`fast`'", "mode"),
        ('방법은 `"fast"`다.', "'`\"fast\"`'", "mode"),
        ("```python\nlr = 0.1\n```", "'lr = 0.1'", "lr"),
    ],
)
def test_a_parameter_s_value_that_is_typed_into_prose_is_told_with_what_to_write(problems, text, typed, name):
    line, message = problems(prose(text))[0]
    assert line == (5 if "python" in text else 4)
    assert message.startswith(f"{typed} is the value of the parameter {name!r}, which may be set otherwise: ")
    assert f"write {{{{ program.params.{name} }}}}, or put the line under #: if program.params.{name} …" in message


@pytest.mark.parametrize(
    "text",
    [
        "{{ program.params.epochs }}에포크, $n={{ program.params.size }}$, `lr = {{ program.params.lr }}`",
        "수 3과 2.0, 29와 31, 0.0010001, 1024.5, 1,0245",
        "프로그램 5-30, 3.30절, v30, 30x, x_30",
        "`raw`가 거짓이면 `lr`를 본다. `fastest`, fast",
        "`lr == 0.1`, `rate = 0.1`, `model.lr = 0.1`",
        'epochs = {{ "30" }}',
        '{{ "30" }}개의 점',
    ],
)
def test_what_an_expression_brings_and_what_is_something_else_is_no_typed_value(problems, text):
    assert problems(prose(text)) == []


def test_a_typed_value_may_stand_under_a_condition_of_its_own_parameter(problems):
    text = (
        "#: if program.params.lr == 0.001\n# 0.001은 작다.\n#: elif program.params.small\n# 0.001이 아니다.\n#: endif"
    )
    assert problems(f'# %% [markdown] id="a"\n{text}') == []


def test_a_condition_of_another_parameter_keeps_no_value_true(problems):
    text = "#: if program.params.small\n# 0.001은 작다.\n#: endif\n# 30은 크다."
    assert [line for line, _ in problems(f'# %% [markdown] id="a"\n{text}')] == [5, 7]


def test_a_name_that_is_set_is_written_where_a_number_is_something_else(problems):
    assert problems(prose("$n=30$"))[0][1].endswith(
        "if it is something else: #: set NAME = 30, and {{ NAME | string }}"
    )
    assert problems("#: set points = 30\n" + prose("$n={{ points | string }}$")) == []
    assert problems(prose("점 30개"))[0][1].endswith('if it is something else: {{ "30" }}')


def test_a_remark_is_prose_and_code_is_not(problems):
    assert problems('# %% id="a"\nx = 30  #> 이 수는 모른다\nprint("30")') == []
    ((line, message),) = problems('# %% id="a"\nx = 1  #> 30번 되풀이한다')
    assert (line, message.partition(" is ")[0]) == (4, "'30'")
    assert problems('# %% id="a"\nx = 1  #> {{ program.params.epochs }}번 되풀이한다') == []


def test_the_words_of_a_language_that_a_remark_says_are_read_with_it(problems, edit):
    edit("chapters/01/chapter.toml", "number = 1\n", 'number = 1\nwords = { device.choice = "에포크마다" }\n')
    cell = '# %% id="a"\nx = 1  #> {{ chapter.words.device.choice }}'
    assert problems(cell, GLOSSARY) == [(4, "a notebook has '에포크' first as '에포크(epoch)'")]
    assert problems(cell.replace("#> {{", "#> 에포크(epoch): {{ program.number }}, {{"), GLOSSARY) == []


def test_a_variant_is_held_to_the_values_that_its_author_had_before_him(problems):
    assert problems(prose("점 64개"), changes={"size": 64}) == []
    ((line, _),) = problems(prose("노드 1024개"), changes={"size": 64})
    assert line == 4


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (prose("한 세대가 끝난다."), 4),
        (prose("둘\n\n- **세대**마다"), 6),
        ('# %% id="a"\nx = 1  #> 세대마다', 4),
        ('# %% id="a"\nprint("둘")\nprint(f"세대 {1}")', 5),
        ('# %% id="a"\nx = """\n둘\n세대\n"""', 6),
        ('# %% id="a"\nx = 1  # 세대', 4),
    ],
)
def test_a_word_that_the_glossary_refuses_is_told_with_its_line(problems, text, line):
    ((told, message),) = problems(text, GLOSSARY)
    assert (told, message) == (line, "'세대': the glossary's word is '에포크'")


@pytest.mark.parametrize("text", ["`세대`", "$x_{세대}$", "```\n세대\n```", "차세대"])
def test_code_and_formulas_have_names_of_their_own(problems, text):
    assert problems(prose(text), GLOSSARY) == []


def test_a_term_is_introduced_where_a_notebook_has_it_first(problems):
    assert problems(prose("에포크(epoch)마다. 에포크가 끝나면"), GLOSSARY) == []
    assert problems(prose("에포크마다. 에포크(epoch)가 끝나면"), GLOSSARY) == [
        (4, "a notebook has '에포크' first as '에포크(epoch)'")
    ]
    assert problems('# %% id="a"\nx = 1  #> 에포크마다\n' + prose("둘").replace('"a"', '"b"'), GLOSSARY)


@pytest.mark.parametrize(
    ("path", "old", "new", "place"),
    [
        ("chapters/01/chapter.toml", 'title = "빼기"', 'title = "세대"', "chapter.toml:33: program 1-2, title"),
        (
            "chapters/01/chapter.toml",
            "number = 1\n",
            'number = 1\nwords.blanks.more = "세대"\n',
            "chapter.toml:2: words.blanks.more",
        ),
        ("chapters/01/errata.toml", "값이 틀렸다.", "세대다.", "errata.toml:5: erratum[0].problem"),
        ("chapters/01/glossary.toml", "한 번", "세대를", "glossary.toml:6: term[0].means"),
    ],
)
def test_texts_of_a_chapter_s_data_are_told_where_they_are_written(repo, edit, path, old, new, place):
    (repo / "chapters/01/glossary.toml").write_text(GLOSSARY, "utf-8")
    edit(path, old, new)
    with pytest.raises(InputError) as caught:
        make_pages(load_chapter(repo, 1))
    assert [str(problem).partition("/01/")[2] for problem in caught.value.problems] == [
        f"{place}: '세대': the glossary's word is '에포크'"
    ]


def test_a_fault_of_a_shared_cell_is_one_problem(repo, edit):
    (repo / "chapters/01/glossary.toml").write_text(GLOSSARY, "utf-8")
    edit("templates/program.py", "# [Open in Kaggle]", "# 세대\n# [Open in Kaggle]")
    with pytest.raises(InputError) as caught:
        make_pages(load_chapter(repo, 1))
    assert len(caught.value.problems) == 1
