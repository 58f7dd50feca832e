"""The processes the launcher looks after."""

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from launcher.processes import die_with_parent, kill_group


class Child(Protocol):
    @property
    def name(self) -> str: ...
    def launch(self) -> None: ...
    def poll(self) -> int | None:
        """The exit code (negative: the signal), or None while it runs."""

    def ask_to_stop(self) -> None: ...
    def kill(self) -> None: ...


@dataclass(frozen=True)
class Service:
    name: str
    argv: list[str]
    cwd: Path
    health_url: str
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to the launcher's own environment."""


class ServiceProcess:
    """One service with all its workers, in a process group of its own."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.service.name

    @property
    def pid(self) -> int:
        return 0 if self._process is None else self._process.pid

    def launch(self, *, stderr: int | None = None) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            self.service.argv,
            cwd=self.service.cwd,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.service.env},
            stdin=subprocess.DEVNULL,
            stderr=stderr,
            # Ctrl-C in the terminal then reaches the launcher alone, which stops us in order.
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509
        )

    def poll(self) -> int | None:
        if self._process is None:
            return None
        if self._process.returncode is None and self._process.poll() is not None:
            # Workers that outlived the main process would keep the port.
            kill_group(self._process.pid)
        return self._process.returncode

    def ask_to_stop(self) -> None:
        # The main process only: it lets its workers finish what they are doing.
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        if self._process is not None:
            kill_group(self._process.pid)
            self._process.wait()


def describe_exit(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {-code}, {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
