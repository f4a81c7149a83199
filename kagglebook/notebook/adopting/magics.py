"""IPython's magics and shell commands in a cell of code -> Python that does the same, and what is said of it.

What they mean: https://ipython.readthedocs.io/en/stable/interactive/magics.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import python_text

LINE = re.compile(r"(?P<space>[ \t]*)(?P<sign>%%|%|!!|!)[ \t]*(?P<word>[\w.-]*)[ \t]*(?P<rest>.*)", re.DOTALL)
ASSIGNED = re.compile(r"\s*[\w.,\s\[\]]+=\s*[!%]\s*\w")
ASKED = re.compile(r"\s*\?{1,2}[\w.]+\s*|\s*[\w.]+\?{1,2}\s*")
# What changes nothing that a notebook computes.
IDLE = {
    "matplotlib": "Kaggle and Jupyter show figures in the page anyway",
    "config": "how figures look on one's own screen",
    "load_ext": "an extension of IPython's",
    "reload_ext": "an extension of IPython's",
    "autoreload": "modules of one's own reloaded: there are none on Kaggle",
    "tensorflow_version": "of Colab alone",
    "precision": "how numbers are shown",
    "who": "looks at names",
    "whos": "looks at names",
    "pwd": "looks at the machine",
    "ls": "looks at the machine",
    "lsmagic": "looks at IPython",
    "timeit": "measures time, which is another in each run",
    "watermark": "looks at versions",
    "version_information": "looks at versions",
    "reset": "forgets names, of which a run that begins anew has none",
}
LOOKS = (
    *("ls", "pwd", "cat", "head", "tail", "wc", "tree", "file", "stat", "which", "echo", "date", "whoami"),
    *("nvidia-smi", "lscpu", "free", "df", "du", "uname", "ps"),
)
SHOWN = {"html": "HTML", "HTML": "HTML", "javascript": "Javascript", "js": "Javascript", "latex": "Latex", "svg": "SVG"}
SHOWN |= {"markdown": "Markdown"}  # the classes of IPython.display that show a cell's text
FETCHES = ("wget", "curl", "gdown", "git clone", "git pull", "git lfs", "unzip", "tar", "gunzip", "kaggle", "aria2c")
PYLAB = "import numpy as np\nimport matplotlib.pyplot as plt\nfrom pylab import *"
FETCHING = re.compile(rf"({'|'.join(FETCHES)})\b")
CELL_TIMERS = ("time", "capture", "prun", "memit")
INSTALL = re.compile(r"(?:(?:python3?|\{?sys\.executable\}?) -m )?(?P<tool>pip3?|conda|mamba)\s+install\s+(?P<rest>.*)")
QUIET = re.compile(r"(?<!\S)(-q|-qq|-qqq|--quiet|-y|--yes)(?!\S)")


@dataclass
class Plain:
    """A cell's code without magics, what it installs, what is said of it, and why it can't be taken, if it can't."""

    text: str = ""
    installs: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def without_magics(text: str) -> Plain:
    """A cell of code as Python. Magics inside strings are text."""
    found = Plain()
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), 0)
    if head := re.match(r"%%\s*(\w+)\s*(.*)", lines[first]):
        lines = list(_of_cell(head[1], head[2], lines, first, found))
    inside = python_text.inside_strings("\n".join(lines))
    kept = _joined(lines, inside)
    found.text = "\n".join(_line(line, found) if not behind else line for line, behind in kept).strip("\n")
    try:
        python_text.parse(found.text)
    except SyntaxError as error:
        found.refused.append(f"line {error.lineno}: no Python: {error.msg}")
    return found


def install_cell(installs: list[str]) -> str:
    """What a cell says that installs on Kaggle, and nowhere else: here the course's own environment is used."""
    calls = [f'    get_ipython().run_line_magic("pip", {f"install -q {rest}"!r})' for rest in dict.fromkeys(installs)]
    return "\n".join(["import os", "", 'if os.path.exists("/kaggle"):', *calls])


def _joined(lines: list[str], inside: frozenset[int]) -> Iterator[tuple[str, bool]]:
    """Each line with whether it is no place of a magic: inside a string, or behind an open bracket or a backslash."""
    depth = 0
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        behind = number in inside or depth > 0
        if not behind and re.match(r"\s*[!%]", line):
            while line.endswith("\\") and number < len(lines):  # a command over several lines
                line = line[:-1].rstrip() + " " + lines[number].strip()
                number += 1
            while re.match(r"\s*%[^%]", line) and _depth(line) > 0 and number < len(lines):  # as IPython reads it
                line += f"\n{lines[number]}"
                number += 1
        yield line, behind
        if number not in inside and not re.match(r"\s*[!%]", line):
            depth = max(0, depth + _depth(line))


def _depth(line: str) -> int:
    """How many brackets a line opens and does not close."""
    bare = python_text.TOKEN.sub("", line)
    return sum(bare.count(sign) for sign in "([{") - sum(bare.count(sign) for sign in ")]}")


def _of_cell(word: str, rest: str, lines: list[str], first: int, found: Plain) -> Iterator[str]:
    """The lines of a cell under a magic of the whole cell."""
    body = lines[first + 1 :]
    if word in CELL_TIMERS:
        found.said.append(f"%%{word}: left out")
        yield from (*lines[:first], *body)
    elif word == "timeit":
        found.said.append("%%timeit: the cell only measures time, and is left out")
    elif word in ("bash", "sh") and all(_looks(line) for line in body):
        found.said.append(f"%%{word}: looks at the machine, and is left out")
    elif shown := SHOWN.get(word):
        found.said.append(f"%%{word}: shown by Python")
        content = "\n".join(body)
        plain = content if not any(sign in content for sign in ("\\", '"""')) and not content.endswith('"') else None
        text = repr(content) if plain is None else f'"""\n{plain}\n"""'
        yield from f"from IPython.display import {shown}, display\n\ndisplay({shown}({text}))".split("\n")
    elif word in ("writefile", "file") and (name := rest.strip()) and not name.startswith("-"):
        found.said.append(f"%%{word}: written by Python")
        content = "\n".join(body).rstrip("\n") + "\n"
        yield f"with open({name!r}, 'w', encoding='utf-8') as file:"
        yield f"    file.write({content!r})"
    else:
        found.refused.append(f"%%{word}: no Python, and Kaggle's runs are checked in Python alone")


def _looks(line: str) -> bool:
    words = line.split()
    return not words or words[0].startswith("#") or (words[0] in LOOKS and not re.search(r"[>;&]", line))


def _line(line: str, found: Plain) -> str:
    """A line as Python; a comment where nothing is left, so that a block keeps a body."""
    if ASKED.fullmatch(line) and "?" in line:
        found.said.append(f"{line.strip()}: asks for help, and is left out")
        return ""
    parts = LINE.fullmatch(line)
    if not parts:
        if ASSIGNED.match(line) and not _is_python(line):
            found.refused.append(f"{line.strip()[:60]}: what a command says is taken, which no Python does alike")
            return ""
        return line
    space, sign, word, rest = parts["space"], parts["sign"], parts["word"], parts["rest"]
    empty = f"{space}pass" if space else ""
    shown = line.strip()[:70]
    command = f"{word} {rest}".strip()
    if install := INSTALL.match(command):
        if install["tool"] in ("conda", "mamba"):
            found.refused.append(f"{shown}: Kaggle has pip alone")
        elif packages := QUIET.sub("", install["rest"]).split("#")[0].split("|")[0].split(">/")[0].strip():
            found.installs.append(" ".join(packages.split()))
            found.said.append(f"{shown}: a cell of its own installs it on Kaggle; here it has to be installed already")
        return empty
    if sign == "%" and word in ("time", "memit", "prun"):
        found.said.append(f"%{word}: left out, its statement kept")
        return f"{space}{rest}"
    if sign == "%" and word == "env" and (pair := re.fullmatch(r"(\w+)[= ](.*)", rest)):
        found.said.append("%env: set by Python")
        return f"{space}__import__('os').environ[{pair[1]!r}] = {pair[2]!r}"
    if sign == "%" and word == "run" and (script := re.fullmatch(r"(?:-i )?(['\"]?)([\w./-]+\.py)\1", rest.strip())):
        found.said.append(f"{shown}: executed by Python")
        return f'{space}exec(open("{script[2]}", encoding="utf-8").read())'
    if sign == "%" and word == "pylab" and not space:
        found.said.append("%pylab: imported by Python")
        return PYLAB
    if sign == "%" and word in IDLE:
        found.said.append(f"{shown}: left out: {IDLE[word]}")
        return empty
    if sign.startswith("!") and _looks(command):
        found.said.append(f"{shown}: looks at the machine, and is left out")
        return empty
    if sign.startswith("!") and FETCHING.match(command):
        found.refused.append(f"{shown}: fetches data: name them in [data.…] and find them by find_data.py")
        return empty
    found.refused.append(
        f"{shown}: {'a magic' if sign.startswith('%') else 'a shell command'} that no template can have"
    )
    return empty


def _is_python(line: str) -> bool:
    try:
        python_text.parse(line.strip())
    except SyntaxError:
        return bool(re.search(r"!=|%\s*\(", line))
    return True
