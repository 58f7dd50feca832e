"""What a person wrote is in the database, and in no log, whatever the database refuses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import requests
from pydantic import BaseModel

from tests.support.client import TIMEOUT, Client
from tests.support.database import query
from tests.support.loading import service_modules
from tests.support.services import REPOSITORY, Process, System, json_of

PERSON = {
    "candidate_name": "Zebulon Quillfeather",
    "email": "zebulon.quill@example.com",
    "phone": "+44 7700 900123",
}
ANSWER = "Mine own words about comprehensions"
# What PostgreSQL says more than its first line: nothing, the whole row, a piece of the statement.
WAYS_TO_REFUSE = {
    "RaiseException": (
        "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION refuse()",
        "DROP TRIGGER refuse ON {table}",
    ),
    "CheckViolation": (
        "ALTER TABLE {table} ADD CONSTRAINT refused CHECK ({column} = 'nothing') NOT VALID",
        "ALTER TABLE {table} DROP CONSTRAINT refused",
    ),
    "UndefinedColumn": (
        "ALTER TABLE {table} RENAME COLUMN {column} TO another",
        "ALTER TABLE {table} RENAME COLUMN another TO {column}",
    ),
}
# A column that is not there is that of another schema, which is waited for.
STATUSES = {"RaiseException": 500, "CheckViolation": 500, "UndefinedColumn": 503}


@pytest.fixture
def system(make_system: Callable[..., System]) -> System:
    one = make_system(EVALUATION_RETRY_THREADS="0")
    query(
        one.database_url,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'refused on purpose'; END $$",
    )
    return one


@contextmanager
def refusing(system: System, error: str, table: str, column: str) -> Iterator[None]:
    begin, end = (text.format(table=table, column=column) for text in WAYS_TO_REFUSE[error])
    query(system.database_url, begin)
    yield
    query(system.database_url, end)


def assert_unsaid(service: Process, *private: str) -> None:
    """The log has every error, and nothing of what was refused."""
    log = service.log.read_text()
    assert [error for error in WAYS_TO_REFUSE if f"psycopg2.errors.{error}" not in log] == []
    assert [words for words in private if words in log] == []


def test_refused_candidates_are_not_in_the_log(system: System) -> None:
    system.flask.start()
    for error in WAYS_TO_REFUSE:
        with refusing(system, error, "candidates", "phone"):
            assert Client(system.flask.url).create(**PERSON).status_code == STATUSES[error]

    assert_unsaid(system.flask, *PERSON.values())


def test_refused_answers_are_not_in_the_log(system: System) -> None:
    system.flask.start()
    client = Client(system.flask.url)
    interview_id = client.created()
    for error in WAYS_TO_REFUSE:
        with refusing(system, error, "interview_answers", "text_answer"):
            assert client.answer(interview_id, 1, ANSWER).status_code == STATUSES[error]

    assert_unsaid(system.flask, ANSWER)


def test_refused_results_are_not_in_the_log(system: System) -> None:
    with system:
        client = Client(system.flask.url)
        interview_id = client.created()
        json_of(client.answer(interview_id, 1, ANSWER), 201)
        query(
            system.database_url,
            "UPDATE interviews SET status = 'completed', completed_at = now() WHERE id = %s",
            interview_id,
        )
        for error in WAYS_TO_REFUSE:
            with refusing(system, error, "interview_results", "feedback"):
                address = f"{system.fastapi.url}/evaluate/interview/{interview_id}"
                assert requests.post(address, timeout=TIMEOUT).status_code == STATUSES[error]

    assert_unsaid(system.fastapi, ANSWER, "1 of 6 questions were answered")


@pytest.mark.parametrize("service", ["flask_app", "fastapi_app"])
def test_no_model_repeats_in_an_error_what_it_was_given(service: str) -> None:
    """What nobody expected goes to the log with its traceback, and people's words with it."""
    folder = REPOSITORY / service
    modules = [path for path in folder.rglob("*.py") if "pydantic" in path.read_text()]
    names = [".".join(path.relative_to(folder).with_suffix("").parts) for path in modules]
    with service_modules(service) as load:
        models = {
            found
            for name in names
            for found in vars(load(name)).values()
            if isinstance(found, type) and issubclass(found, BaseModel) and found.__module__ == name
        }

    assert len(models) > 10
    assert [one for one in models if not one.model_config.get("hide_input_in_errors")] == []
