"""Kaggle's own client (`kaggle` 2.2.5) behind the plain values of remote.py. Nothing else imports it.

Credentials are the client's business: it reads them when it is imported, from where its documentation says. Nothing
here reads or passes them on, and what the client prints is not shown, since its verbose mode prints its headers.

Files are listed through the client's API and fetched here, because the client's own `kernels_output` saves the text of
an error as if it were the file, and writes wherever a file's name leads.

Which of its calls are made stands in calls.py.

Which calls are made stands in calls.py, how answers are read in answers.py.
"""

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from importlib import metadata
from operator import attrgetter
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from ..core.problems import InputError, MissingExtraError
from .answers import data_set_in, newest_in, pushed_in, quota_in, sent_in, text
from .calls import SERVICES, request_of
from .refusals import refusal, refusal_of_code
from .remote import DataSet, KaggleError, Kind, Newest, Output, Pushed, Quota, Status, one_line
from .transport import Call, Limits, bounded

LONGEST_UPLOAD = 86_400.0  # seconds
PAGE_SIZE = 200  # files a page of a list: the most that Kaggle gives
Answer = TypeVar("Answer")


class KaggleRemote:
    """A `Remote`. Get one from `connect`."""

    def __init__(self, api: Any, limits: Limits):
        self._api, self.limits = api, limits
        owner = api.get_config_value("username")
        self.owner = owner.lower() if isinstance(owner, str) else ""

    def push(self, folder: Path, run: bool = True, limit: int = 0) -> Pushed:
        def work() -> Pushed:
            return pushed_in(self._api.kernels_push(str(folder), timeout=limit or None, no_run=not run))

        return self._within(work)

    def quota(self) -> Quota:
        return self._call("get_accelerator_quota_statistics", "", quota_in)

    def newest(self, address: str) -> Newest:
        return self._call("get_kernel", address, newest_in)

    def status(self, address: str, version: int = 0) -> Status:
        def read(answer: Any) -> Status:
            return Status(answer.status.name, one_line(answer.failure_message or ""))

        try:
            return self._call("get_kernel_session_status", address, read, version=version)
        except KaggleError as refused:
            word = refused.__cause__.args[0] if isinstance(refused.__cause__, KeyError) else None
            if isinstance(word, str):  # one that this client doesn't know
                return Status(one_line(word, 60))
            raise

    def output(self, address: str, version: int = 0) -> Output:
        def read(answer: Any) -> tuple[dict[str, str], str, str]:
            files = {text(file.file_name): text(file.url) for file in answer.files or ()}
            return files, text(answer.log or ""), text(answer.next_page_token or "")

        files: dict[str, str] = {}
        log, token, seen = "", "", set()
        until = time.monotonic() + self.limits.seconds
        for _ in range(self.limits.pages):
            seen.add(token)
            page, more, token = self._call(
                "list_kernel_session_output", address, read, version=version, page_token=token, page_size=PAGE_SIZE
            )
            files, log = page | files, log or more
            if not token:
                return Output(files, log)
            if token in seen:
                return Output(files, log, "the pages of its files go round in a circle")
            if time.monotonic() > until:
                return Output(files, log, f"its list of files takes longer than {self.limits.seconds:.3g} s")
        return Output(files, log, f"it has more than {self.limits.pages} pages of files")

    def data_set(self, source: str) -> DataSet:
        return self._call("get_dataset", "", data_set_in, **_about_data(source))

    def data_set_status(self, source: str) -> str:
        try:
            return self._call("get_dataset_status", "", lambda answer: answer.status.name, **_about_data(source))
        except KaggleError as refused:
            word = refused.__cause__.args[0] if isinstance(refused.__cause__, KeyError) else None
            if isinstance(word, str):  # one that this client doesn't know
                return one_line(word, 60)
            raise

    def model(self, source: str) -> str:
        owner, slug, *_ = source.split("/")
        return self._call("get_model", "", lambda answer: text(answer.slug or ""), owner_slug=owner, model_slug=slug)

    def send_data(self, folder: Path, notes: str = "", public: bool = False) -> str:
        def work() -> str:
            # A folder is sent as a zip, which Kaggle unpacks.
            with _once(self._api):
                if notes:
                    return sent_in(self._api.dataset_create_version(str(folder), notes, quiet=True, dir_mode="zip"))
                return sent_in(self._api.dataset_create_new(str(folder), public, quiet=True, dir_mode="zip"))

        # How long it takes is the data's affair, so a day is all that bounds it.
        return self._within(work, Limits(LONGEST_UPLOAD, self.limits.size))

    def download(self, url: str, path: Path, most: int, seconds: float) -> None:
        def work() -> None:
            if urlsplit(url).scheme not in ("http", "https"):
                raise KaggleError(Kind.REFUSED, "an address that is not of the web")
            _fetch(url, path.name, file)

        with path.open("wb") as file:  # closed at the end: who is late writes nowhere
            self._within(work, Limits(min(seconds, self.limits.seconds), most))

    def log_so_far(self, address: str, version: int = 0, seconds: float = 10.0) -> str:
        lines: list[str] = []

        def work() -> None:
            name = f"{address}/{version}" if version else address
            try:
                with closing(self._api.kernels_logs_stream(name)) as events:
                    lines.extend(json.dumps(event) for event in events)
            except ValueError as error:
                raise error.__context__ or error from None  # where it may not be read the client tells a story

        call = Call(seconds, self.limits.size)
        try:
            _within(call, work)
        except KaggleError:
            if not call.late:
                raise
            # The run goes on, and so does its log: what came until now is what was asked for.
        return "\n".join(lines[:])

    def _call(self, name: str, address: str, read: Callable[[Any], Answer], version: int = 0, **fields: Any) -> Answer:
        """What `read` makes of the answer to a call of `calls.SERVICE`, about a notebook or ("") about nothing."""

        def work() -> Answer:
            request = request_of(name)
            if address:
                fields["user_name"], fields["kernel_slug"] = address.split("/")
            if version:
                fields["version_label"] = f"v{version}"
            for field, value in fields.items():
                setattr(request, field, value)
            with self._api.build_kaggle_client() as client:
                return read(attrgetter(f"{SERVICES[name].client}.{name}")(client)(request))

        return self._within(work)

    def _within(self, work: Callable[[], Answer], limits: Limits | None = None) -> Answer:
        return _within((limits or self.limits).call(), work)


@contextmanager
def _once(api: Any) -> Iterator[None]:
    """While it lasts the client makes each call once. It would repeat one whose answer got lost, and so make another
    version of what Kaggle took: whoever knows how to settle that calls again."""
    api.with_retry = lambda func, *_, **__: func
    try:
        yield
    finally:
        del api.with_retry


def _about_data(source: str) -> dict[str, str]:
    """The fields that name a data set."""
    owner, slug, *_ = source.split("/")
    return {"owner_slug": owner, "dataset_slug": slug}


@contextmanager
def connect(limits: Limits | None = None) -> Iterator[KaggleRemote]:
    """The client, signed in with what it finds. Raises InputError where it isn't installed or finds nothing."""
    limits = limits or Limits()
    with ExitStack() as stack:
        try:
            stack.enter_context(bounded())
            api = _within(limits.call(), _imported)
        except ModuleNotFoundError as error:
            raise MissingExtraError("Kaggle's client", str(error.name), "kaggle") from None
        except KaggleError as error:
            raise InputError(f"Kaggle's client could not sign in: {error}") from None
        if not api._authenticated:
            _tell_why(api, limits)
        yield KaggleRemote(api, limits)


def version() -> str:
    """Of the installed client."""
    return metadata.version("kaggle")


def retired_machines() -> dict[str, str]:
    """The machines, in small letters, that the installed client calls retired, and what it says runs in place of each;
    empty for a client that has no such list."""
    from kaggle.api import kaggle_api_extended

    told = getattr(kaggle_api_extended, "_RETIRED_ACCELERATORS", None) or {}
    return {one_line(name, 60): one_line(words) for name, words in told.items()}


def _imported() -> Any:
    import kaggle

    return kaggle.api


def _tell_why(api: Any, limits: Limits) -> None:
    """Raises InputError: why the client, as it was imported, could not sign in. It kept that to itself."""
    try:
        _within(limits.call(), api.authenticate)
    except KaggleError as error:
        raise InputError(f"Kaggle's client could not sign in: {error}") from None
    except SystemExit:
        raise InputError(
            "no credentials that Kaggle's client can use: it looks at KAGGLE_API_TOKEN, ~/.kaggle/access_token,"
            f" KAGGLE_USERNAME with KAGGLE_KEY, {Path(api.config_dir) / 'kaggle.json'} and `kaggle auth login`"
        ) from None


def _within(call: Call, work: Callable[[], Answer]) -> Answer:
    """What a call returns. Raises KaggleError for whatever else an answer makes of it; an OSError is of our disk."""
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
