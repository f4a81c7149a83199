"""The morning job: what is proven on Kaggle, one page, badges and one exit code, with the true client."""

from xml.etree import ElementTree

import pytest

from kagglebook.kaggle.client import retired_machines
from kagglebook.kaggle.proof import withdrawn
from kagglebook.report.badge import badge
from tests.support.kaggle_server import Answer, Run, failure
from tests.support.online import ADDITION, SUBTRACTION, good

NEW_IMAGE = "gcr.io/kaggle-images/python@sha256:" + "b" * 64


def page(online) -> str:
    return (online.root / "output/kaggle/index.html").read_text(encoding="utf-8")


def test_what_is_proven_is_told_with_image_and_day(online, told, server):
    told("push", "--verify")
    code, lines, _ = told("watch-kaggle")
    assert (code, lines[-1]) == (0, "2 of 2 programs proven; output/kaggle/index.html")
    assert "NvidiaTeslaT4, image aaaaaa…, 2027-01-15" in page(online)
    for name in ("chapter-01", f"chapter-01/{ADDITION}", f"chapter-01/{SUBTRACTION}"):
        svg = ElementTree.parse(online.root / f"output/kaggle/{name}.svg").getroot()
        assert svg[0].text == "Kaggle: 확인됨 · aaaaaa… · 2027-01-15"


def test_what_is_not_proven_is_told_with_the_reason(online, told, server):
    told("push", "--verify", "--only", "1-1")
    code, lines, _ = told("watch-kaggle", "--look")
    assert code == 1 and "program 1-2: not pushed yet: `push` it first" in lines
    assert "확인되지 않음 (1/2)" in page(online)


def test_a_version_from_elsewhere_and_a_deleted_notebook_are_not_proven(online, told, server):
    told("push", "--verify")
    text = {"text": '{"cells": []}', "slug": f"cv-lecture/{ADDITION}"}
    online.runs(ADDITION).append(Run(["COMPLETE"], pushed=text))
    server.always("GetKernel", failure(404), kernel=f"cv-lecture/{SUBTRACTION}")
    code, lines, _ = told("watch-kaggle", "--look")
    assert code == 1 and lines[-1].startswith("0 of 2 programs proven")
    assert any("version 2 on Kaggle is not from here" in line for line in lines)


def test_a_data_set_that_has_another_version_since_the_run_is_told(online, edit, told, server):
    own = 'kaggle = { machine_shape = "", dataset_sources = ["hojjatk/mnist-dataset"] }'
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', own)
    told("push", "--verify")
    assert told("watch-kaggle", "--look")[0] == 0
    server.always("GetDataset", Answer({"ref": "hojjatk/mnist-dataset", "currentVersionNumber": 2}))
    code, lines, _ = told("watch-kaggle", "--look")
    assert code == 1
    assert "program 1-1: its data changed since: hojjatk/mnist-dataset (version 1 → 2)" in lines


@pytest.mark.parametrize("look", [(), ("--look",)])
def test_what_a_new_image_touched_runs_anew_unless_only_looked_at(online, edit, told, server, look):
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', "")
    server.run_of = lambda pushed: good(pushed, files=good({"slug": f"x/{SUBTRACTION}"}).files)
    edit("chapters/01/chapter.toml", '{ value = "total", equals = 2.5, quick = 1.5 },', "")
    told("push", "--verify")
    server.image = NEW_IMAGE
    told("push", "--verify", "--force", "--only", "1-2")
    before = len(online.pushes())
    assert told("watch-kaggle", *look)[0] == bool(look)
    assert len(online.pushes()) == before + (not look)


def test_a_machine_that_the_client_calls_retired_and_the_list_still_offers_is_told():
    machines = {"": {"kind": "cpu"}, "NvidiaTeslaT4": {"kind": "gpu"}, "TpuV38": {"kind": "tpu", "retired": "gone"}}
    assert "nvidiateslap100" in retired_machines()  # the installed client has its list
    told = {"nvidiateslat4": "Sessions run on another.", "tpuv38": "gone", "unknown": "x"}
    assert withdrawn(machines, told) == ["NvidiaTeslaT4: Sessions run on another."]


def test_a_badge_escapes_its_words_and_is_as_wide_as_they_are():
    svg = ElementTree.fromstring(badge("<K>", "확인됨", good=True))
    assert svg[0].text == "<K>: 확인됨"
    assert int(svg.get("width")) > int(ElementTree.fromstring(badge("<K>", "abc", good=False)).get("width"))
