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
    both_on_a_gpu(edit, server)
    told("push", "--verify")
    server.image = NEW_IMAGE
    told("push", "--verify", "--force", "--only", "1-2")
    before = len(online.pushes())
    assert told("watch-kaggle", *look)[0] == bool(look)
    assert len(online.pushes()) == before + (not look)


def both_on_a_gpu(edit, server) -> None:
    edit("chapters/01/chapter.toml", 'kaggle = { machine_shape = "" }', "")
    edit("chapters/01/chapter.toml", '{ value = "total", equals = 2.5, quick = 1.5 },', "")
    server.run_of = lambda pushed: good(pushed, files=good({"slug": f"x/{SUBTRACTION}"}).files)


def test_after_a_week_the_shortest_program_tells_the_image_and_the_others_follow_it(online, edit, told, server):
    both_on_a_gpu(edit, server)
    told("push", "--verify")
    server.image = NEW_IMAGE
    online.clock.start = online.clock.now = online.clock.now + 6 * 86_400
    assert told("watch-kaggle")[0] == 0 and len(online.pushes()) == 2
    online.clock.start = online.clock.now = online.clock.now + 2 * 86_400
    assert told("watch-kaggle", "--probe", "0")[0] == 0 and len(online.pushes()) == 2
    assert told("watch-kaggle")[0] == 0
    assert online.pushes()[2:] == [f"cv-lecture/{ADDITION}", f"cv-lecture/{SUBTRACTION}"]
    assert page(online).count("bbbbbb…") >= 2
    assert told("watch-kaggle")[0] == 0 and len(online.pushes()) == 4


def test_the_quota_holds_for_a_probe_too(online, edit, told, server):
    both_on_a_gpu(edit, server)
    told("push", "--verify")
    online.clock.start = online.clock.now = online.clock.now + 8 * 86_400
    server.quota["gpuQuota"]["timeUsed"] = server.quota["gpuQuota"]["totalTimeAllowed"]
    assert told("watch-kaggle")[0] == 0 and len(online.pushes()) == 2  # what was proven is no less so


@pytest.mark.parametrize("before", ['{"client": "2.0.0"}', '{"client": 2}', "[]", "{", "\xff"])
def test_another_client_than_before_is_told(online, told, server, before):
    told("push", "--verify")
    told("watch-kaggle", "--look")
    assert "made before" not in page(online)
    (online.root / "output/kaggle/looked.json").write_text(before, encoding="latin-1")
    assert told("watch-kaggle", "--look")[0] == 0
    assert ("2.0.0 when this page was made before" in page(online)) is ("2.0.0" in before)


@pytest.mark.parametrize("days", ["-1", "x", "99999"])
def test_days_that_are_none_are_wrong_input(told, days):
    code, _, err = told("watch-kaggle", "--probe", days)
    assert code == 2 and "takes a number of days" in err


def test_a_machine_that_the_client_calls_retired_and_the_list_still_offers_is_told():
    machines = {"": {"kind": "cpu"}, "NvidiaTeslaT4": {"kind": "gpu"}, "TpuV38": {"kind": "tpu", "retired": "gone"}}
    assert "nvidiateslap100" in retired_machines()  # the installed client has its list
    told = {"nvidiateslat4": "Sessions run on another.", "tpuv38": "gone", "unknown": "x"}
    assert withdrawn(machines, told) == ["NvidiaTeslaT4: Sessions run on another."]


def test_a_badge_escapes_its_words_and_is_as_wide_as_they_are():
    svg = ElementTree.fromstring(badge("<K>", "확인됨", good=True))
    assert svg[0].text == "<K>: 확인됨"
    assert int(svg.get("width")) > int(ElementTree.fromstring(badge("<K>", "abc", good=False)).get("width"))
