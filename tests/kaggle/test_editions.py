"""Editions on their way to Kaggle, with the true client: no student is sent a solution; what comes back is judged."""

import json

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.editions import STUDENT, make_edition
from kagglebook.notebook.blanks import given_away
from kagglebook.notebook.book import make_pages
from tests.support.kaggle_server import Run

NUMBER = "5-5"
STUDENTS = "cv-ch05-program-5-or-learned-with-functions-blanks"
TEACHERS = "cv-ch05-program-5-or-learned-with-functions-key"


def page(root):
    chapter = load_chapter(root, 5)
    (program,) = chapter.select([NUMBER])
    (made,) = make_pages(chapter, [make_edition(chapter, program, STUDENT)])
    return made


def told_of(states: dict[str, str]):
    """A run that says so of its blanks."""
    results = {"blanks": states, "environment": {"device": "cpu"}}
    return lambda pushed: Run(["QUEUED", "COMPLETE"], {"results.json": json.dumps(results).encode()})


def test_no_byte_that_is_sent_for_students_holds_a_solution(chapter_online, capsys):
    assert chapter_online("push", "--only", NUMBER, "--edition", "student") == 0
    assert chapter_online.pushes() == [f"cv-lecture/{STUDENTS}"]
    blanks = page(chapter_online.root).rendered.exercises.blanks
    (request,) = chapter_online.server.received("SaveKernel")
    notebook = json.loads(request.json["text"])
    texts = ["".join(cell["source"]) for cell in notebook["cells"]] + [json.dumps(cell) for cell in notebook["cells"]]
    texts.append(request.body.decode())
    assert len(blanks) == 4
    for blank in blanks:
        assert blank.name in request.json["text"]
        assert not any(given_away(blank, text) for text in texts)


def test_the_search_finds_solutions_where_they_are(chapter_online, capsys):
    assert chapter_online("push", "--only", NUMBER) == 0
    (request,) = chapter_online.server.received("SaveKernel")
    for blank in page(chapter_online.root).rendered.exercises.blanks:
        assert given_away(blank, request.json["text"])


def test_an_edition_is_another_kernel_than_the_complete_notebook(chapter_online, capsys):
    assert chapter_online("push", "--only", NUMBER, "--edition", "all") == 0
    assert [slug.removeprefix("cv-lecture/") for slug in chapter_online.pushes()][1:] == [STUDENTS, TEACHERS]
    assert chapter_online("push", "--only", NUMBER, "--edition", "all") == 0
    assert len(chapter_online.pushes()) == 3  # unchanged, each by its own entry


def test_an_instructor_s_edition_is_private_even_where_the_others_are_public(chapter_online, capsys):
    assert chapter_online("push", "--only", NUMBER, "--edition", "all", "--public") == 0
    sent = {run.json["slug"]: run.json["isPrivate"] for run in chapter_online.server.received("SaveKernel")}
    assert list(sent.values()) == [False, False, True]


@pytest.mark.parametrize(
    ("states", "code", "said"),
    [
        ({"1": "open", "2": "open", "3": "open", "4": "open"}, 0, "4 open"),
        ({"1": "open", "2": "open", "3": "right", "4": "open"}, 1, "blank 3: right"),
    ],
)
def test_a_student_s_run_on_kaggle_is_held_to_open_blanks(chapter_online, capsys, states, code, said):
    chapter_online.server.run_of = told_of(states)
    assert chapter_online("push", "--only", NUMBER, "--edition", "student", "--verify") == code
    assert said in capsys.readouterr().out
