"""Completed interviews that wait for their evaluation, put into the database in one go."""

from dataclasses import dataclass
from typing import Any

from tests.support.database import query

INSERT = """
WITH made_candidates AS (
    INSERT INTO candidates (name, email)
    SELECT 'Pending', 'pending@example.com' FROM generate_series(1, %s) RETURNING id
), made AS (
    INSERT INTO interviews (candidate_id, skill, status, completed_at)
    SELECT id, 'python', 'completed', now() FROM made_candidates RETURNING id
), asked AS (
    INSERT INTO asked_questions (interview_id, question_id)
    SELECT made.id, question.id FROM made, interview_questions AS question
    WHERE question.skill = 'python' AND question.retired_at IS NULL
    RETURNING interview_id, question_id
), answered AS (
    INSERT INTO interview_answers (interview_id, question_id, text_answer)
    SELECT asked.interview_id, asked.question_id, question.reference_answer
    FROM asked JOIN interview_questions AS question ON question.id = asked.question_id
    WHERE question.position <= 3
)
INSERT INTO evaluation_requests (interview_id, idempotency_key, attempts, next_attempt_at)
SELECT id, gen_random_uuid(), 1, now() + random() * interval '4 seconds' FROM made
RETURNING interview_id
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A row of evaluation_requests."""

    attempts: int
    failures: int
    given_up: bool
    last_error: str | None
    seconds_to_next: float | None


def insert_pending(url: str, number: int) -> list[int]:
    return [row[0] for row in query(url, INSERT, number)]


def pending(url: str) -> int:
    number: int = query(url, "SELECT count(*) FROM evaluation_requests")[0][0]
    return number


def evaluated(url: str, interviews: list[int]) -> int:
    number: int = query(
        url,
        "SELECT count(DISTINCT interview_id) FROM interview_results WHERE interview_id = ANY(%s)",
        interviews,
    )[0][0]
    return number


def versions(url: str, interviews: list[int]) -> set[int]:
    """How many results each of these interviews has, as a set: {1} when each has one."""
    rows = query(
        url,
        "SELECT DISTINCT (SELECT count(*) FROM interview_results WHERE interview_id = i.id) "
        "FROM interviews AS i WHERE id = ANY(%s)",
        interviews,
    )
    return {row[0] for row in rows}


def request_of(url: str, interview_id: int) -> Request | None:
    rows: list[tuple[Any, ...]] = query(
        url,
        "SELECT attempts, failures, next_attempt_at IS NULL, last_error, "
        "extract(epoch FROM next_attempt_at - now())::float "
        "FROM evaluation_requests WHERE interview_id = %s",
        interview_id,
    )
    return Request(*rows[0]) if rows else None
