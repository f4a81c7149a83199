import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.errata import shown
from kagglebook.core.problems import InputError

ERRATA = "chapters/01/errata.toml"


def test_an_erratum_is_read_by_its_reader_unless_it_says_otherwise(repo):
    (erratum,) = load_chapter(repo, 1).errata
    assert erratum.weight == "reads"


@pytest.mark.parametrize(("weight", "count"), [("types", 1), ("reads", 1), ("petty", 0)])
def test_a_petty_erratum_is_data_and_no_reader_sees_it(repo, edit, weight, count):
    edit(ERRATA, "slide =", f'weight = "{weight}"\nslide =')
    errata = load_chapter(repo, 1).errata
    assert len(errata) == 1
    assert len(shown(errata)) == count


def test_a_weight_is_one_of_three(repo, edit):
    edit(ERRATA, "slide =", 'weight = "heavy"\nslide =')
    with pytest.raises(InputError, match=r"errata.toml:4: erratum\[0\].weight: should be 'types', 'reads' or 'petty'"):
        load_chapter(repo, 1)
