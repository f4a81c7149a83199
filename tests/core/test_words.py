import pytest
from pydantic import TypeAdapter, ValidationError

from kagglebook.core.words import Word, taking

CHAPTER = TypeAdapter(taking("number", "title"))


def test_a_word_has_the_places_that_it_takes_in_any_order_and_as_often_as_it_likes():
    for word in ("{number}: {title}", "{title} ({number})", "{number} {title} {number}"):
        assert CHAPTER.validate_python(word) == word
    assert TypeAdapter(Word).validate_python("다음 · \\ \"'") == "다음 · \\ \"'"


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("{number}", "lacks {title}"),
        ("chapter", "lacks {number}, {title}"),
        ("{number} {title} {page}", "nothing fills {page} (places of this word: {number}, {title})"),
        ("{number} {title", "a '{' that belongs to no place"),
        ("{number} {title}}", "a '}' that belongs to no place"),
        ("{{number}} {title}", "a '{' that belongs to no place"),
        ("{number:>3} {title}", "a '{' that belongs to no place"),
        ("{number.real} {title}", "a '{' that belongs to no place"),
        ("{} {title}", "a '{' that belongs to no place"),
        ("{number}\n{title}", "should be one line of text"),
        (" ", "should be one line of text"),
        ("{number} {title}" + "x" * 2_000, "should be one line of text"),
    ],
)
def test_what_a_word_does_not_take_is_told(word, fault):
    with pytest.raises(ValidationError) as caught:
        CHAPTER.validate_python(word)
    assert caught.value.errors()[0]["msg"].startswith(fault)


def test_a_word_without_places_takes_none():
    with pytest.raises(ValidationError, match=r"nothing fills \{number\} \(places of this word: none\)"):
        TypeAdapter(Word).validate_python("{number}")
