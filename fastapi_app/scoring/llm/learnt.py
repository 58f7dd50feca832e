"""What was found out about a server by trying."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_BELIEVED_SECONDS = 3600.0


class Learnt(Generic[T]):
    """Believed for an hour and then found out again, which costs a few refused requests.

    What taught it may have been a hiccup of something in between, and a server gets updates.
    """

    def __init__(self, at_first: T) -> None:
        self._at_first = at_first
        self._lock = threading.Lock()
        self._known = at_first
        self._until = 0.0

    def now(self) -> T:
        with self._lock:
            return self._believed()

    def learn(self, change: Callable[[T], T]) -> None:
        """``change`` is given what is known by now: others may have learnt something meanwhile."""
        with self._lock:
            before = self._believed()
            after = change(before)
            if after != before:
                self._known = after
                self._until = time.monotonic() + _BELIEVED_SECONDS

    def _believed(self) -> T:
        return self._known if time.monotonic() < self._until else self._at_first
