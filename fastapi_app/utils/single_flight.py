"""Doing a piece of work once for all who ask for it at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class SingleFlight(Generic[Result]):
    """Work that is under way under a key is joined, not begun again.

    It goes on when those who asked have gone, so that what was begun is finished once.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[Result]] = {}

    async def run(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._finish(work))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return await asyncio.shield(task)

    @staticmethod
    async def _finish(work: Callable[[], Awaitable[Result]]) -> Result:
        return await work()
