"""An embedded server for tests: fast, empty, and gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.postgres import PostgresServer


@contextmanager
def temporary_server() -> Iterator[PostgresServer]:
    # Not pytest's tmp_path: started as root the server runs as another account, which may not
    # enter a folder that is root's alone.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    server = PostgresServer(folder / "data", durable=False)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
