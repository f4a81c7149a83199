"""Values held against each other: where they differ, shown in so many digits that it is seen."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .plain import fit, shortened

LEAST, MOST = 5, 17  # digits of a number: more tell nothing
LONGEST = 300  # characters of a value
SHOWN = 6  # items of a list, and of a table
DEEPEST = 3  # lists within one another
NEAR = 1e-9  # the part of a number that rounding may change
MAX_VALUES = 300_000  # that are looked at one by one
MISSING = object()


def is_number(value: Any) -> bool:
    """Whether a value is a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_finite(value: Any) -> bool:
    """Whether a value is a number, and neither infinite nor nan."""
    return is_number(value) and (isinstance(value, int) or math.isfinite(value))


def is_series(value: Any) -> bool:
    """Whether a value is a list of numbers, and not empty."""
    return isinstance(value, list) and bool(value) and all(type(item) in (int, float) for item in value)


def distance(first: float, second: float) -> float:
    """How far two numbers are apart: 0 for two infinities of one sign, and for two nan."""
    if first == second or (first != first and second != second):
        return 0.0
    try:
        apart = float(abs(first - second))
    except OverflowError:  # an integer that no float holds
        return math.inf
    return apart if apart == apart else math.inf


def telling(number: float, tells: Callable[[float], bool] = lambda shown: True, least: int = LEAST) -> str:
    """A number in as many digits, `least` or more, as it takes for `tells` to be true of what is shown."""
    if isinstance(number, int):
        return _integer(number)
    shown = (f"{number:.{digits}g}" for digits in range(least, MOST))
    return next((text for text in shown if tells(float(text))), repr(number))


def apart(first: float, second: float, by: float = 0.0, least: int = LEAST) -> tuple[str, str]:
    """Two numbers in as many digits as it takes to see that they differ by more than that, if they do."""
    if distance(first, second) > by:
        for digits in range(least, MOST):
            rounded = [each if isinstance(each, int) else float(f"{each:.{digits}g}") for each in (first, second)]
            if distance(*rounded) > by:
                break
        else:
            return _exactly(first), _exactly(second)
        least = digits
    return telling(first, least=least), telling(second, least=least)


def told_apart(first: Any, second: Any, most: int = LONGEST) -> tuple[str, str]:
    """Two values that differ, in words that do: numbers by their digits, long texts by the place where they part."""
    if is_number(first) and is_number(second):
        return apart(first, second)
    if isinstance(first, str) and isinstance(second, str):
        start = max(_common(first, second) - most // 4, 0) if max(len(first), len(second)) > most else 0
        dots = "…" if start else ""
        first, second = (dots + repr(text[start : start + most]) for text in (first, second))
        return _clipped(first, most), _clipped(second, most)
    return _clipped(in_short(first, depth=1), most), _clipped(in_short(second, depth=1), most)


def in_short(value: Any, depth: int = 0) -> str:
    """A value as a report shows it: numbers to five digits, long series by their ends."""
    if isinstance(value, str):
        return fit(repr(value) if depth else value, LONGEST)
    if isinstance(value, int | float):
        return str(value) if isinstance(value, bool) else telling(value)
    if not isinstance(value, list | tuple | Mapping):
        return fit(value, LONGEST)
    if depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        first = itertools.islice(value.items(), SHOWN)
        items = [f"{fit(key, 40)}: {in_short(each, depth + 1)}" for key, each in first]
        items += ["…"] if len(value) > SHOWN else []
        return shortened(f"{{{', '.join(items)}}}", LONGEST)
    ends = value if len(value) <= SHOWN else [*value[:3], *value[-2:]]
    items = [in_short(item, depth + 1) for item in ends]
    items[3:3] = ["…"] if len(value) > SHOWN else []
    return shortened(f"[{', '.join(items)}]", LONGEST)


@dataclass(frozen=True, slots=True)
class Place:
    """Where two values differ, as a path such as `[2].loss`, "" for the whole; and what each has there."""

    path: str
    first: Any
    second: Any

    def in_words(self, tolerance: float = 0.0) -> str:
        """`[2]: 0.5, not 0.4`."""
        where = f"{fit(self.path, 100)}: " if self.path else ""
        if self.first is MISSING or self.second is MISSING:
            return f"{where}{'missing' if self.first is MISSING else 'not expected'}"
        if isinstance(self.first, list) and isinstance(self.second, list):
            return f"{where}{len(self.first)} values, not {len(self.second)}"
        first, second = self.pair(tolerance)
        return f"{where}{first}, not {second}{self.hint(tolerance)}"

    def pair(self, tolerance: float = 0.0) -> tuple[str, str]:
        """What the first has, in words that tell it from the second; and that one, as it was written."""
        if is_number(self.first) and is_number(self.second):
            # Well beyond: a reader takes 0.251 to be within 0.001 of 0.25, whatever binary digits make of it.
            beyond = tolerance * (1 + NEAR)
            first = telling(self.first, lambda shown: distance(shown, self.second) > beyond)
            return first, written(self.second)
        return told_apart(self.first, self.second)

    def hint(self, tolerance: float = 0.0) -> str:
        """What to do, where two numbers differ as rounding makes them."""
        pair = (self.first, self.second)
        if tolerance or not all(map(is_number, pair)) or not any(isinstance(each, float) for each in pair):
            return ""
        apart = distance(*pair)
        near = apart < math.inf and apart <= NEAR * min(distance(each, 0) for each in pair)
        return " (give a tolerance)" if near else ""


class TooManyError(ValueError):
    """Raised when values hold more than is looked at: nobody's results, but a mistake."""

    def __init__(self) -> None:
        super().__init__(f"more than {MAX_VALUES:,} values within one another")


def difference(first: Any, second: Any, tolerance: float = 0.0) -> Place | None:
    """The first place where two values differ; None for two that are alike, numbers within the tolerance.

    Raises TooManyError.
    """
    return next(places(first, second, tolerance), None)


def places(first: Any, second: Any, tolerance: float = 0.0) -> Iterator[Place]:
    """All places where two values differ. Raises TooManyError."""
    yield from _places("", first, second, tolerance, itertools.count())


def written(value: Any) -> str:
    """A value as its author wrote it, texts in quotes; of a very long one the ends."""
    return shortened(_exactly(value) if is_number(value) else repr(value), LONGEST)


def inside(path: str, key: object) -> str:
    """The path of a table's key; a very long one is shortened, for it stands in the path of all that lies within."""
    name = fit(key, 100)
    return f"{path}.{name}" if path else name


def _places(path: str, first: Any, second: Any, tolerance: float, looked_at: Iterator[int]) -> Iterator[Place]:
    if next(looked_at) > MAX_VALUES:
        raise TooManyError
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in [*first, *(key for key in second if key not in first)]:
            place = inside(path, key)
            if key in first and key in second:
                yield from _places(place, first[key], second[key], tolerance, looked_at)
            else:
                yield Place(place, first.get(key, MISSING), second.get(key, MISSING))
    elif isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            yield Place(path, first, second)
        for index, (a, b) in enumerate(zip(first, second, strict=False)):
            # Most are equal, and there may be millions; nan is nothing's equal.
            if type(a) is not type(b) or (a != b and not (a != a and b != b)) or isinstance(a, list | Mapping):
                yield from _places(f"{path}[{index}]", a, b, tolerance, looked_at)
    elif is_number(first) and is_number(second):
        if distance(first, second) > tolerance:
            yield Place(path, first, second)
    elif isinstance(first, bool) != isinstance(second, bool) or first != second:
        yield Place(path, first, second)


def _common(first: str, second: str) -> int:
    """How many characters two texts begin with alike."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first[low:middle] == second[low:middle] else (low, middle - 1)
    return low


def _clipped(text: str, most: int) -> str:
    """The beginning of a text."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _exactly(number: float) -> str:
    return _integer(number) if isinstance(number, int) else repr(number)


def _integer(number: int) -> str:
    """An integer's digits; of a very long one, which may be more than Python prints, how many there are."""
    if number.bit_length() <= 200:
        return str(number)
    return f"an integer of about {int(number.bit_length() * math.log10(2)) + 1} digits"
