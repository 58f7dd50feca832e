"""The embedded PostgreSQL server: our child, on 127.0.0.1, with its own data and password."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from launcher.area import DataArea, outside_folder
from launcher.binaries import NEWEST_MAJOR
from launcher.cluster import (
    DATABASE,
    SERVICE_ROLE,
    major_version,
    make_cluster,
    read_pid_file,
    read_port,
    remove_half_made_clusters,
    running_server,
    server_url,
    service_password,
    service_url,
)
from launcher.databases import ensure_database, ensure_role
from launcher.errors import LauncherError
from launcher.locks import FileLock
from launcher.ports import free_port
from launcher.processes import die_with_parent, ends_within, kill, postgres_processes
from launcher.programs import choose_programs
from launcher.server_log import ServerLog
from launcher.server_options import server_environment, server_options
from launcher.settings import EMBEDDED
from launcher.versions import Version

# Recovering after a crash reads at most `max_wal_size` of log: seconds, or more on a slow disk.
START_SECONDS = 120.0
STOP_SECONDS = 30.0


class PostgresServer:
    """`data_dir` holds everything: the cluster, its password, its logs and the lock.

    Start it from the main thread: the server ends with the thread that started it.
    `verbatim_log` keeps statements in its log, and what people entered with them.
    `programs` says whose programs serve it, see `choose_programs`.
    `pause` is called while waiting, and may raise to give up.
    """

    name = "PostgreSQL"

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        max_connections: int = 100,
        verbatim_log: bool = False,
        programs: str = EMBEDDED,
        binary_copies: Path | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.area = DataArea(Path(data_dir).absolute())
        self._durable = durable
        self._max_connections = max_connections
        self._verbatim_log = verbatim_log
        self._programs = programs
        self._binary_copies = binary_copies or outside_folder()
        self._pause = pause
        self._lock = FileLock(self.area.lock_file)
        self._log = ServerLog(self.area, verbatim=verbatim_log)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.version = Version(NEWEST_MAJOR, 0)  # known once it is started
        self.bin_dir = Path()

    def start(self) -> None:
        """Returns when the database `interviewdb` can be used."""
        self.reserve()
        try:
            self._prepare()
            self._launch_on_a_free_port()
            self._ensure_database()
        except BaseException:
            self.stop()
            raise

    def reserve(self) -> None:
        """Makes sure that no other launcher uses this folder, from now until `stop`."""
        if self._lock.held:
            return
        self.area.create()
        if not self._lock.acquire():
            raise LauncherError(
                f"The database in {self.area.folder} is in use by {self._lock.holder()}, another "
                "launcher: stop that one first, or set POSTGRES_DATA_DIR to another folder."
            )

    def launch(self) -> None:
        """Starts the process, on the port it had, and does not wait until it answers."""
        self._clear_leftovers()
        account = self.area.account
        options = server_options(
            self.port, durable=self._durable, max_connections=self._max_connections
        )
        self._log = ServerLog(self.area, verbatim=self._verbatim_log)
        with self._log.pipe() as log:
            self._process = subprocess.Popen(  # noqa: S603
                [str(self.bin_dir / "postgres"), "-D", str(self.area.cluster), *options],
                cwd="/",
                env=server_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=account.user,
                group=account.group,
                extra_groups=account.extra_groups,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509
            )

    def stop(self) -> None:
        if self._process is not None:
            self.ask_to_stop()
            self._wait_or_kill(self._process)
            self._log.wait()
        self.release()

    def release(self) -> None:
        self._lock.release()

    def ask_to_stop(self) -> None:
        """A fast shutdown: transactions are rolled back, nothing committed is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """An immediate shutdown: the next start recovers from the log."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGQUIT)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def poll(self) -> int | None:
        """The exit code (negative: the signal), or None while it runs."""
        return None if self._process is None else self._process.poll()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        return 0 if self._process is None else self._process.pid

    def url(self, database: str = DATABASE) -> str:
        return server_url(self.area, self.port, database)

    def service_url(self, database: str = DATABASE) -> str:
        """For the services, which may do less."""
        return service_url(self.area, self.port, database)

    def _prepare(self) -> None:
        remove_half_made_clusters(self.area)
        found = major_version(self.area)
        chosen = choose_programs(self._programs, found, self.area.account, self._binary_copies)
        self.version, self.bin_dir = chosen.version, chosen.folder
        if found is None:
            make_cluster(self.area, self.bin_dir, self.version.major, durable=self._durable)

    def _launch_on_a_free_port(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        refused: frozenset[int] = frozenset()
        while True:
            self.port = free_port(read_port(self.area), without=refused)
            self.launch()
            if self._became_ready(deadline):
                break
            reason = self._log.last_words() or f"exit code {self.poll()}"
            # Another took the port since we looked, or an old server's last process is leaving.
            # The log may not say so yet: a process of its own writes it.
            taken = free_port(self.port) != self.port
            if not (taken or "in use" in reason) or time.monotonic() > deadline:
                raise LauncherError(
                    f"PostgreSQL did not start on {self.area.folder}: {reason}; "
                    f"its log is in {self.area.logs}."
                )
            if taken or "Address already in use" in reason:
                refused |= {self.port}
            self._pause(0.5)
        self.area.port_file.write_text(str(self.port))

    def _became_ready(self, deadline: float) -> bool:
        """False when the process ended instead."""
        while self.alive:
            state = read_pid_file(self.area)
            if state is not None and state.pid == self.pid and state.ready:
                return True
            if time.monotonic() > deadline:
                raise LauncherError(
                    f"PostgreSQL is not ready after {START_SECONDS:.0f} seconds; "
                    f"its log is in {self.area.logs}."
                )
            self._pause(0.02)
        return False

    def _ensure_database(self) -> None:
        try:
            ensure_database(self.url("postgres"), DATABASE)
            ensure_role(self.url(), SERVICE_ROLE, service_password(self.area))
        except psycopg2.OperationalError as error:
            raise LauncherError(
                f"The embedded PostgreSQL refused the password in {self.area.password_file} "
                f"({str(error).strip()}): restore that file."
            ) from None

    def _clear_leftovers(self) -> None:
        """Whoever holds the lock may stop what an earlier launcher, killed, left running."""
        left = running_server(self.area)
        if left is not None:
            kill(left.pid, signal.SIGINT)
            if not ends_within(left.pid, STOP_SECONDS):
                kill(left.pid, signal.SIGKILL)
                ends_within(left.pid, 5)
        # Backends outlive a killed server while they compute, and keep its memory.
        for pid in list(postgres_processes(self.area.cluster)):
            kill(pid, signal.SIGKILL)
            ends_within(pid, 5)
        # PostgreSQL itself would refuse to start if this named some other living process.
        (self.area.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _wait_or_kill(self, process: subprocess.Popen[bytes]) -> None:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
