"""Interview services in circumstances of their own, each shared by all tests that need them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import pytest

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.flask_app.helpers import stored, stored_files
from tests.support.client import Client
from tests.support.loading import Load, service_modules
from tests.support.services import System, free_port
from tests.support.waiting import wait_until

StartFlask = Callable[..., AbstractContextManager[System]]


@pytest.fixture(scope="session")
def start_flask(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> StartFlask:
    """The interview service alone, on a database of its own unless another is given."""

    @contextmanager
    def start(url: str | None = None, **settings: str) -> Iterator[System]:
        with nullcontext(url) if url else fresh_database(server) as database_url:
            system = System(database_url, tmp_path_factory.mktemp("flask"), settings)
            try:
                system.flask.start()
                yield system
            finally:
                system.flask.kill()
                system.fastapi.kill()

    return start


@pytest.fixture(scope="session")
def small(start_flask: StartFlask) -> Iterator[System]:
    """Takes files of 1000 bytes at most, and logs its SQL."""
    with start_flask(MAX_UPLOAD_BYTES="1000", LOG_SQL="true") as system:
        yield system


@pytest.fixture(scope="session")
def small_client(small: System) -> Client:
    return Client(small.flask.url)


@pytest.fixture(scope="session")
def lonely(start_flask: StartFlask) -> Iterator[System]:
    """Nobody listens where it looks for the evaluator, and it does not try again by itself."""
    with start_flask(EVALUATION_RETRY_THREADS="0") as system:
        yield system


@pytest.fixture(scope="session")
def lonely_client(lonely: System) -> Client:
    return Client(lonely.flask.url)


@pytest.fixture(scope="session")
def tight(start_flask: StartFlask) -> Iterator[System]:
    """Has one connection to the database and little patience."""
    settings = {
        "DATABASE_POOL_SIZE": "1",
        "DATABASE_POOL_TIMEOUT_SECONDS": "0.3",
        "DATABASE_LOCK_TIMEOUT_SECONDS": "1.5",
        "EVALUATION_RETRY_THREADS": "0",
    }
    with start_flask(**settings) as system:
        # Its first connection takes longer than its patience where the machine is busy.
        client = Client(system.flask.url)
        wait_until(lambda: client.create().status_code == 201, what="the connection to be there")
        yield system


@pytest.fixture(scope="session")
def down(start_flask: StartFlask) -> Iterator[System]:
    """Nobody listens where it looks for the database."""
    nowhere = f"postgresql://nobody:secret-word@127.0.0.1:{free_port()}/nothing"
    with start_flask(nowhere) as system:
        yield system


@pytest.fixture
def nothing_changes() -> Callable[[System], AbstractContextManager[None]]:
    """Around what must leave neither row nor file behind."""

    @contextmanager
    def watch(system: System) -> Iterator[None]:
        rows, files = stored(system), stored_files(system)
        yield
        wait_until(lambda: stored_files(system) == files, seconds=5, what="the file to be gone")
        assert stored(system) == rows

    return watch


@pytest.fixture(scope="module")
def load() -> Iterator[Load]:
    """Imports modules of the interview service."""
    with service_modules("flask_app") as load:
        yield load
