"""Brings a database up to date: `python -m database.migrate postgresql://…` or `make migrate`.

An empty database gets database/schema.sql; an existing one is carried forward by the numbered
migrations, and then gets schema.sql again, which by then changes nothing but the question bank.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

FOLDER = Path(__file__).resolve().parent
SCHEMA = FOLDER / "schema.sql"
# Any number, as long as everybody who migrates this database uses the same one.
# It differs from the one in schema.sql, which that file takes for itself while it loads.
MIGRATION_LOCK = 7236410562
OLDEST_POSTGRESQL = 14
# Of the first release; any of them without alembic_version is somebody else's.
TABLES = {
    "candidates",
    "interview_questions",
    "interviews",
    "asked_questions",
    "interview_answers",
    "interview_results",
    "evaluation_requests",
}


class MigrationError(Exception):
    """The database could not be brought up to date; the message is a sentence for a person."""


def migrate(url: str) -> list[str]:
    """Bring the database at `url` up to date and return a sentence for each thing that was done.

    Safe to call from any number of processes at once: they take turns.
    Raises MigrationError when the database cannot be reached, is not ours, or is newer than we are.
    """
    try:
        engine = create_engine(with_psycopg2(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            check_server(connection)
            connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
            return bring_up_to_date(connection)
    except ArgumentError as error:
        raise MigrationError("DATABASE_URL is not a PostgreSQL address.") from error
    except DBAPIError as error:
        raise MigrationError(first_line(error)) from error


def bring_up_to_date(connection: Connection) -> list[str]:
    steps = []
    refuse_foreign_tables(connection)
    before = question_count(connection)
    if before is None:
        load_schema(connection)
        steps.append("The tables were created.")
    else:
        steps += upgrade(connection)
        load_schema(connection)
    added = (question_count(connection) or 0) - (before or 0)
    if added:
        steps.append(f"{added} questions were added to the bank.")
    return steps


def upgrade(connection: Connection) -> list[str]:
    """Run the migrations that this database has not seen."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER / "migrations").replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    before, newest = version(connection), scripts.get_current_head()
    if before == newest:
        return []
    if before not in {script.revision for script in scripts.walk_revisions()}:
        raise MigrationError(
            f"The database is at schema version {before}, which this release does not know: "
            "it was made by a newer release. Update this program."
        )
    # The migrations are one transaction, on a connection that otherwise commits each statement.
    with connection.engine.execution_options(isolation_level="READ COMMITTED").connect() as ours:
        config.attributes["connection"] = ours
        command.upgrade(config, "head")
        ours.commit()
    return [f"The schema was upgraded from version {before} to {newest}."]


def check_server(connection: Connection) -> None:
    major = int((connection.dialect.server_version_info or (0,))[0])
    if major < OLDEST_POSTGRESQL:
        raise MigrationError(
            f"PostgreSQL {major} is too old: version {OLDEST_POSTGRESQL} or later is needed."
        )


def refuse_foreign_tables(connection: Connection) -> None:
    found = set(inspect(connection).get_table_names())
    if "alembic_version" not in found and (foreign := sorted(found & TABLES)):
        raise MigrationError(
            f"The database has a table {foreign[0]} that this program did not make. "
            "Use a database of its own."
        )


def version(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def question_count(connection: Connection) -> int | None:
    """Questions in the bank, retired ones included; None in a database without our tables."""
    if not inspect(connection).has_table("interview_questions"):
        return None
    return int(connection.execute(text("SELECT count(*) FROM interview_questions")).scalar_one())


def load_schema(connection: Connection) -> None:
    """Run schema.sql, which is a transaction of its own, as it is: a % in it is no placeholder."""
    unparsed = connection.execution_options(no_parameters=True)
    unparsed.exec_driver_sql(SCHEMA.read_text(encoding="utf-8"))


def with_psycopg2(url: str) -> str:
    """The address with the driver named: a bare postgresql:// means another one to SQLAlchemy."""
    try:
        parsed = make_url(url)
    except ValueError as error:  # a port that is not a number
        raise ArgumentError("not a PostgreSQL address") from error
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise ArgumentError("not a PostgreSQL address")
    return parsed.set(drivername="postgresql+psycopg2").render_as_string(hide_password=False)


def first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0]


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m database.migrate postgresql://user:password@host/database")
    try:
        steps = migrate(sys.argv[1])
    except MigrationError as error:
        sys.exit(f"The database could not be brought up to date: {error}")
    print("\n".join(steps or ["The database is up to date."]))


if __name__ == "__main__":
    main()
