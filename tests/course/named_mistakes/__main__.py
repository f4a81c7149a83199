"""`python -m tests.course.named_mistakes [PATTERN]`: plants every silent mistake, or those that match.

`python -m tests.course.named_mistakes --right 40` runs the right notebooks with so many seeds instead: none may be
accused. Without arguments it writes docs/named-mistakes.md. Exit code 1 where less than 90 % are named rightly, or a
right notebook is accused.
"""

import re
import sys
import time
from collections.abc import Sequence

from tests.support import ROOT

from .harness import SETS, Finding, Mistake, load, right_notebooks, running

ENOUGH = 0.9
SHOWN = 160  # characters of a message


def main(arguments: Sequence[str]) -> int:
    started = time.monotonic()
    if arguments[:1] == ["--right"]:
        findings = find(right_notebooks(range(1000, 1000 + int(arguments[1]))))
        accused = [finding for finding in findings if finding.state != "named"]
        print(f"{len(findings)} right notebooks, {len(accused)} accused ({time.monotonic() - started:.0f} s)")
        return 1 if accused else 0
    pattern = "".join(arguments)
    sets = {name: [one for one in load(name) if re.search(pattern, f"{one.program} {one.what}")] for name in SETS}
    findings = find([one for mistakes in sets.values() for one in mistakes])
    text, share = report(sets, findings, time.monotonic() - started)
    if not pattern:
        (ROOT / "docs" / "named-mistakes.md").write_text(text, encoding="utf-8")
    print("\n" + text.partition("\n## ")[0])
    return 0 if share >= ENOUGH else 1


def find(mistakes: Sequence[Mistake]) -> list[Finding]:
    """The finding of each, told as it comes."""
    findings = []
    with running() as start:
        for wait in [start(mistake) for mistake in mistakes]:
            finding = wait()
            findings.append(finding)
            mistake = finding.mistake
            print(f"{finding.state:<8} {mistake.program:>6}  {mistake.what}: {finding.line}", flush=True)
    return findings


def report(sets: dict[str, list[Mistake]], findings: Sequence[Finding], seconds: float) -> tuple[str, float]:
    """The page for docs/, and the share of silent mistakes that is named rightly."""
    titles = {SETS[0]: "written with the report", SETS[1]: "kept aside until it was done"}
    rows, silent_all, named_all = [], 0, 0
    for name, mistakes in sets.items():
        own = [finding for finding in findings if finding.mistake in mistakes]
        count = {state: sum(one.state == state for one in own) for state in ("named", "misnamed", "silent", "raised")}
        silent = len(own) - count["raised"]
        silent_all, named_all = silent_all + silent, named_all + count["named"]
        share = f"{100 * count['named'] / max(1, silent):.0f} %"
        numbers = " | ".join(str(count[state]) for state in count)
        rows.append(f"| {titles[name]} | {len(own)} | {numbers} | {share} |")
    details = [
        f"| {one.mistake.program} | {_cell(one.mistake.what)} | {one.state} | {_cell(one.line)} |" for one in findings
    ]
    text = f"""# Mistakes that a notebook names

The last cell of a training program, `report`, looks at what the reader's code does and names the mistake that it finds.
`tests/course/named_mistakes/` holds mistakes that raise nothing; each is planted in a template, the program is run
quick, and the cell's output must say which it is. `python -m tests.course.named_mistakes` does it and writes this page
({seconds / 60:.0f} minutes on 2 cores); `--right 40` runs the right notebooks with 40 seeds each.

| mistakes | planted | named rightly | named wrongly | nothing said | raised, so not silent | of the silent |
|---|---:|---:|---:|---:|---:|---:|
{chr(10).join(rows)}

## Each

| program | mistake | | what the reader is told first |
|---|---|---|---|
{chr(10).join(details)}
"""
    return text, named_all / max(1, silent_all)


def _cell(text: str) -> str:
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return short.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
