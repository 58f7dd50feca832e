"""An interview as a client conducts it."""

from pathlib import Path
from typing import Any

import requests

from tests.support.services import json_of

PERSON = {
    "candidate_name": "John Doe",
    "email": "john@example.com",
    "phone": "99999",
    "skill": "python",
}
TIMEOUT = 30


class Client:
    """The interview service over HTTP. Each method returns the response as it came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()

    def request(self, method: str, path: str, **how: Any) -> requests.Response:
        return self.http.request(method, f"{self.url}{path}", timeout=TIMEOUT, **how)

    def get(self, path: str, **how: Any) -> requests.Response:
        return self.request("GET", path, **how)

    def create(self, key: str | None = None, **changes: Any) -> requests.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.request(
            "POST", "/interviews/create", json={**PERSON, **changes}, headers=headers
        )

    def created(self, **changes: Any) -> int:
        interview_id: int = json_of(self.create(**changes), 201)["interview_id"]
        return interview_id

    def questions(self, interview_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json_of(
            self.get(f"/interviews/{interview_id}/questions"), 200
        )["questions"]
        return found

    def answer(
        self,
        interview_id: int,
        question_id: int,
        text: str | None = None,
        file: tuple[str, bytes] | Path | None = None,
    ) -> requests.Response:
        form = {"interview_id": str(interview_id), "question_id": str(question_id)}
        if text is not None:
            form["answer_text"] = text
        if isinstance(file, Path):
            file = (file.name, file.read_bytes())
        # A part per field even without a file: that is what makes it multipart.
        parts: dict[str, Any] = {name: (None, value) for name, value in form.items()}
        if file is not None:
            parts["file"] = file
        return self.request("POST", "/answers/create", files=parts)

    def complete(self, interview_id: int) -> requests.Response:
        return self.request("PUT", f"/interviews/{interview_id}/complete")

    def evaluate(self, interview_id: int) -> requests.Response:
        return self.request("POST", f"/interviews/{interview_id}/evaluate")

    def dashboard(self, interview_id: int) -> Any:
        return json_of(self.get(f"/interviews/{interview_id}"), 200)

    def versions(self, interview_id: int) -> Any:
        return json_of(self.get(f"/interviews/{interview_id}/evaluations"), 200)["items"]


def assert_problem(
    response: requests.Response, status: int, code: str, fields: set[str] | None = None
) -> Any:
    """Every failure has one shape. Returns the document."""
    document = json_of(response, status)
    assert response.headers["Content-Type"] == "application/problem+json"
    expected = {"type", "title", "status", "detail", "code", "request_id"}
    assert set(document) == expected | ({"errors"} if fields else set()), document
    assert (document["type"], document["status"], document["code"]) == ("about:blank", status, code)
    assert document["request_id"] == response.headers["X-Request-ID"]
    assert document["detail"].endswith("."), "a detail is a sentence"
    if fields:
        assert {error["field"] for error in document["errors"]} == fields
    return document
