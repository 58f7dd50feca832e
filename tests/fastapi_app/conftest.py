"""The evaluator alone, as a real process on a database of its own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.fastapi_app.desk import Desk, scripted
from tests.support.services import System

MakeDesk = Callable[..., Desk]


@contextmanager
def running(system: System) -> Iterator[Desk]:
    try:
        system.fastapi.start()
        desk = Desk(system)
        yield desk
        desk.close()
    finally:
        system.fastapi.kill()


@pytest.fixture(scope="session")
def desk(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The service as the documented command starts it."""
    with (
        fresh_database(server) as url,
        running(System(url, tmp_path_factory.mktemp("evaluator"))) as one,
    ):
        yield one


@pytest.fixture(scope="session")
def scripted_desk(
    server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """The service with an engine whose scores the answers dictate."""
    folder = tmp_path_factory.mktemp("scripted")
    with fresh_database(server) as url, running(scripted(System(url, folder))) as one:
        yield one


@pytest.fixture
def make_desk(database_url: str, tmp_path: Path) -> Iterator[MakeDesk]:
    """A scripted service of a test's own, with the settings it gives; all share one database."""
    with ExitStack() as stack:

        def make(**settings: str) -> Desk:
            folder = tmp_path / f"evaluator-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            system = scripted(System(database_url, folder, settings))
            return stack.enter_context(running(system))

        yield make
