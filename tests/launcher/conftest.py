import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ServerOn = Callable[[], "PostgresServer"]
ROOT = Path(__file__).resolve().parents[2]
# A plain `pytest` does not put the repository on the path.
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from launcher.postgres import PostgresServer  # noqa: E402
from launcher.temporary import temporary_server  # noqa: E402
from tests.launcher.stubs import StubRepository, copy_folder  # noqa: E402


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Like tmp_path, but the account a root's server runs as may enter it."""
    with _open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def made_area() -> Iterator[Path]:
    """A data folder to copy: making one takes a second of computing each time."""
    with temporary_server() as server:
        server.stop()
        yield server.area.folder


@pytest.fixture
def new_server_on(open_folder: Path) -> Iterator[ServerOn]:
    """Each call makes a server object on the same data folder; all are stopped at the end."""
    servers: list[PostgresServer] = []

    def make() -> PostgresServer:
        servers.append(PostgresServer(open_folder / "with a space", durable=False))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def server_on(new_server_on: ServerOn, made_area: Path, open_folder: Path) -> ServerOn:
    copy_folder(made_area, open_folder / "with a space")
    return new_server_on


@pytest.fixture
def new_repository(open_folder: Path) -> Iterator[StubRepository]:
    stub = StubRepository(open_folder / "a repository")
    yield stub
    stub.kill_everything()


@pytest.fixture
def repository_with_uvicorn(open_folder: Path) -> Iterator[StubRepository]:
    stub = StubRepository(open_folder / "a repository", real_uvicorn=True)
    yield stub
    stub.kill_everything()


@pytest.fixture
def repository(new_repository: StubRepository, made_area: Path) -> StubRepository:
    copy_folder(made_area, new_repository.area)
    return new_repository


@pytest.fixture(scope="module")
def running_repository(made_area: Path) -> Iterator[StubRepository]:
    """For tests that look at a running launcher and change nothing about it."""
    with _open_folder() as folder:
        stub = StubRepository(folder / "a repository")
        copy_folder(made_area, stub.area)
        try:
            stub.start().is_up()
            yield stub
        finally:
            stub.kill_everything()


@contextmanager
def _open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="launcher-test-", dir=_memory()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    # Each test copies a data folder: several times faster where no disk is involved.
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    return memory if roomy else None
