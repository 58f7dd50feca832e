"""More clients than there is room for, and clients that stall."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest
import requests

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.support.client import Client, assert_problem
from tests.support.services import System, json_of, memory_bytes
from tests.support.waiting import wait_until

THREADS = 12
UPLOADS = THREADS // 2


@pytest.fixture(scope="module")
def narrow_system(
    server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    settings = {"FLASK_THREADS": str(THREADS), "CLIENT_IDLE_SECONDS": "3"}
    with (
        fresh_database(server) as url,
        System(url, tmp_path_factory.mktemp("narrow"), settings) as system,
    ):
        yield system


@pytest.fixture
def narrow(narrow_system: System) -> System:
    """With few places, none of which an earlier test still holds."""
    wait_until(lambda: arriving(narrow_system) == 0, what="earlier uploads to end")
    return narrow_system


def begin_upload(system: System, length: int = 5_000_000) -> socket.socket:
    """An upload that stops on its way."""
    connection = socket.create_connection(("127.0.0.1", system.flask_port), timeout=30)
    head = (
        "POST /answers/create HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {length}\r\n\r\n"
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="slow.txt"\r\n\r\n'
    )
    connection.sendall(head.encode() + b"x" * 200_000)
    return connection


def arriving(system: System) -> int:
    """Uploads that are under way."""
    return len(list(system.uploads.glob("*.part")))


def test_slow_uploads_leave_room_for_everybody_else(narrow: System) -> None:
    client = Client(narrow.flask.url)
    interview_id = client.created()
    with ExitStack() as stack:
        for _ in range(UPLOADS):
            stack.enter_context(closing(begin_upload(narrow)))
        wait_until(lambda: arriving(narrow) == UPLOADS, what="the uploads to begin")

        json_of(client.answer(interview_id, 1, "A text answer is no upload"), 201)
        assert len(client.dashboard(interview_id)["answers"]) == 1
        another = begin_upload(narrow)
        stack.enter_context(closing(another))
        assert another.recv(100).startswith(b"HTTP/1.1 503")


def test_an_upload_that_stalls_is_cut_off_and_leaves_nothing_behind(narrow: System) -> None:
    with closing(begin_upload(narrow)) as stalled:
        wait_until(lambda: arriving(narrow) == 1, what="the upload to begin")

        assert stalled.recv(100).startswith(b"HTTP/1.1 400")

    wait_until(lambda: arriving(narrow) == 0, what="the unfinished file to go")


def trickle(connection: socket.socket) -> bytes:
    """Send a byte five times a second until there is an answer."""
    connection.settimeout(0.2)
    for _ in range(200):
        try:
            return connection.recv(100)
        except TimeoutError:
            connection.sendall(b"x")
    raise AssertionError("the service reads on for ever")


HEAD_OF_A_BODY = (
    b"POST /interviews/create HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n"
)


def test_an_upload_that_trickles_is_cut_off_too(narrow: System) -> None:
    with closing(socket.create_connection(("127.0.0.1", narrow.flask_port))) as slow:
        slow.sendall(HEAD_OF_A_BODY)

        assert trickle(slow).startswith(b"HTTP/1.1 400")


def test_a_first_line_that_trickles_is_cut_off_too(narrow: System) -> None:
    with closing(socket.create_connection(("127.0.0.1", narrow.flask_port))) as slow:
        slow.sendall(b"GET /interviews/")

        assert trickle(slow) == b""


@pytest.mark.parametrize("rest", [b"POST /interviews/cr", HEAD_OF_A_BODY], ids=["line", "body"])
def test_a_connection_that_was_used_before_is_cut_off_too(narrow: System, rest: bytes) -> None:
    with closing(socket.create_connection(("127.0.0.1", narrow.flask_port), timeout=30)) as used:
        used.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not (answer := used.recv(10_000)).endswith(b'{"status":"ok"}'):
            assert answer, "the connection is gone"

        used.sendall(rest)

        assert used.recv(100).startswith(b"" if rest != HEAD_OF_A_BODY else b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "body", [b"zz\r\n", b"3\r\nabcXX3\r\nabc\r\n0\r\n\r\n", b"3\r\nabc\r\n0\r\nno trailer\r\n\r\n"]
)
@pytest.mark.parametrize("path", ["/interviews/create", "/answers/create", "/nowhere"])
def test_a_body_in_broken_chunks_is_a_bad_request(narrow: System, path: str, body: bytes) -> None:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    with closing(socket.create_connection(("127.0.0.1", narrow.flask_port), timeout=30)) as broken:
        broken.sendall(head.encode() + body)

        status = broken.recv(12)

    assert status in {b"HTTP/1.1 400", b"HTTP/1.1 404"}


def test_a_client_that_never_finishes_its_first_line_is_cut_off(narrow: System) -> None:
    with closing(socket.create_connection(("127.0.0.1", narrow.flask_port), timeout=30)) as mute:
        mute.sendall(b"GET /interv")

        assert mute.recv(100) == b""


def test_requests_beyond_the_bound_are_told_to_come_back(narrow: System) -> None:
    """Most places are held by slow uploads; sixty clients want the rest."""
    client = Client(narrow.flask.url)
    with ExitStack() as stack:
        for _ in range(UPLOADS):
            stack.enter_context(closing(begin_upload(narrow)))
        wait_until(lambda: arriving(narrow) == UPLOADS, what="the uploads to begin")

        def read(_: int) -> requests.Response:
            return requests.get(f"{narrow.flask.url}/interviews", timeout=30)

        with ThreadPoolExecutor(60) as pool:
            answers = list(pool.map(read, range(300)))

    refused = [answer for answer in answers if answer.status_code == 503]
    assert {answer.status_code for answer in answers} == {200, 503}
    document = assert_problem(refused[0], 503, "too_busy")
    assert document["detail"] == "Too many requests are under way. Try again in a moment."
    assert int(refused[0].headers["Retry-After"]) > 0
    assert json_of(client.get("/health"), 200)["status"] == "ok"


def test_a_refused_body_does_not_cost_the_connection(narrow: System) -> None:
    """A client that keeps its connection must not lose the request after a refused one."""
    client = Client(narrow.flask.url)
    for _ in range(10):
        answer = client.request(
            "POST", "/interviews/create", data=b"x" * 3_000_000, headers={"Content-Type": "text/x"}
        )
        assert_problem(answer, 415, "unsupported_media_type")
        assert client.get("/health/live").status_code == 200


def test_memory_stays_flat_however_many_and_large_the_uploads(
    make_system: Callable[..., System],
) -> None:
    at_once, size = 8, 9 * 1024 * 1024
    content = b"x" * size
    with make_system() as system:
        client = Client(system.flask.url)
        interview_id = client.created()
        at_rest = memory_bytes(system.flask)

        def upload(number: int) -> int:
            file = ("large.txt", content)
            answer = client.answer(interview_id, number % 6 + 1, "See the file", file=file)
            assert answer.status_code in {200, 201}, answer.text
            return memory_bytes(system.flask)

        with ThreadPoolExecutor(at_once) as pool:
            most = max(pool.map(upload, range(5 * at_once)))

    # Were they held in memory, those that arrive at once would be more than this.
    assert most - at_rest < at_once * size / 2
