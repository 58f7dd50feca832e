"""Looking into a test's database, and changing it behind the services' back."""

from typing import Any

import psycopg2


def query(url: str, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement and commit; the rows it returns."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def count(url: str, table: str) -> int:
    number: int = query(url, f"SELECT count(*) FROM {table}")[0][0]
    return number
