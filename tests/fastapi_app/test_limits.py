"""More requests than there is room for, bodies that fill memory, and clients that stall."""

import asyncio
import json
import socket
import struct
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from errno import ECONNRESET
from http.client import HTTPConnection
from pathlib import Path
from select import select
from types import ModuleType
from typing import Any

import pytest
import requests

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.fastapi_app.conftest import MakeDesk, running
from tests.fastapi_app.desk import Desk
from tests.flask_app.slow_clients import crowd as slow_crowd
from tests.support.client import assert_problem
from tests.support.loading import service_modules
from tests.support.services import Process, System, json_of, memory_bytes
from tests.support.waiting import wait_until

REQUESTS_AT_ONCE = 100
LARGE_BODIES_AT_ONCE = 8
SMALL, LARGE = 1000, 300_000
MAX_JSON_BYTES = 2 * 1024 * 1024
PATIENCE_SECONDS = 2
LARGE_FILE = "/docs/assets/swagger-ui-bundle.js"
# So many answers that the system does not keep them for the client.
MORE_THAN_THE_SYSTEM_KEEPS = 20 * (
    b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % LARGE_FILE.encode()
)
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
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


def begin(desk: Desk, length: int, start: bytes = b"-") -> socket.socket:
    """A request whose body stops after its first byte."""
    connection = socket.create_connection(("127.0.0.1", desk.system.fastapi_port), timeout=30)
    connection.sendall(
        b"POST /evaluate/answer HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (length, start)
    )
    return connection


def waiting_answer(folder: Path, kind: str, length: int) -> bytes:
    """The body of a whole request that is under way until there is a file `go` in the folder."""
    if kind == "application/json":
        return json.dumps({"answer_text": f"wait for {folder}"}).encode().ljust(length)
    return (
        b'--edge\r\nContent-Disposition: form-data; name="answer_text"\r\n\r\nwait for %b \r\n'
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n%b\r\n'
        b"--edge--\r\n" % (str(folder).encode(), b" " * length)
    )


def sent(desk: Desk, kind: str, body: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", desk.system.fastapi_port), timeout=30)
    connection.sendall(
        b"POST /evaluate/answer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: %b\r\nContent-Length: %d\r\n\r\n" % (kind.encode(), len(body)) + body
    )
    return connection


def is_full(desk: Desk, length: int) -> bool:
    body = b"{}".ljust(length)
    return desk.answer(data=body, headers=HOSTILE).status_code == 503


@contextmanager
def crowd(
    desk: Desk, folder: Path, number: int, length: int, kind: str = "application/json"
) -> Iterator[None]:
    """So many whole requests under way, all of which are answered in the end."""
    body = waiting_answer(folder, kind, length)
    with ExitStack() as stack:
        sent_so_far: list[socket.socket] = []

        def one_more() -> None:
            sent_so_far.append(stack.enter_context(closing(sent(desk, kind, body))))

        def has_no_room() -> bool:
            """The question itself may have had the place that one of ours found taken."""
            if is_full(desk, length):
                return True
            one_more()
            return False

        for _ in range(number - 1):
            one_more()
        assert not is_full(desk, length)
        wait_until(has_no_room, what="the requests to begin")
        yield
        (folder / "go").touch()
        answers = [one.makefile("rb").readline() for one in sent_so_far]
        assert answers.count(b"HTTP/1.1 200 OK\r\n") == number
    wait_until(lambda: not is_full(desk, length), what="a place to be free again")


def test_a_request_that_there_is_no_room_for_is_told_to_come_back(
    scripted_desk: Desk, tmp_path: Path
) -> None:
    with crowd(scripted_desk, tmp_path, REQUESTS_AT_ONCE, SMALL):
        for refused in (
            scripted_desk.answer(json={}),
            scripted_desk.evaluate(1),
            scripted_desk.result(1),
        ):
            document = assert_problem(refused, 503, "too_busy")
            assert int(refused.headers["Retry-After"]) > 0
        assert document["detail"] == "Too many requests are under way. Try again in a moment."
        for path in ("/health", "/health/live"):
            assert json_of(scripted_desk.request("GET", path), 200)["status"] == "ok"


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=edge"])
def test_large_bodies_leave_room_for_everybody_else(
    scripted_desk: Desk, tmp_path: Path, kind: str
) -> None:
    with crowd(scripted_desk, tmp_path, LARGE_BODIES_AT_ONCE, LARGE, kind):
        chunked = scripted_desk.answer(data=iter([b"{}".ljust(LARGE)]), headers=HOSTILE)
        assert_problem(chunked, 503, "too_busy")
        small = iter([b'{"answer_text": "small"}'])
        assert scripted_desk.answer(data=small, headers=HOSTILE).status_code == 200
        assert scripted_desk.evaluate(2_000_000_000).status_code == 404


def slow_clients(
    desk: Desk, heads: int, bodies: int = 0, readers: int = 0, *, may_go: bool = False
) -> AbstractContextManager[None]:
    numbers = desk.system.fastapi_port, heads, bodies, readers
    return slow_crowd(*numbers, LARGE_FILE, "/evaluate/answer", 200_000, may_go=may_go)


def seconds_each(desk: Desk, number: int) -> list[float]:
    """How long ordinary requests take, each on a connection of its own; in rising order."""
    spent = []
    for turn in range(number):
        began = time.monotonic()
        with requests.Session() as http:
            if turn % 2:
                answer = http.get(f"{desk.url}/results/2000000000", timeout=30)
                assert_problem(answer, 404, "result_not_found")
            else:
                asked = {"answer_text": "A closure remembers names."}
                json_of(http.post(f"{desk.url}/evaluate/answer", json=asked, timeout=30), 200)
        spent.append(time.monotonic() - began)
    return sorted(spent)


def test_slow_clients_are_not_noticed_by_others(patient: Desk) -> None:
    seconds_each(patient, 10)
    with slow_clients(patient, heads=500, bodies=500, readers=200):
        loaded = seconds_each(patient, 100)

    print(f"98 % within {loaded[-3]:.3f} s")
    assert loaded[-3] < 1.0, loaded


@pytest.fixture
def with_few_files(make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """It may open 1,024 files, if it asks for more than it is given."""
    start = Process.start

    def start_limited(process: Process) -> Process:
        limits = 'ulimit -Sn 256 && ulimit -Hn 1024 && exec "$@"'
        process.command = ["sh", "-c", limits, "sh", *process.command]
        return start(process)

    monkeypatch.setattr(Process, "start", start_limited)
    return make_desk()


def test_clients_that_send_no_request_take_no_connection_from_others(
    with_few_files: Desk,
) -> None:
    body = b'{"answer_text": "slow"}'
    with closing(begin(with_few_files, len(body), start=body[:1])) as slow:
        with slow_clients(with_few_files, 1030, may_go=True):
            loaded = seconds_each(with_few_files, 50)
            live = with_few_files.request("GET", "/health/live")
        slow.sendall(body[1:])
        assert slow.recv(12) == b"HTTP/1.1 200"

    assert live.status_code == 200
    assert loaded[45] < 1.0, loaded
    assert "Too many open files" not in with_few_files.system.fastapi.log.read_text()


def test_where_there_are_too_many_slow_bodies_the_longest_on_its_way_goes(
    with_few_files: Desk,
) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(begin(with_few_files, SMALL))) for _ in range(400)]
        wait_until(lambda: is_cut(slow[0]), what="the first to be cut")
        loaded = seconds_each(with_few_files, 50)
        assert not is_cut(slow[-1])

    assert loaded[45] < 1.0, loaded


def test_forms_that_take_long_to_parse_keep_no_other_request_waiting(patient: Desk) -> None:
    body = b"&" * MAX_JSON_BYTES
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    def send(_: int) -> int:
        with requests.Session() as http:
            url = f"{patient.url}/evaluate/answer"
            return http.post(url, data=body, headers=kind, timeout=60).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = pool.map(send, range(24))
        waited = seconds_each(patient, 20)

        assert set(statuses) <= {413, 503}
    assert waited[18] < 1.0, waited


def test_answers_that_are_not_taken_leave_room_for_everybody_else(patient: Desk) -> None:
    with ExitStack() as stack:
        for _ in range(REQUESTS_AT_ONCE + 1):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(("127.0.0.1", patient.system.fastapi_port))
            slow.sendall(MORE_THAN_THE_SYSTEM_KEEPS)
            slow.recv(1)

        assert patient.result(2_000_000_000).status_code == 404


@pytest.fixture
def bodies() -> Iterator[ModuleType]:
    with service_modules("fastapi_app") as load:
        yield load("utils.bodies")


def test_where_too_much_is_on_its_way_the_slowest_body_goes(bodies: ModuleType) -> None:

    async def app(_: dict[str, Any], __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})

    async def request(parts: asyncio.Queue[bytes]) -> int:
        """Its body ends with an empty part."""
        status = 0

        async def receive() -> dict[str, Any]:
            part = await parts.get()
            return {"type": "http.request", "body": part, "more_body": part != b""}

        async def send(message: dict[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)

        await limits({"type": "http", "headers": []}, receive, send)
        return status

    async def two() -> tuple[int, int]:
        slow, fast = asyncio.Queue[bytes](), asyncio.Queue[bytes]()
        asked = [asyncio.create_task(request(parts)) for parts in (slow, fast)]
        slow.put_nowait(b"x" * 50_000)
        for part in (b"x" * 60_000, b""):
            fast.put_nowait(part)
        return await asked[0], await asked[1]

    limits = bodies.BodyLimits(app, 1_000_000, 30.0)
    limits.room = bodies.Room(100_000)

    assert asyncio.run(asyncio.wait_for(two(), 20)) == (503, 200)
    assert limits.room._total == 0


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
    address = ("127.0.0.1", impatient.system.fastapi_port)
    with closing(socket.create_connection(address)) as slow:
        slow.sendall(MORE_THAN_THE_SYSTEM_KEEPS)
        wait_until(lambda: is_cut(slow), what="the connection to be cut")


@pytest.mark.parametrize("ahead", [1, 20])
def test_whoever_leaves_while_taking_a_file_is_no_error_in_the_log(
    patient: Desk, ahead: int
) -> None:
    log = patient.system.fastapi.log
    before = log.read_text().count(LARGE_FILE)
    asked = b"GET %b HTTP/1.1\r\nHost: localhost\r\n\r\n" % LARGE_FILE.encode()
    for number in range(10):
        with closing(socket.socket()) as leaving:
            leaving.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            leaving.connect(("127.0.0.1", patient.system.fastapi_port))
            leaving.sendall(asked * ahead)
            leaving.recv(10)
            if number % 2:  # with a reset
                leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    wait_until(lambda: log.read_text().count(LARGE_FILE) >= before + 10, what="them to end")

    assert "Traceback" not in log.read_text()


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
