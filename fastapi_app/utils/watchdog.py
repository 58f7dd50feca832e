"""A limit to how long a database connection may be in use.

PostgreSQL ends a statement that takes too long, but only while we can hear it. A network that
swallows packets would have us wait for ever: neither libpq nor psycopg2 limits that wait.
"""

import contextlib
import logging
import os
import socket
import threading
import time
from typing import Any

from psycopg2 import InterfaceError  # type: ignore[import-untyped]
from sqlalchemy import Engine, event

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5


class ConnectionWatchdog:
    """Cuts every connection of a pool that has been in use for more than `limit_seconds`.

    Whoever waits on it gets an OperationalError then, as when the server goes away.
    """

    def __init__(self, engine: Engine, limit_seconds: float) -> None:
        self._limit = limit_seconds
        self._in_use: dict[int, tuple[float, Any]] = {}
        self._lock = threading.Lock()
        # Before SQLAlchemy's own listener, which asks a new connection a few questions.
        event.listen(engine, "connect", self._taken, insert=True)
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "checkin", self._returned)
        event.listen(engine, "invalidate", self._returned)
        threading.Thread(target=self._watch, name="connection-watchdog", daemon=True).start()

    def _taken(self, connection: Any, *_: object) -> None:
        with self._lock:
            self._in_use[id(connection)] = (time.monotonic() + self._limit, connection)

    def _returned(self, connection: Any, *_: object) -> None:
        with self._lock:
            self._in_use.pop(id(connection), None)

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_SECONDS):
            self.cut_overdue(time.monotonic())

    def cut_overdue(self, now: float) -> None:
        # Under the lock: a connection that has just been returned may be somebody else's next.
        with self._lock:
            overdue = [item for item in self._in_use.items() if item[1][0] < now]
            for key, (_, connection) in overdue:
                del self._in_use[key]
                log.warning("a database connection was in use for %.0f s and is cut", self._limit)
                cut(connection)


def cut(connection: Any) -> None:
    """End both directions of the connection's socket, which wakes whoever waits on it."""
    with (
        contextlib.suppress(OSError, InterfaceError),  # closed meanwhile: nothing to cut
        socket.socket(fileno=os.dup(connection.fileno())) as ours,
    ):
        ours.shutdown(socket.SHUT_RDWR)
