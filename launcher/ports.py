"""Which TCP ports are free, and who holds the others."""

import contextlib
import errno
import ipaddress
import socket
import subprocess
import sys
from itertools import chain
from pathlib import Path

from launcher.errors import LauncherError

FIRST_POSTGRES_PORT = 15432
# From here on a client's outgoing connection may hold a port for a while.
FIRST_EPHEMERAL_PORT = 32768


# Where a server that listens on all of them is reached from this machine.
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def is_loopback(host: str) -> bool:
    """Whether nobody else can reach a server bound to `host`."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def local_address(host: str) -> str:
    """Where a server bound to `host` is reached from this machine, ready for a URL."""
    address = EVERY_ADDRESS.get(host, host)
    return f"[{address}]" if ":" in address else address


def free_port(preferred: int | None = None, *, without: frozenset[int] = frozenset()) -> int:
    wanted: list[int] = [] if preferred is None else [preferred]
    for port in chain(wanted, range(FIRST_POSTGRES_PORT, FIRST_EPHEMERAL_PORT)):
        if port not in without and _bind_error("127.0.0.1", port) is None:
            return port
    raise LauncherError(
        f"No TCP port from {FIRST_POSTGRES_PORT} to {FIRST_EPHEMERAL_PORT - 1} is free on "
        "127.0.0.1 for the embedded PostgreSQL: stop something that listens there."
    )


def require_free(service: str, host: str, port: int) -> None:
    """`service` is the settings' prefix: FLASK or FASTAPI."""
    problem = _bind_error(host, port)
    if problem is None and not _answers(host, port):
        return
    raise LauncherError(_refusal(service, host, port, problem))


def _refusal(service: str, host: str, port: int, problem: OSError | None) -> str:
    if isinstance(problem, socket.gaierror) or (problem and problem.errno == errno.EADDRNOTAVAIL):
        return (
            f"{host} is no address of this machine: "
            f"set {service}_HOST to one that is, such as 127.0.0.1."
        )
    if problem is None or problem.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken{_by_whom(port)}: "
            f"stop what uses it or set {service}_PORT to another port."
        )
    reason = problem.strerror or "unknown reason"
    return f"Port {port} on {host} cannot be used ({reason}): set {service}_PORT to another port."


def _bind_error(host: str, port: int) -> OSError | None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # As servers do: a port in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def _answers(host: str, port: int) -> bool:
    # macOS lets 127.0.0.1:5001 be bound while another program listens on *:5001.
    with contextlib.suppress(OSError):
        socket.create_connection((local_address(host).strip("[]"), port), timeout=1).close()
        return True
    return False


def _by_whom(port: int) -> str:
    owner = _owner_from_proc(port) if sys.platform == "linux" else _owner_from_lsof(port)
    return "" if owner is None else f" by {owner[1]} (process {owner[0]})"


def _owner_from_proc(port: int) -> tuple[int, str] | None:
    listening = {f"socket:[{inode}]" for inode in _listening_inodes(port)}
    for process in Path("/proc").glob("[0-9]*"):
        # Processes of others and processes that just ended cannot be read.
        with contextlib.suppress(OSError):
            if any(str(link.readlink()) in listening for link in (process / "fd").iterdir()):
                return int(process.name), (process / "comm").read_text().strip()
    return None


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        with contextlib.suppress(OSError):
            for line in table.read_text().splitlines()[1:]:
                _, local, _, state, *rest = line.split()
                if state == "0A" and int(local.rpartition(":")[2], 16) == port:
                    inodes.add(rest[5])
    return inodes


def _owner_from_lsof(port: int) -> tuple[int, str] | None:
    command = ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    with contextlib.suppress(OSError, subprocess.SubprocessError, StopIteration):
        lines = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=5, check=True
        ).stdout.splitlines()
        pid = next(line[1:] for line in lines if line.startswith("p"))
        return int(pid), next(line[1:] for line in lines if line.startswith("c"))
    return None
