"""What a push costs, what is left, and how long a run may take, with the true client and a server on the loopback."""

import json
import shutil

import pytest

from kagglebook.chapter.chapter import load_chapter
from kagglebook.commands.main import run
from kagglebook.kaggle.budget import HOUR, Budget, hours, ran_out
from kagglebook.kaggle.ledger import Entry, Session, read_entries
from kagglebook.kaggle.remote import Allowance, Quota
from kagglebook.kaggle.trip import push
from tests.support.kaggle_server import Answer, Drop, Run, failure
from tests.support.online import ADDITION, SUBTRACTION, words

CHAPTER = "chapters/01/chapter.toml"
SECTION = 'section = "1.2"'


def limits(online) -> dict[str, int]:
    """The time limits that were sent last, in seconds, by slug."""
    sent = [request.json for request in online.server.received("SaveKernel")]
    return {each["slug"].split("/")[1]: each.get("sessionTimeoutSeconds", 0) for each in sent}


def has_left(online, used: float, reserved: float = 0) -> None:
    """Set what the account used of its 30 hours."""
    told = {"timeUsed": f"{used * HOUR:.0f}s", "timeReserved": f"{reserved * HOUR:.0f}s", "totalTimeAllowed": "108000s"}
    online.server.quota = online.server.quota | {"gpuQuota": told}


def ledger(online) -> dict:
    path = online.root / "output/runs/kaggle/chapter-01.json"
    return json.loads(path.read_text(encoding="utf-8"))


def note(online, slug, **session) -> None:
    """Write into the ledger what `verify` would."""
    content = ledger(online)
    entry = content["entries"][f"cv-lecture/{slug}"]
    entry["verified"] = "passed"
    entry["session"] |= session
    (online.root / "output/runs/kaggle/chapter-01.json").write_text(json.dumps(content), encoding="utf-8")


def test_what_cannot_fit_is_not_begun_and_the_others_go_on(online, edit, told):
    edit(CHAPTER, SECTION, f"{SECTION}\nminutes = {{ gpu = 24 }}")
    has_left(online, 29.9)
    code, lines, _ = told("push")
    assert (code, lines[-1]) == (1, "1 pushed, 1 no hours")
    words = "needs 0.4 h (chapter.toml), 0.1 h of this week's GPU are left; refills Sat 16 Jan 00:00 UTC"
    assert f"1-2 no hours {words}" in lines
    assert online.pushes() == [f"cv-lecture/{ADDITION}"]
    has_left(online, 29.5)
    assert told("push")[1][-1] == "1 pushed, 1 unchanged"


def test_without_any_word_a_run_needs_its_limit_at_most(online, told):
    has_left(online, 28.5)
    assert "needs 2.0 h (at most, its time limit), 1.5 h of this week's GPU are left" in " ".join(told("push")[1])


@pytest.mark.parametrize(("reserved", "fits"), [(0.25, True), (0.8, False)])
def test_what_sessions_have_reserved_is_not_left(online, edit, told, reserved, fits):
    edit(CHAPTER, SECTION, f"{SECTION}\nminutes = {{ gpu = 24 }}")
    has_left(online, 29, reserved)
    assert told("push")[0] == (0 if fits else 1)


def test_a_cpu_run_costs_nothing_and_nobody_is_asked(online, told):
    assert told("push", "--only", "1-1")[0] == 0
    assert online.server.received("GetAcceleratorQuotaStatistics") == []


def test_where_kaggle_tells_no_quota_it_is_said_once_and_all_is_pushed(online, told):
    for answer in (failure(404), Answer(b"<html>"), failure(500)):
        online.server.always("GetAcceleratorQuotaStatistics", answer)
        code, lines, _ = told("push", "--force")
        assert (code, lines[-1]) == (0, "2 pushed")
        assert sum("nothing is held back" in line for line in lines) == 1


def test_after_the_refill_the_quota_is_asked_anew(online, edit, told):
    online.server.quota = online.server.quota | {"quotaRefreshTime": "2027-01-15T08:00:01Z"}  # a second from the start
    has_left(online, 30)
    assert told("push", "--only", "1-2")[0] == 1
    online.clock.now += 2
    has_left(online, 0)
    assert told("push", "--only", "1-2")[0] == 0


@pytest.mark.parametrize(("states", "reserved", "fits"), [(["RUNNING"] * 9, 0, False), (["COMPLETE"], 0, True)])
def test_a_run_of_ours_that_goes_on_is_not_forgotten_and_one_that_ended_counts_once(
    online, two_of_half_an_hour, told, states, reserved, fits
):
    online.server.run_of = lambda pushed: Run(list(states))
    has_left(online, 29.2, reserved)
    assert told("push", "--only", "1-1")[0] == 0
    assert told("push", "--only", "1-2")[0] == (0 if fits else 1)


def test_the_limit_is_made_from_the_last_run_and_kept_with_the_session(online, told):
    told("push")
    assert limits(online) == {ADDITION: 7200, SUBTRACTION: 7200}  # nothing is known of them
    note(online, SUBTRACTION, seconds=1000)
    assert told("push", "--only", "1-2", "--force")[0] == 0
    assert limits(online)[SUBTRACTION] == 3000
    assert ledger(online)["entries"][f"cv-lecture/{SUBTRACTION}"]["session"]["limit"] == 3000
    assert told("push", "--only", "1-2", "--force")[0] == 0  # not verified in between: the time is still known
    assert limits(online)[SUBTRACTION] == 3000


@pytest.mark.parametrize(
    ("seconds", "limit"), [(10, 900), (6 * HOUR, 12 * HOUR)], ids=["never too short", "never above Kaggle's own"]
)
def test_a_limit_has_bounds(online, told, seconds, limit):
    told("push", "--only", "1-2")
    note(online, SUBTRACTION, seconds=seconds)
    told("push", "--only", "1-2", "--force")
    assert limits(online) == {SUBTRACTION: limit}


def test_a_key_sets_the_limit_and_a_program_s_own_wins_and_neither_is_a_change(online, edit, told):
    told("push")
    edit(CHAPTER, "internet = true", "internet = true\ntime_limit = 40")
    edit(CHAPTER, 'machine_shape = "" }', 'machine_shape = "", time_limit = 20 }')
    assert told("push")[1][-1] == "0 pushed, 2 unchanged"
    assert told("push", "--force")[0] == 0
    assert limits(online) == {ADDITION: 1200, SUBTRACTION: 2400}


@pytest.mark.parametrize("limit", ["0", "721", '"long"'])
def test_a_limit_that_kaggle_would_not_keep_is_wrong_input(online, edit, told, limit):
    edit(CHAPTER, "internet = true", f"internet = true\ntime_limit = {limit}")
    code, _, err = told("push")
    assert code == 2 and "time_limit" in err and online.server.requests == []


def test_a_run_that_its_limit_ended_is_told_as_that():
    entry = Entry(session=Session(1, 0, limit=900))
    assert ran_out(entry, 900).startswith("its time limit of 15 min ended it")
    assert ran_out(entry, 300) == ran_out(Entry(), 99999) == ""


def test_the_greater_of_reserved_and_going_counts():
    budget = Budget(Quota(gpu=Allowance(10, 20, 100)), {"gpu": 30})
    assert budget.left("gpu") == 60 and budget.left("tpu") is None
    assert Budget(Quota(gpu=Allowance(10, 40, 100)), {"gpu": 30}).left("gpu") == 50


def test_hours_are_told_shortly():
    assert [hours(each) for each in (0, 90, 360, 65_520)] == ["0.0 h", "0.03 h", "0.1 h", "18.2 h"]


def test_a_plan_tells_need_limit_sum_and_what_is_left(online, edit, told):
    edit(CHAPTER, SECTION, f"{SECTION}\nminutes = {{ gpu = 24 }}")
    has_left(online, 11.8)
    code, lines, _ = told("push", "--plan")
    assert code == 0
    assert lines[1].endswith("about 0.4 h (chapter.toml), at most 1.2 h")
    assert lines[2] == "1 program needs about 0.4 h of GPU, 18.2 h are left; refills Sat 16 Jan 00:00 UTC"
    assert online.pushes() == []
    has_left(online, 30)
    assert told("push", "--plan")[1][-1] == "1 to be pushed, 1 without hours, 0 unchanged; nothing was sent"


@pytest.fixture
def two_of_half_an_hour(edit):
    """Both programs want a GPU, for half an hour each."""
    edit(CHAPTER, 'machine_shape = "" }', 'machine_shape = "NvidiaTeslaT4" }\nminutes = { gpu = 30 }')
    edit(CHAPTER, SECTION, f"{SECTION}\nminutes = {{ gpu = 30 }}")


@pytest.fixture
def second_chapter(online, two_of_half_an_hour):
    """Another chapter with programs of its own, and a call for both."""
    shutil.copytree(online.root / "chapters/01", online.root / "chapters/02")
    path = online.root / "chapters/02/chapter.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("CV Ch01", "CV Ch02").replace("number = 1\n", "number = 2\n", 1),
        encoding="utf-8",
    )
    return lambda verb, *options: run([verb, "--chapter", "1", "2", *options], online.root, online.clock)


def test_a_plan_holds_back_what_does_not_fit_beside_the_rest_of_it(online, two_of_half_an_hour, told):
    has_left(online, 29.2)
    lines = told("push", "--plan")[1]
    assert lines[-1] == "1 to be pushed, 1 without hours, 0 unchanged; nothing was sent"
    assert "needs 0.5 h (chapter.toml), 0.3 h of this week's GPU are left" in " ".join(lines)


def test_the_plan_of_several_chapters_is_one(online, second_chapter, capsys):
    has_left(online, 28.2)
    assert second_chapter("push", "--plan") == 0
    lines = words(capsys.readouterr().out)
    assert lines[-2] == "4 programs need about 2.0 h of GPU, 1.8 h are left; refills Sat 16 Jan 00:00 UTC"
    assert lines[-1] == "3 to be pushed, 1 without hours, 0 unchanged; nothing was sent"


@pytest.mark.parametrize(("states", "fits"), [(["RUNNING"] * 9, False), (["COMPLETE"], True)], ids=["goes on", "over"])
def test_runs_of_other_chapters_use_up_the_week_too(online, second_chapter, capsys, states, fits):
    online.server.run_of = lambda pushed: Run(list(states))
    has_left(online, 29.2)
    second_chapter("push", "--only", "1-1")
    assert ("1-1 no hours" in " ".join(words(capsys.readouterr().out))) is not fits
    assert len(online.pushes()) == (2 if fits else 1)
    theirs = read_entries(online.root / "output/runs/kaggle/chapter-02.json")
    assert not any("ch01" in address for address in theirs)


def test_what_was_held_back_stands_in_the_reports(online, tmp_path, told):
    has_left(online, 30)
    told("push", "--junit", str(tmp_path / "report.xml"))
    assert "no hours: needs 2.0 h" in (tmp_path / "report.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("hours_used", [0, 30])
def test_what_is_to_run_again_runs_once_and_within_the_budget(online, told, hours_used):
    told("push")
    has_left(online, hours_used)
    address = f"cv-lecture/{SUBTRACTION}"
    fates = push(load_chapter(online.root, 1), clock=online.clock, rerun=[address])
    assert [each.what for each in fates] == ["unchanged", "no hours" if hours_used else "pushed"]
    assert len(online.runs(ADDITION)) == 1 and len(online.runs(SUBTRACTION)) == (1 if hours_used else 2)


def test_a_run_asked_for_again_whose_answer_was_lost_is_not_made_twice(online, told):
    told("push")
    online.server.script("SaveKernel", Drop(late=True))
    push(load_chapter(online.root, 1), clock=online.clock, rerun=[f"cv-lecture/{SUBTRACTION}"])
    assert len(online.runs(SUBTRACTION)) == 2
