"""The load generator: clients that repeat a scenario, in a process of their own."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Event
from typing import TypeAlias

from benchmarks.load.connection import Connection
from benchmarks.load.usage import cpu_seconds

GENERATOR = "load generator"
MAX_WARM_UP_SECONDS = 120.0


class StepFailed(Exception):
    """A request was not answered as it should be; the client has noted it."""


class NotWarm(Exception):
    """A client's scenario did not succeed once, however often it was repeated."""


@dataclass(frozen=True, slots=True)
class Sample:
    step: str
    ended: float
    seconds: float


class Client:
    """Makes requests one after the other on one connection, and notes how each went."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = Connection(port)
        self.samples: list[Sample] = []
        self.errors: Counter[str] = Counter()

    def do(self, step: str, request: bytes, expected: int) -> bytes:
        """The body of the answer. Raises StepFailed."""
        started = time.perf_counter()
        try:
            answer = self._connection.exchange(request)
        except OSError as error:
            self.errors[f"{step}: {type(error).__name__}"] += 1
            self._reconnect()
            raise StepFailed(step) from error
        ended = time.perf_counter()
        if answer.status != expected:
            self.errors[f"{step}: status {answer.status}"] += 1
            raise StepFailed(f"{step}: {answer.status} {answer.body[:300]!r}")
        self.samples.append(Sample(step, ended, ended - started))
        return answer.body

    def close(self) -> None:
        self._connection.close()

    def _reconnect(self) -> None:
        self._connection.close()
        self._connection = Connection(self._port)


# Prepares a client, and returns what it does again and again.
Scenario: TypeAlias = Callable[[Client], Callable[[], None]]


@dataclass(frozen=True, slots=True)
class Load:
    scenario: Scenario
    port: int
    clients: int
    warm_up: float  # seconds before the window in which is measured
    seconds: float  # the window
    watched: Mapping[str, int]  # processes whose CPU time is of interest, each with those below it


@dataclass(frozen=True, slots=True)
class Measured:
    """What ended within the window."""

    seconds: float
    latencies: dict[str, list[float]]  # seconds, for each step
    errors: dict[str, int]
    cpu_seconds: dict[str, float]  # of the watched processes and of the load generator

    def per_second(self, step: str) -> float:
        return len(self.latencies.get(step, [])) / self.seconds


def measure(load: Load) -> Measured:
    """Runs in the load generator's process. Raises StepFailed when a client cannot be prepared."""
    clients = [Client(load.port) for _ in range(load.clients)]
    stop = Event()
    try:
        with ThreadPoolExecutor(load.clients) as pool:
            turns = list(pool.map(load.scenario, clients))
            repeating = [pool.submit(repeat, turn, stop) for turn in turns]
            time.sleep(load.warm_up)
            cpu_before, begin = used(load.watched), time.perf_counter()
            time.sleep(load.seconds)
            cpu_after, end = used(load.watched), time.perf_counter()
            stop.set()
            for one in repeating:
                one.result()
    finally:
        for client in clients:
            client.close()
    latencies: defaultdict[str, list[float]] = defaultdict(list)
    for sample in (sample for client in clients for sample in client.samples):
        if begin <= sample.ended < end:
            latencies[sample.step].append(sample.seconds)
    return Measured(
        seconds=end - begin,
        latencies=dict(latencies),
        errors=dict(sum((client.errors for client in clients), Counter())),
        cpu_seconds={name: cpu_after[name] - cpu_before[name] for name in cpu_after},
    )


def warm_up(scenario: Scenario, port: int, clients: int) -> None:
    """Runs in the load generator's process, until each of so many clients has been served once.

    A service starts some of its processes only when they are needed, and until then the clients are
    told to come back. Raises NotWarm.
    """
    with ThreadPoolExecutor(clients) as pool:
        for _ in pool.map(lambda _: succeed_once(scenario, port), range(clients)):
            pass


def succeed_once(scenario: Scenario, port: int) -> None:
    """Raises NotWarm."""
    give_up_at = time.monotonic() + MAX_WARM_UP_SECONDS
    with closing(Client(port)) as client:
        while time.monotonic() < give_up_at:
            with suppress(StepFailed):
                scenario(client)()
                return
    raise NotWarm(f"no success in {MAX_WARM_UP_SECONDS:g} s: {dict(client.errors)}")


def repeat(turn: Callable[[], None], stop: Event) -> None:
    while not stop.is_set():
        try:
            turn()
        except StepFailed:
            continue


def used(watched: Mapping[str, int]) -> dict[str, float]:
    return {GENERATOR: time.process_time()} | {
        name: cpu_seconds(pid) for name, pid in watched.items()
    }
