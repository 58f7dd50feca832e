"""Both services on a database of another release: they say so, wait, and lose nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from database.migrate import ALL_TABLES, migrate, newest_version
from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.database.sql import Connection
from tests.support.client import PERSON, Client, assert_problem
from tests.support.database import query
from tests.support.loading import service_modules
from tests.support.services import REPOSITORY, System, json_of
from tests.support.waiting import wait_until

RELEASES = sorted((REPOSITORY / "database" / "releases").glob("*.sql"))
OLDER = [release for release in RELEASES if release.stem != newest_version()]
assert OLDER, "without them the tests below would pass over what they are for"
# A completed interview with an answer, and its evaluation: due, or given up by an earlier release.
DATA = """
INSERT INTO candidates (name, email) VALUES ('Jane', 'jane@example.com');
INSERT INTO interview_questions (skill, position, question, reference_answer)
     VALUES ('python', 1, 'What is a list comprehension?', 'An expression that makes a list.');
INSERT INTO interviews (candidate_id, skill, status, completed_at)
     VALUES (1, 'python', 'completed', now()), (1, 'python', 'completed', now()),
            (1, 'python', 'ongoing', NULL);
INSERT INTO asked_questions VALUES (1, 1), (2, 1), (3, 1);
INSERT INTO interview_answers (interview_id, question_id, text_answer)
     VALUES (1, 1, 'It is an expression that makes a list.');
INSERT INTO evaluation_requests
            (interview_id, idempotency_key, attempts, failures, next_attempt_at, last_error)
     VALUES (1, gen_random_uuid(), 0, 0, now(), NULL),
            (2, gen_random_uuid(), 5, 5, NULL, 'The evaluator answered with status 500.');
"""
REQUESTS = "SELECT interview_id, attempts, failures, under_way FROM evaluation_requests ORDER BY 1"


@contextmanager
def running_on(url: str, folder: Path, *, as_owner: bool = False) -> Iterator[System]:
    with System(url, folder, as_owner=as_owner) as system:
        yield system


def every_route(system: System) -> list[requests.Response]:
    """One request to each address that needs the database."""
    flask, fastapi = Client(system.flask.url), system.fastapi.url
    paths = ["/health", "/skills", "/interviews", "/interviews/3", "/interviews/3/questions"]
    paths += ["/interviews/1/evaluations", "/answers/1/file"]
    return [
        *(flask.get(path) for path in paths),
        flask.create(key=uuid4().hex),
        flask.answer(3, 1, "An expression."),
        flask.answer(3, 1, file=("a.txt", b"An expression.")),
        flask.complete(3),
        flask.evaluate(1),
        requests.get(f"{fastapi}/health", timeout=30),
        requests.get(f"{fastapi}/results/1", timeout=30),
        requests.post(f"{fastapi}/evaluate/interview/1", timeout=30),
    ]


def both_are_well(system: System) -> bool:
    urls = (system.flask.url, system.fastapi.url)
    return all(requests.get(f"{url}/health", timeout=10).status_code == 200 for url in urls)


@pytest.mark.parametrize("release", OLDER, ids=lambda path: path.stem)
def test_on_an_older_schema_they_say_so_and_wait_and_after_migrating_all_is_evaluated(
    server: PostgresServer, tmp_path: Path, release: Path
) -> None:
    with fresh_database(server, "template0") as url, Connection(url, autocommit=True) as old:
        old.load(release.read_text())
        old.rows(DATA)
        before = old.rows(REQUESTS)
        sentence = (
            f"The database has schema version {release.stem}, and this program needs "
            f"{newest_version()}: run make migrate."
        )
        with running_on(url, tmp_path, as_owner=True) as system:
            for service in (system.flask, system.fastapi):
                wait_until(lambda log=service.log: sentence in log.read_text(), what="the log")
            for response in every_route(system):
                problem = assert_problem(response, 503, "schema_mismatch")
                assert problem["detail"] == sentence
                assert response.headers["Retry-After"]
            assert requests.get(f"{system.flask.url}/health/live", timeout=10).ok
            assert old.rows(REQUESTS) == before
            assert list(system.uploads.glob("*.txt*")) == []

            done = migrate(url)
            assert "1 evaluation that had failed is due again." in done

            wait_until(lambda: both_are_well(system), what="both to notice")
            wait_until(lambda: old.rows(REQUESTS) == [], what="both to be evaluated")
            assert json_of(Client(system.flask.url).complete(3), 200)["status"] == "completed"
            for service in (system.flask, system.fastapi):
                log = service.log.read_text()
                assert "Traceback" not in log
                assert log.count(sentence) == 1


def test_a_role_that_was_granted_nothing_yet_is_told_of_too(
    database_url: str, tmp_path: Path
) -> None:
    with running_on(database_url, tmp_path) as system:
        client = Client(system.flask.url)
        interview = client.created()
        tables = ", ".join(ALL_TABLES)
        query(database_url, f"REVOKE ALL ON {tables} FROM interviews_service")

        problem = assert_problem(client.get(f"/interviews/{interview}"), 503, "schema_mismatch")
        assert problem["detail"].endswith("run make migrate.")
        assert migrate(database_url) == []

        wait_until(lambda: both_are_well(system), what="both to notice")
        assert client.get(f"/interviews/{interview}").status_code == 200


def test_a_database_without_tables_is_told_of_too(empty_database_url: str, tmp_path: Path) -> None:
    with running_on(empty_database_url, tmp_path) as system:
        for response in every_route(system):
            problem = assert_problem(response, 503, "schema_mismatch")
            assert problem["detail"] == "The database has no tables yet: run make migrate."

        migrate(empty_database_url)

        wait_until(lambda: both_are_well(system), what="both to notice")


def test_an_upgrade_under_running_services_is_noticed(make_system: Callable[..., System]) -> None:
    with make_system() as system:
        interview = Client(system.flask.url).created()
        query(system.database_url, "UPDATE alembic_version SET version_num = '9999'")

        for url in (system.flask.url, system.fastapi.url):
            problem = assert_problem(
                requests.get(f"{url}/health", timeout=10), 503, "schema_mismatch"
            )
            assert problem["detail"].endswith(f"needs {newest_version()}: update this program.")
        # By now nothing else goes through either.
        assert_problem(
            Client(system.flask.url).get(f"/interviews/{interview}"), 503, "schema_mismatch"
        )

        query(system.database_url, "UPDATE alembic_version SET version_num = %s", newest_version())
        assert both_are_well(system)
        assert Client(system.flask.url).get(f"/interviews/{interview}").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE interviews RENAME COLUMN skill TO subject",
        "ALTER TABLE interviews RENAME TO conversations",
    ],
)
def test_a_table_that_is_another_one_is_no_crash(
    make_system: Callable[..., System], change: str
) -> None:
    with make_system() as system:
        client = Client(system.flask.url)
        interview = client.created()
        query(system.database_url, change)

        assert_problem(client.get(f"/interviews/{interview}"), 503, "schema_mismatch")
        assert_problem(client.request("POST", "/interviews/create", json=PERSON), 503,
                       "schema_mismatch")  # fmt: skip
        evaluate = f"{system.fastapi.url}/evaluate/interview/{interview}"
        if "TO conversations" in change:
            assert_problem(requests.post(evaluate, timeout=10), 503, "schema_mismatch")
        assert "Traceback" not in system.flask.log.read_text()


@pytest.mark.parametrize("service", ["flask_app", "fastapi_app"])
def test_each_service_needs_the_schema_that_the_migrations_lead_to(service: str) -> None:
    with service_modules(service) as load:
        assert newest_version() == load("utils.schema").SCHEMA_VERSION


@pytest.mark.parametrize("service", ["flask_app", "fastapi_app"])
def test_a_version_that_was_right_is_not_looked_up_for_each_request(
    service: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    with service_modules(service) as load:
        schema, db = load("utils.schema"), load("utils.db")
        looks: list[object] = []
        read = schema.read_version
        monkeypatch.setattr(schema, "read_version", lambda one: looks.append(one) or read(one))
        schema.SchemaCheck(db.engine)
        for _ in range(3):
            with db.autocommit(db.engine):
                pass
        db.engine.dispose()

    assert len(looks) == 1
