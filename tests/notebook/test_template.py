import os
import time

import pytest

from kagglebook.core.problems import InputError
from kagglebook.notebook.template import Templates

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
        return Templates([chapter, shared], tmp_path).expand(chapter / "main.py", CONTEXT)

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
        ('# %% [markdown] id="a"\n# {{ titel }}\n', "", "main.py:2: 'titel' is undefined"),
        ('# %% id="parameters"\n\nlr = {{ lrr | literal }}\n', "", "main.py:3: 'lrr' is undefined"),
        ('# %% [markdown] id="a"\n# {{ program.title + 1 }}\n', "", "main.py:2: template: can only concatenate str"),
        (
            '# %% [markdown] id="a"\n# {{ program.title | litteral }}\n',
            "",
            "main.py:2: template: No filter named 'litteral', did",
        ),
        (
            '# %% [markdown] id="a"\n#: if program is defned\n#: endif\n',
            "",
            "main.py:2: template: No test named 'defned', did",
        ),
        ('# %% id="a"\n#: if program.wdie\n#: endif\n', "", "main.py:2: template: 'dict object' has no attribute"),
        (
            '# %% id="a"\n#: inclde "part.py"\n',
            "",
            "main.py:2: `#:` begins a template statement, and 'inclde' is none, ",
        ),
        ('# %% id="a"\n#: include\n', "", "main.py:2: template: "),
        ('# %% id="a"\n#: if program.wide\nx = 1\n\n', "", "main.py:4: template: Unexpected end of template"),
        ('# %% id="a"\n#: include "prt.py"\n', "", "main.py:2: no template 'prt.py', did you mean 'part.py'?"),
        ('\n#: extends "prt.py"\n', "", "main.py:2: no template 'prt.py', did you mean 'part.py'?"),
        ('# %% id="a"\n#: include "part.py"\n', "\nx = 1 +\n", "part.py:2: not valid Python: invalid syntax"),
        ('# %% id="a"\n#: include "part.py"\n', '# %% id="b"\nx = {{ n }}\n', "part.py:2: {{ }} belongs in Markdown"),
        ('# %% id="a"\n#: include "part.py"\n', '# %% [markdown] id="b"\n# {{ x }}\n', "part.py:2: 'x' is undefined"),
        ('# %% id="a"\n#: include "part.py"\n', '\n#: include "rest.py"\n', "part.py:2: no template 'rest.py'"),
        (
            '# %% id="a"\n#: include "part.py"\n',
            '\n#: include "part.py"\n',
            "part.py:2: template: includes or calls itself",
        ),
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
    assert fault_of(expand, '#: extends "page.py"\n', {"page.py": '#: extends "main.py"\n'}).endswith(
        "includes or calls itself"
    )


def test_a_fault_of_a_shared_template_is_the_same_for_each_program_that_meets_it(tmp_path):
    (tmp_path / "page.py").write_text("x = 1 +\n", encoding="utf-8")
    templates = Templates([tmp_path], tmp_path)
    faults = []
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text('#: extends "page.py"\n', encoding="utf-8")
        with pytest.raises(InputError) as caught:
            templates.expand(tmp_path / name, {})
        faults.append(caught.value.problems)
    assert faults[0] == faults[1]


def test_a_value_of_several_lines_is_told_and_not_cut_off(expand):
    main = '# %% [markdown] id="a"\n# {{ "a\\nb" }}\n'
    assert fault_of(expand, main).startswith("main.py:2: template: a text of several lines stands where one line is")


def test_the_lines_of_a_macro_keep_their_origin(expand):
    main = '#: macro note(n)\n# one {{ n }}\n# two\n#: endmacro\n# %% [markdown] id="a"\n# {{ note(1) }}\n'
    lines = expand(main)
    assert [(line.text, line.number) for line in lines[1:3]] == [("# # one 1", 2), ("# two", 3)]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"\\x00"', "U+0000"),
        ('"a\\x000\\x001"', "U+0000"),  # as a mark of origin would be
        ('"\\u2028"', "U+2028"),
        ('"\\ud800"', "U+D800"),
        ('"%c" % 0', "U+0000"),
    ],
)
def test_a_value_with_strange_characters_is_told_with_its_line(expand, value, told):
    main = f'# %% [markdown] id="a"\n# {{{{ {value} }}}}\n'
    assert fault_of(expand, main).endswith(
        f"main.py:2: a value brings a character that ends a line, or a text, for some readers: {told}"
    )


def test_a_value_begins_no_cell(expand):
    main = '# %% [markdown] id="a"\n# {{ "%% id=" }}\n'
    assert fault_of(expand, main).startswith("main.py:2: a value would begin a cell")


def test_a_cell_s_name_may_be_made_in_a_loop(expand):
    main = '#: for step in program.params.steps\n# %% id="step-{{ step }}"\nx = 1\n#: endfor\n'
    assert [line.text for line in expand(main)] == ['# %% id="step-1"', "x = 1", '# %% id="step-2"', "x = 1"]


def test_a_name_of_the_including_template_is_known_in_what_it_includes(expand):
    main = '# %% [markdown] id="a"\n#: for step in program.params.steps\n#: include "part.py"\n#: endfor\n'
    lines = expand(main, {"part.py": "# $x_{{{ step | string }}}$ {{ step }}\n"})
    assert [line.text for line in lines[1:]] == ["# $x_{1}$ 1", "# $x_{2}$ 2"]


def test_a_macro_without_a_caller_is_told_how_to_be_written(expand):
    main = '#: macro m(n)\n# {{ n }}\n#: endmacro\n# %% [markdown] id="a"\n#: call m(1)\n#: endcall\n'
    assert fault_of(expand, main).endswith("`#: call` needs a macro that takes it: #: macro NAME(…, caller=none)")


# ---- where templates are read from


@pytest.mark.parametrize(
    "name",
    ['"../shared/part.py"', '"/etc/passwd"', '"..\\\\part.py"', '"C:/part.py"', '"/" ~ "etc/passwd"', '"."', '""'],
)
def test_no_template_is_read_from_elsewhere(expand, name):
    told = fault_of(expand, f'# %% id="a"\n#: include {name}\n', {"part.py": "x = 1\n"})
    assert told.startswith("main.py:2: ")
    assert "leads out of the folders of templates" in told or "no template" in told


def test_a_link_out_of_the_course_is_not_followed(expand, tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.py"
    outside.write_text("secret = 1\n", encoding="utf-8")
    (tmp_path / "shared" / "part.py").symlink_to(outside)
    assert "leads out of the course" in fault_of(expand, '# %% id="a"\n#: include "part.py"\n')


def test_a_link_within_the_course_is_followed(expand, tmp_path):
    (tmp_path / "elsewhere.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "shared" / "part.py").symlink_to(tmp_path / "elsewhere.py")
    assert [line.text for line in expand('# %% id="a"\n#: include "part.py"\n')][1] == "x = 1"


def test_a_template_may_lie_in_a_folder_of_its_own(expand, tmp_path):
    (tmp_path / "shared" / "cells").mkdir()
    lines = expand('# %% id="a"\n#: include "cells/part.py"\n', {"cells/part.py": "x = 1\n"})
    assert lines[1].text == "x = 1"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_told_and_not_waited_for(expand, tmp_path):
    os.mkfifo(tmp_path / "shared" / "part.py")
    assert fault_of(expand, '# %% id="a"\n#: include "part.py"\n') == "part.py:None: not a plain file"


def test_a_template_that_is_no_text_is_told(expand, tmp_path):
    (tmp_path / "shared" / "part.py").write_bytes(b"x = 1\n\xff\n")
    assert fault_of(expand, '# %% id="a"\n#: include "part.py"\n').startswith("part.py:2: not UTF-8")


def test_a_template_that_only_an_expression_names_is_linted_too(expand):
    main = '# %% id="a"\n#: include "pa" ~ "rt.py"\n'
    assert fault_of(expand, main, {"part.py": "x = 1 +\n"}).startswith("part.py:1: not valid Python")


def test_a_page_that_is_no_python_is_the_only_fault(expand):
    main = '#: extends "page.py"\n#: block lesson\n#: endblock\n'
    told = fault_of(expand, main, {"page.py": "x = ]\n#: block lesson\n#: endblock\n"})
    assert told.startswith("page.py:1: not valid Python")


def test_two_thousand_statements_are_enough(expand):
    started = time.process_time()
    assert "more than 2,000 statements" in fault_of(expand, "#: if program.wide\n#: endif\n" * 20_000)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("page", ['#: extends "../x.py"\n', '#: extends ""\n', '#: extends "' + "x" * 300 + '.py"\n'])
def test_a_page_that_leads_out_of_the_course_is_told_where_it_stands(expand, page):
    main = '#: extends "page.py"\n#: block lesson\n#: endblock\n'
    told = fault_of(expand, main, {"page.py": f"{page}#: block lesson\n#: endblock\n"})
    assert told.startswith("page.py:1: template: ")


def test_no_warning_of_python_s_reaches_the_terminal(expand, recwarn):
    fault_of(expand, '# %% id="a"\nx = "\\d"\n#: if 1()\n#: endif\n')
    assert [*recwarn] == []


def test_a_program_that_is_a_link_out_of_the_course_is_not_read(tmp_path, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret"
    outside.write_text("password: hidden (\n", encoding="utf-8")
    (tmp_path / "main.py").symlink_to(outside)
    with pytest.raises(InputError, match="leads out of the course") as caught:
        Templates([tmp_path], tmp_path).expand(tmp_path / "main.py", {})
    assert "hidden" not in str(caught.value)


NOTE = "#: macro note()\n# a note 0123456789\n#: endmacro\n"


@pytest.mark.parametrize(
    ("expression", "line"),
    [
        ("note() | trim", "# # a note 0123456789"),
        ("note().strip().upper()", "# # A NOTE 0123456789"),
        ("note() | replace('0', 'x') | trim", "# # a note x123456789"),
        ("note() | length", "# 20"),
        ("(note() | trim)[2:8]", "# a note"),
    ],
)
def test_the_text_of_a_macro_is_a_text_for_a_filter(expand, expression, line):
    assert expand(NOTE + f'# %% [markdown] id="a"\n# {{{{ {expression} }}}}\n')[1].text == line


@pytest.mark.parametrize(
    "expression",
    [
        "note() | replace('0', '9')",
        "note().replace('1', '99')",
        "note()[:-2]",
        "note()[20:]",
        "note() % 1",
        "note()[::-1]",
    ],
)
def test_lines_that_a_template_changes_are_told_at_most(expand, expression):
    main = NOTE + f'# %% [markdown] id="a"\n# {{{{ {expression} }}}}\n# more\n'
    assert fault_of(expand, main).startswith("main.py:")
