"""Every constraint refuses what it is there for, and says its name."""

from collections.abc import Iterator

import psycopg2
import pytest

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.database.sql import Connection

# An interview whose two questions are 1 and 2, the first answered with a file, and a result.
DATA = """
INSERT INTO candidates (id, name, email) VALUES (1, 'John', 'john@example.com');
INSERT INTO interviews (id, candidate_id, skill, status, completed_at, idempotency_key,
                        request_hash) VALUES
    (1, 1, 'python', 'completed', now(), 'key', 'hash'),
    (2, 1, 'python', 'ongoing', NULL, NULL, NULL);
INSERT INTO asked_questions VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO interview_answers (id, interview_id, question_id, text_answer, file_path, file_name,
                               file_size, file_sha256)
     VALUES (1, 1, 1, 'text', 'uploads/a.txt', 'My file.txt', 1, repeat('0', 64));
INSERT INTO interview_results (id, interview_id, version, score, feedback, evaluator,
                               evaluator_version, answers, latency_ms, idempotency_key)
     VALUES (1, 1, 1, 50, '', 'offline', '1', '[]', 0, 'key');
INSERT INTO evaluation_requests (interview_id, idempotency_key, next_attempt_at)
     VALUES (1, gen_random_uuid(), now());
INSERT INTO calibrations (skill, evaluator, evaluator_version, slope, intercept, graded_answers,
                          rmse_before, rmse_after) VALUES ('sql', 'offline', '1.0', 1, 0, 30, 9, 8);
ALTER TABLE candidates ALTER id RESTART WITH 100;
ALTER TABLE interviews ALTER id RESTART WITH 100;
ALTER TABLE interview_answers ALTER id RESTART WITH 100;
ALTER TABLE interview_results ALTER id RESTART WITH 100;
"""


def candidate(**changes: str) -> str:
    return insert("candidates", {"name": "'J'", "email": "'j@example.com'"}, changes)


def question(**changes: str) -> str:
    values = {"skill": "'cobol'", "position": "1", "question": "'What?'"}
    return insert("interview_questions", values, changes)


def interview(**changes: str) -> str:
    return insert("interviews", {"candidate_id": "1", "skill": "'python'"}, changes)


def answer(**changes: str) -> str:
    values = {"interview_id": "1", "question_id": "2", "text_answer": "'text'"}
    return insert("interview_answers", values, changes)


def file_answer(**changes: str) -> str:
    file = {"file_path": "'uploads/b.txt'", "file_name": "'b'", "file_size": "1"}
    return answer(**{**file, "file_sha256": "repeat('a', 64)", **changes})


def result(**changes: str) -> str:
    values = {"interview_id": "1", "version": "2", "current": "false", "feedback": "''"}
    values |= {"evaluator": "'e'", "evaluator_version": "'1'", "answers": "'[]'", "latency_ms": "0"}
    return insert("interview_results", values, changes)


def request(**changes: str) -> str:
    values = {
        "interview_id": "2",
        "idempotency_key": "gen_random_uuid()",
        "next_attempt_at": "now()",
    }
    return insert("evaluation_requests", values, changes)


def calibration(**changes: str) -> str:
    values = {"skill": "'python'", "evaluator": "'offline'", "evaluator_version": "'1.0'"}
    values |= {"slope": "0.9", "intercept": "-3", "graded_answers": "30"}
    values |= {"rmse_before": "12.5", "rmse_after": "9.25"}
    return insert("calibrations", values, changes)


def insert(table: str, values: dict[str, str], changes: dict[str, str]) -> str:
    row = {**values, **changes}
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(row.values())})"


DONE = {"status": "'completed'", "completed_at": "now()"}
NO_FILE = {"file_path": "NULL", "file_name": "NULL", "file_size": "NULL", "file_sha256": "NULL"}

# What each constraint refuses. Both sides of a limit are here and in ACCEPTED.
REFUSED: dict[str, list[str]] = {
    "alembic_version_pkc": ["INSERT INTO alembic_version VALUES ('0004')"],
    "installation_pkey": ["INSERT INTO installation DEFAULT VALUES"],
    "installation_one_row": ["INSERT INTO installation (only_row) VALUES (false)"],
    "installation_schema_sha256_shape": ["UPDATE installation SET schema_sha256 = '0'"],
    "candidates_pkey": [candidate(id="1")],
    "candidates_name_length": [candidate(name="''"), candidate(name="repeat('x', 201)")],
    "candidates_email_shape": [
        candidate(email="''"),
        candidate(email="'example.com'"),
        candidate(email="'@example.com'"),
        candidate(email="'john@'"),
        candidate(email="repeat('x', 309) || '@example.com'"),
    ],
    "candidates_phone_length": [candidate(phone="''"), candidate(phone="repeat('1', 51)")],
    "interview_questions_pkey": [question(id="1")],
    "interview_questions_version": [question(skill="'python'", retired_at="now()")],
    "interview_questions_current": [question(skill="'python'", version="2")],
    "interview_questions_skill_shape": [
        question(skill="''"),
        question(skill="'Cobol'"),
        question(skill="' cobol'"),
        question(skill="'cobol '"),
        question(skill="repeat('x', 101)"),
    ],
    "interview_questions_position_positive": [question(position="0")],
    "interview_questions_version_positive": [question(version="0")],
    "interview_questions_question_not_blank": [question(question="''"), question(question="' '")],
    "interview_questions_reference_not_blank": [
        question(reference_answer="''"),
        question(reference_answer="'  '"),
    ],
    "interview_questions_key_points_not_null": [
        question(key_points="ARRAY['a', NULL]"),
        question(key_points="ARRAY[NULL]::text[]"),
    ],
    "interview_questions_weight_positive": [question(weight="0"), question(weight="-1")],
    "interview_questions_kind_known": [question(kind="'story'"), question(kind="''")],
    "interviews_pkey": [interview(id="1")],
    "interviews_candidate_id_fkey": [
        interview(candidate_id="99"),
        "DELETE FROM candidates WHERE id = 1",
    ],
    "interviews_idempotency_key": [interview(idempotency_key="'key'", request_hash="'h'")],
    "interviews_status_known": [
        interview(status="'cancelled'"),
        interview(status="''"),
        interview(status="'Ongoing'"),
    ],
    "interviews_completed_at_matches_status": [
        interview(status="'completed'"),
        interview(completed_at="now()"),
        "UPDATE interviews SET status = 'ongoing', score = NULL WHERE id = 1",
    ],
    "interviews_score_range": [interview(score="100.01", **DONE), interview(score="-0.01", **DONE)],
    "interviews_score_after_completion": [
        interview(score="50"),
        result(interview_id="2", version="1", score="50", current="true"),
    ],
    "interviews_idempotency_whole": [
        interview(idempotency_key="'k'"),
        interview(request_hash="'h'"),
    ],
    "asked_questions_pkey": ["INSERT INTO asked_questions VALUES (1, 1)"],
    "asked_questions_interview_id_fkey": ["INSERT INTO asked_questions VALUES (99, 1)"],
    "asked_questions_question_id_fkey": [
        "INSERT INTO asked_questions VALUES (2, 999)",
        "DELETE FROM interview_questions WHERE id = 1",
    ],
    "interview_answers_pkey": [answer(id="1")],
    "interview_answers_once_per_question": [answer(question_id="1")],
    "interview_answers_question_was_asked": [
        answer(question_id="3"),
        answer(interview_id="99"),
        "DELETE FROM asked_questions WHERE interview_id = 1 AND question_id = 1",
    ],
    "interview_answers_file_once": [file_answer(file_path="'uploads/a.txt'")],
    "interview_answers_not_empty": [answer(text_answer="NULL")],
    "interview_answers_text_length": [
        answer(text_answer="''"),
        answer(text_answer="repeat('x', 100001)"),
    ],
    "interview_answers_file_path_flat": [
        file_answer(file_path="'b.txt'"),
        file_answer(file_path="'/uploads/b.txt'"),
        file_answer(file_path="'uploads/../b.txt'"),
        file_answer(file_path="'uploads/b/c.txt'"),
        file_answer(file_path="'uploads/'"),
        file_answer(file_path="'uploads/B.txt'"),
        file_answer(file_path="E'uploads/b.txt\\n'"),
    ],
    "interview_answers_file_whole": [file_answer(**{name: "NULL"}) for name in NO_FILE],
    "interview_answers_file_size_positive": [file_answer(file_size="0")],
    "interview_answers_file_sha256_shape": [
        file_answer(file_sha256="repeat('a', 63)"),
        file_answer(file_sha256="repeat('a', 65)"),
        file_answer(file_sha256="repeat('A', 64)"),
    ],
    "interview_results_pkey": [result(id="1")],
    "interview_results_interview_id_fkey": [
        result(interview_id="99"),
        "DELETE FROM evaluation_requests; DELETE FROM interview_answers;"
        "DELETE FROM asked_questions; DELETE FROM interviews WHERE id = 1",
    ],
    "interview_results_version": [result(version="1")],
    "interview_results_one_current": [result(current="true")],
    "interview_results_counted_once": [result(idempotency_key="'key'")],
    "interview_results_version_positive": [result(version="0")],
    "interview_results_score_range": [result(score="100.01"), result(score="-0.01")],
    "interview_results_provisional_range": [
        result(provisional_score="100.01"),
        result(provisional_score="-0.01"),
    ],
    "interview_results_one_score": [result(score="1", provisional_score="1")],
    "interview_results_answers_list": [result(answers="'{}'"), result(answers="'null'")],
    "interview_results_latency_positive": [result(latency_ms="-1")],
    "interview_results_weights_whole": [
        result(total_weight="1"),
    ],
    "interview_results_adds_up": [
        result(score="50", weighted_sum="100.02", total_weight="2"),
        result(provisional_score="50", weighted_sum="99", total_weight="2"),
        result(weighted_sum="100", total_weight="2"),
        result(score="50", weighted_sum="100", total_weight="0"),
        result(score="50", weighted_sum="50"),
    ],
    "interview_results_calibrated_range": [
        result(score="1", calibrated_score="100.01", calibration="'{}'"),
        result(score="1", calibrated_score="-0.01", calibration="'{}'"),
    ],
    "interview_results_calibrated_beside_score": [
        result(calibrated_score="1", calibration="'{}'"),
        result(score="1", calibrated_score="1"),
    ],
    "interview_results_rubrics_list": [result(rubrics="'{}'")],
    "interview_results_tokens_positive": [
        result(prompt_tokens="-1"),
        result(completion_tokens="-1"),
    ],
    "calibrations_pkey": [calibration(skill="'sql'")],
    "calibrations_slope_positive": [calibration(slope="0")],
    "calibrations_enough_answers": [calibration(graded_answers="29")],
    "calibrations_rmse_positive": [calibration(rmse_before="-1"), calibration(rmse_after="-1")],
    "evaluation_requests_pkey": [request(interview_id="1")],
    "evaluation_requests_interview_id_fkey": [request(interview_id="99")],
    "evaluation_requests_counts": [
        request(attempts="1", failures="2"),
        request(attempts="0", failures="-1"),
    ],
    "evaluation_requests_reason": [request(next_attempt_at="NULL")],
}

ACCEPTED = [
    candidate(name="repeat('x', 200)", phone="repeat('1', 50)"),
    candidate(name="'x'", phone="'1'", email="'a@b'"),
    candidate(email="repeat('x', 308) || '@example.com'"),
    question(),
    question(skill="repeat('x', 100)", weight="0.01", key_points="'{}'", reference_answer="NULL"),
    question(skill="'python'", version="2", retired_at="now()"),
    question(kind="'experience'"),
    question(kind="'knowledge'"),
    interview(),
    interview(score="0", **DONE),
    interview(score="100", **DONE),
    interview(idempotency_key="'another'", request_hash="'h'"),
    answer(),
    answer(text_answer="repeat('x', 100000)"),
    answer(text_answer="'x'"),
    file_answer(),
    file_answer(text_answer="NULL"),
    result(),
    result(score="0"),
    result(score="100"),
    result(provisional_score="0"),
    result(provisional_score="100"),
    result(idempotency_key="'another'"),
    result(idempotency_key="NULL"),
    result(score="33.33", weighted_sum="100", total_weight="3"),
    result(provisional_score="66.67", weighted_sum="200", total_weight="3"),
    result(score="1", calibrated_score="0", calibration="'{}'"),
    result(score="1", calibrated_score="100", calibration="'{}'"),
    result(rubrics="'[]'", prompt_tokens="0", completion_tokens="0"),
    calibration(),
    calibration(skill="'sql'", model="'another'"),
    calibration(rmse_before="0", rmse_after="0"),
    request(),
    request(attempts="2", failures="2"),
    request(next_attempt_at="NULL", last_error="'given up'"),
]

KINDS = {
    "c": psycopg2.errors.CheckViolation,
    "f": psycopg2.errors.ForeignKeyViolation,
    "p": psycopg2.errors.UniqueViolation,
    "u": psycopg2.errors.UniqueViolation,
}
CONSTRAINTS = """
SELECT conname, contype FROM pg_constraint WHERE connamespace = 'public'::regnamespace
   AND contype <> 'n'
UNION
SELECT indexrelid::regclass::text, 'u' FROM pg_index
  JOIN pg_class ON pg_class.oid = indrelid
 WHERE indisunique AND NOT indisprimary AND relnamespace = 'public'::regnamespace
"""


@pytest.fixture(scope="module")
def filled(server: PostgresServer) -> Iterator[Connection]:
    """One transaction for all of them; each statement is undone."""
    with fresh_database(server) as url, Connection(url) as one:
        one.rows(DATA)
        yield one


@pytest.mark.parametrize(
    ("name", "statement"),
    [(name, statement) for name, statements in REFUSED.items() for statement in statements],
)
def test_what_breaks_a_rule_is_refused_by_the_rule_s_name(
    filled: Connection, name: str, statement: str
) -> None:
    error = filled.refusal(statement)

    assert error is not None, f"accepted: {statement}"
    assert error.diag.constraint_name == name, str(error)
    assert type(error) is KINDS[dict(filled.rows(CONSTRAINTS))[name]]


@pytest.mark.parametrize("statement", ACCEPTED)
def test_what_keeps_every_rule_is_accepted(filled: Connection, statement: str) -> None:
    assert filled.refusal(statement) is None


def test_every_constraint_of_the_database_has_a_case_here(filled: Connection) -> None:
    assert set(dict(filled.rows(CONSTRAINTS))) == set(REFUSED)


def test_every_trigger_of_the_database_has_a_case_here(filled: Connection) -> None:
    triggers = filled.column("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname")

    assert triggers == ["keep_asked_question", "show_current_score"]


def test_every_time_has_a_time_zone_and_every_id_is_made_by_the_database(
    filled: Connection,
) -> None:
    assert "timestamp without time zone" not in filled.column(
        "SELECT data_type FROM information_schema.columns WHERE table_schema = 'public'"
    )
    own_ids = "candidates interviews interview_questions interview_answers interview_results"
    for table in own_ids.split():
        assert filled.value(
            "SELECT is_identity FROM information_schema.columns"
            " WHERE table_schema = 'public' AND table_name = %s AND column_name = 'id'",
            table,
        ) == ("YES"), table


# A question that an interview asks ------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "id = 999",
        "skill = 'cobol'",
        "position = 99",
        "version = 99",
        "question = 'Another?'",
        "reference_answer = NULL",
        "reference_answer = reference_answer",
        "key_points = '{}'",
        "weight = 2",
        "kind = 'experience'",
        "retired_at = now(), weight = 2",
    ],
)
def test_a_question_in_an_interview_cannot_be_changed(filled: Connection, change: str) -> None:
    error = filled.refusal(f"UPDATE interview_questions SET {change} WHERE id = 1")

    assert isinstance(error, psycopg2.errors.RestrictViolation)
    assert error.diag.message_primary == (
        "Question 1 is part of an interview and cannot be changed."
    )
    assert error.diag.message_hint.startswith("Retire it")


def test_a_question_in_an_interview_can_be_retired_and_come_back(filled: Connection) -> None:
    retire = "UPDATE interview_questions SET retired_at = now() WHERE id = 1"

    assert filled.refusal(retire) is None
    assert filled.refusal(f"{retire}; {retire.replace('now()', 'NULL')}") is None


def test_a_question_in_no_interview_can_be_changed_and_deleted(filled: Connection) -> None:
    assert filled.refusal("UPDATE interview_questions SET weight = 2 WHERE id = 3") is None
    assert filled.refusal("DELETE FROM interview_questions WHERE id = 3") is None


# The score of an interview --------------------------------------------------------------------


def test_the_score_of_an_interview_follows_its_current_result(connection: Connection) -> None:
    connection.rows(DATA)

    def score() -> object:
        return connection.value("SELECT score FROM interviews WHERE id = 1")

    def add(version: int, points: str) -> None:
        connection.rows("UPDATE interview_results SET current = false WHERE interview_id = 1")
        connection.rows(result(version=str(version), score=points, current="true"))

    assert score() == 50
    add(2, "71.25")
    assert float(str(score())) == 71.25
    connection.rows(result(version="3", score="99"))  # not current
    assert float(str(score())) == 71.25
    add(4, "NULL")  # a person must look
    assert score() is None
    connection.rows(
        "UPDATE interview_results SET current = false WHERE version = 4;"
        "UPDATE interview_results SET current = true WHERE version = 3"
    )
    assert score() == 99
    connection.rows("UPDATE interview_results SET score = 98 WHERE version = 3")
    assert score() == 98
    connection.rows("UPDATE interview_results SET score = 1 WHERE version = 1")
    assert score() == 98
    assert connection.value("SELECT score FROM interviews WHERE id = 2") is None
