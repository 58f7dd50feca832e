"""The threads that try pending evaluations again, in every process of this service."""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from services.evaluations import Evaluator
from utils.errors import Busy

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 3.0
# Shorter than a person's wait: an evaluator that comes back must not find us still waiting for an
# answer that was lost. One that is merely slow finishes anyway, and the next attempt finds it done.
LONGEST_WAIT_SECONDS = 5.0


class RetryThread(threading.Thread):
    """Takes pending evaluations one by one. While the evaluator is away it knocks now and then,
    with one interview, however many are pending."""

    def __init__(self, evaluator: Evaluator, number: int) -> None:
        super().__init__(name=f"evaluation-retry-{number}", daemon=True)
        self._evaluator = evaluator
        self._wait = min(evaluator.policy.wait_seconds, LONGEST_WAIT_SECONDS)
        self._stopping = threading.Event()
        self._knocks = 0

    def run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = self.turn()

    def stop(self) -> None:
        self._stopping.set()

    def turn(self) -> float:
        """Try one pending evaluation; returns the seconds until the next turn.

        Whatever goes wrong, the thread goes on: without it nothing pending is ever evaluated.
        """
        try:
            outcome = self._evaluator.retry_next(self._wait)
        except Busy:
            return LONGEST_PAUSE_SECONDS  # the reason is in the log
        except SQLAlchemyError as error:
            log.warning("pending evaluations cannot be read: %s", str(error).splitlines()[0])
            return LONGEST_PAUSE_SECONDS
        except Exception:
            log.exception("a pending evaluation could not be tried")
            return LONGEST_PAUSE_SECONDS
        if outcome is None:
            return IDLE_SECONDS
        if not outcome.away:
            self._knocks = 0
            return 0.0
        self._knocks += 1
        return float(min(LONGEST_PAUSE_SECONDS, 0.25 * 2.0 ** min(self._knocks, 10)))
