import signal
from collections.abc import Iterator

import pytest

from launcher import signals
from launcher.errors import StopRequested
from launcher.signals import Signals

_NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(signals, "time", clock)
    return clock


@pytest.fixture
def installed(clock: Clock) -> Iterator[Signals]:  # noqa: ARG001
    before = {number: signal.getsignal(number) for number in _NUMBERS}
    # Tests that run under nohup inherit an ignored SIGHUP.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    ours = Signals()
    ours.install()
    yield ours
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_signal_that_make_passes_on_as_well_is_one_request(
    installed: Signals, clock: Clock
) -> None:
    signal.raise_signal(signal.SIGTERM)
    clock.now += 0.2
    signal.raise_signal(signal.SIGTERM)
    assert installed.stops == 1


def test_a_later_signal_is_a_second_request(installed: Signals, clock: Clock) -> None:
    signal.raise_signal(signal.SIGINT)
    clock.now += 0.5
    signal.raise_signal(signal.SIGINT)
    assert installed.stops == 2


def test_a_signal_ends_a_wait_and_a_pause_while_starting(installed: Signals) -> None:
    installed.wait_unless_stopped(0)
    signal.raise_signal(signal.SIGHUP)
    installed.wait(600)
    with pytest.raises(StopRequested):
        installed.wait_unless_stopped(600)


def test_a_child_that_ends_ends_a_wait_but_stops_nothing(installed: Signals) -> None:
    signal.raise_signal(signal.SIGCHLD)
    installed.wait(600)
    assert installed.stops == 0


def test_at_the_very_end_nothing_wakes_who_no_longer_waits(installed: Signals) -> None:
    installed.ignore()

    assert signal.set_wakeup_fd(-1) == -1
    assert signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL
