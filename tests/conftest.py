"""A real PostgreSQL for the tests, and both services as real processes on it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from database.migrate import migrate
from launcher.postgres import PostgresServer
from tests.support.client import Client
from tests.support.server_log import assert_nobody_is_in_the_log
from tests.support.services import System

pytest_plugins = ["tests.support.skips"]

TEMPLATE = "interviews_template"


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    with server_with_template() as postgres:
        yield postgres


@pytest.fixture(scope="session")
def talkative_server() -> Iterator[PostgresServer]:
    """One that can be made to log every statement."""
    with server_with_template(verbatim_log=True) as postgres:
        yield postgres


@contextmanager
def server_with_template(*, verbatim_log: bool = False) -> Iterator[PostgresServer]:
    # Not pytest's own folder: as root the server runs as another account, which cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="interviews-test-"))
    folder.chmod(0o755)
    postgres = PostgresServer(folder / "postgres", durable=False, verbatim_log=verbatim_log)
    postgres.start()
    try:
        execute(postgres, f"CREATE DATABASE {TEMPLATE}")
        migrate(postgres.url(TEMPLATE))
        yield postgres
    finally:
        postgres.stop()
        if not verbatim_log:
            assert_nobody_is_in_the_log(postgres)
        shutil.rmtree(folder, ignore_errors=True)


def execute(server: PostgresServer, statement: str) -> None:
    connection = psycopg2.connect(server.url("postgres"))
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


@contextmanager
def fresh_database(server: PostgresServer, template: str = TEMPLATE) -> Iterator[str]:
    """A database of its own, with the tables and the question bank."""
    name = f"test_{uuid4().hex[:12]}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.url(name)
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database_url(server: PostgresServer) -> Iterator[str]:
    """For one test."""
    with fresh_database(server) as url:
        yield url


@pytest.fixture
def empty_database_url(server: PostgresServer) -> Iterator[str]:
    with fresh_database(server, "template0") as url:
        yield url


@pytest.fixture(scope="session")
def system(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Both services, for every test that neither stops them nor needs other settings."""
    with (
        fresh_database(server) as url,
        System(
            url, tmp_path_factory.mktemp("system"), {"EVALUATION_WAIT_SECONDS": "20"}
        ) as running,
    ):
        yield running


@pytest.fixture
def make_system(server: PostgresServer, tmp_path: Path) -> Iterator[Callable[..., System]]:
    """A pair of services of a test's own, with the settings it gives."""
    made: list[System] = []
    with fresh_database(server) as url:

        def make(**settings: str) -> System:
            folder = tmp_path / f"system-{len(made)}"
            folder.mkdir()
            made.append(System(url, folder, settings))
            return made[-1]

        yield make
        for one in made:
            one.__exit__(None, None, None)


@pytest.fixture(scope="session")
def client(system: System) -> Client:
    return Client(system.flask.url)
