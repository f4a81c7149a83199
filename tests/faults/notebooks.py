"""Hostile notebooks: what one prints, writes, starts, kills or leaves is told in its row, and hurts no other."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.faults.case import Case, Program, course
from tests.faults.command import call, can_be_confined, sound

SECONDS = 400  # that a kind may take
SLEEPS = "1000.125"
MARK = "sleeper-of-a-fault-case"  # in the command line of what notebooks start, to find it again
SLEEP = f"import time  # {MARK}\ntime.sleep(1000)"
START = f"import subprocess, sys\ncode = {SLEEP!r}\n"
GPU = 'kaggle = { machine_shape = "NvidiaTeslaT4" }\n'
SECRETS = {"KAGGLE_KEY": "s3cr3t-1", "KAGGLE_API_TOKEN": "s3cr3t-2", "AWS_SECRET_ACCESS_KEY": "s3cr3t-3"} | {
    "DATABASE_URL": "postgres://u:s3cr3t-4@h/d",
    "MY_PAT": "s3cr3t-5",
    "HTTPS_PROXY": "http://u:s3cr3t-6@h:1",
}
ENVIRONMENT = "import os\nassert 's3cr3t' not in str(dict(os.environ)), 'a secret'"


@dataclass(frozen=True)
class Hostile:
    """A notebook whose first cell is hostile: what its line of failures must say, or "" for one that passes."""

    name: str
    code: str
    says: str = ""
    toml: str = ""
    after: str = "y = 1"
    results: str = "{}"

    def program(self) -> Program:
        return Program(self.name, [("a", self.code), ("b", self.after)], self.toml, self.results)


def printed(name: str, code: str, says: str = "", **more: str) -> Hostile:
    return Hostile(f"prints {name}", code, says, **more)


NOTEBOOKS = {
    "what a notebook prints": [
        printed("5,000 digits", 'print("01" * 2500)'),
        printed("a number of a million digits", 'print("7" * 1_000_000)'),
        printed("a long line on stderr", 'import sys\nprint("a" * 30_000, file=sys.stderr)', "stderr"),
        printed("half a bar on stderr", 'import sys\nprint("5%| " * 20_000, file=sys.stderr)', "stderr"),
        printed("brackets on stderr", 'import sys\nprint("[00:00<" * 20_000, file=sys.stderr)', "stderr"),
        printed(
            "a warning of a list", "import warnings\nwarnings.warn(str(list(range(20_000))))", "UserWarning: .0, 1"
        ),
        printed("carriage returns", 'import sys\nsys.stdout.write("a\\r" * 200_000)'),
        printed("backspaces", 'import sys\nsys.stdout.write("a\\b" * 200_000)'),
        printed("half a character", 'print("\\ud800")', "stderr"),  # IPython's own
        printed("NUL", 'print("a\\x00b")'),
        printed("escapes", 'print("\\x1b]0;title\\x07\\x1b[2J\\x1b[31mred")'),
        printed("escapes on stderr", 'import sys\nprint("\\x1b[2Jboom", file=sys.stderr)', "got boom"),
        printed(
            "an escape in an exception", 'raise ValueError("\\x1b]0;x\\x07boom")', r"ValueError: \\x1b\]0;x\\x07boom"
        ),
        printed("markup", 'raise ValueError("[/] [bold red]boom[/bold]")', r"\[/\] \[bold red\]boom"),
        printed(
            "an exception of 1 MB", 'raise ValueError("x" * 1_000_000)', r"ValueError: x+ … \(1,000,\d+ characters"
        ),
        printed("an exception without words", "raise Exception", "Exception"),
        printed(
            "an exception that can't be shown",
            "class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E",
            "E",
        ),
        printed("without end", "while True:\n    print('x' * 10_000)", "more than 10,000,000 characters printed"),
        printed("small things without end", "while True:\n    print('x' * 200, flush=True)", "characters printed"),
        printed(
            "without end on stderr", "import sys\nwhile True:\n    print('x' * 10_000, file=sys.stderr)", "printed"
        ),
        printed("past Python without end", "import os\nwhile True:\n    os.write(1, b'x' * 10_000)", "printed"),
        printed("by a thread", "import threading\nthreading.Thread(target=lambda: print('hello')).start()"),
        printed("by a child", 'import subprocess\nsubprocess.run(["echo", "hello"])'),
        printed("a million lines", "print('\\n' * 1_000_000)"),
        printed(
            "nested bars",
            "from tqdm import tqdm\nfor i in tqdm(range(2), desc='epoch'):\n    for j in tqdm(range(3), desc='batch', leave=False, unit='img'):\n        pass",
        ),
        printed(
            "a bar without end known", "from tqdm import tqdm\nfor i in tqdm(iter(range(3)), unit='batch'):\n    pass"
        ),
        printed(
            "a bar in ASCII",
            "from tqdm import tqdm\nfor i in tqdm(range(3), ascii=True, postfix={'loss': 0.5}):\n    pass",
        ),
        printed(
            "a bar of its own form",
            "from tqdm import tqdm\nfor i in tqdm(range(3), bar_format='{l_bar}{bar}'):\n    pass",
        ),
        printed(
            "a bar of bytes",
            "from tqdm import tqdm\nfor i in tqdm(range(3), unit='B', unit_scale=True, total=30_000):\n    pass",
        ),
        printed("tqdm.auto", "from tqdm.auto import tqdm\nfor i in tqdm(range(3)):\n    pass"),
        printed("tqdm.notebook", "from tqdm.notebook import tqdm\nfor i in tqdm(range(3)):\n    pass"),
        printed(
            "logging",
            "import logging\nlogging.basicConfig(level=logging.INFO)\nlogging.info('epoch 1 loss 0.5')",
            "INFO:root:epoch 1 loss 0.5",
        ),
        printed(
            "an exception in a thread",
            "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()",
            "ZeroDivisionError: division by zero",
        ),
        printed(
            "a title without glyphs",
            "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('손실')\nplt.show()",
            r"UserWarning: Glyph \d+ .*missing from font",
        ),
        printed(
            "a warning of a library",
            "import warnings\nwarnings.warn_explicit('old', FutureWarning, '/site-packages/lib/x.py', 3)",
            "got FutureWarning: old",
        ),
    ],
    "what a notebook shows": [
        Hostile(
            "shows HTML without end",
            "from IPython.display import HTML, display\nwhile True:\n    display(HTML('<p>' + 'x' * 100_000 + '</p>'))",
            "more than 40,000,000 characters of outputs",
        ),
        Hostile(
            "shows one thing of 60 MB",
            "from IPython.display import HTML\nHTML('x' * 60_000_000)",
            "characters of outputs",
        ),
        Hostile(
            "shows and clears",
            "from IPython.display import HTML, display, clear_output\nfor i in range(100):\n    clear_output(wait=True)\n    display(HTML('x' * 1_000_000))",
        ),
        Hostile(
            "updates what it showed",
            "from IPython.display import HTML, display\nh = display(HTML('x'), display_id=True)\nfor i in range(100):\n    h.update(HTML('x' * 1_000_000))",
        ),
        Hostile(
            "speaks to widgets without end",
            "from comm import create_comm\nc = create_comm(target_name='x', data={})\nwhile True:\n    c.send(data={'state': {'a': 'x' * 100_000}})",
            "characters of outputs",
        ),
        Hostile(
            "shows SVG",
            "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')",
            toml='checks = [{ cell = "a", figures = 1 }]\n',
        ),
        Hostile(
            "shows a table",
            "from IPython.display import HTML\nHTML('<table><th>epoch</th></table>')",
            toml='checks = [{ cell = "a", html = 1 }, { cell = "a", html = "epoch" }]\n',
        ),
        Hostile(
            "shows what has no text",
            "from IPython.display import publish_display_data\npublish_display_data({'application/json': {'a': [1]}})",
        ),
        Hostile("shows nothing", "from IPython.display import publish_display_data\npublish_display_data({})"),
        Hostile(
            "returns what can't be shown",
            "class E:\n    def __repr__(self):\n        raise ValueError('no')\nE()",
            "ValueError: no",
        ),
    ],
    "what a notebook leaves": [
        Hostile(
            "writes an integer of 400 digits",
            "x = 1",
            "results.json",
            results="{'x': 10 ** 400}",
            toml='checks = [{ value = "x", min = 1 }]\n',
        ),
        Hostile(
            "writes nan and inf",
            "x = 1",
            "x",
            results="{'x': float('nan'), 'y': float('inf')}",
            toml='checks = [{ value = "x", min = 1 }]\n',
        ),
        Hostile(
            "writes minus infinity",
            "x = 1",
            results="{'log': float('-inf')}",
            toml='checks = [{ value = "log", equals = -inf }]\n',
        ),
        Hostile(
            "writes numpy and tensors",
            "import numpy as np",
            results="{'x': np.float32(0.5), 'y': np.arange(3), 'z': np.int64(3)}",
            toml='checks = [{ value = "x", equals = 0.5 }, { value = "y", equals = [0, 1, 2] }]\n',
        ),
        Hostile("writes a set", "s = {1, 2}", r"results\['s'\].*", results="{'fine': 1, 's': s}"),
        Hostile("writes a key that is none", "s = 1", "results", results="{'fine': 1, 's': {(1, 2): 3}}"),
        Hostile("writes itself", "s = []\ns.append(s)", "results", results="{'fine': 1, 's': s}"),
        Hostile("writes an environment of its own", "x = 1", results="{'environment': 'mine'}"),
        Hostile(
            "makes results.json a pipe",
            "x = 1",
            "not a plain file",
            after="import os, atexit\nold = open\ndef open(*a, **k):\n    if a[0] == 'results.json':\n        os.mkfifo('results.json')\n        return old(os.devnull, 'w')\n    return old(*a, **k)",
        ),
        Hostile("makes results.json a folder", "import os\nos.mkdir('results.json')", "IsADirectoryError"),
        Hostile(
            "makes results.json a link",
            "x = 1",
            "a link, not a file",
            after="import os\nold = open\ndef open(*a, **k):\n    if a[0] == 'results.json':\n        os.symlink('/etc/passwd', 'results.json')\n        return old(os.devnull, 'w')\n    return old(*a, **k)",
        ),
        *(
            Hostile(
                f"writes {name}",
                "x = 1",
                says,
                after="import io\nold = open\nclass File(io.StringIO):\n    def __exit__(self, *a):\n        with old('results.json', 'wb') as file:\n            file.write("
                + content
                + ")\ndef open(*a, **k):\n    return File() if a[0] == 'results.json' else old(*a, **k)",
            )
            for name, content, says in (
                ("30 MB of results", "b'{\"x\": \"' + b'x' * 30_000_000 + b'\"}'", "larger than 20 MB"),
                ("100,000 nested lists", "b'[' * 100_000 + b']' * 100_000", "nested deeper than"),
                ("nested tables", "b'{\"a\":' * 200 + b'1' + b'}' * 200", "nested deeper than"),
                ("half of a file", "b'{\"x\": 1'", "broken JSON"),
                ("no JSON", "b'hello'", "broken JSON"),
                ("an empty file", "b''", "broken JSON"),
                ("no UTF-8", "b'\\xff\\xfe'", "results.json"),
                ("a list", "b'[1, 2]'", "a list, not a table"),
                ("half a character", 'b\'{"x": "\\\\ud800"}\'', ""),
                (
                    "a million keys",
                    "('{' + ','.join('\"k%d\": %d' % (i, i) for i in range(300_000)) + '}').encode()",
                    "",
                ),
            )
        ),
        Hostile("makes its copy a folder", "import os, pathlib\n[os.mkdir(n) for n in ['run.json', 'results.json.x']]"),
        Hostile(
            "removes its folder", "import os, shutil\nshutil.rmtree(os.getcwd())", "FileNotFoundError|No such file"
        ),
        Hostile(
            "writes a hundred folders deep",
            "import os\nfor i in range(100):\n    os.mkdir('d')\n    os.chdir('d')",
            "results.json",
        ),
        Hostile("leaves a thousand files", "for i in range(1000):\n    open(f'f{i}', 'w').close()"),
        Hostile("leaves a link to everything", "import os\nos.symlink('/', 'all')"),
        Hostile(
            "leaves files that nobody may read",
            "import os\nopen('f', 'w').close()\nos.chmod('f', 0)\nos.mkdir('g')\nos.chmod('g', 0)",
        ),
        Hostile(
            "leaves a socket and a pipe",
            "import os, socket\nos.mkfifo('p')\ns = socket.socket(socket.AF_UNIX)\ns.bind('s')",
        ),
        Hostile("fills kernel.log", "import os\nopen('kernel.log', 'a').write('x' * 100_000)"),
    ],
    "how a notebook ends": [
        Hostile(
            "sys.exit(0)",
            "import sys\nsys.exit(0)",
            r"cell a ended the notebook \(SystemExit 0\); 3 cells were not executed",
        ),
        Hostile("sys.exit()", "import sys\nsys.exit()", r"cell a ended the notebook \(SystemExit"),
        Hostile("sys.exit(3)", "import sys\nsys.exit(3)", r"cell a ended the notebook \(SystemExit 3\)"),
        Hostile(
            "sys.exit of words", "import sys\nsys.exit('no data')", r"cell a ended the notebook \(SystemExit no data\)"
        ),
        Hostile("quit()", "quit()", r"cell a ended the notebook \(quit\(\)\); 3 cells were not executed"),
        Hostile("exit()", "exit()", r"cell a ended the notebook"),
        Hostile("raise SystemExit", "raise SystemExit", "cell a ended the notebook"),
        Hostile("os._exit(0)", "import os\nos._exit(0)", r"cell a .*the kernel died \(exit code 0\)"),
        Hostile("os._exit(7)", "import os\nos._exit(7)", r"the kernel died \(exit code 7\)"),
        Hostile("os.abort()", "import os\nos.abort()", r"the kernel died \(SIGABRT\)"),
        Hostile("a segmentation fault", "import ctypes\nctypes.string_at(0)", r"the kernel died \(SIGSEGV\)"),
        Hostile("kill -9 of itself", "import os\nos.kill(os.getpid(), 9)", r"the kernel died \(SIGKILL\)"),
        Hostile(
            "SIGTERM to itself",
            "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)",
            "the kernel died|KeyboardInterrupt|SystemExit",
        ),
        Hostile(
            "SIGINT to itself",
            "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)",
            "KeyboardInterrupt",
        ),
        Hostile("kill of its group", "import os\nos.killpg(0, 9)", "the kernel died"),
        Hostile("kill of its parent", "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(30)", "the kernel died"),
        Hostile("too deep a recursion", "def f():\n    return f()\nf()", "RecursionError"),
        Hostile("a syntax error at run time", "exec('a b')", "SyntaxError"),
        Hostile("an interrupt of its own", "raise KeyboardInterrupt", "KeyboardInterrupt"),
        Hostile("GeneratorExit", "raise GeneratorExit", "GeneratorExit"),
        Hostile("a base exception", "class B(BaseException):\n    pass\nraise B('x')", "B: x"),
        Hostile("input()", "input('name? ')", "StdinNotImplementedError"),
        Hostile("closed streams", "import os\nos.close(1)\nos.close(2)"),
        Hostile("sys.stdout replaced", "import io, sys\nsys.stdout = io.StringIO()\nprint('hidden')"),
        Hostile("the environment emptied", "import os\nos.environ.clear()"),
        Hostile(
            "too many files open",
            "import os\nfds = []\ntry:\n    while True:\n        fds.append(os.open('/dev/null', 0))\nexcept OSError:\n    [os.close(f) for f in fds]",
        ),
    ],
    "what a notebook starts": [
        Hostile("a child in its group", START + "subprocess.Popen([sys.executable, '-c', code])"),
        Hostile(
            "a child in a session of its own",
            START + "subprocess.Popen([sys.executable, '-c', code], start_new_session=True)",
        ),
        Hostile(
            "a daemon",
            START
            + "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        os.execv(sys.executable, [sys.executable, '-c', code])\n    os._exit(0)",
        ),
        Hostile(
            "a child deaf to SIGTERM",
            START
            + "subprocess.Popen([sys.executable, '-c', 'import signal; signal.signal(15, signal.SIG_IGN)\\n' + code])",
        ),
        Hostile(
            "twenty children",
            START + "for i in range(20):\n    subprocess.Popen(['sleep', '" + SLEEPS + "'], start_new_session=True)",
        ),
        Hostile(
            "a child, and dies",
            START + "import os\nsubprocess.Popen([sys.executable, '-c', code], start_new_session=True)\nos._exit(1)",
            "the kernel died",
        ),
        Hostile("a server", "import socket\ns = socket.create_server(('127.0.0.1', 0))"),
        Hostile(
            "a thread without end", "import threading, time\nthreading.Thread(target=lambda: time.sleep(1000)).start()"
        ),
        Hostile("workers", "import multiprocessing as m\np = m.get_context('fork').Pool(2)\nprint(p.map(abs, [-1]))"),
        Hostile(
            "on the pretended GPU, a child in a session",
            START
            + "import torch\nx = torch.ones(2).to('cuda' if torch.cuda.is_available() else 'cpu') + 1\nsubprocess.Popen([sys.executable, '-c', code], start_new_session=True)",
            toml=GPU,
        ),
        Hostile(
            "on the pretended GPU, kill of the group",
            "import os, torch\nif torch.cuda.is_available():\n    os.killpg(0, 9)",
            toml=GPU,
        ),
        Hostile(
            "on the pretended GPU, kill of the parent",
            "import os, torch, time\nif torch.cuda.is_available():\n    os.kill(os.getppid(), 9)\n    time.sleep(30)",
            toml=GPU,
        ),
        Hostile(
            "on the pretended GPU, the answers written to",
            'import os, torch\nif torch.cuda.is_available():\n    for fd in range(3, 60):\n        try:\n            os.write(fd, b\'{"name": "x", "state": 3}\\n\')\n        except OSError:\n            pass',
            toml=GPU,
        ),
        Hostile(
            "on the pretended GPU, os._exit",
            "import os, torch\nif torch.cuda.is_available():\n    os._exit(0)",
            toml=GPU,
        ),
        Hostile(
            "on the pretended GPU, an exception of 1 MB",
            "import torch\nif torch.cuda.is_available():\n    raise ValueError('x' * 1_000_000)",
            toml=GPU,
        ),
        Hostile(
            "on the pretended GPU, a model on the wrong device",
            "import torch\nd = 'cuda' if torch.cuda.is_available() else 'cpu'\nm = torch.nn.Linear(2, 2).to(d)\nm(torch.ones(2, 2))",
            "cpu and cuda:0 meet",
            toml=GPU,
        ),
        Hostile("a secret of the environment", ENVIRONMENT),
        Hostile(
            "a secret on the pretended GPU",
            "import torch\nx = torch.ones(2).to('cuda' if torch.cuda.is_available() else 'cpu') + 1\n" + ENVIRONMENT,
            toml=GPU,
        ),
        Hostile(
            "a secret of its ancestors' commands",
            "import os\nwith open('/proc/self/environ') as file:\n    assert 's3cr3t' not in file.read()",
        ),
    ],
}


class Batch:
    """The notebooks of a kind, run in one command as soon as somebody asks what became of one."""

    def __init__(self, hostile: Sequence[Hostile], *options: str):
        self.hostile, self.options = hostile, options
        self.done: subprocess.CompletedProcess[str] | None = None

    def run(self) -> subprocess.CompletedProcess[str]:
        """Run them, with secrets around; what holds for all of them is asserted once."""
        if self.done is None:
            with tempfile.TemporaryDirectory(prefix="faults-") as name:
                root = course(Path(name) / "course", [each.program() for each in self.hostile])
                self.done = call(
                    root, ["run", "--chapter", "1", "--jobs", "2", *self.options], SECRETS, seconds=SECONDS
                )
                self.kept = [path.name for path in root.rglob("*") if _holds_a_secret(path)]
        return self.done

    def attempt(self, number: int) -> Callable[[Path], None]:
        """What tries one of them, numbered from 1."""

        def attempt(folder: Path) -> None:
            done, says = self.run(), self.hostile[number - 1].says
            sound(done)
            assert not self.kept, f"a secret in {self.kept}"
            assert re.search(rf"of {len(self.hostile)} programs passed", done.stdout), done.stdout[-500:]
            told = self.told(number)
            assert re.search(says, told) if says else " passed " in told, told[:1500]
            assert not left_behind(), left_behind()

        return attempt

    def told(self, number: int) -> str:
        """What the command said of a program: its line, or those of its failures."""
        lines = self.run().stdout.splitlines()
        row = next((line for line in lines if re.match(rf" *1-{number}  (passed|FAILED)", line)), "no row")
        failures = [line for line in lines if line.startswith(f"program 1-{number}, ")]
        return "\n".join(failures) if failures else row


def cases() -> Iterator[Case]:
    for kind, hostile in NOTEBOOKS.items():
        yield from _cases(kind, Batch(hostile))
    for kind in ("how a notebook ends", "what a notebook starts") if can_be_confined() else ():
        # The parent of a confined notebook is nobody's to kill.
        hostile = [each for each in NOTEBOOKS[kind] if "parent" not in each.name]
        yield from _cases(f"{kind}, confined", Batch(hostile, "--confined"))


def _cases(kind: str, batch: Batch) -> Iterator[Case]:
    for number, each in enumerate(batch.hostile, 1):
        yield Case(kind, each.name, batch.attempt(number), slow=True)


def left_behind() -> list[str]:
    """The commands of processes that notebooks started and that are still there."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        if MARK in words or f"sleep {SLEEPS}" in words:
            found.append(words[:200])
    return found


def _holds_a_secret(path: Path) -> bool:
    # The cell that looks for one names it.
    return path.is_file() and not path.is_symlink() and os.access(path, os.R_OK) and b"s3cr3t-" in path.read_bytes()
