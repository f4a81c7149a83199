"""Kaggle's own client (`kaggle` 2.2.4) behind the plain values of remote.py. Nothing else imports it.

Credentials are the client's business: it reads them when it is imported, from where its documentation says. Nothing
here reads or passes them on, and what the client prints is not shown, since its verbose mode prints its headers.

Files are listed through the client's API and fetched here, because the client's own `kernels_output` saves the text of
an error as if it were the file, and writes wherever a file's name leads.
"""

import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from ..core.problems import InputError, MissingExtraError
from .remote import KaggleError, Kind, Newest, Output, Pushed, Status, kind_of_code, kind_of_refusal

TIMEOUT = (20, 180)  # seconds to connect, and to wait for an answer's next bytes; the client sets none
LEFT_OUT = {
    "invalid_dataset_sources": "data set",
    "invalid_competition_sources": "competition",
    "invalid_kernel_sources": "notebook",
    "invalid_model_sources": "model",
    "invalid_tags": "tag",
}


class KaggleRemote:
    """A `Remote`. Get one from `connect`."""

    def __init__(self, api: Any):
        self._api = api
        self.owner = (api.get_config_value("username") or "").lower()

    def push(self, folder: Path) -> Pushed:
        with _plain():
            answer = self._api.kernels_push(str(folder))
        if answer.error:
            raise KaggleError(kind_of_refusal(answer.error), answer.error)
        if answer.version_number < 1:
            raise KaggleError(Kind.SERVER, "Kaggle's answer names no version")
        left_out = [f"{what} {name}" for key, what in LEFT_OUT.items() for name in getattr(answer, key) or ()]
        return Pushed(answer.version_number, answer.url, tuple(left_out))

    def newest(self, address: str) -> Newest:
        from kagglesdk.kernels.types.kernels_api_service import ApiGetKernelRequest

        answer = self._call("get_kernel", ApiGetKernelRequest(), address)
        metadata, blob = answer.metadata, answer.blob
        if blob is None:
            raise KaggleError(Kind.SERVER, "Kaggle's answer holds no source")
        return Newest(metadata.current_version_number if metadata else 0, blob.source)

    def status(self, address: str, version: int = 0) -> Status:
        from kagglesdk.kernels.types.kernels_api_service import ApiGetKernelSessionStatusRequest

        try:
            answer = self._call("get_kernel_session_status", ApiGetKernelSessionStatusRequest(), address, version)
        except KaggleError as refused:
            if isinstance(refused.__cause__, KeyError):  # a word that this client doesn't know
                return Status(str(refused.__cause__.args[0]))
            raise
        return Status(answer.status.name, answer.failure_message or "")

    def output(self, address: str, version: int = 0) -> Output:
        from kagglesdk.kernels.types.kernels_api_service import ApiListKernelSessionOutputRequest

        files: dict[str, str] = {}
        log, token, seen = "", "", set()
        while token not in seen:  # a token that comes again would go round for ever
            seen.add(token)
            request = ApiListKernelSessionOutputRequest()
            request.page_token = token
            page = self._call("list_kernel_session_output", request, address, version)
            files |= {file.file_name: file.url for file in page.files or ()}
            log = log or page.log or ""
            token = page.next_page_token or ""
            if not token:
                return Output(files, log)
        raise KaggleError(Kind.SERVER, "Kaggle's pages of output files go round in a circle")

    def download(self, url: str, path: Path) -> None:
        import requests

        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file, _plain(), requests.get(url, stream=True) as answer:
            if not answer.ok:
                after = _seconds(answer.headers.get("Retry-After", ""))
                raise KaggleError(kind_of_code(answer.status_code), f"HTTP {answer.status_code} for {path.name}", after)
            for part in answer.iter_content(1 << 20):
                file.write(part)

    def _call(self, name: str, request: Any, address: str, version: int = 0) -> Any:
        request.user_name, request.kernel_slug = address.split("/")
        if version:
            request.version_label = f"v{version}"
        with _plain(), self._api.build_kaggle_client() as client:
            return getattr(client.kernels.kernels_api_client, name)(request)


@contextmanager
def connect() -> Iterator[KaggleRemote]:
    """The client, signed in with what it finds. Raises InputError where it isn't installed or finds nothing."""
    try:
        import requests.adapters
    except ModuleNotFoundError as error:
        raise _not_installed(error) from None
    send = requests.adapters.HTTPAdapter.send

    def send_in_time(self: Any, request: Any, stream: bool = False, timeout: Any = None, *args: Any, **kwargs: Any):
        return send(self, request, stream, TIMEOUT if timeout is None else timeout, *args, **kwargs)

    # There is no setting for it: the client makes its sessions inside each call, the first one as it is imported.
    requests.adapters.HTTPAdapter.send = send_in_time
    try:
        try:
            with redirect_stdout(io.StringIO()):  # without credentials, a page of help
                import kaggle
        except ModuleNotFoundError as error:
            raise _not_installed(error) from None
        api = kaggle.api
        if not api._authenticated:
            _tell_why(api)
        yield KaggleRemote(api)
    finally:
        requests.adapters.HTTPAdapter.send = send


def _tell_why(api: Any) -> None:
    """Raises InputError: why the client, as it was imported, could not sign in. It kept that to itself."""
    try:
        with _plain():
            api.authenticate()
    except KaggleError as error:
        raise InputError(f"Kaggle's client could not sign in: {error}") from None
    except SystemExit:
        raise InputError(
            "no credentials that Kaggle's client can use: it looks at KAGGLE_API_TOKEN, ~/.kaggle/access_token,"
            f" KAGGLE_USERNAME with KAGGLE_KEY, {Path(api.config_dir) / 'kaggle.json'} and `kaggle auth login`"
        ) from None


def _not_installed(error: ModuleNotFoundError) -> InputError:
    return MissingExtraError("Kaggle's client", str(error.name), "kaggle")


@contextmanager
def _plain() -> Iterator[None]:
    """Turn all that a call of the client can raise into KaggleError. An OSError of this machine's own disk passes."""
    import requests

    try:
        with redirect_stdout(io.StringIO()):
            yield
    except requests.HTTPError as error:
        answer = error.response
        code, after = _code(answer), _seconds(answer.headers.get("Retry-After", "") if answer is not None else "")
        raise KaggleError(kind_of_code(code), _words(error) or f"HTTP {code}", after) from None
    except json.JSONDecodeError:  # requests' own, too, which is also a RequestException
        raise KaggleError(Kind.SERVER, "an answer that is no JSON") from None
    except (requests.RequestException, ConnectionError, TimeoutError) as error:
        raise KaggleError(Kind.LOST, f"no answer ({type(error).__name__})") from None
    except ValueError as error:  # what the client finds wrong before it sends anything
        raise KaggleError(Kind.REFUSED, _words(error)) from None
    except (AttributeError, KeyError, TypeError) as error:
        raise KaggleError(Kind.SERVER, f"an answer that the client can't read: {_words(error)}") from error


def _code(answer: Any) -> int:
    """The status code; the client raises also for an answer 200 that tells an error in its body."""
    if answer is None:
        return 500
    if answer.status_code >= 400:
        return answer.status_code
    try:
        return int(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return 500


def _seconds(retry_after: str) -> float:
    """A Retry-After header, which is a number of seconds or a date."""
    try:
        return max(float(retry_after), 0)
    except ValueError:
        try:
            return max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0)
        except ValueError:
            return 0


def _words(error: Exception) -> str:
    """An error's text in one line, without what follows the ? of an address: a signature may stand there."""
    return re.sub(r"\?[^\s'\")]+", "?…", " ".join(str(error).split()))[:300]
