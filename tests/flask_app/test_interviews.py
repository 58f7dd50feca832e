"""POST /interviews/create, GET /interviews/<id>/questions and GET /skills."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.flask_app.helpers import post_json
from tests.support.client import PERSON, Client, assert_problem
from tests.support.database import count, query
from tests.support.services import System, json_of

Watch = Callable[[System], AbstractContextManager[None]]
SKILLS = [
    "python",
    "sql",
    "javascript",
    "java",
    "devops",
    "data science",
    "system design",
    "behavioural",
]


class TestCreating:
    def test_names_are_kept_without_characters_that_make_them_look_like_others(
        self, client: Client
    ) -> None:
        created = json_of(
            client.create(
                candidate_name="Ada\u202e \u2066Love\u2069lace\x07\tKing\u200f",
                phone="+44\u202d 20\x9b",
                skill="py\u200ethon\u202e",
            ),
            201,
        )

        candidate = client.dashboard(created["interview_id"])["candidate"]
        assert created["skill"] == "python"
        assert (candidate["name"], candidate["phone"]) == ("Ada Lovelace King", "+44 20")

    @pytest.mark.parametrize(
        "name", ["നന്ദ\u200dന", "نیما می\u200cرود", "👩\u200d💻", "Zoë", "☃\ufe0f", "-", "한"]
    )
    def test_a_name_is_kept_as_it_is_spelt(self, client: Client, name: str) -> None:
        interview_id = client.created(candidate_name=name)

        assert client.dashboard(interview_id)["candidate"]["name"] == name

    @pytest.mark.parametrize("field", ["candidate_name", "skill"])
    @pytest.mark.parametrize(
        "text",
        [
            *("\u202e", "\u2066 \u2069\x07", "\x1b"),
            *("\u200b", "\u3164", "\u2800", "\u200d \u200c", "\ufeff\u00ad\u115f\uffa0\ufe0f"),
            "\U000e0041\U000e0042",
        ],
    )
    def test_nothing_but_such_characters_is_blank(
        self, client: Client, field: str, text: str
    ) -> None:
        assert_problem(client.create(**{field: text}), 422, "validation_failed", {field})

    def test_a_phone_of_nothing_but_such_characters_is_none(self, client: Client) -> None:
        interview_id = client.created(phone="\u202e\x07")

        assert client.dashboard(interview_id)["candidate"]["phone"] is None

    def test_a_created_interview_is_described_whole_and_located(self, client: Client) -> None:
        response = client.create(skill="sql")

        created = json_of(response, 201)
        assert created == {
            "message": "Interview created",
            "interview_id": created["interview_id"],
            "candidate_id": created["candidate_id"],
            "skill": "sql",
            "status": "ongoing",
            "question_count": 6,
        }
        assert response.headers["Location"] == f"/interviews/{created['interview_id']}"
        assert response.headers["Content-Type"] == "application/json"
        assert json_of(client.get(response.headers["Location"]), 200)["interview"]["skill"] == "sql"

    def test_one_candidate_one_interview_and_its_questions_are_stored(
        self, client: Client, system: System
    ) -> None:
        tables = ("candidates", "interviews", "asked_questions")
        before = [count(system.database_url, table) for table in tables]

        json_of(client.create(), 201)

        after = [count(system.database_url, table) for table in tables]
        assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 6]

    def test_text_is_trimmed_and_the_skill_matches_in_any_case(self, client: Client) -> None:
        created = json_of(
            client.create(
                candidate_name="\n  Ada  Lovelace\t",
                email=" Ada@Example.com ",
                phone=" +44 20 ",
                skill="  DATA Science ",
            ),
            201,
        )

        assert created["skill"] == "data science"
        assert client.dashboard(created["interview_id"])["candidate"] == {
            "id": created["candidate_id"],
            "name": "Ada  Lovelace",
            "email": "Ada@Example.com",
            "phone": "+44 20",
        }

    @pytest.mark.parametrize("phone", [None, "", "   "])
    def test_a_phone_may_be_absent_empty_or_null(self, client: Client, phone: str | None) -> None:
        interview_id = client.created(phone=phone)

        assert client.dashboard(interview_id)["candidate"]["phone"] is None

    def test_a_phone_may_be_left_out(self, client: Client) -> None:
        person = {name: value for name, value in PERSON.items() if name != "phone"}

        assert json_of(post_json(client, "/interviews/create", person), 201)

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("candidate_name", "n"),
            ("candidate_name", "n" * 199),
            ("candidate_name", "\U0001f600" * 200),
            ("candidate_name", "  " + "n" * 200 + "  "),
            ("candidate_name", "'); DROP TABLE interviews; --"),
            ("phone", "1"),
            ("phone", "1" * 49),
            ("phone", "1" * 50),
            ("email", "o'neil+tag@sub.example.co.uk"),
            ("email", "jörg@exämple.de"),
        ],
    )
    def test_text_up_to_its_limit_is_kept_as_it_is(
        self, client: Client, field: str, text: str
    ) -> None:
        interview_id = client.created(**{field: text})

        shown = client.dashboard(interview_id)["candidate"]
        assert shown[field.removeprefix("candidate_")] == text.strip()

    def test_members_nobody_knows_are_ignored(self, client: Client) -> None:
        assert json_of(client.create(favourite_colour="blue"), 201)["question_count"] == 6


class TestRefusing:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("candidate_name", ""),
            ("candidate_name", "\u001d\u0085"),
            ("candidate_name", " \t\n"),
            ("candidate_name", "n" * 201),
            ("candidate_name", None),
            ("candidate_name", 5),
            ("candidate_name", ["John"]),
            ("candidate_name", "a\x00b"),
            ("candidate_name", "\ud800"),
            ("email", ""),
            ("email", "john"),
            ("email", "john@"),
            ("email", "@example.com"),
            ("email", "john@example"),
            ("email", "a b@example.com"),
            ("email", "John <john@example.com>"),
            ("email", "a@example.com, b@example.com"),
            ("email", f"a@{'b.' * 160}com"),
            ("email", "a\x00@example.com"),
            ("email", "\udfff@example.com"),
            ("email", None),
            ("phone", "1" * 51),
            ("phone", 99999),
            ("phone", "1\x00"),
            ("phone", "\ud800"),
            ("skill", ""),
            ("skill", "  "),
            ("skill", "s" * 101),
            ("skill", "py\x00thon"),
            ("skill", "\ud800"),
            ("skill", None),
            ("skill", True),
        ],
    )
    def test_a_field_that_will_not_do_is_named_and_nothing_is_stored(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        field: str,
        value: Any,
    ) -> None:
        with nothing_changes(system):
            response = client.create(**{field: value})

        document = assert_problem(response, 422, "validation_failed", {field})
        assert document["detail"] == f"Not acceptable: {field}."
        assert document["title"].startswith("Unprocessable")
        assert all(error["message"] for error in document["errors"])

    def test_every_bad_field_is_named_at_once(self, client: Client) -> None:
        response = client.create(candidate_name="", email="nobody", phone=1, skill="s" * 101)

        document = assert_problem(
            response, 422, "validation_failed", {"candidate_name", "email", "phone", "skill"}
        )
        assert document["detail"] == "Not acceptable: candidate_name, email, phone, skill."

    def test_a_skill_without_questions_is_named_with_the_other_bad_fields(
        self, client: Client
    ) -> None:
        response = client.create(candidate_name=1, email="nope", phone=99999, skill="cobol")

        document = assert_problem(
            response, 422, "validation_failed", {"candidate_name", "email", "phone", "skill"}
        )
        assert document["detail"] == "Not acceptable: candidate_name, email, phone, skill."
        assert document["errors"][-1]["message"].startswith("No questions for 'cobol'. Skills: ")

    @pytest.mark.parametrize("skill", ["python", " PYTHON "])
    def test_a_skill_with_questions_is_not_among_the_bad_fields(
        self, client: Client, skill: str
    ) -> None:
        response = client.create(email="nope", skill=skill)

        assert_problem(response, 422, "validation_failed", {"email"})

    def test_bad_fields_are_named_without_a_database_too(self, down: System) -> None:
        response = Client(down.flask.url).create(email="nope", skill="cobol")

        assert_problem(response, 422, "validation_failed", {"email"})

    def test_every_missing_field_is_named_at_once(self, client: Client) -> None:
        response = post_json(client, "/interviews/create", {})

        assert_problem(response, 422, "validation_failed", {"candidate_name", "email", "skill"})

    @pytest.mark.parametrize("skill", ["cobol", "pythons", "s" * 99, "s" * 100, "%", "İ"])
    def test_a_skill_without_questions_is_refused_naming_those_there_are(
        self, client: Client, system: System, nothing_changes: Watch, skill: str
    ) -> None:
        with nothing_changes(system):
            response = client.create(skill=skill)

        document = assert_problem(response, 422, "validation_failed", {"skill"})
        message = document["errors"][0]["message"]
        assert message == f"No questions for {skill!r}. Skills: {', '.join(SKILLS)}."

    @pytest.mark.parametrize("content", [[], "text", 5, None, True])
    def test_json_that_is_no_object_is_refused(self, client: Client, content: object) -> None:
        response = post_json(client, "/interviews/create", content)

        assert_problem(response, 422, "validation_failed", {"body"})

    @pytest.mark.parametrize("path", ["/interviews/create", "/answers/create"])
    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"{", id="cut off"),
            pytest.param(b"{'skill': 'python'}", id="wrong quotes"),
            pytest.param(b'{"skill": "\xff"}', id="not UTF-8"),
            pytest.param('{"skill": "python"}'.encode("utf-16"), id="UTF-16"),
            pytest.param(b"[" * 9_000, id="too deep"),
            pytest.param(b'{"interview_id": ' + b"9" * 5000 + b"}", id="an endless number"),
        ],
    )
    def test_a_body_that_cannot_be_read_is_a_400(
        self, client: Client, path: str, body: bytes
    ) -> None:
        document = assert_problem(post_json(client, path, body), 400, "malformed_body")

        assert document["detail"] == "The body is not JSON in UTF-8."
        assert document["title"] == "Bad Request"

    @pytest.mark.parametrize(
        "kind",
        [
            "",
            "text/plain",
            "text/json",
            "application/x-www-form-urlencoded",
            "application/problem+json",
            "multipart/form-data; boundary=edge",
        ],
    )
    def test_another_media_type_is_a_415_that_says_which_to_send(
        self, client: Client, kind: str
    ) -> None:
        response = post_json(client, "/interviews/create", PERSON, content_type=kind)

        document = assert_problem(response, 415, "unsupported_media_type")
        assert document["detail"] == "Send the body with Content-Type: application/json."

    @pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
    def test_json_is_taken_however_its_type_is_written(self, client: Client, kind: str) -> None:
        assert json_of(post_json(client, "/interviews/create", PERSON, content_type=kind), 201)


class TestQuestions:
    def test_the_questions_come_in_their_fixed_order(self, client: Client) -> None:
        interview_id = client.created()

        body = json_of(client.get(f"/interviews/{interview_id}/questions"), 200)

        assert set(body) == {"interview_id", "skill", "questions"}
        assert (body["interview_id"], body["skill"]) == (interview_id, "python")
        assert [question["question_id"] for question in body["questions"]] == [1, 2, 3, 4, 5, 6]
        assert "list comprehension" in body["questions"][0]["question"]
        assert "decorator" in body["questions"][1]["question"]
        assert body == json_of(client.get(f"/interviews/{interview_id}/questions"), 200)

    def test_a_question_is_answered_once_an_answer_is_in(self, client: Client) -> None:
        interview_id = client.created()

        client.answer(interview_id, 3, "They are made once.")

        answered = {
            item["question_id"]: item["answered"] for item in client.questions(interview_id)
        }
        assert answered == {1: False, 2: False, 3: True, 4: False, 5: False, 6: False}

    @pytest.mark.parametrize("skill", SKILLS)
    def test_what_the_scorer_knows_is_never_shown(
        self, client: Client, system: System, skill: str
    ) -> None:
        interview_id = client.created(skill=skill)
        secrets = query(
            system.database_url,
            "SELECT question, reference_answer, key_points FROM interview_questions"
            " WHERE skill = %s ORDER BY position",
            skill,
        )

        questions = client.questions(interview_id)
        shown = client.get(f"/interviews/{interview_id}/questions").text
        dashboard = client.get(f"/interviews/{interview_id}").text

        assert [question["question"] for question in questions] == [row[0] for row in secrets]
        told = {"question_id", "number", "question", "kind", "answered"}
        assert all(set(item) == told for item in questions)
        kind = "experience" if skill == "behavioural" else "knowledge"
        assert {item["kind"] for item in questions} == {kind}
        for _, reference, points in secrets:
            for secret in (reference, *points):
                assert secret[:40] not in shown
                assert secret[:40] not in dashboard

    def test_an_unknown_interview_has_no_questions(self, client: Client) -> None:
        document = assert_problem(
            client.get("/interviews/999999/questions"), 404, "interview_not_found"
        )

        assert document["title"] == "Not Found"
        assert document["detail"] == "Interview 999999 does not exist."


def test_the_skills_are_listed_with_the_number_of_their_questions(client: Client) -> None:
    body = json_of(client.get("/skills"), 200)

    assert body == {"items": [{"skill": skill, "question_count": 6} for skill in SKILLS]}
