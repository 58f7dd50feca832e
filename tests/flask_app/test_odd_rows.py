"""Rows that no release of this service wrote, an import's say: what is in them stays out of the
log, whatever they are answered with."""

from itertools import product
from typing import Any

import pytest
from psycopg2.extras import Json

from tests.support.client import Client
from tests.support.database import query
from tests.support.services import System

WORDS = "Erika confessed something"
ANSWER = {"question_id": 1, "status": "scored", "score": 50, "feedback": "Fine"}
RUBRIC = {
    "question_id": 1,
    "question": "q",
    "reference_answers": [],
    "key_points": [],
    "sha256": "",
}
SHAPES: list[Any] = [
    WORDS,
    [WORDS],
    {"said": WORDS},
    {WORDS: 1},
    *({**ANSWER, name: WORDS} for name in (*ANSWER, "weight", "covered", "tokens")),
    *({**ANSWER, name: {WORDS: WORDS}} for name in (*ANSWER, "number", "missing", "flags")),
]


@pytest.fixture(scope="module")
def evaluated(lonely: System, lonely_client: Client) -> int:
    """A completed interview with an answer and a result that say nothing yet."""
    interview_id = lonely_client.created()
    lonely_client.answer(interview_id, 1, "An answer")
    lonely_client.complete(interview_id)
    query(
        lonely.database_url,
        "INSERT INTO interview_results (interview_id, version, feedback, evaluator,"
        " evaluator_version, answers, latency_ms) VALUES (%s, 1, 'f', 'e', '1', '[]', 1)",
        interview_id,
    )
    return interview_id


def put(system: System, interview_id: int, **columns: Any) -> None:
    for name, value in columns.items():
        statement = f"UPDATE interview_results SET {name} = %s WHERE interview_id = %s"
        query(system.database_url, statement, Json(value), interview_id)


def test_odd_results_are_not_in_the_log(
    lonely: System, lonely_client: Client, evaluated: int
) -> None:
    paths = [f"/interviews/{evaluated}{rest}" for rest in ("", "/evaluations")]
    broken = 0
    for shape, path in product(SHAPES, paths):
        put(lonely, evaluated, answers=[shape])
        broken += lonely_client.get(path).status_code == 500
    put(lonely, evaluated, answers=[])
    for shape in [*SHAPES, *({**RUBRIC, name: {WORDS: [WORDS]}} for name in RUBRIC)]:
        put(lonely, evaluated, rubrics=[shape])
        broken += lonely_client.get(paths[1]).status_code == 500
    put(lonely, evaluated, rubrics=[])

    log = lonely.flask.log.read_text()
    assert broken > len(SHAPES), "the rows are not odd"
    assert log.count("unexpected error") >= broken
    assert [word for word in WORDS.split() if word in log] == []


def test_an_odd_calibration_is_not_in_the_log(
    lonely: System, lonely_client: Client, evaluated: int
) -> None:
    put(lonely, evaluated, calibration={"slope": WORDS, "fitted_at": WORDS, "intercept": [WORDS]})

    assert lonely_client.get(f"/interviews/{evaluated}/evaluations").status_code == 500
    put(lonely, evaluated, calibration=None)
    log = lonely.flask.log.read_text()
    assert [word for word in WORDS.split() if word in log] == []
