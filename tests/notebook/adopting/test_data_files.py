"""Files beside a notebook that its code reads come along."""

import pytest

from kagglebook.notebook.adopting.adopted import adopt
from kagglebook.notebook.adopting.data_files import DataFile, Shelf
from kagglebook.notebook.adopting.entry import make_entry
from kagglebook.notebook.adopting.reading import CannotAdoptError, read_cells
from tests.support.adopting import notebook

FILES = {"births.csv": b"1", "data/births.csv": b"2", "my data.npz": b"3", "../style.css": b"4", "a.zip": b"5"}
FILES |= {"helper.py": b"import other\nimport numpy", "other.py": b"x = 1"}


def adopted(*cells, **shelf):
    found, _ = read_cells(notebook(*cells))
    entry = make_entry(3, 3, "A title", "", [])
    return adopt(found, entry, lambda name: None, shelf=Shelf(FILES.get, source="me/data", **shelf))


@pytest.mark.parametrize(
    ("code", "led"),
    [
        ('pd.read_csv("births.csv")', 'pd.read_csv(find_data("births.csv", "me/data"))'),
        ("pd.read_csv('data/births.csv', sep=';')", 'pd.read_csv(find_data("births.csv", "me/data"), sep=\';\')'),
        ("open('./births.csv', encoding='utf-8')", 'open(find_data("births.csv", "me/data"), encoding=\'utf-8\')'),
        ("np.load('my data.npz')", 'np.load(find_data("my-data.npz", "me/data"))'),
        ("NAME = '../style.css'", 'NAME = str(find_data("style.css", "me/data"))'),
        ("f(os.path.join('data', 'births.csv'))", 'f(str(find_data("births.csv", "me/data")))'),
        ("show(filename='births.csv')", 'show(filename=str(find_data("births.csv", "me/data")))'),
    ],
)
def test_the_code_is_led_to_a_file_that_comes_along(code, led):
    made = adopted("import x", code)
    assert led in made.written.text
    (file,) = made.data
    assert file.content in FILES.values() and list(made.entry.data) == [file.key]
    assert made.written.text.index('#: include "find_data.py"') < made.written.text.index(led)
    assert f'data = ["{file.key}"]' in made.entry.to_toml()
    assert any("comes along as data/" in str(said) for said in made.said)


@pytest.mark.parametrize(
    "code",
    [
        "open('births.csv', 'w')",
        "df.to_csv('births.csv')\npd.read_csv('births.csv')",
        "print('births.csv')",
        "x = name == 'births.csv'",
        "pd.read_csv('http://x.org/births.csv')",
        "x = 'births.csv is read'",
        "'births.csv'",
    ],
)
def test_what_is_written_or_only_said_stays(code):
    made = adopted(code)
    assert made.data == () and code in made.written.text


def test_files_of_one_name_get_names_of_their_own_and_those_of_the_chapter_are_used_again():
    there = {"births.csv": DataFile("births", "births.csv", "me/old", b"2")}
    made = adopted("a('births.csv')\nb('data/births.csv')", there=there, keys=frozenset({"births", "births_2"}))
    assert (
        'a(str(find_data("births-2.csv", "me/data")))\nb(str(find_data("births.csv", "me/old")))' in made.written.text
    )
    assert [(file.key, file.name) for file in made.data] == [("births_2_2", "births-2.csv")]
    assert list(made.entry.data) == ["births_2_2", "births"]


def test_modules_beside_it_come_along_with_what_they_import():
    made = adopted("import numpy", "from helper import f")
    assert [file.name for file in made.data] == ["helper.py", "other.py"]
    assert 'sys.path.append(str(find_data("helper.py", "me/data").parent))' in made.written.text
    assert made.written.text.index("sys.path.append") < made.written.text.index("from helper import f")


def test_a_script_that_is_run_comes_along_with_what_it_imports():
    made = adopted("%run helper.py")
    assert 'exec(open(find_data("helper.py", "me/data"), encoding="utf-8").read())' in made.written.text
    assert [file.name for file in made.data] == ["helper.py", "other.py"]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("ZipFile('a.zip')", "cell 1: reads 'a.zip': Kaggle unpacks archives"),
        ("find_data = 1\nopen('births.csv')", "cell 1: the name find_data"),
    ],
)
def test_what_cannot_come_along_says_why(code, why):
    with pytest.raises(CannotAdoptError, match=why):
        adopted(code)
