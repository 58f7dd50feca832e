"""The six curl commands of the specification, in order, as one person types them."""

from pathlib import Path

import pytest

from tests.support.curl import (
    COMPLETE,
    CREATE,
    DASHBOARD,
    FILE_ANSWER,
    QUESTIONS,
    SAMPLE,
    TEXT_ANSWER,
    Terminal,
)
from tests.support.services import System


@pytest.fixture
def terminal(system: System, tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path, system.flask_port)
    terminal.interview_id = terminal.types(CREATE)["interview_id"]
    return terminal


def test_create_prints_the_new_interview(terminal: Terminal) -> None:
    created = terminal.types(CREATE)

    assert created == {
        "message": "Interview created",
        "interview_id": created["interview_id"],
        "candidate_id": created["candidate_id"],
        "skill": "python",
        "status": "ongoing",
        "question_count": 6,
    }
    assert created["interview_id"] > terminal.interview_id


def test_questions_prints_what_the_next_commands_answer(terminal: Terminal) -> None:
    printed = terminal.types(QUESTIONS)

    assert set(printed) == {"interview_id", "skill", "questions"}
    assert (printed["interview_id"], printed["skill"]) == (terminal.interview_id, "python")
    first, second = printed["questions"][:2]
    assert (first["question_id"], first["answered"]) == (1, False)
    assert "list comprehension" in first["question"].lower()
    assert second["question_id"] == 2
    assert "decorator" in second["question"].lower()


def test_a_text_answer_is_saved_without_a_file(terminal: Terminal) -> None:
    saved = terminal.types(TEXT_ANSWER)

    assert saved == {
        "message": "Answer saved",
        "answer_id": saved["answer_id"],
        "interview_id": terminal.interview_id,
        "question_id": 1,
        "file_path": None,
        "file_name": None,
    }


def test_an_answer_with_a_file_is_saved_with_it(terminal: Terminal, system: System) -> None:
    saved = terminal.types(FILE_ANSWER)

    assert (saved["message"], saved["question_id"]) == ("Answer saved", 2)
    assert saved["file_name"] == "sample.txt"
    folder, _, name = saved["file_path"].partition("/")
    assert folder == "uploads"
    assert (system.uploads / name).read_text() == SAMPLE


def test_completing_prints_the_evaluation(terminal: Terminal) -> None:
    terminal.types(TEXT_ANSWER)
    terminal.types(FILE_ANSWER)

    completed = terminal.types(COMPLETE)

    evaluation = completed["evaluation"]
    assert completed == {
        "message": "Interview completed",
        "interview_id": terminal.interview_id,
        "status": "completed",
        "evaluation": evaluation,
    }
    assert evaluation["status"] == "evaluated"
    assert 0 < evaluation["score"] < 100
    assert evaluation["feedback"]


def test_the_dashboard_prints_candidate_answers_files_and_result(terminal: Terminal) -> None:
    terminal.types(TEXT_ANSWER)
    file_path = terminal.types(FILE_ANSWER)["file_path"]
    evaluation = terminal.types(COMPLETE)["evaluation"]

    dashboard = terminal.types(DASHBOARD)

    assert dashboard["interview"]["id"] == terminal.interview_id
    assert dashboard["interview"]["status"] == "completed"
    assert dashboard["candidate"] == {
        "id": dashboard["candidate"]["id"],
        "name": "John Doe",
        "email": "john@example.com",
        "phone": "99999",
    }
    assert [(item["answer_text"], item["file_path"]) for item in dashboard["answers"]] == [
        ("List comprehensions allow concise list creation.", None),
        ("Here is my file answer", file_path),
    ]
    assert all(item["status"] == "scored" for item in dashboard["answers"])
    assert len(dashboard["unanswered"]) == 4
    assert dashboard["evaluation_status"] == "evaluated"
    assert dashboard["result"]["score"] == evaluation["score"]
    assert dashboard["result"]["feedback"] == evaluation["feedback"]
