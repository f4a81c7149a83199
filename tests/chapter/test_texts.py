"""The numbers that programs may have."""

import re

import pytest

from kagglebook.chapter.texts import NUMBER


@pytest.mark.parametrize("number", ["5-7", "ex-5-1", "3.1", "A", "ex-2", "7", "실습-1", "a_b", "x" * 24])
def test_a_number_is_any_short_text(number):
    assert re.fullmatch(NUMBER, number)


@pytest.mark.parametrize("number", ["", "-1", ".1", "1-", "1.", "1:2", "1 2", "1/2", "..", "1#2", "1\n", "x" * 25])
def test_a_number_names_a_file_and_stands_before_a_colon(number):
    assert not re.fullmatch(NUMBER, number)
