"""GET /interviews/<id>, body by body."""

import re
from typing import Any

import pytest

from tests.support.client import Client, assert_problem
from tests.support.services import json_of

TIME = r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"
TEXT = "A list comprehension is a concise way to create a list, with an if clause that filters."


class Moment:
    """Equal to any RFC 3339 time in UTC."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(TIME, other) is not None

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "<a time in UTC>"


SOMETIME = Moment()


def expected(client: Client, created: dict[str, Any], status: str) -> dict[str, Any]:
    """What the dashboard shows of an interview of which nothing is answered or evaluated."""
    return {
        "interview": {
            "id": created["interview_id"],
            "skill": "python",
            "status": status,
            "created_at": SOMETIME,
            "completed_at": SOMETIME if status == "completed" else None,
        },
        "candidate": {
            "id": created["candidate_id"],
            "name": "John Doe",
            "email": "john@example.com",
            "phone": "99999",
        },
        "answers": [],
        "unanswered": unanswered(client, created["interview_id"]),
        "evaluation_status": "not_started",
        "evaluation_detail": None,
        "result": None,
    }


def unanswered(client: Client, interview_id: int) -> list[dict[str, Any]]:
    return [
        {"question_id": item["question_id"], "question": item["question"]}
        for item in client.questions(interview_id)
        if not item["answered"]
    ]


def mean(client: Client, interview_id: int) -> float:
    """The weighted mean over all questions that have a score; one left unanswered has 0."""
    counted = [
        (answer["weight"], answer["score"])
        for answer in client.versions(interview_id)[0]["answers"]
        if answer["score"] is not None
    ]
    total: float = sum(weight for weight, _ in counted)
    return float(sum(weight * score for weight, score in counted) / total)


def submitted(
    client: Client, saved: dict[str, Any], text: str | None, **changes: Any
) -> dict[str, Any]:
    questions = {
        item["question_id"]: item["question"] for item in client.questions(saved["interview_id"])
    }
    return {
        "answer_id": saved["answer_id"],
        "question_id": saved["question_id"],
        "question": questions[saved["question_id"]],
        "answer_text": text,
        "file_path": saved["file_path"],
        "file_name": saved["file_name"],
        "status": "submitted",
        "score": None,
        "feedback": None,
        "submitted_at": SOMETIME,
        **changes,
    }


def test_an_interview_that_was_just_created(client: Client) -> None:
    created = json_of(client.create(), 201)

    dashboard = client.dashboard(created["interview_id"])

    assert dashboard == expected(client, created, "ongoing")
    assert [item["question_id"] for item in dashboard["unanswered"]] == [1, 2, 3, 4, 5, 6]


def test_answers_before_the_completion_are_submitted_and_not_scored(client: Client) -> None:
    created = json_of(client.create(), 201)
    interview_id = created["interview_id"]
    second = json_of(client.answer(interview_id, 2, None, ("my work.txt", b"x")), 201)
    first = json_of(client.answer(interview_id, 1, TEXT), 201)

    assert client.dashboard(interview_id) == {
        **expected(client, created, "ongoing"),
        "answers": [submitted(client, first, TEXT), submitted(client, second, None)],
    }


def test_a_pending_evaluation(lonely_client: Client) -> None:
    client = lonely_client
    created = json_of(client.create(), 201)
    interview_id = created["interview_id"]
    saved = json_of(client.answer(interview_id, 1, TEXT), 201)
    json_of(client.complete(interview_id), 202)

    assert client.dashboard(interview_id) == {
        **expected(client, created, "completed"),
        "answers": [submitted(client, saved, TEXT)],
        "evaluation_status": "pending",
        "evaluation_detail": "The evaluator could not be reached (ConnectionError).",
    }


def test_an_evaluated_interview(client: Client) -> None:
    created = json_of(client.create(), 201)
    interview_id = created["interview_id"]
    saved = json_of(client.answer(interview_id, 1, TEXT), 201)
    evaluation = json_of(client.complete(interview_id), 200)["evaluation"]
    judged = client.versions(interview_id)[0]["answers"][0]

    dashboard = client.dashboard(interview_id)

    assert dashboard == {
        **expected(client, created, "completed"),
        "answers": [
            submitted(
                client,
                saved,
                TEXT,
                status="scored",
                score=judged["score"],
                feedback=judged["feedback"],
            )
        ],
        "evaluation_status": "evaluated",
        "result": {
            "score": evaluation["score"],
            "provisional_score": None,
            "calibrated_score": None,
            "feedback": evaluation["feedback"],
            "evaluator": "offline",
            "evaluated_at": SOMETIME,
        },
    }
    assert 0 < judged["score"] <= 100
    assert evaluation["score"] == pytest.approx(mean(client, interview_id), abs=0.01)


def test_what_cannot_be_scored_needs_review_and_is_not_counted_as_nothing(client: Client) -> None:
    created = json_of(client.create(), 201)
    interview_id = created["interview_id"]
    text = json_of(client.answer(interview_id, 1, TEXT), 201)
    picture = json_of(client.answer(interview_id, 2, None, ("board.png", b"\x89PNG")), 201)
    evaluation = json_of(client.complete(interview_id), 200)["evaluation"]
    judged = client.versions(interview_id)[0]["answers"]

    dashboard = client.dashboard(interview_id)

    provisional = dashboard["result"]["provisional_score"]
    assert dashboard == {
        **expected(client, created, "completed"),
        "answers": [
            submitted(
                client,
                text,
                TEXT,
                status="scored",
                score=judged[0]["score"],
                feedback=judged[0]["feedback"],
            ),
            submitted(client, picture, None, status="needs_review", feedback=judged[1]["feedback"]),
        ],
        "evaluation_status": "needs_review",
        "result": {
            "score": None,
            "provisional_score": provisional,
            "calibrated_score": None,
            "feedback": evaluation["feedback"],
            "evaluator": "offline",
            "evaluated_at": SOMETIME,
        },
    }
    assert provisional == pytest.approx(mean(client, interview_id), abs=0.01)


def test_an_interview_evaluated_again_shows_the_newest_result(client: Client) -> None:
    interview_id = client.created()
    json_of(client.answer(interview_id, 1, TEXT), 201)
    json_of(client.complete(interview_id), 200)
    before = client.dashboard(interview_id)
    json_of(client.evaluate(interview_id), 200)

    after = client.dashboard(interview_id)

    newest = client.versions(interview_id)[0]
    assert newest["version"] == 2
    assert after["result"]["evaluated_at"] == newest["evaluated_at"]
    assert after["result"]["evaluated_at"] > before["result"]["evaluated_at"]
    assert {**after, "result": None} == {**before, "result": None}


@pytest.mark.parametrize("interview_id", ["0", "999999", str(2**63 - 1)])
def test_an_unknown_interview_is_a_404(client: Client, interview_id: str) -> None:
    document = assert_problem(client.get(f"/interviews/{interview_id}"), 404, "interview_not_found")

    assert document["detail"] == f"Interview {interview_id} does not exist."
