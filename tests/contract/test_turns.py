"""Threads of the evaluator take turns, and none waits for one that is stuck."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.loading import service_modules


def test_no_more_than_so_many_at_once() -> None:
    with service_modules("fastapi_app") as load:
        turns = load("utils.turns").Turns(2, patience_seconds=10)
    inside: list[int] = []
    seen: list[int] = []
    both = threading.Barrier(2)

    def work() -> None:
        with turns.take():
            inside.append(1)
            seen.append(len(inside))
            both.wait(5)  # two are inside together, four threads want to be
            inside.pop()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work) for _ in range(4)]:
            done.result(10)

    assert max(seen) == 2


def test_who_has_waited_long_goes_ahead_of_one_that_is_stuck() -> None:
    with service_modules("fastapi_app") as load:
        turns = load("utils.turns").Turns(1, patience_seconds=0.05)
    gone_ahead = False
    with turns.take(), turns.take():
        gone_ahead = True
    assert gone_ahead


def test_a_turn_is_given_back_when_the_work_fails() -> None:
    with service_modules("fastapi_app") as load:
        turns = load("utils.turns").Turns(1, patience_seconds=60)
    with pytest.raises(RuntimeError), turns.take():
        raise RuntimeError
    started = time.monotonic()
    with turns.take():
        assert time.monotonic() - started < 30
