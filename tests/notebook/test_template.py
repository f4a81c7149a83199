import pytest

from kagglebook.core.problems import InputError
from kagglebook.notebook.template import Templates, lint

CONTEXT = {"program": {"title": "더하기", "params": {"lr": 0.5, "name": "a'b", "steps": [1, 2]}, "wide": False}}


@pytest.fixture
def expand(tmp_path):
    """Expand `main.py` among the given files, which lie in a folder of the chapter and one that is shared."""
    chapter, shared = tmp_path / "chapter", tmp_path / "shared"
    chapter.mkdir()
    shared.mkdir()

    def expand(main: str, shared_files: dict[str, str] | None = None, end: str = "\n"):
        for name, text in (shared_files or {}).items():
            (shared / name).write_bytes(text.replace("\n", end).encode())
        (chapter / "main.py").write_bytes(main.replace("\n", end).encode())
        return Templates([chapter, shared]).expand(chapter / "main.py", CONTEXT)

    return expand


def fault_of(expand, *texts) -> str:
    with pytest.raises(InputError) as caught:
        expand(*texts)
    (problem,) = caught.value.problems
    return f"{problem.path.name}:{problem.line}: {problem.message}"


def test_names_are_filled_in_and_statements_leave_no_line(expand):
    lines = expand(
        '# %% [markdown] id="a"\n# {{ program.title }}\n#: if program.wide\n# wide\n#: else\n# narrow\n#: endif\n'
    )
    assert [line.text for line in lines] == ['# %% [markdown] id="a"', "# 더하기", "# narrow"]


def test_a_literal_is_written_as_python_writes_it(expand):
    params = ("lr", "name", "steps")
    cell = "".join(f"{name} = {{{{ program.params.{name} | literal }}}}\n" for name in params)
    lines = expand('# %% id="parameters"\n' + cell)
    assert [line.text for line in lines[1:]] == ["lr = 0.5", 'name = "a\'b"', "steps = [1, 2]"]


def test_latex_and_jinja_comments_are_plain_text(expand):
    text = "# ${%a%}$ {#b#} 100 % {c}"
    assert [line.text for line in expand(f'# %% [markdown] id="a"\n{text}\n')][1] == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_knows_the_template_line_that_it_came_from(expand, end):
    page = '# %% id="top"\n\n#: block lesson\n#: endblock\n\n# %% id="end"\n'
    part = '# %% id="part"\nx = 1\n'
    lines = expand(
        '#: extends "page.py"\n#: block lesson\n#: include "part.py"\n\n# %% id="own"\ny = 2\n#: endblock\n',
        {"page.py": page, "part.py": part},
        end,
    )
    assert [(line.text, line.path.name, line.number) for line in lines if line.text] == [
        ('# %% id="top"', "page.py", 1),
        ('# %% id="part"', "part.py", 1),
        ("x = 1", "part.py", 2),
        ('# %% id="own"', "main.py", 5),
        ("y = 2", "main.py", 6),
        ('# %% id="end"', "page.py", 6),
    ]


def test_a_repeated_line_keeps_its_origin(expand):
    lines = expand('# %% [markdown] id="a"\n#: for step in program.params.steps\n# {{ step }}\n#: endfor\n')
    assert [(line.text, line.number) for line in lines[1:]] == [("# 1", 3), ("# 2", 3)]


def test_the_first_folder_wins(expand, tmp_path):
    (tmp_path / "chapter" / "part.py").write_text("# of the chapter\n", encoding="utf-8")
    lines = expand('# %% id="a"\n#: include "part.py"\n', {"part.py": "# shared\n"})
    assert [line.text for line in lines][1] == "# of the chapter"


def test_a_byte_order_mark_is_no_text(expand):
    assert expand('\ufeff# %% id="a"\n')[0].text == '# %% id="a"'


@pytest.mark.parametrize(
    ("main", "part", "told"),
    [
        ('# %% [markdown] id="a"\n# {{ program.titel }}\n', "", "main.py:2: template: 'dict object' has no attribute"),
        ('# %% [markdown] id="a"\n# {{ titel }}\n', "", "main.py:2: template: 'titel' is undefined"),
        ('# %% id="parameters"\n\nlr = {{ lrr | literal }}\n', "", "main.py:3: template: 'lrr' is undefined"),
        ('# %% [markdown] id="a"\n# {{ program.title + 1 }}\n', "", "main.py:2: template: can only concatenate str"),
        ('# %% [markdown] id="a"\n# {{ 1 | litteral }}\n', "", "main.py:2: template: No filter named 'litteral'"),
        ('# %% id="a"\n#: if program.wdie\n#: endif\n', "", "main.py:2: template: 'dict object' has no attribute"),
        ('# %% id="a"\n#: inclde "part.py"\n', "", "main.py:2: template: Encountered unknown tag 'inclde'"),
        ('# %% id="a"\n#: include\n', "", "main.py:2: template: "),
        ('# %% id="a"\n#: if program.wide\nx = 1\n\n', "", "main.py:4: template: Unexpected end of template"),
        ('# %% id="a"\n#: include "prt.py"\n', "", "main.py:2: no template 'prt.py', did you mean 'part.py'?"),
        ('\n#: extends "prt.py"\n', "", "main.py:2: no template 'prt.py', did you mean 'part.py'?"),
        ('# %% id="a"\n#: include "part.py"\n', "\nx = 1 +\n", "part.py:2: not valid Python: invalid syntax"),
        ('# %% id="a"\n#: include "part.py"\n', '# %% id="b"\nx = {{ 1 }}\n', "part.py:2: {{ }} belongs in Markdown"),
        ('# %% id="a"\n#: include "part.py"\n', '# %% [markdown] id="b"\n# {{ x }}\n', "part.py:2: template: 'x' is"),
        ('# %% id="a"\n#: include "part.py"\n', '\n#: include "rest.py"\n', "part.py:2: no template 'rest.py'"),
        ('# %% id="a"\n#: include "part.py"\n', '\n#: include "part.py"\n', "part.py:2: template: includes itself"),
    ],
)
def test_a_fault_is_told_in_the_template_and_line_where_it_stands(expand, main, part, told):
    assert fault_of(expand, main, {"part.py": part}).startswith(told)


PAGE = '# %% id="top"\n#: block lesson\n#: endblock\n#: block goals\n#: endblock\n'
DROPPED = "stands outside every block, where the page drops it"


@pytest.mark.parametrize(
    ("main", "told"),
    [
        (
            '#: extends "page.py"\n#: block leson\n#: endblock\n',
            "main.py:2: the page has no block 'leson', did you mean",
        ),
        ('#: extends "page.py"\n#: block lesson\n#: endblock\n\n# %% id="b"\nx = 1\n', f"main.py:5: {DROPPED}"),
        ('#: extends "page.py"\n#: block lesson\n#: endblock\nx = 1\n', f"main.py:4: {DROPPED}"),
        ('#: extends "page.py"\n#: block lesson\n#: endblock\n#: include "part.py"\n', f"main.py:4: {DROPPED}"),
    ],
)
def test_what_jinja_would_drop_without_a_word_is_told(expand, main, told):
    assert fault_of(expand, main, {"page.py": PAGE, "part.py": "x = 1\n"}).startswith(told)


def test_a_page_may_extend_a_page_and_a_block_hold_blocks(expand):
    middle = '#: extends "page.py"\n#: block lesson\n# %% id="m"\n#: block inner\n#: endblock\n#: endblock\n'
    main = '#: extends "middle.py"\n# A note for authors.\n#: block inner\nx = 1\n#: endblock\n'
    lines = expand(main, {"page.py": PAGE, "middle.py": middle})
    assert [line.text for line in lines] == ['# %% id="top"', '# %% id="m"', "x = 1"]


def test_pages_that_extend_one_another_are_told(expand):
    assert fault_of(expand, '#: extends "page.py"\n', {"page.py": '#: extends "main.py"\n'}).endswith("includes itself")


def test_a_fault_of_a_shared_template_is_the_same_for_each_program_that_meets_it(tmp_path):
    (tmp_path / "page.py").write_text("x = 1 +\n", encoding="utf-8")
    templates = Templates([tmp_path])
    faults = []
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text('#: extends "page.py"\n', encoding="utf-8")
        with pytest.raises(InputError) as caught:
            templates.expand(tmp_path / name, {})
        faults.append(caught.value.problems)
    assert faults[0] == faults[1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('# %% [markdown] id="a"\n# {{ x }}\n\n# %% id="parameters"\ny = {{ x }}\n', []),
        ('# %% id="a"\nprint({1: {2: 3}})\n', []),
        ("# {{ x }} before the first cell of a part\n", []),
        ('# %% id="a"\nx = {{ x }}\n\n# %% [markdown] id="b"\n# {{ x }}\n\n# %% id="c"\n# {{ x }}\n', [2, 8]),
        ("x = 1\nif x:\ny = 2\n", [3]),
        ('# %% id="a"\n# 빼기\x0b', [2]),
        ('x = "\u2028"\n', [1]),
        ('\nx = "\x00"\n', [2]),
        ("if x:\n\ty = 1  # a tab ends no line\n", []),
    ],
)
def test_lint_tells_each_line_that_breaks_a_rule(tmp_path, text, lines):
    assert [problem.line for problem in lint(tmp_path / "a.py", text)] == lines
