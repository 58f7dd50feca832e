"""What came of reading documents, kept for a while.

An evaluation that could not be finished is tried again soon, and need not read again what it has
read. It is in memory only, so it ends with the process, and with the version of the reader.
"""

import sys
import threading
import time
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Literal, TypeAlias

from reading.result import Reading, Unreadable


class Quick(Enum):
    """What else comes of the first, quick attempt: it was not enough."""

    TAKES_LONGER = 1


Outcome: TypeAlias = Reading | Unreadable | Literal[Quick.TAKES_LONGER]


class Kept:
    """The latest outcomes, as far as there is room for their texts."""

    def __init__(
        self, max_bytes: int, max_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._max_bytes = max_bytes
        self._max_seconds = max_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._outcomes: dict[Hashable, tuple[float, Outcome]] = {}  # the oldest first
        self._bytes = 0

    def get(self, key: Hashable) -> Outcome | None:
        with self._lock:
            self._forget_old()
            _, outcome = self._outcomes.get(key, (0, None))
            return outcome

    def keep(self, key: Hashable, outcome: Outcome) -> None:
        with self._lock:
            if key in self._outcomes:
                self._forget(key)
            self._outcomes[key] = (self._clock(), outcome)
            self._bytes += size(outcome)
            self._forget_old()

    def _forget_old(self) -> None:
        long_ago = self._clock() - self._max_seconds
        for key, (since, _) in list(self._outcomes.items()):
            if since > long_ago and self._bytes <= self._max_bytes:
                return
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        _, outcome = self._outcomes.pop(key)
        self._bytes -= size(outcome)


class Tries:
    """How often reading a document was broken off, though that says nothing of the document; of
    the latest ones."""

    def __init__(self, most: int, most_remembered: int) -> None:
        self._most = most
        self._most_remembered = most_remembered
        self._lock = threading.Lock()
        self._counts: dict[Hashable, int] = {}  # the latest last

    def was_last(self, key: Hashable) -> bool:
        """Count one more. After the last one the next is the first again."""
        with self._lock:
            count = self._counts.pop(key, 0) + 1
            if count >= self._most:
                return True
            self._counts[key] = count
            if len(self._counts) > self._most_remembered:
                del self._counts[next(iter(self._counts))]
            return False

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._counts.pop(key, None)


def size(outcome: Outcome) -> int:
    """In bytes, with a guess at what is around the text."""
    text = outcome.text if isinstance(outcome, Reading) else ""
    return 500 + sys.getsizeof(text)
