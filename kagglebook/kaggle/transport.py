"""HTTP within bounds: whatever a server sends, and however slowly, a call has an end and its answers have a size.

Kaggle's client has no setting for either. A limit for each read doesn't help where a byte a second comes; so a call is
made in a thread of its own, which is waited for. One that is late is left behind: it ends with its next byte, and what
it brings reaches nobody.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from ..core.jsons import refuse_depth
from .remote import KaggleError, Kind

TIMEOUT = (20, 180)  # seconds to connect, and to wait for an answer's next bytes; the client sets none
Answer = TypeVar("Answer")


class Call:
    """One call, with what is left to it. `answered` tells whether anything came back."""

    _of_thread = threading.local()

    def __init__(self, seconds: float, size: int):
        self.seconds, self.size, self.left = seconds, size, size
        self.answered = self.late = False

    @classmethod
    def current(cls) -> "Call | None":
        """The one that this thread is about."""
        return getattr(cls._of_thread, "call", None)

    def do(self, work: Callable[[], Answer]) -> Answer:
        """What `work` returns or raises; KaggleError if it takes longer, or receives more, than it may."""
        end = time.monotonic() + self.seconds
        done, returned, raised = threading.Event(), [], []

        def run() -> None:
            Call._of_thread.call = self
            try:
                returned.append(work())
            except BaseException as error:
                raised.append(error)
            finally:
                done.set()

        threading.Thread(target=run, daemon=True).start()
        # By the second, as Windows hears no Ctrl-C while it waits.
        while not done.wait(min(max(end - time.monotonic(), 0), 1)):
            if time.monotonic() >= end:
                self.late = True
                raise KaggleError(Kind.BEYOND, f"no whole answer in {self.seconds:.3g} s")
        if raised:
            raise raised[0]
        return returned[0]

    def receive(self, size: int) -> None:
        """Count bytes that came, or that are told to come. Raises KaggleError where they are too many, or too late."""
        self.answered = True
        self.left -= size
        if self.left < 0:
            raise KaggleError(Kind.BEYOND, f"larger than {megabytes(self.size)}")
        if self.late:
            raise KaggleError(Kind.BEYOND, "too late")


@dataclass(frozen=True)
class Limits:
    """What is taken from Kaggle: seconds that a call may last, bytes of its answers, pages of a list of files."""

    seconds: float = 300.0
    size: int = 64_000_000
    pages: int = 100

    def call(self) -> "Call":
        """A call within these limits."""
        return Call(self.seconds, self.size)


def megabytes(size: int) -> str:
    """Bytes in words: `64 MB`."""
    return f"{size / 1e6:.3g} MB"


@contextmanager
def bounded() -> Iterator[None]:
    """While it lasts all that `requests` sends has a time limit, and what comes back counts for the current call."""
    import requests.adapters

    send = requests.adapters.HTTPAdapter.send

    def send_within(
        self: Any, request: Any, stream: bool = False, timeout: Any = None, *args: Any, **kwargs: Any
    ) -> Any:
        answer = send(self, request, stream, TIMEOUT if timeout is None else timeout, *args, **kwargs)
        if call := Call.current():
            _count(answer, call)
        return answer

    # There is no other place: the client makes its sessions inside each call, the first one as it is imported.
    requests.adapters.HTTPAdapter.send = send_within
    try:
        yield
    finally:
        requests.adapters.HTTPAdapter.send = send


def _count(answer: Any, call: Call) -> None:
    """Have a call receive an answer of `requests`, whose body is read later."""
    call.receive(0)
    if answer.is_redirect:
        answer._content = b""  # which nobody reads, and requests would, without a bound
        return
    told = answer.headers.get("Content-Length", "")
    if told.isdecimal() and (len(told) > 15 or int(told) > call.left):
        call.receive(call.left + 1)
    parts, read = answer.iter_content, answer.json

    def counted(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for part in parts(*args, **kwargs):
            call.receive(len(part))
            yield part
        call.receive(0)

    def shallow(**kwargs: Any) -> Any:
        refuse_depth(answer.content)
        return read(**kwargs)

    answer.iter_content = counted
    answer.json = shallow
