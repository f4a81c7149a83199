from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from kagglebook.core.problems import InputError
from kagglebook.core.toml import Document, TomlTable, line_of, text_like


class Settings(TomlTable):
    owner: text_like("[a-z]+", "small letters") = ""
    internet: bool = True


class Part(TomlTable):
    number: str
    params: dict[str, int | float | list[int]] = {}
    steps: Annotated[list[Settings], Field(max_length=2)] = []


class File(TomlTable):
    title: str
    settings: Settings = Settings()
    part: list[Part] = []


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        Document(Path("file.toml"), text).validate(File)
    return [str(problem) for problem in caught.value.problems]


def test_a_valid_file_becomes_a_frozen_object():
    file = Document(Path("file.toml"), 'title = "t"\n[[part]]\nnumber = "1"\nparams = { lr = 1e-3 }\n').validate(File)
    assert file.part[0].params == {"lr": 1e-3}
    with pytest.raises(ValueError, match="frozen"):
        file.title = "other"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('titel = "t"', "1: titel: unknown key 'titel', did you mean 'title'?"),
        ("title = 3", "1: title: should be a valid string, not 3"),
        ('title = "t"\n[settings]\nowner = "A"', "3: settings.owner: should be small letters, not 'A'"),
        ('title = "t"\n\n[settings]\ninternet = 1', "4: settings.internet: should be a valid boolean, not 1"),
        ('title = "t"\n[[part]]\nparams = {}', "2: part[0].number: this key is needed"),
        (
            'title = "t"\n[[part]]\nnumber = "7"\nparams = { lr = "x" }',
            "4: part 7, params.lr: should be a valid integer or a valid number or a valid list, not 'x'",
        ),
        (
            'title = "t"\n[[part]]\nnumber = "7"\nparams = { lr = [1, "x"] }',
            "4: part 7, params.lr[1]: should be a valid integer, not 'x'",
        ),
        (
            'title = "t"\n[[part]]\nnumber = "7"\nsteps = [\n  { owner = "a" },\n  { ownr = "b" },\n]',
            "6: part 7, steps[1].ownr: unknown key 'ownr', did you mean 'owner'?",
        ),
        (
            'title = "t"\n[[part]]\nnumber = "7"\nsteps = [{}, {}, {}]',
            "4: part 7, steps: List should have at most 2 items after validation, not 3",
        ),
    ],
)
def test_one_fault_is_one_problem_with_line_and_key(text, told):
    assert problems_of(text) == [f"file.toml:{told}"]


@pytest.mark.parametrize(
    ("text", "line"),
    [('a = "t"\nb = "t\n', 2), ("a = 1\na = 2\n", 2), ("a = 1\nb = [1,\n2", 3), ("a = 1\n\n[b\nc = 1\n", 3)],
)
def test_broken_toml_is_told_with_its_line(text, line):
    with pytest.raises(InputError, match=rf"^file\.toml:{line}: broken TOML: "):
        Document(Path("file.toml"), text).parse()


def test_every_fault_is_told():
    assert problems_of("[settings]\ninternet = 1\n[[part]]\nnumber = 5.10\n") == [
        "file.toml: title: this key is needed",
        "file.toml:2: settings.internet: should be a valid boolean, not 1",
        "file.toml:4: part 5.1, number: should be a valid string, not 5.1",
    ]


PLACES = """
title = "lr = 3"                    # @title
# number = "9" is no key: a comment
[settings]                          # @settings
owner = "a"                         # @owner

[data.mnist]                        # @mnist
name = "MNIST"                      # @name

[[part]]                            # @first
number = "1"                        # @number
steps = [                           # @steps
  # owner = "0"
  { owner = "a", quick = 1 },       # @step
  { owner = "b" },                  # @last
]
quick = { lr = 2 }                  # @quick
params.lr = 3                       # @dotted

[[part]]                            # @second
"number" = "2"                      # @quoted
params = { seed = 0, lr = 3 }       # @inline

[part.grid]                         # @grid
lr = [                              # @values
  1,
]

[[part.more]]                       # @more
a = 1
[[part.more]]
a = 2                               # @again

[[part]]                            # @third
number = "3"                        # @end
"""


@pytest.mark.parametrize(
    ("loc", "place"),
    [
        (("title",), "title"),
        (("settings",), "settings"),
        (("settings", "owner"), "owner"),
        (("settings", "missing"), "settings"),
        (("data", "mnist", "name"), "name"),
        (("data", "mnist", "source"), "mnist"),
        (("part", 0), "first"),
        (("part", 0, "number"), "number"),
        (("part", 0, "steps"), "steps"),
        (("part", 0, "steps", 0, "owner"), "step"),
        (("part", 0, "steps", 1, "owner"), "last"),
        (("part", 0, "steps", 1, "quick"), "last"),
        (("part", 0, "steps", 2), "steps"),
        (("part", 0, "quick"), "quick"),
        (("part", 0, "quick", "lr"), "quick"),
        (("part", 0, "params", "lr"), "dotted"),
        (("part", 1), "second"),
        (("part", 1, "number"), "quoted"),
        (("part", 1, "params", "lr"), "inline"),
        (("part", 1, "grid", "lr"), "values"),
        (("part", 1, "grid", "lr", 0), "values"),
        (("part", 1, "more", 0), "more"),
        (("part", 1, "more", 1, "a"), "again"),
        (("part", 2, "number"), "end"),
        (("part", 2, "params"), "third"),
        (("nowhere",), None),
    ],
)
def test_a_key_path_leads_to_its_line_or_the_nearest_above_it(loc, place):
    lines = [number for number, line in enumerate(PLACES.split("\n"), 1) if line.endswith(f"@{place}")]
    assert line_of(PLACES, loc) == (lines[0] if place else None)
