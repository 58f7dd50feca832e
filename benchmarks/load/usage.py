"""What processes use: CPU time and memory."""

from contextlib import suppress

import psutil  # type: ignore[import-untyped]


def family(pid: int) -> list[psutil.Process]:
    """A process and all below it."""
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    """Of a process, those below it, and those below it that have ended."""
    total = 0.0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_bytes(pid: int) -> int:
    """Of a process and those below it; what they share counts once where the system can tell."""
    total = 0
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            memory = process.memory_full_info()
            total += getattr(memory, "pss", memory.uss)
    return total


def service_pids(launcher: int) -> dict[str, int]:
    """The main process of each service that a launcher runs."""
    pids = {}
    for child in psutil.Process(launcher).children():
        with suppress(psutil.NoSuchProcess):
            pids["FastAPI" if "uvicorn" in child.cmdline() else "Flask"] = child.pid
    return pids
