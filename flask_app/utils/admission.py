"""How many requests are let in at a time. Nobody waits: whoever is one too many is told so."""

import threading

from utils.errors import Busy


class Full(Busy):
    code = "too_busy"

    def __init__(self) -> None:
        super().__init__("Too many requests are under way. Try again in a moment.")


class Places:
    """A number of places. Whoever finds none is turned away at once."""

    def __init__(self, number: int) -> None:
        self._free = threading.BoundedSemaphore(number)

    def try_take(self) -> bool:
        return self._free.acquire(blocking=False)

    def leave(self) -> None:
        self._free.release()
