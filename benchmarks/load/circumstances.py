"""Where and when it was measured."""

import os
import platform
import subprocess
from datetime import UTC, datetime

from benchmarks.load.report import Circumstances
from benchmarks.load.system import REPOSITORY, query
from launcher.postgres import PostgresServer


def circumstances(
    server: PostgresServer, rounds: int, seconds: float, route_clients: int
) -> Circumstances:
    ((version,),) = query(server.url(), "SHOW server_version")
    return Circumstances(
        taken_at=datetime.now(UTC).strftime("%Y-%m-%d"),
        commit=commit(),
        machine=f"{platform.system()} {platform.machine()}",
        processors=os.cpu_count() or 1,
        python=platform.python_version(),
        postgresql=version,
        rounds=rounds,
        seconds=seconds,
        route_clients=route_clients,
    )


def commit() -> str:
    """The short name of the commit that is checked out; a copy without history has none."""
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"
