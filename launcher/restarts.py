import time

from launcher.children import Child, describe_exit
from launcher.console import complain
from launcher.errors import LauncherError

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
# A child that ran this long was well: its next failure starts from the first delay again.
STEADY_SECONDS = 30.0


class Restarts:
    """Starts one child again whenever it ends, each time waiting twice as long."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._started = time.monotonic()
        self._delay = FIRST_DELAY_SECONDS
        self._due: float | None = None

    def tend(self) -> bool:
        """Whether the child was started just now."""
        now = time.monotonic()
        if self._due is None:
            code = self._child.poll()
            if code is not None:
                self._schedule(now, f"stopped ({describe_exit(code)})")
            return False
        return now >= self._due and self._start(now)

    def seconds_until_due(self) -> float | None:
        return None if self._due is None else max(self._due - time.monotonic(), 0)

    def _start(self, now: float) -> bool:
        self._started = now
        try:
            self._child.launch()
        except (OSError, LauncherError) as error:
            self._schedule(now, f"could not be started ({error})")
            return False
        self._due = None
        return True

    def _schedule(self, now: float, what_happened: str) -> None:
        if now - self._started >= STEADY_SECONDS:
            self._delay = FIRST_DELAY_SECONDS
        complain(
            f"{self._child.name} {what_happened}; starting it again in {self._delay:g} seconds."
        )
        self._due = now + self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY_SECONDS)
