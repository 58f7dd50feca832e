"""A whole interview, as a client conducts it."""

import json
from collections.abc import Callable

from benchmarks.load.clients import Client
from benchmarks.load.connection import form, get, request

STEPS = ("create", "questions", "text answer", "file answer", "complete", "dashboard")
SKILL = "python"
CREATE = request(
    "POST",
    "/interviews/create",
    json.dumps(
        {
            "candidate_name": "John Doe",
            "email": "john@example.com",
            "phone": "99999",
            "skill": SKILL,
        }
    ).encode(),
    "application/json",
)
TEXT = "List comprehensions allow concise list creation from an iterable, with an if clause."
FILE = (
    b"A decorator takes a function and returns a replacement, usually a wrapper that accepts any "
    b"arguments, does something before or after, and returns what the original returned.\n" * 12
)[:2048]


def flow(client: Client) -> Callable[[], None]:
    def conduct_one() -> None:
        conduct(client)

    return conduct_one


def conduct(client: Client) -> int:
    """Every step once, in order; returns the interview's id."""
    interview_id, asked = begin(client)
    client.do("text answer", answer(interview_id, asked[0], text=TEXT), 201)
    client.do("file answer", answer(interview_id, asked[1], file=FILE), 201)
    client.do("complete", request("PUT", f"/interviews/{interview_id}/complete"), 200)
    client.do("dashboard", get(f"/interviews/{interview_id}"), 200)
    return interview_id


def begin(client: Client) -> tuple[int, list[int]]:
    """A new interview: its id, and those of its questions."""
    interview_id: int = json.loads(client.do("create", CREATE, 201))["interview_id"]
    asked = json.loads(client.do("questions", get(f"/interviews/{interview_id}/questions"), 200))
    return interview_id, [question["question_id"] for question in asked["questions"]]


def answer(
    interview_id: int, question_id: int, *, text: str = "See the file.", file: bytes | None = None
) -> bytes:
    fields = {
        "interview_id": str(interview_id),
        "question_id": str(question_id),
        "answer_text": text,
    }
    return form("/answers/create", fields, file)
