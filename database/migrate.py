"""Brings a database up to date: `python -m database.migrate postgresql://…` or `make migrate`.

An empty database gets database/schema.sql; an existing one is carried forward by the numbered
migrations, and then gets schema.sql again, which by then changes nothing but the question bank.
The services may run meanwhile: what is up to date is only looked at, and what has to be locked is
given free again at once where somebody else holds it.
"""

import hashlib
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg2 import errors, sql  # type: ignore[import-untyped]
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from database.search_path import OUR_SCHEMA, TABLES, see_only_ours

Done = TypeVar("Done")

FOLDER = Path(__file__).resolve().parent
SCHEMA = FOLDER / "schema.sql"
# Any number, as long as everybody who migrates this database uses the same one.
# It differs from the one in schema.sql, which that file takes for itself while it loads.
MIGRATION_LOCK = 7236410562
OLDEST_POSTGRESQL = 14
# Of this release. An upgrade locks them in this order, which is that of the services' transactions.
ALL_TABLES = (
    "installation",
    "candidates",
    "interviews",
    "asked_questions",
    "interview_answers",
    "interview_results",
    "evaluation_requests",
    "interview_questions",
    "calibrations",
    "alembic_version",
)
SERVICE_ROLE = "interviews_service"
GRANT = re.compile(rf"GRANT ([^;]+?)\s+ON (?!SCHEMA)([^;]+?)\s+TO {SERVICE_ROLE};")
PRIVILEGE = re.compile(r"(\w+)(?: \((.*?)\))?", re.DOTALL)
# Shorter than PostgreSQL's deadlock_timeout (1 s): where the services and we stand in each other's
# way it is we who give in, and theirs is never the transaction that is ended.
LOCK_SECONDS = 0.5
# Until the next try; in between the services do what they could not do meanwhile.
PAUSE_SECONDS = (0.5, 1.5)
PATIENCE_SECONDS = 180.0
# For another process that is migrating this database.
TURN_SECONDS = 600.0
IN_THE_WAY = (errors.LockNotAvailable, errors.QueryCanceled, errors.DeadlockDetected)
# What releases 0001 and 0002 noted when the evaluator met a schema that was not its own.
FAILED_ON_THE_SCHEMA = "The evaluator answered with status 500."


ONLY_ASCII = (
    "The database knows capitals of A to Z only (LC_CTYPE C), so candidates and skills in other "
    "letters are found only as they were written: make a database with LC_CTYPE 'C.UTF-8', say, "
    "and bring the data over with make backup and make restore."
)


class MigrationError(Exception):
    """The database could not be brought up to date; the message is a sentence for a person."""


def migrate(
    url: str,
    *,
    patience_seconds: float = PATIENCE_SECONDS,
    turn_seconds: float = TURN_SECONDS,
    tell: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Bring the database at `url` up to date and return a sentence for each thing that was done.

    Safe to call from any number of processes at once: they take turns, for which each waits at most
    `turn_seconds`. For locks that others hold it tries again for `patience_seconds`, and tells so.
    Raises MigrationError when the database cannot be reached, is not ours, is newer than we are, or
    somebody keeps it locked.
    """
    try:
        engine = create_engine(
            with_psycopg2(url),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"client_encoding": "UTF8", "application_name": "interviews-migrate"},
        )
        with engine.connect() as connection:
            check_server(connection)
            if complaint := see_only_ours(connection.connection.driver_connection):
                raise MigrationError(complaint)
            # The user's own limit must not end an upgrade that takes long.
            connection.exec_driver_sql("SET statement_timeout = 0")
            limit_waiting(connection, LOCK_SECONDS)
            with explained(connection):
                refuse_foreign_tables(connection)
                steps: list[str] = []
                if not patiently(connection, is_up_to_date, patience_seconds, tell):
                    take_turn(connection, turn_seconds)
                    steps += patiently(connection, bring_up_to_date, patience_seconds, tell)
                if log_settings_to_change(connection):
                    take_turn(connection, turn_seconds)
                    change = keep_people_out_of_the_log
                    steps += patiently(connection, change, patience_seconds, tell)
            if not knows_letters(connection):
                tell(ONLY_ASCII)
            return steps
    except ArgumentError as error:
        raise MigrationError("DATABASE_URL is not a PostgreSQL address.") from error
    except DBAPIError as error:
        raise MigrationError(first_line(error)) from error


@contextmanager
def explained(connection: Connection) -> Iterator[None]:
    """Raises MigrationError where PostgreSQL does not let this user do what an owner may."""
    try:
        yield
    except DBAPIError as error:
        if not isinstance(error.orig, errors.InsufficientPrivilege):
            raise
        connection.exec_driver_sql("ROLLBACK")
        owners = connection.scalar(
            text(
                "SELECT string_agg(DISTINCT tableowner::text, ', ') FROM pg_tables"
                " WHERE schemaname = :schema AND tablename = ANY (:tables)"
            ),
            {"schema": OUR_SCHEMA, "tables": list(ALL_TABLES)},
        )
        whom = f"the owner of the tables, {owners}" if owners else "the owner of the database"
        raise MigrationError(
            f"{first_line(error)}: DATABASE_OWNER_URL has to name {whom}."
        ) from error


def is_up_to_date(connection: Connection) -> bool:
    """Whether there is nothing to do. It locks nothing that the services would want."""
    if not set(ALL_TABLES) <= set(inspect(connection).get_table_names(OUR_SCHEMA)):
        return False
    if version(connection) != newest_version():
        return False
    if connection.scalar(text("SELECT schema_sha256 FROM installation")) != schema_sha256():
        return False
    return has_its_rights(connection)


def has_its_rights(connection: Connection) -> bool:
    """Whether the services' role may do what schema.sql grants, if there is such a role: it may
    have been made since, or the database have come here without its privileges."""
    tables, privileges, columns = zip(*granted(), strict=True)
    missing = text(
        "SELECT EXISTS (SELECT FROM pg_roles, unnest(CAST(:tables AS text[]),"
        " CAST(:privileges AS text[]), CAST(:columns AS text[])) AS granted (name, privilege, part)"
        " WHERE rolname = :role AND NOT (has_schema_privilege(rolname, :schema, 'USAGE')"
        " AND CASE WHEN part = '' THEN has_table_privilege(rolname, name, privilege)"
        " ELSE has_column_privilege(rolname, name, part, privilege) END))"
    )
    values = {"tables": tables, "privileges": privileges, "columns": columns}
    lists = {name: list(found) for name, found in values.items()}
    return not connection.scalar(missing, {**lists, "role": SERVICE_ROLE, "schema": OUR_SCHEMA})


def granted() -> list[tuple[str, str, str]]:
    """Table, privilege and column, which is empty for all of them, of each grant in schema.sql."""
    schema = SCHEMA.read_text(encoding="utf-8")
    return [
        (table, privilege, column)
        for privileges, tables in GRANT.findall(schema)
        for table in tables.replace(",", " ").split()
        for privilege, columns in PRIVILEGE.findall(privileges)
        for column in columns.replace(",", " ").split() or [""]
    ]


def take_turn(connection: Connection, seconds: float) -> None:
    """Wait until no other process migrates this database; our turn ends with the connection."""
    limit_waiting(connection, seconds)
    try:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": MIGRATION_LOCK})
    except DBAPIError as error:
        if not isinstance(error.orig, errors.LockNotAvailable):
            raise
        raise MigrationError(
            "Another process is bringing this database up to date and does not come to an end. "
            f"{who_is_in_the_way(connection)}"
        ) from error
    limit_waiting(connection, LOCK_SECONDS)


def patiently(
    connection: Connection,
    work: Callable[[Connection], Done],
    seconds: float,
    tell: Callable[[str], None],
) -> Done:
    """Do `work`; where others hold what it needs, undo it, let them go on, and try again."""
    give_up_at = time.monotonic() + seconds
    told = False
    while True:
        try:
            return work(connection)
        except DBAPIError as error:
            if not isinstance(error.orig, IN_THE_WAY):
                raise
            connection.exec_driver_sql("ROLLBACK")
            reason = who_is_in_the_way(connection)
            if not told:
                tell(f"Waiting for a lock. {reason}")
                told = True
            if time.monotonic() > give_up_at:
                raise MigrationError(
                    f"Its tables are in use for more than {seconds:g} seconds. {reason}"
                ) from error
        time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - not for secrets


def bring_up_to_date(connection: Connection) -> list[str]:
    """All of it in one transaction, which ends with schema.sql, or nothing."""
    if is_up_to_date(connection):  # somebody's turn was before ours
        return []
    steps = []
    before = question_count(connection)
    connection.exec_driver_sql("BEGIN")
    if before is None:
        steps.append("The tables were created.")
    else:
        steps += upgrade(connection)
    load_schema(connection)
    connection.execute(
        text("UPDATE installation SET schema_sha256 = :sha256"), {"sha256": schema_sha256()}
    )
    added = (question_count(connection) or 0) - (before or 0)
    if added:
        what = "question was" if added == 1 else "questions were"
        steps.append(f"{added} {what} added to the bank.")
    return steps


def upgrade(connection: Connection) -> list[str]:
    """Run the migrations that this database has not seen."""
    scripts = ScriptDirectory.from_config(alembic_config())
    before, newest = version(connection), newest_version()
    if before == newest:
        return []
    if before not in {script.revision for script in scripts.walk_revisions()}:
        raise MigrationError(
            f"The database is at schema version {before}, which this release does not know: "
            "it was made by a newer release. Update this program."
        )
    lock_tables(connection)
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    steps = [f"The schema was upgraded from version {before} to {newest}."]
    if revived := revive(connection):
        what = (
            "evaluation that had failed is" if revived == 1 else "evaluations that had failed are"
        )
        steps.append(f"{revived} {what} due again.")
    return steps


def lock_tables(connection: Connection) -> None:
    """Take all locks before the first change, so that none is waited for while others are held
    longer than the services would stand. Raises DBAPIError when somebody holds one."""
    found = set(inspect(connection).get_table_names(OUR_SCHEMA))
    names = ", ".join(name for name in ALL_TABLES if name in found)
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(LOCK_SECONDS * 1000)}")
    connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def revive(connection: Connection) -> int:
    """Have evaluations tried again that failed because the schema was another one."""
    done = connection.execute(
        text(
            "UPDATE evaluation_requests SET failures = 0, under_way = false,"
            " next_attempt_at = now() WHERE next_attempt_at IS NULL AND last_error = :reason"
        ),
        {"reason": FAILED_ON_THE_SCHEMA},
    )
    return done.rowcount


def check_server(connection: Connection) -> None:
    major = int((connection.dialect.server_version_info or (0,))[0])
    if major < OLDEST_POSTGRESQL:
        raise MigrationError(
            f"PostgreSQL {major} is too old: version {OLDEST_POSTGRESQL} or later is needed."
        )
    encoding = connection.scalar(text("SELECT getdatabaseencoding()"))
    if encoding != "UTF8":
        raise MigrationError(
            f"The database is in {encoding} and cannot hold every name: make one with "
            "ENCODING 'UTF8'."
        )


def knows_letters(connection: Connection) -> bool:
    """Whether PostgreSQL knows capitals and small letters beyond ASCII here."""
    return bool(connection.scalar(text("SELECT lower('ÉΣЖ') = 'éσж'")))


def limit_waiting(connection: Connection, seconds: float) -> None:
    connection.exec_driver_sql(f"SET lock_timeout = {round(seconds * 1000)}")


def refuse_foreign_tables(connection: Connection) -> None:
    found = set(inspect(connection).get_table_names(OUR_SCHEMA))
    # Alembic's table is many a program's. What is ours, we may have lost a table of.
    is_ours = "alembic_version" in found and (found >= TABLES or knows_its_epoch(connection))
    if not is_ours and (foreign := sorted(found & {*TABLES, "alembic_version"})):
        raise MigrationError(
            f"The database has a table {foreign[0]} that this program did not make. "
            "Use a database of its own."
        )


def knows_its_epoch(connection: Connection) -> bool:
    return bool(
        connection.scalar(
            text(
                "SELECT EXISTS (SELECT FROM pg_attribute WHERE attname = 'epoch'"
                " AND attrelid = to_regclass('installation'))"
            )
        )
    )


def who_is_in_the_way(connection: Connection) -> str:
    """A sentence on whoever has held one of our locks for longest."""
    holder = connection.execute(
        text(
            "SELECT pid, application_name, usename, state, xact_start, relation::regclass::text"
            " FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE granted AND pid <> pg_backend_pid() AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND (relation IN (SELECT to_regclass(name) FROM unnest(CAST(:ours AS text[])) name)"
            " OR (locktype = 'advisory' AND (classid::bigint << 32) | objid::bigint = :lock))"
            " ORDER BY xact_start, pid LIMIT 1"
        ),
        {"ours": list(ALL_TABLES), "lock": MIGRATION_LOCK},
    ).one_or_none()
    if holder is None:
        return "Who held them has let go since."
    pid, program, user, state, since, table = holder
    about = ", ".join(filter(None, (program, user, state)))
    what = table or "the lock of those who migrate"
    when = f" since {since:%Y-%m-%d %H:%M:%S %Z}" if since else ""  # hidden from some users
    return (
        f"Process {pid} ({about}) holds {what}{when}: let it end, or end it with "
        f"SELECT pg_terminate_backend({pid})."
    )


def version(connection: Connection) -> str | None:
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest_version() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER / "migrations").replace("%", "%%"))
    return config


def question_count(connection: Connection) -> int | None:
    """Questions in the bank, retired ones included; None in a database without our tables."""
    if not inspect(connection).has_table("interview_questions", OUR_SCHEMA):
        return None
    return int(connection.execute(text("SELECT count(*) FROM interview_questions")).scalar_one())


def schema_sha256() -> str:
    return hashlib.sha256(SCHEMA.read_bytes()).hexdigest()


def load_schema(connection: Connection) -> None:
    """Run schema.sql, which commits at its end, as it is: a % in it is no placeholder."""
    unparsed = connection.execution_options(no_parameters=True)
    unparsed.exec_driver_sql(SCHEMA.read_text(encoding="utf-8"))


# Without them PostgreSQL's log shows statements with names and answers in them.
LOG_SETTINGS = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
}

NOT_LOGGED = "PostgreSQL's log leaves out names and answers from now on."
MAY_BE_LOGGED = (
    "PostgreSQL's log may show names and answers; the README says how a superuser prevents it."
)


def log_settings_to_change(connection: Connection) -> dict[str, str]:
    """Looked at each time: what is set for a database does not travel with a dump or a copy."""
    return {
        name: value
        for name, value in LOG_SETTINGS.items()
        if connection.scalar(text("SELECT current_setting(:name)"), {"name": name}) != value
    }


def keep_people_out_of_the_log(connection: Connection) -> list[str]:
    """Set for this database what the server has otherwise, which only a superuser may."""
    driver = connection.connection.driver_connection
    database = sql.Identifier(str(connection.scalar(text("SELECT current_database()"))))
    to_change = log_settings_to_change(connection)
    for name, value in to_change.items():
        change = sql.SQL("ALTER DATABASE {} SET {} = {}").format(
            database, sql.Identifier(name), sql.Literal(value)
        )
        try:
            connection.exec_driver_sql(change.as_string(driver))
        except DBAPIError as error:
            if not isinstance(error.orig, errors.InsufficientPrivilege):
                raise
            return [MAY_BE_LOGGED]
    if not to_change:
        return []
    with connection.engine.connect() as anew:  # what is set for a role outranks the database's
        return [MAY_BE_LOGGED if log_settings_to_change(anew) else NOT_LOGGED]


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
        steps = migrate(sys.argv[1], tell=print)
    except MigrationError as error:
        sys.exit(f"The database could not be brought up to date: {error}")
    print("\n".join(steps or ["The database is up to date."]))


if __name__ == "__main__":
    main()
