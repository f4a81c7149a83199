"""The forms of texts that several tables of chapter.toml have."""

from ..core.toml import text_like

NUMBER = r"(ex-|th-)?[1-9][0-9]*-[1-9][0-9]*"
ProgramNumber = text_like(NUMBER, "a number such as '5-7', 'ex-5-1' or 'th-5-1'")
# Without the characters, too, that some reader of a template takes for the end of a line.
OneLine = text_like(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+", "one line of text")
