"""An answer that scoring does not come to an end with holds up nobody, and costs nobody a score."""

import operator
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

from tests.fastapi_app.conftest import running
from tests.fastapi_app.desk import Asked, Desk, with_app
from tests.support.loading import service_modules
from tests.support.services import System, json_of
from tests.support.waiting import wait_until

ENDLESS = "a" * 80 + "b"
NEVER_ENDS = (re.match, "(a+)+$", ENDLESS)
HONEST = Asked("It builds a new list from an iterable.")
HOSTILE = Asked(ENDLESS)


@pytest.fixture
def endless(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    """The service with an engine that never comes to an end with some answers."""
    with running(with_app("endless:app", System(database_url, tmp_path))) as one:
        yield one


@pytest.fixture
def pool_module() -> Iterator[ModuleType]:
    with service_modules("fastapi_app") as load:
        yield load("scoring_pool")


def children(of: int) -> set[int]:
    return {
        int(status.parent.name)
        for status in Path("/proc").glob("[0-9]*/status")
        if f"\nPPid:\t{of}\n" in read_or_nothing(status)
    }


def read_or_nothing(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def test_a_worker_serves_one_answer_after_the_other(pool_module: ModuleType) -> None:
    pool = pool_module.ScoringPool()
    assert pool.compute(os.getpid) == pool.compute(os.getpid) != os.getpid()
    assert pool.compute(operator.add, "a", "b") == "ab"


def test_what_the_work_raises_is_raised_here_and_the_worker_goes_on(
    pool_module: ModuleType,
) -> None:
    pool = pool_module.ScoringPool()
    before = pool.compute(os.getpid)
    with pytest.raises(ZeroDivisionError):
        pool.compute(operator.truediv, 1, 0)
    assert pool.compute(os.getpid) == before


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (NEVER_ENDS, "takes longer than 1 s; a person needs to read it"),
        ((os._exit, 3), "Scoring this answer failed; a person needs to read it"),
        ((bytearray, 2**40), "takes too much memory; a person needs to read it"),
    ],
    ids=["never ends", "ends its process", "wants too much memory"],
)
def test_what_cannot_be_computed_is_said_to_be_and_the_worker_is_replaced(
    pool_module: ModuleType, work: tuple[Any, ...], said: str
) -> None:
    pool = pool_module.ScoringPool(deadline_seconds=1)
    before = pool.compute(os.getpid)
    with pytest.raises(pool_module.NotComputed, match=said):
        pool.compute(*work)
    assert pool.compute(os.getpid) != before
    wait_until(lambda: before not in children(os.getpid()), seconds=5, what="the worker's end")


def test_a_worker_that_somebody_ended_costs_no_answer(pool_module: ModuleType) -> None:
    pool = pool_module.ScoringPool()
    os.kill(pool.compute(os.getpid), 9)
    assert pool.compute(operator.add, 1, 2) == 3


def test_what_takes_long_leaves_room_for_what_does_not(
    pool_module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "AT_ONCE", 1)
    monkeypatch.setattr(pool_module, "SLOW_AT_ONCE", 1)
    pool = pool_module.ScoringPool(deadline_seconds=4)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.compute, time.sleep, 60)
        wait_until(slow.running, seconds=5, what="the slow one")
        assert pool.compute(operator.add, 1, 2) == 3
        with pytest.raises(pool_module.PutOff, match="Too many answers are being scored"):
            pool.compute(time.sleep, 60)  # the second that is slow
        assert pool.compute(operator.add, 1, 2) == 3
        assert isinstance(slow.exception(), pool_module.NotComputed)


def test_honest_interviews_go_on_beside_answers_that_never_end(endless: Desk) -> None:
    assert endless.evaluated(endless.interview(HONEST).interview_id)["score"] == 80
    hostile = [endless.interview(HOSTILE, HONEST).interview_id for _ in range(3)]
    honest = [endless.interview(HONEST, HONEST).interview_id for _ in range(2)]
    with ThreadPoolExecutor(len(hostile)) as threads:
        waiting = [threads.submit(post, endless, number) for number in hostile]
        for number in honest:
            assert json_of(post(endless, number), 200)["score"] == 80
            assert requests.get(f"{endless.url}/health", timeout=5).status_code == 200
        assert not any(one.done() for one in waiting)
        results = [json_of(one.result(), 200) for one in waiting]

    for result in results:
        assert result["score"] is None
        refused, fine = result["answers"]
        assert (refused["status"], refused["score"]) == ("needs_review", None)
        assert refused["feedback"] == (
            "Scoring this answer takes longer than 8 s; a person needs to read it."
        )
        assert (fine["status"], fine["score"]) == ("scored", 80)


def post(desk: Desk, interview_id: int) -> requests.Response:
    return requests.post(f"{desk.url}/evaluate/interview/{interview_id}", timeout=30)


def test_a_rubric_as_large_as_a_request_may_hold_is_no_trap(desk: Desk) -> None:
    """Of a million different words: it is scored in time, or a person has to read it."""
    texts = [" ".join(f"w{i}x{j}" for j in range(2_000)) for i in range(100)]
    body = {"answer_text": "It builds a new list.", "key_points": texts}
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(desk.answer, json=body)
        for _ in range(5):
            assert requests.get(f"{desk.url}/health", timeout=5).status_code == 200
        judged = json_of(waiting.result(), 200)
    if judged["status"] == "needs_review":
        assert judged["flags"] == ["not_scored_in_time"]


def test_workers_end_with_a_service_that_is_killed(endless: Desk) -> None:
    assert endless.evaluated(endless.interview(HONEST).interview_id)["score"] == 80
    process = endless.system.fastapi.process
    assert process is not None
    with ThreadPoolExecutor(1) as threads:
        lost = threads.submit(post, endless, endless.interview(HOSTILE).interview_id)
        wait_until(lambda: len(workers(process.pid)) >= 1, seconds=10, what="workers")
        left = workers(process.pid)
        process.kill()
        process.wait()
        with pytest.raises(requests.RequestException):
            lost.result()
    wait_until(lambda: not any(map(runs, left)), seconds=15, what="the workers' end")


def workers(of: int) -> set[int]:
    return {
        child
        for child in children(of)
        if "scoring_worker" in read_or_nothing(Path(f"/proc/{child}/cmdline"))
    }


def runs(process: int) -> bool:
    return "scoring_worker" in read_or_nothing(Path(f"/proc/{process}/cmdline"))
