"""Our tables as a backup holds them: the content of each in a file, as COPY writes it.

COPY's text form is the same in every PostgreSQL that we work with, so a backup needs none of its
programs and no particular version of it. Nothing but our tables is ever read or written.
"""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg2 import sql  # type: ignore[import-untyped]

from launcher.disk import sha256_of
from launcher.errors import LauncherError

# A table comes after those it refers to. What else is ours tells about the database itself.
TABLES = (
    "candidates",
    "interview_questions",
    "interviews",
    "asked_questions",
    "interview_answers",
    "interview_results",
    "evaluation_requests",
    "calibrations",
)
# Speed counts for more than size; the text of rubrics shrinks to a tenth either way.
COMPRESSION = 3


@dataclass(frozen=True, slots=True)
class Table:
    """What a table held."""

    name: str
    columns: list[str]
    rows: int
    last_id: int | None  # the highest id that was ever given out; None where PostgreSQL gives none
    sha256: str  # of the file

    @property
    def file_name(self) -> str:
        return f"{self.name}.copy.gz"


def speak_plainly(cursor: Any) -> None:
    """Have times written in one way in this transaction, whatever the user prefers; and have it
    fail rather than pass over rows that a policy hides from this user."""
    cursor.execute(
        "SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'; SET LOCAL row_security = off"
    )


def write_tables(cursor: Any, folder: Path) -> list[Table]:
    """Write each of our tables that there is to a file in `folder`."""
    return [_write(cursor, name, folder) for name in present(cursor)]


def read_tables(cursor: Any, tables: Iterable[Table], folder: Path) -> None:
    """Add the rows of those files. Raises LauncherError for columns that the database lacks."""
    for table in tables:
        if missing := [
            name for name in table.columns if name not in columns_of(cursor, table.name)
        ]:
            raise LauncherError(
                f"The backup's {table.name} have a column {missing[0]}, which is none of ours: add "
                "it to this database first (ALTER TABLE ... ADD COLUMN), or rename it in the other "
                "and make another backup. Nothing was restored."
            )
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), names(table.columns)
        )
        with gzip.open(folder / table.file_name) as file:
            cursor.copy_expert(copy, file)


def present(cursor: Any) -> list[str]:
    """Those of our tables that this database has: an earlier release had fewer."""
    cursor.execute(
        "SELECT name FROM unnest(%s) WITH ORDINALITY AS ours (name, place)"
        " WHERE to_regclass(name) IS NOT NULL ORDER BY place",
        [list(TABLES)],
    )
    return [name for (name,) in cursor]


def columns_of(cursor: Any, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in cursor]


def count_rows(cursor: Any, table: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM ONLY {}").format(sql.Identifier(table)))
    return int(cursor.fetchone()[0])


def last_id(cursor: Any, table: str) -> int | None:
    sequence = _sequence(cursor, table)
    if sequence is None:
        return None
    cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - quoted already
    value, is_called = cursor.fetchone()
    return int(value) if is_called else int(value) - 1


def continue_after(cursor: Any, table: str, last: int) -> None:
    """The next id is a higher one than `last`."""
    cursor.execute("SELECT setval(%s, %s, false)", [_sequence(cursor, table), last + 1])


def names(of: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, of))


def _write(cursor: Any, name: str, folder: Path) -> Table:
    columns = columns_of(cursor, name)
    copy = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), names(columns))
    file = folder / f"{name}.copy.gz"
    with gzip.open(file, "wb", COMPRESSION) as out:
        cursor.copy_expert(copy, out)
    return Table(name, columns, count_rows(cursor, name), last_id(cursor, name), sha256_of(file))


def _sequence(cursor: Any, table: str) -> str | None:
    if "id" not in columns_of(cursor, table):
        return None
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
    sequence: str | None = cursor.fetchone()[0]
    return sequence
