"""GET /interviews/<id>, body by body."""

import re
from typing import Any

import pytest
from psycopg2.extras import Json

from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of

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
NOT_JUDGED = {
    **{name: [] for name in ("covered", "partly", "contradicted", "missing")},
    "evidence": [],
    "flags": [],
    "review_recommended": False,
    "review_reasons": [],
}


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
        {name: item[name] for name in ("question_id", "number", "question")}
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


def said_of(judged: dict[str, Any]) -> dict[str, Any]:
    """What the evaluation says of an answer."""
    return {name: judged[name] for name in ("score", "feedback", *NOT_JUDGED)}


def submitted(
    client: Client, saved: dict[str, Any], text: str | None, **changes: Any
) -> dict[str, Any]:
    (asked,) = (
        item
        for item in client.questions(saved["interview_id"])
        if item["question_id"] == saved["question_id"]
    )
    return {
        "answer_id": saved["answer_id"],
        "question_id": saved["question_id"],
        "number": asked["number"],
        "question": asked["question"],
        "answer_text": text,
        "file_path": saved["file_path"],
        "file_name": saved["file_name"],
        "status": "submitted",
        "score": None,
        "feedback": None,
        "submitted_at": SOMETIME,
        **NOT_JUDGED,
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
                **said_of(judged),
            )
        ],
        "evaluation_status": "evaluated",
        "result": {
            "score": evaluation["score"],
            "provisional_score": None,
            "calibrated_score": None,
            "feedback": evaluation["feedback"],
            "review_recommended": evaluation["review_recommended"],
            "review_reasons": evaluation["review_reasons"],
            "evaluator": "offline",
            "evaluated_at": SOMETIME,
        },
    }
    assert 0 < judged["score"] <= 100
    assert judged["covered"]
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
                **said_of(judged[0]),
            ),
            submitted(client, picture, None, status="needs_review", **said_of(judged[1])),
        ],
        "evaluation_status": "needs_review",
        "result": {
            "score": None,
            "provisional_score": provisional,
            "calibrated_score": None,
            "feedback": evaluation["feedback"],
            "review_recommended": evaluation["review_recommended"],
            "review_reasons": evaluation["review_reasons"],
            "evaluator": "offline",
            "evaluated_at": SOMETIME,
        },
    }
    assert provisional == pytest.approx(mean(client, interview_id), abs=0.01)
    assert judged[1]["flags"] == ["unreadable_file"]
    assert judged[1]["review_reasons"] == ["needs_review"]
    assert "needs_review" in dashboard["result"]["review_reasons"]
    assert dashboard["result"]["review_recommended"] is True


DOUBTED = {
    "question_id": 1,
    "number": 1,
    "weight": 1.0,
    "status": "scored",
    "score": 40.0,
    "feedback": "It seems to deny something.",
    "covered": ["a"],
    "partly": ["b"],
    "contradicted": ["c"],
    "missing": ["d"],
    "evidence": [{"point": "c", "start": 2, "end": 16}],
    "flags": ["addressed_to_grader"],
    "review_reasons": ["contradiction", "addressed_to_grader"],
    "calibrated_score": None,
    "tokens": None,
}


def test_what_is_doubted_of_an_answer_is_on_the_dashboard_in_its_versions_and_when_completed(
    client: Client, system: System
) -> None:
    interview_id = client.created()
    for question_id in (1, 2):
        json_of(client.answer(interview_id, question_id, TEXT), 201)
    json_of(client.complete(interview_id), 200)
    unjudged = {**DOUBTED, "question_id": 2, "status": "needs_review", "score": None}
    unjudged["review_reasons"] = ["needs_review", "contradiction"]
    query(
        system.database_url,
        "UPDATE interview_results SET answers = %s WHERE interview_id = %s",
        Json([DOUBTED, unjudged]),
        interview_id,
    )

    dashboard = client.dashboard(interview_id)

    first, second = dashboard["answers"]
    assert said_of(first) == {**said_of({**DOUBTED, "review_recommended": True})}
    assert second["review_reasons"] == ["needs_review", "contradiction"]
    (version,) = client.versions(interview_id)
    assert [said_of(answer) for answer in version["answers"]] == [said_of(first), said_of(second)]
    again = json_of(client.complete(interview_id), 200)["evaluation"]
    for told in (dashboard["result"], version, again):
        assert told["review_recommended"] is True
        assert told["review_reasons"] == ["contradiction", "addressed_to_grader", "needs_review"]


def test_a_result_of_an_earlier_release_says_of_the_rest_nothing(
    client: Client, system: System
) -> None:
    interview_id = client.created()
    json_of(client.answer(interview_id, 1, TEXT), 201)
    json_of(client.complete(interview_id), 200)
    query(
        system.database_url,
        "UPDATE interview_results SET answers ="
        ' \'[{"question_id": 1, "status": "scored", "score": 5, "feedback": "F"}]\''
        " WHERE interview_id = %s",
        interview_id,
    )

    dashboard = client.dashboard(interview_id)

    (answer,) = dashboard["answers"]
    assert said_of(answer) == {**NOT_JUDGED, "score": 5, "feedback": "F"}
    (version,) = client.versions(interview_id)
    for told in (dashboard["result"], version):
        assert (told["review_recommended"], told["review_reasons"]) == (False, [])


def test_feedback_names_questions_by_the_numbers_and_words_that_the_dashboard_shows(
    client: Client,
) -> None:
    interview_id = client.created(skill="sql")
    asked = client.questions(interview_id)
    for item in (asked[1], asked[3]):
        json_of(client.answer(interview_id, item["question_id"], item["question"][:9]), 201)
    json_of(client.complete(interview_id), 200)

    dashboard = client.dashboard(interview_id)

    numbered = {item["number"]: item["question"] for item in asked}
    assert list(numbered) == [1, 2, 3, 4, 5, 6]
    shown = [*dashboard["answers"], *dashboard["unanswered"]]
    assert {item["number"]: item["question"] for item in shown} == numbered
    named = re.findall(r"question (\d+) \(([^…]*)…\)", dashboard["result"]["feedback"])
    assert {1, 3, 5, 6} <= {int(number) for number, _ in named}
    for number, beginning in named:
        assert beginning
        assert numbered[int(number)].startswith(beginning)


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
