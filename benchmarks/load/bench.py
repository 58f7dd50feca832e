"""The whole benchmark: what is measured, in which order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean

from tqdm import tqdm  # type: ignore[import-untyped]

from benchmarks.load import floor
from benchmarks.load.circumstances import circumstances
from benchmarks.load.clients import Client, Load, Measured, Scenario, measure, warm_up
from benchmarks.load.flow import STEPS, flow
from benchmarks.load.growth import fill
from benchmarks.load.report import (
    Figure,
    FlowReport,
    Report,
    RouteReport,
    SizeReport,
    figure,
    latency,
)
from benchmarks.load.routes import EMPTY, ROUTES, empty_route, upload
from benchmarks.load.statements import StatementLog
from benchmarks.load.system import (
    Started,
    bare_framework,
    copy_database,
    database_server,
    make_database,
    query,
    services,
    working_folder,
)
from benchmarks.load.usage import memory_bytes, service_pids
from launcher.postgres import PostgresServer


@dataclass(frozen=True, slots=True)
class Plan:
    clients: tuple[int, ...] = (1, 8, 32)
    sizes: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    rounds: int = 3
    seconds: float = 4.0
    upload_seconds: float = 10.0  # one takes about a second
    warm_up: float = 1.0
    route_clients: int = 8


CONNECTIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
QUICK = Plan(clients=(1, 8), sizes=(1_000,), rounds=1, seconds=1.0, upload_seconds=1.0, warm_up=0.2)


@dataclass
class Sized:
    """The services on a database that had so many interviews when they started."""

    interviews: int
    url: str
    floor_url: str
    started: Started
    watched: dict[str, int]
    memory_at_rest: dict[str, int]
    flows: defaultdict[int, list[Measured]] = field(default_factory=lambda: defaultdict(list))
    floors: defaultdict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    routes: defaultdict[str, list[Measured]] = field(default_factory=lambda: defaultdict(list))


class Bench:
    """Everything that is running while it is measured."""

    def __init__(self, plan: Plan, server: PostgresServer, folder: Path) -> None:
        self._plan = plan
        self._server = server
        self._folder = folder
        self._pgbench = floor.find_pgbench(server)
        self._framework: defaultdict[int, list[Measured]] = defaultdict(list)
        self._empty: list[float] = []  # requests per second beside the routes, a round each

    def run(self, generator: ProcessPoolExecutor, bar: tqdm) -> Report:
        plan = self._plan
        with ExitStack() as stack:
            sized = [
                stack.enter_context(self._sized(number, generator, bar)) for number in plan.sizes
            ]
            empty = stack.enter_context(bare_framework(sized[0].url, self._folder))

            def watch(scenario: Scenario, port: int, clients: int, sized: Sized | None) -> Measured:
                watched = sized.watched if sized else {}
                seconds = plan.upload_seconds if scenario is upload else plan.seconds
                load = Load(scenario, port, clients, plan.warm_up, seconds, watched)
                return generator.submit(measure, load).result()

            # In turns, so that whatever else the machine does meets all of them.
            for _ in range(plan.rounds):
                self._one_round(sized, empty, watch, bar)
            reports = [self._report(one, bar) for one in sized]
        framework = {
            clients: figure([one.per_second(EMPTY) for one in measured])
            for clients, measured in self._framework.items()
        }
        framework[plan.route_clients] = figure(self._empty)  # what the routes are divided by
        taken = circumstances(
            self._server, plan.rounds, plan.seconds, route_clients=plan.route_clients
        )
        return Report(taken, framework, reports)

    @contextmanager
    def _sized(self, number: int, generator: ProcessPoolExecutor, bar: tqdm) -> Iterator[Sized]:
        bar.set_description(f"filling in {number:,} interviews")
        url = make_database(self._server, f"interviews_{number}")
        fill(url, number)
        floor_url = copy_database(self._server, f"interviews_{number}", f"floor_{number}")
        bar.update()
        with services(url, self._folder) as started:
            watched = {**service_pids(started.process.pid), "PostgreSQL": self._server.pid}
            memory = {name: memory_bytes(pid) for name, pid in watched.items()}
            most = max(self._plan.clients)
            generator.submit(warm_up, flow, started.port, most).result()
            yield Sized(number, url, floor_url, started, watched, memory)

    def _one_round(
        self,
        sized: list[Sized],
        empty: Started,
        watch: Callable[[Scenario, int, int, Sized | None], Measured],
        bar: tqdm,
    ) -> None:
        for clients in self._plan.clients:
            bar.set_description(f"an empty route, clients: {clients}")
            self._framework[clients].append(watch(empty_route, empty.port, clients, None))
            bar.update()
            for one in sized:
                bar.set_description(f"{one.interviews:,} interviews, clients: {clients}")
                one.flows[clients].append(watch(flow, one.started.port, clients, one))
                bar.update()
                one.floors[clients].append(self._floor(one, clients))
                bar.update()
        # An empty route wavers by half from one measurement to the next: beside each of the others
        # it is measured often enough for a mean.
        clients = self._plan.route_clients
        empties: list[Measured] = []
        for name, scenario in ROUTES.items():
            bar.set_description(f"an empty route, beside {name}")
            empties.append(watch(empty_route, empty.port, clients, None))
            bar.update()
            for one in sized:
                bar.set_description(f"{one.interviews:,} interviews, {name}")
                one.routes[name].append(watch(scenario, one.started.port, clients, one))
                bar.update()
        self._empty.append(fmean(one.per_second(EMPTY) for one in empties))

    def _floor(self, sized: Sized, clients: int) -> float:
        script = self._folder / "flow.sql"
        if not script.exists():
            script.write_text(floor.script_from(sized.url))
        return floor.interviews_per_second(
            self._pgbench, sized.floor_url, script, clients, self._plan.seconds
        )

    def _report(self, sized: Sized, bar: tqdm) -> SizeReport:
        bar.set_description(f"{sized.interviews:,} interviews, plans")
        memory = {name: memory_bytes(pid) for name, pid in sized.watched.items()}
        ((connections,),) = query(sized.url, CONNECTIONS)
        statements = self._statements(sized)
        bar.update()
        return SizeReport(
            interviews=sized.interviews,
            flows=[
                flow_report(clients, measured, sized.floors[clients])
                for clients, measured in sized.flows.items()
            ],
            routes={
                name: route_report(name, measured, self._empty)
                for name, measured in sized.routes.items()
            },
            statements=len(statements),
            sequential_scans={shape: tables for shape, tables in statements.items() if tables},
            memory_at_rest=sized.memory_at_rest,
            memory_at_end=memory,
            connections=connections,
        )

    def _statements(self, sized: Sized) -> dict[str, list[str]]:
        """Every statement that was measured, and the growing tables that its plan reads whole."""
        with closing(StatementLog(self._server, sized.url)) as log:
            with closing(Client(sized.started.port)) as client:
                for scenario in (flow, *ROUTES.values()):
                    scenario(client)()
            statements = {statement.shape: statement for statement in log.take()}
            return {shape: log.sequential_scans(one) for shape, one in statements.items()}


def run(plan: Plan) -> Report:
    """Raises NoPgbench, PgbenchFailed, DidNotStart, NotWarm and LauncherError."""
    with (
        working_folder() as folder,
        database_server(folder) as server,
        # Not forked: it would inherit this process's threads and locks.
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as generator,
        tqdm(total=steps(plan), unit="step") as bar,
    ):
        return Bench(plan, server, folder).run(generator, bar)


def steps(plan: Plan) -> int:
    a_round = len(plan.clients) * (1 + 2 * len(plan.sizes)) + len(ROUTES) * (1 + len(plan.sizes))
    return plan.rounds * a_round + 2 * len(plan.sizes)


def flow_report(clients: int, measured: list[Measured], floors: list[float]) -> FlowReport:
    rates = [one.per_second("dashboard") for one in measured]
    return FlowReport(
        clients=clients,
        per_second=figure(rates),
        of_bare_sql=ratio(rates, floors),
        bare_sql_per_second=figure(floors),
        cpu_milliseconds={
            name: figure(
                [
                    1000 * one.cpu_seconds[name] / (rate * one.seconds or 1)
                    for one, rate in zip(measured, rates, strict=True)
                ]
            )
            for name in measured[0].cpu_seconds
        },
        steps={
            step: latency([seconds for one in measured for seconds in one.latencies.get(step, [])])
            for step in STEPS
        },
        errors=summed(one.errors for one in measured),
    )


def route_report(name: str, measured: list[Measured], empty: list[float]) -> RouteReport:
    rates = [one.per_second(name) for one in measured]
    return RouteReport(
        per_second=figure(rates),
        of_framework=ratio(rates, empty),
        errors=summed(one.errors for one in measured),
    )


def ratio(rates: list[float], floors: list[float]) -> Figure:
    """Round by round: what slowed one down slowed the other down too."""
    return figure([rate / base for rate, base in zip(rates, floors, strict=True)])


def summed(errors: Iterable[dict[str, int]]) -> dict[str, int]:
    total: defaultdict[str, int] = defaultdict(int)
    for counted in errors:
        for name, number in counted.items():
            total[name] += number
    return dict(total)
