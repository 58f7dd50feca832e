"""What was judged of interviews whose evaluation is not recorded yet."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Generic, TypeVar

T = TypeVar("T")

MAX_INTERVIEWS = 1_000
MAX_AGE_SECONDS = 3600.0


class Kept(Generic[T]):
    """Keeps what was paid for until the whole is recorded: an engine that is away for one answer
    would be paid for all the others again, at every attempt.

    Bounded in number and age, and lost with the process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interviews: OrderedDict[int, tuple[float, dict[str, T]]] = OrderedDict()

    def get(self, interview_id: int, of: object, make: Callable[[], T]) -> T:
        """What was made `of` this for this interview, or is made now. Raises what `make` raises."""
        digest = sha256(repr(of).encode(errors="surrogatepass")).hexdigest()
        with self._lock:
            found = self._of(interview_id).get(digest)
        if found is not None:
            return found
        made = make()
        with self._lock:
            self._of(interview_id)[digest] = made
        return made

    def drop(self, interview_id: int) -> None:
        with self._lock:
            self._interviews.pop(interview_id, None)

    def _of(self, interview_id: int) -> dict[str, T]:
        now = time.monotonic()
        begun, made = self._interviews.pop(interview_id, (now, {}))
        if now - begun > MAX_AGE_SECONDS:
            begun, made = now, {}
        self._interviews[interview_id] = (begun, made)  # the last one now
        while len(self._interviews) > MAX_INTERVIEWS:
            self._interviews.popitem(last=False)
        return made
