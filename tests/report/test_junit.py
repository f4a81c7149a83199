from xml.etree import ElementTree

from kagglebook.judging.outcome import Verdict
from kagglebook.report.cases import Case, Finding, Report
from kagglebook.report.junit import to_junit

GOOD = Finding("total", "≥ 2", "2.5", Verdict.PASS)
BAD = Finding("total", "≥ 3", "2.5", Verdict.FAIL, "add", "templates/add.py", 4, "program 1-1, total: expected ≥ 3")
OPEN = Finding("device", "a GPU", "no GPU here", Verdict.UNCHECKED)


def parsed(*cases: Case, problems: tuple[str, ...] = ()) -> ElementTree.Element:
    return ElementTree.fromstring(to_junit(Report(True, "run", list(cases), list(problems), 0, 1.5)))


def test_a_program_is_a_suite_and_a_check_a_test_with_its_place():
    root = parsed(Case("1", "1-1", "더하기", [GOOD, BAD, OPEN], 1.25))
    assert root.attrib == {
        **{"name": "kagglebook run", "time": "1.500"},
        **{"tests": "3", "failures": "1", "errors": "0", "skipped": "1"},
    }
    (suite,) = root
    assert (suite.get("name"), suite.get("time"), suite.get("failures")) == ("1-1 더하기", "1.250", "1")
    good, bad, skipped = suite
    assert (good.get("classname"), good.get("name"), list(good)) == ("1.1-1", "total", [])
    assert (bad.get("file"), bad.get("line")) == ("templates/add.py", "4")
    assert bad.find("failure").get("message") == "expected ≥ 3, got 2.5"
    assert bad.find("failure").text == "program 1-1, total: expected ≥ 3"
    assert skipped.find("skipped").get("message") == "expected a GPU, got no GPU here"


def test_two_checks_of_one_name_are_two_tests():
    (suite,) = parsed(Case("1", "1-1", "", [GOOD, GOOD, OPEN, GOOD]))
    assert [test.get("name") for test in suite] == ["total", "total (2)", "device", "total (3)"]


def test_of_a_run_on_kaggle_machine_image_and_why_it_is_stale_are_properties():
    (suite,) = parsed(Case("1", "1-1", "", [GOOD], kaggle={"machine": "Tesla T4", "stale": "image 3f2a → 9c01"}))
    found = {each.get("name"): each.get("value") for each in suite.find("properties")}
    assert found == {"kaggle.machine": "Tesla T4", "kaggle.stale": "image 3f2a → 9c01"}
    assert (suite[0].tag, suite.get("tests"), suite.get("failures")) == ("properties", "1", "0")


def test_wrong_input_is_an_error_for_each_problem():
    (suite,) = parsed(problems=("chapter.toml:3: title: missing", "chapter.toml:9: number: twice"))
    assert suite.get("errors") == "2"
    assert [test.find("error").get("message") for test in suite] == [test.get("name") for test in suite]


def test_whatever_a_notebook_says_the_xml_can_be_read():
    nasty = "\x00\x1b[2J\ud800\ufffe]]><x a='&\"\n"
    (suite,) = parsed(Case(nasty, nasty, nasty, [Finding(nasty, nasty, nasty, Verdict.FAIL, told=nasty, file=nasty)]))
    assert suite[0].find("failure").text.startswith("\\x00\\x1b[2J\\ud800]]><x a='&\"")


def test_runs_of_further_seeds_and_pushes_are_tests_of_their_own():
    runs = [Case("1", "1-1", "", [GOOD], 1.0, parameters={"seed": seed}) for seed in (0, 1, 2)]
    root = parsed(*runs, Case("1", "1-2", "", [GOOD]), Case("1", "1-2", "", [GOOD]), Case("2", "1-2", "", [GOOD]))
    names = [test.get("classname") for test in root.iter("testcase")]
    assert names == ["1.1-1", "1.1-1 seed 1", "1.1-1 seed 2", "1.1-2", "1.1-2 (2)", "2.1-2"]
