"""The entry of an adopted notebook in chapter.toml: numbers after the last, a title, an address on Kaggle."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slugify import slugify

LONGEST = 50  # characters of a title on Kaggle


@dataclass(frozen=True)
class Entry:
    """What a program is called: its number, its title, its title on Kaggle and the name of its template."""

    number: str
    title: str
    kernel_title: str
    section: str
    template: str
    params: Mapping[str, Any] = field(default_factory=dict)
    data: Sequence[str] = ()  # keys of [data.KEY]
    internet: bool = False  # whether it installs packages
    kaggle: Mapping[str, Any] = field(default_factory=dict)  # what differs from the chapter's [kaggle]
    # What cells complain of, in the notebook as it is.
    stderr: Mapping[str, Collection[str]] = field(default_factory=dict)
    drawn: Sequence[tuple[str, str, int]] = ()  # what figures show: cell, path, how many

    def to_toml(self) -> str:
        """The `[[program]]`, as a person would write it."""
        texts = ("number", "title", "kernel_title", "section", "template")
        lines = ["[[program]]", *(f"{name} = {as_toml(getattr(self, name))}" for name in texts)]
        if self.data:
            lines.append(f"data = {as_toml(list(self.data))}")
        if self.params:
            lines.append(f"params = {as_toml(dict(self.params))}")
        kaggle = {**self.kaggle, **({"internet": True} if self.internet else {})}
        if kaggle:
            lines.append(f"kaggle = {as_toml(kaggle)}{'       # it installs packages' if self.internet else ''}")
        if self.stderr or self.drawn:
            checks = (
                f"  {{ cell = {as_toml(cell)}, stderr = {as_toml(list(said))} }}," for cell, said in self.stderr.items()
            )
            drawn = (
                f"  {{ cell = {as_toml(cell)}, drawn = {as_toml(path)}, length = {count} }},"
                for cell, path, count in self.drawn
            )
            lines += ["checks = [", *checks, *drawn, "]"]
        return "\n".join([*lines, ""])


def make_entry(
    chapter: int | str, last: int, title: str, prefix: str, taken: Collection[str], before: str = ""
) -> Entry:
    """The entry of a notebook that comes behind the program `last`; `taken` are kernel titles of others.

    `before` stands before the number, as in the numbers of the other programs: `3.` in 3.4; else the chapter does.
    """
    number = last + 1
    called = f"Ch{chapter:02}" if isinstance(chapter, int) else slugify(chapter, separator=" ").title()
    before = before or f"{chapter}-"
    words = " ".join(re.findall(r"[A-Za-z0-9]+", slugify(title, separator=" "))).title()
    begin = f"{prefix} {called} Program {number}".strip()
    kernel_title = _cut(f"{begin} {words}")
    while slugify(kernel_title) in {slugify(each) for each in taken}:
        number_behind = re.search(r" v(\d+)$", kernel_title)
        again = int(number_behind[1]) + 1 if number_behind else 2
        kernel_title = f"{_cut(f'{begin} {words}', LONGEST - 5)} v{again}"
    stem = slugify(title, separator="_", max_length=40, word_boundary=True)
    template = f"{slugify(str(chapter), separator='_')}_{number:02}{f'_{stem}' if stem else ''}.py"
    return Entry(f"{before}{number}", title, kernel_title, f"{before[:-1] or chapter}.{number}", template)


def _cut(words: str, most: int = LONGEST) -> str:
    """As many whole words as fit."""
    while len(words) > most:
        words = words.rpartition(" ")[0] or words[:most]
    return words


def as_toml(value: Any) -> str:
    """A text, a number, a truth, a list or a table of these as TOML writes it, in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{as_key(key)} = {as_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def as_key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
