"""The forms of texts that several tables of chapter.toml have."""

from ..core.toml import text_like

ProgramNumber = text_like(r"(ex-)?[1-9][0-9]*-[1-9][0-9]*", "a number such as '5-7' or 'ex-5-1'")
# Without the characters, too, that some reader of a template takes for the end of a line.
OneLine = text_like(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+", "one line of text")
