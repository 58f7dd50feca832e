"""migrate(): an empty database, an old one, a strange one."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from database.migrate import MIGRATION_LOCK, ONLY_ASCII, TABLES, MigrationError, migrate
from launcher.losses import question_bank
from launcher.postgres import PostgresServer
from tests.conftest import execute, fresh_database
from tests.database.sql import Connection, dump, name_of, psql
from tests.support.database import query
from tests.support.services import REPOSITORY, free_port
from tests.support.waiting import wait_until

RELEASES = sorted((REPOSITORY / "database" / "releases").glob("*.sql"))
MADE = ["The tables were created.", "48 questions were added to the bank."]

# What people left in a database of any release: python's first question as it was worded then, and
# a question of their own, both in an interview that was answered and evaluated.
DATA = """
INSERT INTO candidates (name, email, phone, created_at)
     VALUES ('Jane', 'jane@example.com', '1', '2026-01-01'), ('J', 'j@example.com', NULL, now());
INSERT INTO interview_questions (skill, position, question, reference_answer, key_points, weight)
     VALUES ('python', 1, 'As it was worded then?', 'Yes.', ARRAY['yes'], 2),
            ('our own', 1, 'Another?', NULL, '{}', 1);
INSERT INTO interviews (candidate_id, skill, status, completed_at)
     VALUES (1, 'python', 'completed', '2026-01-02'), (2, 'python', 'ongoing', NULL);
INSERT INTO asked_questions VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO interview_answers
            (interview_id, question_id, text_answer, file_path, file_name, file_size, file_sha256)
     VALUES (1, 1, 'text', NULL, NULL, NULL, NULL),
            (1, 2, NULL, 'uploads/a.txt', 'My file.txt', 3, repeat('0', 64));
INSERT INTO interview_results (interview_id, version, current, score, provisional_score, feedback,
                               evaluator, evaluator_version, answers, latency_ms)
     VALUES (1, 1, false, NULL, 40, 'f', 'offline', '1', '[{"score": 40}]', 7),
            (1, 2, true, 71.25, NULL, 'f', 'offline', '1', '[{"score": 71.25}]', 7);
INSERT INTO evaluation_requests (interview_id, idempotency_key, next_attempt_at)
     VALUES (1, gen_random_uuid(), now());
"""
# What a release has on top of the one before.
SINCE = {
    "0001": "",
    "0002": "INSERT INTO calibrations VALUES ('python', 'offline', '1.3', '', 1, 0, 30, 9, 8);",
}


def columns(connection: Connection) -> dict[str, list[str]]:
    """Of each table that holds what people entered."""
    found: dict[str, list[str]] = {}
    for table, column in connection.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
        " ORDER BY table_name, ordinal_position"
    ):
        found.setdefault(table, []).append(column)
    # Migrating retires what the bank words differently now and notes what it loaded: no loss.
    found["interview_questions"].remove("retired_at")
    if "schema_sha256" in found.get("installation", []):
        found["installation"].remove("schema_sha256")
    return found


def content(connection: Connection, of: dict[str, list[str]]) -> dict[str, set[Any]]:
    return {
        table: set(connection.column(f"SELECT ROW({', '.join(names)})::text FROM {table}"))
        for table, names in of.items()
    }


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "database" / "migrations"))
    return ScriptDirectory.from_config(config)


def test_an_empty_database_gets_everything(
    server: PostgresServer, empty: Connection, database_url: str
) -> None:
    assert migrate(empty.url) == MADE

    assert empty.value("SELECT count(*) FROM interview_questions") == 48
    assert dump(server, empty.url) == dump(server, database_url)


def test_a_database_that_is_up_to_date_is_left_alone(
    server: PostgresServer, empty: Connection
) -> None:
    migrate(empty.url)
    empty.rows(DATA.replace("('python', 1,", "('python', 99,"))
    before, schema = content(empty, columns(empty)), dump(server, empty.url)

    assert migrate(empty.url) == []

    assert content(empty, columns(empty)) == before
    assert dump(server, empty.url) == schema


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_database_of_an_earlier_release_ends_up_equal_to_a_new_one_with_its_data(
    server: PostgresServer, empty: Connection, release: Path
) -> None:
    empty.load(release.read_text())
    assert empty.rows("SELECT version_num FROM alembic_version") == [(release.stem,)]
    empty.rows(DATA + "".join(SINCE[number] for number in SINCE if number <= release.stem))
    of = columns(empty)
    before = content(empty, of)
    assert all(before.values()), "every table is to hold something"

    done = migrate(empty.url)

    after = content(empty, of)
    assert before["interview_questions"] < after["interview_questions"]
    assert before | {"interview_questions": None} == after | {"interview_questions": None}
    assert empty.rows(
        "SELECT version, retired_at IS NULL, question = 'As it was worded then?'"
        " FROM interview_questions WHERE (skill, position) = ('python', 1) ORDER BY version"
    ) == [(1, False, True), (2, True, False)]
    assert empty.value("SELECT score FROM interviews WHERE id = 1") is not None
    assert empty.rows("SELECT version_num FROM alembic_version") == [
        (scripts().get_current_head(),)
    ]
    assert done[-1] == "48 questions were added to the bank."
    with fresh_database(server, "template0") as url, Connection(url, autocommit=True) as fresh:
        fresh.load()
        assert dump(server, empty.url) == dump(server, url)
    assert migrate(empty.url) == []


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_an_upgrade_makes_due_again_what_failed_because_of_the_schema_and_nothing_else(
    empty: Connection, release: Path
) -> None:
    empty.load(release.read_text())
    empty.rows(DATA)
    empty.rows(
        "UPDATE evaluation_requests SET attempts = 5, failures = 5, next_attempt_at = NULL,"
        " last_error = 'The evaluator answered with status 500.';"
        "INSERT INTO evaluation_requests"
        " (interview_id, idempotency_key, attempts, failures, last_error)"
        " VALUES (2, gen_random_uuid(), 5, 5, 'The evaluator answered for another interview.')"
    )

    done = migrate(empty.url)

    assert "1 evaluation that had failed is due again." in done
    assert empty.rows(
        "SELECT interview_id, failures, next_attempt_at <= now() FROM evaluation_requests"
        " ORDER BY interview_id"
    ) == [(1, 0, True), (2, 5, None)]


# The question bank as an earlier release had it, but for the wording of some rubrics.
EARLIER_BANK = (
    "UPDATE question_bank SET key_points = ARRAY['as it was'] WHERE skill = 'behavioural';"
    "INSERT INTO interview_questions"
    " (skill, position, question, reference_answer, key_points, weight)"
    " SELECT skill, position, question, reference_answer, key_points, weight"
    " FROM question_bank ORDER BY entry"
)


@pytest.fixture
def asked(empty: Connection) -> Connection:
    """A database of an earlier release with its bank, a question of somebody's own, and an
    interview on stories and one on Python."""
    empty.load((REPOSITORY / "database" / "releases" / "0003.sql").read_text())
    empty.rows(question_bank() + EARLIER_BANK)
    empty.rows(
        "INSERT INTO interview_questions (skill, position, question)"
        " VALUES ('behavioural', 99, 'What is a retrospective?');"
        "INSERT INTO candidates (name, email) VALUES ('J', 'j@example.com');"
        "INSERT INTO interviews (candidate_id, skill) VALUES (1, 'behavioural'), (1, 'python');"
        "INSERT INTO asked_questions SELECT interviews.id, question.id FROM interviews"
        " JOIN interview_questions AS question USING (skill)"
    )
    return empty


def test_questions_that_always_asked_for_stories_are_of_that_kind_also_where_they_were_asked(
    asked: Connection,
) -> None:
    migrate(asked.url)

    of_interviews = (
        "SELECT skill, position, kind FROM asked_questions"
        " JOIN interview_questions ON interview_questions.id = question_id"
        " WHERE kind = 'experience' ORDER BY position"
    )
    assert asked.rows(of_interviews) == [
        ("behavioural", position, "experience") for position in range(1, 7)
    ]
    current = "SELECT kind, count(*) FROM interview_questions WHERE retired_at IS NULL GROUP BY 1"
    assert sorted(asked.rows(current)) == [("experience", 6), ("knowledge", 43)]


def test_a_question_whose_wording_did_not_change_gets_no_new_version(asked: Connection) -> None:
    wording = "id, skill, position, version, question, reference_answer, key_points, weight"
    everything = f"SELECT {wording} FROM interview_questions ORDER BY id"
    before = asked.rows(everything)

    migrate(asked.url)

    after = asked.rows(everything)
    assert after[: len(before)] == before
    added = [(skill, position, version) for _, skill, position, version, *_ in after[len(before) :]]
    assert added == [("behavioural", position, 2) for position in range(1, 7)]
    assert asked.column(
        "SELECT DISTINCT skill FROM interview_questions WHERE retired_at IS NOT NULL"
    ) == ["behavioural"]


def test_there_is_a_frozen_copy_of_every_release_that_can_be_migrated_from() -> None:
    revisions = {script.revision for script in scripts().walk_revisions()}
    frozen = {path.stem for path in RELEASES}

    assert revisions - {scripts().get_current_head()} <= frozen <= revisions
    assert "0001" in frozen
    assert len(scripts().get_heads()) == 1


def test_schema_sql_says_the_newest_version(empty: Connection) -> None:
    empty.load()

    assert empty.value("SELECT version_num FROM alembic_version") == scripts().get_current_head()


def test_four_processes_that_migrate_at_once_take_turns(empty: Connection) -> None:
    empty.rows("SELECT pg_advisory_lock(%s)", MIGRATION_LOCK)
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "database.migrate", empty.url],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    try:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event = 'advisory'"
        )
        wait_until(lambda: empty.value(waiting) == 4, seconds=60, what="all to wait their turn")
    finally:
        empty.rows("SELECT pg_advisory_unlock(%s)", MIGRATION_LOCK)
    said = [process.communicate(timeout=60) for process in processes]

    assert [process.returncode for process in processes] == [0] * 4, said
    up_to_date = ("The database is up to date.\n", "")
    assert sorted(said) == sorted([("\n".join(MADE) + "\n", ""), *[up_to_date] * 3])
    assert empty.value("SELECT count(*) FROM interview_questions") == 48


@contextmanager
def database_with(server: PostgresServer, options: str) -> Iterator[str]:
    name = f"test_{uuid4().hex[:12]}"
    execute(
        server,
        f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' {options}",
    )
    try:
        yield server.url(name)
    finally:
        execute(server, f"DROP DATABASE {name}")


def test_a_database_that_knows_only_ascii_is_told_of_each_time(server: PostgresServer) -> None:
    with database_with(server, "ENCODING 'UTF8'") as url:
        told: list[str] = []
        assert migrate(url, tell=told.append) == MADE
        assert migrate(url, tell=told.append) == []

    assert told == [ONLY_ASCII] * 2


def test_the_encoding_of_whoever_migrates_does_not_matter(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    assert migrate(empty_database_url) == MADE
    assert migrate(empty_database_url) == []


def test_a_database_in_another_encoding_is_refused(server: PostgresServer) -> None:
    with database_with(server, "ENCODING 'LATIN1'") as url:
        with pytest.raises(MigrationError, match="in LATIN1 and cannot hold every name"):
            migrate(url)
        loaded = psql(server, "\\i database/schema.sql\n", name_of(url))
        assert "This database is not in UTF8" in loaded.stderr
        assert query(url, "SELECT to_regclass('candidates')") == [(None,)]


def test_nothing_is_told_of_a_database_that_knows_every_alphabet(empty_database_url: str) -> None:
    told: list[str] = []
    migrate(empty_database_url, tell=told.append)
    assert told == []


def test_a_database_of_a_newer_release_is_refused_and_left_alone(
    server: PostgresServer, database_url: str
) -> None:
    with Connection(database_url, autocommit=True) as newer:
        newer.rows("UPDATE alembic_version SET version_num = '9999'")
        schema = dump(server, database_url)

        with pytest.raises(MigrationError) as refused:
            migrate(database_url)

        assert str(refused.value) == (
            "The database is at schema version 9999, which this release does not know: it was made"
            " by a newer release. Update this program."
        )
        assert newer.value("SELECT version_num FROM alembic_version") == "9999"
        assert dump(server, database_url) == schema


@pytest.mark.parametrize(
    "table",
    [
        "interview_questions (id bigint)",
        "candidates (name text)",
        "candidates (id bigint PRIMARY KEY, name text, email text)",
        "interviews (id bigint)",
        "interview_results (id bigint)",
    ],
)
def test_a_database_with_tables_of_somebody_else_is_refused_and_left_alone(
    server: PostgresServer, empty: Connection, table: str
) -> None:
    empty.rows(f"CREATE TABLE {table}")
    schema = dump(server, empty.url)

    with pytest.raises(MigrationError) as refused:
        migrate(empty.url)

    name = table.partition(" ")[0]
    assert str(refused.value) == (
        f"The database has a table {name} that this program did not make."
        " Use a database of its own."
    )
    assert dump(server, empty.url) == schema


def test_the_tables_that_must_be_ours_are_those_of_the_first_release(empty: Connection) -> None:
    empty.load(RELEASES[0].read_text())

    assert set(columns(empty)) == TABLES


def test_tables_that_have_nothing_to_do_with_ours_are_no_obstacle(empty: Connection) -> None:
    empty.rows("CREATE TABLE something_else (id bigint); INSERT INTO something_else VALUES (1)")

    assert migrate(empty.url) == MADE
    assert migrate(empty.url) == []
    assert empty.value("SELECT count(*) FROM something_else") == 1


@pytest.mark.parametrize("version", ["0004", "0001", "1975ea83b712"])
@pytest.mark.parametrize(
    "other",
    [
        "",
        "CREATE TABLE candidates (id int)",
        "CREATE TABLE installation (id int); CREATE TABLE interviews (id int)",
    ],
    ids=["alone", "candidates", "installation"],
)
def test_the_alembic_version_of_another_program_is_not_taken_for_ours(
    server: PostgresServer, empty: Connection, version: str, other: str
) -> None:
    empty.rows("CREATE TABLE alembic_version (version_num text)")
    empty.rows(f"INSERT INTO alembic_version VALUES ('{version}'); {other}")
    schema = dump(server, empty.url)

    with pytest.raises(MigrationError) as refused:
        migrate(empty.url)

    assert str(refused.value) == (
        "The database has a table alembic_version that this program did not make."
        " Use a database of its own."
    )
    assert dump(server, empty.url) == schema


@pytest.mark.parametrize("outdated", [True, False])
def test_whoever_does_not_own_the_tables_is_told_who_does(
    database_url: str, outdated: bool
) -> None:
    with Connection(database_url, autocommit=True) as owner:
        name = f"reader_{owner.value('SELECT pg_backend_pid()')}"
        owner.rows(f"CREATE USER {name} PASSWORD 'pw'")
        if outdated:
            owner.rows("UPDATE installation SET schema_sha256 = NULL")
            owner.rows(f"GRANT SELECT ON alembic_version, installation TO {name}")
        try:
            with pytest.raises(MigrationError) as refused:
                migrate(f"postgresql://{name}:pw@{database_url.partition('@')[2]}")
        finally:
            owner.rows(f"DROP OWNED BY {name}; DROP USER {name}")

    table = "interview_questions" if outdated else "alembic_version"
    assert str(refused.value) == (
        f"permission denied for table {table}: DATABASE_OWNER_URL has to name the owner of the"
        " tables, postgres."
    )


def test_a_user_who_may_not_make_tables_gets_a_sentence(empty: Connection) -> None:
    name = f"reader_{empty.value('SELECT pg_backend_pid()')}"
    empty.rows(f"CREATE USER {name} PASSWORD 'pw'")
    try:
        address = empty.url.partition("@")[2]
        with pytest.raises(MigrationError, match="permission denied") as refused:
            migrate(f"postgresql://{name}:pw@{address}")
        assert "DATABASE_OWNER_URL has to name the owner of the database." in str(refused.value)
    finally:
        empty.rows(f"DROP USER {name}")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "DATABASE_URL is not a PostgreSQL address."),
        ("mysql://u:secret@h/d", "DATABASE_URL is not a PostgreSQL address."),
        ("postgresql://u:secret@h:port/d", "DATABASE_URL is not a PostgreSQL address."),
        ("", "DATABASE_URL is not a PostgreSQL address."),
    ],
)
def test_an_address_that_is_none_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(MigrationError) as refused:
        migrate(url)

    assert str(refused.value) == sentence


def test_a_database_that_cannot_be_reached_is_refused_without_its_password(
    server: PostgresServer,
) -> None:
    nobody_listens = f"postgresql://u:secret@127.0.0.1:{free_port()}/d"
    no_such_database = server.url("nothing_here")
    wrong_password = f"postgresql://postgres:secret@127.0.0.1:{server.port}/postgres"

    for url, reason in (
        (nobody_listens, "Connection refused"),
        (no_such_database, 'database "nothing_here" does not exist'),
        (wrong_password, "password authentication failed"),
    ):
        with pytest.raises(MigrationError) as refused:
            migrate(url)
        assert reason in str(refused.value)
        assert "\n" not in str(refused.value)
        assert "secret" not in str(refused.value)


def test_on_the_command_line_a_refusal_is_one_sentence_and_no_traceback() -> None:
    for arguments, said in (
        (["nonsense"], "The database could not be brought up to date: DATABASE_URL is not"),
        ([], "usage: python -m database.migrate postgresql://"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "database.migrate", *arguments],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.stderr.startswith(said)
        assert done.stderr.count("\n") == 1
        assert done.returncode == 1
