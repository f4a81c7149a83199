import pytest

from kagglebook.core.problems import InputError
from kagglebook.notebook.names import Names
from kagglebook.notebook.template import Templates

CONTEXT = {"program": {"title": "T", "wide": True}, "chapter": {}, "edition": {}}


@pytest.fixture
def told(tmp_path):
    """The faults of `main.py` among the given files, without their words about comments."""

    def told(main: str, **files: str) -> list[str]:
        for name, text in {"main": main, **files}.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        try:
            Templates([tmp_path], tmp_path).expand(tmp_path / "main.py", CONTEXT)
        except InputError as error:
            return [f"{each.path.name}:{each.line}: {each.message.split(',')[0]}" for each in error.problems]
        return []

    return told


CELL = '# %% [markdown] id="a"\n'


@pytest.mark.parametrize(
    ("main", "fault"),
    [
        ("#: set lr = 0.1\nlr = 0.1\n", "main.py:2: 'lr' is used nowhere below"),
        ("#: set lr = 0.1\n# {{ lr }}\n", None),
        ("#: set lr = 0.1\n#: if lr\n#: endif\n", None),
        ("#: set lr = 0.1\n# $x_{{{ lr | string }}}$\n", None),
        ("#: set lr = 0.1\n# {{ program.lr }}\n", "main.py:2: 'lr' is used nowhere below"),
        ('#: set lr = 0.1\n# {{ "lr" }}\n', "main.py:2: 'lr' is used nowhere below"),
        ("#: set lr = 0.1\n# {{ lr }}\n#: set lr = 0.2\n", "main.py:4: 'lr' is used nowhere below"),
        ("#: set lr\n# text\n#: endset\n", "main.py:2: 'lr' is used nowhere below"),
        ("#: set n = namespace(x=1)\n#: set n.x = 2\n# {{ n.x }}\n", None),
        ("#: set n = namespace(x=1)\n", "main.py:2: 'n' is used nowhere below"),
        ("#: set x = 0\n#: for i in [1]\n# {{ x }}\n#: set x = i\n#: endfor\n", None),
        ("#: with lr = 0.1\n# text\n#: endwith\n", "main.py:2: 'lr' is used nowhere below"),
        ("#: with lr = 0.1\n# {{ lr }}\n#: endwith\n", None),
        ("#: macro m()\n# text\n#: endmacro\n", "main.py:2: 'm' is called nowhere below"),
        ("#: macro m()\n# text\n#: endmacro\n# {{ m() }}\n", None),
        ("#: macro m(caller=none)\n# text\n#: endmacro\n#: call m()\n#: endcall\n", None),
        ("#: macro a()\n# x\n#: endmacro\n#: macro b()\n# {{ a() }}\n#: endmacro\n# {{ b() }}\n", None),
    ],
)
def test_what_is_set_or_made_a_macro_and_used_nowhere_is_told(told, main, fault):
    assert told(CELL + main) == ([fault] if fault else [])


def test_a_name_may_be_for_the_page_or_for_what_is_included(told):
    page = CELL + "#: if wide\n# wide\n#: endif\n#: block lesson\n#: endblock\n"
    main = (
        '#: extends "page.py"\n#: set wide = true\n#: block lesson\n#: set n = 1\n#: include "part.py"\n#: endblock\n'
    )
    assert told(main, page=page, part="# {{ n }}\n") == []


def test_a_name_may_be_the_page_s_for_what_fills_it(told):
    page = "#: set n = 1\n" + CELL + "#: block lesson\n#: endblock\n"
    assert told('#: extends "page.py"\n#: block lesson\n# {{ n }}\n#: endblock\n', page=page) == []


def test_a_library_of_macros_may_have_some_that_this_program_does_not_call(told):
    library = "#: macro one()\n# 1\n#: endmacro\n#: macro two()\n# 2\n#: endmacro\n"
    assert told('#: from "library.py" import one\n' + CELL + "# {{ one() }}\n", library=library) == []


def test_programs_of_one_page_do_not_see_one_another_s_names(tmp_path):
    (tmp_path / "page.py").write_text("#: set shared = 1\n#: block b\n#: endblock\n", encoding="utf-8")
    (tmp_path / "a.py").write_text('#: extends "page.py"\n#: set own = 1\n', encoding="utf-8")
    (tmp_path / "b.py").write_text('#: extends "page.py"\n#: include "part.py"\n', encoding="utf-8")
    (tmp_path / "part.py").write_text("# text\n", encoding="utf-8")
    names = Names([tmp_path])
    assert names.seen_in("b.py") == {"shared"}
    assert names.seen_in("part.py") == {"shared"}
    assert names.seen_in("page.py") == {"own"}


def test_a_file_that_nobody_can_read_hinders_no_other(told, tmp_path):
    (tmp_path / "broken.py").write_bytes(b"\xff")
    assert told(CELL + "# {{ program.title }}\n") == []


def test_a_page_may_have_macros_for_programs_of_other_chapters(told):
    page = "#: macro note()\n# text\n#: endmacro\n" + CELL + "#: block lesson\n#: endblock\n"
    assert told('#: extends "page.py"\n#: block lesson\n# text\n#: endblock\n', page=page) == []


def test_what_a_macro_drops_is_told_where_it_is_called(told):
    library = "#: macro one(caller=none)\n# 1\n#: endmacro\n#: macro two()\n# {{ caller() }}\n#: endmacro\n"
    main = '#: from "library.py" import one, two\n' + CELL + "#: call {}()\n# text\n#: endcall\n"
    message = "main.py:4: the macro 'one' drops what stands between call and endcall: it has no {{ caller() }}"
    assert told(main.format("one"), library=library) == [message]
    assert told(main.format("two"), library=library) == []


def test_a_cell_that_is_imported_is_told(told):
    library = '#: macro one()\n# 1\n#: endmacro\n# %% id="b"\nx = 1\n'
    main = '#: from "library.py" import one\n' + CELL + "# {{ one() }}\n"
    assert told(main, library=library) == ["library.py:4: stands outside every macro"]
