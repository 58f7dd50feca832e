"""Both services answer the same failure with the same problem document."""

from typing import Any

import pytest
import requests

from tests.support.client import Client, assert_problem
from tests.support.loading import service_modules
from tests.support.services import System, json_of

REQUEST_ID = {"X-Request-ID": "the.same-for_both"}
JSON = {**REQUEST_ID, "Content-Type": "application/json"}


def ask(url: str, method: str, path: str, **how: Any) -> requests.Response:
    how = {"headers": REQUEST_ID, **how}
    return requests.request(method, f"{url}{path}", timeout=30, **how)


def both(system: System, flask: tuple[str, str], fastapi: tuple[str, str], **how: Any) -> Any:
    """The document, after a look that both services answer with it."""
    answers = [ask(system.flask.url, *flask, **how), ask(system.fastapi.url, *fastapi, **how)]
    documents = [answer.json() for answer in answers]
    for answer, document in zip(answers, documents, strict=True):
        fields = {error["field"] for error in document.get("errors", [])}
        assert_problem(answer, document["status"], document["code"], fields or None)
        assert document["request_id"] == REQUEST_ID["X-Request-ID"]
    assert documents[0] == documents[1]
    return documents[0]


def test_an_unknown_address(system: System) -> None:
    document = both(system, ("GET", "/nothing"), ("GET", "/nothing"))

    assert (document["status"], document["code"]) == (404, "not_found")


def test_an_id_that_can_be_none(system: System) -> None:
    for bad in ("x", "-1", "1" * 30):
        document = both(system, ("GET", f"/interviews/{bad}"), ("GET", f"/results/{bad}"))
        assert document["status"] == 404


def test_a_wrong_method(system: System) -> None:
    document = both(system, ("DELETE", "/interviews/create"), ("DELETE", "/evaluate/interview/1"))

    assert (document["status"], document["code"]) == (405, "method_not_allowed")


def test_an_unknown_interview(system: System) -> None:
    document = both(
        system, ("GET", "/interviews/2000000000"), ("POST", "/evaluate/interview/2000000000")
    )

    assert (document["status"], document["code"]) == (404, "interview_not_found")


def test_an_ongoing_interview(system: System, client: Client) -> None:
    interview_id = client.created()
    document = both(
        system,
        ("POST", f"/interviews/{interview_id}/evaluate"),
        ("POST", f"/evaluate/interview/{interview_id}"),
    )

    assert (document["status"], document["code"]) == (409, "interview_ongoing")


ANSWERS = (("POST", "/answers/create"), ("POST", "/evaluate/answer"))


@pytest.mark.parametrize("content", [b"{", b'{"answer_text": "\xff"}', b""])
def test_a_body_that_is_not_json(system: System, content: bytes) -> None:
    document = both(system, *ANSWERS, data=content, headers=JSON)

    assert (document["status"], document["code"]) == (400, "malformed_body")


def test_a_body_of_another_media_type(system: System) -> None:
    headers = {**REQUEST_ID, "Content-Type": "text/plain"}
    document = both(system, *ANSWERS, data=b"text", headers=headers)

    assert (document["status"], document["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("text", ["a\x00b", "a" * 100_001, 5])
def test_a_text_that_is_not_acceptable(system: System, text: object) -> None:
    body = {"interview_id": 1, "question_id": 1, "answer_text": text}
    document = both(system, *ANSWERS, json=body)

    assert (document["status"], document["code"]) == (422, "validation_failed")
    assert [error["field"] for error in document["errors"]] == ["answer_text"]


def test_a_key_that_is_not_acceptable(system: System, client: Client) -> None:
    answers = [
        ask(
            system.flask.url,
            "POST",
            "/interviews/create",
            json={"candidate_name": "J", "email": "j@example.com", "skill": "python"},
            headers={**REQUEST_ID, "Idempotency-Key": "k" * 256},
        ),
        ask(
            system.fastapi.url,
            "POST",
            f"/evaluate/interview/{client.created()}",
            headers={**REQUEST_ID, "Idempotency-Key": "k" * 256},
        ),
    ]

    documents = [
        assert_problem(answer, 422, "validation_failed", {"idempotency-key"}) for answer in answers
    ]

    assert documents[0] == documents[1]


def test_a_body_that_is_too_large_has_one_code_in_both(system: System) -> None:
    content = b'{"answer_text": "text"}'.ljust(20 * 1024 * 1024)
    for url, (method, path) in zip((system.flask.url, system.fastapi.url), ANSWERS, strict=True):
        assert_problem(ask(url, method, path, data=content, headers=JSON), 413, "too_large")


def test_health_says_the_same_of_the_same_thing(system: System) -> None:
    for url in (system.flask.url, system.fastapi.url):
        assert json_of(ask(url, "GET", "/health/live"), 200) == {"status": "ok"}
        health = json_of(ask(url, "GET", "/health"), 200)
        assert (health["status"], health["database"]) == ("ok", "ok")


def test_both_document_the_same_problem(system: System) -> None:
    schemas = [
        json_of(ask(url, "GET", "/openapi.json"), 200)["components"]["schemas"]
        for url in (system.flask.url, system.fastapi.url)
    ]

    for name in ("Problem", "FieldError"):
        flask, fastapi = (schema[name] for schema in schemas)
        assert flask["required"] == fastapi["required"]
        assert set(flask["properties"]) == set(fastapi["properties"])


def test_both_have_the_same_limits() -> None:
    with service_modules("flask_app") as load:
        flask = (load("schemas").MAX_ANSWER_CHARACTERS, load("services.interviews").MAX_ID)
    with service_modules("fastapi_app") as load:
        fastapi = (load("schemas").MAX_ANSWER_CHARACTERS, load("evaluator").MAX_ID)

    assert flask == fastapi == (100_000, 2**63 - 1)


def test_every_kind_of_file_that_is_read_may_also_be_uploaded() -> None:
    with service_modules("flask_app") as load:
        allowed = load("utils.settings").Settings.model_fields["allowed_upload_extensions"].default
    with service_modules("fastapi_app") as load:
        answer = load("reading.answer")
    read = answer.TEXT_EXTENSIONS | set(answer.DOCUMENTS)

    assert allowed - read == {"png", "jpg", "jpeg"}
    assert read < allowed
