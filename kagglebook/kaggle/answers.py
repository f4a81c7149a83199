"""What Kaggle's client answers, field by field, as plain values: a text where a text is due, or the call had no
success, which is a KaggleError.
"""

from datetime import UTC
from typing import Any

from .remote import Allowance, DataSet, KaggleError, Kind, Newest, Pushed, Quota, kind_of_refusal, one_line

MAX_NAMES = 20  # of sources that Kaggle left out: so many are told
LEFT_OUT = {
    "invalid_dataset_sources": "data set",
    "invalid_competition_sources": "competition",
    "invalid_kernel_sources": "notebook",
    "invalid_model_sources": "model",
    "invalid_tags": "tag",
}


def pushed_in(answer: Any) -> Pushed:
    """An accepted push. Raises KaggleError for a refused one, which is an answer as well."""
    if answer.error:
        raise KaggleError(kind_of_refusal(one_line(answer.error)), answer.error)
    version, url = answer.version_number, answer.url
    if not _is_version(version) or not version:
        raise KaggleError(Kind.UNREADABLE, "Kaggle's answer names no version")
    return Pushed(version, one_line(url) if isinstance(url, str) else "", _left_out(answer))


def newest_in(answer: Any) -> Newest:
    """A notebook's newest version, and where its last session ran."""
    source, told = text(answer.blob.source), answer.metadata
    if not told:
        return Newest(0, source)
    version = told.current_version_number
    machine, image = text(told.machine_shape or "").strip(), text(told.docker_image or "").strip()
    return Newest(
        version if _is_version(version) else 0,
        source,
        one_line(machine, 60) if machine else "",
        one_line(image) if image else "",
    )


def data_set_in(answer: Any) -> DataSet:
    """A data set as it is now."""
    version, title, url = answer.current_version_number, text(answer.title or ""), text(answer.url or "")
    return DataSet(
        version if _is_version(version) else 0,
        bool(answer.is_private),
        one_line(title, 100) if title else "",
        one_line(url) if url else "",
    )


def sent_in(answer: Any) -> str:
    """The web address of data that Kaggle took. Raises KaggleError for a refusal, which is an answer as well."""
    if answer.error or str(answer.status or "").lower() == "error":
        words = text(answer.error or "")
        raise KaggleError(Kind.REFUSED, words)
    return one_line(text(answer.url or "")) if answer.url else ""


def quota_in(answer: Any) -> Quota:
    """What is left of the week."""
    told = answer.quota_refresh_time
    # The SDK tells UTC without saying so.
    refills = (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp() if told else 0
    return Quota(_allowance(answer.gpu_quota), _allowance(answer.tpu_quota), refills)


def _allowance(quota: Any) -> Allowance | None:
    if quota is None:
        return None
    times = (quota.time_used, quota.time_reserved, quota.total_time_allowed)
    return Allowance(*(each.total_seconds() if each else 0.0 for each in times))


def _left_out(answer: Any) -> tuple[str, ...]:
    """The sources and tags without which Kaggle accepted a push."""
    found = []
    for key, what in LEFT_OUT.items():
        names = getattr(answer, key) or ()
        found += [f"{what} {one_line(name, 100)}" for name in (names if isinstance(names, list | tuple) else [names])]
    more = [f"{len(found) - MAX_NAMES} more"] if len(found) > MAX_NAMES else []
    return (*found[:MAX_NAMES], *more)


def text(value: Any) -> str:
    """A text of an answer."""
    if not isinstance(value, str):
        raise KaggleError(Kind.UNREADABLE, f"an answer with a {type(value).__name__} where a text is due")
    return value


def _is_version(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
