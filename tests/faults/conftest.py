"""Fixtures of the fault suite; every test in this folder carries the marker `faults`."""

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from database.migrate import migrate
from launcher.postgres import PostgresServer
from tests.support.server_log import assert_nobody_is_in_the_log
from tests.support.services import free_port

FOLDER = Path(__file__).parent


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "faults: kills processes and breaks connections; slow")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker("faults")


@contextmanager
def own_server(*, durable: bool) -> Iterator[PostgresServer]:
    """A PostgreSQL that a test may kill, with the tables and the question bank in interviewdb.

    One that is not durable forgets what it confirmed when it is killed.
    """
    folder = Path(tempfile.mkdtemp(prefix="interviews-faults-"))
    folder.chmod(0o755)
    server = PostgresServer(folder / "postgres", durable=durable)
    server.reserve()
    # Of our own range: the first free one, which it would take, is anybody's while it is down.
    server.area.port_file.write_text(str(free_port()))
    server.start()
    try:
        migrate(server.url())
        yield server
    finally:
        server.stop()
        assert_nobody_is_in_the_log(server)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def random_seed() -> int:
    """Of FAULT_SEED when a run is to be repeated."""
    seed = int(os.environ.get("FAULT_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FAULT_SEED={seed}")
    return seed
