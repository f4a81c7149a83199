"""The state file."""

import json
import os
from pathlib import Path

import pytest

from kagglebook.core.problems import InputError
from kagglebook.kaggle.content import Content, digest_of_cells
from kagglebook.kaggle.ledger import MAX_LEDGER, Entry, Intent, Session, open_ledger, was_accepted
from kagglebook.kaggle.remote import Newest

OURS = '{"cells": [{"cell_type": "code", "source": "ours"}]}'
THEIRS = '{"cells": []}'


def test_an_entry_is_found_again_as_it_was(tmp_path):
    entry = Entry(
        Content("a", "b", "c"), 3, "url", 1.5, "T4", ("data set x/y",), True, "passed", Intent(Content("d"), 2.5)
    )
    with open_ledger(tmp_path / "runs/ledger.json") as ledger:
        assert ledger.get("a/b") == Entry()
        ledger.put("a/b", entry)
    with open_ledger(tmp_path / "runs/ledger.json") as ledger:
        assert ledger.get("a/b") == entry and ledger.get("a/c") == Entry()


OLD = '{"a/b": {"content": {"whole": "w"}, "version": 3, "left_out": ["data set x/y"], "verified": "passed"}}'


@pytest.mark.parametrize("text", [OLD, f'{{"version": 1, "entries": {OLD}}}'], ids=["no version", "version 1"])
def test_a_file_of_an_earlier_form_is_read_and_kept_and_each_version_of_it_was_run(tmp_path, text):
    path = tmp_path / "ledger.json"
    path.write_text(text)
    with open_ledger(path) as ledger:
        session = Session(version=3)
        assert ledger.get("a/b") == Entry(
            Content("w"), 3, left_out=("data set x/y",), verified="passed", session=session
        )
        ledger.put("c/d", Entry(version=1))
    assert json.loads(path.read_text())["version"] == 2
    with open_ledger(path) as ledger:
        assert ledger.get("a/b").session == session and ledger.get("c/d") == Entry(version=1)


def test_a_put_is_on_the_disk_and_by_rename(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr("kagglebook.kaggle.ledger.write_whole", lambda *how, **more: written.append(more))
    with open_ledger(tmp_path / "ledger.json") as ledger:
        ledger.put("a/b", Entry())
    assert written == [{"durable": True}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"version": 3, "entries": {}}', "written by a newer kagglebook"),
        ('{"version": 3}', "written by a newer kagglebook"),
        ('{"version": ' + "9" * 300 + "}", "written by a newer kagglebook"),
        ('{"version": 1, "entries": {}, "extra": 1}', "unknown key extra"),
        ('{"version": 1, "entries": {"a/b": {"extra": 1}}}', "unknown key entries.a/b.extra"),
        ('{"version": 1, "entries": {"a/b": {"content": {"extra": 1}}}}', "unknown key entries.a/b.content.extra"),
        ('{"a/b": {"extra": 1}}', "unknown key a/b.extra"),
        ('{"a/b": {"intent": {"content": {}, "time": 1, "extra": 1}}}', "unknown key a/b.intent.extra"),
    ],
)
def test_what_a_newer_version_wrote_is_refused_and_not_touched(tmp_path, text, message):
    path = tmp_path / "ledger.json"
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught, open_ledger(path):
        pass
    assert "newer kagglebook" in str(caught.value) and path.read_text() == text


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", "null", '"x"', "NaN", '{"a/b": 1}', '{"a/b": {"version": "three"}}', '{"version": 1}',
     '{"version": "1", "entries": {}}', '{"version": 1, "entries": []}', '{"version": 1, "entries": {"nothing": {}}}',
     '{"a/b": {"time": NaN}}', '{"a/b": {"time": 1e999}}', '{"a/b": {"left_out": "x"}}', '{"a/b": {"verified": "?"}}',
     '{"a/b": {"version": ' + "9" * 5000 + "}}", "[" * 100_000, '{"a/b":' * 100_000, '{"a/b/c": {}}', '{"a b/c": {}}',
     '{"a/b\\u001b[2J": 1}', "\x00"],
)  # fmt: skip
def test_a_broken_file_is_told_and_not_touched(tmp_path, text):
    path = tmp_path / "ledger.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"ledger.json: broken") as caught, open_ledger(path):
        pass
    assert str(caught.value).isprintable() and len(str(caught.value)) < 1000
    assert path.read_text() == text


@pytest.mark.parametrize("name", ["ledger.json", "ledger.lock"])
def test_what_is_no_plain_file_is_told_and_not_waited_for(tmp_path, name):
    kinds = [Path.mkdir, *([os.mkfifo] if hasattr(os, "mkfifo") else [])]
    for number, make in enumerate(kinds):
        place = tmp_path / str(number)
        place.mkdir()
        make(place / name)
        with pytest.raises(InputError, match="not a plain file"), open_ledger(place / "ledger.json"):
            pass


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "ledger.json"
    with path.open("wb") as file:
        file.truncate(MAX_LEDGER + 1)
    with pytest.raises(InputError, match="larger than"), open_ledger(path):
        pass


@pytest.mark.parametrize(
    ("newest", "accepted"),
    [
        (Newest(4, OURS), True),
        (Newest(3, OURS), False),  # the version before: the same cells, with other settings
        (Newest(3, ""), False),
        (Newest(4, THEIRS), False),
        (Newest(4, ""), None),  # a newer version, and nobody knows what is in it
        (Newest(0, OURS), None),
        (Newest(0, ""), None),
        (Newest(0, THEIRS), False),
    ],
)
def test_whether_an_open_push_was_accepted_is_told_where_it_can_be(newest, accepted):
    cells = digest_of_cells(OURS)
    entry = Entry(Content(cells=cells), 3, intent=Intent(Content(cells=cells), 1))
    assert was_accepted(entry, newest) is accepted


def test_of_a_first_push_what_is_no_notebook_tells_nothing():
    entry = Entry(intent=Intent(Content(cells=digest_of_cells(OURS)), 1))
    assert [was_accepted(entry, Newest(1, source)) for source in (OURS, THEIRS, "")] == [True, False, None]


def test_one_process_at_a_time_and_the_next_after_it(tmp_path):
    path = tmp_path / "ledger.json"
    with open_ledger(path), pytest.raises(InputError, match="another process"), open_ledger(path):
        pass
    with open_ledger(path):
        pass
