"""How long a client may take over the head of a request, and over taking an answer, and how many
clients there may be.

uvicorn waits for all of them without end, and each connection costs one of the files that a process
may have open: `uvicorn main:app --http utils.connections:Connection`. How long a body may take is
in utils/bodies.py.
"""

import socket
import struct
from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable
from typing import Any, cast

from uvicorn._types import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    ASGISendEvent,
    Scope,
)
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# When there are too many connections, so many of a hundred may still be without a request.
PERCENT_WITHOUT_REQUEST = 10
# A client that asks in earnest sends its head with the connection: time for reading it.
SETTLING_SECONDS = 0.01


class Connection(HttpToolsProtocol):
    """uvicorn's, that cuts off a client which keeps us waiting."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        seconds: float = self.app_state["client_idle_seconds"]
        self._head = Deadline(self.loop, seconds, self.cut)
        self._answer = Deadline(self.loop, seconds, self.cut)
        self._body_since: float | None = None
        self._current: RequestResponseCycle | None = None

    @property
    def waits_since(self) -> float | None:
        """Since when it has been the client's turn; None while it is ours."""
        known = (self._head.since, self._answer.since, self._body_since)
        return min((since for since in known if since is not None), default=None)

    @property
    def has_no_request(self) -> bool:
        return self._head.since is not None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn
        super().connection_made(transport)
        self._head.begin()
        crowd: Crowd = self.app_state["crowd"]
        crowd.look(cast("set[Connection]", self.connections), self.loop)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head.begin()

    def on_headers_complete(self) -> None:
        self._head.end()
        self._body_since = self.loop.time()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._body_since = None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:  # and nothing was sent ahead
            self._head.begin()  # for what is left of a refused body, too

    def pause_writing(self) -> None:
        """There is more of the answer than the system takes for the client."""
        super().pause_writing()
        self._answer.begin()

    def resume_writing(self) -> None:
        self._answer.end()
        super().resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        super()._start_asgi_task(cycle, self._while_there(cycle, app))

    def _while_there(self, cycle: RequestResponseCycle, app: ASGI3Application) -> ASGI3Application:
        """The same, sending nothing to a client that is gone. uvicorn notices for the request that
        came last, and not before the transport does, which then raises."""
        self._current = cycle

        async def with_client(
            scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
        ) -> None:
            async def send_if_there(message: ASGISendEvent) -> None:
                if self.transport.is_closing():
                    cycle.disconnected = True
                await send(message)

            await app(scope, receive, send_if_there)

        return with_client

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_waiting()
        if self._current is not None:
            self._current.disconnected = True
            self._current.message_event.set()
        super().connection_lost(exc)

    def _end_waiting(self) -> None:
        self._head.end()
        self._answer.end()
        self._body_since = None

    def cut(self) -> None:
        self._end_waiting()
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
        self.since: float | None = None
        self._timer: TimerHandle | None = None

    def begin(self) -> None:
        self.end()
        self.since = self._loop.time()
        self._timer = self._loop.call_later(self._seconds, self._miss)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self.since = self._timer = None


class Crowd:
    """All connections, of which there may be so many. Of more those are cut that have sent no
    request for longest, and where these are few, whose body or taking of an answer has been on its
    way for longest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._looks = False

    def look(self, connections: set[Connection], loop: AbstractEventLoop) -> None:
        if len(connections) > self._most and not self._looks:
            self._looks = True
            loop.call_later(SETTLING_SECONDS, self._make_room, connections)

    def _make_room(self, connections: set[Connection]) -> None:
        self._looks = False
        waiting = [(one.waits_since, one) for one in connections if one.waits_since is not None]
        waiting.sort(key=lambda pair: pair[0])
        idle = [one for _, one in waiting if one.has_no_request]
        others = [one for _, one in waiting if not one.has_no_request]
        too_many = max(len(connections) - self._most, 0)
        too_idle = max(len(idle) - self._most * PERCENT_WITHOUT_REQUEST // 100, 0)
        slowest = idle[: min(too_many, too_idle)]
        for one in slowest + others[: too_many - len(slowest)]:
            one.cut()
