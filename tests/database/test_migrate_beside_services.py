"""migrate() on a database that is in use: nobody waits for it longer than they can stand."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg2
import pytest

from database.migrate import (
    ALL_TABLES,
    LOCK_SECONDS,
    MIGRATION_LOCK,
    MigrationError,
    migrate,
    schema_sha256,
)
from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.database.sql import Connection
from tests.support.client import Client
from tests.support.database import query
from tests.support.services import REPOSITORY, System
from tests.support.waiting import wait_until

OLD = REPOSITORY / "database" / "releases" / "0002.sql"
# What a machine that is busy with other tests may add to any of the times below.
SLACK_SECONDS = 2.0


@contextmanager
def transaction(url: str, *statements: str) -> Iterator[Connection]:
    """One that has done something and now does nothing, as when somebody has left psql open."""
    with Connection(url) as idle:
        idle.rows("SET application_name = 'somebody'")
        for statement in statements:
            idle.rows(statement)
        yield idle


@contextmanager
def migrating(url: str) -> Iterator[Callable[[], list[str]]]:
    """migrate() in a thread; what is given waits for its end, and raises what it raised."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(migrate, url, patience_seconds=30)
        yield lambda: future.result(60)


def seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def is_waited_for(url: str) -> bool:
    """Whether somebody wants a lock on one of our tables and does not get it."""
    return query(url, "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation'") != []


@pytest.fixture
def old(empty: Connection) -> Connection:
    """A database of an earlier release, with an interview in it."""
    empty.load(OLD.read_text())
    empty.rows(
        "INSERT INTO candidates (name, email) VALUES ('Jane', 'jane@example.com');"
        "INSERT INTO interview_questions (skill, position, question) VALUES ('x', 1, '?');"
        "INSERT INTO interviews (candidate_id, skill) VALUES (1, 'x');"
        "INSERT INTO asked_questions VALUES (1, 1)"
    )
    return empty


def test_the_digest_of_what_was_loaded_is_kept(database_url: str) -> None:
    assert query(database_url, "SELECT schema_sha256 FROM installation") == [(schema_sha256(),)]


def test_every_table_is_locked_by_an_upgrade(database_url: str) -> None:
    found = query(database_url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")

    assert {name for (name,) in found} == set(ALL_TABLES)


def test_with_nothing_to_do_nothing_is_locked(database_url: str) -> None:
    only_read = {"alembic_version", "installation"}
    wanted = ", ".join(name for name in ALL_TABLES if name not in only_read)
    with transaction(database_url, f"LOCK {wanted}", f"LOCK {', '.join(only_read)} IN SHARE MODE"):
        assert migrate(database_url, patience_seconds=0) == []


def test_a_changed_schema_sql_is_loaded_beside_a_transaction_that_writes(
    database_url: str,
) -> None:
    query(database_url, "UPDATE installation SET schema_sha256 = NULL")
    writing = ", ".join(name for name in ALL_TABLES if name not in {"installation"})
    with transaction(database_url, f"LOCK {writing} IN ROW EXCLUSIVE MODE"):
        assert migrate(database_url, patience_seconds=0) == []

    assert query(database_url, "SELECT schema_sha256 FROM installation") == [(schema_sha256(),)]


def test_an_index_that_took_another_s_place_is_made_without_keeping_anybody_waiting(
    database_url: str,
) -> None:
    """Of this version of the schema as it was before."""
    query(
        database_url,
        "DROP INDEX candidates_folded_email;"
        "CREATE INDEX candidates_email ON candidates (lower(email));"
        "UPDATE installation SET schema_sha256 = NULL",
    )
    longest = 0.0
    add = "INSERT INTO candidates (name, email) VALUES ('Jane', 'jane@example.com')"
    with (
        transaction(database_url, add) as idle,
        migrating(database_url) as loaded,
        Connection(database_url, autocommit=True) as client,
    ):
        for _ in range(2):
            wait_until(lambda: is_waited_for(database_url), what="a lock to be wanted")
            longest = max(longest, seconds(lambda: client.rows(add)))
            wait_until(lambda: not is_waited_for(database_url), what="it to give in")
        idle.rows("COMMIT")
        assert loaded() == []

    assert longest < LOCK_SECONDS + SLACK_SECONDS
    assert query(
        database_url,
        "SELECT indexname FROM pg_indexes WHERE tablename = 'candidates' ORDER BY 1",
    ) == [("candidates_folded_email",), ("candidates_pkey",)]


def test_a_table_that_is_gone_is_made_again(database_url: str) -> None:
    query(database_url, "DROP TABLE calibrations; DROP INDEX interviews_by_time")

    migrate(database_url)

    assert query(database_url, "SELECT count(*) FROM calibrations") == [(0,)]
    assert query(database_url, "SELECT to_regclass('interviews_by_time') IS NULL") == [(False,)]


def test_an_upgrade_behind_an_idle_transaction_keeps_nobody_waiting_and_ends_after_it(
    old: Connection,
) -> None:
    longest = 0.0
    with (
        transaction(old.url, "SELECT FROM interviews") as idle,
        migrating(old.url) as upgraded,
        Connection(old.url, autocommit=True) as client,
    ):
        for _ in range(2):  # while it waits, twice
            wait_until(lambda: is_waited_for(old.url), what="the upgrade to want a lock")
            longest = max(
                longest, seconds(lambda: client.rows("UPDATE interviews SET skill = 'x'"))
            )
            wait_until(lambda: not is_waited_for(old.url), what="the upgrade to give in")
        assert old.column("SELECT version_num FROM alembic_version") == ["0002"]
        idle.rows("ROLLBACK")
        assert upgraded()[0] == "The schema was upgraded from version 0002 to 0004."

    assert longest < LOCK_SECONDS + SLACK_SECONDS


def test_one_that_waits_too_long_says_for_whom_and_changes_nothing(old: Connection) -> None:
    told: list[str] = []
    with transaction(old.url, "SELECT FROM interviews") as idle:
        pid = idle.value("SELECT pg_backend_pid()")

        with pytest.raises(MigrationError) as refused:
            migrate(old.url, patience_seconds=0.1, tell=told.append)

        holder = f"Process {pid} (somebody, postgres, idle in transaction) holds interviews since "
        assert str(refused.value).startswith(
            f"Its tables are in use for more than 0.1 seconds. {holder}"
        )
        assert str(refused.value).endswith(f"end it with SELECT pg_terminate_backend({pid}).")
    assert told[0].startswith(f"Waiting for a lock. {holder}")
    assert len(told) == 1
    assert old.column("SELECT version_num FROM alembic_version") == ["0002"]


def test_another_that_migrates_without_end_is_named(old: Connection) -> None:
    with Connection(old.url, autocommit=True) as other:
        other.rows("SELECT pg_advisory_lock(%s)", MIGRATION_LOCK)
        pid = other.value("SELECT pg_backend_pid()")

        with pytest.raises(MigrationError) as refused:
            migrate(old.url, turn_seconds=0.1)

    assert f"Process {pid} (postgres, idle) holds the lock of those who migrate" in str(
        refused.value
    )


def test_an_upgrade_among_transactions_that_lock_as_the_services_do_ends_none_of_theirs(
    server: PostgresServer,
) -> None:
    # What creating, answering, completing and recording hold at the same time, in their order.
    kinds = [
        "INSERT INTO candidates (name, email) VALUES ('J', 'j@e.com')",
        "SELECT FROM interviews WHERE id = 1 FOR NO KEY UPDATE;"
        "INSERT INTO interview_answers (interview_id, question_id, text_answer) VALUES (1, 1, 'a')"
        " ON CONFLICT (interview_id, question_id) DO UPDATE SET text_answer = 'b'",
        "SELECT FROM interviews WHERE id = 1 FOR NO KEY UPDATE;"
        "UPDATE interview_results SET current = false;"
        "UPDATE interviews SET skill = 'x' WHERE id = 1; DELETE FROM evaluation_requests",
    ]
    with fresh_database(server, "template0") as url, Connection(url, autocommit=True) as made:
        made.load(OLD.read_text())
        made.rows(
            "INSERT INTO candidates (name, email) VALUES ('Jane', 'jane@example.com');"
            "INSERT INTO interview_questions (skill, position, question) VALUES ('x', 1, '?');"
            "INSERT INTO interviews (candidate_id, skill) VALUES (1, 'x');"
            "INSERT INTO asked_questions VALUES (1, 1)"
        )
        upgraded = threading.Event()

        def go_on(kind: str) -> int:
            """Until the upgrade is done; how often. Raises what PostgreSQL refuses."""
            connection, times = psycopg2.connect(url), 0
            while not upgraded.is_set():
                with connection, connection.cursor() as cursor:
                    for statement in kind.split(";"):
                        cursor.execute(statement)
                times += 1
            connection.close()
            return times

        with ThreadPoolExecutor(6) as pool:
            workers = [pool.submit(go_on, kind) for kind in kinds * 2]
            try:
                assert migrate(url)[0] == "The schema was upgraded from version 0002 to 0004."
            finally:
                upgraded.set()
            assert all(worker.result() > 0 for worker in workers)
        deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert made.value(deadlocks) == 0


def test_schema_sql_loaded_again_and_again_under_load_is_noticed_by_no_client(
    make_system: Callable[..., System],
) -> None:
    loaded = threading.Event()

    def conduct(client: Client) -> set[int]:
        """Interviews until schema.sql has been loaded often enough; the statuses there were."""
        seen = set()
        while not loaded.is_set():
            created = client.create()
            seen.add(created.status_code)
            interview = created.json()["interview_id"]
            question = client.questions(interview)[0]["question_id"]
            seen.add(client.answer(interview, question, "It makes a list.").status_code)
            seen.add(client.complete(interview).status_code)
        return seen

    with make_system() as system, ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(conduct, Client(system.flask.url)) for _ in range(4)]
        try:
            for _ in range(20):
                query(system.database_url, "UPDATE installation SET schema_sha256 = NULL")
                assert migrate(system.database_url) == []
        finally:
            loaded.set()
        assert set().union(*(client.result() for client in clients)) <= {200, 201, 202}
        assert query(
            system.database_url,
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()",
        ) == [(0,)]
