"""The words of the page that all courses share (templates/program.py)."""

from ..core.toml import TomlTable
from ..core.words import Word, taking


class PageWords(TomlTable):
    """The page's words in one language: what stands in braces, the page fills in by `format`."""

    open_in: taking("place")  # of a badge: what its picture says
    chapter: taking("number", "title")
    section: taking("section")
    contents: taking("number")
    here: Word  # of the contents
    student: taking("url")  # what each edition is; {url} of the complete notebook
    instructor: Word
    to_student: taking("url")
    goals: Word
    preview: Word
    preview_trained: taking("count")
    minutes: Word
    under_a_minute: Word
    about_minutes: taking("minutes")
    how_to_run: Word
    with_gpu: Word
    without_gpu: Word
    plan: Word  # a heading, and those of its table's columns
    plan_part: Word
    plan_minutes: Word
    plan_sum: Word
    expected: Word
    expected_value: Word
    expected_full: Word
    expected_quick: Word
    expected_range: taking("seeds")
    summary: Word
    questions: Word
    tries: Word
    tries_how: Word
    tries_of_samples: Word
    tries_measured: Word
    try_set: Word  # the headings of its table
    try_value: Word
    try_before: Word
    try_after: Word
    try_says: Word
    more: Word
    terms: taking("count")
    term: Word
    english: Word
    means: Word
    slides: taking("count")
    slide_section: Word
    slide_says: Word
    slide_cells: Word
    slide_state: Word
    computed: Word
    shown: Word
    refuted: Word
    told: Word
    errata: taking("count")
    erratum_slide: Word
    erratum_problem: Word
    erratum_notebook: Word
    next: Word
