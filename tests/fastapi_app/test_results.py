"""GET /results/<id>, /health and /health/live."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from tests.fastapi_app.conftest import MakeDesk
from tests.fastapi_app.desk import Asked, Desk
from tests.support.client import assert_problem
from tests.support.database import query
from tests.support.services import json_of
from tests.support.waiting import wait_until


def test_the_current_result_is_shown_as_it_was_answered(scripted_desk: Desk) -> None:
    seeded = scripted_desk.interview(Asked("score 71.25"))
    evaluated = scripted_desk.evaluated(seeded.interview_id)

    result = json_of(scripted_desk.result(seeded.interview_id), 200)

    (row,) = scripted_desk.results(seeded.interview_id)
    shown = result.pop("evaluated_at")
    assert shown.endswith("Z")
    assert datetime.fromisoformat(shown) == row["evaluated_at"]
    assert datetime.fromisoformat(shown).utcoffset() == timedelta(0)
    assert result == {
        "interview_id": seeded.interview_id,
        "version": 1,
        "score": 71.25,
        "provisional_score": None,
        "calibrated_score": None,
        "feedback": evaluated["feedback"],
        "review_recommended": False,
        "review_reasons": [],
        "evaluator": "scripted",
    }


def test_a_result_that_needs_review_has_a_provisional_score_instead(scripted_desk: Desk) -> None:
    seeded = scripted_desk.interview(Asked("score 40"), Asked("review"))
    scripted_desk.evaluated(seeded.interview_id)

    result = json_of(scripted_desk.result(seeded.interview_id), 200)

    assert (result["score"], result["provisional_score"]) == (None, 40)


def test_after_another_evaluation_the_newest_is_shown(scripted_desk: Desk) -> None:
    seeded = scripted_desk.interview(Asked("score 40"))
    scripted_desk.evaluated(seeded.interview_id)
    scripted_desk.rows(
        "UPDATE interview_answers SET text_answer = 'score 90' WHERE interview_id = %s",
        seeded.interview_id,
    )
    scripted_desk.evaluated(seeded.interview_id)

    result = json_of(scripted_desk.result(seeded.interview_id), 200)

    assert (result["version"], result["score"]) == (2, 90)


def test_before_there_is_a_result_it_is_a_404(desk: Desk) -> None:
    for status in ("ongoing", "completed"):
        seeded = desk.interview(Asked("text"), status=status)

        document = assert_problem(desk.result(seeded.interview_id), 404, "result_not_found")

        assert document["detail"] == f"Interview {seeded.interview_id} has no result yet."


def test_the_result_of_an_unknown_interview_is_a_404(desk: Desk) -> None:
    assert_problem(desk.result(2_000_000_000), 404, "result_not_found")


def test_health_says_that_service_and_database_work(desk: Desk) -> None:
    assert json_of(desk.request("GET", "/health"), 200) == {
        "status": "ok",
        "database": "ok",
        "evaluator": "offline",
    }
    assert json_of(desk.request("GET", "/health/live"), 200) == {"status": "ok"}


def test_while_the_database_is_away_everything_that_needs_it_is_a_503_and_then_heals(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk()
    seeded = desk.interview(Asked("score 40"))
    desk.evaluated(seeded.interview_id)
    name = desk.value("SELECT current_database()")
    own = desk.value("SELECT pg_backend_pid()")
    outside = desk.system.database_url.replace(name, "postgres")

    query(outside, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    query(
        outside,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
        name,
        own,
    )
    try:
        assert json_of(desk.request("GET", "/health/live"), 200) == {"status": "ok"}
        for response in (
            desk.request("GET", "/health"),
            desk.evaluate(seeded.interview_id),
            desk.evaluate(seeded.interview_id, "key"),
            desk.result(seeded.interview_id),
        ):
            document = assert_problem(response, 503, "unavailable")
            assert int(response.headers["Retry-After"]) > 0
            assert document["detail"] == (
                "The database does not answer just now. Try again in a moment."
            )
        assert desk.scored(json={"answer_text": "score 9"})["score"] == 9  # needs no database
    finally:
        query(outside, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    assert desk.evaluated(seeded.interview_id)["version"] == 2
    assert json_of(desk.request("GET", "/health"), 200)["status"] == "ok"


def test_a_service_starts_while_there_is_no_database_and_shows_no_secret(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk()
    real = desk.system.database_url
    desk.system.fastapi.kill()
    nobody = "postgresql://someone:hunter2@127.0.0.1:9/nothing"
    desk.system.fastapi.environment = {**desk.system.fastapi.environment, "DATABASE_URL": nobody}

    desk.system.fastapi.start()

    text = assert_problem(desk.result(1), 503, "unavailable")["detail"]
    assert not any(word in text for word in ("someone", "hunter2", "127.0.0.1", "psycopg"))
    assert "hunter2" not in desk.system.fastapi.log.read_text()
    assert real not in desk.system.fastapi.log.read_text()


def test_a_row_that_stays_locked_is_a_503_and_not_a_wait_without_end(make_desk: MakeDesk) -> None:
    desk = make_desk(DATABASE_LOCK_TIMEOUT_SECONDS="0.2")
    seeded = desk.interview(Asked("score 40"))
    desk.rows("BEGIN")
    desk.rows("SELECT FROM interviews WHERE id = %s FOR UPDATE", seeded.interview_id)

    response = desk.evaluate(seeded.interview_id)

    desk.rows("ROLLBACK")
    assert_problem(response, 503, "unavailable")
    assert desk.results(seeded.interview_id) == []
    assert desk.evaluated(seeded.interview_id)["version"] == 1


def test_when_every_connection_is_taken_it_is_a_503_until_one_is_free(make_desk: MakeDesk) -> None:
    desk = make_desk(
        DATABASE_POOL_SIZE="1",
        DATABASE_POOL_TIMEOUT_SECONDS="0.2",
        DATABASE_LOCK_TIMEOUT_SECONDS="9",
    )
    seeded = desk.interview(Asked("score 40"))
    desk.rows("BEGIN")
    desk.rows("SELECT FROM interviews WHERE id = %s FOR UPDATE", seeded.interview_id)

    def waiting() -> bool:
        look = (
            "SELECT pid FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return query(desk.system.database_url, look) != []

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(desk.evaluate, seeded.interview_id)
        wait_until(waiting, what="the first to wait for the lock")
        full = desk.result(seeded.interview_id)
        desk.rows("ROLLBACK")
        assert json_of(first.result(), 200)["version"] == 1

    assert_problem(full, 503, "unavailable")
    assert int(full.headers["Retry-After"]) > 0
    assert json_of(desk.result(seeded.interview_id), 200)["score"] == 40


def test_no_connection_is_held_while_an_answer_is_being_scored(make_desk: MakeDesk) -> None:
    desk = make_desk(DATABASE_POOL_SIZE="1", DATABASE_POOL_TIMEOUT_SECONDS="0.2")
    folder = desk.system.folder
    seeded = desk.interview(Asked(f"score 40 wait for {folder}"))

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(desk.evaluate, seeded.interview_id)
        wait_until(lambda: list(folder.glob("begun-*")), what="the scoring to begin")
        meanwhile = desk.request("GET", "/health")
        (folder / "go").touch()
        assert json_of(slow.result(), 200)["score"] == 40

    assert json_of(meanwhile, 200)["status"] == "ok"


def test_no_request_keeps_its_connection(make_desk: MakeDesk) -> None:
    desk = make_desk(DATABASE_POOL_SIZE="2", DATABASE_POOL_TIMEOUT_SECONDS="0.5")
    ongoing = desk.interview(Asked("text"), status="ongoing").interview_id
    crashing = desk.interview(Asked("crash")).interview_id
    good = desk.interview(Asked("score 1")).interview_id

    for _ in range(4):
        assert desk.evaluate(2_000_000_000).status_code == 404
        assert desk.evaluate(ongoing).status_code == 409
        assert desk.evaluate(crashing).status_code == 500
        assert desk.evaluate(good, "key").status_code == 200
        assert desk.result(ongoing).status_code == 404
        assert desk.result(good).status_code == 200

    assert json_of(desk.request("GET", "/health"), 200)["status"] == "ok"
