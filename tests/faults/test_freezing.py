"""Answers that race a completion: each is in the evaluation, or it is refused."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import pytest
import requests

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of
from tests.support.waiting import wait_until

ROUNDS = 25
REFERENCE = (
    "List comprehensions are a concise way of creating a list from an iterable. An optional if "
    "clause filters the items. It is usually somewhat faster than calling append in a for loop. A "
    "plain for loop is better for side effects or exception handling, and a generator expression "
    "yields items lazily without holding the whole list in memory."
)
EARLY, LATE = "No idea.", "Quite another answer, {number}."


@pytest.fixture(scope="module")
def racing(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    settings = {"EVALUATION_WAIT_SECONDS": "20"}
    with (
        fresh_database(server) as url,
        System(url, tmp_path_factory.mktemp("racing"), settings) as system,
    ):
        yield system


@dataclass(frozen=True, slots=True)
class Race:
    """An interview whose completion set out together with an answer to each of its questions."""

    interview_id: int
    questions: list[int]
    responses: dict[int, requests.Response]
    completion: requests.Response


def run_race(url: str, pool: ThreadPoolExecutor, *, answered_before: bool, files: bool) -> Race:
    client = Client(url)
    interview_id = client.created()
    questions = [question["question_id"] for question in client.questions(interview_id)]
    for question_id in questions if answered_before else []:
        json_of(client.answer(interview_id, question_id, EARLY), 201)
    start = Barrier(len(questions) + 1)

    def answer(number: int, question_id: int) -> requests.Response:
        text = LATE.format(number=number)
        start.wait()
        if files:
            return Client(url).answer(interview_id, question_id, file=("a.txt", text.encode()))
        return Client(url).answer(interview_id, question_id, text)

    def complete(after: int) -> requests.Response:
        start.wait()
        for earlier in answers[:after]:
            earlier.result()
        return Client(url).complete(interview_id)

    answers = [pool.submit(answer, *item) for item in enumerate(questions)]
    completion = pool.submit(complete, random.choice([0, 0, 0, 1, 2, 4]))
    responses = dict(zip(questions, [answer.result() for answer in answers], strict=True))
    return Race(interview_id, questions, responses, completion.result())


def evaluated_answers(race: Race, client: Client) -> dict[int, dict[str, Any]]:
    (version,) = client.versions(race.interview_id)
    return {item["question_id"]: item for item in version["answers"]}


@pytest.mark.parametrize("files", [False, True], ids=["text", "files"])
def test_a_first_answer_that_races_the_completion_is_evaluated_or_refused(
    racing: System, files: bool
) -> None:
    client, refused, accepted = Client(racing.flask.url), 0, 0
    with ThreadPoolExecutor(16) as pool:
        for _ in range(ROUNDS):
            race = run_race(racing.flask.url, pool, answered_before=False, files=files)
            json_of(race.completion, 200)
            judged = evaluated_answers(race, client)
            stored = {
                answer["question_id"] for answer in client.dashboard(race.interview_id)["answers"]
            }
            for question_id, response in race.responses.items():
                taken = response.status_code == 201
                if not taken:
                    assert_problem(response, 409, "interview_completed")
                assert (judged[question_id]["status"] != "unanswered") == taken
                assert (question_id in stored) == taken
                accepted, refused = accepted + taken, refused + (not taken)
    print(f"{accepted} answers accepted, {refused} refused")
    assert accepted > ROUNDS / 2, "the completion was always first"
    assert refused > ROUNDS / 2, "the completion was always last"


def test_a_replacement_that_races_the_completion_is_evaluated_or_refused(racing: System) -> None:
    client, refused, accepted = Client(racing.flask.url), 0, 0
    with ThreadPoolExecutor(16) as pool:
        for _ in range(ROUNDS // 2):
            race = run_race(racing.flask.url, pool, answered_before=True, files=False)
            json_of(race.completion, 200)
            shown = {
                answer["question_id"]: answer["answer_text"]
                for answer in client.dashboard(race.interview_id)["answers"]
            }
            for number, (question_id, response) in enumerate(race.responses.items()):
                taken = response.status_code == 200
                if not taken:
                    assert_problem(response, 409, "interview_completed")
                assert shown[question_id] == (LATE.format(number=number) if taken else EARLY)
                accepted, refused = accepted + taken, refused + (not taken)
    assert accepted > ROUNDS / 4, "the completion was always first"
    assert refused > ROUNDS / 4, "the completion was always last"


# What an answer's transaction waits for when it has passed every check and not yet written.
HOLDING = {
    "a first answer": "SELECT FROM asked_questions WHERE interview_id = %s AND question_id = %s "
    "FOR UPDATE",
    "a replacement": "SELECT FROM interview_answers WHERE interview_id = %s AND question_id = %s "
    "FOR UPDATE",
}


@pytest.mark.parametrize("kind", HOLDING)
def test_the_completion_waits_for_an_answer_that_is_being_written(
    racing: System, kind: str
) -> None:
    """Held between its checks and its commit, which is when a check alone would be fooled."""
    url, client = racing.database_url, Client(racing.flask.url)
    interview_id = client.created()
    question = client.questions(interview_id)[0]["question_id"]
    if kind == "a replacement":
        json_of(client.answer(interview_id, question, EARLY), 201)
    with (
        closing(psycopg2.connect(url)) as ours,
        closing(ours.cursor()) as cursor,
        ThreadPoolExecutor(2) as threads,
    ):
        cursor.execute(HOLDING[kind], (interview_id, question))
        answering = threads.submit(client.answer, interview_id, question, REFERENCE)
        wait_until(lambda: waiting_for_locks(url) == 1, what="the answer to be held")
        completing = threads.submit(Client(racing.flask.url).complete, interview_id)
        wait_until(
            lambda: completing.done() or waiting_for_locks(url) == 2, what="the completion to begin"
        )
        ours.rollback()
        answered, completed = answering.result(), completing.result()

    assert answered.status_code in {200, 201}
    assert json_of(completed, 200)["evaluation"]["status"] == "evaluated"
    (version,) = client.versions(interview_id)
    judged = {item["question_id"]: item for item in version["answers"]}
    assert judged[question]["status"] == "scored"
    assert judged[question]["score"] > 50, "what was evaluated is not what was accepted"


def waiting_for_locks(url: str) -> int:
    number: int = query(
        url,
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'interviews-flask' "
        "AND wait_event_type = 'Lock' AND datname = current_database()",
    )[0][0]
    return number
