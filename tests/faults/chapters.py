"""Hostile chapter.toml files, errata, baselines and metadata: one message with a place, exit code 2, nothing written."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.case import HEAD, Case, Program, course
from tests.faults.command import all_files, call, refused, sound

PLAIN = Program("plain", [("a", "x = 1")])
WITH = Program("plain", [("parameters", "")], "")


def toml(text: str) -> Callable[[Path], None]:
    """Put a whole chapter.toml in place."""

    def change(folder: Path) -> None:
        (folder / "chapters/01/chapter.toml").write_text(text, encoding="utf-8")

    return change


def key(line: str, head: str = HEAD) -> Callable[[Path], None]:
    """Add a line to the program's table."""

    def change(folder: Path) -> None:
        path = folder / "chapters/01/chapter.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(HEAD, head) + line + "\n", encoding="utf-8")

    return change


def file(name: str, content: bytes) -> Callable[[Path], None]:
    """Put a file in place."""

    def change(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)

    return change


def special(name: str, make: Callable[[Path], None]) -> Callable[[Path], None]:
    """Put something that is no file in the place of one."""

    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return change


TOML = "chapters/01/chapter.toml"
DEEP = "[" * 10_000 + "]" * 10_000
REFUSED: list[tuple[str, Callable[[Path], None], str]] = [
    ("10,000 nested lists", key(f"params = {{ x = {DEEP} }}"), "nested deeper"),
    ("nested tables", key("params = " + "{ a = " * 200 + "1" + " }" * 200), "nested deeper|broken TOML"),
    ("an integer of 5,000 digits", key("params = { x = " + "7" * 5_000 + " }"), r"chapter.toml:\d+"),
    ("an integer of 400 digits", key("params = { x = " + "7" * 400 + " }"), r"chapter.toml"),
    ("a float of 400 digits", key("params = { x = " + "7" * 400 + ".0 }"), r"chapter.toml"),
    ("nan for a parameter", key("params = { x = nan }"), r"chapter.toml:\d+"),
    ("inf for a parameter", key("params = { x = inf }"), r"chapter.toml:\d+"),
    ("a date for a parameter", key("params = { x = 2026-11-25 }"), r"chapter.toml:\d+"),
    ("nan to equal", key('checks = [{ value = "x", equals = nan }]'), r"chapter.toml:\d+.*nan"),
    ("nan in a list to equal", key('checks = [{ value = "x", equals = [1, nan] }]'), r"chapter.toml:\d+.*nan"),
    ("nan in a table to equal", key('checks = [{ value = "x", equals = { a = nan } }]'), r"chapter.toml:\d+.*nan"),
    ("inf for a tolerance", key('checks = [{ value = "x", equals = 1, tolerance = nan }]'), r"chapter.toml:\d+"),
    ("nan for a bound", key('checks = [{ value = "x", min = nan }]'), r"chapter.toml:\d+"),
    ("a negative tolerance", key('checks = [{ value = "x", equals = 1, tolerance = -1 }]'), r"chapter.toml:\d+"),
    ("a check of nothing", key('checks = [{ value = "x" }]'), r"chapter.toml:\d+"),
    ("a check that is a list", key("checks = [[1]]"), r"chapter.toml:\d+"),
    ("checks that are text", key('checks = "x"'), r"chapter.toml:\d+"),
    ("a named pipe", special(TOML, os.mkfifo), "not a plain file"),
    ("a folder", special(TOML, os.mkdir), "not a plain file"),
    ("a device without end", special(TOML, lambda path: path.symlink_to("/dev/zero")), "not a plain file"),
    ("a link to nowhere", special(TOML, lambda path: path.symlink_to("/no/such/file")), "no such file"),
    ("a link to itself", special(TOML, lambda path: path.symlink_to(path)), "leads to itself"),
    ("20 MB", file(TOML, b"# " + b"x" * 20_000_000), "larger than"),
    ("no UTF-8", file(TOML, b"number = 1\n\xff\xfe"), "not UTF-8"),
    ("UTF-16", file(TOML, "number = 1".encode("utf-16")), "not UTF-8"),
    ("nothing", file(TOML, b""), "chapter.toml"),
    ("NUL", file(TOML, b"number = 1\0"), "broken TOML"),
    ("a conflict of git", file(TOML, b"<<<<<<< HEAD\nnumber = 1\n"), "broken TOML"),
    ("JSON", file(TOML, b'{"number": 1}'), "broken TOML"),
    ("an escape in a title", toml(HEAD.replace('"Small"', '"\\u001b[2J"')), r"chapter.toml:2"),
    ("a line end in a title", toml(HEAD.replace('"Small"', '"a\\nb"')), r"chapter.toml:2"),
    ("U+2028 in a title", toml(HEAD.replace('"Small"', '"a\\u2028b"')), r"chapter.toml:2"),
    ("a number of two lines", toml(HEAD.replace("number = 1", 'number = "1\\n2"')), "chapter.toml:1"),
    ("a number that is true", toml(HEAD.replace("number = 1", "number = true")), "chapter.toml"),
    ("another chapter's number", key("", HEAD.replace("number = 1", "number = 2")), "chapter.toml:1"),
    ("an unknown key", key("cheks = []"), "did you mean 'checks'"),
    ("an unknown key of 1 MB", key("x" * 1_000_000 + " = 1"), "unknown key"),
    ("an unknown key with escapes", key('"\\u001b[2J" = 1'), "unknown key"),
    ("a kind of checks with markup", key('checks = [{ "[/]" = 1 }]'), "chapter.toml"),
    ("a template that leads out", key('template2 = "x"'), "unknown key"),
    ("a template of another folder", toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "CV Ch01 x"\nsection = "1"\ntemplate = "../../../etc/passwd"\n'), "template"),
    ("an absolute template", toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "CV Ch01 x"\nsection = "1"\ntemplate = "/etc/passwd.py"\n'), "template"),
    ("a template with NUL", toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "CV Ch01 x"\nsection = "1"\ntemplate = "a\\u0000.py"\n'), "template"),
    ("no program", toml(HEAD), "program"),
    ("a title that makes no slug", key('', HEAD) if False else toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "-----"\nsection = "1"\ntemplate = "1_01_plain.py"\n'), "kernel_title"),
    ("a title in Korean", toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "프로그램 하나"\nsection = "1"\ntemplate = "1_01_plain.py"\n'), "ASCII"),
    ("a title of 10,000 characters", toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "' + "x" * 10_000 + '"\nsection = "1"\ntemplate = "1_01_plain.py"\n'), "50"),
    ("an owner that leads out", key("", HEAD.replace("cv-lecture", "../x")), "owner"),
    ("a repository that is none", key("", HEAD + 'repository = "https://github.com/a/b) [x](javascript:1"\n'), "repository"),
    ("a data set's name that leads out", key("", HEAD + '[data.x]\nname = "../../x"\nsource = "a/b"\n'), "name"),
    ("a data set's address with a blank", key("", HEAD + '[data.x]\nname = "X"\nsource = "a b/c"\n'), "source"),
    ("a kind of data that is none", key("", HEAD + '[data.x]\nname = "X"\nsource = "a/b"\nkind = "[/]"\n'), "kind"),
    ("a language that is none", toml(HEAD.replace('"en"', '"xx"')), "language"),
    ("a language's words, broken", file("languages/en.toml", b"[[["), "en.toml"),
    ("a language's words, none", file("languages/en.toml", b""), "en.toml:1: .*this key is needed"),
    ("a language's words, no UTF-8", file("languages/en.toml", b"\xff"), "not UTF-8"),
    ("a word that is code", key("", "words = { next = '{0.__class__}' }\n" + HEAD), "words.next"),
    ("a word of two lines", key("", 'words = { next = "a\\n# %% b" }\n' + HEAD), "words.next"),
    ("a publisher that is none", key("", 'publishers = ["nobody"]\n' + HEAD), "publisher"),
    ("a grid without values", key("grid = { x = [] }"), "grid"),
    ("a grid of what is no parameter", key("grid = { x = [1] }"), "grid"),
    ("a path that is none", key('checks = [{ value = "a..b", equals = 1 }]'), "value"),
    ("a path that calls", key('checks = [{ value = "__import__(\'os\')", equals = 1 }]'), "value"),
    ("a cell that isn't there", key('checks = [{ cell = "nowhere", figures = 1 }]'), "no code cell"),
    ("errata that are a pipe", special("chapters/01/errata.toml", os.mkfifo), "not a plain file"),
    ("errata that are broken", file("chapters/01/errata.toml", b"[[["), "errata.toml"),
    ("errata of no program", file("chapters/01/errata.toml", b'[[erratum]]\nprograms = ["9-9"]\nwhere = "w"\nslide = "s"\nproblem = "p"\nnotebook = "n"\n'), "errata.toml"),
    ("Kaggle's defaults as a pipe", special("kernel-metadata/defaults.json", os.mkfifo), "not a plain file"),
    ("Kaggle's defaults, nested", file("kernel-metadata/defaults.json", b"[" * 100_000), "defaults.json"),
    ("Kaggle's defaults, a list", file("kernel-metadata/defaults.json", b"[1]"), "defaults.json"),
    ("Kaggle's machines, a text", file("kernel-metadata/machines.json", b'"x"'), "machines.json"),
    ("Kaggle's machines, of lists", file("kernel-metadata/machines.json", b'{"": [1]}'), "machines.json"),
    ("the page, a pipe", special("templates/program.py", os.mkfifo), "not a plain file"),
    ("a template, a pipe", special("chapters/01/1_01_plain.py", os.mkfifo), "1_01_plain.py"),
    ("a template of 20 MB", file("chapters/01/1_01_plain.py", b"#" * 20_000_000), "larger than"),
    ("a template, no UTF-8", file("chapters/01/1_01_plain.py", b"\xff"), "not UTF-8"),
    ("a template, a folder", special("chapters/01/1_01_plain.py", os.mkdir), "1_01_plain.py"),
]  # fmt: skip

TAKEN: list[tuple[str, Callable[[Path], None]]] = [
    ("a title of markup", key("", HEAD.replace('"Small"', '"[/] [bold] {{ x }} <b> & | `"'))),
    ("a branch that breaks out", key("", HEAD + 'repository = "https://github.com/a/b"\nbranch = "x) [y](javascript:1"\n')),
    ("a title that would lead out", toml(HEAD + '[[program]]\nnumber = "1-1"\ntitle = "x"\nkernel_title = "../../../victim"\nsection = "1"\ntemplate = "1_01_plain.py"\n')),
    ("a byte order mark", lambda folder: file(TOML, b"\xef\xbb\xbf" + (folder / TOML).read_bytes())(folder)),
    ("line ends of Windows", lambda folder: file(TOML, (folder / TOML).read_bytes().replace(b"\n", b"\r\n"))(folder)),
    ("a baseline of nested lists", file("chapters/01/baseline.json", b"[" * 100_000)),
    ("a thousand files beside it", lambda folder: [file(f"chapters/01/f{n}.txt", b"x")(folder) for n in range(1000)] and None),
    ("a pipe beside it", special("chapters/01/pipe", os.mkfifo)),
    ("a link to / beside it", special("chapters/01/all", lambda path: path.symlink_to("/"))),
]  # fmt: skip
VERBS = (["render", "--chapter", "1"], ["check", "--chapter", "1"], ["list", "--chapter", "1"])


def cases() -> Iterator[Case]:
    for name, change, says in REFUSED:
        yield Case("a chapter that is wrong", name, _refused(change, says))
    for name, change in TAKEN:
        yield Case("a chapter that is odd", name, _taken(change))


def _refused(change: Callable[[Path], None], says: str) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = course(folder / "course", [PLAIN])
        change(root)
        before = all_files(folder)
        refused(call(root, ["render", "--chapter", "1"]), says)
        assert all_files(folder) == before
        assert not (root / "output").exists()

    return attempt


def _taken(change: Callable[[Path], None]) -> Callable[[Path], None]:
    def attempt(folder: Path) -> None:
        root = course(folder / "course", [PLAIN])
        change(root)
        before = all_files(folder)
        for verb in VERBS:
            done = call(root, verb)
            sound(done)
            assert done.returncode == 0, done.stderr[-500:]
        assert all_files(folder) == before

    return attempt
