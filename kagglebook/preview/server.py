"""The page's server: on 127.0.0.1 only, for whoever knows the token in its address, and for no other site's scripts."""

import asyncio
import errno
import hmac
import html
import json
import mimetypes
import secrets
import socket
from pathlib import Path
from string import Template
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import StreamClosedError
from tornado.web import Application, HTTPError, RequestHandler

from ..core.problems import InputError
from ..report.site.book import HERE
from .live import Live

HOST = "127.0.0.1"
BROWSER = Path(__file__).with_name("browser")
SCRIPTS = {"preview.js": "text/javascript; charset=utf-8", "preview.css": "text/css; charset=utf-8"}
ASSETS = HERE / "assets"  # of the chapter's site: cells look here as they do there
STYLES = ("katex/katex.min.css", "page.css", "preview.css")
# Nothing but what this server sends is loaded, and no page of another site shows this one.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
ALIVE = 20  # seconds after which a silent stream says that it lives


class Server:
    """Serves a preview; `address` is where, with the token in it."""

    def __init__(self, live: Live, port: int = 0):
        self.live = live
        self.token = secrets.token_urlsafe(32)
        self.socket = listen(port)
        self.port = self.socket.getsockname()[1]
        self.hosts = frozenset(f"{name}:{self.port}" for name in (HOST, "localhost"))
        self.address = f"http://{HOST}:{self.port}/{self.token}/"
        options = {"server": self}
        application = Application([(r"/([^/]*)/(.*)", Handler, options)], default_handler_class=Nothing)
        paths = (path for path in ASSETS.rglob("*") if path.is_file())
        self.assets = frozenset(path.relative_to(ASSETS).as_posix() for path in paths)
        self.http = HTTPServer(application, max_body_size=10_000, max_header_size=16_000)
        self.closed = asyncio.Event()

    def start(self) -> None:
        """Answer from now on, in this thread's event loop."""
        self.http.add_sockets([self.socket])

    async def close(self) -> None:
        """Answer no more, and end the streams."""
        self.closed.set()
        for reader in self.live.readers:
            reader.set()
        self.http.stop()
        await self.http.close_all_connections()


def listen(port: int) -> socket.socket:
    """A socket on this machine's own address; port 0 is any free one. Raises InputError for one that is taken."""
    try:
        made = socket.create_server((HOST, port), backlog=64)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        why = "somebody else has it" if taken else str(error)
        raise InputError(f"--port {port}: {why}; leave --port out for one that is free") from None
    made.setblocking(False)
    return made


class Nothing(RequestHandler):
    """What is not here."""

    def prepare(self) -> None:
        raise HTTPError(404)

    def write_error(self, status_code: int, **options: Any) -> None:
        self.set_header("Content-Type", "text/plain")
        self.finish(f"{status_code}\n")

    def set_default_headers(self) -> None:
        self.set_header("Server", "kagglebook")
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")

    def log_exception(self, *_: Any) -> None:
        pass


class Handler(Nothing):
    """The page, its script and style, the stream of what is new, and what a reader asks for."""

    def initialize(self, server: Server) -> None:
        self.server, self.live = server, server.live

    def prepare(self) -> None:
        # A name that leads here by somebody else's DNS is no name of ours.
        if self.request.host not in self.server.hosts:
            raise HTTPError(403)
        token = self.path_args[0]
        if not hmac.compare_digest(token.encode(), self.server.token.encode()):
            raise HTTPError(404)
        origin = self.request.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://") not in self.server.hosts:
            raise HTTPError(403)

    async def get(self, token: str, path: str) -> None:
        if path == "":
            self.set_header("Content-Type", "text/html; charset=utf-8")
            self.finish(self._page())
        elif path in SCRIPTS:
            self.set_header("Content-Type", SCRIPTS[path])
            self.finish((BROWSER / path).read_bytes())
        elif path in self.server.assets:
            self.set_header("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")
            self.finish((ASSETS / path).read_bytes())
        elif path == "events":
            await self._stream(self.get_query_argument("program", ""))
        else:
            raise HTTPError(404)

    def post(self, token: str, path: str) -> None:
        if path != "act":
            raise HTTPError(404)
        self.live.ask(self.get_body_argument("act"), self.get_body_argument("program"))
        self.set_status(204)

    def _page(self) -> str:
        chapter = self.live.renderer.chapter
        words = chapter.words.preview_page
        names = {
            "language": chapter.file.language,
            "title": chapter.words.chapter.format(number=chapter.number, title=chapter.file.title),
            "programs": words.programs,
            "follow": words.follow,
            "gone": words.no_link,
        }
        safe = {name: html.escape(str(word)) for name, word in names.items()}
        sheets = (f'<link rel="stylesheet" href="{path}">' for path in STYLES)
        styles = "\n".join((*sheets, '<script src="katex/katex.min.js" defer></script>'))
        return Template((BROWSER / "page.html").read_text(encoding="utf-8")).substitute(safe, styles=styles)

    async def _stream(self, program: str) -> None:
        """Tell a reader what is there, and then, whenever something has changed, what has."""
        texts = self.live.renderer.texts
        program = program if program in texts else next(iter(texts), "")
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        reader, news = asyncio.Event(), News(self.live, program)
        self.live.look_at(reader, program)
        try:
            while not self.server.closed.is_set():
                reader.clear()
                for name, data in news.take():
                    self.write(f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n")
                await self.flush()
                try:
                    await asyncio.wait_for(reader.wait(), ALIVE)
                except asyncio.TimeoutError:  # noqa: UP041 - another class in Python 3.10
                    self.write(": alive\n\n")
        except StreamClosedError:
            pass
        finally:
            self.live.leave(reader)


class News:
    """What one reader has been told of a program and of all, and so what is new to it."""

    def __init__(self, live: Live, program: str):
        self.live, self.program = live, program
        self.rows: dict[str, tuple[str, ...]] = {}
        self.order: list[str] = []
        self.blocks: dict[str, str] = {}
        self.sources: dict[str, str] = {}

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        """The events to be sent: `programs` with the rows that changed, `blocks` with what changed of the program, and
        in `texts` the blocks where a save has changed it."""
        found = []
        rows = {row[0]: row for row in self.live.programs()}
        changed = [row for slug, row in rows.items() if self.rows.get(slug) != row]
        if changed or list(rows) != self.order:
            self.rows, self.order = rows, list(rows)
            found.append(("programs", {"rows": changed, "order": self.order}))
        blocks = self.live.blocks(self.program)
        new = {key: block for key, block in blocks.items() if self.blocks.get(key) != block}
        if new or list(blocks) != list(self.blocks):
            sources = self.live.sources(self.program)
            texts = [key for key in new if key in sources and self.blocks and self.sources.get(key) != sources[key]]
            self.blocks, self.sources = blocks, sources
            found.append(("blocks", {"program": self.program, "order": list(blocks), "changed": new, "texts": texts}))
        return found
