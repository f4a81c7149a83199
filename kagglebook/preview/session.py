"""What a preview knows of its programs, and what is to be done next: a state machine without files, clocks or sockets.

Something happens (a text is rendered, a plan made, a cell done, a reader opens a program): a method is called, and what
is to be done about it comes back as commands. Programs are known by their slugs.
"""

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum


class State(Enum):
    """Of a program's results."""

    UNSEEN = "unseen"  # not run, as nobody has looked at it or changed it yet
    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Start:
    """A program is to be executed, in a run of that number."""

    program: str
    run: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """A run is to be ended: nobody needs it any more."""

    run: int


Command = Start | Cancel


@dataclass(slots=True)
class Entry:
    """A program: `key` is of all that its run would depend on, `ran` that of the run whose results are shown, `run` the
    number of the one that is executed or being ended, `cell` the one that it is at, `done` how many are behind it.

    `given` are the digests of what the programs in `after` had left for its run, `left` that of what it hands on
    itself, `blocked` those for whose failure it was not run.
    """

    program: str
    after: Sequence[str] = ()
    key: str = ""
    ran: str = ""
    state: State = State.UNSEEN
    verdict: State = State.UNSEEN
    run: int | None = None
    running: str = ""  # the key of that run
    cell: str = ""
    done: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    left: str = ""
    blocked: Sequence[str] = ()


class Session:
    """The programs of a preview; `jobs` of them are executed at a time."""

    def __init__(self, jobs: int = 1):
        self.jobs = jobs
        self.entries: dict[str, Entry] = {}
        self.opened: frozenset[str] = frozenset()
        self._runs = itertools.count(1)

    # ---- what is there

    def has(self, programs: Mapping[str, Sequence[str]]) -> list[Command]:
        """These are the programs, in order, each with those that it comes after."""
        gone = [entry for slug, entry in self.entries.items() if slug not in programs]
        known = self.entries
        self.entries = {slug: known.get(slug, Entry(slug)) for slug in programs}
        for slug, after in programs.items():
            self.entries[slug].after = tuple(each for each in after if each in programs)
        return [Cancel(entry.run) for entry in gone if entry.run is not None]

    def looks_at(self, programs: Collection[str]) -> list[Command]:
        """Readers have these open."""
        self.opened = frozenset(programs)
        for slug in programs:
            if (entry := self.entries.get(slug)) and entry.key and entry.state is State.UNSEEN:
                self._want(entry)
        return self._next()

    # ---- what is rendered and planned

    def changed(self, program: str) -> list[Command]:
        """The code of a program is another; how it would be run is not known yet."""
        entry = self.entries.get(program)
        if entry is None:
            return []
        entry.key = ""
        if entry.state in (State.RUNNING, State.PASSED, State.FAILED):
            entry.state = State.WAITING
        return [Cancel(entry.run)] if entry.run is not None else []

    def planned(
        self, program: str, key: str, reusable: bool = False, touched: bool = False, left: str = ""
    ) -> list[Command]:
        """A program would now be run as this key says; `reusable` where an earlier run of that key passed, which `left`
        what has that digest; `touched` where somebody has just saved what it is made of."""
        entry = self.entries.get(program)
        if entry is None or key == entry.key:
            return []
        entry.key = key
        commands: list[Command] = []
        if entry.run is not None and entry.running != key:
            commands.append(Cancel(entry.run))
        if key == entry.ran:  # as it was before
            entry.state = entry.verdict
        elif reusable:
            entry.ran, entry.left, entry.given = key, left, self._given(entry)
            entry.state = entry.verdict = State.PASSED
        elif touched or program in self.opened or entry.state is not State.UNSEEN:
            self._want(entry)
        return [*commands, *self._next()]

    # ---- what is executed

    def at_cell(self, run: int, cell: str, done: int) -> bool:
        """A run is at a cell, with so many behind it; whether anybody still cares."""
        entry = self._of(run)
        if entry is None or entry.state is not State.RUNNING:
            return False
        entry.cell, entry.done = cell, done
        return True

    def is_wanted(self, run: int) -> bool:
        """Whether what a run found is of what its program is now."""
        entry = self._of(run)
        return entry is not None and entry.state is State.RUNNING and entry.running == entry.key

    def ended(self, run: int, passed: bool, left: str = "") -> list[Command]:
        """A run is over; `left` is a digest of what it hands on."""
        entry = self._of(run)
        if entry is None:  # of a program that is gone
            return self._next()
        valid = self.is_wanted(run)
        entry.run = None
        if valid:
            entry.ran = entry.running
            entry.state = entry.verdict = State.PASSED if passed else State.FAILED
            entry.left = left
            return [*self._hand_on(entry), *self._next()]
        return self._next()

    def judged(self, program: str, passed: bool) -> None:
        """The results that are shown were judged again, by other checks."""
        entry = self.entries.get(program)
        if entry and entry.state in (State.PASSED, State.FAILED):
            entry.state = entry.verdict = State.PASSED if passed else State.FAILED

    def stop(self, program: str) -> list[Command]:
        """A reader wants no run of a program, until it changes or somebody asks for one."""
        entry = self.entries.get(program)
        if entry is None or entry.state not in (State.WAITING, State.RUNNING):
            return []
        entry.state = State.STOPPED
        return [Cancel(entry.run)] if entry.run is not None else []

    def again(self, program: str) -> list[Command]:
        """A reader asks for a run, whatever is known."""
        entry = self.entries.get(program)
        if entry is None or not entry.key or entry.state in (State.WAITING, State.RUNNING):
            return []
        self._want(entry)
        return self._next()

    # ---- within

    def _of(self, run: int) -> Entry | None:
        return next((entry for entry in self.entries.values() if entry.run == run), None)

    def _want(self, entry: Entry) -> None:
        entry.state = State.WAITING
        for each in entry.after:
            if self.entries[each].state is State.UNSEEN:
                self._want(self.entries[each])

    def _given(self, entry: Entry) -> dict[str, str]:
        return {each: self.entries[each].left for each in entry.after}

    def _hand_on(self, producer: Entry) -> list[Command]:
        """Those that were run with something else than what a producer left now are to be run again."""
        commands: list[Command] = []
        for other in self.entries.values():
            if producer.program in other.after and other.state in (State.RUNNING, State.PASSED, State.FAILED):
                if other.given.get(producer.program) == producer.left and not other.blocked:
                    continue
                if other.run is not None:
                    commands.append(Cancel(other.run))
                other.ran, other.state = "", State.WAITING
        return commands

    def _next(self) -> list[Command]:
        """Starts what waits: first what somebody looks at, then in order."""
        room = self.jobs - sum(entry.run is not None for entry in self.entries.values())
        waiting = [
            entry
            for entry in self.entries.values()
            if entry.state is State.WAITING and entry.run is None and entry.key  # which it has once it is planned
        ]
        waiting.sort(key=lambda entry: not self._is_looked_at(entry))
        started: list[Command] = []
        for entry in waiting:
            before = [self.entries[each] for each in entry.after]
            entry.blocked = [each.program for each in before if each.state in (State.FAILED, State.STOPPED)]
            if entry.blocked:
                entry.ran, entry.state = "", State.FAILED
            elif room > len(started) and all(each.state is State.PASSED for each in before):
                entry.run, entry.state, entry.running = next(self._runs), State.RUNNING, entry.key
                entry.cell, entry.done, entry.given = "", 0, self._given(entry)
                started.append(Start(entry.program, entry.run))
        return started

    def _is_looked_at(self, entry: Entry) -> bool:
        return entry.program in self.opened or any(
            entry.program in self.entries[each].after for each in self.opened if each in self.entries
        )
