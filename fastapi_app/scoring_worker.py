"""The worker's side of scoring_pool.py: computes what it is sent, until nobody sends any more."""

import contextlib
import pickle
import resource
import signal
import traceback
from multiprocessing.connection import Connection
from typing import Any

from scoring.contract import NotComputed, Rubric

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
MARGIN_SECONDS = 1.0
TOO_MUCH_MEMORY = "Scoring this answer takes too much memory; a person needs to read it."
FIRST_ANSWER = "A tuple is immutable, and a list is not. So a list grows as it has to."
FIRST_RUBRIC = Rubric(
    question="What is the difference between a list and a tuple?",
    reference_answers=("Lists are mutable, tuples are not.",),
    key_points=("a list is mutable",),
)


def serve(descriptor: int) -> None:
    warm_up()
    limit_process()
    with contextlib.suppress(EOFError, OSError), Connection(descriptor) as line:
        line.send("ready")
        while True:
            work, arguments, seconds = line.recv()
            # Our own end, should the service be gone that would end us.
            signal.setitimer(signal.ITIMER_REAL, seconds + MARGIN_SECONDS)
            outcome = compute(work, arguments)
            signal.setitimer(signal.ITIMER_REAL, 0)
            line.send_bytes(outcome)


def warm_up() -> None:
    """Fill the memory before the first answer comes, whose time is limited: modules, and the word
    lists that are stemmed when they are first asked for."""
    import scoring.llm.preparation  # noqa: F401
    from scoring.offline import OfflineEngine

    OfflineEngine().score(FIRST_ANSWER, FIRST_RUBRIC)


def limit_process() -> None:
    # A service that is told to stop finishes what it has begun, and needs us for that. Without it
    # there is nobody to read from.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):  # macOS does not limit memory
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def compute(work: Any, arguments: tuple[Any, ...]) -> bytes:
    """The outcome for the pool: an error and nothing, or nothing and the result."""
    try:
        return pickle.dumps((None, work(*arguments)))
    except MemoryError:
        return pickle.dumps((NotComputed(TOO_MUCH_MEMORY), None))
    except Exception as error:
        where = traceback.format_exc()
        try:
            error.add_note(where)
            return pickle.dumps((error, None))
        except Exception:  # it cannot be sent
            return pickle.dumps((RuntimeError(where), None))
