"""Bringing an older backup up to date, in a database that is there for that only."""

import re
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg2 import errors, sql  # type: ignore[import-untyped]
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from database.migrate import (
    FOLDER,
    MigrationError,
    keep_people_out_of_the_log,
    migrate,
    with_psycopg2,
)
from launcher.databases import connect
from launcher.errors import LauncherError
from launcher.tables import (
    Table,
    continue_after,
    present,
    read_tables,
    speak_plainly,
    write_tables,
)
from launcher.triggers import without_triggers

# The schema of every release, without the question bank.
RELEASES = FOLDER / "releases"
NAME = "interviews_restore_"
OUR_NAME = re.compile(rf"{NAME}[0-9a-f]{{12}}")
MARK = "Made by make restore at "
# Longer than any restore; one that is at work holds on to its database besides.
LEFTOVER_AGE = timedelta(days=1)


def known(version: str) -> bool:
    return (RELEASES / f"{version}.sql").is_file()


def upgrade(url: str, version: str, tables: list[Table], files: Path, into: Path) -> list[Table]:
    """Those tables as this release would hold them, in files in `into`.

    Raises LauncherError when no database can be made on the server that `url` leads to.
    """
    with _scratch_database(url) as scratch:
        with closing(_connect(scratch)) as connection:
            with connection, connection.cursor() as cursor:
                cursor.execute((RELEASES / f"{version}.sql").read_text(encoding="utf-8"))
            with (
                connection,
                connection.cursor() as cursor,
                without_triggers(cursor, present(cursor)),
            ):
                read_tables(cursor, tables, files)
                for table in tables:
                    if table.last_id is not None:
                        continue_after(cursor, table.name, table.last_id)
        try:
            migrate(scratch)
        except MigrationError as error:
            raise LauncherError(f"The backup could not be brought up to date: {error}") from error
        with closing(_connect(scratch)) as connection, connection.cursor() as cursor:
            speak_plainly(cursor)
            return write_tables(cursor, into)


@contextmanager
def _scratch_database(url: str) -> Iterator[str]:
    name = f"{NAME}{secrets.token_hex(6)}"
    with closing(_connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        _drop_leftovers(cursor)
        _create(cursor, name)
        try:
            _mark(cursor, name)
            scratch = _url_of(url, name)
            _keep_people_out_of_the_log(scratch)
            # While this is open, nobody can drop it as a leftover.
            with closing(_connect(scratch)):
                yield scratch
        finally:
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def _keep_people_out_of_the_log(url: str) -> None:
    """Where this user may say so; it counts for connections made from now on."""
    engine = create_engine(with_psycopg2(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        keep_people_out_of_the_log(connection)


def _create(cursor: Any, name: str) -> None:
    cursor.execute(
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database"
        " WHERE datname = current_database()"
    )
    encoding, collation, kinds = cursor.fetchone()
    try:
        cursor.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"
            ).format(sql.Identifier(name), *map(sql.Literal, (encoding, collation, kinds)))
        )
    except errors.InsufficientPrivilege:
        raise LauncherError(
            "The backup is of an older schema version, and bringing it up to date wants a database "
            "for the moment, which this user may not make: "
            f"ALTER ROLE {cursor.connection.info.user} CREATEDB, or restore as another user. "
            "Nothing was restored."
        ) from None


def _mark(cursor: Any, name: str) -> None:
    cursor.execute("SELECT now()")
    (now,) = cursor.fetchone()
    comment = sql.Literal(f"{MARK}{now.isoformat()}")
    cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), comment))


def _drop_leftovers(cursor: Any) -> None:
    """Of restores that were killed: databases with such a name, our mark, and a time long ago.

    One without the mark is somebody else's, whatever it is called.
    """
    cursor.execute(
        "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), ''), now()"
        " FROM pg_database WHERE starts_with(datname, %s)",
        [NAME],
    )
    for name, comment, now in cursor.fetchall():
        made_at = _made_at(name, comment)
        if made_at is None or made_at > now - LEFTOVER_AGE:
            continue
        with suppress(errors.ObjectInUse, errors.InsufficientPrivilege, errors.InvalidCatalogName):
            cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _made_at(name: str, comment: str) -> datetime | None:
    """When `make restore` made the database, if it did."""
    if not (OUR_NAME.fullmatch(name) and comment.startswith(MARK)):
        return None
    try:
        return datetime.fromisoformat(comment.removeprefix(MARK)).astimezone()
    except ValueError:
        return None


def _connect(url: str) -> Any:
    return connect(url, client_encoding="UTF8", application_name="interviews-restore")


def _url_of(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)
