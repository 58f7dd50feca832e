"""Talking to PostgreSQL as a person with psql does, and through the driver."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg2

from launcher.postgres import PostgresServer
from tests.support.services import REPOSITORY

SCHEMA = REPOSITORY / "database" / "schema.sql"
SKILLS = [
    "python",
    "sql",
    "javascript",
    "java",
    "devops",
    "data science",
    "system design",
    "behavioural",
]


class Connection:
    def __init__(self, url: str, autocommit: bool = False) -> None:
        self.url = url
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = autocommit

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def column(self, statement: str, *values: object) -> list[Any]:
        return [row[0] for row in self.rows(statement, *values)]

    def value(self, statement: str, *values: object) -> Any:
        (found,) = self.column(statement, *values)
        return found

    def refusal(self, statement: str) -> psycopg2.Error | None:
        """What PostgreSQL says to a statement; None when it was accepted. Undone either way."""
        self.rows("SAVEPOINT before")
        try:
            self.rows(statement)
        except psycopg2.Error as error:
            return error
        finally:
            self.rows("ROLLBACK TO before")
        return None

    def load(self, schema: str | None = None) -> None:
        """Load schema.sql, or another text of it, through the driver."""
        self.rows(SCHEMA.read_text() if schema is None else schema)


def psql(
    server: PostgresServer, script: str, database: str = "postgres", *options: str
) -> subprocess.CompletedProcess[str]:
    """What a person at the repository root types into psql. No .psqlrc is read."""
    url = server.url(database)
    return subprocess.run(
        [str(server.bin_dir / "psql"), "--no-psqlrc", *options, url],
        input=script,
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def dump(server: PostgresServer, url: str, *options: str) -> str:
    """The schema as pg_dump writes it, without the lines that differ from run to run."""
    done = subprocess.run(
        [str(server.bin_dir / "pg_dump"), "--schema-only", *options, url],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    random = ("\\restrict", "\\unrestrict")
    return "\n".join(line for line in done.stdout.splitlines() if not line.startswith(random))


def name_of(url: str) -> str:
    return Path(url).name
