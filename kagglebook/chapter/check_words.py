"""What checks say, in the words of the chapter's page (report/site/said.py): what was looked at, expected, measured."""

from ..core.toml import TomlTable
from ..core.words import Word, taking


class CheckWords(TomlTable):
    """What may be said of any; what a check found wrong is told as in the terminal, in English."""

    run: Word  # what is looked at
    baseline: Word
    gpu: Word
    slide: taking("slide")
    cell: taking("cell")
    no_error: Word  # what is expected of it
    empty: Word
    written: Word
    decreasing: Word
    legible: Word
    values: taking("count")
    figure: Word  # one
    figures: taking("count")
    output: Word  # one, in HTML
    outputs: taking("count")
    shown: Word
    in_html: taking("text")
    on_stderr: taking("text")
    as_expected: Word
    recorded: taking("count")
    as_recorded: Word
    seeds: Word  # within their spread
    one_device: Word
    operations: taking("count", "device")
