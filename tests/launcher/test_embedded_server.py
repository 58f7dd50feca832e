"""The embedded PostgreSQL by itself, as the launcher and the other tests use it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg2  # type: ignore[import-untyped]
import pytest

from launcher.area import DataArea
from launcher.binaries import binaries_folder
from launcher.cluster import make_cluster
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.processes import is_running
from launcher.temporary import temporary_server
from tests.launcher.stubs import ROOT, eventually

ServerOn = Callable[[], PostgresServer]


def query(server: PostgresServer, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.url())
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return [] if cursor.description is None else list(cursor.fetchall())


@pytest.fixture
def bystander() -> Iterator[int]:
    """A living process that is none of ours."""
    process = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    yield process.pid
    assert process.poll() is None, "the bystander was harmed"
    process.kill()
    process.wait()


def test_data_port_and_password_survive_a_restart(new_server_on: ServerOn) -> None:
    first = new_server_on()
    first.start()
    query(first, "CREATE TABLE kept AS SELECT 'Grüße' AS note")
    url = first.url()
    first.stop()
    assert not first.alive

    second = new_server_on()
    second.start()
    assert second.url() == url
    assert query(second, "SELECT note FROM kept") == [("Grüße",)]


def test_the_database_is_utf8_in_utc_and_sorts_the_same_on_every_machine(
    server_on: ServerOn,
) -> None:
    server = server_on()
    server.start()
    assert query(
        server,
        "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale,"
        " current_setting('timezone'), upper('ä')"
        " FROM pg_database WHERE datname = current_database()",
    ) == [("UTF8", "b", "C.UTF-8", "UTC", "Ä")]


def test_it_listens_on_the_loopback_address_only_and_asks_for_the_password(
    server_on: ServerOn,
) -> None:
    server = server_on()
    server.start()
    listening = {
        connection.laddr.ip
        for connection in psutil.Process(server.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    assert server.port < 32768
    assert server.area.password_file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(server.url(), password="guessed")


def test_a_port_that_somebody_took_meanwhile_is_replaced(server_on: ServerOn) -> None:
    first = server_on()
    first.start()
    first.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", first.port))
        squatter.listen()
        second = server_on()
        second.start()
    assert second.port != first.port
    assert query(second, "SELECT 1") == [(1,)]


def test_an_initdb_killed_half_way_leaves_nothing_broken(open_folder: Path) -> None:
    area = DataArea(open_folder / "data")
    start = "import sys; from pathlib import Path; from launcher.postgres import PostgresServer;"
    start += "PostgresServer(Path(sys.argv[1])).start()"
    victim = subprocess.Popen([sys.executable, "-c", start, str(area.folder)], cwd=ROOT)
    eventually(
        lambda: any(any(new.iterdir()) for new in area.half_made_clusters()), "initdb has begun"
    )
    victim.kill()
    victim.wait()
    assert not area.cluster.exists()

    server = PostgresServer(area.folder, durable=False)
    server.start()
    try:
        assert query(server, "SELECT 1") == [(1,)]
        assert area.half_made_clusters() == []
    finally:
        server.stop()


@pytest.mark.parametrize("content", ["{pid}\n{cluster}\n1\n5432\n\n\n\nready\n", "{pid}\n", ""])
def test_a_stale_pid_file_is_no_obstacle_even_if_its_process_lives(
    server_on: ServerOn, bystander: int, content: str
) -> None:
    first = server_on()
    first.start()
    first.stop()
    pid_file = first.area.cluster / "postmaster.pid"
    pid_file.write_text(content.format(pid=bystander, cluster=first.area.cluster))
    first.area.account.own(pid_file)

    second = server_on()
    second.start()
    assert query(second, "SELECT 1") == [(1,)]


def test_a_server_left_by_a_dead_launcher_is_stopped_cleanly_and_replaced(
    server_on: ServerOn,
) -> None:
    left = server_on()
    left.start()
    query(left, "CREATE TABLE kept AS SELECT 1 AS n")
    left.release()

    server = server_on()
    server.start()
    assert not left.alive
    assert left.poll() == 0
    assert server.pid != left.pid
    assert query(server, "SELECT n FROM kept") == [(1,)]


def test_a_backend_still_computing_after_a_kill_does_not_block_the_next_start(
    server_on: ServerOn,
) -> None:
    killed = server_on()
    killed.start()
    connection = psycopg2.connect(killed.url())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    endless = threading.Thread(target=_compute, args=[connection])
    endless.start()
    eventually(lambda: backend.cpu_times().user > 0.1, "the backend computes")
    os.kill(killed.pid, signal.SIGKILL)
    eventually(lambda: not killed.alive, "the server is dead")
    assert backend.is_running()
    killed.release()

    server = server_on()
    server.start()
    endless.join(10)
    assert not is_running(backend.pid)
    assert query(server, "SELECT 1") == [(1,)]


def _compute(connection: "psycopg2.extensions.connection") -> None:
    # A condition no index or statistics can shorten, and no latch the server's death would wake.
    statement = "DO $$ DECLARE n bigint := 0; BEGIN LOOP n := n + 1; END LOOP; END $$"
    with contextlib.suppress(psycopg2.Error), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_second_launcher_is_told_who_holds_the_folder(server_on: ServerOn) -> None:
    server_on().start()
    with pytest.raises(LauncherError, match=f"in use by process {os.getpid()}"):
        server_on().start()


def test_data_of_an_older_embedded_major_run_on_that_major(new_server_on: ServerOn) -> None:
    server = new_server_on()
    server.area.create()
    old = binaries_folder(16, server.area.account, server.area.folder / "copies")
    make_cluster(server.area, old, 16, durable=False)
    server.start()
    assert server.version.major == 16
    assert query(server, "SELECT current_setting('server_version_num')::int / 10000") == [(16,)]


def test_data_of_another_major_are_refused_in_a_sentence(new_server_on: ServerOn) -> None:
    server = new_server_on()
    server.area.create()
    server.area.cluster.mkdir()
    (server.area.cluster / "PG_VERSION").write_text("12\n")
    with pytest.raises(LauncherError, match=r"made by PostgreSQL 12, .* POSTGRES_DATA_DIR"):
        server.start()


def test_the_data_folder_of_another_server_is_left_alone(new_server_on: ServerOn) -> None:
    server = new_server_on()
    server.area.folder.mkdir()
    (server.area.folder / "PG_VERSION").write_text("18\n")
    with pytest.raises(LauncherError, match="a data folder of another PostgreSQL"):
        server.start()
    assert not server.area.cluster.exists()


def test_a_folder_that_is_used_for_something_else_stays_as_it_was(open_folder: Path) -> None:
    server = PostgresServer(open_folder / "pictures")
    server.area.folder.mkdir()
    (server.area.folder / ".DS_Store").touch()  # which alone would be no reason
    (server.area.folder / "cat.jpg").write_text("meow")
    with pytest.raises(LauncherError, match=r"holds cat\.jpg, .* POSTGRES_DATA_DIR to an empty"):
        server.start()
    assert {path.name for path in server.area.folder.iterdir()} == {".DS_Store", "cat.jpg"}


def test_a_file_in_the_way_of_the_data_folder_is_named(open_folder: Path) -> None:
    (open_folder / "file").write_text("")
    with pytest.raises(LauncherError, match=r"file/data cannot be written .*POSTGRES_DATA_DIR"):
        PostgresServer(open_folder / "file" / "data").start()


def test_why_postgresql_refused_to_start_is_said(server_on: ServerOn) -> None:
    first = server_on()
    first.start()
    first.stop()
    (first.area.cluster / "global" / "pg_control").unlink()
    with pytest.raises(LauncherError, match=r"did not start .*pg_control"):
        server_on().start()


def test_a_process_forked_from_the_owner_does_not_stop_the_server(server_on: ServerOn) -> None:
    server = server_on()
    server.start()
    child = os.fork()
    if child == 0:
        server.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert server.alive
    assert query(server, "SELECT 1") == [(1,)]


def test_a_temporary_server_leaves_nothing_behind() -> None:
    with temporary_server() as server:
        assert query(server, "SHOW fsync") == [("off",)]
    assert not server.alive
    assert not server.area.folder.parent.exists()
