"""What computed a run: machine and image as Kaggle tells them, whose they are, and what another image changes."""

import pytest

from kagglebook.kaggle.content import Content, digest_of_cells
from kagglebook.kaggle.ledger import Entry, Session
from kagglebook.kaggle.provenance import (
    current_images,
    from_elsewhere,
    image_in_short,
    is_ours,
    lacks_tpu,
    same_machine,
    staleness,
)
from kagglebook.kaggle.remote import Newest

OURS = '{"cells": [{"cell_type": "code", "source": "ours"}]}'
KNOWN = ["NvidiaTeslaT4", "NvidiaTeslaP100", "TpuV5E8"]
OLD, NEW = (f"gcr.io/kaggle-images/python@sha256:{each * 64}" for each in "ab")


@pytest.mark.parametrize(
    ("asked", "told", "same"),
    [
        ("NvidiaTeslaT4", "NvidiaTeslaT4", True),
        ("NvidiaTeslaT4", "NVIDIA_TESLA_T4", True),
        ("NvidiaTeslaT4", "NvidiaTeslaP100", False),
        ("NvidiaTeslaT4", "SomethingNew", False),
        ("NvidiaTeslaT4", "", None),
        ("", "", None),
        ("", "nvidiaTeslaT4", False),
        ("", "Standard", None),  # how Kaggle calls a CPU is not known
    ],
)
def test_the_machine_that_ran_is_held_against_the_asked_one(asked, told, same):
    assert same_machine(asked, told, KNOWN) is same


@pytest.mark.parametrize(
    ("newest", "ours", "elsewhere"),
    [
        (Newest(3, OURS), True, False),
        (Newest(4, OURS), False, True),
        (Newest(2, OURS), False, False),  # Kaggle doesn't know of ours yet
        (Newest(0, OURS), True, False),
        (Newest(0, "{}"), False, True),
    ],
)
def test_the_last_session_is_ours_only_if_the_newest_version_is(newest, ours, elsewhere):
    entry = Entry(Content(cells=digest_of_cells(OURS)), 3, session=Session(3))
    assert is_ours(newest, entry) is ours
    assert bool(from_elsewhere(newest, entry)) is elsewhere


def test_after_a_save_without_a_run_the_last_session_is_the_one_before():
    assert is_ours(Newest(4, OURS), Entry(version=4, session=Session(3)))


@pytest.mark.parametrize(
    ("image", "short", "lacks"),
    [
        (OLD, "image aaaaaa…", True),
        ("sha256:" + "c" * 64, "image cccccc…", None),
        ("gcr.io/kaggle-images/python-tpuvm:v12", "image python-tpuvm:v12", False),
        ("", "", None),
    ],
)
def test_an_image_in_short_and_whether_it_is_one_for_a_tpu(image, short, lacks):
    assert (image_in_short(image), lacks_tpu(image)) == (short, lacks)


def entry(image: str, time: float, machine: str = "NvidiaTeslaT4", **packages: str) -> Entry:
    return Entry(version=1, machine=machine, session=Session(1, time, image=image, packages=packages))


def test_a_result_of_an_older_image_is_stale_with_what_changed_of_what_it_imports():
    old = entry(OLD, 1, torch="2.10.0", numpy="2.0")
    now = current_images([old, entry(NEW, 2, torch="2.11.0", pandas="3"), entry(NEW, 3, numpy="2.0")])
    assert staleness(old, now) == "computed on image aaaaaa…, Kaggle now has bbbbbb… (torch 2.10.0 → 2.11.0)"
    assert staleness(entry(NEW, 2), now) == ""


@pytest.mark.parametrize(
    ("packages", "words"),
    [({"numpy": "2.0"}, "nothing that it imports changed"), ({"scipy": "1"}, "not known of scipy"), ({}, "not known")],
)
def test_what_is_not_known_to_have_changed_is_said_so(packages, words):
    now = current_images([entry(NEW, 3, numpy="2.0")])
    assert words in staleness(entry(OLD, 1, **packages), now)


def test_an_image_of_another_kind_of_machine_makes_nothing_stale():
    gpu, cpu = entry(OLD, 1), entry(NEW, 2, machine="")
    now = current_images([gpu, cpu])
    assert staleness(gpu, now) == staleness(cpu, now) == ""


def test_a_result_of_which_no_image_is_known_is_not_called_stale():
    assert staleness(entry("", 1), current_images([entry(NEW, 2)])) == ""
