"""Connections on the event loop, and what each client may take its time with.

uvicorn speaks HTTP. What it leaves to others is here: how long a head may take, how slowly a body
may come and an answer be taken, how many connections there may be, and that whatever is refused
before the application sees it is told in the same shape as everything else.
"""

import asyncio
import logging
import re
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

from flask import Response
from httptools import (
    HttpParserError,
    HttpParserInvalidMethodError,
    HttpParserUpgrade,
    HttpRequestParser,
)
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from utils.browsers import protecting_headers
from utils.errors import AppError, MalformedBody, problem
from utils.logs import accept_request_id, request_id

log = logging.getLogger("access")

# How long a client may keep a connection without asking anything.
KEEP_ALIVE_SECONDS = 30
# A client slower than this is taken for one that only wants to keep its connection.
LEAST_BYTES_PER_SECOND = 1000
A_METHOD = re.compile(rb"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+ ")
MAX_HEAD_BYTES = 64 * 1024
# Requests that a client may send ahead on one connection.
MAX_AHEAD = 16
# How long a client that was refused may go on sending, so that it comes to read why.
LINGER_SECONDS = 5.0
# How long a body may go on arriving after the service was told to stop.
STOPPING_SECONDS = 5.0
LOOK_SECONDS = 0.5


class MalformedRequest(AppError):
    status, code = 400, "malformed_request"

    def __init__(self) -> None:
        super().__init__("The request is not sent as HTTP demands.")


class HeadTooLarge(AppError):
    status, code = 431, "head_too_large"

    def __init__(self) -> None:
        super().__init__(f"Address and headers may have {MAX_HEAD_BYTES} bytes together.")


class UnknownMethod(AppError):
    status, code = 405, "method_not_allowed"
    headers = {"Allow": "GET, HEAD, OPTIONS, POST, PUT"}  # noqa: RUF012 - constant

    def __init__(self) -> None:
        super().__init__("No address takes that method; the Allow header lists those there are.")


class UnknownVersion(AppError):
    status, code = 505, "http_version_not_supported"

    def __init__(self) -> None:
        super().__init__("This service speaks HTTP/1.0 and HTTP/1.1.")


@dataclass(frozen=True, slots=True)
class Limits:
    patience_seconds: float  # for a head, and for a body or an answer that does not move
    max_connections: int


class Connection(HttpToolsProtocol):
    """One client's connection. While it is the client's turn, `due` says until when, on the loop's
    clock, and `waits_since` since when; while it is ours, both are None."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.limits: Limits = self.app_state["limits"]
        self.due: float | None = None
        self.waits_since: float | None = None
        self.moved_bytes = 0
        self._in_head = False
        self._head_bytes = 0
        self._in_body = False
        self._deaf = False
        self._stop_at: float | None = None
        # The request whose turn it is, if any; `cycle` is the one that came last.
        self._current: RequestResponseCycle = None  # type: ignore[assignment] # as in uvicorn

    # Whose turn it is

    def wait(self, seconds: float) -> None:
        """It is the client's turn from now on, for so long."""
        self.waits_since, self.moved_bytes = self.loop.time(), 0
        self.due = self.waits_since + seconds

    def wait_for(self, moved_bytes: int, unseen_bytes: int = 0) -> None:
        """It is the client's turn to send or to take more; it has moved so many bytes so far. Of
        as many more as `unseen_bytes` nobody notices whether they move."""
        now = self.loop.time()
        if self.waits_since is None:
            self.waits_since = now
        self.moved_bytes = moved_bytes
        patience = self.limits.patience_seconds
        stalls = now + patience + unseen_bytes / LEAST_BYTES_PER_SECOND
        trickles = (
            self.waits_since + patience + (moved_bytes + unseen_bytes) / LEAST_BYTES_PER_SECOND
        )
        self.due = min(stalls, trickles)
        if self._arriving and self._stop_at is not None:
            self.due = min(self.due, self._stop_at)

    def work(self) -> None:
        """It is our turn."""
        self.waits_since = self.due = None

    @property
    def bytes_per_second(self) -> float:
        """How fast the client has been in this turn; a turn that has just begun says little."""
        waited = self.loop.time() - (self.waits_since or 0)
        return self.moved_bytes / max(waited, 1.0)

    @property
    def merit(self) -> float:
        """The higher, the more is lost when it is cut: how fast it is, or less than nothing where
        no request is under way."""
        return self.bytes_per_second if self._busy and not self._deaf else -1.0

    @property
    def _busy(self) -> bool:
        """Whether a request has come that is not answered yet."""
        return self.cycle is not None and not self.cycle.response_complete

    @property
    def _arriving(self) -> bool:
        """Whether the request whose turn it is has a body on its way that is still wanted."""
        return self._busy and self._in_body and not self._deaf and not self.pipeline

    # How it ends

    def look(self, now: float) -> None:
        """To be called about once a second."""
        if self.due is None or now < self.due:
            return
        if self._arriving and not self.transport.is_closing():
            self.refuse(not_whole())
        else:
            self.cut()

    def give_up(self, error: AppError) -> None:
        """Somebody else needs what this client holds."""
        if self._arriving:
            self.refuse(error)
        else:
            self.cut()

    def cut(self) -> None:
        self.work()
        self._deaf = True
        self._end_current()
        if self.transport.get_write_buffer_size():
            # Or the system would go on offering what it has to a client that does not take it.
            client = self.transport.get_extra_info("socket")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    @property
    def gone(self) -> bool:
        return self.transport.is_closing()

    def refuse(self, error: AppError) -> None:
        """Answer the request whose turn it is with why it is refused, and close the connection when
        the client has had the time to read it."""
        if self._deaf or self.transport.is_closing():
            return
        self._deaf = True
        scope = cast("dict[str, Any]", self._current.scope if self._busy else self.scope or {})
        method, path = scope.get("method", "-"), scope.get("path", "-")
        take_request_id(scope.get("headers", []))
        log.info("%s %s %d by the server", method, quote(path), error.status)
        self.transport.write(raw_answer(error, method, path, self.server_state.default_headers))
        # Closed at once, the connection would be reset, and the answer lost, if more is coming.
        self.transport.write_eof()
        self.flow.resume_reading()
        self.wait(LINGER_SECONDS)
        self._end_current()

    def _refuse_latest(self, error: AppError) -> None:
        """Refuse what is arriving. Was it sent ahead, then what came before is answered, and the
        end of the connection says that nothing came of the rest."""
        if not self.pipeline and (self._in_body or not self._busy):
            self.refuse(error)
        elif not self._deaf:
            self._deaf = True
            if self._in_body:
                self._in_body = False
                self.pipeline.popleft()
                self.cycle = self.pipeline[0][0] if self.pipeline else self._current
            self.cycle.keep_alive = False
            self.flow.pause_reading()

    def _end_current(self) -> None:
        """Have whoever answers the request whose turn it is notice that the client is gone."""
        if self._busy:
            self._current.disconnected = True
            self._current.message_event.set()

    def shutdown(self) -> None:
        """Told to stop: what has come whole is answered; what is arriving has a little longer."""
        if not self._busy or self._current.disconnected:
            self.transport.close()
            return
        self.cycle.keep_alive = False
        self._stop_at = self.loop.time() + STOPPING_SECONDS
        if self._arriving and self.due is not None:
            self.due = min(self.due, self._stop_at)

    # What the event loop and the parser call

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.wait(self.limits.patience_seconds)
        if len(self.connections) > self.limits.max_connections:
            make_room(cast("Iterable[Connection]", self.connections))

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as offer:
            self._pass_over_upgrade(data[offer.args[0] :])
        except HttpParserInvalidMethodError:
            self._refuse_latest(UnknownMethod() if A_METHOD.match(data) else MalformedRequest())
        except HttpParserError:
            broken = MalformedBody("The body is not sent as HTTP demands.")
            self._refuse_latest(broken if self._in_body else MalformedRequest())
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse_latest(HeadTooLarge())

    def eof_received(self) -> bool:  # type: ignore[override] # what asyncio.Protocol says
        """A client may close its own direction and still wait for the answer."""
        if not self._busy or (self._in_body and not self.pipeline):
            return False
        if self._in_body:
            self._refuse_latest(not_whole())
        self.cycle.keep_alive = False
        return True

    def _pass_over_upgrade(self, rest: bytes) -> None:
        """Go on as if the client had not offered to speak another protocol, as Java's clients do:
        the parser ends there, and takes the body for that other protocol."""
        if self._deaf:
            return
        offers = {b"upgrade", b"connection", b"http2-settings"}
        lines = [b"%s: %s\r\n" % header for header in self.headers if header[0] not in offers]
        version = self.scope["http_version"].encode()
        first = b"%s %s HTTP/%s\r\n" % (self.scope["method"].encode(), self.url, version)
        self.parser = HttpRequestParser(self)
        self.data_received(b"".join([first, *lines, b"\r\n", rest]))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["connection"] = self
        self._in_head = True
        self._head_bytes = 0
        if not self._busy and not self._deaf:
            self.wait(self.limits.patience_seconds)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_head:  # what follows a body in chunks is no header
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._deaf:
            return
        self.scope["method"] = self.parser.get_method().decode("ascii")
        self.scope["http_version"] = self.parser.get_http_version()
        if wrong := self._wrong_with_head():
            self._refuse_latest(wrong)
        elif not self.parser.should_upgrade():
            if not self._busy:
                self.work()
            super().on_headers_complete()  # raises where the address is none
            self._in_body = True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._current = cycle
        super()._start_asgi_task(cycle, app)

    def _wrong_with_head(self) -> AppError | None:
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        version = self.scope["http_version"]
        hosts = sum(name == b"host" for name, _ in self.headers)
        encoded = [value for name, value in self.headers if name == b"transfer-encoding"]
        if size > MAX_HEAD_BYTES or len(self.pipeline) >= MAX_AHEAD:
            return HeadTooLarge()
        if self.scope["method"] == "CONNECT":
            return UnknownMethod()
        if version not in {"1.0", "1.1"}:
            return UnknownVersion()
        if hosts > 1 or (hosts == 0 and version == "1.1"):
            return MalformedRequest()
        if encoded and [value.strip().lower() for value in encoded] != [b"chunked"]:
            return MalformedRequest()
        return None

    def on_body(self, body: bytes) -> None:
        if self._in_body and not self._deaf:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self._in_body and not self._deaf:
            self._in_body = False
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._busy:  # with what was sent ahead
            self.work()
        elif self._in_head:
            self.wait(self.limits.patience_seconds)
        else:
            unsent = self.transport.get_write_buffer_size()
            self.wait(KEEP_ALIVE_SECONDS + unsent / LEAST_BYTES_PER_SECOND)


def not_whole() -> MalformedBody:
    return MalformedBody("The rest of the body did not come.")


def take_request_id(headers: list[tuple[bytes, bytes]]) -> None:
    offered = next((value for name, value in headers if name == b"x-request-id"), b"")
    request_id.set(accept_request_id(offered.decode("latin-1")))


def problem_before_the_app(error: AppError, path: str) -> Response:
    """With the headers that the application would give it."""
    answer = problem(error)
    answer.headers.update(protecting_headers(path))
    answer.headers["X-Request-ID"] = request_id.get()
    return answer


def raw_answer(
    error: AppError, method: str, path: str, headers: list[tuple[bytes, bytes]]
) -> bytes:
    """A problem document as it goes over the wire."""
    answer = problem_before_the_app(error, path)
    answer.headers["Connection"] = "close"
    lines = [f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}".encode()]
    lines += [name + b": " + value for name, value in headers]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in answer.headers.items()]
    return b"\r\n".join([*lines, b"", b"" if method == "HEAD" else answer.get_data()])


def make_room(connections: Iterable[Connection]) -> None:
    """Cut a tenth of those whose turn it is: first whoever has no request under way, beginning with
    the one that has been waited for longest, then the slowest. A client that sends whole requests
    and takes the answers is not waited for; and of the newest tenth, in which there is one that has
    just come, too little is known."""
    waiting = [(one.waits_since, one) for one in connections if one.waits_since is not None]
    waiting.sort(key=lambda pair: pair[0])
    number = max(1, len(waiting) // 10)
    known = sorted((one for _, one in waiting[:-number]), key=lambda one: one.merit)
    newest = [one for _, one in waiting[-number:]]
    for one in [*known, *newest][:number]:
        one.cut()


async def watch(connections: Iterable[Connection]) -> None:
    """See to it that no client takes longer than it may. Runs until it is cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        now = asyncio.get_running_loop().time()
        for connection in tuple(connections):
            connection.look(now)
