"""Whether memory stays where it is: whole interviews without a pause, for minutes."""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from multiprocessing import get_context

from tqdm import tqdm  # type: ignore[import-untyped]

from benchmarks.load.circumstances import circumstances
from benchmarks.load.clients import Load, Measured, measure, warm_up
from benchmarks.load.flow import flow
from benchmarks.load.growth import fill
from benchmarks.load.report import MEGABYTE, Circumstances, by_frequency, line
from benchmarks.load.system import (
    database_server,
    make_database,
    services,
    working_folder,
)
from benchmarks.load.usage import memory_bytes, service_pids

CLIENTS = 8
INTERVIEWS = 1_000
WARM_UP_SECONDS = 1.0
READINGS = 10


@dataclass(frozen=True, slots=True)
class Endurance:
    """Bytes of each process (with those below it), at rest and then at even intervals."""

    circumstances: Circumstances
    minutes: float
    interviews: int
    errors: dict[str, int]
    memory: list[dict[str, int]]


def endure(minutes: float) -> Endurance:
    """Raises DidNotStart, NotWarm and LauncherError."""
    seconds = minutes * 60
    with (
        working_folder() as folder,
        database_server(folder) as server,
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as generator,
    ):
        url = make_database(server, "interviews")
        fill(url, INTERVIEWS)
        with services(url, folder) as started:
            watched = {**service_pids(started.process.pid), "PostgreSQL": server.pid}
            load = Load(flow, started.port, CLIENTS, WARM_UP_SECONDS, seconds, watched)
            memory = [reading(watched)]
            generator.submit(warm_up, flow, started.port, CLIENTS).result()
            under_way = generator.submit(measure, load)
            memory += list(readings(under_way, watched, seconds / READINGS))
            measured = under_way.result()
        return Endurance(
            circumstances(server, rounds=1, seconds=seconds, route_clients=CLIENTS),
            minutes,
            len(measured.latencies.get("dashboard", [])),
            measured.errors,
            memory,
        )


def reading(watched: dict[str, int]) -> dict[str, int]:
    return {name: memory_bytes(pid) for name, pid in watched.items()}


def readings(
    under_way: Future[Measured], watched: dict[str, int], pause: float
) -> Iterator[dict[str, int]]:
    began = time.monotonic()
    for number in tqdm(range(1, READINGS + 1), unit="reading"):
        # By the clock: on a busy machine a reading takes long, and the load ends meanwhile.
        left = began + number * pause - time.monotonic()
        try:
            under_way.result(timeout=max(left, 0))
        except NotYet:
            yield reading(watched)


def markdown(found: Endurance) -> str:
    taken = found.circumstances
    at = [found.minutes * number / READINGS for number in range(len(found.memory))]
    rows = [
        line(name, *(f"{memory[name] / MEGABYTE:.0f}" for memory in found.memory))
        for name in found.memory[0]
    ]
    return "\n".join(
        [
            f"{taken.taken_at}, commit {taken.commit}: {found.interviews:,} interviews by "
            f"{CLIENTS} clients, errors: {by_frequency(found.errors)}.",
            "",
            line("MB after minutes", *(f"{minute:g}" for minute in at)),
            line(*["---"] * (1 + len(at))),
            *rows,
            "",
        ]
    )
