"""Reading a document in a process of its own.

What takes documents apart is large, and what it is given comes from strangers: if it hangs, crashes
or wants all the memory there is, that ends one process and not the service. It may also do what a
stranger wants it to: so it has no environment, and before it sees the first byte it has given up
files, the network and other processes (worker.py).
"""

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Hashable
from hashlib import sha256
from pathlib import Path

from reading.fair import FairQueue
from reading.kept import Kept, Outcome, Quick, Tries
from reading.limits import (
    MAX_CHILDREN,
    MAX_KEPT_BYTES,
    MAX_KEPT_SECONDS,
    MAX_QUICK_CHILDREN,
    MAX_QUICK_PROCESSOR_SECONDS,
    MAX_QUICK_SECONDS,
    MAX_QUICK_SECONDS_IN_QUEUE,
    MAX_QUICK_WAITING,
    MAX_SECONDS,
    MAX_SECONDS_IN_QUEUE,
    MAX_TRIES,
    MAX_TRIES_REMEMBERED,
    MAX_WAITING,
)
from reading.result import Reading, Unreadable
from reading.system_calls import filter_program, say_unconfined
from reading.worker import BEGUN
from utils.errors import PutOff

log = logging.getLogger(__name__)

FOLDERS = [str(Path(__file__).resolve().parents[1])]
"""Where the child finds modules, beside Python's own."""
# Isolated (-I), Python looks into neither the environment nor the folder it is started in.
START = "import sys, runpy; sys.path[:0] = {}; runpy.run_module({!r}, run_name='__main__')"
TOO_LONG = "Reading the file takes too long; it needs manual review."
DAMAGED = "The file is damaged, or takes too much memory to read; it needs manual review."
# By which somebody stops this service, and with it our child: not the document's fault.
STOPPED = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}
# The system does so when it is out of memory, perhaps for the sake of others.
ENDED_BY_THE_MACHINE = {-signal.SIGKILL, -signal.SIGALRM}

quick = FairQueue(MAX_QUICK_CHILDREN, MAX_QUICK_WAITING)
patient = FairQueue(MAX_CHILDREN, MAX_WAITING)
kept = Kept(MAX_KEPT_BYTES, MAX_KEPT_SECONDS)
tries = Tries(MAX_TRIES, MAX_TRIES_REMEMBERED)


class BrokenOff(Exception):
    """Reading ended, and not for the document's sake alone: the machine may have been too busy, or
    out of memory. `verdict` is what is said of the document if that goes on."""

    def __init__(self, verdict: str) -> None:
        super().__init__(verdict)
        self.verdict = verdict


def read_apart(module: str, content: bytes) -> Reading:
    """What this module reads in this content. Raises Unreadable, and PutOff."""
    key = (module, sha256(content).digest())
    try:
        outcome = known_or_read(key, module, content)
    except BrokenOff as broken:
        if not tries.was_last(key):
            raise PutOff("Reading a document was interrupted. Try again shortly.") from None
        raise Unreadable(broken.verdict) from None
    tries.forget(key)
    if isinstance(outcome, Reading):
        return outcome
    if isinstance(outcome, Unreadable):
        raise Unreadable(str(outcome), outcome.flags)  # anew: the kept one would keep who asked too
    raise Unreadable(TOO_LONG)


def known_or_read(key: Hashable, module: str, content: bytes) -> Outcome:
    """Keeps what the document alone has brought about. Raises Unreadable, BrokenOff and PutOff."""
    outcome = kept.get(key)
    if outcome is None:
        try:
            with quick.place(MAX_QUICK_SECONDS_IN_QUEUE):
                outcome = outcome_of(module, content, is_try=True)
            kept.keep(key, outcome)
        except BrokenOff:
            outcome = Quick.TAKES_LONGER
    if outcome is Quick.TAKES_LONGER:
        with patient.place(MAX_SECONDS_IN_QUEUE):
            outcome = outcome_of(module, content)
        kept.keep(key, outcome)
    return outcome


def outcome_of(module: str, content: bytes, *, is_try: bool = False) -> Outcome:
    """Raises Unreadable for a crash, BrokenOff and PutOff."""
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command(module, MAX_QUICK_PROCESSOR_SECONDS if is_try else 0),
            input=content,
            capture_output=True,
            cwd="/",
            env={},
            timeout=MAX_QUICK_SECONDS if is_try else MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # Its processor time is limited too, and was not used up.
        raise BrokenOff(TOO_LONG) from None
    except OSError as error:
        log.error("no process to read a document: %s", error)
        raise PutOff("Documents cannot be read at the moment. Try again shortly.") from None
    if ended.returncode in {-signal.SIGPROF, -signal.SIGXCPU}:
        return Quick.TAKES_LONGER if is_try else Unreadable(TOO_LONG)
    return answer_of(module, ended)


def command(module: str, seconds_of_a_try: float = 0) -> list[str]:
    start = START.format(FOLDERS, module)
    return [sys.executable, "-I", "-c", start, filter_program().hex(), str(seconds_of_a_try)]


def answer_of(module: str, ended: subprocess.CompletedProcess[bytes]) -> Reading | Unreadable:
    """Raises Unreadable for a crash, BrokenOff and PutOff."""
    if ended.returncode in STOPPED:
        raise PutOff("Reading a document was interrupted. Try again shortly.")
    if ended.returncode in ENDED_BY_THE_MACHINE:
        log.warning("%s was ended with %d", module, ended.returncode)
        raise BrokenOff(DAMAGED)
    if not ended.stdout.startswith(BEGUN):
        raise RuntimeError(f"{module} does not start: {ended.stderr.decode(errors='replace')}")
    if ended.returncode == 0:
        return parsed(ended.stdout.removeprefix(BEGUN))
    last_words = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    log.warning("%s ended with %d: %s", module, ended.returncode, last_words)
    raise Unreadable(DAMAGED)


def parsed(answer: bytes) -> Reading | Unreadable:
    found = json.loads(answer)
    if found["unconfined"]:
        say_unconfined(found["unconfined"])
    if "unreadable" in found:
        return Unreadable(found["unreadable"], found["flags"])
    return Reading(found["text"], tuple(found["flags"]))
