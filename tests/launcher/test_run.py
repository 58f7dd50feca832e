"""`python -m launcher` with small stand-ins for both services and for the schema."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading

import psutil  # type: ignore[import-untyped]
import psycopg2  # type: ignore[import-untyped]
import pytest

from tests.launcher.stubs import StubRepository, eventually, get


def test_it_starts_everything_says_where_and_sigterm_stops_it_all(
    repository_with_uvicorn: StubRepository,
) -> None:
    repository = repository_with_uvicorn
    launcher = repository.start()
    launcher.is_up()
    said = launcher.output()
    assert "The stub's table is there." in said
    for place in (repository.flask, repository.fastapi):
        assert f"{place}   docs {place}/docs" in said
        assert get(f"{place}/health")
    assert f"data in {repository.area}" in said
    repository.query("INSERT INTO kept VALUES ('first run')")

    assert launcher.stop() == 0
    assert repository.processes() == []

    launcher = repository.start()
    launcher.is_up()
    assert repository.query("SELECT note FROM kept") == [("first run",)]
    assert launcher.stop(signal.SIGINT) == 0
    assert repository.processes() == []


def test_a_request_in_flight_is_finished_before_it_stops(repository: StubRepository) -> None:
    launcher = repository.start()
    launcher.is_up()
    answers: list[str] = []
    client = threading.Thread(target=lambda: answers.append(get(f"{repository.flask}/slow")))
    client.start()
    began = repository.folder / "flask_app" / "slow-request-began"
    eventually(began.exists, "the request is being answered")
    assert launcher.stop() == 0
    client.join(10)
    assert [answer.isdigit() for answer in answers] == [True]
    assert repository.processes() == []


def test_a_second_signal_cuts_requests_off(repository: StubRepository) -> None:
    launcher = repository.start()
    launcher.is_up()
    flask = int(get(f"{repository.flask}/"))
    os.kill(flask, signal.SIGSTOP)
    launcher.process.send_signal(signal.SIGTERM)
    launcher.says("stopping")
    # Too soon after the first it would be taken for the same request, so it is repeated.
    eventually(lambda: _signalled_until_gone(launcher.process), "the launcher is gone", 10)
    assert launcher.process.returncode == 0
    assert repository.processes() == []


def _signalled_until_gone(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(0.5)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
        return False
    return True


def test_a_signal_while_starting_stops_what_was_started(repository: StubRepository) -> None:
    (repository.folder / "fastapi_app" / "main.py").write_text("import time; time.sleep(60)")
    launcher = repository.start()
    eventually(lambda: _runs(repository, "uvicorn"), "FastAPI is starting")
    assert launcher.stop() == 0
    assert repository.processes() == []


def _runs(repository: StubRepository, word: str) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(word in process.cmdline() for process in repository.processes())
    return False


def test_a_service_that_dies_is_started_again_later_each_time(repository: StubRepository) -> None:
    launcher = repository.start()
    launcher.is_up()
    fastapi = get(f"{repository.fastapi}/")
    first = get(f"{repository.flask}/")
    _crash(repository)
    launcher.says("Flask stopped (exit code 3); starting it again in 0.5 seconds.")
    eventually(lambda: _answers(repository), "Flask is back, its worker did not keep the port")
    assert get(f"{repository.flask}/") != first
    _crash(repository)
    launcher.says("Flask stopped (exit code 3); starting it again in 1 seconds.")
    eventually(lambda: _answers(repository), "Flask is back again")
    assert get(f"{repository.fastapi}/") == fastapi
    assert "FastAPI stopped" not in launcher.output()
    assert launcher.stop() == 0
    assert repository.processes() == []


def _crash(repository: StubRepository) -> None:
    with contextlib.suppress(OSError):
        get(f"{repository.flask}/crash")


def _answers(repository: StubRepository) -> bool:
    try:
        return bool(get(f"{repository.flask}/", timeout=2))
    except OSError:
        return False


def test_a_killed_postgresql_is_started_again_on_its_port_with_its_data(
    repository: StubRepository,
) -> None:
    launcher = repository.start()
    launcher.is_up()
    repository.query("INSERT INTO kept VALUES ('committed')")
    url, killed = repository.url(), repository.postmaster()
    os.kill(killed, signal.SIGKILL)
    launcher.says("PostgreSQL stopped (signal 9, SIGKILL); starting it again in 0.5 seconds.")
    eventually(lambda: _committed(url), "it is back at the same URL with the data", 10)
    assert repository.postmaster() != killed
    assert launcher.stop() == 0
    assert repository.processes() == []


def _committed(url: str) -> bool:
    try:
        connection = psycopg2.connect(url)
    except psycopg2.OperationalError:
        return False
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT note FROM kept")
        return bool(cursor.fetchall() == [("committed",)])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a parent's end")
def test_a_killed_launcher_leaves_nothing_running_and_the_next_start_has_the_data(
    repository: StubRepository,
) -> None:
    launcher = repository.start()
    launcher.is_up()
    repository.query("INSERT INTO kept VALUES ('before the kill')")
    assert len(repository.processes()) > 5
    launcher.process.kill()
    # The stub's worker is nobody's but the stub's, which does not end it.
    eventually(lambda: len(repository.processes()) <= 1, "everything ends by itself", 10)

    again = repository.start()
    again.is_up()
    assert repository.query("SELECT note FROM kept") == [("before the kill",)]
    assert again.stop() == 0


def test_what_outlived_a_killed_launcher_is_stopped_by_the_next_start(
    repository: StubRepository,
) -> None:
    launcher = repository.start()
    launcher.is_up()
    stuck = int(get(f"{repository.flask}/"))
    os.kill(stuck, signal.SIGSTOP)
    launcher.process.kill()
    launcher.process.wait()

    again = repository.start()
    again.is_up()
    assert int(get(f"{repository.flask}/")) != stuck
    assert again.stop() == 0
    assert repository.processes() == []


def test_a_database_given_by_url_is_used_and_left_running(
    running_repository: StubRepository, new_repository: StubRepository
) -> None:
    url = running_repository.run("url").stdout.strip()
    assert url == running_repository.url()
    launcher = new_repository.start(
        DATABASE_URL=url.replace("postgresql://", "postgresql+psycopg2://")
    )
    launcher.is_up()
    assert re.search(r"PostgreSQL  \d+\.\d+, the one in DATABASE_URL", launcher.output())
    assert not new_repository.area.exists()
    assert launcher.stop() == 0
    assert running_repository.query("SELECT 1") == [(1,)]


def test_psql_opens_the_running_database(running_repository: StubRepository) -> None:
    answer = running_repository.run("psql", "--", "-Atc", "SELECT current_database()")
    assert answer.stdout == "interviewdb\n", answer.stderr
    # Without a psql on the PATH the wheel's own is used.
    answer = running_repository.run("psql", "--", "-Atc", "SELECT 1 + 1", PATH="/nowhere")
    assert answer.stdout == "2\n", answer.stderr


def test_migrate_uses_the_running_database(running_repository: StubRepository) -> None:
    running_repository.query("DROP TABLE kept")
    assert "The stub's table is there." in running_repository.run("migrate").stdout
    assert running_repository.query("SELECT * FROM kept") == []


def test_migrate_starts_the_embedded_database_for_the_moment(repository: StubRepository) -> None:
    result = repository.run("migrate")
    assert result.returncode == 0, result.stderr
    assert "The stub's table is there." in result.stdout
    assert repository.processes() == []


def test_a_second_launcher_is_told_who_runs_already(running_repository: StubRepository) -> None:
    first = running_repository.launchers[0].process
    result = running_repository.run()
    assert result.returncode == 1
    assert f"is in use by process {first.pid}, another launcher" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert first.poll() is None
