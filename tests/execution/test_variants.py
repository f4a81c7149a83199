"""A variant's values stand in its parameters cell: that computes what papermill's injection of the same values does."""

import json

from kagglebook.chapter.chapter import load_chapter
from kagglebook.chapter.variants import by_hand
from kagglebook.execution.papermill import execute
from kagglebook.notebook.book import make_pages


def test_a_variant_computes_what_its_program_does_with_the_parameters_injected(root, tmp_path):
    chapter = load_chapter(root, 5)
    (program,) = chapter.select(["5-5"])
    (variant,) = by_hand([program], {"lr": 0.05, "iterations": 40})
    pages = make_pages(chapter, [program, variant])
    results = []
    for page, parameters in zip(pages, (variant.params, {}), strict=True):
        folder = tmp_path / page.program.slug
        folder.mkdir()
        outcome = execute(page.submission.source, folder / "executed.ipynb", parameters)
        assert outcome.failure is None
        results.append(json.loads((folder / "results.json").read_text()))
        results[-1].pop("environment")
    assert len(results[0]["losses"]) == 40
    assert results[0] == results[1]
