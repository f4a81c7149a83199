"""Whether Kaggle has what programs read: other data sets, notebooks and models, asked for before a push."""

from collections.abc import Iterable

from .remote import ABSENT, KaggleError, Remote


def gone(remote: Remote, data_sets: Iterable[str], notebooks: Iterable[str], models: Iterable[str]) -> list[str]:
    """The data sets, notebooks and models among these sources that Kaggle doesn't have, in words.

    One call for each; nothing is said of those about which Kaggle has no answer: the push will be told. Where it is in
    trouble the rest isn't asked for.
    """
    found = []
    asked = [
        ("data set", "datasets", remote.data_set, data_sets),
        ("notebook", "code", remote.newest, notebooks),
        ("model", "models", remote.model, models),
    ]
    for what, part, ask, sources in asked:
        for source in dict.fromkeys("/".join(each.split("/")[:2]) for each in sources):
            try:
                ask(source)
            except KaggleError as refused:
                if refused.kind in ABSENT:
                    address = f"https://www.kaggle.com/{part}/{source}"
                    found.append(f"the {what} {source} is not on Kaggle, or private: {address}")
                elif refused.stops:
                    return found
    return found
