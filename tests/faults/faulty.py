"""Both services with a fault proxy on every link, and ways to end each of them."""

import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]
import requests

from tests.faults.proxy import PASS, FaultProxy
from tests.support.client import Client
from tests.support.services import Process, System, free_port
from tests.support.waiting import wait_until

# Several of these start at once, and other work goes on beside the tests.
START_SECONDS = 90.0


class FaultyProcess(Process):
    """A service that a test ends in every way, and starts again."""

    @classmethod
    def of(cls, process: Process, **environment: str) -> Self:
        return cls(
            process.name,
            process.command,
            process.folder,
            {**process.environment, **environment},
            process.log,
            process.url,
        )

    def start(self) -> Self:
        self.launch()
        wait_until(self.lives_or_fails, START_SECONDS, f"{self.name} to answer")
        return self

    def launch(self) -> None:
        """Start it without waiting until it answers."""
        with self._log_file() as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    @property
    def answers(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/health/live", timeout=2).status_code == 200
        return False

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def workers(self) -> list[int]:
        with suppress(psutil.NoSuchProcess):
            return [child.pid for child in psutil.Process(self.pid).children(recursive=True)]
        return []

    def kill_workers(self) -> None:
        """kill -9 of what the main process started; it then ends by itself."""
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_main(self) -> None:
        """kill -9 of the main process; its workers then end by themselves."""
        workers = self.workers()
        os.kill(self.pid, signal.SIGKILL)
        self.wait_for_end()
        wait_until(lambda: not any(map(psutil.pid_exists, workers)), what="the workers to end")

    def wait_for_end(self) -> int:
        """The exit status. Whatever is left of its group then goes too."""
        assert self.process is not None
        status = self.process.wait(60)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        return status


class FaultySystem(System):
    """Clients → `front` → Flask → `to_evaluator` → FastAPI, and a link of each to PostgreSQL."""

    flask: FaultyProcess
    fastapi: FaultyProcess

    def __init__(
        self,
        database_url: str,
        folder: Path,
        settings: Mapping[str, str] | None = None,
        evaluator_port: int | None = None,
    ) -> None:
        """`evaluator_port` is where Flask's calls go when not to FastAPI itself."""
        flask_port, fastapi_port = free_port(), free_port()
        database_port = port_of(database_url)
        self.front = FaultProxy(flask_port, "front")
        self.to_evaluator = FaultProxy(evaluator_port or fastapi_port, "evaluator")
        self.flask_database = FaultProxy(database_port, "flask-database")
        self.fastapi_database = FaultProxy(database_port, "fastapi-database")
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(
            database_url, folder, settings or {}, flask_port, fastapi_port, self.to_evaluator.url
        )
        url = self.flask.environment["DATABASE_URL"]
        self.flask = FaultyProcess.of(
            self.flask, DATABASE_URL=at_port(url, self.flask_database.port)
        )
        self.fastapi = FaultyProcess.of(
            self.fastapi, DATABASE_URL=at_port(url, self.fastapi_database.port)
        )

    @property
    def links(self) -> list[FaultProxy]:
        return [self.front, self.to_evaluator, self.flask_database, self.fastapi_database]

    @property
    def services(self) -> list[FaultyProcess]:
        return [self.flask, self.fastapi]

    def __enter__(self) -> Self:
        for link in self.links:
            link.start()
        self.start_services()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        for link in self.links:
            link.close()

    def start_services(self) -> None:
        """Those that do not run, both at once."""
        started = [service for service in self.services if service.ended]
        for service in started:
            service.launch()
        for service in started:
            wait_until(service.lives_or_fails, START_SECONDS, f"{service.name} to answer")

    def heal(self) -> None:
        """Every link passes everything, and every service runs."""
        for link in self.links:
            link.set(PASS)
        self.start_services()

    def another_flask(self, **settings: str) -> FaultyProcess:
        """One more interview service on the same database, not started yet."""
        port = free_port()
        other = FaultyProcess.of(self.flask, FLASK_PORT=str(port), **settings)
        other.url = f"http://127.0.0.1:{port}"
        other.log = self.folder / f"flask-{port}.log"
        return other

    def client(self) -> Client:
        """Straight to Flask; load that is to suffer goes to `front`."""
        return Client(self.flask.url)


def at_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}").geturl()


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None, url
    return port
