"""Filling a database with any number of interviews, quickly."""

import psycopg2  # type: ignore[import-untyped]

# Each statement sees {number}. A tenth of the interviews is ongoing; one in a hundred of the
# completed ones has an evaluation that was given up, and one in ten thousand a pending one.
FILL = (
    # What is loaded agrees by construction: checking every foreign key by itself, and copying each
    # score by trigger, would take several times as long. The other constraints are checked.
    "SET LOCAL session_replication_role = replica",
    """
    CREATE TEMPORARY TABLE skills ON COMMIT DROP AS
    SELECT skill, row_number() OVER (ORDER BY skill) - 1 AS number, count(*) OVER () AS total,
           questions, answers, rubrics, total_weight
    FROM (
        SELECT skill, array_agg(id ORDER BY position) AS questions,
               jsonb_agg(
                   jsonb_build_object('question_id', id, 'number', position, 'weight', weight,
                                      'flags', '[]'::jsonb)
                   || CASE WHEN position <= 2 THEN jsonb_build_object(
                          'status', 'scored', 'score', 50.5,
                          'covered', key_points[1:2], 'missing', key_points[3:],
                          'feedback', 'It covers: ' || array_to_string(key_points[1:2], '; '))
                      ELSE jsonb_build_object(
                          'status', 'unanswered', 'score', 0,
                          'covered', '[]'::jsonb, 'missing', '[]'::jsonb,
                          'feedback', 'This question was not answered.')
                      END
                   ORDER BY position) AS answers,
               jsonb_agg(
                   jsonb_build_object(
                       'question_id', id, 'question', question, 'key_points', key_points,
                       'reference_answers', jsonb_build_array(reference_answer),
                       'sha256', encode(sha256(convert_to(question, 'UTF8')), 'hex'))
                   ORDER BY position) AS rubrics,
               sum(weight) AS total_weight
        FROM interview_questions WHERE retired_at IS NULL GROUP BY skill
    ) AS bank
    """,
    """
    CREATE TEMPORARY TABLE planned ON COMMIT DROP AS
    SELECT id, skill, questions, id / total AS turn, id / total % 10 = 0 AS ongoing,
           CASE WHEN id / total % 10 <> 0 AND id / total % 100 <> 1
                THEN ((id * 7919) % 10001)::numeric / 100 END AS score,
           now() - interval '1 year' * (1 - id::double precision / {number}) AS moment
    FROM generate_series(1::bigint, {number}) AS id
    JOIN skills ON skills.number = id % skills.total
    """,
    """
    INSERT INTO candidates (id, name, email, phone, created_at)
    SELECT id, 'Candidate ' || id, 'candidate-' || id || '@example.com', '99999', moment
    FROM planned
    """,
    """
    INSERT INTO interviews (id, candidate_id, skill, status, score, created_at, completed_at)
    SELECT id, id, skill, CASE WHEN ongoing THEN 'ongoing' ELSE 'completed' END, score, moment,
           CASE WHEN NOT ongoing THEN moment END
    FROM planned
    """,
    """
    INSERT INTO asked_questions (interview_id, question_id)
    SELECT id, unnest(questions) FROM planned
    """,
    """
    INSERT INTO interview_answers (interview_id, question_id, text_answer, submitted_at)
    SELECT id, questions[1], repeat('What answer number ' || id || ' says. ', 8), moment
    FROM planned
    """,
    """
    INSERT INTO interview_answers (interview_id, question_id, file_path, file_name, file_size,
                                   file_sha256, submitted_at)
    SELECT id, questions[2], 'uploads/' || md5(id::text) || '.txt', 'answer.txt', 2048,
           encode(sha256(id::text::bytea), 'hex'), moment
    FROM planned
    """,
    """
    INSERT INTO interview_results (interview_id, version, score, feedback, evaluator,
                                   evaluator_version, answers, rubrics, weighted_sum, total_weight,
                                   latency_ms, idempotency_key, evaluated_at)
    SELECT id, 1, score, '2 of 6 questions were answered.', 'offline', '1.2', answers, rubrics,
           score * total_weight, total_weight, 10, gen_random_uuid(), moment
    FROM planned JOIN skills USING (skill) WHERE score IS NOT NULL
    """,
    """
    INSERT INTO evaluation_requests (interview_id, idempotency_key, attempts, failures,
                                     next_attempt_at, last_error, requested_at)
    SELECT id, gen_random_uuid(), 5, 5,
           CASE WHEN turn % 10000 = 1 THEN now() + interval '1 year' END,
           'The evaluator answered with status 500.', moment
    FROM planned WHERE NOT ongoing AND score IS NULL
    """,
    "SELECT setval(pg_get_serial_sequence('candidates', 'id'), {number})",
    "SELECT setval(pg_get_serial_sequence('interviews', 'id'), {number})",
)


def fill(url: str, number: int) -> None:
    """Put that many interviews, with candidates, answers and results, into a fresh database."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            for statement in FILL:
                cursor.execute(statement.format(number=number))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
            cursor.execute("CHECKPOINT")
    finally:
        connection.close()
