"""A bank of questions that changes while interviews are under way."""

from collections.abc import Iterator

import pytest

from tests.flask_app.conftest import StartFlask
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of


@pytest.fixture(scope="module")
def own(start_flask: StartFlask) -> Iterator[System]:
    with start_flask() as system:
        system.fastapi.start()
        yield system


@pytest.fixture(scope="module")
def own_client(own: System) -> Client:
    return Client(own.flask.url)


def reword(url: str, question_id: int) -> int:
    """As a changed bank does it: retire the question, and add its next version."""
    query(url, "UPDATE interview_questions SET retired_at = now() WHERE id = %s", question_id)
    rows = query(
        url,
        "INSERT INTO interview_questions (skill, position, version, question, reference_answer,"
        " key_points, weight) SELECT skill, position, version + 1, 'Reworded: ' || question,"
        " 'Something else altogether.', '{Nothing of before}', 50"
        " FROM interview_questions WHERE id = %s RETURNING id",
        question_id,
    )
    new_id: int = rows[0][0]
    return new_id


def test_a_changed_question_does_not_touch_an_interview_that_asks_the_old_one(
    own: System, own_client: Client
) -> None:
    interview_id = own_client.created(skill="java")
    before = own_client.questions(interview_id)

    new_id = reword(own.database_url, before[0]["question_id"])

    later = own_client.questions(own_client.created(skill="java"))
    assert own_client.questions(interview_id) == before
    assert own_client.dashboard(interview_id)["unanswered"] == [
        {name: item[name] for name in ("question_id", "number", "question")} for item in before
    ]
    assert later[0]["question_id"] == new_id
    assert later[0]["question"] == f"Reworded: {before[0]['question']}"
    assert later[1:] == before[1:]


def test_a_question_retired_meanwhile_is_answered_and_scored_by_its_own_rubric(
    own: System, own_client: Client
) -> None:
    interview_id = own_client.created(skill="sql")
    questions = own_client.questions(interview_id)
    reference = query(
        own.database_url,
        "SELECT reference_answer FROM interview_questions WHERE id = %s",
        questions[0]["question_id"],
    )[0][0]

    reword(own.database_url, questions[0]["question_id"])

    json_of(own_client.answer(interview_id, questions[0]["question_id"], reference), 201)
    completed = json_of(own_client.complete(interview_id), 200)
    dashboard = own_client.dashboard(interview_id)
    assert completed["evaluation"]["status"] == "evaluated"
    assert dashboard["answers"][0]["score"] > 80
    assert dashboard["result"]["score"] > 10


def test_a_question_added_meanwhile_is_not_one_of_the_interview(
    own: System, own_client: Client
) -> None:
    interview_id = own_client.created(skill="devops")
    added = query(
        own.database_url,
        "INSERT INTO interview_questions (skill, position, question)"
        " VALUES ('devops', 99, 'What is new?') RETURNING id",
    )[0][0]

    response = own_client.answer(interview_id, added, "Everything")

    assert_problem(response, 422, "validation_failed", {"question_id"})
    assert len(own_client.questions(interview_id)) == 6
    assert json_of(own_client.create(skill="devops"), 201)["question_count"] == 7


def test_a_skill_whose_questions_are_all_retired_is_no_longer_offered(
    own: System, own_client: Client
) -> None:
    interview_id = own_client.created(skill="javascript")

    query(
        own.database_url,
        "UPDATE interview_questions SET retired_at = now() WHERE skill = 'javascript'",
    )

    document = assert_problem(
        own_client.create(skill="javascript"), 422, "validation_failed", {"skill"}
    )
    assert "python, sql, java," in document["errors"][0]["message"]
    assert "javascript" not in own_client.get("/skills").text
    assert len(own_client.questions(interview_id)) == 6


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ("ΣΟΦΟΣ", ["ΣΟΦΟΣ", "σοφος", "Σοφοσ", "σοφοσ"]),
        ("İngilizce", ["İngilizce", "İNGİLİZCE"]),
        ("ЖЁСТКО", ["жёстко", "Жёстко"]),
        ("Crème", ["CRÈME", "cre\u0300me"]),
    ],
)
def test_a_skill_in_any_alphabet_is_found_in_any_case(
    own: System, own_client: Client, named: str, asked: list[str]
) -> None:
    ((stored,),) = query(
        own.database_url,
        "INSERT INTO interview_questions (skill, position, question) VALUES (lower(%s), 1, 'Q?')"
        " RETURNING skill",
        named,
    )
    made = []
    for skill in [*asked, stored]:
        created = json_of(own_client.create(skill=skill), 201)
        assert created["skill"] == stored
        made.append(created["interview_id"])

    for skill in [*asked, stored]:
        page = json_of(own_client.get("/interviews", params={"skill": skill, "limit": 100}), 200)
        assert sorted(item["id"] for item in page["items"]) == made
