"""More requests than there is room for, bodies that fill memory, and clients that stall."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from errno import ECONNRESET
from http.client import HTTPConnection
from select import select

import pytest
import requests

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.fastapi_app.conftest import running
from tests.fastapi_app.desk import Desk
from tests.support.client import assert_problem
from tests.support.services import System, json_of, memory_bytes
from tests.support.waiting import wait_until

REQUESTS_AT_ONCE = 100
LARGE_BODIES_AT_ONCE = 8
SMALL, LARGE = 1000, 300_000
MAX_JSON_BYTES = 2 * 1024 * 1024
PATIENCE_SECONDS = 2
HOSTILE = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def patient(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Waits for bodies as long as it does by default."""
    with (
        fresh_database(server) as url,
        running(System(url, tmp_path_factory.mktemp("patient"))) as one,
    ):
        yield one


@pytest.fixture(scope="module")
def impatient(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    settings = {"CLIENT_IDLE_SECONDS": str(PATIENCE_SECONDS)}
    with (
        fresh_database(server) as url,
        running(System(url, tmp_path_factory.mktemp("impatient"), settings)) as one,
    ):
        yield one


def begin(desk: Desk, length: int, kind: str = "application/json") -> socket.socket:
    """A request whose body stops after its first byte."""
    connection = socket.create_connection(("127.0.0.1", desk.system.fastapi_port), timeout=30)
    connection.sendall(
        b"POST /evaluate/answer HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: %b\r\nContent-Length: %d\r\n\r\n-" % (kind.encode(), length)
    )
    return connection


def is_full(desk: Desk, length: int) -> bool:
    body = b"{}".ljust(length)
    return desk.answer(data=body, headers=HOSTILE).status_code == 503


@contextmanager
def crowd(desk: Desk, number: int, length: int, kind: str = "application/json") -> Iterator[None]:
    """So many requests, and as many more as it takes when earlier ones have not ended yet."""
    with ExitStack() as stack:

        def one_more() -> None:
            stack.enter_context(closing(begin(desk, length, kind)))

        def has_no_room() -> bool:
            if is_full(desk, length):
                return True
            one_more()
            return False

        for _ in range(number - 1):
            one_more()
        wait_until(has_no_room, what="the requests to begin")
        yield
    wait_until(lambda: not is_full(desk, length), what="a place to be free again")


def test_a_request_that_there_is_no_room_for_is_told_to_come_back(patient: Desk) -> None:
    with crowd(patient, REQUESTS_AT_ONCE, SMALL):
        for refused in (patient.answer(json={}), patient.evaluate(1), patient.result(1)):
            document = assert_problem(refused, 503, "too_busy")
            assert int(refused.headers["Retry-After"]) > 0
        assert document["detail"] == "Too many requests are under way. Try again in a moment."
        for path in ("/health", "/health/live"):
            assert json_of(patient.request("GET", path), 200)["status"] == "ok"


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=edge"])
def test_large_bodies_leave_room_for_everybody_else(patient: Desk, kind: str) -> None:
    with crowd(patient, LARGE_BODIES_AT_ONCE, LARGE, kind):
        chunked = patient.answer(data=iter([b"{}"]), headers=HOSTILE)
        assert_problem(chunked, 503, "too_busy")
        assert patient.answer(json={"answer_text": "small"}).status_code == 200
        assert patient.evaluate(2_000_000_000).status_code == 404


def test_a_body_that_stalls_is_given_up(impatient: Desk) -> None:
    with closing(begin(impatient, SMALL)) as stalled:
        answer = stalled.makefile("rb").read()  # to its end: the connection is closed

    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"code":"malformed_body"' in answer


def test_a_body_that_trickles_is_given_up_too(impatient: Desk) -> None:
    with closing(begin(impatient, SMALL)) as slow:
        slow.settimeout(0.2)
        for _ in range(200):
            try:
                answer = slow.recv(100)
                break
            except TimeoutError:
                slow.sendall(b"x")
        else:
            raise AssertionError("the service reads on for ever")

    assert answer.startswith(b"HTTP/1.1 400")


def test_a_body_that_keeps_coming_may_take_longer_than_the_patience(impatient: Desk) -> None:
    """What counts is the rate."""
    body = b'{"answer_text": "slow"}'.ljust(20_000)
    with closing(socket.create_connection(("127.0.0.1", impatient.system.fastapi_port))) as slow:
        slow.sendall(
            b"POST /evaluate/answer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        for start in range(0, len(body), 1000):
            readable, _, _ = select([slow], [], [], 0.2)
            assert not readable
            slow.sendall(body[start : start + 1000])

        assert slow.makefile("rb").read().startswith(b"HTTP/1.1 200")


def is_cut(client: socket.socket) -> bool:
    """Whether the service has ended the connection. Takes nothing of what it has sent."""
    if client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == ECONNRESET:
        return True
    readable, _, _ = select([client], [], [], 0)
    return bool(readable) and client.recv(1, socket.MSG_PEEK) == b""


@pytest.mark.parametrize("sent", [b"", b"GET /health/live HTTP/1.1\r\n"])
def test_a_head_that_does_not_come_is_given_up(impatient: Desk, sent: bytes) -> None:
    address = ("127.0.0.1", impatient.system.fastapi_port)
    with closing(socket.create_connection(address)) as slow:
        slow.sendall(sent)
        wait_until(lambda: is_cut(slow), what="the connection to be ended")


def test_a_head_that_trickles_is_given_up_too(impatient: Desk) -> None:
    address = ("127.0.0.1", impatient.system.fastapi_port)
    with closing(socket.create_connection(address)) as slow:
        slow.sendall(b"GET /health/live HTTP/1.1\r\nX-Slow: ")

        def is_cut_while_it_goes_on() -> bool:
            with suppress(BrokenPipeError, ConnectionResetError):
                slow.sendall(b"x")
            return is_cut(slow)

        wait_until(is_cut_while_it_goes_on, what="the connection to be ended")


def test_whoever_does_not_take_an_answer_is_cut_off(impatient: Desk) -> None:
    """After so many that the system does not keep them for the client."""
    address = ("127.0.0.1", impatient.system.fastapi_port)
    large = b"GET /docs/assets/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with closing(socket.create_connection(address)) as slow:
        slow.sendall(large * 20)
        wait_until(lambda: is_cut(slow), what="the connection to be cut")


def test_a_connection_that_is_used_may_last_longer_than_the_patience(impatient: Desk) -> None:
    with closing(HTTPConnection("127.0.0.1", impatient.system.fastapi_port)) as steady:
        steady.connect()
        ours = steady.sock
        until = time.monotonic() + 1.5 * PATIENCE_SECONDS
        while time.monotonic() < until:
            steady.request("GET", "/health/live")
            assert steady.getresponse().read()

        assert steady.sock is ours, "the connection was another one"


@pytest.mark.parametrize("megabytes", [2, 12])
def test_bodies_made_to_fill_memory_do_not(patient: Desk, megabytes: int) -> None:
    """Empty lists take thirty times their size once they are read."""
    size = megabytes * 1024 * 1024 - 2
    body = b"[" + b"[]," * ((size - 4) // 3) + b"[]]"
    at_rest = memory_bytes(patient.system.fastapi)

    def send(_: int) -> tuple[requests.Response, int]:
        with requests.Session() as http:
            answer = http.post(
                f"{patient.url}/evaluate/answer", data=body, headers=HOSTILE, timeout=60
            )
        return answer, memory_bytes(patient.system.fastapi)

    with ThreadPoolExecutor(24) as pool:
        answers = list(pool.map(send, range(24)))

    statuses = {answer.status_code for answer, _ in answers}
    assert statuses <= ({422, 503} if megabytes == 2 else {413, 503})
    assert max(memory for _, memory in answers) - at_rest < 250 * 1024 * 1024
    assert json_of(patient.request("GET", "/health"), 200)["status"] == "ok"
