from kagglebook.chapter.chapter import load_chapter
from kagglebook.notebook.context import context
from kagglebook.notebook.kaggle_publisher import KagglePublisher


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
