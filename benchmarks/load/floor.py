"""The floor of the database side: the same interview as bare SQL, through pgbench."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]

from launcher.databases import split_password
from launcher.postgres import PostgresServer

# One transaction for each step of flow.py, and the least SQL that leaves the rows it leaves.
# The candidate, both answers and the result are those of an interview that the services conducted.
SCRIPT = """\
WITH candidate AS (
    INSERT INTO candidates (name, email, phone) VALUES ({name}, {email}, {phone}) RETURNING id
), interview AS (
    INSERT INTO interviews (candidate_id, skill) SELECT id, {skill} FROM candidate RETURNING id
), asked AS (
    INSERT INTO asked_questions (interview_id, question_id)
    SELECT interview.id, question.id FROM interview, interview_questions AS question
    WHERE question.skill = {skill} AND question.retired_at IS NULL
)
SELECT id AS interview FROM interview \\gset

SELECT question.id, question.question, answer.id IS NOT NULL
FROM asked_questions AS asked
JOIN interview_questions AS question ON question.id = asked.question_id
LEFT JOIN interview_answers AS answer USING (interview_id, question_id)
WHERE asked.interview_id = :interview ORDER BY question.position;

BEGIN;
SELECT status FROM interviews WHERE id = :interview FOR NO KEY UPDATE;
INSERT INTO interview_answers (interview_id, question_id, text_answer)
VALUES (:interview, {first}, {text});
COMMIT;

BEGIN;
SELECT status FROM interviews WHERE id = :interview FOR NO KEY UPDATE;
INSERT INTO interview_answers
    (interview_id, question_id, text_answer, file_path, file_name, file_size, file_sha256)
VALUES (:interview, {second}, {file_text}, 'uploads/' || gen_random_uuid() || '.txt',
        {file_name}, {file_size}, {file_sha256});
COMMIT;

BEGIN;
UPDATE interviews SET status = 'completed', completed_at = now()
WHERE id = :interview AND status = 'ongoing';
SELECT question.*, answer.*
FROM asked_questions AS asked
JOIN interview_questions AS question ON question.id = asked.question_id
LEFT JOIN interview_answers AS answer USING (interview_id, question_id)
WHERE asked.interview_id = :interview ORDER BY question.position;
INSERT INTO interview_results (interview_id, version, score, feedback, evaluator,
                               evaluator_version, answers, rubrics, weighted_sum, total_weight,
                               latency_ms, idempotency_key)
VALUES (:interview, 1, {score}, {feedback}, {evaluator},
        {evaluator_version}, {answers}, {rubrics}, {weighted_sum}, {total_weight},
        {latency_ms}, gen_random_uuid());
COMMIT;

SELECT * FROM interviews AS interview
JOIN candidates AS candidate ON candidate.id = interview.candidate_id
LEFT JOIN interview_results AS result ON result.interview_id = interview.id AND result.current
WHERE interview.id = :interview;
SELECT question.id, question.question, answer.*
FROM asked_questions AS asked
JOIN interview_questions AS question ON question.id = asked.question_id
LEFT JOIN interview_answers AS answer USING (interview_id, question_id)
WHERE asked.interview_id = :interview ORDER BY question.position;
"""

EXAMPLE = """
SELECT candidate.name, candidate.email, candidate.phone, interview.skill,
       typed.question_id AS first, typed.text_answer AS text,
       uploaded.question_id AS second, uploaded.text_answer AS file_text,
       uploaded.file_name, uploaded.file_size, uploaded.file_sha256,
       result.score, result.feedback, result.evaluator, result.evaluator_version,
       result.answers, result.rubrics, result.weighted_sum, result.total_weight,
       result.latency_ms
FROM interviews AS interview
JOIN candidates AS candidate ON candidate.id = interview.candidate_id
JOIN interview_answers AS typed ON typed.interview_id = interview.id AND typed.file_path IS NULL
JOIN interview_answers AS uploaded
    ON uploaded.interview_id = interview.id AND uploaded.file_path IS NOT NULL
JOIN interview_results AS result ON result.interview_id = interview.id
WHERE interview.id = (SELECT max(interview_id) FROM interview_results)
"""
# As the driver of the services speaks: each statement is parsed and planned afresh.
PROTOCOL = "simple"
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)


class NoPgbench(Exception):
    """There is no pgbench on this machine; the message says where one comes from."""


class PgbenchFailed(Exception):
    """pgbench gave up, or counted failed transactions; the message is its own."""


def find_pgbench(server: PostgresServer) -> Path:
    """The server's own, else one of the system's. Raises NoPgbench."""
    beside = [server.bin_dir / "pgbench", *Path("/usr/lib/postgresql").glob("*/bin/pgbench")]
    for program in beside:
        if program.exists():
            return program
    on_path = shutil.which("pgbench")
    if on_path is None:
        raise NoPgbench(
            "pgbench is missing, which measures what the database can do: it comes with "
            "PostgreSQL's server (Debian: apt-get install postgresql)."
        )
    return Path(on_path)


def script_from(url: str) -> str:
    """What pgbench runs, with the values of the newest interview, which `flow` conducted."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(EXAMPLE)
            (row,) = cursor.fetchall()
            names = [column.name for column in cursor.description]
    finally:
        connection.close()
    return SCRIPT.format(**{name: literal(value) for name, value in zip(names, row, strict=True)})


def literal(value: Any) -> str:
    """As SQL in which pgbench sees none of its variables, which begin with a colon."""
    if value is None:
        return "NULL"
    text = json.dumps(value) if isinstance(value, list) else str(value)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\x3a")
    return "E'" + escaped.replace("\n", "\\n") + "'"


def interviews_per_second(
    pgbench: Path, url: str, script: Path, clients: int, seconds: float
) -> float:
    """How many bare interviews the database takes. Raises PgbenchFailed."""
    address, password = split_password(url)
    done = subprocess.run(
        [
            *(str(pgbench), "--no-vacuum", "--file", str(script), "--protocol", PROTOCOL),
            *("--client", str(clients), "--jobs", str(min(clients, os.cpu_count() or 1))),
            *("--time", str(max(1, round(seconds))), address),
        ],
        env={**os.environ, "PGPASSWORD": password or ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    rate, failed = TPS.search(done.stdout), FAILED.search(done.stdout)
    if done.returncode or rate is None or (failed and failed[1] != "0"):
        raise PgbenchFailed(done.stderr or done.stdout)
    return float(rate[1])
