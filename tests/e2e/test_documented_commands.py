"""The specification's set-up, word for word, on a stock PostgreSQL and on both embedded ones.

These are the only tests that need the default ports, 5001 and 8000.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
import requests

from launcher.binaries import wheel_program
from tests.support.clusters import PASSWORD, USER, Cluster, cluster_of, connect, stock_programs
from tests.support.curl import (
    COMPLETE,
    CREATE,
    DASHBOARD,
    FILE_ANSWER,
    QUESTIONS,
    TEXT_ANSWER,
    Terminal,
)
from tests.support.services import REPOSITORY, clean_environment
from tests.support.waiting import wait_until

SET_UP_DATABASE = """\
CREATE DATABASE interviewdb;
\\c interviewdb
\\i database/schema.sql;
\\dt
"""
START_FASTAPI = "cd fastapi_app && uvicorn main:app --reload --port 8000"
START_FLASK = "cd flask_app && python app.py"
FLASK, FASTAPI = "http://127.0.0.1:5001", "http://127.0.0.1:8000"
TABLES = {
    "candidates",
    "interviews",
    "interview_questions",
    "interview_answers",
    "interview_results",
}
PORTS = (5001, 8000)


@dataclass
class Checkout:
    """A copy of the working tree, so that a .env of ours touches nobody's."""

    folder: Path
    cluster: Cluster

    @property
    def environment(self) -> dict[str, str]:
        path = [str(Path(sys.executable).parent), os.environ["PATH"], str(wheel_program("").parent)]
        return {**clean_environment(), **self.cluster.environment, "PATH": os.pathsep.join(path)}

    def types_into_psql(self, lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", "psql postgres"],
            cwd=self.folder,
            env=self.environment,
            input=lines,
            capture_output=True,
            text=True,
            check=True,
        )

    def write_env(self) -> None:
        user = f"{USER}:{quote(PASSWORD)}"
        (self.folder / ".env").write_text(
            f"DATABASE_URL=postgresql://{user}@localhost:{self.cluster.port}/interviewdb\n"
            "FASTAPI_URL=http://127.0.0.1:8000\n"
        )

    def starts(self, command: str, name: str) -> "Started":
        log = self.folder / f"{name}.log"
        # Where psql found the server is none of the services' business: .env tells them.
        environment = {n: v for n, v in self.environment.items() if not n.startswith("PG")}
        with log.open("wb") as output:
            shell = subprocess.Popen(
                ["bash", "-c", command],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Started(shell, log)


@dataclass
class Started:
    """A command that a shell runs, in a session of its own."""

    shell: subprocess.Popen[bytes]
    log: Path

    def processes(self) -> list[psutil.Process]:
        """All that live of the session."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def terminate(self) -> int:
        """SIGTERM to the program; returns its exit status."""
        shell = psutil.Process(self.shell.pid)
        program = shell if shell.name() != "bash" else shell.children()[0]
        program.send_signal(signal.SIGTERM)
        return self.shell.wait(timeout=30)

    def kill(self) -> None:
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.shell.wait()

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            session = os.getsid(process.pid)
            return session == self.shell.pid and process.status() != psutil.STATUS_ZOMBIE
        except (ProcessLookupError, psutil.NoSuchProcess):
            return False


@dataclass
class Services:
    fastapi: Started
    flask: Started


def stock() -> Path:
    programs = stock_programs()
    if programs is None:
        pytest.skip("no stock PostgreSQL server is there: install the package postgresql")
    return programs


@pytest.fixture(scope="module", params=["stock", 18, 16], ids=["stock", "wheel-18", "wheel-16"])
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    with cluster_of(stock() if request.param == "stock" else request.param) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def checkout(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    folder = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
    return Checkout(folder, cluster)


@pytest.fixture(scope="module")
def set_up(checkout: Checkout) -> subprocess.CompletedProcess[str]:
    return checkout.types_into_psql(SET_UP_DATABASE)


@pytest.fixture(scope="module")
def services(
    checkout: Checkout,
    set_up: subprocess.CompletedProcess[str],  # noqa: ARG001 - the database has to be there
) -> Iterator[Services]:
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                pytest.skip(f"port {port} is taken: stop what listens there, perhaps `make run`")
    checkout.write_env()
    fastapi = checkout.starts(START_FASTAPI, "fastapi")
    flask = checkout.starts(START_FLASK, "flask")
    try:
        wait_until(lambda: is_well(FASTAPI, fastapi), seconds=60, what="FastAPI")
        wait_until(lambda: is_well(FLASK, flask), seconds=60, what="Flask")
        yield Services(fastapi, flask)
    finally:
        flask.kill()
        fastapi.kill()


def is_well(url: str, started: Started) -> bool:
    assert started.shell.poll() is None, started.log.read_text()
    try:
        return requests.get(f"{url}/health", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def test_psql_creates_the_database_and_lists_its_tables(
    set_up: subprocess.CompletedProcess[str],
) -> None:
    listed = {line.split("|")[1].strip() for line in set_up.stdout.splitlines() if "|" in line}

    assert set_up.stderr == ""
    assert listed >= TABLES


def test_the_questions_are_there_and_loading_them_again_changes_nothing(
    checkout: Checkout,
    set_up: subprocess.CompletedProcess[str],  # noqa: ARG001 - the database has to be there
) -> None:
    before = questions(checkout.cluster)
    again = checkout.types_into_psql("\\c interviewdb\n\\i database/schema.sql;\n")

    assert "list comprehension" in before[0][2].lower()
    assert "decorator" in before[1][2].lower()
    assert [row[:2] for row in before[:2]] == [(1, "python"), (2, "python")]
    assert len({skill for _, skill, _ in before}) >= 8
    assert again.stderr == ""
    assert questions(checkout.cluster) == before


def questions(cluster: Cluster) -> list[tuple[int, str, str]]:
    with closing(connect(cluster, "interviewdb")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id, skill, question FROM interview_questions ORDER BY id")
        return cursor.fetchall()


@pytest.mark.usefixtures("services")
def test_the_curl_commands_conduct_an_interview_on_the_default_ports(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.interview_id = terminal.types(CREATE)["interview_id"]

    asked = terminal.types(QUESTIONS)["questions"]
    text_answer = terminal.types(TEXT_ANSWER)
    file_answer = terminal.types(FILE_ANSWER)
    completed = terminal.types(COMPLETE)
    dashboard = terminal.types(DASHBOARD)

    assert [question["question_id"] for question in asked[:2]] == [1, 2]
    assert (text_answer["message"], file_answer["message"]) == ("Answer saved", "Answer saved")
    assert completed["evaluation"]["status"] == "evaluated"
    assert dashboard["result"]["score"] == completed["evaluation"]["score"] > 0
    assert dashboard["answers"][1]["file_path"] == file_answer["file_path"]


def test_an_upload_is_in_the_folder_that_the_specification_names(
    checkout: Checkout,
    services: Services,  # noqa: ARG001 - they have to run
    tmp_path: Path,
) -> None:
    terminal = Terminal(tmp_path)
    terminal.interview_id = terminal.types(CREATE)["interview_id"]

    saved = terminal.types(FILE_ANSWER)

    stored = checkout.folder / "flask_app" / saved["file_path"]
    assert stored.read_bytes() == (tmp_path / "sample.txt").read_bytes()


@pytest.mark.usefixtures("services")
def test_both_services_listen_on_127_0_0_1_only() -> None:
    listening = {
        (connection.laddr.ip, connection.laddr.port)
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port in PORTS
    }

    assert listening == {("127.0.0.1", 5001), ("127.0.0.1", 8000)}


def test_python_app_py_does_not_serve_with_the_development_server(services: Services) -> None:
    server = requests.get(f"{FLASK}/health", timeout=10).headers.get("Server", "")

    assert "werkzeug" not in server.lower()
    assert "development server" not in services.flask.log.read_text().lower()


def test_sigterm_ends_both_with_exit_status_0_and_leaves_no_process(services: Services) -> None:
    assert services.flask.terminate() == 0, services.flask.log.read_text()
    assert services.fastapi.terminate() == 0, services.fastapi.log.read_text()

    wait_until(lambda: services.flask.processes() == [], what="Flask's processes to end")
    wait_until(lambda: services.fastapi.processes() == [], what="FastAPI's processes to end")
    assert "Traceback" not in services.flask.log.read_text()
    assert "Traceback" not in services.fastapi.log.read_text()
