"""What a call of Kaggle's client raised, in plain values: one KaggleError for whatever an answer makes of it."""

import json
import math
import re
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import Any

from .remote import KaggleError, Kind, kind_of_code


def refusal(error: Exception, answered: bool) -> KaggleError | None:
    """The KaggleError that an exception means; None for what is this machine's own: its disk, a missing package.

    `answered` is whether anything had come back when it was raised: what is wrong before that is wrong here.
    """
    import requests

    if isinstance(error, KaggleError):
        return error
    if isinstance(error, requests.HTTPError):
        answer = error.response
        code, after = _code(answer), _seconds(answer.headers.get("Retry-After", "") if answer is not None else "")
        return KaggleError(kind_of_code(code), _words(error) or f"HTTP {code}", after)
    if isinstance(error, json.JSONDecodeError):  # requests' own, too, which is also a RequestException
        return KaggleError(Kind.UNREADABLE, "an answer that is no JSON")
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return KaggleError(Kind.UNREADABLE, "an answer that can't be unpacked")
    if isinstance(error, requests.TooManyRedirects) or _is_no_address(error):
        return KaggleError(Kind.REFUSED, f"an address that can't be asked: {_words(error)}")
    if _is_of_certificate(error):
        return KaggleError(Kind.REFUSED, "the server's certificate is not to be trusted")
    if isinstance(error, requests.RequestException | ConnectionError | TimeoutError):
        return KaggleError(Kind.LOST, f"no answer ({type(error).__name__})")
    if isinstance(error, OSError | ImportError):
        return None
    if isinstance(error, ValueError) and not answered:  # what the client finds wrong before it sends anything
        return KaggleError(Kind.REFUSED, _words(error))
    words = f"{type(error).__name__}: {_words(error)}".rstrip(": ")
    return KaggleError(Kind.UNREADABLE, f"an answer that the client can't read ({words})")


def refusal_of_code(code: int, headers: Any, words: str) -> KaggleError:
    """For an answer that is no success."""
    return KaggleError(kind_of_code(code), words, _seconds(headers.get("Retry-After", "")))


def _is_no_address(error: Exception) -> bool:
    import requests.exceptions as kinds

    return isinstance(error, kinds.InvalidSchema | kinds.MissingSchema | kinds.InvalidURL | kinds.InvalidHeader)


def _is_of_certificate(error: BaseException) -> bool:
    """Whether a certificate was refused; that stands deep in what was raised."""
    inside: list[object] = [error]
    for _ in range(20):
        if not inside:
            break
        each = inside.pop()
        if isinstance(each, ssl.SSLCertVerificationError):
            return True
        if isinstance(each, BaseException):
            inside += [*each.args, getattr(each, "reason", None)]
    return False


def _code(answer: Any) -> int:
    """The status code; the client raises also for an answer 200 that tells an error in its body."""
    if answer is None:
        return 500
    if answer.status_code >= 400:
        return answer.status_code
    try:
        code = answer.json()["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 500
    return int(code) if isinstance(code, int | float) and 400 <= code <= 999 else 500


def _seconds(retry_after: str) -> float:
    """A Retry-After header, which is a number of seconds or a date; 0 for what is neither."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(retry_after).timestamp() - time.time()
        except (ValueError, TypeError, LookupError, ArithmeticError):
            return 0
    return max(seconds, 0) if math.isfinite(seconds) else 0


def _words(error: Exception) -> str:
    """An error's text without what follows the ? of an address: a signature may stand there."""
    return re.sub(r"\?[^\s'\")]+", "?…", " ".join(str(error)[:10_000].split()))
