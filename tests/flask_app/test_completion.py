"""Completing an interview, evaluating it again, and the versions that come of it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.flask_app.conftest import StartFlask
from tests.flask_app.stub_evaluator import StubEvaluator, stub_evaluator
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of
from tests.support.waiting import wait_until

TEXT = "A list comprehension is a concise way to create a list, with an if clause that filters."


def answered(client: Client) -> int:
    interview_id = client.created()
    json_of(client.answer(interview_id, 1, TEXT), 201)
    return interview_id


class TestCompleting:
    def test_a_completed_interview_comes_with_its_evaluation(self, client: Client) -> None:
        interview_id = answered(client)

        body = json_of(client.complete(interview_id), 200)

        evaluation = body["evaluation"]
        assert body == {
            "message": "Interview completed",
            "interview_id": interview_id,
            "status": "completed",
            "evaluation": {
                "status": "evaluated",
                "score": evaluation["score"],
                "feedback": evaluation["feedback"],
                "review_recommended": evaluation["review_recommended"],
                "review_reasons": evaluation["review_reasons"],
                "detail": None,
            },
        }
        assert 0 < evaluation["score"] < 100
        assert evaluation["score"] == round(evaluation["score"], 2)
        assert evaluation["feedback"].startswith("1 of 6 questions were answered.")
        interview = client.dashboard(interview_id)["interview"]
        assert interview["status"] == "completed"
        assert interview["completed_at"] > interview["created_at"]

    def test_without_answers_the_score_is_zero_and_says_so(self, client: Client) -> None:
        body = json_of(client.complete(client.created()), 200)

        assert body["evaluation"] == {
            "status": "evaluated",
            "score": 0.0,
            "feedback": "No question was answered.",
            "review_recommended": False,
            "review_reasons": [],
            "detail": None,
        }

    def test_repeating_it_changes_nothing(self, client: Client) -> None:
        interview_id = answered(client)
        first = client.complete(interview_id)
        dashboard = client.dashboard(interview_id)

        for _ in range(3):
            again = client.complete(interview_id)
            assert json_of(again, 200) == json_of(first, 200)

        assert client.dashboard(interview_id) == dashboard
        assert [item["version"] for item in client.versions(interview_id)] == [1]

    def test_ten_at_once_give_one_version_and_the_same_score(self, client: Client) -> None:
        interview_id = answered(client)

        with ThreadPoolExecutor(10) as threads:
            made = list(threads.map(lambda _: Client(client.url).complete(interview_id), range(10)))

        bodies = [json_of(response, 200) for response in made]
        assert all(body == bodies[0] for body in bodies)
        assert [item["version"] for item in client.versions(interview_id)] == [1]

    def test_what_cannot_be_scored_needs_review(self, client: Client) -> None:
        interview_id = client.created()
        json_of(client.answer(interview_id, 1, file=("picture.png", b"\x89PNG")), 201)

        evaluation = json_of(client.complete(interview_id), 200)["evaluation"]

        assert (evaluation["status"], evaluation["score"]) == ("needs_review", None)
        assert "Manual review is needed for question 1 (What is" in evaluation["feedback"]
        assert json_of(client.complete(interview_id), 200)["evaluation"] == evaluation

    @pytest.mark.parametrize("interview_id", [0, 999_999, 2**63 - 1])
    def test_an_unknown_interview_is_a_404(self, client: Client, interview_id: int) -> None:
        for response in (
            client.complete(interview_id),
            client.evaluate(interview_id),
            client.get(f"/interviews/{interview_id}/evaluations"),
        ):
            document = assert_problem(response, 404, "interview_not_found")
            assert document["detail"] == f"Interview {interview_id} does not exist."


class TestEvaluatingAgain:
    def test_it_makes_a_new_version_and_keeps_the_old(self, client: Client) -> None:
        interview_id = answered(client)
        first = json_of(client.complete(interview_id), 200)

        second = json_of(client.evaluate(interview_id), 200)
        third = json_of(client.evaluate(interview_id), 200)

        assert first == second == third
        versions = client.versions(interview_id)
        assert [item["version"] for item in versions] == [3, 2, 1]
        assert [item["current"] for item in versions] == [True, False, False]
        assert {item["score"] for item in versions} == {first["evaluation"]["score"]}
        assert all(new["evaluated_at"] > old["evaluated_at"] for new, old in pairwise(versions))

    def test_a_version_says_how_its_score_came_about(self, client: Client) -> None:
        interview_id = answered(client)
        evaluation = json_of(client.complete(interview_id), 200)["evaluation"]

        body = json_of(client.get(f"/interviews/{interview_id}/evaluations"), 200)

        assert set(body) == {"items", "next_cursor"}
        (item,) = body["items"]
        assert (item["version"], item["current"]) == (1, True)
        assert (item["score"], item["feedback"]) == (evaluation["score"], evaluation["feedback"])
        assert (item["provisional_score"], item["evaluator"]) == (None, "offline")
        assert item["evaluated_at"].endswith("Z")
        assert [answer["question_id"] for answer in item["answers"]] == [1, 2, 3, 4, 5, 6]
        assert [answer["status"] for answer in item["answers"]] == ["scored"] + ["unanswered"] * 5

    def test_the_arithmetic_and_the_rubrics_are_in_the_result(self, client: Client) -> None:
        interview_id = answered(client)
        json_of(client.answer(interview_id, 2, "A decorator wraps a function."), 201)
        json_of(client.complete(interview_id), 200)

        (item,) = client.versions(interview_id)

        answers = item["answers"]
        total = sum(answer["weight"] * answer["score"] for answer in answers)
        assert item["weighted_sum"] == pytest.approx(total)
        assert item["total_weight"] == sum(answer["weight"] for answer in answers)
        assert item["score"] == round(item["weighted_sum"] / item["total_weight"], 2)
        for answer, rubric in zip(answers, item["rubrics"], strict=True):
            assert rubric["question_id"] == answer["question_id"]
            told = ("covered", "partly", "contradicted", "missing")
            points = [point for name in told for point in answer[name]]
            expected = [] if answer["status"] == "unanswered" else rubric["key_points"]
            assert sorted(points) == sorted(expected)
            assert rubric["question"].endswith("?")
            assert rubric["reference_answers"]
            text = {name: rubric[name] for name in ("question", "reference_answers", "key_points")}
            canonical = json.dumps(
                text, ensure_ascii=False, sort_keys=True, separators=(",", ":")
            ).encode()
            assert rubric["sha256"] == hashlib.sha256(canonical).hexdigest()

    def test_a_result_of_an_earlier_release_is_still_shown(
        self, client: Client, system: System
    ) -> None:
        interview_id = answered(client)
        json_of(client.complete(interview_id), 200)
        query(
            system.database_url,
            "UPDATE interview_results SET rubrics = NULL, weighted_sum = NULL, total_weight = NULL,"
            " calibration = 'null',"
            ' answers = \'[{"question_id": 1, "status": "scored", "score": 5, "feedback": "F"}]\''
            " WHERE interview_id = %s",
            interview_id,
        )

        (item,) = client.versions(interview_id)

        assert (item["rubrics"], item["weighted_sum"], item["calibration"]) == (None, None, None)
        assert item["answers"][0]["score"] == 5
        assert item["answers"][0]["weight"] is None

    def test_an_ongoing_interview_is_a_conflict(self, client: Client) -> None:
        interview_id = answered(client)

        document = assert_problem(client.evaluate(interview_id), 409, "interview_ongoing")

        assert document["detail"] == (
            f"Interview {interview_id} is still ongoing; complete it first."
        )
        assert client.versions(interview_id) == []
        assert client.dashboard(interview_id)["interview"]["status"] == "ongoing"

    def test_an_interview_never_evaluated_has_no_versions(self, client: Client) -> None:
        response = client.get(f"/interviews/{client.created()}/evaluations")

        assert json_of(response, 200) == {"items": [], "next_cursor": None}


class TestEvaluatorAway:
    def test_the_interview_is_completed_and_its_evaluation_pending(
        self, lonely_client: Client, lonely: System
    ) -> None:
        interview_id = answered(lonely_client)

        body = json_of(lonely_client.complete(interview_id), 202)

        assert body == {
            "message": "Interview completed",
            "interview_id": interview_id,
            "status": "completed",
            "evaluation": {
                "status": "pending",
                "score": None,
                "feedback": None,
                "review_recommended": False,
                "review_reasons": [],
                "detail": "The evaluator could not be reached (ConnectionError)."
                " It will be evaluated automatically.",
            },
        }
        assert lonely_client.dashboard(interview_id)["interview"]["status"] == "completed"
        response = lonely_client.answer(interview_id, 2, "too late")
        assert_problem(response, 409, "interview_completed")
        assert f"interview {interview_id} is not evaluated yet" in lonely.flask.log.read_text()

    def test_repeating_it_answers_the_same_and_asks_for_one_evaluation(
        self, lonely_client: Client, lonely: System
    ) -> None:
        interview_id = answered(lonely_client)
        first = json_of(lonely_client.complete(interview_id), 202)

        assert json_of(lonely_client.complete(interview_id), 202) == first
        assert json_of(lonely_client.evaluate(interview_id), 202) == first

        requests = query(
            lonely.database_url,
            "SELECT attempts FROM evaluation_requests WHERE interview_id = %s",
            interview_id,
        )
        assert requests == [(3,)]

    def test_it_is_evaluated_by_itself_once_the_evaluator_is_there(
        self, make_system: Callable[..., System]
    ) -> None:
        system = make_system(EVALUATION_WAIT_SECONDS="20")
        system.flask.start()
        client = Client(system.flask.url)
        interviews = [answered(client) for _ in range(3)]
        for interview_id in interviews:
            json_of(client.complete(interview_id), 202)
        health = json_of(client.get("/health"), 200)

        system.fastapi.start()

        for interview_id in interviews:
            wait_until(
                lambda: client.dashboard(interview_id)["evaluation_status"] == "evaluated",  # noqa: B023
                what="the evaluation",
            )
            assert [item["version"] for item in client.versions(interview_id)] == [1]
        assert health["pending_evaluations"] == 3
        assert health["oldest_pending_seconds"] >= 0
        assert json_of(client.get("/health"), 200)["pending_evaluations"] == 0

        # While it is evaluated again, the current result stays.
        interview_id = interviews[0]
        before = client.dashboard(interview_id)
        system.fastapi.kill()
        pending = json_of(client.evaluate(interview_id), 202)["evaluation"]
        meanwhile = client.dashboard(interview_id)
        system.fastapi.start()
        wait_until(
            lambda: client.dashboard(interview_id)["evaluation_status"] == "evaluated",
            what="the second evaluation",
        )

        assert (pending["status"], pending["score"]) == ("pending", None)
        assert meanwhile["evaluation_status"] == "pending"
        assert meanwhile["result"] == before["result"]
        assert meanwhile["answers"] == before["answers"]
        assert [item["version"] for item in client.versions(interview_id)] == [2, 1]
        assert client.dashboard(interview_id)["result"]["score"] == before["result"]["score"]


@pytest.fixture(scope="module")
def stub() -> Iterator[StubEvaluator]:
    with stub_evaluator() as evaluator:
        yield evaluator


@pytest.fixture(scope="module")
def judged(start_flask: StartFlask, stub: StubEvaluator) -> Iterator[Client]:
    """Waits half a second for the stub, and bears two failures of it."""
    settings = {
        "FASTAPI_URL": stub.url,
        "EVALUATION_WAIT_SECONDS": "0.5",
        "EVALUATION_MAX_ATTEMPTS": "2",
        "EVALUATION_RETRY_THREADS": "0",
    }
    with start_flask(**settings) as system:
        yield Client(system.flask.url)


class TestEvaluatorFailing:
    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_one_that_is_not_available_leaves_it_pending_however_often(
        self, judged: Client, stub: StubEvaluator, status: int
    ) -> None:
        stub.answers(status, "<html>not now</html>")
        interview_id = judged.created()

        for _ in range(4):
            evaluation = json_of(judged.complete(interview_id), 202)["evaluation"]
            assert evaluation == {
                "status": "pending",
                "score": None,
                "feedback": None,
                "review_recommended": False,
                "review_reasons": [],
                "detail": f"The evaluator is not available (status {status})."
                " It will be evaluated automatically.",
            }

    def test_why_a_language_model_cannot_judge_is_passed_on(
        self, judged: Client, stub: StubEvaluator
    ) -> None:
        reason = "The language model's server refuses LLM_API_KEY."
        stub.answers(503, json.dumps({"code": "engine_away", "detail": reason}))
        interview_id = judged.created()

        evaluation = json_of(judged.complete(interview_id), 202)["evaluation"]

        assert evaluation["detail"] == f"{reason} It will be evaluated automatically."

    @pytest.mark.parametrize(
        ("asked_for", "at_least", "at_most"),
        [("60", 50, 60), ("99999", 110, 120), ("soon", -5, 3), ("-1", -5, 3)],
    )
    def test_one_that_says_for_how_long_is_left_alone_for_so_long_within_bounds(
        self,
        start_flask: StartFlask,
        stub: StubEvaluator,
        asked_for: str,
        at_least: int,
        at_most: int,
    ) -> None:
        stub.answers(503, "", Retry_After=asked_for)
        settings = {"FASTAPI_URL": stub.url, "EVALUATION_RETRY_THREADS": "0"}
        with start_flask(**settings) as system:
            client = Client(system.flask.url)
            interview_id = client.created()
            json_of(client.complete(interview_id), 202)
            ((pause,),) = query(
                system.database_url,
                "SELECT extract(epoch FROM next_attempt_at - now())"
                " FROM evaluation_requests WHERE interview_id = %s",
                interview_id,
            )
        assert at_least <= pause <= at_most

    def test_one_that_cannot_do_this_now_is_asked_for_the_others_without_a_pause(
        self, start_flask: StartFlask
    ) -> None:
        with stub_evaluator() as evaluator:
            evaluator.answers(503, '{"code": "put_off"}')
            settings = {"FASTAPI_URL": evaluator.url, "EVALUATION_RETRY_THREADS": "1"}
            with start_flask(**settings) as system:
                client = Client(system.flask.url)
                ids = [client.created() for _ in range(20)]
                for one in ids:
                    assert json_of(client.complete(one), 202)["evaluation"]["detail"] == (
                        "The evaluator cannot do this at the moment."
                        " It will be evaluated automatically."
                    )
                last = f"/evaluate/interview/{ids[-1]}"

                def asked_again() -> bool:
                    return [path for path, _ in evaluator.asked].count(last) > 1

                wait_until(asked_again, what="the last one's turn")

    @pytest.mark.parametrize("way", ["hangs", "trickles", "breaks_off"])
    def test_one_that_does_not_answer_in_time_leaves_it_pending(
        self, judged: Client, stub: StubEvaluator, way: str
    ) -> None:
        getattr(stub, way)()
        interview_id = judged.created()

        response = judged.complete(interview_id)

        evaluation = json_of(response, 202)["evaluation"]
        assert (evaluation["status"], evaluation["score"]) == ("pending", None)
        assert evaluation["detail"].startswith("The evaluator ")
        assert response.elapsed.total_seconds() < 5
        assert judged.dashboard(interview_id)["evaluation_status"] == "pending"

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, "Traceback: a secret"),
            (404, "{}"),
            (200, "<html>a secret</html>"),
            (200, "{}"),
            (200, '{"interview_id": 0, "score": 50, "feedback": "of another"}'),
            (200, '{"interview_id": ID, "score": 101, "feedback": "too good"}'),
            (200, '{"interview_id": ID, "score": "NaN", "feedback": "no number"}'),
        ],
    )
    def test_one_that_fails_time_and_again_is_left_to_a_person(
        self, judged: Client, stub: StubEvaluator, status: int, body: str
    ) -> None:
        interview_id = judged.created()
        stub.answers(status, body.replace("ID", str(interview_id)))

        first = judged.complete(interview_id)
        second = judged.complete(interview_id)
        third = judged.complete(interview_id)

        assert json_of(first, 202)["evaluation"]["status"] == "pending"
        evaluation = json_of(second, 200)["evaluation"]
        assert (evaluation["status"], evaluation["score"]) == ("needs_review", None)
        assert evaluation["feedback"].startswith("The evaluator answered ")
        assert evaluation["review_recommended"] is True
        assert evaluation["review_reasons"] == ["needs_review"]
        assert json_of(third, 200) == json_of(second, 200)
        dashboard = judged.dashboard(interview_id)
        assert (dashboard["evaluation_status"], dashboard["result"]) == ("needs_review", None)
        assert "secret" not in first.text + second.text + json.dumps(dashboard)

    def test_why_a_person_should_look_is_passed_on(
        self, judged: Client, stub: StubEvaluator
    ) -> None:
        interview_id = judged.created()
        reasons = ["contradiction", "contains_code"]
        verdict = {"interview_id": interview_id, "score": 50, "feedback": "Well."}
        stub.answers(200, json.dumps({**verdict, "review_reasons": reasons}))

        evaluation = json_of(judged.complete(interview_id), 200)["evaluation"]

        assert evaluation["review_reasons"] == reasons
        assert evaluation["review_recommended"] is True

    def test_a_byte_order_mark_before_the_result_is_passed_over(
        self, judged: Client, stub: StubEvaluator
    ) -> None:
        interview_id = judged.created()
        result = f'{{"interview_id": {interview_id}, "score": 50, "feedback": "Well."}}'
        stub.answers(200, f"\ufeff{result}")

        assert json_of(judged.complete(interview_id), 200)["evaluation"]["score"] == 50

    def test_one_given_up_is_taken_up_again_when_asked_for(
        self, judged: Client, stub: StubEvaluator
    ) -> None:
        interview_id = judged.created()
        stub.answers(500, "")
        for _ in range(2):
            judged.complete(interview_id)
        earlier = {headers["Idempotency-Key"] for _, headers in stub.asked[-2:]}
        stub.answers(200, f'{{"interview_id": {interview_id}, "score": 50, "feedback": "Well."}}')

        evaluation = json_of(judged.evaluate(interview_id), 200)["evaluation"]

        assert evaluation == {
            "status": "evaluated",
            "score": 50.0,
            "feedback": "Well.",
            "review_recommended": False,
            "review_reasons": [],
            "detail": None,
        }
        assert len(earlier) == 1, "a retry asks under the key of the first attempt"
        assert stub.asked[-1][1]["Idempotency-Key"] not in earlier

    def test_one_that_failed_for_good_is_seen_by_whoever_watches_until_somebody_asks_again(
        self, judged: Client, stub: StubEvaluator
    ) -> None:
        def counted() -> tuple[int, int]:
            health = json_of(judged.get("/health"), 200)
            return health["pending_evaluations"], health["failed_evaluations"]

        pending, failed = counted()
        interview_id = judged.created()
        stub.answers(500, "")

        judged.complete(interview_id)
        assert counted() == (pending + 1, failed)
        judged.complete(interview_id)
        assert counted() == (pending, failed + 1)
        judged.evaluate(interview_id)
        assert counted() == (pending + 1, failed)

    def test_it_is_asked_with_a_key_and_the_id_of_the_request(
        self, judged: Client, stub: StubEvaluator
    ) -> None:
        interview_id = judged.created()
        stub.answers(503, "")

        judged.request(
            "PUT", f"/interviews/{interview_id}/complete", headers={"X-Request-ID": "from-me"}
        )

        path, headers = stub.asked[-1]
        assert path == f"/evaluate/interview/{interview_id}"
        assert headers["X-Request-ID"] == "from-me"
        assert len(headers["Idempotency-Key"]) == 36

    def test_neither_a_proxy_nor_the_password_file_of_its_user_comes_between(
        self, start_flask: StartFlask, tmp_path: Path
    ) -> None:
        passwords = tmp_path / "netrc"
        passwords.write_text("default login somebody password secret\n")
        passwords.chmod(0o600)
        with stub_evaluator() as evaluator, stub_evaluator() as proxy:
            evaluator.answers(503, "")
            proxy.answers(502, "")
            names = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY")
            settings = {
                **dict.fromkeys(names, proxy.url),
                **dict.fromkeys(("no_proxy", "NO_PROXY"), ""),
                "NETRC": str(passwords),
                "FASTAPI_URL": evaluator.url,
                "EVALUATION_RETRY_THREADS": "0",
            }
            with start_flask(**settings) as system:
                client = Client(system.flask.url)
                json_of(client.complete(client.created()), 202)

            assert proxy.asked == []
            ((_, headers),) = evaluator.asked
            assert "Authorization" not in headers


class TestInterval:
    """In this process, without a service."""

    @pytest.fixture
    def interval(self, load: Any) -> Any:
        return load("services.evaluations").interval

    @pytest.mark.parametrize("longest", [3, 30, 300])
    def test_it_grows_to_its_longest_and_is_spread(self, interval: Any, longest: int) -> None:
        for attempts in (1, 2, 3, 10, 31, 10_000):
            expected = min(longest, 0.5 * 2 ** min(attempts, 30))
            drawn = [interval(attempts, longest) for _ in range(50)]
            assert expected / 2 <= min(drawn) < max(drawn) <= expected

    @pytest.mark.parametrize(
        ("requested", "given_up", "evaluated", "score", "status"),
        [
            (False, False, False, None, "not_started"),
            (True, False, False, None, "pending"),
            (True, False, True, 50, "pending"),
            (True, True, False, None, "needs_review"),
            (False, False, True, 50, "evaluated"),
            (False, False, True, 0, "evaluated"),
            (False, False, True, None, "needs_review"),
        ],
    )
    def test_the_status_follows_from_request_and_result(
        self,
        load: Any,
        requested: bool,
        given_up: bool,
        evaluated: bool,
        score: int | None,
        status: str,
    ) -> None:
        found = load("services.evaluations").evaluation_status(
            requested=requested, given_up=given_up, evaluated=evaluated, score=score
        )

        assert found == status


def test_an_interview_that_was_completed_by_an_import_is_evaluated_when_completed_again(
    client: Client, system: System
) -> None:
    interview_id = answered(client)
    query(
        system.database_url,
        "UPDATE interviews SET status = 'completed', completed_at = now() WHERE id = %s",
        interview_id,
    )
    assert client.dashboard(interview_id)["evaluation_status"] == "not_started"

    body = json_of(client.complete(interview_id), 200)

    assert body["evaluation"]["status"] == "evaluated"
    assert body["evaluation"]["score"] > 0


class TestWhatIsLeftOfAnEarlierResult:
    def test_a_request_that_was_given_up_does_not_hide_it(
        self, client: Client, system: System
    ) -> None:
        interview_id = client.created()
        json_of(client.answer(interview_id, 1, "A list comprehension creates a list."), 201)
        first = json_of(client.complete(interview_id), 200)["evaluation"]
        query(
            system.database_url,
            "INSERT INTO evaluation_requests (interview_id, idempotency_key, attempts, failures,"
            " last_error) VALUES (%s, gen_random_uuid(), 5, 5, 'It failed five times.')",
            interview_id,
        )

        again = json_of(client.complete(interview_id), 200)["evaluation"]
        dashboard = client.dashboard(interview_id)

        assert again == first
        assert dashboard["evaluation_status"] == "evaluated"
        assert dashboard["evaluation_detail"] == "It failed five times."
