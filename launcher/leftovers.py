"""Services that outlived a launcher which was killed: on macOS, or when they would not end."""

import contextlib
import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

from launcher.processes import birth, ends_within, is_running, kill, kill_group

_END_SECONDS = 3.0


class ServiceRecord:
    """A file that says which processes this launcher started."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"launcher-{os.getpid()}.json"

    def write(self, services: Iterable[int]) -> None:
        record = {"launcher": _identity(os.getpid()), "services": [_identity(p) for p in services]}
        # Without it everything works but the cleaning up after a kill -9.
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps(record))

    def remove(self) -> None:
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


def stop_leftovers(folder: Path) -> bool:
    """Whether there was a launcher that did not stop its services itself."""
    found = False
    for file in folder.glob("launcher-*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(file.read_text())
            if _is_alive(record["launcher"]):
                continue
            found = True
            for service in record["services"]:
                if _is_alive(service):
                    _stop(service["pid"])
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)
    return found


def _stop(pid: int) -> None:
    kill(pid, signal.SIGTERM)
    ends_within(pid, _END_SECONDS)
    kill_group(pid)
    ends_within(pid, _END_SECONDS)


def _identity(pid: int) -> dict[str, int | str | None]:
    return {"pid": pid, "birth": birth(pid)}


def _is_alive(identity: dict[str, int | str | None]) -> bool:
    pid = identity["pid"]
    return isinstance(pid, int) and is_running(pid) and birth(pid) == identity["birth"]
