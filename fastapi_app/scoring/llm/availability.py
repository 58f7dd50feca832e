"""Whether the model is there, remembered for a few seconds."""

import logging
import threading
import time

from scoring.contract import EngineAway

log = logging.getLogger(__name__)


class Availability:
    """Spares a model that is away from being asked by everybody, and everybody the wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason = ""  # empty while it is there
        self._ask_again_at = 0.0

    def require(self) -> None:
        """Raises EngineAway while it is too early to ask again."""
        with self._lock:
            left = self._ask_again_at - time.monotonic()
            if self._reason and left > 0:
                raise EngineAway(self._reason, max(1, round(left)))

    def lost(self, reason: str, seconds: int) -> EngineAway:
        """It is away, and need not be asked for so long."""
        with self._lock:
            if reason != self._reason:
                log.warning("%s", reason)
            self._reason = reason
            self._ask_again_at = time.monotonic() + seconds
        return EngineAway(reason, seconds)

    def found(self) -> None:
        with self._lock:
            if self._reason:
                log.info("The language model is back.")
            self._reason = ""
