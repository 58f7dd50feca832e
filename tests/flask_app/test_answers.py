"""POST /answers/create: what is taken, what is replaced, and what is refused without a trace."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.flask_app.helpers import first_question, part, post_json, post_parts, stored_files
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of

Watch = Callable[[System], AbstractContextManager[None]]
NO_WHOLE_NUMBERS = [
    *("", "x", "1.5", "0x1", "9" * 5000, "1\x00"),
    *("1.0", "+1", "1_0", " 1", "1 ", "1\n", "1e0", "--1", "\N{ARABIC-INDIC DIGIT ONE}"),
]
LIMIT = 100_000


@pytest.fixture
def ongoing(client: Client) -> int:
    return client.created()


def shown(client: Client, interview_id: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.dashboard(interview_id)["answers"]
    return found


class TestSaving:
    def test_a_text_answer_is_saved_and_described_whole(self, client: Client, ongoing: int) -> None:
        saved = json_of(client.answer(ongoing, 1, "A concise list."), 201)

        assert saved == {
            "message": "Answer saved",
            "answer_id": saved["answer_id"],
            "interview_id": ongoing,
            "question_id": 1,
            "file_path": None,
            "file_name": None,
        }
        assert shown(client, ongoing)[0]["answer_text"] == "A concise list."

    def test_json_does_as_well_as_a_form(self, client: Client, ongoing: int) -> None:
        answer = {"interview_id": ongoing, "question_id": 2, "answer_text": "It wraps."}

        saved = json_of(post_json(client, "/answers/create", answer), 201)

        assert saved["message"] == "Answer saved"
        assert shown(client, ongoing)[0]["answer_text"] == "It wraps."

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "  kept as typed,\n\tblanks and all  ",
            "żółć 日本語 \U0001f600",
            "'); DROP TABLE interviews; --",
            '<script>alert(1)</script> & %s %(x)s \\ "quoted" {0}',
        ],
    )
    @pytest.mark.parametrize("kind", ["form", "json"])
    def test_text_is_kept_as_it_is(
        self, client: Client, ongoing: int, text: str, kind: str
    ) -> None:
        answer = {"interview_id": ongoing, "question_id": 1, "answer_text": text}

        if kind == "json":
            response = post_json(client, "/answers/create", answer)
        else:
            response = client.answer(ongoing, 1, text)

        assert json_of(response, 201)
        assert shown(client, ongoing)[0]["answer_text"] == text

    @pytest.mark.parametrize("kind", ["form", "json"])
    @pytest.mark.parametrize("character", ["x", "\U0001f600"])
    @pytest.mark.parametrize("length", [LIMIT - 1, LIMIT])
    def test_text_up_to_the_limit_is_taken_whatever_its_characters(
        self, client: Client, ongoing: int, kind: str, character: str, length: int
    ) -> None:
        answer = {"interview_id": ongoing, "question_id": 1, "answer_text": character * length}

        if kind == "json":
            response = post_json(client, "/answers/create", answer)
        else:
            response = client.answer(ongoing, 1, character * length)

        assert json_of(response, 201)
        assert shown(client, ongoing)[0]["answer_text"] == character * length

    def test_answers_of_several_questions_come_in_the_order_of_the_questions(
        self, client: Client, ongoing: int
    ) -> None:
        for question_id in (4, 1, 6):
            json_of(client.answer(ongoing, question_id, f"answer {question_id}"), 201)

        assert [answer["question_id"] for answer in shown(client, ongoing)] == [1, 4, 6]


class TestReplacing:
    def test_an_answer_sent_again_is_updated_under_the_same_id(
        self, client: Client, ongoing: int
    ) -> None:
        first = json_of(client.answer(ongoing, 1, "First thought"), 201)

        second = json_of(client.answer(ongoing, 1, "Second thought"), 200)

        assert second == {**first, "message": "Answer updated"}
        assert [answer["answer_text"] for answer in shown(client, ongoing)] == ["Second thought"]

    def test_the_time_of_submission_is_that_of_the_last(self, client: Client, ongoing: int) -> None:
        client.answer(ongoing, 1, "First thought")
        first = shown(client, ongoing)[0]["submitted_at"]

        client.answer(ongoing, 1, "Second thought")

        assert shown(client, ongoing)[0]["submitted_at"] > first

    def test_text_and_file_are_replaced_together(
        self, client: Client, system: System, ongoing: int
    ) -> None:
        first = json_of(client.answer(ongoing, 1, "with a file", ("a.txt", b"one")), 201)

        second = json_of(client.answer(ongoing, 1, None, ("b.md", b"two")), 200)

        answer = shown(client, ongoing)[0]
        assert second["answer_id"] == first["answer_id"]
        assert (answer["answer_text"], answer["file_name"]) == (None, "b.md")
        assert answer["file_path"] == second["file_path"]
        names = stored_files(system)
        assert first["file_path"].removeprefix("uploads/") not in names
        assert second["file_path"].removeprefix("uploads/") in names

    def test_text_alone_removes_the_file_there_was(
        self, client: Client, system: System, ongoing: int
    ) -> None:
        first = json_of(client.answer(ongoing, 1, "with a file", ("a.txt", b"one")), 201)

        second = json_of(client.answer(ongoing, 1, "without"), 200)

        answer = shown(client, ongoing)[0]
        assert (second["file_path"], second["file_name"]) == (None, None)
        assert (answer["file_path"], answer["file_name"]) == (None, None)
        assert first["file_path"].removeprefix("uploads/") not in stored_files(system)
        response = client.get(f"/answers/{first['answer_id']}/file")
        assert_problem(response, 404, "file_not_found")

    def test_a_file_can_follow_text(self, client: Client, ongoing: int) -> None:
        json_of(client.answer(ongoing, 1, "without"), 201)

        json_of(client.answer(ongoing, 1, "with", ("a.txt", b"one")), 200)

        assert shown(client, ongoing)[0]["file_name"] == "a.txt"

    def test_ten_at_once_leave_one_answer_and_one_file(
        self, client: Client, system: System, ongoing: int
    ) -> None:
        before = stored_files(system)

        def send(number: int) -> Any:
            file = (f"{number}.txt", f"file {number}".encode())
            return Client(client.url).answer(ongoing, 1, f"text {number}", file)

        with ThreadPoolExecutor(10) as threads:
            made = list(threads.map(send, range(10)))

        assert sorted(response.status_code for response in made) == [200] * 9 + [201]
        assert len({response.json()["answer_id"] for response in made}) == 1
        (answer,) = shown(client, ongoing)
        number = answer["answer_text"].removeprefix("text ")
        assert answer["file_name"] == f"{number}.txt"
        assert stored_files(system) - before == {answer["file_path"].removeprefix("uploads/")}
        content = client.get(f"/answers/{answer['answer_id']}/file").content
        assert content == f"file {number}".encode()

    def test_a_refused_replacement_leaves_the_answer_and_its_file_as_they_were(
        self, client: Client, system: System, nothing_changes: Watch, ongoing: int
    ) -> None:
        json_of(client.answer(ongoing, 1, "good", ("a.txt", b"one")), 201)

        with nothing_changes(system):
            assert_problem(
                client.answer(ongoing, 1, "x" * (LIMIT + 1), ("b.txt", b"two")),
                422,
                "validation_failed",
                {"answer_text"},
            )
            assert_problem(
                client.answer(ongoing, 1, "t", ("b.exe", b"two")), 415, "unsupported_media_type"
            )


class TestRefusing:
    @pytest.mark.parametrize("with_file", [False, True])
    def test_an_unknown_interview_is_a_404(
        self, client: Client, system: System, nothing_changes: Watch, with_file: bool
    ) -> None:
        with nothing_changes(system):
            response = client.answer(999_999, 1, "t", ("a.txt", b"x") if with_file else None)

        document = assert_problem(response, 404, "interview_not_found")
        assert document["detail"] == "Interview 999999 does not exist."

    @pytest.mark.parametrize("with_file", [False, True])
    def test_an_unknown_question_is_a_404(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        ongoing: int,
        with_file: bool,
    ) -> None:
        with nothing_changes(system):
            response = client.answer(ongoing, 999_999, "t", ("a.txt", b"x") if with_file else None)

        document = assert_problem(response, 404, "question_not_found")
        assert document["detail"] == "Question 999999 does not exist."

    @pytest.mark.parametrize("with_file", [False, True])
    def test_a_question_of_another_skill_is_a_422(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        ongoing: int,
        with_file: bool,
    ) -> None:
        other = first_question(client, client.created(skill="sql"))

        with nothing_changes(system):
            response = client.answer(ongoing, other, "t", ("a.txt", b"x") if with_file else None)

        document = assert_problem(response, 422, "validation_failed", {"question_id"})
        assert document["errors"][0]["message"] == (
            f"Question {other} is not one of those that interview {ongoing} asks."
        )

    @pytest.mark.parametrize("with_file", [False, True])
    def test_a_completed_interview_takes_no_answer(
        self,
        client: Client,
        system: System,
        nothing_changes: Watch,
        ongoing: int,
        with_file: bool,
    ) -> None:
        json_of(client.answer(ongoing, 1, "in time", ("a.txt", b"one")), 201)
        json_of(client.complete(ongoing), 200)

        with nothing_changes(system):
            for question_id in (1, 2):
                response = client.answer(
                    ongoing, question_id, "too late", ("b.txt", b"x") if with_file else None
                )
                document = assert_problem(response, 409, "interview_completed")
                assert document["detail"] == (
                    f"Interview {ongoing} is completed; its answers can no longer change."
                )

    @pytest.mark.parametrize("number", [0, -1, 2**63 - 1, 2**63, 2**64, 10**30])
    @pytest.mark.parametrize("kind", ["form", "json"])
    def test_a_number_that_is_no_id_of_ours_is_a_404(
        self, client: Client, ongoing: int, number: int, kind: str
    ) -> None:
        for interview_id, question_id, code in [
            (number, 1, "interview_not_found"),
            (ongoing, number, "question_not_found"),
        ]:
            answer = {
                "interview_id": interview_id,
                "question_id": question_id,
                "answer_text": "t",
            }
            if kind == "json":
                response = post_json(client, "/answers/create", answer)
            else:
                response = client.answer(interview_id, question_id, "t")
            assert_problem(response, 404, code)

    @pytest.mark.parametrize("field", ["interview_id", "question_id"])
    @pytest.mark.parametrize("value", ["1", "x", 1.5, 7.0, True, None, [1], {}])
    def test_json_that_is_no_whole_number_is_refused(
        self, client: Client, ongoing: int, field: str, value: object
    ) -> None:
        answer = {"interview_id": ongoing, "question_id": 1, "answer_text": "t", field: value}

        response = post_json(client, "/answers/create", answer)

        assert_problem(response, 422, "validation_failed", {field})

    @pytest.mark.parametrize("field", ["interview_id", "question_id"])
    @pytest.mark.parametrize("value", NO_WHOLE_NUMBERS)
    def test_a_form_field_that_is_no_whole_number_is_refused(
        self, client: Client, ongoing: int, field: str, value: str
    ) -> None:
        form = {"interview_id": str(ongoing), "question_id": "1", "answer_text": "t", field: value}

        response = post_parts(client, *(part(name, content) for name, content in form.items()))

        assert_problem(response, 422, "validation_failed", {field})

    @pytest.mark.parametrize("kind", ["form", "json"])
    @pytest.mark.parametrize("character", ["x", "\U0001f600"])
    def test_text_over_the_limit_is_refused(
        self, client: Client, ongoing: int, kind: str, character: str
    ) -> None:
        text = character * (LIMIT + 1)
        answer = {"interview_id": ongoing, "question_id": 1, "answer_text": text}

        if kind == "json":
            response = post_json(client, "/answers/create", answer)
        else:
            response = client.answer(ongoing, 1, text)

        document = assert_problem(response, 422, "validation_failed", {"answer_text"})
        assert document["errors"][0]["message"] == "String should have at most 100000 characters"
        assert client.dashboard(ongoing)["answers"] == []

    def test_a_form_far_over_the_limit_is_refused_before_it_is_read(
        self, client: Client, ongoing: int
    ) -> None:
        # On a connection of its own: one with much of a body unread is closed.
        response = Client(client.url).answer(ongoing, 1, "x" * 3_000_000)

        assert_problem(response, 413, "too_large")

    @pytest.mark.parametrize(
        "text", [None, "", " ", "\n\t \u2003", "\u3164", "\u200b\ufeff\u2800 \U000e0041"]
    )
    @pytest.mark.parametrize("kind", ["form", "json"])
    def test_neither_text_nor_file_is_refused(
        self, client: Client, ongoing: int, text: str | None, kind: str
    ) -> None:
        if kind == "json":
            answer = {"interview_id": ongoing, "question_id": 1, "answer_text": text}
            response = post_json(client, "/answers/create", answer)
        else:
            response = client.answer(ongoing, 1, text)

        document = assert_problem(response, 422, "validation_failed", {"answer_text"})
        assert document["errors"][0]["message"].startswith("must not be blank")
        assert client.dashboard(ongoing)["answers"] == []

    @pytest.mark.parametrize("text", ["a\x00b", "\x00", "\ud800", "a\udfffb"])
    def test_text_that_cannot_be_stored_is_refused(
        self, client: Client, ongoing: int, text: str
    ) -> None:
        answer = {"interview_id": ongoing, "question_id": 1, "answer_text": text}

        response = post_json(client, "/answers/create", answer)

        assert_problem(response, 422, "validation_failed", {"answer_text"})

    def test_a_form_with_a_nul_in_its_text_is_refused_with_its_file(
        self, client: Client, system: System, nothing_changes: Watch, ongoing: int
    ) -> None:
        with nothing_changes(system):
            response = client.answer(ongoing, 1, "a\x00b", ("a.txt", b"x"))

        assert_problem(response, 422, "validation_failed", {"answer_text"})

    @pytest.mark.parametrize("kind", ["form", "json"])
    def test_every_bad_field_is_named_at_once(self, client: Client, kind: str) -> None:
        if kind == "json":
            answer = {"interview_id": "x", "question_id": None, "answer_text": 5}
            response = post_json(client, "/answers/create", answer)
        else:
            response = post_parts(
                client,
                part("interview_id", "x"),
                part("question_id", ""),
                part("answer_text", "a\x00b"),
                part("file", b"content", '; filename="a.txt"'),
            )

        assert_problem(
            response, 422, "validation_failed", {"interview_id", "question_id", "answer_text"}
        )

    def test_missing_ids_and_a_blank_answer_are_named_together(self, client: Client) -> None:
        response = post_json(client, "/answers/create", {"answer_text": " "})

        assert_problem(
            response, 422, "validation_failed", {"interview_id", "question_id", "answer_text"}
        )

    def test_every_missing_field_is_named_at_once(self, client: Client) -> None:
        response = post_json(client, "/answers/create", {"answer_text": "t"})

        assert_problem(response, 422, "validation_failed", {"interview_id", "question_id"})

    @pytest.mark.parametrize("content", [[], "text", 5, None])
    def test_json_that_is_no_object_is_refused(self, client: Client, content: object) -> None:
        response = post_json(client, "/answers/create", content)

        assert_problem(response, 422, "validation_failed", {"body"})

    @pytest.mark.parametrize(
        "kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml"]
    )
    def test_another_media_type_is_a_415_that_says_which_to_send(
        self, client: Client, kind: str
    ) -> None:
        response = post_json(client, "/answers/create", {}, content_type=kind)

        document = assert_problem(response, 415, "unsupported_media_type")
        assert document["detail"] == (
            "Send the body with Content-Type: application/json or multipart/form-data."
        )

    def test_an_answer_is_in_before_the_completion_or_refused(
        self, client: Client, ongoing: int
    ) -> None:
        def send(number: int) -> int:
            here = Client(client.url)
            response = here.complete(ongoing) if number == 3 else here.answer(ongoing, 1, "t")
            return response.status_code

        with ThreadPoolExecutor(6) as threads:
            statuses = list(threads.map(send, range(6)))

        assert statuses[3] == 200
        others = statuses[:3] + statuses[4:]
        assert set(others) <= {200, 201, 409}
        assert len(shown(client, ongoing)) == (1 if 201 in others else 0)


def test_a_saved_answer_is_committed_before_the_201(client: Client, system: System) -> None:
    interview_id = client.created()

    answer_id = json_of(client.answer(interview_id, 1, "t", ("a.txt", b"abc")), 201)["answer_id"]

    row = query(
        system.database_url,
        "SELECT text_answer, file_path, file_name, file_size, file_sha256"
        " FROM interview_answers WHERE id = %s",
        answer_id,
    )[0]
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (row[0], *row[2:]) == ("t", "a.txt", 3, digest)
    assert (system.uploads / row[1].removeprefix("uploads/")).read_bytes() == b"abc"
