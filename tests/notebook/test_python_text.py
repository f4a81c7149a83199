import pytest

from kagglebook.notebook.python_text import inside_strings, parse, regions


def test_strings_and_comments_are_found():
    text = 'x = """a\n#: no\n"""\ny = f"it\'s {{x}}"  # c "q\nz = \'a\\\nb\'\n'
    assert [(text[each.start : each.end], each.kind) for each in regions(text).found] == [
        ('"""a\n#: no\n"""', "string"),
        ('"it\'s {{x}}"', "string"),
        ('# c "q', "comment"),
        ("'a\\\nb'", "string"),
    ]
    assert inside_strings(text) == {2, 3, 6}


@pytest.mark.parametrize("text", ["x = (", "-" * 100_000 + "1", "x" + ".a" * 100_000, "x = " + "9" * 6000, "(" * 1000])
def test_what_is_no_python_is_a_syntax_error(text):
    with pytest.raises(SyntaxError):
        parse(text)
