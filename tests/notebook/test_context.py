from kagglebook.chapter.chapter import load_chapter
from kagglebook.notebook.context import context
from kagglebook.notebook.kaggle_publisher import KagglePublisher
from kagglebook.notebook.publisher import Badge, Publisher


def test_a_template_sees_the_program_and_nothing_of_the_machinery(repo):
    chapter = load_chapter(repo, 1)
    kaggle = KagglePublisher(chapter.layout)
    seen = context(chapter, chapter.programs[0], kaggle)
    assert set(seen) == {"chapter", "edition", "program"}
    assert seen["chapter"] == {"number": 1, "title": "작은 장"}
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
    assert waiting[0]["program"]["data"] == [{"name": "MNIST", "source": "hojjatk/mnist-dataset", "kind": "idx"}]
    while waiting:
        each = waiting.pop()
        assert type(each) in (dict, list, str, int, float, bool)
        waiting += each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()


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
