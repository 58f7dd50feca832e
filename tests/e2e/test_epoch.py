"""What began before a backup was restored writes nothing after it."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from launcher.backup import back_up
from launcher.postgres import PostgresServer
from launcher.restore import restore
from tests.conftest import fresh_database
from tests.fastapi_app.desk import Asked, Desk, scripted
from tests.faults.evaluator_stub import Call, EvaluatorStub, Handler
from tests.faults.faulty import FaultyProcess, at_port, port_of
from tests.faults.proxy import PASS, REFUSE, FaultProxy
from tests.flask_app.helpers import part, stored, stored_files
from tests.launcher.test_backup import rows_of
from tests.launcher.test_restore import Place
from tests.support.client import PERSON, Client, assert_problem
from tests.support.database import query
from tests.support.services import Process, System, json_of
from tests.support.waiting import wait_until

Ask = Callable[[Client, int], requests.Response]
BEHIND = {"EVALUATION_RETRY_THREADS": "0"}  # which would notice within a second


def renew(system: System) -> None:
    """Restore what is there now, so that nothing differs but the time."""
    file = system.folder / f"{uuid4().hex}.tar"
    back_up(system.database_url, system.uploads, file)
    restore(system.database_url, system.uploads, file, overwrite=True)


@contextmanager
def running(process: Process) -> Iterator[None]:
    process.start()
    try:
        yield
    finally:
        process.kill()


def claims(system: System, words: str = "", after: datetime | None = None) -> list[Any]:
    """Looks for pending evaluations, in such words, since that moment."""
    return query(
        system.database_url,
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'interviews-flask'"
        " AND datname = current_database() AND starts_with(query, 'WITH claimed')"
        " AND position(%s in query) > 0 AND query_start > coalesce(%s, '-infinity'::timestamptz)",
        words,
        after,
    )


def create(client: Client, _: int) -> requests.Response:
    return client.create()


def create_with_key(client: Client, _: int) -> requests.Response:
    return client.create(key="once")


def answer(client: Client, interview_id: int) -> requests.Response:
    return client.answer(interview_id, 1, "A list")


def answer_with_file(client: Client, interview_id: int) -> requests.Response:
    return client.answer(interview_id, 1, file=("a.txt", b"A list"))


def complete(client: Client, interview_id: int) -> requests.Response:
    return client.complete(interview_id)


@pytest.mark.parametrize("ask", [create, create_with_key, answer, answer_with_file, complete])
def test_a_process_that_knows_the_epoch_before_writes_nothing_and_then_knows_the_new_one(
    make_system: Callable[..., System], ask: Ask
) -> None:
    system = make_system(**BEHIND, FASTAPI_URL="http://127.0.0.1:9")
    with running(system.flask):
        client = Client(system.flask.url)
        interview_id = client.created()
        before, files = stored(system), stored_files(system)
        renew(system)

        refused = ask(client, interview_id)

        assert_problem(refused, 503, "restored")
        assert refused.json()["detail"] == (
            "A backup was restored. Nothing was saved; see what is there now, and send it again."
        )
        assert refused.headers["Retry-After"] == "2"
        assert (stored(system), stored_files(system)) == (before, files)
        assert ask(client, interview_id).ok


def test_evaluating_again_writes_nothing_in_another_epoch(
    make_system: Callable[..., System],
) -> None:
    system = make_system(**BEHIND)
    with system:
        client = Client(system.flask.url)
        interview_id = client.created()
        json_of(client.complete(interview_id), 200)
        before = stored(system)
        renew(system)

        assert_problem(client.evaluate(interview_id), 503, "restored")

        assert stored(system) == before
        json_of(client.evaluate(interview_id), 200)


def test_the_threads_that_retry_notice_a_restore_before_any_client_does(
    make_system: Callable[..., System],
) -> None:
    system = make_system()
    with running(system.flask):
        client = Client(system.flask.url)
        client.created()
        renew(system)
        ((epoch,),) = query(system.database_url, "SELECT epoch::text FROM installation")
        wait_until(lambda: claims(system, epoch), what="a thread to learn the epoch")

        assert client.create().status_code == 201


def test_an_upload_that_was_half_sent_before_a_restore_is_no_answer_after_it(
    make_system: Callable[..., System],
) -> None:
    system = make_system()
    with running(system.flask):
        client = Client(system.flask.url)
        interview_id = client.created()
        fields = (part("interview_id", str(interview_id)), part("question_id", "1"))
        file = part("file", b"x" * 300_000, '; filename="a.txt"')
        body = b"".join((*fields, file, b"--edge--\r\n"))
        head = (
            "POST /answers/create HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            "Content-Type: multipart/form-data; boundary=edge\r\n"
            f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", system.flask_port), timeout=30) as connection:
            connection.sendall(head.encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 100")
            connection.sendall(body[:200_000])
            renew(system)
            # Others have long begun after it.
            wait_until(lambda: client.create().status_code == 201)
            before = stored(system)
            connection.sendall(body[200_000:])
            answered = b"".join(iter(lambda: connection.recv(65536), b""))

        assert answered.startswith(b"HTTP/1.1 503"), answered
        assert b'"restored"' in answered
        assert stored(system) == before
        wait_until(lambda: stored_files(system) == set(), what="the file to be gone")


def test_what_began_while_the_database_was_unavailable_is_told_so(
    make_system: Callable[..., System],
) -> None:
    """Nobody knows in which epoch that was, and a backup may have been restored since."""
    system = make_system(**BEHIND)
    database = system.flask.environment["DATABASE_URL"]
    body = json.dumps(PERSON).encode()
    with FaultProxy(port_of(database)) as link:
        flask = FaultyProcess.of(system.flask, DATABASE_URL=at_port(database, link.port))
        with running(flask):
            link.set(REFUSE)
            head = (
                "POST /interviews/create HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                "Content-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
            )
            with socket.create_connection(("127.0.0.1", system.flask_port), timeout=30) as client:
                client.sendall(head.encode())
                assert client.recv(100).startswith(b"HTTP/1.1 100")
                link.set(PASS)
                wait_until(lambda: Client(flask.url).get("/skills").ok, what="the database")
                client.sendall(body)
                answered = b"".join(iter(lambda: client.recv(65536), b""))

            assert answered.startswith(b"HTTP/1.1 503"), answered
            assert (
                b'"detail":"The database was unavailable when this request began. '
                b'Nothing was saved; send it again in a moment."'
            ) in answered
            assert b'"code":"unavailable"' in answered
            assert Client(flask.url).create().status_code == 201


def test_an_evaluation_that_was_under_way_is_not_stored(database_url: str, tmp_path: Path) -> None:
    """The restored interview of the same id is another person's, or another state of it."""
    system = scripted(System(database_url, tmp_path))
    with running(system.fastapi), ThreadPoolExecutor(1) as pool:
        desk = Desk(system)
        interview_id = desk.interview(Asked(f"score 90 wait for {tmp_path}")).interview_id
        before = stored(system)
        evaluation = pool.submit(desk.evaluate, interview_id, "a key")
        wait_until(lambda: list(tmp_path.glob("begun-*")), what="the evaluation to begin")
        renew(system)
        (tmp_path / "go").touch()

        assert_problem(evaluation.result(), 503, "restored")

        assert stored(system) == before
        assert json_of(desk.evaluate(interview_id, "a key"), 200)["score"] == 90
        desk.close()


def test_nobody_gets_the_score_of_somebody_else(
    server: PostgresServer, database_url: str, tmp_path: Path
) -> None:
    """Two interviews of the same id: Jane's in the backup, another one in the database."""
    with fresh_database(server) as url:
        jane = Place(url, tmp_path / "jane")
        interview_id = jane.interview("Jane")
        back_up(jane.url, jane.uploads, tmp_path / "jane.tar")
        before = rows_of(jane.url)
    system = scripted(System(database_url, tmp_path))
    with running(system.fastapi), ThreadPoolExecutor(1) as pool:
        desk = Desk(system)
        assert desk.interview(Asked(f"score 5 wait for {tmp_path}")).interview_id == interview_id
        evaluation = pool.submit(desk.evaluate, interview_id, "a key")
        wait_until(lambda: list(tmp_path.glob("begun-*")), what="the evaluation to begin")
        restore(database_url, system.uploads, tmp_path / "jane.tar", overwrite=True)
        (tmp_path / "go").touch()

        assert_problem(evaluation.result(), 503, "restored")

        assert rows_of(database_url) == before
        desk.close()


def test_an_evaluation_that_was_asked_for_before_and_begins_after_it_is_not_stored(
    server: PostgresServer, make_system: Callable[..., System], tmp_path: Path
) -> None:
    with fresh_database(server) as url:
        jane = Place(url, tmp_path / "jane")
        interview_id = jane.interview("Jane")
        back_up(jane.url, jane.uploads, tmp_path / "jane.tar")
        before = rows_of(jane.url)
    began, go_on = threading.Event(), threading.Event()

    def behave(handler: Handler, call: Call) -> None:
        began.set()
        go_on.wait(30)
        stub.forward(handler, call)

    with EvaluatorStub() as stub, ThreadPoolExecutor(1) as pool:
        stub.behave(behave)
        system = make_system(
            **BEHIND, FASTAPI_URL=f"http://127.0.0.1:{stub.port}", EVALUATION_WAIT_SECONDS="30"
        )
        stub.real_url = system.fastapi.url
        with system:
            client = Client(system.flask.url)
            assert client.created() == interview_id
            completion = pool.submit(client.complete, interview_id)
            assert began.wait(20)
            restore(system.database_url, system.uploads, tmp_path / "jane.tar", overwrite=True)
            go_on.set()

            assert_problem(completion.result(), 503, "restored")

            assert stub.forwarded[interview_id] == 1
            assert rows_of(system.database_url) == before


def test_an_evaluation_of_an_interview_that_is_gone_is_not_stored_either(
    database_url: str, tmp_path: Path
) -> None:
    system = scripted(System(database_url, tmp_path))
    with running(system.fastapi), ThreadPoolExecutor(1) as pool:
        desk = Desk(system)
        interview_id = desk.interview(Asked(f"score 90 wait for {tmp_path}")).interview_id
        evaluation = pool.submit(desk.evaluate, interview_id)
        wait_until(lambda: list(tmp_path.glob("begun-*")), what="the evaluation to begin")
        query(
            database_url,
            "DELETE FROM interview_answers; DELETE FROM asked_questions; DELETE FROM interviews;",
        )
        (tmp_path / "go").touch()

        assert_problem(evaluation.result(), 503, "restored")
        desk.close()


@pytest.mark.parametrize("caller", ["a client", "a thread that retries"])
def test_an_attempt_that_was_under_way_leaves_the_restored_request_as_it_is(
    make_system: Callable[..., System], caller: str
) -> None:
    """The backup had the same request, in the same attempt: nothing else tells them apart."""
    began, go_on = threading.Event(), threading.Event()

    def behave(handler: Handler, _: Call) -> None:
        began.set()
        go_on.wait(30)
        handler.reply(500, b"{}")

    def request_row() -> list[tuple[Any, ...]]:
        return query(
            system.database_url,
            "SELECT attempts, failures, under_way, last_error FROM evaluation_requests",
        )

    with EvaluatorStub() as stub, ThreadPoolExecutor(1) as pool:
        stub.behave(behave)
        threads = "0" if caller == "a client" else "1"
        system = make_system(
            EVALUATION_RETRY_THREADS=threads, FASTAPI_URL=f"http://127.0.0.1:{stub.port}"
        )
        with running(system.flask):
            client = Client(system.flask.url)
            interview_id = client.created()
            if caller == "a client":
                completion = pool.submit(Client(system.flask.url).complete, interview_id)
            else:
                query(
                    system.database_url,
                    "UPDATE interviews SET status = 'completed', completed_at = now();"
                    "INSERT INTO evaluation_requests (interview_id, idempotency_key,"
                    f" next_attempt_at) VALUES ({interview_id}, gen_random_uuid(), now())",
                )
            assert began.wait(20)
            before = request_row()
            renew(system)
            ((renewed,),) = query(system.database_url, "SELECT clock_timestamp()")
            go_on.set()

            if caller == "a client":
                assert_problem(completion.result(), 503, "restored")
            else:
                # There is one: once it looks for work again, it is done with that attempt.
                wait_until(lambda: claims(system, after=renewed), what="the thread to go on")
            assert before == [(1, 0, True, None)]
            assert request_row() == before
