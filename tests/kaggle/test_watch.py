"""Which run a status is about, with and without the labels of versions."""

from dataclasses import replace

import pytest

from kagglebook.kaggle.content import Content, digest_of_cells
from kagglebook.kaggle.ledger import Entry, Session, open_ledger
from kagglebook.kaggle.remote import KaggleError, Kind, Newest, Status
from kagglebook.kaggle.watch import QUEUED, STALE, Watch, counts
from tests.support.online import FakeClock

KERNEL = "owner/slug"
OURS = '{"cells": [{"cell_type": "code", "source": "ours"}]}'
COMPLETE, RUNNING = Status("COMPLETE"), Status("RUNNING")


class Stub:
    """A `Remote` that answers by the version asked for; an error is raised."""

    def __init__(self, newest=None, **by_version):
        self.by_version, self.newest_is = by_version, newest or Newest(2, OURS)

    def status(self, kernel, version=0):
        answer = self.by_version[f"v{version}" if version else "unlabelled"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def newest(self, kernel):
        return self.newest_is


def refused(kind: Kind) -> KaggleError:
    return KaggleError(kind, "no")


@pytest.fixture
def watch(tmp_path):
    """A Watch of a kernel whose version 2 has just been pushed; changes go into its entry."""
    clock = FakeClock()
    with open_ledger(tmp_path / "ledger.json") as ledger:

        def make(remote, **changes):
            cells = digest_of_cells(OURS)
            entry = replace(Entry(Content("w", cells, "r"), 2, "url", clock.now), **changes)
            ledger.put(KERNEL, replace(entry, session=Session(entry.version, entry.time)))
            return Watch(remote, ledger, clock, lambda line: None)

        make.clock = clock
        yield make


def test_with_the_label_the_answer_is_taken_as_it_is(watch):
    assert watch(Stub(v2=COMPLETE)).status(KERNEL) == COMPLETE


@pytest.mark.parametrize("kind", [Kind.MISSING, Kind.REFUSED, Kind.SERVER])
def test_without_labels_an_end_right_after_the_push_is_not_believed(watch, kind):
    watched = watch(Stub(v2=refused(kind), unlabelled=COMPLETE))
    assert watched.status(KERNEL) == QUEUED
    watch.clock.now += STALE + 1
    assert watched.status(KERNEL) == COMPLETE


def test_without_labels_an_end_is_believed_after_a_state_before_the_end(watch):
    remote = Stub(v2=refused(Kind.MISSING), unlabelled=RUNNING)
    watched = watch(remote)
    assert watched.status(KERNEL) == RUNNING
    remote.by_version["unlabelled"] = COMPLETE
    assert watched.status(KERNEL) == COMPLETE


def test_the_first_version_has_no_run_before_it(watch):
    remote = Stub(Newest(1, OURS), v1=refused(Kind.MISSING), unlabelled=COMPLETE)
    assert watch(remote, version=1).status(KERNEL) == COMPLETE


@pytest.mark.parametrize("newest", [Newest(3, OURS), Newest(2, "{}"), Newest(0, "{}")])
def test_without_labels_the_newest_version_must_be_ours(watch, newest):
    with pytest.raises(KaggleError) as caught:
        watch(Stub(newest, v2=refused(Kind.MISSING), unlabelled=COMPLETE), seen=True).status(KERNEL)
    assert caught.value.kind is Kind.NEWER


def test_a_push_whose_version_kaggle_did_not_tell_is_known_by_its_cells(watch):
    assert watch(Stub(Newest(0, OURS), unlabelled=COMPLETE), version=0, seen=True).status(KERNEL) == COMPLETE


def test_once_labels_are_known_to_be_taken_a_missing_run_is_one_that_comes_soon(watch):
    remote = Stub(v2=RUNNING, unlabelled=COMPLETE)
    watched = watch(remote)
    watched.status(KERNEL)
    remote.by_version["v2"] = refused(Kind.MISSING)
    assert watched.status(KERNEL) == QUEUED
    watch.clock.now += STALE + 1
    with pytest.raises(KaggleError):
        watched.status(KERNEL)


def test_a_kernel_that_has_no_run_at_all_is_waited_for_but_not_for_ever(watch):
    watched = watch(Stub(v2=refused(Kind.MISSING), unlabelled=refused(Kind.MISSING)))
    assert watched.status(KERNEL) == QUEUED
    watch.clock.now += STALE + 1
    with pytest.raises(KaggleError):
        watched.status(KERNEL)


def test_refused_credentials_are_not_taken_for_a_missing_label(watch):
    with pytest.raises(KaggleError):
        watch(Stub(v2=refused(Kind.LOGIN), unlabelled=COMPLETE)).status(KERNEL)


def test_runs_are_counted():
    assert counts([RUNNING, QUEUED, Status("CANCEL_REQUESTED")], 6) == "2 running, 7 waiting"
