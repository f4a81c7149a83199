import tomllib

import pytest

from kagglebook.chapter.starter import HOME, PLACE, languages, starter_files


def test_there_is_a_starter_in_each_language_of_notebooks():
    shipped = {path.stem for path in HOME.with_name("languages").glob("*.toml")}
    assert set(languages()) == shipped >= {"en", "ko"}


@pytest.mark.parametrize("language", languages())
def test_every_sentence_of_a_language_is_used_and_none_is_missing(language):
    files = starter_files(language, "somebody")
    words = tomllib.loads((HOME / f"{language}.toml").read_text("utf-8"))
    everything = "\n".join(files.values())
    assert not PLACE.search(everything)
    assert [name for name, sentence in words.items() if sentence not in everything] == []
    assert 'owner = "somebody"' in files["chapters/01/chapter.toml"]
