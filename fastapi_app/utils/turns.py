"""Threads that take turns where they would only get in each other's way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A few at once, each for a short piece of work.

    Python computes in one thread at a time. A thread that comes back from a trip to the database
    waits until another one lets go, so that many of them make every evaluation slower, and all of
    them together too. It is a courtesy and no limit: who has waited long goes ahead, because
    whoever holds the turn may be waiting for a database that hangs.
    """

    def __init__(self, at_once: int, patience_seconds: float) -> None:
        self._free = threading.Semaphore(at_once)
        self._patience = patience_seconds

    @contextmanager
    def take(self) -> Iterator[None]:
        taken = self._free.acquire(timeout=self._patience)
        try:
            yield
        finally:
            if taken:
                self._free.release()
