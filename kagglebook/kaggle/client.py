"""Kaggle's own client (`kaggle` 2.2.4) behind the plain values of remote.py. Nothing else imports it.

Credentials are the client's business: it reads them when it is imported, from where its documentation says. Nothing
here reads or passes them on, and what the client prints is not shown, since its verbose mode prints its headers.

Files are listed through the client's API and fetched here, because the client's own `kernels_output` saves the text of
an error as if it were the file, and writes wherever a file's name leads.

What Kaggle answers is read here, field by field: a text where a text is due, or the call had no success.
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from ..core.problems import InputError, MissingExtraError
from .refusals import refusal, refusal_of_code
from .remote import KaggleError, Kind, Newest, Output, Pushed, Status, kind_of_refusal, one_line
from .transport import Call, Limits, bounded

PAGE_SIZE = 200  # files a page of a list: the most that Kaggle gives
MAX_NAMES = 20  # of sources that Kaggle left out: so many are told
LEFT_OUT = {
    "invalid_dataset_sources": "data set",
    "invalid_competition_sources": "competition",
    "invalid_kernel_sources": "notebook",
    "invalid_model_sources": "model",
    "invalid_tags": "tag",
}
Answer = TypeVar("Answer")


class KaggleRemote:
    """A `Remote`. Get one from `connect`."""

    def __init__(self, api: Any, limits: Limits):
        self._api, self.limits = api, limits
        owner = api.get_config_value("username")
        self.owner = owner.lower() if isinstance(owner, str) else ""

    def push(self, folder: Path) -> Pushed:
        def work() -> Pushed:
            answer = self._api.kernels_push(str(folder))
            if answer.error:
                raise KaggleError(kind_of_refusal(one_line(answer.error)), answer.error)
            version, url = answer.version_number, answer.url
            if not _is_version(version) or not version:
                raise KaggleError(Kind.UNREADABLE, "Kaggle's answer names no version")
            return Pushed(version, one_line(url) if isinstance(url, str) else "", _left_out(answer))

        return self._within(work)

    def newest(self, address: str) -> Newest:
        from kagglesdk.kernels.types.kernels_api_service import ApiGetKernelRequest

        def read(answer: Any) -> Newest:
            version = answer.metadata.current_version_number if answer.metadata else 0
            return Newest(version if _is_version(version) else 0, _text(answer.blob.source))

        return self._call("get_kernel", ApiGetKernelRequest(), address, read)

    def status(self, address: str, version: int = 0) -> Status:
        from kagglesdk.kernels.types.kernels_api_service import ApiGetKernelSessionStatusRequest

        def read(answer: Any) -> Status:
            return Status(answer.status.name, one_line(answer.failure_message or ""))

        try:
            return self._call(
                "get_kernel_session_status", ApiGetKernelSessionStatusRequest(), address, read, version=version
            )
        except KaggleError as refused:
            word = refused.__cause__.args[0] if isinstance(refused.__cause__, KeyError) else None
            if isinstance(word, str):  # one that this client doesn't know
                return Status(one_line(word, 60))
            raise

    def output(self, address: str, version: int = 0) -> Output:
        from kagglesdk.kernels.types.kernels_api_service import ApiListKernelSessionOutputRequest

        def read(answer: Any) -> tuple[dict[str, str], str, str]:
            files = {_text(file.file_name): _text(file.url) for file in answer.files or ()}
            return files, _text(answer.log or ""), _text(answer.next_page_token or "")

        files: dict[str, str] = {}
        log, token, seen = "", "", set()
        until = time.monotonic() + self.limits.seconds
        for _ in range(self.limits.pages):
            seen.add(token)
            request = ApiListKernelSessionOutputRequest()
            request.page_token, request.page_size = token, PAGE_SIZE
            page, more, token = self._call("list_kernel_session_output", request, address, read, version=version)
            files, log = page | files, log or more
            if not token:
                return Output(files, log)
            if token in seen:
                return Output(files, log, "the pages of its files go round in a circle")
            if time.monotonic() > until:
                return Output(files, log, f"its list of files takes longer than {self.limits.seconds:.3g} s")
        return Output(files, log, f"it has more than {self.limits.pages} pages of files")

    def download(self, url: str, path: Path, most: int, seconds: float) -> None:
        def work() -> None:
            if urlsplit(url).scheme not in ("http", "https"):
                raise KaggleError(Kind.REFUSED, "an address that is not of the web")
            _fetch(url, path.name, file)

        with path.open("wb") as file:  # closed at the end: who is late writes nowhere
            self._within(work, Limits(min(seconds, self.limits.seconds), most))

    def _call(self, name: str, request: Any, address: str, read: Callable[[Any], Answer], version: int = 0) -> Answer:
        """What `read` makes of the answer to a call about a notebook."""

        def work() -> Answer:
            request.user_name, request.kernel_slug = address.split("/")
            if version:
                request.version_label = f"v{version}"
            with self._api.build_kaggle_client() as client:
                return read(getattr(client.kernels.kernels_api_client, name)(request))

        return self._within(work)

    def _within(self, work: Callable[[], Answer], limits: Limits | None = None) -> Answer:
        return _within(limits or self.limits, work)


@contextmanager
def connect(limits: Limits | None = None) -> Iterator[KaggleRemote]:
    """The client, signed in with what it finds. Raises InputError where it isn't installed or finds nothing."""
    limits = limits or Limits()
    with ExitStack() as stack:
        try:
            stack.enter_context(bounded())
            api = _within(limits, _imported)
        except ModuleNotFoundError as error:
            raise MissingExtraError("Kaggle's client", str(error.name), "kaggle") from None
        except KaggleError as error:
            raise InputError(f"Kaggle's client could not sign in: {error}") from None
        if not api._authenticated:
            _tell_why(api, limits)
        yield KaggleRemote(api, limits)


def _imported() -> Any:
    import kaggle

    return kaggle.api


def _tell_why(api: Any, limits: Limits) -> None:
    """Raises InputError: why the client, as it was imported, could not sign in. It kept that to itself."""
    try:
        _within(limits, api.authenticate)
    except KaggleError as error:
        raise InputError(f"Kaggle's client could not sign in: {error}") from None
    except SystemExit:
        raise InputError(
            "no credentials that Kaggle's client can use: it looks at KAGGLE_API_TOKEN, ~/.kaggle/access_token,"
            f" KAGGLE_USERNAME with KAGGLE_KEY, {Path(api.config_dir) / 'kaggle.json'} and `kaggle auth login`"
        ) from None


def _within(limits: Limits, work: Callable[[], Answer]) -> Answer:
    """What a call returns. Raises KaggleError for whatever else an answer makes of it; an OSError is of our disk."""
    call = Call(limits.seconds, limits.size)
    try:
        with redirect_stdout(io.StringIO()):  # without credentials, a page of help
            return call.do(work)
    except Exception as error:
        refused = refusal(error, call.answered)
        if refused is None or refused is error:
            raise
        raise refused from error


def _fetch(url: str, name: str, file: IO[bytes]) -> None:
    """Write what lies at an address into a file. Nobody signs in there: the address is Kaggle's to choose."""
    import requests

    with requests.Session() as session:
        session.auth = lambda request: request  # none; else requests takes one from a .netrc
        session.rebuild_auth = lambda *_: None
        with session.get(url, stream=True) as answer:
            if answer.status_code != 200:
                words = f"HTTP {answer.status_code} for {name}"
                raise refusal_of_code(answer.status_code, answer.headers, words)
            for part in answer.iter_content(1 << 16):
                file.write(part)


def _left_out(answer: Any) -> tuple[str, ...]:
    """The sources and tags without which Kaggle accepted a push."""
    found = []
    for key, what in LEFT_OUT.items():
        names = getattr(answer, key) or ()
        found += [f"{what} {one_line(name, 100)}" for name in (names if isinstance(names, list | tuple) else [names])]
    more = [f"{len(found) - MAX_NAMES} more"] if len(found) > MAX_NAMES else []
    return (*found[:MAX_NAMES], *more)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise KaggleError(Kind.UNREADABLE, f"an answer with a {type(value).__name__} where a text is due")
    return value


def _is_version(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
