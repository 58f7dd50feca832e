"""What was measured, as JSON and as Markdown."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.load.flow import STEPS

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of the rounds, and what they lay between."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        spread = max(self.high - self.median, self.median - self.low) / (self.median or 1)
        return f"{number(self.median)} ± {spread:.0%}"


@dataclass(frozen=True, slots=True)
class Latency:
    """Of one step over all rounds, in milliseconds."""

    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{number(self.p50)} / {number(self.p99)}"


@dataclass(frozen=True, slots=True)
class FlowReport:
    clients: int
    per_second: Figure
    of_bare_sql: Figure  # the services' rate as a share of pgbench's, from 0 to 1
    bare_sql_per_second: Figure
    cpu_milliseconds: dict[str, Figure]  # per interview: each service, PostgreSQL, the generator
    steps: dict[str, Latency | None]
    errors: dict[str, int]


@dataclass(frozen=True, slots=True)
class RouteReport:
    per_second: Figure
    of_framework: Figure  # as a share of the rate of an empty route
    errors: dict[str, int]


@dataclass(frozen=True, slots=True)
class SizeReport:
    """With so many interviews in the database from the start."""

    interviews: int
    flows: list[FlowReport]
    routes: dict[str, RouteReport]
    statements: int  # different ones, whose plans were looked at
    sequential_scans: dict[str, list[str]]  # statement: the growing tables that it reads whole
    memory_at_rest: dict[str, int]  # bytes
    memory_at_end: dict[str, int]
    connections: int

    @property
    def errors(self) -> Counter[str]:
        """How often each happened."""
        counts = [one.errors for one in self.flows] + [one.errors for one in self.routes.values()]
        return sum(map(Counter, counts), Counter[str]())


@dataclass(frozen=True, slots=True)
class Circumstances:
    taken_at: str
    commit: str
    machine: str
    processors: int
    python: str
    postgresql: str
    rounds: int
    seconds: float  # of each measurement
    route_clients: int


@dataclass(frozen=True, slots=True)
class Report:
    circumstances: Circumstances
    framework_per_second: dict[int, Figure]  # an empty route, by the number of clients
    sizes: list[SizeReport] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(size.errors.total() for size in self.sizes)


def figure(values: Sequence[float]) -> Figure:
    return Figure(median(values), min(values), max(values))


def latency(seconds: Sequence[float]) -> Latency | None:
    """None when there is nothing to tell it from."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return Latency(median(ordered) * 1000, last * 1000)


def markdown(report: Report) -> str:
    return "\n".join([*paragraphs(report), ""])


def paragraphs(report: Report) -> Iterator[str]:
    taken = report.circumstances
    yield (
        f"{taken.taken_at}, commit {taken.commit}, {taken.machine}, {taken.processors} processors,"
        f" Python {taken.python}, PostgreSQL {taken.postgresql}; {taken.rounds} rounds of"
        f" {taken.seconds:g} s. After ± is how far the rounds lay from their median."
    )
    yield from flow_table(report)
    yield from step_table(report)
    yield from route_table(report)
    yield from process_table(report)


def flow_table(report: Report) -> Iterator[str]:
    yield from head("interviews per second", report)
    for at, flow in enumerate(report.sizes[0].flows):
        flows = [size.flows[at] for size in report.sizes]
        clients = counted(flow.clients, "client")
        yield line(clients, *(str(one.per_second) for one in flows))
        yield line("as a share of bare SQL", *(percent(one.of_bare_sql) for one in flows))
    yield line("errors", *(by_frequency(size.errors) for size in report.sizes))


def step_table(report: Report) -> Iterator[str]:
    flow = busiest_ordinary(report.sizes[0])
    yield from head(f"p50 / p99 in ms, {counted(flow.clients, 'client')}", report)
    for step in STEPS:
        latencies = [busiest_ordinary(size).steps[step] for size in report.sizes]
        yield line(step, *(str(one or "too slow for the window") for one in latencies))


def route_table(report: Report) -> Iterator[str]:
    clients = report.circumstances.route_clients
    yield from head(f"requests per second, {counted(clients, 'client')}", report)
    for name in report.sizes[0].routes:
        routes = [size.routes[name] for size in report.sizes]
        yield line(
            name, *(f"{one.per_second} ({percent(one.of_framework)} of empty)" for one in routes)
        )
    yield line("an empty route", *(str(report.framework_per_second[clients]) for _ in report.sizes))


def process_table(report: Report) -> Iterator[str]:
    yield from head("CPU ms per interview, and memory", report)
    flows = [busiest_ordinary(size) for size in report.sizes]
    for name in flows[0].cpu_milliseconds:
        yield line(f"{name}: CPU", *(str(flow.cpu_milliseconds[name]) for flow in flows))
    for name in report.sizes[0].memory_at_rest:
        yield line(
            f"{name}: MB at rest, at the end",
            *(
                f"{size.memory_at_rest[name] / MEGABYTE:.0f}, "
                f"{size.memory_at_end[name] / MEGABYTE:.0f}"
                for size in report.sizes
            ),
        )
    yield line("connections to the database", *(str(size.connections) for size in report.sizes))
    yield line(
        "statements that read a growing table whole",
        *(f"{len(size.sequential_scans)} of {size.statements}" for size in report.sizes),
    )


def busiest_ordinary(size: SizeReport) -> FlowReport:
    """With 8 clients, or with the most there are when none had 8."""
    return next((flow for flow in size.flows if flow.clients == 8), size.flows[-1])


def head(title: str, report: Report) -> Iterator[str]:
    yield ""
    yield line(title, *(f"{size.interviews:,} in the database" for size in report.sizes))
    yield line(*["---"] * (1 + len(report.sizes)))


def line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def counted(many: int, what: str) -> str:
    return f"{many} {what}" if many == 1 else f"{many} {what}s"


def by_frequency(errors: Mapping[str, int]) -> str:
    """How often each happened, the most frequent first."""
    ordered = sorted(errors.items(), key=lambda error: (-error[1], error[0]))
    return ", ".join(f"{error} ({number})" for error, number in ordered) or "0"


def percent(share: Figure) -> str:
    return f"{share.median:.1%}"


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"
