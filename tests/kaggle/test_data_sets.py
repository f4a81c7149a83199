"""`push --data`: a course's own data set on Kaggle, once, whatever happens: the real client, the loopback."""

import json
import shutil

import pytest

from kagglebook.commands.main import run
from kagglebook.kaggle import data_sets
from kagglebook.kaggle.client import KaggleRemote
from tests.support.kaggle_server import Data, Drop, Run, failure

CHAPTER, SOURCE = "chapters/01/chapter.toml", "cv-lecture/small-numbers"
OWN = f"""
[data.numbers]
name = "numbers"
source = "{SOURCE}"
kind = "files"
license = "CC0-1.0"

[data.digits]"""


@pytest.fixture
def numbers(repo, edit):
    """The tiny course, whose first program reads a folder of the course's own data."""
    edit(CHAPTER, "\n[data.digits]", OWN)
    edit(CHAPTER, 'template = "1_01_addition.py"', 'template = "1_01_addition.py"\ndata = ["numbers"]')
    read = f'#: include "add.py"\n\n# %% id="read"\nsource = "{SOURCE}"'
    edit("chapters/01/1_01_addition.py", '#: include "add.py"', read)
    folder = repo / "chapters" / "01" / "data" / "numbers"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("1,2\n")
    return folder


@pytest.fixture
def push(online, server, numbers):
    return lambda *more: online("push", "--only", "1-1", "--data", *more)


def versions(server, source=SOURCE):
    return server.data[source].versions if source in server.data else []


def test_data_and_notebook_are_published_by_one_command_and_once(push, online, server, capsys):
    assert push() == 0
    assert len(versions(server)) == 1 and server.data[SOURCE].asked["licenseName"] == "CC0-1.0"
    assert server.data[SOURCE].asked["isPrivate"]
    assert online.pushes() == ["cv-lecture/cv-ch01-program-1-addition"]
    assert server.received("SaveKernel")[0].json["datasetDataSources"] == [SOURCE]
    assert push() == 0
    assert len(versions(server)) == 1 and len(online.pushes()) == 1
    assert "data unchanged cv-lecture/small-numbers version 1" in " ".join(capsys.readouterr().out.split())
    assert not list((online.root / "output/runs/kaggle/data").iterdir())  # nothing of it stays packed


def test_changed_files_are_a_new_version(push, server, numbers):
    assert push() == 0
    (numbers / "b.csv").write_text("3\n")
    assert push() == 0 and push() == 0
    assert len(versions(server)) == 2


@pytest.mark.parametrize("late", [True, False], ids=["it was taken", "it was not"])
@pytest.mark.parametrize("call", ["CreateDataset", "CreateDatasetVersion"])
def test_a_lost_answer_makes_no_second_version(push, server, numbers, call, late):
    if call == "CreateDatasetVersion":
        assert push() == 0
        (numbers / "b.csv").write_text("3\n")
    server.script(call, Drop(late=late))
    assert push() == 0 and push() == 0
    assert len(versions(server)) == 1 + (call == "CreateDatasetVersion")


@pytest.mark.parametrize("taken", [True, False])
def test_who_is_interrupted_starts_again_without_a_second_version(push, server, monkeypatch, taken):
    send = KaggleRemote.send_data

    def interrupted(self, *args):
        if taken:
            send(self, *args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(KaggleRemote, "send_data", interrupted)
        assert push() == 130
    assert push() == 0
    assert len(versions(server)) == 1


def test_it_waits_until_the_data_can_be_used(push, server, online):
    server.data_states = ["BLOBS_RECEIVED", "BLOBS_DECOMPRESSED", "READY"]
    assert push() == 0
    assert len(online.clock.slept) == 2 and len(online.pushes()) == 1


def test_data_that_kaggle_can_t_unpack_keep_the_notebooks_here(push, server, online, capsys):
    server.data_states = ["BLOBS_RECEIVED", "FAILED"]
    assert push() == 1
    assert not online.pushes()
    assert "Kaggle tells FAILED of cv-lecture/small-numbers" in capsys.readouterr().out


def test_data_that_never_get_ready_are_not_waited_for_for_ever(push, server, online, monkeypatch):
    monkeypatch.setattr(data_sets, "LONGEST_WAIT", 100.0)
    server.data_states = ["REPROCESSING"]
    assert push() == 1
    assert sum(online.clock.slept) < 300 and not online.pushes()


def test_what_was_not_sent_from_here_is_left_as_it_is_unless_forced(push, server, capsys):
    server.data[SOURCE] = Data(versions=[{}])
    assert push() == 0
    assert len(versions(server)) == 1 and "left as it is" in capsys.readouterr().out
    assert push("--force") == 0
    assert len(versions(server)) == 2


def test_data_that_were_taken_down_are_sent_anew(push, server):
    assert push() == 0
    del server.data[SOURCE]
    assert push() == 0
    assert len(versions(server)) == 1


def test_for_another_owner_the_data_set_moves_along(push, server, online):
    assert push("--owner", "somebody") == 0
    assert not versions(server) and len(versions(server, "somebody/small-numbers")) == 1
    assert server.received("SaveKernel")[0].json["datasetDataSources"] == ["somebody/small-numbers"]


def test_a_refusal_is_told_and_nothing_is_open_after_it(push, server, online, capsys):
    server.script("CreateDataset", failure(400, "no such license"))
    assert push() == 1
    assert "no such license" in capsys.readouterr().out
    ledger = json.loads((online.root / "output/runs/kaggle/chapter-01.json").read_text())
    assert ledger["data_sets"][SOURCE]["intent"] is None
    assert push() == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('license = "CC0-1.0"\n', "", 'needs `license = "…"`, one of CC0-1.0, CC-BY-4.0'),
        ("CC0-1.0", "CC0", "no licence 'CC0' that Kaggle names"),
        ('license = "CC0-1.0"', 'license = "CC0-1.0"\nsamples = true', "holds samples only"),
        (f'source = "{SOURCE}"', 'source = "another/small-numbers"', "its source begins with cv-lecture/"),
    ],
)
def test_what_can_t_be_sent_is_told_before_anything_is(push, edit, server, capsys, old, new, told):
    edit(CHAPTER, old, new)
    assert push() == 2
    assert told in capsys.readouterr().err
    assert not server.received("CreateDataset")


MORE = f"""
[data.letters]
name = "letters.csv"
source = "{SOURCE}"
kind = "files"
license = "CC0-1.0"

[data.digits]"""


@pytest.fixture
def letters(edit, numbers):
    """A second part of the same data set, which another program reads."""
    edit(CHAPTER, "\n[data.digits]", MORE)
    edit(CHAPTER, 'template = "1_02_subtraction.py"', 'template = "1_02_subtraction.py"\ndata = ["letters"]')
    read = f'# %% id="read"\nsource = "{SOURCE}"\n\n# %% id="results"'
    edit("chapters/01/1_02_subtraction.py", '# %% id="results"', read)
    path = numbers.parent / "letters.csv"
    path.write_text("a\n")
    return path


def test_a_data_set_has_all_its_parts_whichever_program_is_pushed(letters, push, online, server):
    assert push() == 0
    assert online("push", "--data") == online("push", "--only", "1-2", "--data") == 0
    assert len(versions(server)) == 1
    assert sum("letters" in name for name in versions(server)[0]) == 1 and len(versions(server)[0]) == 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('letters.csv"\nsource', 'numbers"\nsource', ""),
        (
            'CC0-1.0"\n\n[data.digits]',
            'CC-BY-4.0"\n\n[data.digits]',
            "is one data set, and [data.numbers] has it under CC0-1.0",
        ),
        ('license = "CC0-1.0"\n\n[data.digits]', "\n[data.digits]", "needs `license"),
    ],
)
def test_the_parts_of_a_data_set_have_one_licence(letters, push, edit, capsys, old, new, told):
    edit(CHAPTER, old, new)
    assert (push(), told in capsys.readouterr().err) == (2 if told else 0, True)


@pytest.fixture
def second_chapter(online, server, numbers):
    """Another chapter that has the same data set, and a call for both."""
    server.run_of = lambda pushed: Run()
    shutil.copytree(online.root / "chapters/01", online.root / "chapters/02")
    path = online.root / "chapters/02/chapter.toml"
    text = path.read_text(encoding="utf-8").replace("CV Ch01", "CV Ch02")
    path.write_text(text.replace("number = 1\n", "number = 2\n", 1), encoding="utf-8")
    return lambda *more: run(
        ["push", "--chapter", "1", "2", "--only", "1-1", "--data", *more], online.root, online.clock
    )


def test_chapters_with_one_data_set_send_it_once(second_chapter, server, capsys):
    assert second_chapter() == second_chapter() == 0
    assert len(versions(server)) == 1
    assert " ".join(capsys.readouterr().out.split()).count(f"data unchanged {SOURCE}") == 3


def test_chapters_that_would_send_different_files_to_one_data_set_are_told(second_chapter, online, server, capsys):
    (online.root / "chapters/02/data/numbers/a.csv").write_text("9\n")
    assert second_chapter() == second_chapter("--plan") == 2
    assert f"chapter 1 makes {SOURCE} of other files" in capsys.readouterr().err
    assert not server.data
    push_of = lambda chapter: run(["push", "--chapter", chapter, "--data"], online.root, online.clock)  # noqa: E731
    assert push_of("1") == push_of("2") == push_of("1") == push_of("2") == 0  # the first has it: no to and fro
    assert len(versions(server)) == 1


def test_an_empty_folder_is_told(push, numbers, capsys):
    (numbers / "a.csv").unlink()
    assert push() == 2
    assert "chapters/01/data has nothing of 'numbers'" in capsys.readouterr().err


def test_a_file_that_the_client_would_leave_out_is_told(push, numbers, edit, capsys):
    edit(CHAPTER, 'name = "numbers"', 'name = "datapackage.json"')
    (numbers.parent / "datapackage.json").write_text("{}")
    assert push() == 2
    assert "Kaggle's client never sends a file of the name datapackage.json" in capsys.readouterr().err


def test_a_dry_run_tells_what_would_be_sent_and_sends_nothing(push, server, capsys):
    assert push("--dry-run") == 0
    assert not server.requests
    assert "data to be sent cv-lecture/small-numbers (CC0-1.0, 1 files, 4 bytes)" in " ".join(
        capsys.readouterr().out.split()
    )
    assert push() == push("--dry-run") == 0
    assert "data unchanged cv-lecture/small-numbers" in " ".join(capsys.readouterr().out.split())


def test_an_upload_that_broke_off_goes_on(push, server):
    server.script("upload", failure(503))
    assert push() == 0
    assert versions(server)[0]["numbers.zip"].startswith(b"PK") and b"a.csv" in versions(server)[0]["numbers.zip"]


def test_an_upload_that_failed_goes_on_from_the_same_place(push, server, numbers, edit, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # where the client keeps word of it
    edit(CHAPTER, 'name = "numbers"', 'name = "a.csv"')
    (numbers / "a.csv").rename(numbers.parent / "a.csv")
    server.script("upload", failure(400))
    assert push() == 0
    assert versions(server) == [{"a.csv": b"1,2\n"}]
    assert len(server.received("StartBlobUpload")) == 1


def test_sources_that_are_gone_are_told_before_the_push(online, server, edit, capsys):
    sources = 'dataset_sources = ["a/gone"], kernel_sources = ["b/nn"]'
    models = 'model_sources = ["google/gemma/pyTorch/2b/1", "c/gone/pyTorch/2b/1"]'
    edit(CHAPTER, 'machine_shape = "" }', f'machine_shape = "", {sources}, {models} }}')
    assert online("push", "--only", "1-1") == 1
    out = capsys.readouterr().out
    assert "the data set a/gone is not on Kaggle, or private: https://www.kaggle.com/datasets/a/gone" in out
    assert "the notebook b/nn is not on Kaggle, or private" in out
    assert "the model c/gone is not on Kaggle, or private" in out and "google/gemma" not in out
    assert out.index("a/gone") < out.index("1-1")


def test_where_kaggle_has_no_answer_about_a_source_the_push_goes_on(online, server, edit):
    edit(CHAPTER, 'machine_shape = "" }', 'machine_shape = "", dataset_sources = ["hojjatk/mnist-dataset"] }')
    server.always("GetDataset", failure(500))
    assert online("push", "--only", "1-1") == 0


@pytest.mark.parametrize("plan", [(), ("--plan",)])
def test_without_data_of_one_s_own_that_is_said_and_the_notebooks_are_pushed(online, told, plan):
    code, lines, _ = told("push", "--data", *plan)
    assert code == 0 and "no data to send: none that these programs use has a `license` in chapter.toml" in lines
    assert len(online.pushes()) == (0 if plan else 2)
