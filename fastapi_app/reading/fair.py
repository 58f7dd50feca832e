"""Whose turn it is when more documents are to be read than can be."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from utils.errors import PutOff

MAX_REMEMBERED = 1000

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
    has_place: threading.Event = field(default_factory=threading.Event)


class FairQueue:
    """A few places, of which no asker has two; what is read for anybody may have several.

    A free one goes to whoever had one longest ago, or never; so many documents of one interview
    keep another one waiting no longer than a single document of it does.
    """

    def __init__(self, places: int, most_waiting: int) -> None:
        self._free = places
        self._most_waiting = most_waiting
        self._lock = threading.Lock()
        self._waiting: list[Waiter] = []
        self._with_place: set[Hashable] = set()
        self._turns = 0
        self._last_turn: dict[Hashable, int] = {}  # of each asker, the oldest first

    @contextmanager
    def place(self, patience_seconds: float) -> Iterator[None]:
        """Raises PutOff."""
        waiter = self._enter(_asker.get())
        try:
            if not waiter.has_place.wait(patience_seconds):
                raise too_many()
            yield
        finally:
            self._leave(waiter)

    def _enter(self, asker: Hashable) -> Waiter:
        with self._lock:
            if len(self._waiting) >= self._most_waiting:
                raise too_many()
            waiter = Waiter(asker)
            self._waiting.append(waiter)
            self._hand_out()
            return waiter

    def _leave(self, waiter: Waiter) -> None:
        with self._lock:
            if waiter.has_place.is_set():
                self._with_place.discard(waiter.asker)
                self._free += 1
            else:
                self._waiting.remove(waiter)
            self._hand_out()

    def _hand_out(self) -> None:
        while self._free:
            waiting = [waiter for waiter in self._waiting if waiter.asker not in self._with_place]
            if not waiting:
                return
            next_one = min(waiting, key=lambda waiter: self._last_turn.get(waiter.asker, 0))
            self._waiting.remove(next_one)
            if next_one.asker is not ANYBODY:
                self._with_place.add(next_one.asker)
            self._free -= 1
            self._remember_turn(next_one.asker)
            next_one.has_place.set()

    def _remember_turn(self, asker: Hashable) -> None:
        self._turns += 1
        self._last_turn.pop(asker, None)
        self._last_turn[asker] = self._turns
        if len(self._last_turn) > MAX_REMEMBERED:
            del self._last_turn[next(iter(self._last_turn))]


def too_many() -> PutOff:
    return PutOff("Too many documents are being read at the moment. Try again shortly.")
