import base64
import io

import pytest

from kagglebook.execution import picturing
from kagglebook.execution.picturing import figures_of, in_few_bytes


def output(content: bytes = b"a", kind: str = "image/png", **metadata):
    return {"output_type": "display_data", "data": {kind: base64.b64encode(content).decode()}, "metadata": metadata}


def notebook(*outputs):
    return {
        "cells": [{"id": "note"}, {"id": "curves", "outputs": list(outputs)}, {"id": "other", "outputs": [output()]}]
    }


def test_the_pictures_of_a_cell_are_found_in_their_order_among_its_other_outputs():
    shown = notebook({"output_type": "stream", "text": "x"}, output(b"one"), output(kind="image/jpeg"), output(b"two"))
    assert figures_of(shown, "curves") == [(b"one", ""), (b"two", "")]
    assert figures_of(shown, "note") == figures_of(shown, "gone") == []


@pytest.mark.parametrize("metadata", [{"alt": "falls\n from 2 "}, {"image/png": {"alt": "falls from 2"}}])
def test_what_a_picture_shows_is_read_from_its_metadata_as_one_line(metadata):
    assert figures_of(notebook(output(b"one", **metadata)), "curves") == [(b"one", "falls from 2")]


def test_a_picture_that_is_none_is_left_out():
    broken = output()
    broken["data"]["image/png"] = "no base64!"
    assert figures_of(notebook(broken, output(b"two")), "curves") == [(b"two", "")]


def test_a_large_picture_has_fewer_colours_and_a_small_one_stays_as_it_is(monkeypatch):
    image_of = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    picture = image_of.effect_noise((64, 64), 60).convert("RGB")
    picture.save(file, "PNG")
    assert in_few_bytes(file.getvalue()) == file.getvalue()
    monkeypatch.setattr(picturing, "MAX_PICTURE", 1_000)
    smaller = in_few_bytes(file.getvalue())
    assert len(smaller) < len(file.getvalue())
    with image_of.open(io.BytesIO(smaller)) as read:
        assert (read.size, read.format) == (picture.size, "PNG")
