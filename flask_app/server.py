"""The production server that `python app.py` runs: uvicorn's event loop in front of threads.

The loop takes in whole requests and hands out answers, for thousands of slow clients if need be;
threads are for the application alone. Told to stop, it finishes what it has begun.
"""

import asyncio
import os
import resource
import socket
from collections.abc import Callable

import uvicorn
from flask import Flask

from utils.bridge import Bridge, Lane
from utils.connections import KEEP_ALIVE_SECONDS, Connection, Limits, watch
from utils.processes import Processes
from utils.settings import Settings

# Connections of each process that are open at a time, busy or not.
MAX_CONNECTIONS = 4000
BACKLOG = 2048
SEND_BUFFER_BYTES = 256 * 1024
# How long a request that is under way has when the service is told to stop.
STOP_SECONDS = 25
# Requests for a health check do not wait behind all others, nor for a database that is gone.
HEALTH_THREADS, HEALTH_REQUESTS = 4, 64
LIVE_REQUESTS = 1000


class Server:
    """Serves what `make_app` returns, which each process calls for itself, after it has begun."""

    def __init__(self, make_app: Callable[[], Flask], settings: Settings) -> None:
        self._make_app = make_app
        self._settings = settings

    def run(self) -> None:
        """Serve until told to stop; then raise SystemExit."""
        raise_limit_of_files()
        self._socket = listen(self._settings)
        work = Processes(
            self._settings.flask_workers, self._serve, STOP_SECONDS + 5, self._socket.close
        )
        raise SystemExit(work.run())

    def _serve(self, first_process_gone: int) -> None:
        settings = self._settings
        threads = settings.flask_threads
        app = self._make_app()
        bridge = Bridge(
            app,
            settings.largest_body,
            Lane("request", threads, threads),
            {
                "/health": Lane("health", HEALTH_THREADS, HEALTH_REQUESTS),
                "/health/live": Lane("live", 1, LIVE_REQUESTS),
            },
            app.extensions.get("era"),
        )
        limits = Limits(settings.client_idle_seconds, max_connections(threads))
        Loop(bridge, limits, first_process_gone).run([self._socket])


class Loop(uvicorn.Server):
    """uvicorn's, that keeps an eye on its connections and on the first process."""

    def __init__(self, bridge: Bridge, limits: Limits, first_process_gone: int) -> None:
        config = uvicorn.Config(
            bridge,
            http=Connection,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="error",
            proxy_headers=False,
            server_header=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        super().__init__(config)
        self._limits = limits
        self._first_process_gone = first_process_gone

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state["limits"] = self._limits
        await super().startup(sockets)
        connections: set[Connection] = self.server_state.connections  # type: ignore[assignment]
        self._watch = asyncio.create_task(watch(connections))
        asyncio.get_running_loop().add_reader(self._first_process_gone, self._stop)

    def _stop(self) -> None:
        asyncio.get_running_loop().remove_reader(self._first_process_gone)
        self.should_exit = True


def listen(settings: Settings) -> socket.socket:
    """The socket that all processes share. Raises SystemExit."""
    host, port = settings.flask_host, settings.flask_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SystemExit(f"Cannot listen on {address(settings)}: {reason(error)}.") from None
    # Each connection inherits it. Left alone, the system would keep megabytes for a slow reader.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    return listening


def reason(error: OSError) -> str:
    """In the words of the system, without those that Python adds to it."""
    return os.strerror(error.errno) if error.errno else str(error)


def address(settings: Settings) -> str:
    host = settings.flask_host
    return f"[{host}]:{settings.flask_port}" if ":" in host else f"{host}:{settings.flask_port}"


def raise_limit_of_files() -> None:
    """A connection is an open file, and many systems allow 1024 unless they are asked for more."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MAX_CONNECTIONS
    most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def max_connections(threads: int) -> int:
    """As many as there are files for: each connection can have one more, and each thread four."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(16, min(MAX_CONNECTIONS, (soft - 128 - 4 * threads) // 2))
