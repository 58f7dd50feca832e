"""Connections whose statements each count by themselves, on the pool of those that do not."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.support.database import query
from tests.support.loading import Load, service_modules

ADD = text("INSERT INTO candidates (name, email) VALUES ('Ada', 'ada@example.com')")
END = text("SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture(params=["flask_app", "fastapi_app"])
def load(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> Iterator[Load]:
    """The modules of a service whose pool has one connection, so that every use is of the same."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATABASE_POOL_SIZE", "1")
    with service_modules(request.param) as load:
        yield load
        load("utils.db").engine.dispose()


def candidates(database_url: str) -> int:
    ((number,),) = query(database_url, "SELECT count(*) FROM candidates")
    return int(number)


def test_a_statement_counts_at_once_when_each_counts_by_itself(
    load: Load, database_url: str
) -> None:
    db = load("utils.db")

    with db.autocommit(db.engine) as connection:
        connection.execute(ADD)

        assert candidates(database_url) == 1


def test_the_next_use_of_that_connection_counts_as_a_whole_or_not_at_all(
    load: Load, database_url: str
) -> None:
    db = load("utils.db")
    with db.autocommit(db.engine) as connection:
        connection.execute(ADD)

    with db.engine.connect() as connection:
        connection.execute(ADD)

    assert candidates(database_url) == 1


def test_a_connection_that_breaks_is_replaced(load: Load, database_url: str) -> None:
    db = load("utils.db")
    with pytest.raises(OperationalError), db.autocommit(db.engine) as connection:
        connection.execute(END)

    with db.engine.begin() as connection:
        connection.execute(ADD)
        assert candidates(database_url) == 0
    with db.autocommit(db.engine) as connection:
        connection.execute(ADD)

    assert candidates(database_url) == 2


def test_after_an_error_too_the_next_use_counts_as_a_whole_or_not_at_all(
    load: Load, database_url: str
) -> None:
    db = load("utils.db")
    with pytest.raises(IntegrityError), db.autocommit(db.engine) as connection:
        connection.execute(text("INSERT INTO candidates (name, email) VALUES (NULL, NULL)"))

    with db.engine.connect() as connection:
        connection.execute(ADD)

    assert candidates(database_url) == 0


def test_a_connection_that_cannot_be_switched_back_is_replaced(
    load: Load, database_url: str
) -> None:
    db = load("utils.db")
    with db.autocommit(db.engine) as connection:
        connection.connection.dbapi_connection.close()

    with db.engine.begin() as connection:
        connection.execute(ADD)

    assert candidates(database_url) == 1
