"""Whether the database has the schema that this program is made for."""

import logging
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from psycopg2.errors import (  # type: ignore[import-untyped]
    InsufficientPrivilege,
    UndefinedColumn,
    UndefinedTable,
)
from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from utils.errors import Busy

log = logging.getLogger(__name__)

SCHEMA_VERSION = "0004"
NOT_THIS_SCHEMA = (UndefinedTable, UndefinedColumn, InsufficientPrivilege)


class SchemaMismatch(Busy):
    """The database is at another version: nothing is asked of it until that has changed."""

    code = "schema_mismatch"


class SchemaCheck:
    """Keeps this service off a database with another schema.

    The version is looked up when the pool hands out a connection, until it has been the right one;
    then again when somebody doubts it, or PostgreSQL says that there is no such table or column.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._fits = False
        self._complaint = ""
        self._telling = Lock()
        event.listen(engine, "checkout", self._on_checkout)
        event.listen(engine, "handle_error", self._on_error)

    def doubt(self) -> None:
        """Have the version looked up again by whoever is next."""
        self._fits = False

    def look_up(self) -> None:
        """Raises SchemaMismatch, Busy and what the pool raises."""
        self.doubt()
        with self._engine.connect():
            pass

    def look_up_in_background(self) -> None:
        """So that the log says at the start what does not fit."""

        def look() -> None:
            with suppress(Busy, SQLAlchemyError, ValueError):  # the last: unreadable bytes
                self.look_up()

        Thread(target=look, name="schema-check", daemon=True).start()

    def _on_checkout(self, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        is_old = record.info.setdefault("handed_out", 0)
        record.info["handed_out"] = 1
        if self._fits:
            return
        try:
            complaint = complaint_about(read_version(connection))
        except UndefinedTable:
            complaint = "The database has no tables yet: run make migrate."
        except InsufficientPrivilege:
            complaint = "The services may not use the database's tables yet: run make migrate."
        except psycopg2.Error as error:
            if is_old and connection.closed:
                raise InvalidatePoolError from error  # which has the pool try a fresh one
            log.error("database: %s", str(error).partition("\n")[0])
            raise Busy("The database is unavailable. Try again in a moment.") from error
        self._tell(complaint)
        if complaint:
            raise SchemaMismatch(complaint)
        self._fits = True

    def _tell(self, complaint: str) -> None:
        """Once, however many threads find it out together."""
        with self._telling:
            if complaint == self._complaint:
                return
            self._complaint = complaint
        log.log(logging.ERROR if complaint else logging.INFO, complaint or "the schema fits")

    def _on_error(self, context: ExceptionContext) -> None:
        if isinstance(context.original_exception, NOT_THIS_SCHEMA):
            self.doubt()
            log.error("database: %s", str(context.sqlalchemy_exception).partition("\n")[0])
            raise SchemaMismatch(
                "The database does not have the tables that this program uses: run make migrate."
            ) from context.original_exception


def read_version(connection: Any) -> str:
    """Of a connection of the driver's, in one trip."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(version_num), 'none') FROM alembic_version")
        version = str(cursor.fetchone()[0])
    connection.autocommit = False
    return version


def complaint_about(version: str) -> str:
    """A sentence that says what to do about another version than ours; nothing about ours."""
    if version == SCHEMA_VERSION:
        return ""
    newer = version.isdigit() and version > SCHEMA_VERSION
    what_to_do = "update this program" if newer else "run make migrate"
    return (
        f"The database has schema version {version}, and this program needs {SCHEMA_VERSION}: "
        f"{what_to_do}."
    )
