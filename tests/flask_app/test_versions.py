"""GET /interviews/<id>/evaluations page by page, and how often an interview may be evaluated."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of

VERSIONS = 130
COPY = """
INSERT INTO interview_results (interview_id, version, current, score, feedback, evaluator,
    evaluator_version, answers, latency_ms, weighted_sum, total_weight, rubrics, evaluated_at)
SELECT interview_id, number, false, score, feedback, evaluator,
    evaluator_version, answers, latency_ms, weighted_sum, total_weight, rubrics, evaluated_at
FROM interview_results, generate_series({first}, {last}) AS number
WHERE interview_id = {interview_id} AND current
"""


@pytest.fixture(scope="module")
def evaluated(system: System, client: Client) -> int:
    """An interview of many evaluations."""
    interview_id = client.created()
    json_of(client.complete(interview_id), 200)
    add_versions(system, interview_id, 2, VERSIONS)
    return interview_id


def add_versions(system: System, interview_id: int, first: int, last: int) -> None:
    query(system.database_url, COPY.format(interview_id=interview_id, first=first, last=last))


def page_of(client: Client, interview_id: int, **parameters: Any) -> Any:
    response = client.get(f"/interviews/{interview_id}/evaluations", params=parameters)
    return json_of(response, 200)


def versions_in(page: Any) -> list[int]:
    return [item["version"] for item in page["items"]]


def test_a_page_has_the_newest_twenty_unless_it_is_told_otherwise(
    client: Client, evaluated: int
) -> None:
    page = page_of(client, evaluated)

    assert versions_in(page) == list(range(VERSIONS, VERSIONS - 20, -1))
    assert page["next_cursor"]


@pytest.mark.parametrize("limit", [1, 7, 65, 99, 100])
def test_the_pages_miss_and_repeat_nothing_while_evaluations_are_added(
    system: System, client: Client, limit: int
) -> None:
    interview_id = client.created()
    json_of(client.complete(interview_id), 200)
    last = min(VERSIONS, 10 * limit)
    add_versions(system, interview_id, 2, last)
    seen, cursor, added = [], None, last
    while True:
        parameters = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = page_of(client, interview_id, **parameters)
        assert len(page["items"]) <= limit
        seen += versions_in(page)
        added += 1
        add_versions(system, interview_id, added, added)
        if (cursor := page["next_cursor"]) is None:
            break

    assert seen == list(range(last, 0, -1))


def test_an_interview_without_evaluations_has_an_empty_last_page(client: Client) -> None:
    assert page_of(client, client.created()) == {"items": [], "next_cursor": None}


def test_as_many_as_a_page_takes_are_the_last_page(system: System, client: Client) -> None:
    interview_id = client.created()
    json_of(client.complete(interview_id), 200)
    add_versions(system, interview_id, 2, 3)

    assert page_of(client, interview_id, limit=3)["next_cursor"] is None
    assert page_of(client, interview_id, limit=2)["next_cursor"] is not None


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", ""])
def test_a_page_has_one_to_a_hundred(client: Client, evaluated: int, limit: str) -> None:
    response = client.get(f"/interviews/{evaluated}/evaluations", params={"limit": limit})

    assert_problem(response, 422, "validation_failed", {"limit"})


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJ2ZXJzaW9ucyIsIDBd", "WyJ2ZXJzaW9ucyIsIHRydWVd", "of the list"]
)
def test_a_cursor_of_another_list_is_refused(client: Client, evaluated: int, cursor: str) -> None:
    if cursor == "of the list":
        client.created()
        cursor = json_of(client.get("/interviews", params={"limit": 1}), 200)["next_cursor"]

    response = client.get(f"/interviews/{evaluated}/evaluations", params={"cursor": cursor})

    assert_problem(response, 422, "validation_failed", {"cursor"})


def test_an_unknown_parameter_is_refused(client: Client, evaluated: int) -> None:
    response = client.get(f"/interviews/{evaluated}/evaluations", params={"page": "2"})

    assert_problem(response, 422, "validation_failed", {"page"})


# How often ------------------------------------------------------------------------------------

PER_HOUR = 3


@pytest.fixture
def strict(make_system: Callable[..., System]) -> System:
    """Not started."""
    return make_system(EVALUATIONS_PER_HOUR=str(PER_HOUR), EVALUATION_WAIT_SECONDS="20")


def recorded(system: System, interview_id: int) -> int:
    ((number,),) = query(
        system.database_url,
        f"SELECT count(*) FROM interview_results WHERE interview_id = {interview_id}",
    )
    return int(number)


def test_an_interview_is_evaluated_so_often_within_an_hour_and_then_later(strict: System) -> None:
    with strict:
        client = Client(strict.flask.url)
        interview_id = client.created()
        json_of(client.complete(interview_id), 200)
        for _ in range(PER_HOUR - 1):
            json_of(client.evaluate(interview_id), 200)

        refused = client.evaluate(interview_id)
        document = assert_problem(refused, 429, "too_many_evaluations")
        seconds = int(refused.headers["Retry-After"])
        assert 3500 < seconds <= 3600
        assert f"Ask again in {seconds} seconds." in document["detail"]
        assert recorded(strict, interview_id) == PER_HOUR
        json_of(client.complete(interview_id), 200)  # which only says what there is
        another = client.created()
        json_of(client.complete(another), 200)
        json_of(client.evaluate(another), 200)

        query(
            strict.database_url,
            "UPDATE interview_results SET evaluated_at = now() - interval '59 minutes 50 seconds'"
            f" WHERE interview_id = {interview_id} AND version = 1",
        )
        refused = client.evaluate(interview_id)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) <= 10
        query(
            strict.database_url,
            "UPDATE interview_results SET evaluated_at = now() - interval '1 hour'"
            f" WHERE interview_id = {interview_id} AND version = 1",
        )
        json_of(client.evaluate(interview_id), 200)
        assert client.evaluate(interview_id).status_code == 429


def test_many_who_ask_at_once_get_no_more(strict: System) -> None:
    with strict:
        client, evaluator = Client(strict.flask.url), strict.fastapi.url
        first, second = client.created(), client.created()
        for interview_id in (first, second):
            json_of(client.complete(interview_id), 200)

        def ask(number: int) -> list[int]:
            answers = [Client(client.url).evaluate(first)]
            # The evaluator's port is open as well.
            url = client.url if number % 2 else evaluator
            path = "/interviews/{}/evaluate" if number % 2 else "/evaluate/interview/{}"
            answers.append(Client(url).request("POST", path.format(second)))
            return [answer.status_code for answer in answers]

        with ThreadPoolExecutor(12) as pool:
            statuses = list(pool.map(ask, range(24)))

        assert {one for both in statuses for one in both} <= {200, 202, 429}
        assert all(429 in each for each in zip(*statuses, strict=True))
        assert recorded(strict, first) == PER_HOUR
        # One that the interview service has asked for is not taken back for others' sake.
        assert PER_HOUR <= recorded(strict, second) <= PER_HOUR + 1


def test_what_was_asked_for_is_evaluated_whatever_happened_meanwhile(strict: System) -> None:
    """Joining a pending evaluation is no further one, and the evaluator never refuses it."""
    with strict:
        client = Client(strict.flask.url)
        interview_id = client.created()
        json_of(client.complete(interview_id), 200)
        json_of(client.evaluate(interview_id), 200)
        # Asked for while there is room, with nobody about to try: the last attempt's lease holds.
        query(
            strict.database_url,
            "INSERT INTO evaluation_requests (interview_id, idempotency_key, attempts, under_way,"
            f" next_attempt_at) VALUES ({interview_id}, gen_random_uuid(), 1, true,"
            " now() + interval '1 hour')",
        )
        evaluator = Client(strict.fastapi.url)
        json_of(evaluator.request("POST", f"/evaluate/interview/{interview_id}"), 200)
        assert recorded(strict, interview_id) == PER_HOUR
        query(
            strict.database_url,
            "UPDATE evaluation_requests SET under_way = false, next_attempt_at = now() + "
            f"interval '1 hour' WHERE interview_id = {interview_id}",
        )

        assert json_of(client.evaluate(interview_id), 200)["evaluation"]["status"] == "evaluated"

        assert recorded(strict, interview_id) == PER_HOUR + 1
        assert client.evaluate(interview_id).status_code == 429
