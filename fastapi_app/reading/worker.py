"""The child's side of reading apart: limits for the process, bytes in, JSON out."""

import codecs
import importlib
import json
import re
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from reading.confinement import confine
from reading.limits import (
    MAX_DOCUMENT_CHARACTERS,
    MAX_MEMORY_BYTES,
    MAX_PROCESSOR_SECONDS,
    MAX_SECONDS,
)
from reading.result import Reading, Unreadable

BEGUN = b"begun\n"
TOO_MUCH_MEMORY = "Reading the file takes too much memory; it needs manual review."
LIMITS = {
    resource.RLIMIT_AS: (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES),
    # Of two equal ones the second comes first, and says nothing of the reason.
    resource.RLIMIT_CPU: (MAX_PROCESSOR_SECONDS, MAX_PROCESSOR_SECONDS + 1),
    resource.RLIMIT_FSIZE: (0, 0),
    resource.RLIMIT_CORE: (0, 0),
    resource.RLIMIT_NPROC: (0, 0),
    # Standard input, output and errors, which are open. PDFium opens the machine's fonts where it
    # can; without them it draws the same on every machine.
    resource.RLIMIT_NOFILE: (3, 3),
}
# What Python would open a file for when it first needs it: encodings, and what Counter counts with.
ENCODINGS = (
    *("ascii", "cp437", "cp1252", "latin-1", "utf-8-sig"),
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"),
)
IMPORTED_LATE = ("heapq", "linecache")
# What no text holds and PostgreSQL or JSON could not keep.
NO_CHARACTER = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def serve(read: Callable[[bytes], Reading]) -> None:
    """Read the document on standard input; write the Reading, or why there is none.

    The arguments are the filter of system calls, in hexadecimal, and the seconds of processor time
    after which this was a try; 0 for none.
    """
    filter_program, seconds_of_a_try = sys.argv[1:]
    load_what_comes_late()
    limit_resources(float(seconds_of_a_try))
    outcome: dict[str, Any] = {"unconfined": confine(bytes.fromhex(filter_program))}
    sys.stdout.buffer.write(BEGUN)
    sys.stdout.flush()
    try:
        outcome |= asdict(shortened(read(sys.stdin.buffer.read())))
    except Unreadable as error:
        outcome |= {"unreadable": str(error), "flags": error.flags}
    except MemoryError:
        outcome |= {"unreadable": TOO_MUCH_MEMORY, "flags": ()}
    json.dump(outcome, sys.stdout)


def load_what_comes_late() -> None:
    for name in ENCODINGS:
        codecs.lookup(name)
    for name in IMPORTED_LATE:
        importlib.import_module(name)


def limit_resources(seconds_of_a_try: float) -> None:
    # What stops the service stops us, also where the service was started deaf to it (nohup).
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPROF):
        signal.signal(number, signal.SIG_DFL)
    # Our own end, should the service that waits for us be gone.
    signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS + 1)
    signal.setitimer(signal.ITIMER_PROF, seconds_of_a_try)
    for kind, amounts in LIMITS.items():
        # macOS does not limit memory; and what is limited more tightly already stays so.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, amounts)


def shortened(reading: Reading) -> Reading:
    text = NO_CHARACTER.sub("", reading.text)
    if len(text) <= MAX_DOCUMENT_CHARACTERS:
        return Reading(text, reading.flags)
    return Reading(text[:MAX_DOCUMENT_CHARACTERS], (*reading.flags, "file_truncated"))
