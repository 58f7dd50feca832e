"""How long a client may take over the head of a request, and over taking an answer.

uvicorn waits for both without end, and each connection costs one of the files that a process may
have open: `uvicorn main:app --http utils.connections:Connection`. How long a body may take is in
utils/bodies.py.
"""

import socket
import struct
from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Connection(HttpToolsProtocol):
    """uvicorn's, that cuts off a client which keeps us waiting."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        seconds: float = self.app_state["client_idle_seconds"]
        self._head = Deadline(self.loop, seconds, self._cut)
        self._answer = Deadline(self.loop, seconds, self._cut)

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn
        super().connection_made(transport)
        self._head.begin()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head.begin()

    def on_headers_complete(self) -> None:
        self._head.end()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        """There is more of the answer than the system takes for the client."""
        super().pause_writing()
        self._answer.begin()

    def resume_writing(self) -> None:
        self._answer.end()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head.end()
        self._answer.end()
        super().connection_lost(exc)

    def _cut(self) -> None:
        # Or the system would go on offering what it has to a client that does not take it.
        client = self.transport.get_extra_info("socket")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class Deadline:
    """After so many seconds of the client's turn, `miss` is called."""

    def __init__(self, loop: AbstractEventLoop, seconds: float, miss: Callable[[], None]) -> None:
        self._loop = loop
        self._seconds = seconds
        self._miss = miss
        self._timer: TimerHandle | None = None

    def begin(self) -> None:
        self.end()
        self._timer = self._loop.call_later(self._seconds, self._miss)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
