"""Scoring in processes of their own, which can be ended when an answer takes too long.

A regular expression keeps Python's lock until it is through, and no thread can be stopped: within
the service one text could hold up everybody. So what is computed for an answer is computed by a
worker (scoring_worker.py), and no worker has longer than the deadline.
"""

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from scoring.contract import NotComputed
from utils.errors import Busy, PutOff

T = TypeVar("T")

AT_ONCE = 4
SLOW_AT_ONCE = 4
DEADLINE_SECONDS = 5.0
QUICK_SECONDS = 0.5
PATIENCE_SECONDS = 8.0
MAX_START_SECONDS = 20.0
TRIES = 2  # somebody else may have ended the worker

FOLDERS = (str(Path(__file__).resolve().parent),)
"""Where workers find modules, beside Python's own."""
# Isolated (-I), Python looks into neither the environment nor the folder it is started in.
START = "import sys; sys.path[:0] = {}; import scoring_worker; scoring_worker.serve({})"
FULL = "Too many answers are being scored at the moment. Try again in a moment."
NO_WORKERS = "Answers cannot be scored at the moment. Try again in a moment."

log = logging.getLogger(__name__)


class Died(Exception):
    """The worker ended with its work."""


class Worker:
    """A process that computes one thing after the other, and ends when we do."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Raises OSError when there can be no further process."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-I", "-c", START.format(list(folders), theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd="/",
                env={},
            )
            self._line = Connection(ours.detach())
        self._is_ready = False

    def begin(self, work: Callable[..., Any], arguments: tuple[Any, ...], seconds: float) -> None:
        """Raises Died, and Busy when it does not start."""
        if not self._is_ready:
            self._wait_for_start()
        try:
            self._line.send((work, arguments, seconds))
        except OSError:
            raise Died from None

    def _wait_for_start(self) -> None:
        try:
            if self._line.poll(MAX_START_SECONDS):
                self._line.recv()
                self._is_ready = True
                return
        except (EOFError, OSError):
            log.error("a process to score answers ended before it began")
        raise Busy(NO_WORKERS)

    def is_done(self, seconds: float) -> bool:
        """Whether it has an outcome, or ended, within so many seconds."""
        try:
            return self._line.poll(max(0.0, seconds))
        except OSError:
            return True

    def outcome(self) -> Any:
        """Raises Died, and what the work raised."""
        try:
            error, result = self._line.recv()
        except (EOFError, OSError):
            raise Died from None
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        with suppress(OSError):
            self._line.close()
        self._process.kill()
        self._process.wait()


class Place:
    """One of the places there are for work: first among the quick, then among the slow."""

    def __init__(self, quick: threading.Semaphore, slow: threading.Semaphore) -> None:
        self._quick, self._slow = quick, slow
        self._held: threading.Semaphore | None = None

    def __enter__(self) -> "Place":
        """Raises PutOff."""
        if not self._quick.acquire(timeout=PATIENCE_SECONDS):
            raise PutOff(FULL)
        self._held = self._quick
        return self

    def make_room(self) -> None:
        """This takes long: let others have the place. Raises PutOff when too much takes long."""
        if not self._slow.acquire(blocking=False):
            raise PutOff(FULL)
        self._quick.release()
        self._held = self._slow

    def __exit__(self, *_: object) -> None:
        if self._held:
            self._held.release()


class ScoringPool:
    """Workers, started when they are needed and kept for the next answer."""

    def __init__(
        self, deadline_seconds: float = DEADLINE_SECONDS, folders: Sequence[str] = FOLDERS
    ) -> None:
        self._deadline_seconds = deadline_seconds
        self._folders = folders
        self._quick = threading.Semaphore(AT_ONCE)
        self._slow = threading.Semaphore(SLOW_AT_ONCE)
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def compute(self, work: Callable[..., T], *arguments: Any) -> T:
        """What this function of a module returns, or raises.

        Raises NotComputed when it takes too long or ends its process, and Busy.
        """
        with Place(self._quick, self._slow) as place:
            for _ in range(TRIES):
                with suppress(Died):
                    return self._compute(work, arguments, place)
        raise NotComputed("Scoring this answer failed; a person needs to read it.")

    def _compute(self, work: Callable[..., T], arguments: tuple[Any, ...], place: Place) -> T:
        worker = self._take()
        try:
            worker.begin(work, arguments, self._deadline_seconds)
            self._wait(worker, place)
            result: T = worker.outcome()
        except (Died, NotComputed, Busy):
            worker.end()
            raise
        except BaseException:
            self._give_back(worker)  # the work raised it, and the worker goes on
            raise
        self._give_back(worker)
        return result

    def _wait(self, worker: Worker, place: Place) -> None:
        ends_at = time.monotonic() + self._deadline_seconds
        if worker.is_done(min(QUICK_SECONDS, self._deadline_seconds)):
            return
        place.make_room()
        if not worker.is_done(ends_at - time.monotonic()):
            log.warning("an answer was not scored within %g s", self._deadline_seconds)
            raise NotComputed(
                f"Scoring this answer takes longer than {self._deadline_seconds:g} s; "
                "a person needs to read it."
            )

    def _take(self) -> Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        try:
            return Worker(self._folders)
        except OSError as error:
            log.error("no process to score an answer: %s", error)
            raise Busy(NO_WORKERS) from None

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            if len(self._idle) < AT_ONCE:
                self._idle.append(worker)
                return
        worker.end()
