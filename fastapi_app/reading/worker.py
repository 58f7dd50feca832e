"""The child's side of reading apart: limits for the process, bytes in, JSON out."""

import json
import re
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict

from reading.limits import (
    MAX_DOCUMENT_CHARACTERS,
    MAX_MEMORY_BYTES,
    MAX_PROCESSOR_SECONDS,
    MAX_SECONDS,
)
from reading.result import Reading, Unreadable

BEGUN = b"begun\n"
TOO_MUCH_MEMORY = "Reading the file takes too much memory; a person has to look at it."
LIMITS = {
    resource.RLIMIT_AS: (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
    # Of two equal ones the second comes first, and says nothing of the reason.
    resource.RLIMIT_CPU: (MAX_PROCESSOR_SECONDS, MAX_PROCESSOR_SECONDS + 1),
    resource.RLIMIT_FSIZE: (0, 0),
    resource.RLIMIT_CORE: (0, 0),
}
# What no text holds and PostgreSQL or JSON could not keep.
NO_CHARACTER = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def serve(read: Callable[[bytes], Reading]) -> None:
    """Read the document on standard input; write the Reading, or why there is none."""
    limit_resources()
    sys.stdout.buffer.write(BEGUN)
    sys.stdout.flush()
    try:
        outcome = asdict(shortened(read(sys.stdin.buffer.read())))
    except Unreadable as error:
        outcome = {"unreadable": str(error), "flags": error.flags}
    except MemoryError:
        outcome = {"unreadable": TOO_MUCH_MEMORY, "flags": ()}
    json.dump(outcome, sys.stdout)


def limit_resources() -> None:
    # What stops the service stops us, also where the service was started deaf to it (nohup).
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # Our own end, should the service that waits for us be gone.
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS + 1)
    for kind, amounts in LIMITS.items():
        # macOS does not limit memory; and what is limited more tightly already stays so.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, amounts)


def shortened(reading: Reading) -> Reading:
    text = NO_CHARACTER.sub("", reading.text)
    if len(text) <= MAX_DOCUMENT_CHARACTERS:
        return Reading(text, reading.flags)
    return Reading(text[:MAX_DOCUMENT_CHARACTERS], (*reading.flags, "file_truncated"))
