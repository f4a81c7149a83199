"""The forms of texts that several tables of chapter.toml have."""

from ..core.toml import text_like

# Letters of any script. It names files, and stands before `#` and `:`, behind which a cell, a variant, an edition is.
NUMBER = r"\w(?:[\w.-]{0,22}\w)?"
ProgramNumber = text_like(
    NUMBER,
    "a number such as '5-7', '3.1' or 'ex-2': at most 24 letters, digits, '.', '-' and '_', no '.' or '-' at an end",
)
# Without the characters, too, that some reader of a template takes for the end of a line.
ONE_LINE = r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]+"
OneLine = text_like(ONE_LINE, "one line of text")
