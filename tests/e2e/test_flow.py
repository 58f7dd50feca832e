"""The whole interview, through both services as real processes."""

from pathlib import Path

import pytest

from tests.support.client import Client
from tests.support.services import json_of

GOOD = (
    "A list comprehension is a concise way to create a new list from an iterable, with an optional "
    "if clause that filters items. It is usually faster than append in a loop. With side effects "
    "or exception handling I write a plain for loop, and a generator expression when I do not want "
    "to hold the whole list in memory."
)


def test_an_interview_is_conducted_from_creation_to_dashboard(client: Client) -> None:
    created = json_of(client.create(), 201)
    interview_id = created["interview_id"]
    questions = client.questions(interview_id)

    first = json_of(client.answer(interview_id, questions[0]["question_id"], GOOD), 201)
    second = client.answer(
        interview_id,
        questions[1]["question_id"],
        "See my file",
        ("sample.txt", b"A decorator wraps"),
    )
    completed = json_of(client.complete(interview_id), 200)
    dashboard = client.dashboard(interview_id)

    assert created == {
        "message": "Interview created",
        "interview_id": interview_id,
        "candidate_id": created["candidate_id"],
        "skill": "python",
        "status": "ongoing",
        "question_count": 6,
    }
    assert first["file_path"] is None
    assert json_of(second, 201)["file_path"].startswith("uploads/")
    assert completed["evaluation"]["status"] == "evaluated"
    assert 0 < completed["evaluation"]["score"] < 100
    assert dashboard["evaluation_status"] == "evaluated"
    assert dashboard["result"]["score"] == completed["evaluation"]["score"]
    assert [answer["status"] for answer in dashboard["answers"]] == ["scored", "scored"]
    assert dashboard["answers"][0]["score"] > dashboard["answers"][1]["score"]
    assert len(dashboard["unanswered"]) == 4


def test_the_score_is_the_weighted_mean_over_all_questions(client: Client) -> None:
    interview_id = client.created(skill="system design")
    for question in client.questions(interview_id)[:3]:
        json_of(
            client.answer(interview_id, question["question_id"], question["question"] + GOOD), 201
        )
    client.complete(interview_id)

    version = client.versions(interview_id)[0]
    total = sum(answer["weight"] for answer in version["answers"])
    mean = sum(answer["weight"] * answer["score"] for answer in version["answers"]) / total

    assert len(version["answers"]) == 6
    assert version["score"] == pytest.approx(mean, abs=0.005)


def test_a_file_comes_back_byte_for_byte_under_its_own_name(client: Client, tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    (tmp_path / "wéird näme.pdf").write_bytes(content)
    interview_id = client.created()
    saved = json_of(client.answer(interview_id, 1, file=tmp_path / "wéird näme.pdf"), 201)

    response = client.get(f"/answers/{saved['answer_id']}/file")

    assert response.content == content
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "w%C3%A9ird%20n%C3%A4me.pdf" in response.headers["Content-Disposition"]
    assert saved["file_name"] == "wéird näme.pdf"
