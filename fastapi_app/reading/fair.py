"""Whose turn it is when more documents are to be read than can be."""

import threading
from collections import Counter, deque
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from utils.errors import PutOff

MAX_REMEMBERED = 1000  # turns
# Of all askers together: each is held in memory, with up to ten megabytes.
MAX_DOCUMENTS = 64

ANYBODY = object()

_asker: ContextVar[Hashable] = ContextVar("asker", default=ANYBODY)


@contextmanager
def asking(asker: Hashable) -> Iterator[None]:
    """Whatever is read inside, also by threads in a copy of this context, is read for this asker.

    Without it, it is read for anybody: such documents take turns with those of the askers as if
    there were one asker for all of them.
    """
    before = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(before)


@dataclass(slots=True, eq=False)
class Waiter:
    asker: Hashable
    has_place: bool = False
    is_put_off: bool = False
    decided: threading.Event = field(default_factory=threading.Event)


class FairQueue:
    """A few places, of which no asker has two; what is read for anybody may have several.

    A free one goes to whoever had the fewest of the latest turns, of several to whoever had one
    longest ago; so many documents of one interview, asked for again and again, keep another one
    waiting no longer than a single document of it does. So many askers may wait; for one more the
    one with the most turns is put off.
    """

    def __init__(self, places: int, most_waiting: int) -> None:
        self._free = places
        self._most_waiting = most_waiting
        self._lock = threading.Lock()
        self._waiting: list[Waiter] = []
        self._with_place: set[Hashable] = set()
        self._turns = Turns()

    @contextmanager
    def place(self, patience_seconds: float) -> Iterator[None]:
        """Raises PutOff."""
        waiter = self._enter(_asker.get())
        try:
            waiter.decided.wait(patience_seconds)
            if not waiter.has_place:
                raise too_many()
            yield
        finally:
            self._leave(waiter)

    def _enter(self, asker: Hashable) -> Waiter:
        with self._lock:
            askers = {waiter.asker for waiter in self._waiting}
            are_too_many = asker not in askers and len(askers) >= self._most_waiting
            if are_too_many or len(self._waiting) >= MAX_DOCUMENTS:
                self._put_off_instead_of(asker, askers)
            waiter = Waiter(asker)
            self._waiting.append(waiter)
            self._hand_out()
            return waiter

    def _put_off_instead_of(self, asker: Hashable, waiting: set[Hashable]) -> None:
        """Raises PutOff if nobody who waits had more turns."""
        last = max(waiting, key=self._turns.of)
        if self._turns.number_of(last) <= self._turns.number_of(asker):
            raise too_many()
        for waiter in [one for one in self._waiting if one.asker == last]:
            self._waiting.remove(waiter)
            waiter.is_put_off = True
            waiter.decided.set()

    def _leave(self, waiter: Waiter) -> None:
        with self._lock:
            if waiter.has_place:
                self._with_place.discard(waiter.asker)
                self._free += 1
            elif not waiter.is_put_off:
                self._waiting.remove(waiter)
            self._hand_out()

    def _hand_out(self) -> None:
        while self._free:
            waiting = [waiter for waiter in self._waiting if waiter.asker not in self._with_place]
            if not waiting:
                return
            next_one = min(waiting, key=lambda waiter: self._turns.of(waiter.asker))
            self._waiting.remove(next_one)
            if next_one.asker is not ANYBODY:
                self._with_place.add(next_one.asker)
            self._free -= 1
            self._turns.remember(next_one.asker)
            next_one.has_place = True
            next_one.decided.set()


class Turns:
    """The latest ones: how many of them each asker had, and which was the last."""

    def __init__(self) -> None:
        self._latest: deque[Hashable] = deque()
        self._numbers: Counter[Hashable] = Counter()
        self._last: dict[Hashable, int] = {}
        self._ever = 0

    def number_of(self, asker: Hashable) -> int:
        return self._numbers[asker]

    def of(self, asker: Hashable) -> tuple[int, int]:
        """The less, the sooner is it this asker's turn."""
        return self._numbers[asker], self._last.get(asker, 0)

    def remember(self, asker: Hashable) -> None:
        self._ever += 1
        self._last[asker] = self._ever
        self._latest.append(asker)
        self._numbers[asker] += 1
        if len(self._latest) > MAX_REMEMBERED:
            forgotten = self._latest.popleft()
            self._numbers[forgotten] -= 1
            if not self._numbers[forgotten]:
                del self._numbers[forgotten], self._last[forgotten]


def too_many() -> PutOff:
    return PutOff("Too many documents are being read at the moment. Try again shortly.")
