"""Idempotency-Key on POST /interviews/create."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of


def named(system: System, name: str) -> int:
    number: int = query(
        system.database_url, "SELECT count(*) FROM candidates WHERE name = %s", name
    )[0][0]
    return number


def fresh() -> str:
    return uuid4().hex


def test_a_repeat_of_the_same_body_answers_with_the_first_interview(
    client: Client, system: System
) -> None:
    key, name = fresh(), fresh()

    first = client.create(key, candidate_name=name)
    again = client.create(key, candidate_name=name)

    assert json_of(again, 201) == json_of(first, 201)
    assert again.headers["Location"] == first.headers["Location"]
    assert named(system, name) == 1


def test_the_repeat_answers_the_same_when_only_blanks_and_the_case_of_the_skill_differ(
    client: Client,
) -> None:
    key = fresh()

    first = json_of(client.create(key, skill="python"), 201)

    assert json_of(client.create(key, skill=" Python ", phone=" 99999"), 201) == first


def test_the_repeat_shows_how_the_interview_stands_now(client: Client) -> None:
    key = fresh()
    first = json_of(client.create(key), 201)

    client.complete(first["interview_id"])

    assert json_of(client.create(key), 201) == {**first, "status": "completed"}


def test_ten_at_once_create_one_interview(client: Client, system: System) -> None:
    key, name = fresh(), fresh()

    with ThreadPoolExecutor(10) as threads:
        made = list(
            threads.map(
                lambda _: Client(client.url).create(key, candidate_name=name),
                range(10),
            )
        )

    assert len({json_of(response, 201)["interview_id"] for response in made}) == 1
    assert named(system, name) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"candidate_name": "Jane Doe"},
        {"email": "jane@example.com"},
        {"phone": "1"},
        {"phone": None},
        {"skill": "sql"},
    ],
)
def test_the_same_key_with_another_body_is_a_conflict(
    client: Client, system: System, change: dict[str, str | None]
) -> None:
    key, name = fresh(), fresh()
    json_of(client.create(key, candidate_name=name), 201)

    response = client.create(key, **{"candidate_name": name, **change})

    document = assert_problem(response, 409, "idempotency_key_reused")
    assert document["title"] == "Conflict"
    assert document["detail"] == "This Idempotency-Key was used before, with another body."
    assert named(system, name) == 1


def test_ten_at_once_with_two_bodies_create_one_interview(client: Client, system: System) -> None:
    key, names = fresh(), [fresh(), fresh()]

    with ThreadPoolExecutor(10) as threads:
        made = list(
            threads.map(
                lambda number: Client(client.url).create(key, candidate_name=names[number % 2]),
                range(10),
            )
        )

    statuses = [response.status_code for response in made]
    assert sorted(statuses) == [201] * 5 + [409] * 5
    assert sorted(named(system, name) for name in names) == [0, 1]


def test_without_a_key_the_same_body_creates_another_interview(client: Client) -> None:
    assert client.created() != client.created()


def test_other_keys_create_other_interviews(client: Client) -> None:
    key = fresh()
    keys = [key, key.upper(), key + " x"]

    made = {json_of(client.create(key), 201)["interview_id"] for key in keys}

    assert len(made) == 3


@pytest.mark.parametrize("length", [254, 255])
def test_a_key_up_to_its_limit_is_taken(client: Client, length: int) -> None:
    key = fresh().ljust(length, "~")

    first = json_of(client.create(key), 201)

    assert json_of(client.create(key), 201) == first


def test_a_key_of_one_character_is_taken(client: Client) -> None:
    assert json_of(client.create("!"), 201)


@pytest.mark.parametrize(
    "key", ["", "k" * 256, "clé".encode(), "\N{SNOWMAN}".encode(), b"tab\tbed"]
)
def test_a_key_that_is_empty_too_long_or_not_printable_is_refused(
    client: Client, system: System, key: str | bytes
) -> None:
    name = fresh()

    response = client.create(key, candidate_name=name)  # type: ignore[arg-type] # bytes go as they are

    assert_problem(response, 422, "validation_failed", {"idempotency-key"})
    assert named(system, name) == 0


def test_a_refused_body_leaves_its_key_unused(client: Client) -> None:
    key = fresh()
    assert_problem(client.create(key, skill="cobol"), 422, "validation_failed", {"skill"})

    assert json_of(client.create(key), 201)


def test_a_bad_key_and_a_bad_body_are_named_together(client: Client) -> None:
    response = client.create("k" * 256, email="nobody", candidate_name=" ")

    assert_problem(
        response, 422, "validation_failed", {"idempotency-key", "email", "candidate_name"}
    )
