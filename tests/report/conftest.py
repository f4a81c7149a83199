"""Comparisons, and the figures that are drawn of them."""

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import Selection, select
from kagglebook.report import pictures
from kagglebook.report.ranking import Row, groups
from tests.report.test_ranking import CHAPTER, COMPARE, checked


@pytest.fixture
def group_of(repo, edit):
    """The comparison of a program with these variants, the later the better."""

    def group_of(lines: str, seeds: int = 1):
        edit(CHAPTER, "quick = { first = 1 }", f"{lines}\n{COMPARE}")
        programs = select(load_chapter(repo, 1), Selection(["1-1"], variants=True))
        rows = [
            Row(program, [checked(program, 0.1 * place + 0.01 * seed) for seed in range(seeds)])
            for place, program in enumerate(programs, 1)
        ]
        return groups(rows)[0]

    return group_of


@pytest.fixture
def figures(monkeypatch):
    """The figures that are saved, by the name of their file."""
    saved = {}
    save = pictures.save
    monkeypatch.setattr(pictures, "save", lambda figure, path: save(saved.setdefault(path.name, figure), path))
    return saved
