"""The evaluator fails in every way there is, and every completed interview is evaluated once."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.faults.evaluator_stub import EvaluatorStub, reply_with
from tests.faults.faulty import FaultySystem
from tests.faults.pending import (
    Request,
    evaluated,
    insert_pending,
    pending,
    request_of,
    versions,
)
from tests.faults.proxy import BLACK_HOLE, PASS, REFUSE, SLAM, Mode, corrupt, reset_after
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import json_of
from tests.support.waiting import wait_until

WAIT_SECONDS = 1.0
MARGIN_SECONDS = 3.0
MAX_ATTEMPTS = 3
CALL_THREADS = 14  # of Flask's: twelve for requests and two for retries
FIRST_AFTER_RETURN_SECONDS = 10.0
ALL_AFTER_RETURN_SECONDS = 60.0
LEASE_SECONDS = WAIT_SECONDS + 5.0


def patience() -> float:
    """How much slower a computation is because of what else this machine does."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@dataclass
class Desk:
    """Flask, an evaluator that behaves as told, and the real one behind it."""

    system: FaultySystem
    stub: EvaluatorStub

    @property
    def url(self) -> str:
        return self.system.database_url

    @property
    def client(self) -> Client:
        return self.system.client()

    def answered(self) -> int:
        """An interview with one good answer."""
        client = self.client
        interview_id = client.created()
        question = client.questions(interview_id)[0]["question_id"]
        json_of(client.answer(interview_id, question, "A decorator wraps a function."), 201)
        return interview_id

    def request(self, interview_id: int) -> Request:
        found = request_of(self.url, interview_id)
        assert found is not None, "nothing is pending"
        return found

    def complete(self, interview_id: int) -> None:
        """However full the service is just now."""
        client = self.client
        wait_until(lambda: client.complete(interview_id).status_code in {200, 202}, 30)

    def recover(self) -> None:
        self.system.to_evaluator.set(PASS)
        self.stub.recover()

    def wait_until_evaluated(self, interview_id: int, seconds: float) -> Any:
        client = self.client
        wait_until(
            lambda: client.dashboard(interview_id)["evaluation_status"] == "evaluated",
            seconds,
            f"interview {interview_id} to be evaluated",
        )
        return client.dashboard(interview_id)

    def wait_until_nothing_is_pending(self, seconds: float) -> None:
        wait_until(lambda: pending(self.url) == 0, seconds, "nothing to be pending")


@pytest.fixture(scope="module")
def shared_desk(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = {
        "EVALUATION_WAIT_SECONDS": str(WAIT_SECONDS),
        "EVALUATION_MAX_ATTEMPTS": str(MAX_ATTEMPTS),
        "FLASK_THREADS": str(CALL_THREADS - 2),
    }
    with fresh_database(server) as url, EvaluatorStub() as stub:
        folder = tmp_path_factory.mktemp("evaluator-faults")
        with FaultySystem(url, folder, settings, evaluator_port=stub.port) as system:
            stub.real_url = system.fastapi.url
            yield Desk(system, stub)


@pytest.fixture
def desk(shared_desk: Desk) -> Iterator[Desk]:
    yield shared_desk
    shared_desk.recover()
    # What a failed test leaves pending is not the next one's business.
    query(shared_desk.url, "DELETE FROM evaluation_requests")


Break = Callable[[Desk], None]


def unheard(desk: Desk, mode: Mode) -> None:
    """The evaluator answers, having recorded nothing, and the network spoils what it says."""
    desk.stub.behave(reply_with(200, VERDICT))
    desk.system.to_evaluator.set(mode)


AWAY: dict[str, Break] = {
    "refused": lambda desk: desk.system.to_evaluator.set(REFUSE),
    "reset on arrival": lambda desk: desk.system.to_evaluator.set(SLAM),
    "reset before its answer": lambda desk: unheard(desk, reset_after(0)),
    "reset within its answer": lambda desk: unheard(desk, reset_after(80)),
    "corrupted on its way": lambda desk: unheard(desk, corrupt(20)),
    "swallowed by the network": lambda desk: desk.system.to_evaluator.set(BLACK_HOLE),
    "hanging": lambda desk: desk.stub.behave(desk.stub.hang),
    "slower than the wait": lambda desk: desk.stub.behave(desk.stub.late_after(60)),
    "trickling": lambda desk: desk.stub.behave(desk.stub.trickle),
    "full": lambda desk: desk.stub.behave(reply_with(503, {}, Retry_After="1")),
}
RUBBISH = b"\x00\xff<html>It works!"
VERDICT = {"interview_id": 0, "score": 50, "feedback": "Good."}
FAILING: dict[str, Break] = {
    "answering 500": lambda desk: desk.stub.behave(reply_with(500, {"code": "internal_error"})),
    "answering 404": lambda desk: desk.stub.behave(reply_with(404, {"code": "not_found"})),
    "answering rubbish with 200": lambda desk: desk.stub.behave(reply_with(200, RUBBISH)),
    "answering nothing with 200": lambda desk: desk.stub.behave(reply_with(200, b"")),
    "answering another schema with 200": lambda desk: desk.stub.behave(
        reply_with(200, {"score": "high"})
    ),
    "answering a score out of range": lambda desk: desk.stub.behave(
        reply_with(200, {**VERDICT, "score": 101})
    ),
    "answering for another interview": lambda desk: desk.stub.behave(reply_with(200, VERDICT)),
}


def complete_in_time(desk: Desk, interview_id: int) -> Any:
    """PUT complete answers 202 within the wait, and the interview is completed."""
    started = time.monotonic()
    response = desk.client.complete(interview_id)
    spent = time.monotonic() - started
    completed = json_of(response, 202)
    assert spent < WAIT_SECONDS + MARGIN_SECONDS
    assert completed["status"] == "completed"
    assert completed["evaluation"]["status"] == "pending"
    assert completed["evaluation"]["score"] is None
    return completed


@pytest.mark.parametrize("how", AWAY)
def test_completion_survives_an_evaluator_that_is_away(desk: Desk, how: str) -> None:
    interview_id = desk.answered()
    AWAY[how](desk)

    completed = complete_in_time(desk, interview_id)
    dashboard = desk.client.dashboard(interview_id)
    failures = desk.request(interview_id).failures
    desk.recover()
    result = desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)

    assert "evaluator" in completed["evaluation"]["detail"]
    assert dashboard["interview"]["status"] == "completed"
    assert dashboard["evaluation_status"] == "pending"
    assert failures == 0
    assert result["result"]["score"] is not None
    assert versions(desk.url, [interview_id]) == {1}


@pytest.mark.parametrize("how", FAILING)
def test_completion_survives_an_evaluator_that_fails(desk: Desk, how: str) -> None:
    interview_id = desk.answered()
    FAILING[how](desk)

    completed = complete_in_time(desk, interview_id)
    failures = desk.request(interview_id).failures
    desk.recover()
    result = desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)

    assert "evaluator" in completed["evaluation"]["detail"]
    assert failures >= 1
    assert result["result"]["score"] is not None
    assert versions(desk.url, [interview_id]) == {1}


def test_a_redirect_that_leads_nowhere_is_survived_too(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.stub.behave(reply_with(302, b"", Location="http://\xff\xfe/"))

    complete_in_time(desk, interview_id)
    wait_until(lambda: len(desk.stub.keys(interview_id)) >= 2, what="the retrying thread's attempt")
    desk.recover()

    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)
    assert versions(desk.url, [interview_id]) == {1}


def test_answers_stay_frozen_while_the_evaluation_is_pending(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.system.to_evaluator.set(REFUSE)
    complete_in_time(desk, interview_id)

    assert_problem(desk.client.answer(interview_id, 1, "Later."), 409, "interview_completed")


def test_being_away_never_uses_up_attempts(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.system.to_evaluator.set(REFUSE)
    complete_in_time(desk, interview_id)

    wait_until(
        lambda: desk.request(interview_id).attempts > MAX_ATTEMPTS, 60, "more attempts than allowed"
    )
    found = desk.request(interview_id)
    desk.recover()
    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)

    assert found.failures == 0
    assert not found.given_up


def test_one_failure_after_a_long_absence_is_tried_again_soon(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.system.to_evaluator.set(REFUSE)
    complete_in_time(desk, interview_id)
    query(desk.url, "UPDATE evaluation_requests SET attempts = 40")

    desk.stub.behave(reply_with(500, {}))
    desk.system.to_evaluator.set(PASS)
    wait_until(lambda: desk.request(interview_id).failures == 1, 20, "a failure")
    found = desk.request(interview_id)

    assert found.seconds_to_next is not None
    assert found.seconds_to_next < FIRST_AFTER_RETURN_SECONDS


def test_one_that_keeps_failing_is_given_to_a_person_and_can_be_started_afresh(desk: Desk) -> None:
    client, interview_id = desk.client, desk.answered()
    desk.stub.behave(reply_with(500, {}))
    complete_in_time(desk, interview_id)

    wait_until(lambda: desk.request(interview_id).given_up, 60, "giving up")
    dashboard = client.dashboard(interview_id)
    failed = desk.stub.keys(interview_id)
    backlog = json_of(client.get("/health"), 200)["pending_evaluations"]
    desk.recover()
    again = json_of(client.evaluate(interview_id), 200)

    assert len(failed) == MAX_ATTEMPTS
    assert dashboard["evaluation_status"] == "needs_review"
    assert dashboard["evaluation_detail"] == "The evaluator answered with status 500."
    assert backlog == 0
    assert again["evaluation"]["status"] == "evaluated"
    assert client.dashboard(interview_id)["evaluation_status"] == "evaluated"
    assert versions(desk.url, [interview_id]) == {1}


def test_starting_afresh_counts_failures_from_the_beginning(desk: Desk) -> None:
    client, interview_id = desk.client, desk.answered()
    desk.stub.behave(reply_with(500, {}))
    complete_in_time(desk, interview_id)
    query(
        desk.url,
        "UPDATE evaluation_requests SET next_attempt_at = NULL, attempts = %s, failures = %s",
        MAX_ATTEMPTS,
        MAX_ATTEMPTS,
    )

    json_of(client.evaluate(interview_id), 202)

    found = desk.request(interview_id)
    assert (found.attempts, found.failures, found.given_up) == (1, 1, False)


def test_every_attempt_carries_the_same_key_and_the_result_keeps_it(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.stub.behave(reply_with(500, {}))
    complete_in_time(desk, interview_id)
    wait_until(lambda: len(desk.stub.keys(interview_id)) >= 2, what="a second attempt")

    desk.recover()
    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)

    keys = desk.stub.keys(interview_id)
    recorded = query(
        desk.url,
        "SELECT idempotency_key FROM interview_results WHERE interview_id = %s",
        interview_id,
    )
    assert len(keys) >= 3
    assert recorded == [(keys[0],)]
    assert set(keys) == {keys[0]}


def test_an_evaluator_that_finishes_after_the_wait_counts_once(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.stub.behave(desk.stub.late_after(WAIT_SECONDS * 3))

    complete_in_time(desk, interview_id)
    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)
    attempts = len(desk.stub.keys(interview_id))
    wait_until(
        lambda: desk.stub.forwarded[interview_id] == attempts,
        what="every late attempt to have been evaluated",
    )

    assert attempts > 1, "somebody else must have asked before the first was finished"
    assert versions(desk.url, [interview_id]) == {1}
    assert pending(desk.url) == 0


def test_a_result_whose_answer_came_too_late_is_shown_as_evaluated(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.stub.behave(desk.stub.late_answer_after(WAIT_SECONDS * 3))

    completed = json_of(desk.client.complete(interview_id), 200)

    assert completed["evaluation"]["status"] == "evaluated"
    assert versions(desk.url, [interview_id]) == {1}
    assert pending(desk.url) == 0


def test_trickling_answers_do_not_use_up_what_calls_the_evaluator(desk: Desk) -> None:
    interviews = [desk.answered() for _ in range(CALL_THREADS + 2)]
    desk.stub.behave(desk.stub.trickle)
    before = len(desk.stub.calls)
    with ThreadPoolExecutor(len(interviews)) as threads:
        list(threads.map(desk.complete, interviews))
    # A completion that is repeated makes an attempt when nobody else does.
    with ThreadPoolExecutor(len(interviews)) as threads:
        list(threads.map(desk.complete, interviews))
    wait_until(lambda: len(desk.stub.calls) - before > CALL_THREADS, what="more calls than threads")

    # The evaluator works again, while what trickles trickles on.
    desk.stub.behaviour = desk.stub.forward
    wait_until(
        lambda: evaluated(desk.url, interviews) > 0, FIRST_AFTER_RETURN_SECONDS, "the first result"
    )
    desk.wait_until_nothing_is_pending(ALL_AFTER_RETURN_SECONDS)

    assert versions(desk.url, interviews) == {1}


def test_five_hundred_pending_are_evaluated_within_a_minute_of_its_return(desk: Desk) -> None:
    desk.system.to_evaluator.set(REFUSE)
    interviews = insert_pending(desk.url, 500)
    wait_until(
        lambda: query(desk.url, "SELECT 1 FROM evaluation_requests WHERE attempts > 1"),
        what="the evaluator to be found away",
    )

    returned = time.monotonic()
    desk.system.to_evaluator.set(PASS)
    wait_until(
        lambda: evaluated(desk.url, interviews) > 0, FIRST_AFTER_RETURN_SECONDS, "the first result"
    )
    first = time.monotonic() - returned
    desk.wait_until_nothing_is_pending(ALL_AFTER_RETURN_SECONDS * patience())
    print(f"first after {first:.1f} s, all 500 after {time.monotonic() - returned:.1f} s")

    assert versions(desk.url, interviews) == {1}


def test_several_processes_share_what_is_pending_and_never_ask_twice_at_once(desk: Desk) -> None:
    others = [desk.system.another_flask() for _ in range(2)]
    try:
        for other in others:
            other.launch()
        for other in others:
            wait_until(lambda other=other: other.answers, 90, "another Flask")  # type: ignore[misc]
        desk.stub.behave(desk.stub.late_after(0.1))
        desk.stub.most_in_all = 0
        before = len(desk.stub.calls)

        interviews = insert_pending(desk.url, 90)
        desk.wait_until_nothing_is_pending(ALL_AFTER_RETURN_SECONDS)
    finally:
        for other in others:
            other.kill()

    calls = desk.stub.calls[before:]
    assert sorted(call.interview_id for call in calls) == sorted(interviews), "asked once each"
    assert max(desk.stub.most_at_once[interview_id] for interview_id in interviews) == 1
    assert desk.stub.most_in_all > 2, "one process alone asks for two at a time"
    assert versions(desk.url, interviews) == {1}


def test_twelve_completions_of_one_interview_at_once_ask_once(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.stub.behave(desk.stub.late_after(0.3))

    with ThreadPoolExecutor(12) as threads:
        responses = list(threads.map(lambda _: desk.client.complete(interview_id), range(12)))
    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)

    assert {response.status_code for response in responses} <= {200, 202, 503}
    assert 200 in {response.status_code for response in responses}
    assert desk.stub.most_at_once[interview_id] == 1
    assert versions(desk.url, [interview_id]) == {1}


def test_what_is_pending_is_kept_when_the_service_is_killed(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.system.to_evaluator.set(REFUSE)
    complete_in_time(desk, interview_id)
    desk.system.flask.kill()

    desk.recover()
    desk.system.start_services()

    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)
    assert versions(desk.url, [interview_id]) == {1}


def test_an_attempt_whose_process_was_killed_is_taken_over(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.stub.behave(desk.stub.hang)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(desk.client.complete, interview_id)
        wait_until(lambda: desk.stub.keys(interview_id), what="the evaluator to be asked")
        desk.system.flask.kill()
        assert asked.exception() is not None

    desk.recover()
    desk.system.start_services()

    desk.wait_until_evaluated(interview_id, LEASE_SECONDS + FIRST_AFTER_RETURN_SECONDS)
    assert versions(desk.url, [interview_id]) == {1}


def test_health_shows_how_many_are_pending_and_for_how_long(desk: Desk) -> None:
    none = json_of(desk.client.get("/health"), 200)
    desk.system.to_evaluator.set(REFUSE)
    interviews = insert_pending(desk.url, 3)
    query(
        desk.url,
        "UPDATE evaluation_requests SET requested_at = now() - interval '1 hour' "
        "WHERE interview_id = %s",
        interviews[0],
    )

    some = json_of(desk.client.get("/health"), 200)

    assert (none["pending_evaluations"], none["oldest_pending_seconds"]) == (0, None)
    assert some["pending_evaluations"] == 3
    assert 3600 <= some["oldest_pending_seconds"] < 3660


def test_an_evaluator_that_was_killed_and_started_again_finds_what_is_pending(desk: Desk) -> None:
    interview_id = desk.answered()
    desk.system.fastapi.kill()
    complete_in_time(desk, interview_id)

    desk.system.start_services()

    desk.wait_until_evaluated(interview_id, FIRST_AFTER_RETURN_SECONDS)
    assert versions(desk.url, [interview_id]) == {1}
