"""One Idempotency-Key creates one interview, whatever dies between commit and response."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import requests

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.faults.faulty import FaultySystem
from tests.faults.proxy import PASS, reset_after, silence_after
from tests.support.client import PERSON
from tests.support.database import query
from tests.support.services import json_of
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def shared(
    server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultySystem]:
    with (
        fresh_database(server) as url,
        FaultySystem(url, tmp_path_factory.mktemp("idempotent")) as system,
    ):
        yield system


@pytest.fixture
def system(shared: FaultySystem) -> Iterator[FaultySystem]:
    yield shared
    shared.heal()


def create(url: str, key: str, name: str, seconds: float = 30) -> requests.Response:
    return requests.post(
        f"{url}/interviews/create",
        json={**PERSON, "candidate_name": name},
        headers={"Idempotency-Key": key},
        timeout=seconds,
    )


def interviews_of(system: FaultySystem, name: str) -> list[int]:
    rows = query(
        system.database_url,
        "SELECT i.id FROM candidates AS c LEFT JOIN interviews AS i ON i.candidate_id = c.id "
        "WHERE c.name = %s",
        name,
    )
    return [row[0] for row in rows]


def insist(system: FaultySystem, key: str, name: str) -> int:
    """As a client does: the same request until it is answered."""

    def created() -> int | None:
        response = create(system.flask.url, key, name)
        if response.status_code == 503:
            return None
        interview_id: int = json_of(response, 201)["interview_id"]
        return interview_id

    found = wait_until(created, 30, "the interview to be created")
    assert found is not None
    return found


def test_fifty_at_once_with_one_key_create_one_interview(system: FaultySystem) -> None:
    key, name = uuid4().hex, uuid4().hex
    with ThreadPoolExecutor(50) as threads:
        made = list(threads.map(lambda _: insist(system, key, name), range(50)))

    assert interviews_of(system, name) == [made[0]]
    assert set(made) == {made[0]}


@pytest.mark.parametrize("passed", [0, 12, 150])
def test_a_response_that_breaks_off_is_answered_again_with_the_first_interview(
    system: FaultySystem, passed: int
) -> None:
    key, name = uuid4().hex, uuid4().hex
    system.front.set(reset_after(passed))
    with pytest.raises(requests.RequestException):
        create(system.front.url, key, name)
    (first,) = interviews_of(system, name)

    system.front.set(PASS)
    again = json_of(create(system.front.url, key, name), 201)

    assert again["interview_id"] == first
    assert interviews_of(system, name) == [first]


def test_a_service_killed_between_commit_and_response_gives_the_first_interview_again(
    system: FaultySystem,
) -> None:
    """The network keeps the answer of the statement that creates from Flask, which is killed while
    it waits."""
    key, name = uuid4().hex, uuid4().hex
    system.flask_database.set(silence_after(b"INSERT INTO candidates"))
    with ThreadPoolExecutor(1) as thread:
        request = thread.submit(create, system.flask.url, key, name)
        wait_until(lambda: interviews_of(system, name), 20, "the interview to be committed")
        assert not request.done(), "nobody has been told of it yet"
        system.flask.kill()
        assert isinstance(request.exception(), requests.RequestException)
    (first,) = interviews_of(system, name)

    system.heal()

    assert insist(system, key, name) == first
    assert interviews_of(system, name) == [first]


def test_a_service_killed_while_fifty_create_with_one_key_leaves_one_interview(
    system: FaultySystem,
) -> None:
    key, name = uuid4().hex, uuid4().hex
    with ThreadPoolExecutor(50) as threads:
        tried = [threads.submit(create, system.flask.url, key, name) for _ in range(50)]
        wait_until(lambda: interviews_of(system, name), 20, "the first to be committed")
        system.flask.kill()
        for request in tried:
            request.exception()
    system.heal()

    first = insist(system, key, name)

    assert interviews_of(system, name) == [first]
    answered = [request.result() for request in tried if request.exception() is None]
    told = {response.json()["interview_id"] for response in answered if response.status_code == 201}
    assert told <= {first}
