"""PostgreSQL's log holds nothing of a candidate, however a statement ends."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest

from database.migrate import migrate
from launcher.binaries import NEWEST_MAJOR
from launcher.log_keeper import kept_lines
from launcher.postgres import PostgresServer
from tests.database.sql import Connection
from tests.faults.conftest import own_server
from tests.support.clusters import PASSWORD, USER, cluster_of
from tests.support.database import query
from tests.support.server_log import LEAKS, assert_nobody_is_in_the_log, text_of
from tests.support.waiting import wait_until

# In each statement below, as a name, an address or an answer.
WORD = "WHISPER"
PEOPLE = f"""
INSERT INTO candidates (name, email) VALUES ('{WORD}', '{WORD}@example.com');
INSERT INTO interviews (candidate_id, skill) VALUES (1, 'python'), (1, 'python');
INSERT INTO asked_questions SELECT 1, id FROM interview_questions LIMIT 2;
"""
REFUSED = {
    "a key that is there already": (
        f"INSERT INTO interviews (candidate_id, skill, idempotency_key, request_hash)"
        f" VALUES (1, 'python', '{WORD}', 'h'), (1, 'python', '{WORD}', 'h')"
    ),
    "a row that a rule refuses": (
        f"INSERT INTO candidates (name, email, phone) VALUES ('{WORD}', '{WORD}@e.com', '')"
    ),
    "a reference to nothing": (
        f"INSERT INTO interview_answers (interview_id, question_id, text_answer)"
        f" VALUES (7, 7, '{WORD}')"
    ),
    "a value of another type": f"SELECT '{WORD}'::integer",
    "a column that is not there": f"SELECT nothing FROM candidates WHERE name = '{WORD}'",
    "a mistake in a statement": f"SELEKT '{WORD}'",
    "a statement that takes too long": f"SET statement_timeout = 50; SELECT '{WORD}', pg_sleep(9)",
    "a warning": f"DO $$ BEGIN RAISE WARNING '{WORD}'; END $$",
    "an error of a function": f"DO $$ BEGIN RAISE '{WORD}' USING DETAIL = '{WORD}'; END $$",
    "an idle transaction": (
        f"SET idle_in_transaction_session_timeout = 50; BEGIN; SELECT '{WORD}'"
    ),
    "a line of its own": f"SELECT '{WORD}\n2026-01-01 00:00:00.000 UTC [1] LOG:  {WORD}'::integer",
}


def provoke(url: str) -> None:
    """Every way to fail that shows values, one after the other."""
    for statement in REFUSED.values():
        with suppress(psycopg2.Error), closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)
    wait_for_a_lock_in_vain(url)
    deadlock(url)


def wait_for_a_lock_in_vain(url: str) -> None:
    answer = f"UPDATE interviews SET skill = '{WORD.lower()} {WORD}' WHERE id = 1"
    with Connection(url) as holder, Connection(url, autocommit=True) as waiter:
        holder.rows("SELECT FROM interviews WHERE id = 1 FOR UPDATE")
        waiter.rows("SET log_lock_waits = on; SET lock_timeout = '1200ms'")
        with pytest.raises(psycopg2.errors.LockNotAvailable):
            waiter.rows(answer)


def deadlock(url: str) -> None:
    update = f"UPDATE interviews SET skill = '{WORD}' WHERE id = %s"
    with Connection(url) as one, Connection(url) as other, ThreadPoolExecutor(1) as pool:
        one.rows(update, 1)
        other.rows(update, 2)
        waiting = pool.submit(one.rows, update, 2)
        outcomes = [failure(lambda: other.rows(update, 1)), failure(lambda: waiting.result(30))]
        assert any(isinstance(one, psycopg2.errors.DeadlockDetected) for one in outcomes)


def failure(work: Callable[[], object]) -> psycopg2.Error | None:
    try:
        work()
    except psycopg2.Error as error:
        return error
    return None


def kill_a_backend(server: PostgresServer) -> None:
    """kill -9 in the middle of a statement, which the server's report of it names."""
    connection = psycopg2.connect(server.url())
    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(connection.cursor().execute, f"SELECT '{WORD}', pg_sleep(60)")
        looking = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()"  # noqa: E501
        ((pid,),) = wait_until(lambda: query(server.url(), looking), what="it to be busy")
        subprocess.run(["kill", f"-{int(signal.SIGKILL)}", str(pid)], check=True)
        with pytest.raises(psycopg2.OperationalError):
            busy.result(30)
    wait_until(lambda: answers(server.url()), what="the server to recover")


def answers(url: str) -> bool:
    with suppress(psycopg2.OperationalError):
        return query(url, "SELECT 1") == [(1,)]
    return False


def test_the_embedded_server_writes_down_nothing_of_them() -> None:
    with own_server(durable=False) as server:
        query(server.url(), PEOPLE)
        provoke(server.url())
        kill_a_backend(server)
        server.stop()
        log = text_of(server.area.logs)

        assert_nobody_is_in_the_log(server)
        assert "was terminated by signal 9" in log, "what an administrator needs is there"
        assert "still waiting for" in log


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, of 200 MB."""
    folder = Path(tempfile.mkdtemp(prefix="interviews-small-"))
    folder.chmod(0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("making a small disk needs root and the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    shutil.rmtree(folder, ignore_errors=True)


def test_a_full_disk_that_breaks_the_server_down_puts_nobody_in_the_log(small_disk: Path) -> None:
    server = PostgresServer(small_disk / "postgres", durable=True)
    server.start()
    try:
        migrate(server.url())
        url = server.url()
        with suppress(psycopg2.Error), closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            for _ in range(200):
                connection.cursor().execute(
                    "INSERT INTO candidates (name, email) SELECT %s, string_agg(md5(n::text), '')"
                    " || '@e' FROM generate_series(1, 9) n, generate_series(1, 1) m"
                    " UNION ALL SELECT %s, 'a@' || n FROM generate_series(1, 20000) n",
                    (WORD, WORD),
                )
        server.stop()

        assert_nobody_is_in_the_log(server)
    finally:
        server.stop()


def test_what_a_breakdown_says_of_the_statement_under_way_is_left_out() -> None:
    said = [
        b"/usr/bin/postgres: a library is missing\n",
        b"2026-11-27 10:00:00.000 UTC [7] PANIC:  could not write: No space left on device\n",
        b"2026-11-27 10:00:00.000 UTC [7] STATEMENT:  INSERT INTO candidates\n",
        b"\tVALUES ('WHISPER')\n",
        b"WHISPER\n",
        b"2026-11-27 10:00:00.000 UTC [7] ERROR:  WHISPER\n",
        b"2026-11-27 10:00:00.000 UTC [7] LOG:  statement: SELECT 'WHISPER'\n",
        b"2026-11-27 10:00:00.000 UTC [7] LOG:  duration: 1.2 ms  statement: SELECT 'WHISPER'\n",
        b"2026-11-27 10:00:00.000 UTC [7] LOG:  checkpoint starting: time\n",
    ]

    assert list(kept_lines(iter(said))) == [said[0], said[1], said[8]]


@contextmanager
def stock_server() -> Iterator[tuple[str, Path]]:
    """With PostgreSQL's own defaults, as on a server of one's own; its URL and the log's folder."""
    with cluster_of(NEWEST_MAJOR) as cluster:
        base = f"postgresql://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{cluster.port}"
        with closing(psycopg2.connect(f"{base}/postgres")) as connection:
            connection.autocommit = True
            connection.cursor().execute("CREATE DATABASE interviewdb")
            folder = query(f"{base}/postgres", "SHOW data_directory")[0][0]
        yield f"{base}/interviewdb", Path(folder).parent


def test_on_a_server_of_one_s_own_migrating_as_superuser_sees_to_it() -> None:
    with stock_server() as (url, folder):
        migrate(url)
        query(url, PEOPLE)
        provoke(url)

        log = (folder / "log").read_text()
        assert [word for word in (WORD, *LEAKS) if word in log] == []


def test_without_being_superuser_migrating_says_what_it_could_not_do() -> None:
    with stock_server() as (url, _):
        query(
            url, "CREATE ROLE owner LOGIN PASSWORD 'pw'; ALTER DATABASE interviewdb OWNER TO owner"
        )
        address = url.partition("@")[2]

        done = migrate(f"postgresql://owner:pw@{address}")

        for said in (done[-1:], migrate(f"postgresql://owner:pw@{address}")):
            assert said == [
                "PostgreSQL's log may show names and answers; the README says how a superuser "
                "prevents it."
            ]


def test_a_database_that_was_moved_gets_it_again_at_the_next_migration() -> None:
    """What is set for a database is in no copy of it, and in no dump."""
    with stock_server() as (url, folder):
        migrate(url)
        moved = url.replace("/interviewdb", "/moved")
        query_each(
            url.replace("/interviewdb", "/postgres"), "CREATE DATABASE moved TEMPLATE interviewdb"
        )
        assert query(moved, "SHOW log_min_error_statement") == [("error",)]

        assert migrate(moved) == ["PostgreSQL's log leaves out names and answers from now on."]
        query(moved, PEOPLE)
        provoke(moved)

        log = (folder / "log").read_text()
        assert [word for word in (WORD, *LEAKS) if word in log] == []
        assert migrate(moved) == []

        # What is set for a role outranks what is set for a database.
        query_each(moved, "ALTER ROLE CURRENT_USER SET log_statement = 'all'")
        for _ in range(2):
            (warning,) = migrate(moved)
            assert warning.startswith("PostgreSQL's log may show names and answers")


def query_each(url: str, statement: str) -> None:
    """Outside a transaction."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)
