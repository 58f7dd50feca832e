"""A PostgreSQL of a test's own, made from any server's programs and gone afterwards."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from launcher.account import Account, server_account
from launcher.binaries import binaries_folder
from launcher.processes import die_with_parent
from tests.support.services import free_port
from tests.support.waiting import wait_until

USER, PASSWORD = "interviewer", "not a secret"
OPTIONS = ["fsync=off", "listen_addresses=127.0.0.1", "unix_socket_directories="]


@dataclass(frozen=True)
class Cluster:
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What tells psql where the server is, and who we are."""
        return {
            "PGHOST": "localhost",
            "PGPORT": str(self.port),
            "PGUSER": USER,
            "PGPASSWORD": PASSWORD,
        }


def stock_programs() -> Path | None:
    """The newest server that the system's packages brought along."""
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    numbered = {int(path.parts[4]): path.parent for path in found if path.parts[4].isdigit()}
    return numbered[max(numbered)] if numbered else None


@contextmanager
def cluster_of(programs: Path | int) -> Iterator[Cluster]:
    """Of the server whose programs are in this folder, or of the wheel's with this number."""
    # Not pytest's own folder: as root the server runs as another account, which cannot enter it.
    folder = Path(tempfile.mkdtemp(prefix="interviews-cluster-"))
    folder.chmod(0o755)
    account = server_account(folder / "cluster")
    try:
        if isinstance(programs, int):
            programs = binaries_folder(programs, account, folder)
        make(programs, folder, account)
        with running(programs, folder, account) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make(programs: Path, folder: Path, account: Account) -> None:
    (folder / "cluster").mkdir(mode=0o700)
    (folder / "password").write_text(PASSWORD)
    account.own(folder / "cluster")
    account.own(folder / "password")
    made = account.run(
        [
            *(f"{programs}/initdb", f"--pgdata={folder}/cluster", f"--username={USER}"),
            *("--auth=scram-sha-256", f"--pwfile={folder}/password"),
            *("--encoding=UTF8", "--locale=C", "--no-sync"),
        ]
    )
    assert made.returncode == 0, made.stderr


@contextmanager
def running(programs: Path, folder: Path, account: Account) -> Iterator[Cluster]:
    cluster = Cluster(free_port())
    options = [word for option in (*OPTIONS, f"port={cluster.port}") for word in ("-c", option)]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [f"{programs}/postgres", "-D", f"{folder}/cluster", *options],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            user=account.user,
            group=account.group,
            extra_groups=account.extra_groups,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
        )
    try:
        wait_until(lambda: answers(cluster), what=f"PostgreSQL; its log is {log}")
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def answers(cluster: Cluster) -> bool:
    try:
        connect(cluster, "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def connect(cluster: Cluster, database: str) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host="127.0.0.1", port=cluster.port, user=USER, password=PASSWORD, dbname=database
    )
