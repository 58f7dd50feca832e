import contextlib
import select
import signal
import socket
import time
from types import FrameType

from launcher.errors import StopRequested

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A signal to the whole process group comes twice: make passes its own on to us as well.
_ONE_REQUEST_SECONDS = 0.3


class Signals:
    """Counts requests to stop, and lets the launcher sleep until a signal or a child's end."""

    def __init__(self) -> None:
        self.stops = 0
        self._last_stop = 0.0
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def install(self) -> None:
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, _ignore)
        for number in _STOPPING:
            # nohup: a terminal that closes was asked not to matter.
            nohup = number is signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN
            if not nohup:
                signal.signal(number, self._count)

    def ignore(self) -> None:
        """For the very end: an interpreter that is shutting down would die of one more signal."""
        for number in _STOPPING:
            signal.signal(number, signal.SIG_IGN)
        # The socket that wakes us is closed before the last child's end may be noticed.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)

    def wait(self, seconds: float) -> None:
        """Returns early when a signal comes or a child ends."""
        select.select([self._reader], [], [], max(seconds, 0))
        with contextlib.suppress(BlockingIOError):
            while self._reader.recv(4096):
                pass

    def wait_unless_stopped(self, seconds: float) -> None:
        self.raise_if_stopped()
        self.wait(seconds)
        self.raise_if_stopped()

    def raise_if_stopped(self) -> None:
        if self.stops:
            raise StopRequested

    def _count(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self.stops == 0 or now - self._last_stop > _ONE_REQUEST_SECONDS:
            self.stops += 1
        self._last_stop = now


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """SIGCHLD only has to wake us, which an ignored signal would not."""
