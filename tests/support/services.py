"""Both services as real processes, started as `make run` does, on ports of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self
from urllib.parse import urlsplit

import psycopg2
import requests

from launcher.area import DataArea
from launcher.cluster import service_url
from launcher.run import evaluator_command
from tests.support.database import query
from tests.support.waiting import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
FIRST_PORT, LAST_PORT = 20000, 32000  # below the ports that outgoing connections use


def free_port() -> int:
    """A port nobody listens on. Spread by our process id, so that two test runs do not meet."""
    span = LAST_PORT - FIRST_PORT
    for step in range(span):
        port = FIRST_PORT + (os.getpid() * 61 + free_port.given + step) % span
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                free_port.given += step + 1
                return port
    raise AssertionError("no free port")


free_port.given = 0  # type: ignore[attr-defined]


@dataclass
class Process:
    """A service in a process group of its own, with its output in a file."""

    name: str
    command: list[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path
    url: str
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> Self:
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log_file(),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(self.lives_or_fails, seconds=30, what=f"{self.name} to answer")
        return self

    def _log_file(self) -> IO[bytes]:
        return self.log.open("ab")

    def lives_or_fails(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} ended:\n{self.log.read_text()}")
        try:
            return requests.get(f"{self.url}/health/live", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> int:
        """SIGTERM, as an operator would; returns the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        """kill -9 of the whole group."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


@dataclass
class System:
    """The interview service and the evaluator on one database, with folders of their own."""

    database_url: str
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    flask_port: int = field(default_factory=free_port)
    fastapi_port: int = field(default_factory=free_port)
    fastapi_url: str | None = None  # another address, for a proxy in between
    as_owner: bool = False  # instead of the role that may do less

    def __post_init__(self) -> None:
        self.uploads = self.folder / "uploads"
        environment = {
            **clean_environment(),
            "DATABASE_URL": (self.database_url if self.as_owner else as_service(self.database_url)),
            "FASTAPI_URL": self.fastapi_url or f"http://127.0.0.1:{self.fastapi_port}",
            "FLASK_PORT": str(self.flask_port),
            "UPLOAD_FOLDER": str(self.uploads),
            **self.settings,
        }
        self.flask = Process(
            "flask",
            [sys.executable, "app.py"],
            REPOSITORY / "flask_app",
            environment,
            self.folder / "flask.log",
            f"http://127.0.0.1:{self.flask_port}",
        )
        self.fastapi = Process(
            "fastapi",
            evaluator_command("127.0.0.1", self.fastapi_port),
            REPOSITORY / "fastapi_app",
            environment,
            self.folder / "fastapi.log",
            f"http://127.0.0.1:{self.fastapi_port}",
        )

    def __enter__(self) -> Self:
        self.fastapi.start()
        self.flask.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.flask.kill()
        self.fastapi.kill()


def as_service(url: str) -> str:
    """What the services connect to, of the owner's URL of a database on an embedded server."""
    try:
        ((folder,),) = query(url, "SHOW data_directory")
    except psycopg2.OperationalError:
        return url  # a test of a database that is not there
    port, database = urlsplit(url).port, urlsplit(url).path.removeprefix("/")
    assert port is not None
    return service_url(DataArea(Path(folder).parent), port, database)


def clean_environment() -> dict[str, str]:
    """Ours, without any setting of the services that happens to be in it."""
    example = (REPOSITORY / ".env.example").read_text()
    names = {
        line.removeprefix("# ").partition("=")[0] for line in example.splitlines() if "=" in line
    }
    return {name: value for name, value in os.environ.items() if name not in names}


def memory_bytes(service: Process) -> int:
    """What all processes of a service hold in memory."""
    assert service.process
    table = subprocess.run(
        ["ps", "-eo", "pgid=,rss="], capture_output=True, text=True, check=True
    ).stdout
    rows = (line.split() for line in table.splitlines())
    return sum(int(rss) * 1024 for group, rss in rows if int(group) == service.process.pid)


def json_of(response: requests.Response, status: int) -> Any:
    """The body, after a look at the status that shows what came instead."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json()
