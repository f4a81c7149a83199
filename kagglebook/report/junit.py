"""A report as JUnit XML, which the servers of continuous integration read: a suite for each program, a test a check."""

from collections import Counter
from xml.etree import ElementTree

from ..core.plain import plain
from ..judging.outcome import Verdict
from .cases import Case, Finding, Report

NOT_CHARACTERS = {0xFFFE: None, 0xFFFF: None}  # what XML 1.0 has no way to write, beside what `plain` writes out


def to_junit(report: Report) -> bytes:
    """The XML, in UTF-8. Wrong input, for which nothing ran, is a suite of its own, with an error for each problem.

    The form is that of Jenkins' and GitLab's readers: https://github.com/testmoapp/junitxml says what they have in
    common.
    """
    root = ElementTree.Element("testsuites", name=_text(f"kagglebook {report.verb}"), time=f"{report.seconds:.3f}")
    seen: Counter[tuple[str, str]] = Counter()
    for case in report.cases:
        seen[case.chapter, case.program] += 1
        _add_suite(root, case, _which(case, seen[case.chapter, case.program]))
    if report.problems:
        suite = ElementTree.SubElement(root, "testsuite", name="input")
        for problem in report.problems:
            test = ElementTree.SubElement(suite, "testcase", classname="input", name=_text(problem))
            ElementTree.SubElement(test, "error", message=_text(problem))
        _count(suite)
    _count(root)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _which(case: Case, time: int) -> str:
    """What tells a program's further runs from its first: readers take two tests of one name for one test."""
    if time == 1:
        return case.program
    return f"{case.program} seed {case.parameters['seed']}" if "seed" in case.parameters else f"{case.program} ({time})"


def _add_suite(root: ElementTree.Element, case: Case, called: str) -> None:
    seconds = {} if case.seconds is None else {"time": f"{case.seconds:.3f}"}
    name = " ".join(filter(None, (called, case.title)))
    suite = ElementTree.SubElement(root, "testsuite", name=_text(name), **seconds)
    if case.kaggle:  # a stale result is no failure, and is to be seen all the same
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in case.kaggle.items():
            ElementTree.SubElement(properties, "property", name=f"kaggle.{name}", value=_text(value))
    seen: Counter[str] = Counter()
    for finding in case.findings:
        seen[finding.check] += 1
        again = f" ({seen[finding.check]})" if seen[finding.check] > 1 else ""
        place = {"file": _text(finding.file), "line": str(finding.line)} if finding.file else {}
        test = ElementTree.SubElement(
            suite,
            "testcase",
            classname=_text(f"{case.chapter}.{called}"),
            name=_text(finding.check + again),
            **place,
        )
        _add_verdict(test, finding)
    _count(suite)


def _add_verdict(test: ElementTree.Element, finding: Finding) -> None:
    message = _text(f"expected {finding.expected}, got {finding.measured}")
    if finding.verdict is Verdict.FAIL:
        ElementTree.SubElement(test, "failure", message=message).text = _text(finding.told)
    elif finding.verdict is Verdict.UNCHECKED:
        ElementTree.SubElement(test, "skipped", message=message)


def _count(parent: ElementTree.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        parent.set(name, str(sum(1 for _ in parent.iter(tag))))


def _text(text: str) -> str:
    return plain(text).translate(NOT_CHARACTERS)
