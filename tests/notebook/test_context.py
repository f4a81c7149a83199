from types import NoneType

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.editions import STUDENT, make_edition
from kagglebook.chapter.variants import make_variant
from kagglebook.notebook.context import context
from kagglebook.notebook.kaggle_publisher import KagglePublisher
from kagglebook.notebook.publisher import Badge, Publisher
from tests.support import SLUGS


def test_a_template_sees_the_program_and_nothing_of_the_machinery(repo):
    chapter = load_chapter(repo, 1)
    kaggle = KagglePublisher(chapter.layout)
    seen = context(chapter, chapter.programs[0], kaggle)
    assert set(seen) == {"chapter", "edition", "program"}
    assert seen["chapter"].keys() == {"number", "title", "programs", "language", "words"}
    assert (seen["chapter"]["number"], seen["chapter"]["title"]) == (1, "작은 장")
    assert seen["edition"] == {"course": "시험"}
    assert seen["program"]["params"] == {"first": 2, "second": 0.5}
    assert seen["program"]["gpu"] is False
    assert seen["program"]["url"] == "https://www.kaggle.com/code/cv-lecture/cv-ch01-program-1-addition"
    assert context(chapter, chapter.programs[1], kaggle)["program"]["gpu"] is True


def test_a_program_on_a_tpu_does_not_tell_its_reader_to_choose_a_gpu(repo, edit):
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', 'kaggle = { machine_shape = "TpuV5E8" }')
    chapter = load_chapter(repo, 1)
    assert context(chapter, chapter.programs[0], KagglePublisher(chapter.layout))["program"]["gpu"] is False


def test_a_template_sees_plain_values_and_nothing_that_it_could_call(repo, edit):
    edit("chapters/01/chapter.toml", 'section = "1.1"', 'section = "1.1"\ndata = ["digits"]')
    chapter = load_chapter(repo, 1)
    waiting = [context(chapter, chapter.programs[0], KagglePublisher(chapter.layout))]
    assert waiting[0]["program"]["data"] == [
        {"name": "MNIST", "source": "hojjatk/mnist-dataset", "kind": "idx", "samples": False}
    ]
    while waiting:
        each = waiting.pop()
        assert type(each) in (dict, list, str, int, float, bool, NoneType)
        waiting += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()


def test_a_template_sees_the_programs_whose_output_it_reads(repo, edit):
    edit("chapters/01/chapter.toml", 'section = "1.2"', 'section = "1.2"\nafter = ["1-1"]')
    chapter = load_chapter(repo, 1).with_kaggle(owner="me")
    first, second = (context(chapter, each, KagglePublisher(chapter.layout))["program"] for each in chapter.programs)
    assert first["after"] == []
    (seen,) = second["after"]
    assert (seen["number"], seen["slug"], seen["title"]) == ("1-1", SLUGS[0], "더하기")
    assert (seen["address"], seen["url"]) == (f"me/{SLUGS[0]}", f"https://www.kaggle.com/code/me/{SLUGS[0]}")


URLS = [f"https://www.kaggle.com/code/cv-lecture/{slug}" for slug in SLUGS]


def test_a_template_sees_where_in_the_chapter_its_program_stands(repo):
    chapter = load_chapter(repo, 1)
    kaggle = KagglePublisher(chapter.layout)
    first, second = (context(chapter, program, kaggle) for program in chapter.programs)
    addition = {"number": "1-1", "label": "프로그램 1-1", "title": "더하기", "section": "1.1", "url": URLS[0]}
    subtraction = {"number": "1-2", "label": "프로그램 1-2", "title": "빼기", "section": "1.2", "url": URLS[1]}
    assert first["chapter"]["programs"] == [addition | {"here": True}, subtraction | {"here": False}]
    assert (first["program"]["previous"], first["program"]["next"]) == (None, subtraction)
    assert (second["program"]["previous"], second["program"]["next"]) == (addition, None)


def test_an_edition_leads_to_others_of_its_kind_and_says_their_plain_titles(repo, edit):
    student = 'student = { title = "빈칸", kernel_title = "Blanks" }'
    edit("chapters/01/chapter.toml", "[kaggle]", f"[editions]\n{student}\n\n[kaggle]")
    chapter = load_chapter(repo, 1)
    seen = context(chapter, make_edition(chapter, chapter.programs[0], STUDENT), KagglePublisher(chapter.layout))
    assert seen["program"]["next"]["url"] == f"{URLS[1]}-blanks"
    assert [each["url"] for each in seen["chapter"]["programs"]] == [f"{url}-blanks" for url in URLS]
    assert [each["title"] for each in seen["chapter"]["programs"]] == ["더하기", "빼기"]


def test_a_variant_stands_where_its_program_does(repo):
    chapter = load_chapter(repo, 1)
    variant = make_variant(chapter.programs[0], {"first": 5}, "five")
    seen = context(chapter, variant, KagglePublisher(chapter.layout))
    assert [each["here"] for each in seen["chapter"]["programs"]] == [True, False]
    assert seen["program"]["next"]["label"] == "프로그램 1-2"


def test_what_changes_what_a_student_types_comes_first_and_what_is_petty_not_at_all(repo):
    path = repo / "chapters/01/errata.toml"
    one = path.read_text(encoding="utf-8")
    path.write_text(
        "".join(
            one.replace('"프로그램 1-1"', f'"{weight}"\nweight = "{weight}"') for weight in ("petty", "reads", "types")
        ),
        encoding="utf-8",
    )
    chapter = load_chapter(repo, 1)
    seen = context(chapter, chapter.programs[0], KagglePublisher(chapter.layout))
    assert [erratum["weight"] for erratum in seen["program"]["errata"]] == ["types", "reads"]


def test_a_program_shows_the_terms_that_it_is_the_first_to_use(repo):
    term = '[[term]]\nterm = "{}"\nenglish = "sum"\nfirst = "{}"\nmeans = "더한 값"\ninstead_of = ["총합{}"]\n'
    text = term.format("합", "1-1", 1) + term.format("차", "1-2", 2)
    (repo / "chapters/01/glossary.toml").write_text(text, encoding="utf-8")
    chapter = load_chapter(repo, 1)
    seen = [context(chapter, each, KagglePublisher(chapter.layout))["program"]["terms"] for each in chapter.programs]
    assert seen == [[{"term": each, "english": "sum", "means": "더한 값"}] for each in ("합", "차")]


def test_a_badge_of_any_publisher_stays_one_link(repo):
    class Odd(Publisher):
        def badge(self, chapter, program):
            return Badge("a]b", "https://a/b)c d.svg", "https://a/b?c=(d)&e=[f]#g\\h<i>")

    chapter = load_chapter(repo, 1)
    seen = context(chapter, chapter.programs[0], KagglePublisher(chapter.layout), [Odd(chapter.layout)])
    assert seen["program"]["badges"][1] == {
        "text": "a\\]b",
        "image": "https://a/b%29c%20d.svg",
        "url": "https://a/b?c=%28d%29&e=%5Bf%5D#g%5Ch%3Ci%3E",
    }
