"""Loading database/schema.sql, and what it makes."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Identity, MetaData, create_engine, text
from sqlalchemy.pool import NullPool

from launcher.postgres import PostgresServer
from tests.conftest import execute
from tests.database.sql import Connection, dump, name_of, psql
from tests.support.loading import service_modules

TABLES = [
    "alembic_version",
    "asked_questions",
    "calibrations",
    "candidates",
    "evaluation_requests",
    "installation",
    "interview_answers",
    "interview_questions",
    "interview_results",
    "interviews",
]
BANK = "SELECT skill, position, version, retired_at FROM interview_questions ORDER BY id"


def tables(connection: Connection) -> list[str]:
    return connection.column(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    )


# Loading it -----------------------------------------------------------------------------------


def test_the_specification_s_steps_work_word_for_word_and_a_second_time(
    server: PostgresServer,
) -> None:
    execute(server, "DROP DATABASE IF EXISTS interviewdb WITH (FORCE)")

    first = psql(
        server,
        "CREATE DATABASE interviewdb;\n\\c interviewdb\n\\i database/schema.sql;\n\\dt\n",
    )
    again = psql(server, "\\c interviewdb\n\\i database/schema.sql;\n\\dt\n")

    assert first.stderr == again.stderr == ""
    for said in (first.stdout, again.stdout):
        assert [table for table in TABLES if f" {table} " not in said] == []
    with Connection(server.url("interviewdb")) as made:
        assert tables(made) == TABLES
        assert made.column("SELECT count(*) FROM interview_questions") == [48]
    execute(server, "DROP DATABASE interviewdb WITH (FORCE)")
    execute(server, "CREATE DATABASE interviewdb")  # as the embedded server keeps it


def test_loading_it_twice_through_the_driver_changes_nothing(
    server: PostgresServer, empty: Connection
) -> None:
    empty.load()
    bank, schema = empty.rows(BANK), dump(server, empty.url)

    empty.load()

    assert empty.rows(BANK) == bank
    assert dump(server, empty.url) == schema
    assert tables(empty) == TABLES


def test_two_who_load_it_at_once_take_turns(empty_database_url: str) -> None:
    def load(_: int) -> None:
        with Connection(empty_database_url, autocommit=True) as one:
            one.load()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(load, range(4)))

    with Connection(empty_database_url) as made:
        assert tables(made) == TABLES
        assert made.value("SELECT count(*) FROM interview_questions") == 48
        assert made.rows("SELECT * FROM alembic_version") == [("0004",)]


@pytest.mark.parametrize("options", [(), ("--set=ON_ERROR_STOP=1",)], ids=["psql", "stopping"])
def test_an_older_file_refuses_a_newer_database_and_leaves_it_alone(
    server: PostgresServer, database_url: str, options: tuple[str, ...]
) -> None:
    with Connection(database_url, autocommit=True) as newer:
        newer.rows(
            "UPDATE alembic_version SET version_num = '9999';"
            "DROP TABLE evaluation_requests; DELETE FROM interview_questions WHERE id > 10"
        )
        before = newer.rows(BANK)

        done = psql(server, "\\i database/schema.sql\n", name_of(database_url), *options)

        assert "This database holds another version of the schema." in done.stderr
        assert 'Run "make migrate"' in done.stderr
        assert done.returncode == (3 if options else 0)  # psql's own way
        assert newer.rows("SELECT * FROM alembic_version") == [("9999",)]
        assert newer.rows(BANK) == before
        assert tables(newer) == [table for table in TABLES if table != "evaluation_requests"]
        with pytest.raises(psycopg2.errors.RaiseException, match="another version"):
            newer.load()


def test_an_error_in_the_middle_leaves_nothing_behind(empty: Connection) -> None:
    empty.rows("CREATE TABLE interview_results (id text)")

    with pytest.raises(psycopg2.Error):
        empty.load()
    empty.rows("ROLLBACK")

    assert tables(empty) == ["interview_results"]


# The models map it ----------------------------------------------------------------------------


def differences(url: str, service: str, *statements: str) -> list[Any]:
    """What would have to change so that the database fits the models."""
    with service_modules(service) as load:
        metadata = load("models.models").Base.metadata
    engine = create_engine(url.replace("postgresql", "postgresql+psycopg2"), poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": lambda name, *_: name != "alembic_version",
        }
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, metadata)
        other = [change for change in found if not (is_identity(change) or is_index(change))]
        return [*other, *index_differences(connection, metadata)]


def is_index(change: Any) -> bool:
    return isinstance(change, tuple) and change[0] in {"add_index", "remove_index"}


def index_differences(connection: SqlConnection, metadata: MetaData) -> set[Any]:
    """Compared as PostgreSQL writes them: Alembic passes over WHERE, and takes two ways of writing
    an expression for two expressions."""
    connection.execute(text("CREATE SCHEMA mapped"))
    metadata.create_all(connection.execution_options(schema_translate_map={None: "mapped"}))
    real, mapped = (
        set(
            connection.scalars(
                text(
                    "SELECT replace(indexdef, schemaname || '.', '') FROM pg_indexes"
                    " WHERE schemaname = :schema AND tablename <> 'alembic_version'"
                ),
                {"schema": schema},
            )
        )
        for schema in ("public", "mapped")
    )
    return real ^ mapped


def is_identity(change: Any) -> bool:
    """That the database numbers an id: the models leave it unsaid. Tested in test_rules.py."""
    return (
        isinstance(change, list)
        and [one[0] for one in change] == ["modify_default"]
        and change[0][3] == "id"
        and isinstance(change[0][5], Identity)
    )


@pytest.mark.parametrize("service", ["flask_app", "fastapi_app"])
def test_the_models_of_each_service_are_the_schema(database_url: str, service: str) -> None:
    assert differences(database_url, service) == []


@pytest.mark.parametrize(
    "drift",
    [
        "CREATE TABLE another (id bigint)",
        "DROP TABLE evaluation_requests",
        "ALTER TABLE candidates ADD COLUMN another text",
        "ALTER TABLE candidates DROP COLUMN phone",
        "ALTER TABLE candidates ALTER COLUMN phone SET NOT NULL",
        "ALTER TABLE candidates ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE candidates ALTER COLUMN created_at TYPE timestamp",
        "ALTER TABLE interview_results ALTER COLUMN provisional_score TYPE numeric(6, 3)",
        "ALTER TABLE interview_results ALTER COLUMN current DROP DEFAULT",
        "ALTER TABLE interviews ALTER COLUMN status SET DEFAULT 'completed'",
        "ALTER TABLE interview_results DROP CONSTRAINT interview_results_version",
        "ALTER TABLE interview_answers DROP CONSTRAINT interview_answers_question_was_asked",
        "DROP INDEX interview_results_one_current",
        "DROP INDEX candidates_folded_email",
        "CREATE INDEX another ON candidates (name)",
        "DROP INDEX interviews_ongoing; CREATE INDEX interviews_ongoing"
        " ON interviews (created_at, id) WHERE status = 'completed'",
        "DROP INDEX interviews_best_first; CREATE INDEX interviews_best_first"
        " ON interviews (coalesce(score, (-2)::numeric), id)",
    ],
)
def test_that_comparison_would_notice(database_url: str, drift: str) -> None:
    assert differences(database_url, "fastapi_app", drift) != []
