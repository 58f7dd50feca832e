"""The connection pool, and connections from it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Engine, ExceptionContext, Table, create_engine, event
from sqlalchemy.orm import DeclarativeBase, sessionmaker

from utils.logs import log_statements
from utils.settings import Settings, load_settings
from utils.watchdog import ConnectionWatchdog


def make_engine(settings: Settings) -> Engine:
    """A pool that gives up rather than hangs: connecting, waiting for a connection, for a lock and
    for a statement each have a limit."""
    limits = {
        "statement_timeout": settings.database_statement_timeout_seconds,
        "lock_timeout": settings.database_lock_timeout_seconds,
    }
    # A connection that was cut in the middle of a transaction gives its locks back after this.
    limits["idle_in_transaction_session_timeout"] = limits["statement_timeout"] * 1.5
    options = " ".join(f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items())
    engine = create_engine(
        settings.database_url,
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=settings.database_pool_timeout_seconds,
        hide_parameters=True,  # an error in the log would show names and answers
        connect_args={
            "connect_timeout": settings.database_connect_timeout_seconds,
            "application_name": "interviews-flask",
            # The tables are in public, whatever schema of its own name the role may have.
            "options": f"{options} -c timezone=UTC -c search_path=public",
        },
    )
    event.listen(engine, "handle_error", keep_the_first_line)
    event.listen(engine, "reset", end_autocommit)
    ConnectionWatchdog(engine, settings.database_statement_timeout_seconds * 1.5)
    if settings.log_sql:
        log_statements(engine)
    return engine


def keep_the_first_line(context: ExceptionContext) -> None:
    """PostgreSQL goes on with the row that it refused, or with a piece of the statement, in which
    the driver has put the parameters: names and answers, which no log may have."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


@contextmanager
def autocommit(engine: Engine) -> Iterator[Connection]:
    """A connection on which each statement is a transaction of its own, without the trips to the
    database that BEGIN and COMMIT take.

    For reads, and for statements each of which decides by itself. `commit` and `rollback` do
    nothing on it, and a lock ends with the statement that takes it: what locks a row, or writes
    twice what belongs together, wants `engine.begin()`. The pool ends it when it gets it back.
    """
    with engine.connect() as connection:
        # The driver's own switch: SQLAlchemy's isolation_level makes more trips than it saves.
        driver: Any = connection.connection.dbapi_connection
        driver.autocommit = True
        yield connection


def end_autocommit(connection: Any, *_: object) -> None:
    """Before the pool rolls back what it gets; a connection that fails here it replaces."""
    if connection.autocommit:  # in a transaction the driver refuses to be asked
        connection.autocommit = False


def table(model: type[DeclarativeBase]) -> Table:
    """The table of a model, for statements that need nothing of the ORM."""
    return cast(Table, model.__table__)


@cache
def default_engine() -> Engine:
    return make_engine(load_settings())


def __getattr__(name: str) -> Any:
    """`from utils.db import engine, SessionLocal`, made on first use so that importing is free."""
    if name == "engine":
        return default_engine()
    if name == "SessionLocal":
        return sessionmaker(default_engine(), expire_on_commit=False)
    raise AttributeError(name)
