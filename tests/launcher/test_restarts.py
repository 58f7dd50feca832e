import pytest

from launcher import restarts
from launcher.restarts import Restarts


class Clock:
    now = 0.0

    def monotonic(self) -> float:
        return self.now


class Mortal:
    name = "Mortal"

    def __init__(self) -> None:
        self.launches = 0
        self.code: int | None = None
        self.problem: OSError | None = None

    def launch(self) -> None:
        if self.problem:
            raise self.problem
        self.launches += 1
        self.code = None

    def poll(self) -> int | None:
        return self.code

    def ask_to_stop(self) -> None: ...
    def kill(self) -> None: ...


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(restarts, "time", clock)
    return clock


def delays(clock: Clock, child: Mortal, restart: Restarts, deaths: int) -> list[float]:
    seen = []
    for _ in range(deaths):
        child.code = 1
        assert restart.tend() is False
        delay = restart.seconds_until_due()
        assert delay is not None
        clock.now += delay - 0.01
        assert restart.tend() is False, "started too early"
        clock.now += 0.02
        assert restart.tend() is True
        seen.append(delay)
    return seen


def test_the_delay_doubles_up_to_half_a_minute(clock: Clock) -> None:
    child = Mortal()
    restart = Restarts(child)
    assert delays(clock, child, restart, 8) == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30])
    assert child.launches == 8


@pytest.mark.parametrize(("ran", "expected"), [(29.9, 4.0), (30.0, 0.5)])
def test_a_child_that_ran_half_a_minute_starts_over(
    clock: Clock, ran: float, expected: float
) -> None:
    child = Mortal()
    restart = Restarts(child)
    delays(clock, child, restart, 3)
    clock.now += ran
    assert delays(clock, child, restart, 1) == pytest.approx([expected])


def test_a_child_that_cannot_even_be_started_is_tried_again_and_said(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    child = Mortal()
    restart = Restarts(child)
    child.code, child.problem = -9, OSError("no memory")
    restart.tend()
    clock.now += 0.5
    assert restart.tend() is False
    child.problem = None
    clock.now += 1
    assert restart.tend() is True
    assert capsys.readouterr().err.splitlines() == [
        "launcher: Mortal stopped (signal 9, SIGKILL); starting it again in 0.5 seconds.",
        "launcher: Mortal could not be started (no memory); starting it again in 1 seconds.",
    ]
