"""Pictures of Markdown cells: a file beside the template becomes part of the notebook; others can't reach Kaggle."""

import base64
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from slugify import slugify

from ..core.files import UnfitError, read_plain
from ..core.problems import Problem, did_you_mean
from .markdown import regions
from .origin import Line
from .regions import Region, Regions

MAX_PICTURE = 750_000  # bytes: as text of a notebook a picture takes a third more, and Kaggle takes less than 1 MB
MAX_PICTURES = 2_000_000  # bytes of all pictures of a notebook
# By the end of a file's name: its type, and what its content begins with.
TYPES = {
    "png": ("image/png", rb"\x89PNG\r\n"),
    "jpg": ("image/jpeg", rb"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", rb"\xff\xd8\xff"),
    "gif": ("image/gif", rb"GIF8"),
    "webp": ("image/webp", rb"RIFF....WEBP"),
    "svg": ("image/svg+xml", rb"[^\x00]{0,2000}<svg\b"),
}
FROM_AFAR = re.compile(r"https?://|data:", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
BRACKET = re.compile(r"\\.|\n[ \t]*\n|!\[|\[|\]", re.DOTALL)
DESTINATION = re.compile(
    r"""\([ \t]*\n?[ \t]*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>(?:[^\s()\\]|\\.|\([^\s()]*\))+))"""
    r"""(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)"""
)
REFERENCE = re.compile(r"[ \t]?\[(?P<label>[^\[\]]{0,200})\]")
DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\[\]\n]{1,200})\]:[ \t]*<?(?P<place>[^\s<>]+)", re.MULTILINE)
TAG = re.compile(
    r"<(?P<tag>img|image|source|video|audio|embed|object|iframe|track|input)\b"
    r"""(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*'){0,5000})>""",
    re.IGNORECASE,
)
SOURCE = re.compile(r"""\b(?:src|srcset|data|poster|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
IN_PLACE = "write ![…](file) with a file beside the template, or an https address"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a Markdown text: where its address stands, and the address; or why it can't be shown."""

    start: int
    end: int
    address: str
    fault: str = ""


class Attachments:
    """The pictures of a notebook: `problems` are those that can't reach Kaggle. `root` is the folder of the course,
    `folder` that of the program's template, where pictures of a shared page are looked for first, as templates are.
    """

    def __init__(self, root: Path, folder: Path):
        self.root, self.folder = root, folder
        self.problems: list[Problem] = []
        self._size = 0

    def embed(self, texts: Sequence[str], lines: Sequence[Line], found: dict[str, dict[str, str]]) -> list[str]:
        """The lines of a Markdown cell with their pictures' names in it; `lines` is where each line came from.

        What the names stand for is put into `found`, the cell's attachments.
        """
        text = "\n".join(texts)
        if "![" not in text and "<" not in text:
            return list(texts)
        starts = list(accumulate((len(each) + 1 for each in texts), initial=0))
        shown, behind = [], 0
        for picture in pictures(text):
            line = lines[bisect_right(starts, picture.start, hi=len(lines)) - 1]
            try:
                if picture.fault:
                    raise UnfitError(picture.fault)
                if not FROM_AFAR.match(picture.address):
                    name = self._name(picture.address, line.path.parent, found)
                    shown += [text[behind : picture.start], f"attachment:{name}"]
                    behind = picture.end
            except UnfitError as error:
                self.problems.append(Problem(line.path, str(error), line.number))
        return "".join([*shown, text[behind:]]).split("\n")

    def _name(self, address: str, folder: Path, found: dict[str, dict[str, str]]) -> str:
        """The name of a picture among the attachments, to which it is added. Raises UnfitError."""
        path = self._path(address, self.folder)
        if not path.exists():
            path = self._path(address, folder)
        kind, begins = TYPES.get(path.suffix.lower().removeprefix("."), ("", b""))
        if not kind:
            raise UnfitError(f"{address!r} is no picture that a notebook shows: {', '.join(TYPES)}")
        try:
            content = read_plain(path, MAX_PICTURE)
        except (FileNotFoundError, NotADirectoryError):
            names = (each.name for each in path.parent.iterdir()) if path.parent.is_dir() else ()
            near = did_you_mean(path.name, names).partition(" (known")[0]
            raise UnfitError(f"no picture {address!r} beside the template{near}") from None
        except (OSError, UnfitError) as error:
            raise UnfitError(f"{address!r}: {error if isinstance(error, UnfitError) else error.strerror}") from None
        if not re.match(begins, content, re.DOTALL):
            raise UnfitError(f"{address!r} holds no {path.suffix[1:]} picture")
        self._size += len(content)
        if self._size > MAX_PICTURES:
            raise UnfitError(
                f"pictures of more than {MAX_PICTURES / 1e6:g} MB in one notebook: Kaggle takes less than 1"
            )
        return _add(path, {kind: base64.b64encode(content).decode()}, found)

    def _path(self, address: str, folder: Path) -> Path:
        """The file of a picture. Raises UnfitError where the address leads to none beside the template."""
        name = unquote(address.removeprefix("attachment:"))
        parts = PurePosixPath(name).parts
        if SCHEME.match(name) or name.startswith(("/", "~")) or re.search(r"[\\\x00-\x1f]", name) or not parts:
            raise UnfitError(f"{address!r} can't reach Kaggle: {IN_PLACE}")
        path = folder / name
        home = self.root if folder.is_relative_to(self.root) else folder  # a page of all courses lies elsewhere
        if ".." in parts or not path.resolve().is_relative_to(home.resolve()):
            raise UnfitError(f"{address!r} leads out of the template's folder: {IN_PLACE}")
        if parts[0] == "data":
            raise UnfitError(f"{address!r}: data/ is for data sets, pictures lie in a folder of another name")
        return path


def _add(path: Path, bundle: dict[str, str], found: dict[str, dict[str, str]]) -> str:
    """Put a picture among the attachments, unless it is there: its name, of letters that every reader takes."""
    stem = path.stem if re.fullmatch(r"[A-Za-z0-9_.-]+", path.stem) else slugify(path.stem) or "picture"
    for number in count(1):
        name = f"{stem}{path.suffix}" if number == 1 else f"{stem}-{number}{path.suffix}"
        if found.setdefault(name, bundle) == bundle:
            return name
    raise AssertionError("there is always one more number")


def pictures(text: str) -> Iterator[Picture]:
    """The pictures of a Markdown text, in order; none in code, formulas and comments."""
    aside = regions(text)
    hidden = Regions(_comments(text))
    found = [*_inline(text, aside), *_of_tags(text)]
    for picture in sorted(found, key=lambda picture: picture.start):
        if not aside.at(picture.start) and not hidden.at(picture.start):
            yield picture


def _inline(text: str, aside: Regions) -> Iterator[Picture]:
    """`![…](address)`, and `![…][label]` with its definition."""
    known = {_label(each["label"]): each["place"] for each in DEFINITION.finditer(text)}
    opened: list[tuple[str, int]] = []
    for found in BRACKET.finditer(text):
        mark, end = found[0], found.end()
        if aside.at(found.start()) or mark[0] == "\\":
            continue
        if mark[0] == "\n":
            opened.clear()
        elif mark != "]":
            opened.append((mark, end))
        elif opened:
            opening, start = opened.pop()
            if opening == "![":
                yield from _picture(text, start, end, known)


def _picture(text: str, start: int, end: int, known: Mapping[str, str]) -> Iterator[Picture]:
    """The picture whose words stand from `start` up to the bracket that ends at `end`; none for mere text."""
    if text.startswith("(", end):
        if place := DESTINATION.match(text, end):
            group = "plain" if place["plain"] is not None else "angled"
            begin, behind = place.span(group)
            address = re.sub(r"\\(.)", r"\1", place[group])
            around = group == "angled"
            yield Picture(
                begin - around, behind + around, address, "" if address else f"a picture without a file: {IN_PLACE}"
            )
        else:
            yield Picture(end, end, "", f"a picture's address is one word, or stands in <…>: {IN_PLACE}")
        return
    label = REFERENCE.match(text, end)
    address = known.get(_label(label["label"] if label and label["label"].strip() else text[start : end - 1]))
    if (label or address) and not FROM_AFAR.match(address or ""):
        yield Picture(end, end, "", f"a picture that is defined elsewhere in the text: {IN_PLACE}")


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _of_tags(text: str) -> Iterator[Picture]:
    """HTML that shows a file: only what comes from afar can."""
    for tag in TAG.finditer(text):
        for groups in SOURCE.findall(tag["rest"]):
            for each in "".join(groups).split(","):
                address = each.strip().split(" ")[0]
                if not FROM_AFAR.match(address) and not "".join(groups).startswith("data:"):
                    fault = f"<{tag['tag']}> shows {address!r}, which can't reach Kaggle: {IN_PLACE}"
                    yield Picture(tag.start(), tag.end(), address, fault)


def _comments(text: str) -> Iterator[Region]:
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        yield Region(start, end, "comment")
        start = text.find("<!--", end)
