"""Executes notebooks with a pretended GPU (fake_gpu.py): one forgotten `.to(device)` raises here, as it would
on Kaggle.

A script, `python pretend_gpu.py FILE`, for the kernel's interpreter: it needs PyTorch, and of this package a few files
alone. FILE holds a JSON list of {name, folder, cells: [{id, source}], parameters: {cell id: {name: value}}}. For each a
line of JSON is printed, after "ready": {name, state: "passed" | "failed" | "unknown", measured, cell, line_cell, line}.
"""

import contextlib
import gc
import importlib.util
import itertools
import json
import os
import re
import select
import signal
import sys
import time
import traceback

SECONDS, GRACE = 60, 10  # that a notebook may take, and more where it doesn't hear of it
MEASURED = 2_000  # characters of what is told of one
CELL = re.compile(r"<cell (.*)>")


def beside(*path):
    """The module in a file that lies beside this script."""
    file = os.path.join(os.path.dirname(__file__), *path)
    spec = importlib.util.spec_from_file_location(os.path.basename(file).removesuffix(".py"), file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # as pickle looks there for a function that a file names
    spec.loader.exec_module(module)
    return module


try:
    fake_gpu, fake_saves, missing = beside("fake_gpu.py"), beside("fake_saves.py"), None
except ModuleNotFoundError as error:
    missing = error.name
keeper = beside("kernels", "keeper.py")


class OutOfTime(BaseException):
    """Raised in a notebook that takes too long; no `except Exception` of its own stops it."""


def execute(notebook):
    """Execute one notebook: what came of it, as the line of JSON says it."""
    cell, namespace, gpu = None, {"__name__": "__main__"}, fake_gpu.FakeGPU()
    os.chdir(notebook["folder"])
    try:
        with gpu, fake_gpu.FirstGPU(), _limit(SECONDS):
            for cell in notebook["cells"]:
                exec(compile(cell["source"], f"<cell {cell['id']}>", "exec"), namespace)  # nosec B102 # a kernel's work
                namespace.update(notebook["parameters"].get(cell["id"], {}))
                if "matplotlib.pyplot" in sys.modules:
                    sys.modules["matplotlib.pyplot"].close("all")
    except SystemExit:
        pass  # the rest is skipped, and Kaggle calls it a success
    except (Exception, OutOfTime) as error:
        # Another error than a GPU's is the pretence's own, or the real run has it too.
        refused = isinstance(error, fake_gpu.DeviceError)
        frames = [(CELL.fullmatch(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        places = [(match[1], number) for match, number in frames if match]
        # Where the operation stands tells little of a forward pass that everybody calls: the cells on the way there.
        way = [name for name, _ in itertools.groupby(name for name, _ in places)]
        measured = f"{error} ({' → '.join(way)})" if refused else f"{type(error).__name__}: {error}"
        line_cell, line = places[-1] if places else (None, None)
        state = "failed" if refused else "unknown"
        return {"state": state, "measured": measured, "cell": cell["id"], "line_cell": line_cell, "line": line}
    if not gpu.operations:
        return {"state": "failed", "measured": "nothing is computed on the GPU"}
    return {"state": "passed", "measured": f"{gpu.operations} operations, all on {fake_gpu.GPU}"}


def main(path):
    """Execute the notebooks of a file; print `"ready"`, then a line for each as it ends."""
    with open(path, encoding="utf-8") as file:
        notebooks = json.load(file)
    # Notebooks print what they like, and not among the answers.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers, open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        useless = nothing_to_pretend()
        print(json.dumps("ready"), file=answers, flush=True)
        gc.freeze()
        alone = keeper.available()
        if alone:
            keeper.adopt_orphans()
        for notebook in notebooks:
            found = useless or (guarded(notebook, answers.fileno()) if alone else execute(notebook))
            print(json.dumps({**found, "name": notebook["name"]}), file=answers, flush=True)


def nothing_to_pretend():
    """What is to be said of every notebook where nothing can be pretended; None where it can."""
    if missing:
        return {"state": "unknown", "measured": f"the notebooks' Python has no {missing}"}
    try:
        fake_gpu.pretend()
        fake_saves.pretend()
    except Exception as error:
        return {"state": "unknown", "measured": f"{type(error).__name__}: {error}"}
    return None


def guarded(notebook, answers):
    """Execute one notebook in a process of its own, which ends with all that it started: what came of it."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.close(answers)
        os.setsid()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        found = execute(notebook)
        with open(theirs, "w", encoding="utf-8") as pipe:
            pipe.write(json.dumps({**found, "measured": found["measured"][:MEASURED]}) + "\n")
        os._exit(0)
    os.close(theirs)
    said, until = b"", time.monotonic() + SECONDS + GRACE
    while not said.endswith(b"\n") and len(said) < 10 * MEASURED:
        if not select.select([ours], [], [], max(until - time.monotonic(), 0))[0]:
            break
        part = os.read(ours, 1 << 16)
        if not part:
            break
        said += part
    os.close(ours)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    keeper.end_children()
    try:
        return json.loads(said)
    except ValueError:
        ended = "ended its process" if time.monotonic() < until else f"took more than {SECONDS} s"
        return {"state": "unknown", "measured": f"the notebook {ended}"}


@contextlib.contextmanager
def _limit(seconds):
    """Raise OutOfTime in the body after so many seconds, where the system has alarms."""

    def late(*_):
        raise OutOfTime(f"not done within {seconds} s")

    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, late)
        signal.alarm(seconds)
    try:
        yield
    finally:
        if hasattr(signal, "SIGALRM"):
            signal.alarm(0)


if __name__ == "__main__":
    main(sys.argv[1])
