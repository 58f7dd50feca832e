"""What can be known about, and done to, processes that may not be our children."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

_LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: in the child even an import could deadlock.
_LIBC = ctypes.CDLL(None, use_errno=True) if _LINUX else None


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """A `preexec_fn`; it runs after the uid has changed, which would clear the request.

    The signal comes when the *thread* that forked ends: start processes from the main thread.
    """
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def is_running(pid: int) -> bool:
    """False for a zombie too: under an init that reaps nothing it would count for ever."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _state(pid) not in ("Z", "X", "")


def birth(pid: int) -> str | None:
    """When the process began: with the pid it names one process, however often pids are reused."""
    if _LINUX:
        fields = _stat(pid)
        return fields[19] if len(fields) > 19 else None
    return _ps("lstart", pid) or None


def works_in(pid: int, folder: Path) -> bool:
    """Whether this is a postgres process whose data folder is `folder`."""
    if not _LINUX:
        command = _ps("command", pid)
        return "postgres" in command and str(folder) in command
    process = Path("/proc") / str(pid)
    with contextlib.suppress(OSError):
        named = (process / "comm").read_text().strip() == "postgres"
        return named and (process / "cwd").samefile(folder)
    return False


def postgres_processes(folder: Path) -> Iterator[int]:
    """On macOS none is found: there a new server waits until the old one's are gone."""
    for process in Path("/proc").glob("[0-9]*"):
        if works_in(int(process.name), folder):
            yield int(process.name)


def kill_group(leader: int, number: signal.Signals = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def kill(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def ends_within(pid: int, seconds: float) -> bool:
    """Waits for a process that is not our child, so that nothing tells us when it ends."""
    deadline = time.monotonic() + seconds
    while is_running(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _state(pid: int) -> str:
    if _LINUX:
        fields = _stat(pid)
        return fields[0] if fields else ""
    return _ps("state", pid)[:1]


def _stat(pid: int) -> list[str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    # The second field, the name, may hold blanks and parentheses.
    return text.rpartition(")")[2].split()


def _ps(column: str, pid: int) -> str:
    result = subprocess.run(  # noqa: S603
        ["ps", "-ww", "-o", f"{column}=", "-p", str(pid)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout.strip()
