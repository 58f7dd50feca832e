"""Several processes that do the same, each started again when it ends by itself."""

import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

STOPS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
# A process that fails sooner than this would fail again and again.
TOO_SOON_SECONDS = 1.0


class Processes:
    """Forks, watches and stops them. They end with this process, however it ends."""

    def __init__(
        self, number: int, work: Callable[[int], None], stop_seconds: int, stop: Callable[[], None]
    ) -> None:
        """`work` is called in each process, with a descriptor that comes to its end when this
        process is gone. Told to stop, this process calls `stop`, and they have `stop_seconds`."""
        self._number = number
        self._work = work
        self._stop_seconds = stop_seconds
        self._stop = stop
        self._started: dict[int, float] = {}
        self._stopping = False
        self._pipe = os.pipe()

    def run(self) -> int:
        """The exit status: 0 when told to stop, 1 when a process cannot start."""
        for number in STOPS:
            signal.signal(number, self._told_to_stop)
        signal.signal(signal.SIGALRM, self._kill)
        for _ in range(self._number):
            self._start()
        failed = False
        while self._started:
            pid, status = os.waitpid(-1, 0)
            started = self._started.pop(pid, None)
            # One we did not start: what our shell had started before it became us, or, as the
            # first process of a container, any that lost its parent.
            if started is None or self._stopping:
                continue
            lived = time.monotonic() - started
            code = os.waitstatus_to_exitcode(status)
            log.error("process %d ended with %d", pid, code)
            if code > 0 and lived < TOO_SOON_SECONDS:
                failed = True
                self._told_to_stop()
            else:
                self._start()
        return int(failed)

    def _start(self) -> None:
        # A signal between the fork and the entry in our list would miss the new process.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            if self._stopping:
                return
            pid = os.fork()
            if pid == 0:
                self._become_one()
            self._started[pid] = time.monotonic()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def _become_one(self) -> None:
        """The life of a process; does not return."""
        status = 1
        try:
            for number in (*STOPS, signal.SIGALRM):
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
            gone, ours = self._pipe
            os.close(ours)
            self._work(gone)
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            # Not by way of what the first process has to do at its end.
            os._exit(status)

    def _told_to_stop(self, *_: Any) -> None:
        if not self._stopping:
            self._stopping = True
            self._stop()
            signal.alarm(self._stop_seconds)
        for pid in self._started:
            os.kill(pid, signal.SIGTERM)

    def _kill(self, *_: Any) -> None:
        for pid in self._started:
            os.kill(pid, signal.SIGKILL)
