"""The processes of the service: that they finish what they began, and none outlives the first."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
import psycopg2

from tests.flask_app.conftest import StartFlask
from tests.flask_app.helpers import Raw
from tests.support.client import Client
from tests.support.database import query
from tests.support.services import System, json_of
from tests.support.waiting import wait_until


@contextmanager
def a_candidate_that_waits(system: System, name: str) -> Iterator[None]:
    """Creating an interview takes until the block is left, for whoever has this name."""
    query(
        system.database_url,
        f"""
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
        CREATE TRIGGER wait BEFORE INSERT ON candidates FOR EACH ROW
            WHEN (NEW.name = '{name}') EXECUTE FUNCTION wait();
        """,
    )
    connection = psycopg2.connect(system.database_url)
    try:
        connection.cursor().execute("SELECT pg_advisory_xact_lock(1)")
        yield
    finally:
        connection.close()


def waits(system: System) -> bool:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    return bool(query(system.database_url, waiting))


def workers(system: System) -> list[psutil.Process]:
    assert system.flask.process
    return psutil.Process(system.flask.process.pid).children()


def told_to_stop(system: System) -> None:
    assert system.flask.process
    system.flask.process.send_signal(signal.SIGTERM)


def ended(system: System) -> int:
    assert system.flask.process
    return system.flask.process.wait(timeout=30)


def nobody_listens(system: System) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", system.flask_port)) != 0


def test_a_request_that_is_under_way_is_finished(start_flask: StartFlask) -> None:
    with start_flask() as system:
        client = Client(system.flask.url)
        with ThreadPoolExecutor(1) as pool:
            with a_candidate_that_waits(system, "Last"):
                creating = pool.submit(client.create, candidate_name="Last")
                wait_until(lambda: waits(system), what="the request to be under way")
                told_to_stop(system)
                wait_until(lambda: nobody_listens(system), what="the service to stop listening")

            answer = creating.result()

        assert json_of(answer, 201)["message"] == "Interview created"
        assert answer.headers["Connection"] == "close"
        assert ended(system) == 0


UPLOAD_HEAD = (
    "POST /answers/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
    "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
)


def test_what_is_arriving_has_a_little_longer_and_what_does_not_come_is_told_so(
    start_flask: StartFlask,
) -> None:
    with start_flask() as system:
        interview_id = Client(system.flask.url).created()
        fields = {"interview_id": interview_id, "question_id": 1, "answer_text": "x" * 90_000}
        body = b"".join(
            f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        body += b"--edge--\r\n"
        begun = UPLOAD_HEAD.format(length=len(body)).encode() + body[:50_000]
        with Raw(system, begun) as arriving, Raw(system, begun) as stalled, Raw(system) as idle:
            told_to_stop(system)
            assert idle.closed()
            assert nobody_listens(system)
            stalled.send(b"x")
            arriving.send(body[50_000:])

            assert arriving.answer().status == 201
            stalled.problem(400, "malformed_body")

        assert ended(system) == 0


def test_an_answer_that_is_being_taken_is_taken_to_its_end(start_flask: StartFlask) -> None:
    with start_flask() as system:
        client = Client(system.flask.url)
        content = os.urandom(10_000_000)
        saved = json_of(client.answer(client.created(), 1, file=("a.txt", content)), 201)
        with Raw(system, b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path_of(saved)) as reader:
            reader.begin()
            told_to_stop(system)
            wait_until(lambda: nobody_listens(system), what="the service to stop listening")

            assert reader.answer().body == content
            assert reader.closed()

        assert ended(system) == 0


def path_of(saved: dict[str, object]) -> bytes:
    return f"/answers/{saved['answer_id']}/file".encode()


def test_no_process_outlives_the_first(start_flask: StartFlask) -> None:
    with start_flask(FLASK_WORKERS="2") as system:
        both = workers(system)
        assert system.flask.process

        system.flask.process.send_signal(signal.SIGKILL)

        assert not psutil.wait_procs(both, timeout=20)[1]
        assert nobody_listens(system)


def test_a_process_that_dies_is_started_again(start_flask: StartFlask) -> None:
    with start_flask() as system:
        client = Client(system.flask.url)
        client.created()
        (worker,) = workers(system)

        worker.send_signal(signal.SIGKILL)
        worker.wait(20)
        client.http.close()

        assert client.create().status_code == 201
        (another,) = workers(system)
        assert another.pid != worker.pid
        assert system.flask.stop() == 0


def test_a_child_that_the_service_did_not_start_may_end(start_flask: StartFlask) -> None:
    """Such as a helper of the shell that became the service, or an orphan in a container."""
    with start_flask() as system:
        system.flask.stop()
        system.flask.command = ["sh", "-c", 'sleep 300 & exec "$@"', "sh", *system.flask.command]
        system.flask.start()
        (helper,) = (child for child in workers(system) if child.name() == "sleep")

        helper.kill()
        wait_until(lambda: not psutil.pid_exists(helper.pid), what="the helper to be collected")

        assert Client(system.flask.url).create().status_code == 201
        assert system.flask.stop() == 0


def test_two_processes_share_the_work(start_flask: StartFlask) -> None:
    with start_flask(FLASK_WORKERS="2") as system:
        both = workers(system)
        spent = [worker.cpu_times().user for worker in both]

        def all_have_worked() -> bool:
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda _: Client(system.flask.url).created(), range(16)))
            now = [worker.cpu_times().user for worker in both]
            return all(after > before for before, after in zip(spent, now, strict=True))

        wait_until(all_have_worked, what="both to have answered")
        assert system.flask.stop() == 0
        assert not psutil.wait_procs(both, timeout=1)[1]


def test_a_port_that_is_taken_is_said_in_one_sentence(system: System) -> None:
    run = subprocess.run(
        system.flask.command,
        cwd=system.flask.folder,
        env=system.flask.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert run.returncode == 1
    sentence = f"Cannot listen on 127.0.0.1:{system.flask_port}: Address already in use."
    assert run.stderr.splitlines()[-1] == sentence
