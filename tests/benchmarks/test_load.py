"""The benchmark works and says everything it promises. How fast anything was is not judged here."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psutil
import psycopg2
import pytest

from benchmarks.load.flow import STEPS
from benchmarks.load.growth import fill
from benchmarks.load.report import by_frequency, figure, latency
from benchmarks.load.routes import ROUTES
from benchmarks.load.statements import Statement, StatementLog, entries
from benchmarks.load.usage import cpu_seconds, family, memory_bytes, service_pids
from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.support.database import count, query
from tests.support.services import REPOSITORY, clean_environment
from tests.support.waiting import wait_until


def bench(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.load", *options],
        cwd=REPOSITORY,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def printed(*options: str) -> str:
    done = bench(*options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """What it printed, and what it wrote as JSON."""
    folder = tmp_path_factory.mktemp("bench")
    out = printed(
        *("--quick", "--json", str(folder / "out.json"), "--markdown", str(folder / "out.md"))
    )
    assert (folder / "out.md").read_text() == out
    return out, json.loads((folder / "out.json").read_text())


@pytest.fixture(scope="module")
def filled(server: PostgresServer) -> Iterator[str]:
    with fresh_database(server) as url:
        fill(url, 1000)
        yield url


class TestQuickForm:
    def test_it_says_when_and_where_it_was_taken(self, quick: tuple[str, dict[str, Any]]) -> None:
        assert set(quick[1]["circumstances"]) == {
            *("taken_at", "commit", "machine", "processors", "python", "postgresql"),
            *("rounds", "seconds", "route_clients"),
        }

    def test_whole_interviews_are_compared_with_bare_sql(
        self, quick: tuple[str, dict[str, Any]]
    ) -> None:
        (size,) = quick[1]["sizes"]

        assert size["interviews"] == 1000
        assert [flow["clients"] for flow in size["flows"]] == [1, 8]
        for flow in size["flows"]:
            assert flow["errors"] == {}
            assert set(flow["steps"]) == set(STEPS)
            assert flow["bare_sql_per_second"]["median"] > 0
            assert set(flow["per_second"]) == {"median", "low", "high"}
            assert set(flow["of_bare_sql"]) == {"median", "low", "high"}
            assert set(flow["cpu_milliseconds"]) == {
                *("Flask", "FastAPI", "PostgreSQL", "load generator")
            }

    def test_each_route_is_compared_with_the_bare_framework(
        self, quick: tuple[str, dict[str, Any]]
    ) -> None:
        (size,) = quick[1]["sizes"]

        assert set(quick[1]["framework_per_second"]) == {"1", "8"}
        assert set(size["routes"]) == set(ROUTES)
        for route in size["routes"].values():
            assert route["errors"] == {}
            assert set(route["of_framework"]) == {"median", "low", "high"}

    def test_what_the_routes_are_divided_by_is_what_the_table_shows(
        self, quick: tuple[str, dict[str, Any]]
    ) -> None:
        (size,) = quick[1]["sizes"]
        empty = quick[1]["framework_per_second"]["8"]["median"]
        for route in size["routes"].values():
            share = route["per_second"]["median"] / empty
            assert route["of_framework"]["median"] == pytest.approx(share)

    def test_memory_connections_and_plans_are_told(self, quick: tuple[str, dict[str, Any]]) -> None:
        (size,) = quick[1]["sizes"]

        for when in ("memory_at_rest", "memory_at_end"):
            assert set(size[when]) == {"Flask", "FastAPI", "PostgreSQL"}
            assert all(number > 10_000_000 for number in size[when].values())
        assert size["connections"] >= 8
        assert size["statements"] >= 10

    def test_the_tables_name_every_step_and_route(self, quick: tuple[str, dict[str, Any]]) -> None:
        rows = {line.split(" | ")[0].removeprefix("| ") for line in quick[0].splitlines()}

        assert {*STEPS, *ROUTES, "1 client", "8 clients"} <= rows


def test_memory_is_read_at_rest_and_up_to_ten_times_under_load() -> None:
    title, _, head, _, *rows = printed("--minutes", "0.05").splitlines()
    assert title.endswith("errors: 0.")
    assert head.split("|")[2].strip() == "0"
    table = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert {name for name, *_ in table} == {"Flask", "FastAPI", "PostgreSQL"}
    for _, *memory in table:
        assert 2 <= len(memory) <= 11  # on a busy machine a reading takes longer than its turn
        assert all(int(megabytes) > 10 for megabytes in memory)


@pytest.mark.parametrize("other", [["--quick"], ["--json", "out"], ["--markdown", "out"]])
def test_watching_the_memory_goes_with_no_other_option(other: list[str]) -> None:
    done = bench("--minutes", "0.05", *other)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith("--minutes goes with none of --quick, --json and --markdown\n")


class TestFilling:
    def test_there_are_as_many_interviews_as_asked_for(self, filled: str) -> None:
        assert count(filled, "interviews") == 1000
        assert count(filled, "candidates") == 1000
        assert count(filled, "interview_answers") == 2000

    def test_every_reference_leads_to_a_row(self, filled: str) -> None:
        """Adding a foreign key anew checks every row."""
        keys = query(
            filled,
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'f'",
        )

        assert len(keys) >= 6
        for table, name, definition in keys:
            query(filled, f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            query(filled, f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")

    def test_each_interview_shows_the_score_of_its_current_result(self, filled: str) -> None:
        differing = query(
            filled,
            "SELECT interview.id FROM interviews AS interview LEFT JOIN interview_results AS result"
            " ON result.interview_id = interview.id AND result.current"
            " WHERE interview.score IS DISTINCT FROM result.score",
        )

        assert differing == []

    def test_new_rows_get_ids_of_their_own(self, filled: str) -> None:
        ((candidate,),) = query(
            filled, "INSERT INTO candidates (name, email) VALUES ('J', 'j@e.com') RETURNING id"
        )

        assert candidate == 1001


class TestStatements:
    def test_the_log_tells_whole_statements_and_their_plans(
        self, talkative_server: PostgresServer
    ) -> None:
        with (
            fresh_database(talkative_server) as url,
            closing(psycopg2.connect(url, application_name="someone")) as other,
            closing(StatementLog(talkative_server, url)) as log,
        ):
            fill(url, 1000)
            log.take()
            other.cursor().execute("SELECT *\nFROM interviews\n\tWHERE skill = 'a''b'")
            begin, statement = log.take()

            assert begin == Statement("someone", "BEGIN")
            text = "SELECT *\nFROM interviews\n\tWHERE skill = 'a''b'"
            assert statement == Statement("someone", text)
            assert statement.shape == "SELECT * FROM interviews WHERE skill = ?"
            assert log.sequential_scans(statement) == []
            assert log.take() == []
            whole = Statement("x", "SELECT * FROM interviews WHERE request_hash = 'x'")
            assert log.sequential_scans(whole) == ["interviews"]

    def test_what_else_is_in_the_log_is_passed_over(self) -> None:
        text = (
            "2026-11-22 10:00:00.000 UTC [7] LOG:  statement: SELECT 1\n"
            "\t+ 2\n"
            "2026-11-22 10:00:00.000 UTC [8] ERROR:  no\n"
            "2026-11-22 10:00:00.000 UTC [8] STATEMENT:  SELECT no\n"
        )

        assert list(entries(text)) == [(7, "SELECT 1\n+ 2")]


def test_a_process_that_has_ended_disturbs_no_reading() -> None:
    parent = "import subprocess; ended = subprocess.Popen(['true']); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        (ended,) = family(process.pid)[1:]
        wait_until(lambda: ended.status() == psutil.STATUS_ZOMBIE)

        assert service_pids(process.pid) == {}
        assert memory_bytes(process.pid) > 1_000_000
        assert cpu_seconds(process.pid) >= 0
        process.communicate(b"\n")


class TestFigures:
    def test_errors_are_told_by_what_they_were(self) -> None:
        errors = {"create: timeout": 1, "complete: status 202": 5}

        assert by_frequency(errors) == "complete: status 202 (5), create: timeout (1)"
        assert by_frequency({}) == "0"

    def test_a_figure_tells_how_far_the_rounds_lay_apart(self) -> None:
        assert str(figure([100, 110, 95])) == "100 ± 10%"
        assert str(figure([12.3])) == "12.3 ± 0%"

    def test_the_ninety_ninth_percentile_is_the_slowest_of_a_hundred(self) -> None:
        seconds = [0.001] * 99 + [0.5]

        assert str(latency(seconds)) == "1.0 / 500"
        assert latency([]) is None
