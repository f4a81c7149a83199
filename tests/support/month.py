"""A simulated month of a chapter on Kaggle: pushes after edits by a script, and what they cost.

The command and Kaggle's unmodified client talk to the loopback server; the clock is a fake one. Between two pushes
half a day passes. Each push follows an edit: of prose, or of one program's code. Answers are lost, and the command is
killed: a KeyboardInterrupt before or after any call of the client and any write of the ledger, then the same command
again. When the image changes, what ran on the older one is run again (`Pusher.rerun`; who is told by the server here).
A week's hours are kept by the server: a run costs its hours when it begins, and 30 come back every seven days.

The least that could be used: each program's run once for each different code and image that was asked to be proven.
"""

import json
import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from unittest.mock import patch

from kagglebook.chapter.chapter import load_chapter
from kagglebook.kaggle.client import KaggleRemote
from kagglebook.kaggle.content import digest_of_cells
from kagglebook.kaggle.ledger import Ledger
from kagglebook.kaggle.trip import push

from .kaggle_server import WEEKLY_QUOTA, Answer, Drop, Run
from .online import ADDITION, SUBTRACTION, T4, Online, good

HOURS = {ADDITION: 3.0, SUBTRACTION: 6.0}  # of GPU that a run takes
WEEK, WEEKLY = 7 * 86400, 30.0
HALF_A_DAY = 43200.0
CHAPTER = "chapters/01/chapter.toml"
CODE = {
    ADDITION: ("templates/add.py", "total = first + second"),
    SUBTRACTION: ("chapters/01/1_02_subtraction.py", "steps = [2 -"),
}
PROSE = (("chapters/01/1_01_addition.py", "두 수를 더한다"), ("chapters/01/1_02_subtraction.py", "하나씩 뺀다"))


@dataclass
class Month:
    """What a month came to."""

    pushes: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    proven: int = 0  # pushes after which both programs were verified
    lost: int = 0
    killed: int = 0
    waited: int = 0  # times that the author waited for the next week's hours
    used: float = 0.0  # hours of GPU
    least: float = 0.0
    twice: int = 0  # runs of what had run on that image

    @property
    def over(self) -> float:
        """How much more than the least was used, as a share."""
        return self.used / self.least - 1


class Simulation:
    """The account, the author, and the trouble; `online` is the tiny repository with its server."""

    def __init__(self, online: Online, seed: int, trouble: float = 0.3):
        self.online, self.random, self.trouble = online, random.Random(seed), trouble
        self.month, self.spent, self.week_began = Month(), 0.0, online.clock.now
        self.image, self.deadly = 0, 0
        self.versions = dict.fromkeys(HOURS, 0)
        self.ran: Counter[tuple[str, ...]] = Counter()
        self._edit(CHAPTER, 'kaggle = { machine_shape = "" }', "minutes = { gpu = 180 }")
        self._edit(CHAPTER, 'section = "1.2"', 'section = "1.2"\nminutes = { gpu = 360 }')
        self.answer = online.server.answer
        online.server.answer = self._answer

    def run(self, pushes: int, images: tuple[int, ...]) -> Month:
        """So many pushes, with a new image before those of these numbers."""
        asked: set[tuple[str, int, int]] = set()
        with ExitStack() as stack:
            stack.enter_context(patch.object(KaggleRemote, "_within", self._risky(KaggleRemote._within)))
            stack.enter_context(patch.object(Ledger, "put", self._risky(Ledger.put)))
            for number in range(pushes):
                self._sleep(HALF_A_DAY)
                self.image += number in images
                self._work(number)
                self._push_until_proven(number in images)
                self.month.pushes += 1
                asked |= {(slug, version, self._image_of(slug)) for slug, version in self.versions.items()}
        self.month.least = sum(HOURS[slug] for slug, _, _ in asked)
        self.month.twice = sum(count - 1 for count in self.ran.values())
        return self.month

    # ---- the author

    def _work(self, number: int) -> None:
        kind = "prose" if self.random.random() < 0.7 else "code"
        self.month.edits[kind] += 1
        if kind == "prose":
            path, words = self.random.choice(PROSE)
            self._edit(path, words, f"{words} {number}")
            return
        slug = self.random.choice(sorted(HOURS))
        self.versions[slug] += 1
        path, line = CODE[slug]
        self._edit(path, line, f"edit = {number}\n{line}")

    def _push_until_proven(self, new_image: bool) -> None:
        """The command, again when it was killed or the week's hours are used up; then `verify`."""
        for _ in range(60):
            if new_image and not self._again():
                continue
            if self._call("push") == 0 and self._call("verify") == 0:
                self.month.proven += 1
                return
            if self.held_back:
                self.month.waited += 1
                self._sleep(self.week_began + WEEK - self.online.clock.now + 1)

    def _again(self) -> bool:
        """Run anew what ran on an older image; whether that came to an end."""
        old = {f"cv-lecture/{slug}" for slug in HOURS if self._image_of(slug) != self.image}
        self.held_back = False
        try:
            self._arm()
            told = push(load_chapter(self.online.root, 1), clock=self.online.clock, rerun=old) if old else []
        except KeyboardInterrupt:
            return False
        finally:
            self.deadly = 0
        self.held_back = any(each.what == "no hours" for each in told)
        if self.held_back:
            self._sleep(self.week_began + WEEK - self.online.clock.now + 1)
        return all(each.fine for each in told)

    def _call(self, verb: str) -> int:
        self.held_back = False
        self._arm()
        try:
            code = self.online(verb)
        finally:
            self.deadly = 0
        self.held_back = (
            code == 1 and verb == "push" and self.spent + min(HOURS.values()) > WEEKLY - max(HOURS.values())
        )
        return code

    # ---- trouble

    def _arm(self) -> None:
        """Maybe lose an answer, maybe be killed at one of the next points."""
        if self.random.random() < self.trouble:
            self.month.lost += 1
            self.online.server._scripts.clear()
            self.online.server.script("SaveKernel", Drop(late=self.random.random() < 0.5))
        self.deadly = self.random.randint(1, 12) if self.random.random() < self.trouble else 0

    def _risky(self, call):
        def risky(*arguments, **named):
            self._point()
            try:
                return call(*arguments, **named)
            finally:
                self._point()

        return risky

    def _point(self) -> None:
        if self.deadly:
            self.deadly -= 1
            if not self.deadly:
                self.month.killed += 1
                raise KeyboardInterrupt

    # ---- Kaggle

    def _answer(self, request):
        server, now = self.online.server, self.online.clock.now
        if now >= self.week_began + WEEK:
            self.week_began += WEEK * ((now - self.week_began) // WEEK)
            self.spent = 0.0
        server.image = f"gcr.io/kaggle-images/python@sha256:{self.image:064d}"
        server.run_of = self._run
        used = {"timeUsed": f"{self.spent * 3600:.0f}s", "timeReserved": "0s", "totalTimeAllowed": "108000s"}
        refills = datetime.fromtimestamp(self.week_began + WEEK, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        server.quota = {"quotaRefreshTime": refills, "gpuQuota": used}
        runs = request.call == "SaveKernel" and request.json.get("kernelExecutionType") != "QUICK_SAVE"
        if runs and self.spent >= WEEKLY:
            return Answer({"error": WEEKLY_QUOTA})
        return self.answer(request)

    def _run(self, pushed) -> Run:
        run = good(pushed)
        slug = pushed["slug"].partition("/")[2]
        if pushed.get("kernelExecutionType") != "QUICK_SAVE":
            self.spent += HOURS[slug]
            self.month.used += HOURS[slug]
            self.ran[slug, _code_of(pushed["text"]), str(self.image)] += 1
            results = json.loads(run.files["results.json"]) | {"environment": T4}
            run.files["results.json"] = json.dumps(results).encode()
        return run

    def _image_of(self, slug: str) -> int:
        runs = [run for run in self.online.server.kernels.get(f"cv-lecture/{slug}", []) if run.ran]
        return int(runs[-1].image[-64:]) if runs else self.image

    def _sleep(self, seconds: float) -> None:
        self.online.clock.start = self.online.clock.now  # a month is no wait for ever
        self.online.clock.sleep(max(seconds, 0))

    def _edit(self, path: str, old: str, new: str) -> None:
        place = self.online.root / path
        text = place.read_text(encoding="utf-8")
        assert old in text, (path, old)
        place.write_text(text.replace(old, new, 1), encoding="utf-8")


def _code_of(source: str) -> str:
    cells = json.loads(source)["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    return digest_of_cells(json.dumps({"cells": code}))
