"""Data sets on Kaggle, by the unmodified client against the loopback."""

import json

import pytest

from kagglebook.kaggle.client import connect
from kagglebook.kaggle.remote import DataSet, KaggleError, Kind

SOURCE = "cv-lecture/small-numbers"


@pytest.fixture
def folder(tmp_path):
    """What is sent: a file, a folder, and what Kaggle is told of them."""
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "numbers.csv").write_text("1,2\n")
    (folder / "more").mkdir()
    (folder / "more" / "words.txt").write_text("three\n")
    metadata = {"id": SOURCE, "title": "Small numbers", "licenses": [{"name": "CC0-1.0"}]}
    (folder / "dataset-metadata.json").write_text(json.dumps(metadata))
    return folder


def test_a_data_set_is_told_with_its_version_whatever_version_is_named(server):
    with connect() as remote:
        assert remote.data_set("hojjatk/mnist-dataset/7") == DataSet(1)
        assert remote.data_set_status("hojjatk/mnist-dataset") == "READY"


def test_a_data_set_that_is_gone_is_refused(server):
    with connect() as remote, pytest.raises(KaggleError) as refused:
        remote.data_set("owner/gone")
    assert refused.value.kind is Kind.FORBIDDEN


def test_what_is_sent_becomes_a_data_set_and_then_a_version_of_it(server, folder):
    with connect() as remote:
        assert remote.send_data(folder).endswith(SOURCE)
        (folder / "numbers.csv").write_text("3,4\n")
        remote.send_data(folder, "other numbers")
        assert remote.data_set(SOURCE) == DataSet(2, private=True)
    first, second = server.data[SOURCE].versions
    assert first["numbers.csv"] == b"1,2\n" and second["numbers.csv"] == b"3,4\n"
    assert first.keys() == {"numbers.csv", "more.zip"}
    assert server.data[SOURCE].asked["licenseName"] == "CC0-1.0"


def test_a_data_set_that_exists_is_not_created_again(server, folder):
    with connect() as remote:
        remote.send_data(folder)
        with pytest.raises(KaggleError, match="already in use"):
            remote.send_data(folder)
    assert len(server.data[SOURCE].versions) == 1
