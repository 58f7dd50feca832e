"""Which statements reach a database, and how PostgreSQL would execute them."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2  # type: ignore[import-untyped]

from launcher.postgres import PostgresServer

# Tables that grow with every interview.
GROWING = frozenset(
    {
        "candidates",
        "interviews",
        "asked_questions",
        "interview_answers",
        "interview_results",
        "evaluation_requests",
    }
)
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
BEGINNING = re.compile(r"^\S+ \S+ \S+ \[(\d+)\] (\w+):  (.*)$")
ARRIVAL_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Statement:
    service: str  # the connection's application_name
    text: str  # with its values, as it was sent

    @property
    def shape(self) -> str:
        """The same for statements that differ in their values alone."""
        return " ".join(re.sub(r"'(?:[^']|'')*'|\b\d+\b", "?", self.text).split())


class StatementLog:
    """Every statement that the connections to one database send, BEGIN and COMMIT included.

    While it is open the server logs those of every database, so it is for a server of our own.
    """

    def __init__(self, server: PostgresServer, url: str) -> None:
        self._folder = server.area.logs
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True
        self._read = {file: file.stat().st_size for file in self._files()}
        self._set("ALTER SYSTEM SET log_statement = 'all'", "all")

    def close(self) -> None:
        self._set("ALTER SYSTEM RESET log_statement", "none")
        self._connection.close()

    def take(self) -> list[Statement]:
        """Those of connections that still live, since the last call, in their order."""
        mark = uuid4().hex
        self._ask(f"SELECT '{mark}'")
        text = self._text_up_to(mark)
        names = dict(
            self._ask(
                "SELECT pid, application_name FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        return [
            Statement(names[process], statement)
            for process, statement in entries(text)
            if process in names
        ]

    def sequential_scans(self, statement: Statement) -> list[str]:
        """The growing tables that its plan reads from end to end."""
        if not statement.text.startswith(EXPLAINED):
            return []
        return [
            node["Relation Name"]
            for node in self._plan(f"EXPLAIN (FORMAT JSON) {statement.text}")
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING
        ]

    def rows_passed_over(self, statement: Statement) -> int:
        """How many rows it looked at in vain, whichever index led there. It is executed again."""
        return sum(
            round(node.get("Rows Removed by Filter", 0) * node["Actual Loops"])
            for node in self._plan(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.text}")
        )

    def _plan(self, explain: str) -> list[dict[str, Any]]:
        ((plans,),) = self._ask(explain)
        return [node for plan in plans for node in nodes(plan["Plan"])]

    def _set(self, change: str, outcome: str) -> None:
        self._ask(change)
        self._ask("SELECT pg_reload_conf()")
        # The other connections are told at the same moment, and obey before their next statement.
        give_up_at = time.monotonic() + ARRIVAL_SECONDS
        while self._ask("SHOW log_statement") != [(outcome,)]:
            if time.monotonic() > give_up_at:
                raise TimeoutError("the server does not take over a setting")
            time.sleep(0.01)

    def _ask(self, statement: str) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _text_up_to(self, mark: str) -> str:
        """A process of PostgreSQL's own writes the log, a little later."""
        text = ""
        give_up_at = time.monotonic() + ARRIVAL_SECONDS
        while mark not in text:
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"nothing arrives in {self._folder}")
            time.sleep(0.01)
            text += self._new_text()
        return text

    def _new_text(self) -> str:
        text = ""
        for file in self._files():
            with file.open("rb") as log:
                log.seek(self._read.get(file, 0))
                new = log.read()
                self._read[file] = log.tell()
            text += new.decode(errors="replace")
        return text

    def _files(self) -> list[Path]:
        """The older first: at midnight the server goes on in another one."""
        return sorted(self._folder.glob("*.log"), key=lambda file: file.stat().st_mtime)


def entries(text: str) -> Iterator[tuple[int, str]]:
    """Process and statement of each logged one; what is longer than a line goes on after a tab."""
    lines: list[str] = []
    process = 0
    for line in [*text.splitlines(), "0 0 0 [0] LOG:  end"]:
        if found := BEGINNING.match(line):
            if lines and lines[0].startswith("statement: "):
                yield process, "\n".join(lines).removeprefix("statement: ")
            process = int(found[1])
            lines = [found[3]]
        else:
            lines.append(line.removeprefix("\t"))


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)
