"""Starts a preview, and ends it: server, watcher and runs."""

import asyncio
import os
import signal
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..core.layout import ChapterName
from ..core.problems import InputError, MissingExtraError
from ..core.temporary import temporary_folder
from ..execution.plan import RunOptions
from ..execution.pool import default_jobs
from ..execution.task import modules_named
from .rendering import Choose, Renderer
from .watching import saves

PACKAGES = ("tornado", "watchfiles", "papermill", "imagesize", "markdown_it", "mdit_py_plugins", "nh3", "pygments")


def start(
    root: Path,
    chapter: ChapterName,
    choose: Choose,
    how: RunOptions,
    port: int = 0,
    editor: str = "",
    opened: bool = False,
    say: Callable[..., None] = print,
) -> None:
    """Preview a chapter until somebody asks for the end, by Ctrl-C say.

    Raises InputError for a chapter that can't be read, a port that is taken; MissingExtraError for a missing package.
    """
    for package in PACKAGES:
        try:
            __import__(package)
        except ModuleNotFoundError as error:
            raise MissingExtraError("preview", str(error.name), "preview") from None
    renderer = Renderer(root, chapter, choose)
    if not renderer.texts:
        raise InputError("no program to preview")
    asyncio.run(_preview(renderer, how, port, editor, opened, say))


async def _preview(
    renderer: Renderer, how: RunOptions, port: int, editor: str, opened: bool, say: Callable[..., None]
) -> None:
    from .live import Live
    from .runner import Runner
    from .server import Server

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            with suppress(NotImplementedError, ValueError):  # Windows, or not the main thread
                loop.add_signal_handler(getattr(signal, name), stop.set)
    jobs = how.jobs or default_jobs()
    with temporary_folder() as folder:
        runner = Runner(folder, jobs, _modules(renderer), how.kernel)
        try:
            live = Live(renderer, runner, jobs, how, editor)
            server = Server(live, port)
            server.start()
            say(server.address)
            say("Ctrl-C ends it", flush=True)
            if opened and _has_screen():
                await asyncio.to_thread(webbrowser.open, server.address)
            live.wake.set()
            tasks = [loop.create_task(live.work()), loop.create_task(_watch(renderer, live, stop))]
            ending = loop.create_task(stop.wait())
            await asyncio.wait([*tasks, ending], return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await server.close()
            failed = [task for task in tasks if task.done() and not task.cancelled() and task.exception()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            live.thread.shutdown(wait=False, cancel_futures=True)
        finally:
            await asyncio.to_thread(runner.close)
    for task in failed:
        task.result()


async def _watch(renderer: Renderer, live: "Live", stop: asyncio.Event) -> None:  # noqa: F821
    async for paths in saves([renderer.chapter.folder, *renderer.folders], stop):
        live.files_saved(paths)


def _modules(renderer: Renderer) -> set[str]:
    """What the programs import, as far as their templates tell."""
    templates = renderer.book.templates
    paths = {path for text in renderer.texts.values() for path in templates.named_in(text.program.template)}
    return modules_named("\n".join(templates.source(path).lines) for path in paths)


def _has_screen() -> bool:
    """Whether a browser may open a window: else one that draws in the terminal would."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
