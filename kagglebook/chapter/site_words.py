"""The words of the chapter's page in the browser (site/), around the notebooks."""

from ..core.toml import TomlTable
from ..core.words import Word, taking
from .check_words import CheckWords


class SiteWords(TomlTable):
    """What stands around a notebook on the page that `page` makes."""

    course: Word
    contents: Word
    skip: Word
    theme: Word
    previous: Word
    next: Word
    source: Word
    hidden: Word  # the summary of code that the notebook hides
    long_code: taking("lines")  # of hidden code that is not shown whole
    passed: taking("passed", "count")
    took: taking("seconds")
    not_run: Word
    check: Word
    expected: Word
    measured: Word
    verdict: Word
    ok: Word
    fail: Word
    unchecked: Word
    seeds: taking("seeds")
    versions: Word
    on_kaggle: taking("date", "how")
    proven: Word  # of what is verified on Kaggle, in badges
    not_proven: Word
    parameters: Word
    variants: Word
    variant: Word
    curve: taking("name")
    slides: Word
    glossary: Word
    count: taking("count")
    checks: CheckWords
