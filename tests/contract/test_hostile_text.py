"""Every place of both services that takes text, with every hostile text: never a 500."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.support.client import PERSON, TIMEOUT, Client
from tests.support.hostile import HOSTILE_TEXTS, SURROGATES, UNSEEN, in_bytes
from tests.support.services import System, json_of

Post = Callable[[str, dict[str, Any]], requests.Response]
Send = Callable[[System, int, str], requests.Response]
JSON = {"Content-Type": "application/json"}
# An interview and a question that are always there; the id of the interview is put in.
ANSWER = {"question_id": 1, "answer_text": "A list comprehension creates a list."}
RUBRIC = {"answer_text": "A list.", "question": "What is it?", "reference_answer": "It is a list."}
# The server in front of the application refuses longer addresses by itself, in its own words.
LONGEST_IN_AN_ADDRESS = 300
# What a place may answer to a text that it does not take.
REFUSALS = {400, 404, 409, 413, 415, 422}


def post_json(url: str, body: dict[str, Any]) -> requests.Response:
    # As ASCII, so that halves of surrogate pairs arrive as escapes.
    return requests.post(url, data=json.dumps(body), headers=JSON, timeout=TIMEOUT)


def post_form(url: str, fields: dict[str, Any]) -> requests.Response:
    """Multipart, written by hand: no library sends what is not right."""
    parts = [
        b'--limit\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        % (name.encode(), *value_of(value))
        for name, value in fields.items()
    ]
    return requests.post(
        url,
        data=b"".join(parts) + b"--limit--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=limit"},
        timeout=TIMEOUT,
    )


def value_of(value: Any) -> tuple[bytes, bytes]:
    """What stands beside the name of a part, and its content. A pair is a file."""
    if isinstance(value, tuple):
        return b'; filename="%s"' % in_bytes(value[0]).replace(b'"', b"%22"), in_bytes(value[1])
    return b"", in_bytes(str(value))


def escaped(text: str) -> str:
    return quote(in_bytes(text[:LONGEST_IN_AN_ADDRESS]), safe="")


def created(field: str) -> Send:
    return lambda system, _, text: post_json(
        f"{system.flask.url}/interviews/create", {**PERSON, field: text}
    )


def answered(post: Post, field: str) -> Send:
    return lambda system, interview_id, text: post(
        f"{system.flask.url}/answers/create",
        {"interview_id": interview_id, **ANSWER, field: text},
    )


def judged(post: Post, field: str) -> Send:
    return lambda system, _, text: post(
        f"{system.fastapi.url}/evaluate/answer", {**RUBRIC, field: text}
    )


def listed(parameter: str) -> Send:
    return lambda system, _, text: requests.get(
        f"{system.flask.url}/interviews?{parameter}={escaped(text)}", timeout=TIMEOUT
    )


def addressed(service: str, method: str, path: str) -> Send:
    return lambda system, _, text: requests.request(
        method,
        f"{getattr(system, service).url}{path.format(escaped(text))}",
        timeout=TIMEOUT,
    )


PLACES: dict[str, Send] = {
    **{f"create {field}": created(field) for field in PERSON},
    "create e-mail before the @": lambda system, _, text: post_json(
        f"{system.flask.url}/interviews/create", {**PERSON, "email": f"{text}@example.com"}
    ),
    **{
        f"answer {how} {field}": answered(post, field)
        for how, post in (("JSON", post_json), ("form", post_form))
        for field in ("interview_id", "question_id", "answer_text")
    },
    "name of a field": lambda system, interview_id, text: post_json(
        f"{system.flask.url}/answers/create", {"interview_id": interview_id, **ANSWER, text: text}
    ),
    "name of a file": lambda system, interview_id, text: post_form(
        f"{system.flask.url}/answers/create",
        {"interview_id": interview_id, **ANSWER, "file": (f"{text}.txt", "x")},
    ),
    "content of a file": lambda system, interview_id, text: post_form(
        f"{system.flask.url}/answers/create",
        {"interview_id": interview_id, **ANSWER, "file": ("a.txt", text)},
    ),
    **{
        f"list {parameter}": listed(parameter)
        for parameter in ("skill", "status", "email", "min_score", "sort", "limit", "cursor")
    },
    "dashboard": addressed("flask", "GET", "/interviews/{}"),
    "questions": addressed("flask", "GET", "/interviews/{}/questions"),
    "complete": addressed("flask", "PUT", "/interviews/{}/complete"),
    "evaluations": addressed("flask", "GET", "/interviews/{}/evaluations"),
    "download": addressed("flask", "GET", "/answers/{}/file"),
    "elsewhere": addressed("flask", "GET", "/{}"),
    **{
        f"judge {how} {field}": judged(post, field)
        for how, post in (("JSON", post_json), ("form", post_form))
        for field in ("answer_text", "question", "reference_answer", "key_points")
    },
    "judge a file": lambda system, _, text: post_form(
        f"{system.fastapi.url}/evaluate/answer", {**RUBRIC, "file": (f"{text}.txt", text)}
    ),
    "evaluate": addressed("fastapi", "POST", "/evaluate/interview/{}"),
    "result": addressed("fastapi", "GET", "/results/{}"),
}


@pytest.fixture(scope="module")
def ongoing(client: Client) -> int:
    return client.created()


@pytest.mark.parametrize("place", PLACES)
def test_a_hostile_text_is_taken_or_refused_in_the_usual_shape(
    system: System, ongoing: int, place: str
) -> None:
    wrong = {}
    for name, text in HOSTILE_TEXTS.items():
        response = PLACES[place](system, ongoing, text)
        if not is_usual(response):
            wrong[name] = response.status_code, response.text[:300]

    assert wrong == {}


def is_usual(response: requests.Response) -> bool:
    body = response.json()
    if response.status_code < 300:
        return True
    return response.status_code in REFUSALS and body["detail"].endswith(".")


HOW = pytest.mark.parametrize("post", [post_json, post_form], ids=["JSON", "form"])


@HOW
def test_an_answer_is_kept_as_it_was_written_and_gets_its_score(
    system: System, client: Client, post: Post
) -> None:
    for name, text in HOSTILE_TEXTS.items():
        interview_id = client.created()
        sent = {"interview_id": interview_id, "question_id": 1, "answer_text": text}
        response = post(f"{system.flask.url}/answers/create", sent)
        if name in SURROGATES and post is post_form:
            assert response.status_code == 400, f"{name}: {response.text}"
            continue
        if name == "NUL" or name in SURROGATES or name in UNSEEN:
            assert response.status_code == 422, f"{name}: {response.text}"
            continue
        assert response.status_code == 201, f"{name}: {response.text}"

        done = json_of(client.complete(interview_id), 200)["evaluation"]
        (answer,) = client.dashboard(interview_id)["answers"]
        assert (answer["answer_text"], answer["status"]) == (text, "scored"), name
        assert done["status"] == "evaluated", name
        assert 0 <= answer["score"] < 50, f"{name} answers nothing"
