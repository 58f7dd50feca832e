import tempfile
import time
from collections.abc import Callable, Sequence

from launcher.children import Child, Service, ServiceProcess, describe_exit
from launcher.console import PREFIX, say
from launcher.databases import Database
from launcher.errors import LauncherError, StopRequested
from launcher.health import health_problem
from launcher.leftovers import ServiceRecord
from launcher.postgres import PostgresServer
from launcher.restarts import Restarts
from launcher.signals import Signals

HEALTHY_SECONDS = 60.0
STOP_SECONDS = 30.0
_LONGEST_SLEEP_SECONDS = 5.0


class Supervisor:
    """Starts everything in order, keeps it running, and stops it in the reverse order.

    `database` is our own server or on another. `services` says what to start for a database URL,
    and `schema` the command that brings the database of its owner's URL up to date.
    """

    def __init__(
        self,
        database: PostgresServer | Database,
        services: Callable[[str], Sequence[Service]],
        *,
        schema: Callable[[str], Service],
        signals: Signals,
        record: ServiceRecord,
        healthy_seconds: float = HEALTHY_SECONDS,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._database = database
        self._services = services
        self._schema = schema
        self._signals = signals
        self._record = record
        self._healthy_seconds = healthy_seconds
        self._stop_seconds = stop_seconds
        self._children: list[Child] = []
        self._running_services: list[ServiceProcess] = []

    def run(self, when_ready: Callable[[], None]) -> None:
        """Returns after a signal asked to stop and everything has."""
        try:
            database = self._start_database()
            self._update_schema(self._schema(database.owner_url))
            self._start_services(self._services(database.service_url))
            self._wait_until_healthy()
            when_ready()
            self._watch()
        except StopRequested:
            pass
        finally:
            self._stop()

    def _start_database(self) -> Database:
        if isinstance(self._database, Database):
            return self._database
        self._database.start()
        self._children.append(self._database)
        return Database(self._database.url(), self._database.service_url())

    def _update_schema(self, command: Service) -> None:
        with tempfile.TemporaryFile("w+") as errors:
            code = self._run_to_end(command, errors.fileno())
            errors.seek(0)
            complaint = errors.read().strip().removeprefix(PREFIX)
        if code:
            raise LauncherError(
                complaint or f"{command.name} failed ({describe_exit(code)}): run make migrate."
            )
        if complaint:
            say(complaint)

    def _run_to_end(self, command: Service, errors: int) -> int:
        process = ServiceProcess(command)
        process.launch(stderr=errors)
        try:
            while (code := process.poll()) is None:
                self._signals.wait_unless_stopped(_LONGEST_SLEEP_SECONDS)
        except StopRequested:
            process.kill()
            raise
        return code

    def _start_services(self, services: Sequence[Service]) -> None:
        for service in services:
            self._signals.raise_if_stopped()
            process = ServiceProcess(service)
            self._children.append(process)
            self._running_services.append(process)
            process.launch()
            self._write_record()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + self._healthy_seconds
        for process in self._running_services:
            while problem := health_problem(process.service.health_url):
                self._raise_if_one_ended()
                if time.monotonic() > deadline:
                    raise LauncherError(
                        f"{process.name} is not healthy after {self._healthy_seconds:g} seconds "
                        f"({process.service.health_url}: {problem}): its lines above say why."
                    )
                self._signals.wait_unless_stopped(0.1)

    def _raise_if_one_ended(self) -> None:
        for child in self._children:
            code = child.poll()
            if code is not None:
                raise LauncherError(
                    f"{child.name} stopped while starting ({describe_exit(code)}): "
                    "its lines above say why."
                )

    def _watch(self) -> None:
        restarts = [Restarts(child) for child in self._children]
        while not self._signals.stops:
            for restart in restarts:
                if restart.tend():
                    self._write_record()
            waits = [restart.seconds_until_due() for restart in restarts]
            self._signals.wait(min([_LONGEST_SLEEP_SECONDS, *(w for w in waits if w is not None)]))

    def _write_record(self) -> None:
        self._record.write(process.pid for process in self._running_services if process.pid)

    def _stop(self) -> None:
        if self._signals.stops:
            say("stopping, once running requests have finished (a second signal hurries).")
        for child in reversed(self._children):
            self._stop_one(child)
        if isinstance(self._database, PostgresServer):
            self._database.release()
        self._record.remove()

    def _stop_one(self, child: Child) -> None:
        deadline = time.monotonic() + self._stop_seconds
        child.ask_to_stop()
        while child.poll() is None:
            left = deadline - time.monotonic()
            if left <= 0 or self._signals.stops > 1:
                child.kill()
                return
            self._signals.wait(min(left, _LONGEST_SLEEP_SECONDS))
