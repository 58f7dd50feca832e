"""What `make run` starts, on a database server whose data are thrown away afterwards."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]

from database.migrate import migrate
from launcher.health import health_problem
from launcher.ports import free_port
from launcher.postgres import PostgresServer
from launcher.processes import die_with_parent

REPOSITORY = Path(__file__).resolve().parents[2]
EMPTY_ROUTE = Path(__file__).with_name("empty_route.py")
START_SECONDS = 60.0
# Below those of outgoing connections, above where the embedded PostgreSQL looks first.
PORTS = (20_000, 32_000)


class DidNotStart(Exception):
    """A process ended, or did not answer in time; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Started:
    """A process that answers on a port."""

    process: subprocess.Popen[bytes]
    port: int


@contextmanager
def working_folder() -> Iterator[Path]:
    # As root PostgreSQL runs as another account, which must be able to enter.
    folder = Path(tempfile.mkdtemp(prefix="interviews-bench-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database_server(folder: Path) -> Iterator[PostgresServer]:
    """The server that `make run` brings along, as durable as there.

    With room for the services on databases of several sizes, and for pgbench.
    """
    server = PostgresServer(
        folder / "postgres", durable=True, max_connections=300, verbatim_log=True
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()


def make_database(server: PostgresServer, name: str) -> str:
    """A database with the tables and the question bank; returns its URL."""
    query(server.url("postgres"), f"CREATE DATABASE {name}")
    migrate(server.url(name))
    return server.url(name)


def copy_database(server: PostgresServer, original: str, name: str) -> str:
    query(server.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {original}")
    return server.url(name)


def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement by itself; the rows it returns."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@contextmanager
def services(database_url: str, folder: Path) -> Iterator[Started]:
    """Both services by the command of `make run`; the port is that of the interview service."""
    flask, fastapi = some_port(), some_port()
    settings = {
        "DATABASE_URL": database_url,
        "FLASK_HOST": "127.0.0.1",
        "FLASK_PORT": str(flask),
        "FASTAPI_HOST": "127.0.0.1",
        "FASTAPI_PORT": str(fastapi),
        "FASTAPI_URL": f"http://127.0.0.1:{fastapi}",
        "UPLOAD_FOLDER": str(folder / f"uploads-{flask}"),
    }
    log = folder / f"services-{flask}.log"
    with running([sys.executable, "-m", "launcher"], settings, log) as process:
        wait_until_healthy(process, f"http://127.0.0.1:{fastapi}/health", log)
        wait_until_healthy(process, f"http://127.0.0.1:{flask}/health", log)
        yield Started(process, flask)


@contextmanager
def bare_framework(database_url: str, folder: Path) -> Iterator[Started]:
    """One empty Flask route under the server and the settings of the interview service."""
    port = some_port()
    settings = {
        "PYTHONPATH": str(REPOSITORY / "flask_app"),
        "DATABASE_URL": database_url,  # the settings ask for one; the route does not
        "FLASK_HOST": "127.0.0.1",
        "FLASK_PORT": str(port),
    }
    log = folder / "empty-route.log"
    # -P: the modules beside the script have names that the service's have too.
    with running([sys.executable, "-P", str(EMPTY_ROUTE)], settings, log) as process:
        wait_until_healthy(process, f"http://127.0.0.1:{port}/", log)
        yield Started(process, port)


@contextmanager
def running(
    command: list[str], settings: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_until_healthy(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Raises DidNotStart."""
    give_up_at = time.monotonic() + START_SECONDS
    while problem := health_problem(url):
        if process.poll() is not None or time.monotonic() > give_up_at:
            last = "\n".join(log.read_text(errors="replace").splitlines()[-20:])
            raise DidNotStart(f"{url}: {problem}\n{last}")
        time.sleep(0.05)


def some_port() -> int:
    # At random, so that two runs at a time do not meet.
    return free_port(random.randrange(*PORTS))
