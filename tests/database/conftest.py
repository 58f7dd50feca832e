"""Databases made by schema.sql, and an interview in them."""

from collections.abc import Iterator

import pytest

from tests.database.sql import Connection


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """One transaction on a database with the tables and the bank, rolled back at the end."""
    with Connection(database_url) as one:
        yield one


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Connection]:
    """An empty database; each statement is committed."""
    with Connection(empty_database_url, autocommit=True) as one:
        yield one
