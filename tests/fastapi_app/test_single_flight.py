"""Work that is under way under a key is joined."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from tests.support.loading import service_modules

Work = Callable[[], Awaitable[Any]]


@pytest.fixture(scope="module")
def make_flight() -> Iterator[Callable[[], Any]]:
    with service_modules("fastapi_app") as load:
        yield load("utils.single_flight").SingleFlight


class Counted:
    """Work that waits for `go`, and counts how often it was begun and finished."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go = asyncio.Event()
        self.begun = self.finished = 0
        self.error = error

    async def __call__(self) -> int:
        self.begun += 1
        await self.go.wait()
        self.finished += 1
        if self.error:
            raise self.error
        return self.finished


async def begin(*asked: Awaitable[Any]) -> list[asyncio.Task[Any]]:
    """Start them all, and let each run until it waits."""
    tasks = [asyncio.ensure_future(one) for one in asked]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


def test_all_who_ask_under_one_key_get_the_result_of_one_piece_of_work(
    make_flight: Callable[[], Any],
) -> None:
    async def scenario() -> None:
        flight, work = make_flight(), Counted()
        tasks = await begin(*(flight.run("key", work) for _ in range(10)))
        work.go.set()
        assert await asyncio.gather(*tasks) == [1] * 10
        assert work.begun == 1

    asyncio.run(scenario())


def test_work_under_another_key_is_work_of_its_own(make_flight: Callable[[], Any]) -> None:
    async def scenario() -> None:
        flight, work = make_flight(), Counted()
        tasks = await begin(*(flight.run((7, key), work) for key in "abc"))
        work.go.set()
        assert sorted(await asyncio.gather(*tasks)) == [1, 2, 3]

    asyncio.run(scenario())


def test_when_it_is_done_the_next_to_ask_begins_again(make_flight: Callable[[], Any]) -> None:
    async def scenario() -> None:
        flight, work = make_flight(), Counted()
        work.go.set()
        assert [await flight.run("key", work) for _ in range(3)] == [1, 2, 3]

    asyncio.run(scenario())


def test_a_failure_reaches_everyone_and_is_not_remembered(make_flight: Callable[[], Any]) -> None:
    async def scenario() -> None:
        flight, broken = make_flight(), Counted(ValueError("broken"))
        tasks = await begin(*(flight.run("key", broken) for _ in range(3)))
        broken.go.set()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            assert isinstance(outcome, ValueError)
        assert broken.begun == 1
        good = Counted()
        good.go.set()
        assert await flight.run("key", good) == 1

    asyncio.run(scenario())


def test_who_leaves_takes_neither_the_work_nor_the_others_along(
    make_flight: Callable[[], Any],
) -> None:
    async def scenario() -> None:
        flight, work = make_flight(), Counted()
        first, second = await begin(flight.run("key", work), flight.run("key", work))
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        (third,) = await begin(flight.run("key", work))
        work.go.set()
        assert await asyncio.gather(second, third) == [1, 1]
        assert (work.begun, work.finished) == (1, 1)

    asyncio.run(scenario())


def test_the_work_is_finished_when_everybody_has_left(make_flight: Callable[[], Any]) -> None:
    async def scenario() -> None:
        flight, work = make_flight(), Counted()
        (only,) = await begin(flight.run("key", work))
        only.cancel()
        work.go.set()
        await begin()
        assert work.finished == 1

    asyncio.run(scenario())
