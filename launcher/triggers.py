"""Loading what was stored before must not set off what storing something new does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg2 import sql  # type: ignore[import-untyped]

# How a trigger is switched on, by what pg_trigger says of it.
MODES = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


@contextmanager
def without_triggers(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """No trigger of these tables fires, ours and a team's own; those that check foreign keys do.

    Afterwards each is as it was. In a transaction that fails, they are so by themselves.
    """
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'D'"
        " AND tgrelid IN (SELECT to_regclass(name) FROM unnest(%s) AS name)",
        [list(tables)],
    )
    found = cursor.fetchall()
    for table, name, _ in found:
        _switch(cursor, table, "DISABLE", name)
    yield
    for table, name, mode in found:
        _switch(cursor, table, MODES[mode], name)


def _switch(cursor: Any, table: str, how: str, name: str) -> None:
    # The table's name comes quoted from PostgreSQL.
    cursor.execute(
        sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
            sql.SQL(table), sql.SQL(how), sql.Identifier(name)
        )
    )
