"""From the event loop to the application and back: whole requests in, whole answers out.

A thread is taken when a request has come whole, and given back when its answer is handed over.
Before and after that a client costs a connection, and what it has sent or not yet taken, which is
in a temporary file unless it is small.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol, TypeVar
from urllib.parse import unquote_to_bytes

from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from werkzeug.wsgi import FileWrapper

from utils.admission import Full
from utils.browsers import SAFE_METHODS
from utils.connections import Connection, problem_before_the_app, take_request_id
from utils.errors import AppError, Busy, TooLarge

log = logging.getLogger(__name__)

PIECE_BYTES = 64 * 1024
# Of an answer: the piece that is being sent, and what the event loop keeps of the one before.
UNSEEN_BYTES = 2 * PIECE_BYTES
# What is longer goes to a temporary file while it arrives.
IN_MEMORY_BYTES = 32 * 1024
# What all clients together may have sent without having come to an end, or not yet taken.
BUFFERED_BYTES = 512 * 1024 * 1024

# Where the application finds, in its environ, in which era the request began.
ERA = "interviews.era"

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Result = TypeVar("Result")
Headers = list[tuple[bytes, bytes]]


class Era(Protocol):
    """What must not change between the begin of a request and what is done for it."""

    @property
    def known(self) -> object | None: ...

    def now(self) -> object | None:
        """Find out; in a thread. None if that is not possible."""


class NoRoom(Busy):
    """The disk for temporary files is full or gone."""

    code = "storage_unavailable"

    def __init__(self) -> None:
        super().__init__("There is no room for the request body. Nothing was saved; try later.")


class Lane:
    """Threads for one sort of requests, and how many of them are let in at a time."""

    def __init__(self, name: str, threads: int, most: int) -> None:
        self._executor = ThreadPoolExecutor(threads, name)
        self._free = most

    async def run(self, what: Callable[..., None], *arguments: Any) -> None:
        """Raises Full."""
        if self._free == 0:
            raise Full
        self._free -= 1
        try:
            await self.run_briefly(what, *arguments)
        finally:
            self._free += 1

    async def run_briefly(self, what: Callable[..., Result], *arguments: Any) -> Result:
        """For what takes no time to speak of."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, what, *arguments)


class Room:
    """How much is buffered for clients whose turn it is. When it becomes too much, those go that
    have been slowest."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._total = 0
        self._held: dict[Connection, int] = {}

    def hold(self, connection: Connection, held_bytes: int) -> None:
        self._total += held_bytes - self._held.get(connection, 0)
        self._held[connection] = held_bytes
        if self._total > self._most:
            for slow in sorted(self._held, key=lambda one: one.bytes_per_second):
                self.release(slow)
                slow.give_up(Full())
                if self._total <= self._most * 0.9:
                    break

    def release(self, connection: Connection) -> None:
        self._total -= self._held.pop(connection, 0)


class Bridge:
    """The application as uvicorn calls it (ASGI 3)."""

    def __init__(
        self,
        app: WSGIApplication,
        largest_body: Callable[[str], int],
        lane: Lane,
        lanes: dict[str, Lane],
        era: Era | None = None,
    ) -> None:
        """`largest_body` says how many bytes a body of that content type may have; `lanes` are
        those of paths that have one of their own."""
        self._era = era
        self._finding_out: asyncio.Future[object | None] | None = None
        self._app = app
        self._largest_body = largest_body
        self._lane = lane
        self._lanes = lanes
        self._room = Room(BUFFERED_BYTES)

    async def __call__(
        self, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        connection: Connection = scope["state"]["connection"]
        take_request_id(scope["headers"])  # type: ignore[arg-type]
        era = await self._era_of(scope)
        try:
            body = await self._take_in(connection, scope, receive)
        finally:
            self._room.release(connection)
        if body is None:
            return
        connection.work()
        answer = await self._answer(scope, body, era)
        try:
            await self._hand_over(connection, answer, send)
        finally:
            self._room.release(connection)
            answer.close()

    async def _era_of(self, scope: HTTPScope) -> object | None:
        if self._era is None or scope["method"] in SAFE_METHODS:
            return None
        if known := self._era.known:
            return known
        # One thread finds out for all who wait, or a silent database would have every thread.
        if self._finding_out is None or self._finding_out.done():
            self._finding_out = asyncio.ensure_future(self._lane.run_briefly(self._era.now))
        return await asyncio.shield(self._finding_out)

    async def _take_in(
        self, connection: Connection, scope: HTTPScope, receive: ASGIReceiveCallable
    ) -> "Body | None":
        """The whole body, or None when it was refused or did not come."""
        headers = dict(scope["headers"])
        most = self._largest_body(headers.get(b"content-type", b"").decode("latin-1"))
        if int(headers.get(b"content-length", b"0")) > most:
            connection.refuse(too_large(most))
            return None
        connection.wait_for(0)
        body = Body()
        while (message := await receive())["type"] == "http.request":
            try:
                body.add(message["body"], more=message["more_body"])
            except OSError as error:
                log.error("a request body cannot be stored: %s", error)
                connection.refuse(NoRoom())
                break
            if body.size > most:
                connection.refuse(too_large(most))
                break
            if not message["more_body"]:
                return body
            connection.wait_for(body.size)
            self._room.hold(connection, body.size)
        body.close()
        return None

    async def _answer(self, scope: HTTPScope, body: "Body", era: object | None) -> "Answer":
        lane = self._lanes.get(scope["path"], self._lane)
        answer = Answer()
        environ = environ_of(scope, body)
        environ[ERA] = era
        try:
            await lane.run(answer.make, self._app, environ)
        except Full as full:
            answer.refuse(full, scope["path"])
        except Exception:
            log.exception("the application failed")
            answer.refuse(AppError("Something went wrong on our side."), scope["path"])
        finally:
            body.close()
        return answer

    async def _hand_over(
        self, connection: Connection, answer: "Answer", send: ASGISendCallable
    ) -> None:
        connection.wait_for(0, UNSEEN_BYTES)
        self._room.hold(connection, answer.buffered_bytes)
        await send(
            {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        )
        sent = 0
        while answer.rest is not None:
            if connection.gone:
                return
            await send({"type": "http.response.body", "body": answer.piece, "more_body": True})
            sent += len(answer.piece)
            connection.wait_for(sent, UNSEEN_BYTES)
            await self._lane.run_briefly(answer.read)
        await send({"type": "http.response.body", "body": answer.piece, "more_body": False})


def too_large(most: int) -> TooLarge:
    return TooLarge(f"A body of this type may have at most {most} bytes.")


class Body:
    """What a client sends, in memory while it is small or comes in one piece."""

    def __init__(self) -> None:
        self.size = 0
        self.file: IO[bytes] = BytesIO()

    def add(self, piece: bytes, *, more: bool) -> None:
        """Raises OSError."""
        if more and self.size == 0:
            self.file = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()
        self.size += len(piece)
        self.file.write(piece)
        if not more:
            self.file.seek(0)

    def close(self) -> None:
        self.file.close()


class Answer:
    """What the application answers: the first piece, and where the rest comes from."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.piece = b""
        self.rest: IO[bytes] | None = None
        self.buffered_bytes = 0

    def make(self, app: WSGIApplication, environ: dict[str, Any]) -> None:
        """Have the application answer; in a thread."""
        parts = app(environ, self._start)
        if isinstance(parts, FileWrapper):
            self.rest = parts.file
            self.read()
            return
        try:
            self.piece = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        self.buffered_bytes = len(self.piece)
        if self.buffered_bytes > PIECE_BYTES:
            self._put_aside()

    def _put_aside(self) -> None:
        """A client may take minutes to take it: not in memory, unless there is no disk."""
        rest = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()
        try:
            rest.write(self.piece)
            rest.seek(0)
        except OSError as error:
            log.error("an answer cannot be put aside: %s", error)
            rest.close()
            return
        self.rest = rest
        self.read()

    def read(self) -> None:
        """The next piece; in a thread."""
        assert self.rest is not None  # noqa: S101 - for mypy
        self.piece = self.rest.read(PIECE_BYTES)
        if len(self.piece) < PIECE_BYTES:
            self.close()

    def refuse(self, error: AppError, path: str) -> None:
        answer = problem_before_the_app(error, path)
        self._start(answer.status, list(answer.headers.items()))
        self.piece = answer.get_data()
        log.info("refused with %d %s", error.status, error.code)

    def close(self) -> None:
        if self.rest is not None:
            self.rest.close()
            self.rest = None

    def _start(self, status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in headers]


def environ_of(scope: HTTPScope, body: Body) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) has it."""
    host, port = scope["server"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body.file,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # could pass for another header, whose name has a hyphen
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    # The body is whole, and no longer in chunks.
    if environ.pop("HTTP_TRANSFER_ENCODING", None) or "CONTENT_LENGTH" in environ:
        environ["CONTENT_LENGTH"] = str(body.size)
    return environ
