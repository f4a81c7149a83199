import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.glossary import Glossary, Term, Word
from kagglebook.core.problems import InputError

EPOCH = Term(
    term="에포크",
    english="epoch",
    first="1-1",
    means="한 번 다 쓰는 동안",
    instead_of=["세대"],
    allowed=["세대교체"],
    introduced="에포크(epoch)",
)
BIAS = Term(
    term="바이어스", english="bias", first="1-1", means="더하는 수", instead_of=["편향"], introduced="바이어스(편향)"
)
GLOSSARY = Glossary(
    (EPOCH, BIAS), (Word(word="비교하다", instead_of=["견주"]), Word(word="평가 데이터", instead_of=["테스트 집합"]))
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("한 세대가 끝난다.", ["세대"]),
        ("세대마다, **세대**별로", ["세대", "세대"]),
        ("둘을 견주어 본다", ["견주"]),
        ("테스트  집합으로", ["테스트 집합"]),
        ("편향", ["편향"]),
        ("세대교체는 세대와 다르다", ["세대"]),
        ("바이어스(편향)를 더한다. 편향은", ["편향"]),
        ("에포크가 끝난다", []),
        ("차세대 모델", []),
        ("", []),
    ],
)
def test_a_word_that_stands_for_a_term_is_told_where_a_word_begins(text, words):
    told = list(GLOSSARY.faults(text))
    assert [message.partition(":")[0] for message in told] == [repr(word) for word in words]


def test_a_fault_says_what_to_write():
    assert list(GLOSSARY.faults("편향")) == ["'편향': the glossary's word is '바이어스'"]


def test_without_a_glossary_every_word_is_right(repo):
    glossary = load_chapter(repo, 1).glossary
    assert glossary == Glossary()
    assert list(glossary.faults("세대")) == []


TERM = 'term = "{}"\nenglish = "e"\nfirst = "{}"\nmeans = "m"\n'


def problems_of(repo, text: str) -> list[str]:
    (repo / "chapters/01/glossary.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_chapter(repo, 1)
    return [str(problem).replace(f"{repo}/chapters/01/", "") for problem in caught.value.problems]


def test_what_leads_nowhere_or_contradicts_itself_is_told_at_once(repo):
    one, two = TERM.format("합", "1-22"), TERM.format("합", "1-1")
    text = f'[[term]]\n{one}introduced = "더한 합"\n[[term]]\n{two}instead_of = ["차"]\n'
    text += '[[word]]\nword = "이유"\ninstead_of = ["합", "차"]\n'
    assert problems_of(repo, text) == [
        "glossary.toml:4: term[0].first: no program '1-22', did you mean '1-2'?",
        "glossary.toml:6: term[0].introduced: should begin with the term '합'",
        "glossary.toml:8: term[1].term: '합' stands twice",
        "glossary.toml:15: word[0].instead_of: '합' is one of the glossary's words",
        "glossary.toml:15: word[0].instead_of: '차' stands for '합' already",
    ]


def test_a_key_that_nobody_knows_is_told_with_the_nearest(repo):
    (problem,) = problems_of(repo, f"[[term]]\n{TERM.format('합', '1-1')}insted_of = []\n")
    assert problem == "glossary.toml:6: term[0].insted_of: unknown key 'insted_of', did you mean 'instead_of'?"


def test_a_word_replaces_at_least_one(repo):
    (problem,) = problems_of(repo, '[[word]]\nword = "이유"\ninstead_of = []\n')
    assert "word[0].instead_of: " in problem and "at least 1 item" in problem
