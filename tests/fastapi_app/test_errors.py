"""Every way to fail has one shape, and every response its request id."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.fastapi_app.desk import Asked, Desk
from tests.support.client import assert_problem
from tests.support.services import json_of
from tests.support.waiting import wait_until

UNKNOWN_ADDRESSES = [
    "/",
    "/nothing",
    "/evaluate",
    "/evaluate/interview",
    "/evaluate/nothing",
    "/results",
    "/results/1/2",
    "/health/dead",
    "/docs/../etc/passwd",
    "/docs/nothing",
    "/%00",
    "/%FF",
    "/" + "a" * 8000,
]


# Below the files of the /docs page, where other methods than GET are a 405.
UNKNOWN_FILES = ["/static-offline-docs/nothing.js", "/static-offline-docs/..%2f..%2fmain.py"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in UNKNOWN_ADDRESSES + UNKNOWN_FILES),
        *(("POST", path) for path in UNKNOWN_ADDRESSES),
    ],
    ids=lambda text: text[:40],
)
def test_an_unknown_address_is_a_404_for_a_person_and_a_machine(
    desk: Desk, method: str, path: str
) -> None:
    document = assert_problem(desk.request(method, path), 404, "not_found")

    assert document["title"] == "Not Found"
    assert document["detail"] == "There is nothing at this URL. /docs lists what there is."


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/evaluate/interview/1", {"POST"}),
        ("/evaluate/answer", {"POST"}),
        ("/results/1", {"GET"}),
        ("/health", {"GET"}),
        ("/health/live", {"GET"}),
        ("/openapi.json", {"GET", "HEAD"}),
        ("/docs", {"GET"}),
    ],
)
def test_a_method_that_an_address_does_not_take_is_a_405_with_those_it_takes(
    desk: Desk, path: str, allowed: set[str]
) -> None:
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - allowed:
        response = desk.request(method, path)

        assert_problem(response, 405, "method_not_allowed")
        assert set(response.headers["Allow"].split(", ")) == allowed


def test_an_unknown_failure_is_one_fixed_sentence_and_the_whole_of_it_is_in_the_log(
    scripted_desk: Desk,
) -> None:
    seeded = scripted_desk.interview(Asked("crash"))
    request_id = f"crash-{uuid4()}"
    headers = {"X-Request-ID": request_id}

    for response in (
        scripted_desk.request(
            "POST", f"/evaluate/interview/{seeded.interview_id}", headers=headers
        ),
        scripted_desk.answer(json={"answer_text": "crash"}, headers=headers),
    ):
        assert assert_problem(response, 500, "internal_error") == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "Something went wrong on our side. The request id finds it in the log.",
            "code": "internal_error",
            "request_id": request_id,
        }

    assert scripted_desk.results(seeded.interview_id) == []
    log = scripted_desk.system.fastapi.log.read_text()
    assert "RuntimeError: a secret of the server" in log
    assert f"[{request_id}] utils.errors: unexpected error" in log


def test_what_the_database_says_stays_with_us(scripted_desk: Desk) -> None:
    seeded = scripted_desk.interview(Asked("score 5"))
    scripted_desk.rows(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'the feedback of interview_results'; END $$;"
        "CREATE TRIGGER refuse BEFORE INSERT ON interview_results EXECUTE FUNCTION refuse()"
    )
    try:
        response = scripted_desk.evaluate(seeded.interview_id)
    finally:
        scripted_desk.rows("DROP FUNCTION refuse CASCADE")

    assert_problem(response, 500, "internal_error")
    for word in ("feedback", "interview_results", "psycopg", "SELECT", "INSERT", "Traceback"):
        assert word not in response.text


# X-Request-ID ---------------------------------------------------------------------------------


def everything(desk: Desk) -> list[tuple[str, str, dict[str, Any]]]:
    """A request for every kind of response there is."""
    seeded = desk.interview(Asked("score 1"))
    crashing = desk.interview(Asked("crash"))
    return [
        ("GET", "/health", {}),
        ("GET", "/docs", {}),
        ("GET", "/openapi.json", {}),
        ("GET", "/nothing", {}),
        ("PUT", "/health", {}),
        ("GET", "/results/2000000000", {}),
        ("POST", f"/evaluate/interview/{seeded.interview_id}", {}),
        ("POST", f"/evaluate/interview/{crashing.interview_id}", {}),
        ("POST", "/evaluate/answer", {"json": {}}),
        ("POST", "/evaluate/answer", {"json": {"answer_text": "crash"}}),
        ("POST", "/evaluate/answer", {"data": b"{", "headers": {"Content-Type": "text/plain"}}),
    ]


def test_every_response_returns_the_request_id_it_was_sent(scripted_desk: Desk) -> None:
    for method, path, how in everything(scripted_desk):
        headers = {**how.pop("headers", {}), "X-Request-ID": "id.of_mine-1"}
        response = scripted_desk.request(method, path, headers=headers, **how)
        assert response.headers["X-Request-ID"] == "id.of_mine-1", path


def test_every_response_has_a_request_id_of_its_own_when_none_was_sent(
    scripted_desk: Desk,
) -> None:
    made = [
        scripted_desk.request(method, path, **how).headers["X-Request-ID"]
        for method, path, how in everything(scripted_desk)
    ]

    assert len(set(made)) == len(made)
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in made)


@pytest.mark.parametrize("sane", ["a", "A" * 128, "0.9_Z-a", "..", "-"])
def test_a_sane_request_id_is_taken(desk: Desk, sane: str) -> None:
    response = desk.request("GET", "/nothing", headers={"X-Request-ID": sane})

    assert assert_problem(response, 404, "not_found")["request_id"] == sane


@pytest.mark.parametrize(
    "other", ["", "a" * 129, "a b", "a/b", "a\tb", "<b>", "caf\u00e9", "a,b", "${jndi:x}", "a%0ab"]
)
def test_any_other_request_id_is_replaced(desk: Desk, other: str) -> None:
    headers = {"X-Request-ID": other.encode("latin-1")}
    response = desk.request("GET", "/nothing", headers=headers)

    made = assert_problem(response, 404, "not_found")["request_id"]
    assert re.fullmatch("[0-9a-f]{32}", made)


def lines_of(log: Path, request_id: str) -> list[str]:
    return [line for line in log.read_text().splitlines() if f"[{request_id}]" in line]


def test_each_request_is_a_line_of_log_with_its_id(scripted_desk: Desk) -> None:
    request_id = f"logged-{uuid4()}"
    seeded = scripted_desk.interview(Asked("score 1"))
    path = f"/evaluate/interview/{seeded.interview_id}"

    scripted_desk.request("POST", path, headers={"X-Request-ID": request_id})

    log = scripted_desk.system.fastapi.log
    (line,) = wait_until(lambda: lines_of(log, request_id), what="the line")
    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\d [\d:,]+ fastapi INFO \[{request_id}\] access: POST {path} 200 \S+ ms",
        line,
    )


def test_no_request_can_forge_a_line_of_log(desk: Desk) -> None:
    request_id = f"forged-{uuid4()}"

    desk.request("GET", "/x%0Aforged%20line%1B[31m", headers={"X-Request-ID": request_id})

    log = desk.system.fastapi.log
    (line,) = wait_until(lambda: lines_of(log, request_id), what="the line")
    assert "GET /x%0Aforged%20line%1B%5B31m 404" in line
    assert not any(line.startswith("forged") for line in log.read_text().splitlines())


def test_the_service_goes_on_after_every_failure(scripted_desk: Desk) -> None:
    for method, path, how in everything(scripted_desk):
        scripted_desk.request(method, path, **how)

    assert json_of(scripted_desk.request("GET", "/health"), 200)["status"] == "ok"
