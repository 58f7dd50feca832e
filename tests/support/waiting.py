"""Waiting for something to become true, instead of sleeping and hoping."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

POLL_SECONDS = 0.05


def wait_until(look: Callable[[], Found], seconds: float = 20, what: str = "it") -> Found:
    """The first truthy thing that `look` returns. Fails after `seconds`."""
    give_up_at = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > give_up_at:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(POLL_SECONDS)
