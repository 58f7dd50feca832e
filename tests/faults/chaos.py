"""Kills and broken links under a running load, and the account of it afterwards."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from launcher.postgres import PostgresServer
from launcher.uploads import clear_uploads
from tests.faults.faulty import FaultyProcess, FaultySystem
from tests.faults.ledger import Findings, Ledger
from tests.faults.load import Habits, Load
from tests.faults.pending import pending
from tests.faults.proxy import (
    BLACK_HOLE,
    PASS,
    REFUSE,
    SLAM,
    FaultProxy,
    Mode,
    corrupt,
    reset_after,
    slow,
)
from tests.support.waiting import wait_until

TICK_SECONDS = 0.05
RECOVERY_SECONDS = 120.0
# How much longer than planned a run may take to get its kills in.
OVERTIME = 1.5
KINDS_OF_KILL = (
    "kill -9 Flask",
    "kill -9 Flask's worker",
    "kill -9 FastAPI",
    "kill -9 PostgreSQL",
    "kill -TERM Flask",
    "kill -TERM FastAPI",
    "restart PostgreSQL",
)
SETTINGS = {
    "EVALUATION_WAIT_SECONDS": "3",
    # What is corrupted on its way looks like a failure; here nobody is to look at it.
    "EVALUATION_MAX_ATTEMPTS": "1000",
}


@dataclass(frozen=True, slots=True)
class Plan:
    seconds: float
    kills: int
    seed: int
    clients: int = 16
    habits: Habits = field(default_factory=Habits)


@dataclass(slots=True)
class Account:
    plan: Plan
    seconds: float
    faults: Counter[str]
    ledger: Ledger
    findings: Findings
    leftovers: int
    recovery_seconds: float

    @property
    def killed(self) -> dict[str, int]:
        """How often each process was ended, by kind."""
        return {kind: n for kind, n in self.faults.items() if kind in KINDS_OF_KILL}

    def table(self) -> str:
        counts, found = self.ledger.counts, self.findings
        rows: list[tuple[str, object]] = [
            ("seed", self.plan.seed),
            ("seconds", f"{self.seconds:.0f}"),
            ("clients", self.plan.clients),
            ("requests", counts["requests"]),
            ("  without an answer", counts["requests without an answer"]),
            ("  refused with 503", counts["status 503"]),
            ("faults injected", self.faults.total()),
            *((f"  {kind}", number) for kind, number in sorted(self.faults.items())),
            ("interviews created", counts["interviews created"]),
            ("answers acknowledged", counts["answers acknowledged"]),
            ("interviews completed", counts["interviews completed"]),
            ("  evaluated at once", counts["completions answered 200"]),
            ("  evaluated later", counts["completions answered 202"]),
            ("evaluated again", counts["evaluations asked for again"]),
            ("answers refused after completion", counts["answers refused after completion"]),
            ("lost", len(found.lost)),
            ("duplicated", len(found.duplicated)),
            ("orphaned", len(found.orphaned)),
            ("accepted and not evaluated", len(found.ignored)),
            ("still pending", len(found.pending)),
            ("unexpected answers", len(self.ledger.violations)),
            ("overtaken by a request without an answer", found.late),
            ("leftovers cleared", self.leftovers),
            ("seconds until all pending were evaluated", f"{self.recovery_seconds:.1f}"),
        ]
        return "\n".join(f"{name:42}{value!s:>10}" for name, value in rows)


class Conductor:
    """Ends processes and breaks links at random moments, and starts again whatever has ended.

    PostgreSQL ends with the thread that started it: so this works in the caller's thread.
    """

    def __init__(self, system: FaultySystem, server: PostgresServer, plan: Plan) -> None:
        self._system = system
        self._server = server
        self._plan = plan
        self._random = random.Random(plan.seed)
        self._clock = threading.Event()
        self._broken: list[tuple[float, FaultProxy]] = []  # until when, and which link
        self.faults: Counter[str] = Counter()
        self.kills = 0
        self._next_kinds: list[str] = []
        self._started = time.monotonic()

    def run(self, progress: Callable[[int], object]) -> None:
        next_kill, next_break = self._after_a_kill(), self._after_a_break()
        while not self._finished():
            now = time.monotonic()
            self._tend(now)
            if self.kills < self._plan.kills and now >= next_kill and self._kill():
                self.kills += 1
                progress(1)
                next_kill = self._after_a_kill()
            if now >= next_break:
                self._break_a_link(now)
                next_break = self._after_a_break()
            self._clock.wait(TICK_SECONDS)

    def recover(self) -> None:
        """No more faults; returns when everything runs and every link passes."""
        for link in self._system.links:
            link.set(PASS)

        def all_up() -> bool:
            self._tend(time.monotonic())
            return self._database_answers() and all(s.answers for s in self._system.services)

        wait_until(all_up, RECOVERY_SECONDS, "everything to run again")

    def _finished(self) -> bool:
        spent = time.monotonic() - self._started
        enough = self.kills >= self._plan.kills
        return spent > self._plan.seconds * (1 if enough else OVERTIME)

    def _after_a_kill(self) -> float:
        """When the next one is due: evenly spread, and each at a random moment of its share."""
        share = self._plan.seconds / max(self._plan.kills, 1)
        return self._started + (self.kills + self._random.random()) * share

    def _after_a_break(self) -> float:
        return time.monotonic() + self._random.uniform(0.5, 4)

    def _tend(self, now: float) -> None:
        for service in self._system.services:
            if service.ended:
                if service.process is not None:
                    service.wait_for_end()
                service.launch()
        if self._server.poll() is not None:
            self._server.launch()
        for until, link in list(self._broken):
            if now >= until:
                link.set(PASS)
                self._broken.remove((until, link))

    def _kill(self) -> bool:
        """False when what was to be killed is not up: it would count for nothing."""
        if not self._next_kinds:
            # Every kind once before any comes again, so that a short run has them all.
            self._next_kinds = self._random.sample(KINDS_OF_KILL, len(KINDS_OF_KILL))
        is_up, kill = self._ways_to_kill()[self._next_kinds[-1]]
        if not is_up():
            return False
        kill()
        self.faults[self._next_kinds.pop()] += 1
        return True

    def _ways_to_kill(self) -> dict[str, tuple[Callable[[], bool], Callable[[], object]]]:
        """By kind: whether its victim is up, and how to end it."""
        flask, fastapi = self._system.flask, self._system.fastapi
        return {
            "kill -9 Flask": (lambda: flask.answers, lambda: kill_group(flask)),
            "kill -9 Flask's worker": (lambda: flask.answers, flask.kill_workers),
            "kill -9 FastAPI": (lambda: fastapi.answers, lambda: kill_group(fastapi)),
            "kill -9 PostgreSQL": (self._database_answers, self._kill_database),
            "kill -TERM Flask": (lambda: flask.answers, lambda: terminate(flask)),
            "kill -TERM FastAPI": (lambda: fastapi.answers, lambda: terminate(fastapi)),
            "restart PostgreSQL": (self._database_answers, self._server.ask_to_stop),
        }

    def _kill_database(self) -> None:
        # The postmaster alone, and not PostgresServer.kill, which asks it to end at once.
        os.kill(self._server.pid, signal.SIGKILL)

    def _database_answers(self) -> bool:
        with suppress(psycopg2.OperationalError):
            psycopg2.connect(self._system.database_url, connect_timeout=2).close()
            return True
        return False

    def _break_a_link(self, now: float) -> None:
        busy = {link.name for _, link in self._broken}
        free = [link for link in self._system.links if link.name not in busy]
        if not free:
            return
        link, mode = self._random.choice(free), self._random_mode()
        link.set(mode)
        self.faults[f"{link.name}: {mode}"] += 1
        self._broken.append((now + self._random.uniform(0.2, 1.5), link))

    def _random_mode(self) -> Mode:
        modes = [
            REFUSE,
            SLAM,
            BLACK_HOLE,
            reset_after(self._random.choice([0, 1, 40, 200, 2000])),
            slow(self._random.uniform(0.01, 0.2), self._random.choice([200, 5000])),
            corrupt(16),
        ]
        return self._random.choice(modes)


def kill_group(service: FaultyProcess) -> None:
    with suppress(ProcessLookupError):
        os.killpg(service.pid, signal.SIGKILL)


def terminate(service: FaultyProcess) -> None:
    assert service.process is not None
    service.process.terminate()


def wreak_havoc(
    server: PostgresServer,
    database_url: str,
    folder: Path,
    plan: Plan,
    progress: Callable[[int], object] = lambda _: None,
) -> Account:
    with FaultySystem(database_url, folder, SETTINGS) as system:
        load = Load(system.front.url, plan.clients, str(plan.seed), plan.habits)
        conductor = Conductor(system, server, plan)
        started = time.monotonic()
        load.start()
        try:
            conductor.run(progress)
            conductor.recover()
            healed = time.monotonic()
        finally:
            load.stop()
        seconds = time.monotonic() - started
        recovery = seconds_until_all_are_evaluated(database_url, healed)
        for service in system.services:
            service.stop()
        uploads = system.uploads
        leftovers = clear_uploads(database_url, uploads, older_than=0) if uploads.exists() else []
        findings = load.ledger.compare(database_url, uploads)
    return Account(plan, seconds, conductor.faults, load.ledger, findings, len(leftovers), recovery)


def seconds_until_all_are_evaluated(database_url: str, started: float) -> float:
    """Gives up when waiting brings nothing; what is pending then is found by the comparison."""
    with suppress(AssertionError):
        while left := pending(database_url):
            wait_until(lambda: pending(database_url) < left, RECOVERY_SECONDS)
    return time.monotonic() - started
