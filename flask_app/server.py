"""The production server that `python app.py` runs: gunicorn, with threads.

It was chosen for what it does when things go wrong: told to stop, it finishes what it has begun;
its workers end when it is killed; and a client that stalls can be cut off.
"""

import os
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers import gthread

from utils.settings import Settings

# Connections that are open at a time, busy or not; further ones wait to be accepted.
MAX_CONNECTIONS = 1000
KEEP_ALIVE_SECONDS = 30
# The most that gunicorn offers; a longer address is refused before the service sees it.
MAX_REQUEST_LINE_BYTES = 8190
# A client slower than this is taken for one that only wants to keep a thread.
LEAST_BYTES_PER_SECOND = 1000


class Server(BaseApplication):
    """Serves what `make_app` returns, which each worker process calls for itself."""

    def __init__(self, make_app: Callable[[], Flask], settings: Settings) -> None:
        self._make_app = make_app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        options: dict[str, Any] = {
            "bind": address(settings),
            "workers": settings.flask_workers,
            "worker_class": "gthread",
            "threads": settings.flask_threads,
            "worker_connections": MAX_CONNECTIONS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "limit_request_line": MAX_REQUEST_LINE_BYTES,
            "graceful_timeout": 30,
            "loglevel": "error",
            "control_socket_disable": True,
            # Its defaults are who we were when it was imported.
            "user": os.geteuid(),
            "group": os.getegid(),
            "proc_name": "interviews-flask",
        }
        for name, value in options.items():
            self.cfg.set(name, value)
        limit_stalling(settings.client_idle_seconds)

    def load(self) -> Flask:
        return self._make_app()


def address(settings: Settings) -> str:
    host = settings.flask_host
    return f"[{host}]:{settings.flask_port}" if ":" in host else f"{host}:{settings.flask_port}"


def limit_stalling(idle_seconds: float) -> None:
    """Let no client keep a thread by neither sending nor taking, or by sending next to nothing.

    gunicorn has no setting for it: it makes each socket wait for ever just before it reads from it.
    """

    class Connection(gthread.TConn):
        def init(self) -> None:
            """Called before each request on the connection."""
            super().init()
            self.sock.settimeout(idle_seconds)
            unreader = self.parser.unreader
            unreader.chunk = Pace(SocketUnreader.chunk.__get__(unreader), idle_seconds)

    gthread.TConn = Connection


class Pace:
    """Reads one request for as long as the client sends it at a tolerable rate.

    Raises TimeoutError, as the socket does when not a byte comes.
    """

    def __init__(self, read: Callable[[int | None], bytes], patience_seconds: float) -> None:
        self._read = read
        self._patience = patience_seconds
        self._waited = 0.0
        self._received = 0

    def __call__(self, size_hint: int | None = None) -> bytes:
        began = time.monotonic()
        chunk = self._read(size_hint)
        self._waited += time.monotonic() - began
        self._received += len(chunk)
        if self._waited > self._patience + self._received / LEAST_BYTES_PER_SECOND:
            raise TimeoutError("the client sends too slowly")
        return chunk
