"""What was paid for judgements that did not come to an end."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256

from scoring.contract import Tokens
from scoring.llm.prompt import Task
from scoring.llm.verdict import Verdict

_MOST = 1_000
_KEPT_SECONDS = 3600.0
_REFUSALS = 5


@dataclass
class Attempted:
    """The samples there are of one judgement, what they cost, and how often the model's server
    refused to give one."""

    samples: list[Verdict] = field(default_factory=list)
    spent: list[Tokens] = field(default_factory=list)
    refusals: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + _KEPT_SECONDS)

    @property
    def is_refused_for_good(self) -> bool:
        """It has been refused so often that it may be for what it is."""
        return self.refusals >= _REFUSALS


class Unfinished:
    """Judgements to go on with when they are asked for again. Bounded in number and age."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._attempted: OrderedDict[bytes, Attempted] = OrderedDict()

    def take(self, task: Task) -> Attempted:
        with self._lock:
            found = self._attempted.pop(_digest(task), None)
        return found if found and time.monotonic() < found.until else Attempted()

    def put_back(self, task: Task, attempted: Attempted) -> None:
        with self._lock:
            self._attempted[_digest(task)] = attempted
            while len(self._attempted) > _MOST:
                self._attempted.popitem(last=False)


def _digest(task: Task) -> bytes:
    return sha256(repr(task).encode(errors="surrogatepass")).digest()
