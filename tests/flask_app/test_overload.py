"""More clients than there is room for, and clients that take their time."""

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager

import psycopg2
import pytest
import requests

from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.flask_app.conftest import StartFlask
from tests.flask_app.helpers import Raw, post_json, stored_files
from tests.flask_app.slow_clients import crowd
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import System, json_of, memory_bytes
from tests.support.waiting import wait_until

THREADS = 12
SLOW_HEADS, SLOW_BODIES, SLOW_READERS = 1000, 500, 500


@pytest.fixture(scope="module")
def narrow(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """With few threads and little patience, and connections to the database to spare."""
    settings = {
        "FLASK_THREADS": str(THREADS),
        "CLIENT_IDLE_SECONDS": "3",
        "DATABASE_POOL_SIZE": str(THREADS + 8),
    }
    with (
        fresh_database(server) as url,
        System(url, tmp_path_factory.mktemp("narrow"), settings) as system,
    ):
        yield system


UPLOAD = (
    b"POST /answers/create HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: the-slow-one\r\n"
    b"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: 5000000\r\n\r\n"
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="slow.txt"\r\n\r\n'
)


def begin_upload(system: System) -> socket.socket:
    """An upload that stops on its way."""
    connection = socket.create_connection(("127.0.0.1", system.flask_port), timeout=30)
    connection.sendall(UPLOAD + b"x" * 200_000)
    return connection


def slow_clients(
    system: System, path: str, heads: int, bodies: int, readers: int
) -> AbstractContextManager[None]:
    return crowd(system.flask_port, heads, bodies, readers, path)


def seconds_each(client: Client, interview_id: int, number: int) -> list[float]:
    """How long ordinary requests take, each on a connection of its own; in rising order."""
    spent = []
    for turn in range(number):
        caller = Client(client.url)
        began = time.monotonic()
        if turn % 4 == 0:
            json_of(caller.create(), 201)
        else:
            paths = ["/health/live", f"/interviews/{interview_id}", "/interviews"]
            json_of(caller.get(paths[turn % 4 - 1]), 200)
        spent.append(time.monotonic() - began)
        caller.http.close()
    return sorted(spent)


def test_two_thousand_slow_clients_are_not_noticed_by_others(
    start_flask: StartFlask,
) -> None:
    """1,000 trickle heads, 500 bodies of just under 1 MiB, and 500 take a file of 10 MB."""
    with start_flask() as system:
        client = Client(system.flask.url)
        interview_id = client.created()
        saved = json_of(client.answer(interview_id, 1, file=("a.txt", bytes(10_000_000))), 201)
        path = f"/answers/{saved['answer_id']}/file"
        unloaded = seconds_each(client, interview_id, 100)

        with slow_clients(system, path, SLOW_HEADS, SLOW_BODIES, SLOW_READERS):
            loaded = seconds_each(client, interview_id, 200)

    figures = [f"{kind[-len(kind) // 100 - 1]:.3f} s" for kind in (unloaded, loaded)]
    print(f"99 % within {figures[0]} without them, {figures[1]} with them")
    assert loaded[-3] < 1.0, figures  # 198 of 200


def test_slow_uploads_take_no_thread(narrow: System) -> None:
    client = Client(narrow.flask.url)
    interview_id = client.created()
    with ExitStack() as stack:
        for _ in range(4 * THREADS):
            stack.enter_context(closing(begin_upload(narrow)))

        json_of(client.answer(interview_id, 1, "A text answer"), 201)
        json_of(client.answer(interview_id, 2, file=("a.txt", bytes(2_000_000))), 201)
        assert len(client.dashboard(interview_id)["answers"]) == 2


def test_an_upload_that_stalls_is_cut_off_and_leaves_nothing_behind(narrow: System) -> None:
    before = stored_files(narrow)
    with Raw(narrow, UPLOAD + b"x" * 200_000) as stalled:
        document = stalled.problem(400, "malformed_body")

        assert document["request_id"] == "the-slow-one"
        assert stalled.closed()

    assert stored_files(narrow) == before


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


def test_a_client_that_never_finishes_its_first_line_is_cut_off(narrow: System) -> None:
    with closing(socket.create_connection(("127.0.0.1", narrow.flask_port), timeout=30)) as mute:
        mute.sendall(b"GET /interv")

        assert mute.recv(100) == b""


def waiting_for_locks(system: System) -> int:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    number: int = query(system.database_url, waiting)[0][0]
    return number


@contextmanager
def all_threads_taken(system: System) -> Iterator[None]:
    """By answers to an interview that somebody else holds."""
    client = Client(system.flask.url)
    interview_id = client.created()
    connection = psycopg2.connect(system.database_url)
    try:
        statement = "SELECT FROM interviews WHERE id = %s FOR UPDATE"
        connection.cursor().execute(statement, [interview_id])
        with ThreadPoolExecutor(THREADS) as pool:
            answers = [
                pool.submit(Client(client.url).answer, interview_id, 1, "t") for _ in range(THREADS)
            ]
            wait_until(lambda: waiting_for_locks(system) == THREADS, 4, "all threads to be taken")
            yield
            connection.rollback()
            assert {answer.result().status_code for answer in answers} <= {200, 201, 503}
    finally:
        connection.close()


def test_requests_beyond_the_bound_are_told_to_come_back(narrow: System) -> None:
    with all_threads_taken(narrow):
        answer = Client(narrow.flask.url).get("/interviews", headers={"X-Request-ID": "one-more"})

    document = assert_problem(answer, 503, "too_busy")
    assert document["detail"] == "Too many requests are under way. Try again in a moment."
    assert document["request_id"] == "one-more"
    assert int(answer.headers["Retry-After"]) > 0


def test_health_is_told_when_all_threads_are_taken(narrow: System) -> None:
    with all_threads_taken(narrow):
        client = Client(narrow.flask.url)

        assert json_of(client.get("/health"), 200)["status"] == "ok"
        assert json_of(client.get("/health/live"), 200) == {"status": "ok"}
        assert client.get("/skills").status_code == 503


def test_a_refused_body_does_not_cost_the_connection(narrow: System) -> None:
    """A client that keeps its connection must not lose the request after a refused one."""
    client = Client(narrow.flask.url)
    for _ in range(10):
        answer = client.request(
            "POST", "/interviews/create", data=b"x" * 2_000_000, headers={"Content-Type": "text/x"}
        )
        assert_problem(answer, 415, "unsupported_media_type")
        assert client.get("/health/live").status_code == 200


def test_memory_stays_flat_however_many_and_large_the_uploads(
    start_flask: StartFlask,
) -> None:
    at_once, size = 8, 9 * 1024 * 1024
    content = b"x" * size
    with start_flask() as system:
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


LARGEST_TEXT = 2 * 1024 * 1024


@pytest.mark.parametrize(("size", "status"), [(LARGEST_TEXT, 422), (LARGEST_TEXT + 1, 413)])
def test_a_body_of_json_may_have_two_mebibytes(client: Client, size: int, status: int) -> None:
    content = b'{"candidate_name": ""}'.ljust(size)

    assert post_json(client, "/interviews/create", content).status_code == status


def test_too_much_json_is_refused_before_it_is_there(system: System) -> None:
    head = (
        b"POST /interviews/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12582912\r\n"
        b"Content-Type: application/json\r\n\r\n"
    )
    with Raw(system, head + b"[[],[],") as large:
        large.problem(413, "too_large")


MANY_LISTS = b"[" + b"[]," * ((LARGEST_TEXT - 4) // 3) + b"[]]"
WIDE_TEXT = b'{"candidate_name": "\xf0\x9f\x98\x80'.ljust(LARGEST_TEXT - 2, b"x") + b'"}'


@pytest.mark.parametrize(("content", "status"), [(MANY_LISTS, 413), (WIDE_TEXT, 422)])
def test_memory_stays_flat_however_much_json_comes_at_once(
    start_flask: StartFlask, content: bytes, status: int
) -> None:
    """Parsed, the lists would take 40 times as much memory as bytes, the text ten times."""
    with start_flask() as system:
        client = Client(system.flask.url)
        client.created()
        at_rest = memory_bytes(system.flask)

        def send(_: int) -> int:
            answer = post_json(Client(client.url), "/interviews/create", content)
            assert answer.status_code == status
            return memory_bytes(system.flask)

        with ThreadPoolExecutor(24) as pool:
            most = max(pool.map(send, range(96)))

    assert most - at_rest < 150_000_000


@pytest.mark.parametrize("values", [9_999, 10_000, 10_001])
def test_a_body_of_json_may_have_ten_thousand_values(client: Client, values: int) -> None:
    """The text of an answer is one of them, whatever is in it."""
    rest = b'{"interview_id": 0, "question_id": 1, "answer_text": "[[,\\"{,", "more": ['
    content = rest + b",".join([b"1"] * (values - 5)) + b"]}"

    answer = post_json(client, "/answers/create", content)

    assert answer.status_code == (404 if values <= 10_000 else 413)


@pytest.fixture
def few_files(make_system: Callable[..., System]) -> System:
    """May have 1024 files open, connections among them."""
    system = make_system()
    system.flask.command = ["bash", "-c", 'ulimit -n 1024; exec "$@"', "-", *system.flask.command]
    system.flask.start()
    return system


def test_a_form_of_a_thousand_files_costs_no_thousand_files(few_files: System) -> None:
    client = Client(few_files.flask.url)
    interview_id = client.created()
    fields = {"interview_id": str(interview_id), "question_id": "1"}
    files = [("file", (f"{number}.txt", b"x")) for number in range(1000)]

    def send(_: int) -> requests.Response:
        return Client(client.url).request("POST", "/answers/create", data=fields, files=files)

    with ThreadPoolExecutor(16) as pool:
        for answer in pool.map(send, range(32)):
            assert_problem(answer, 422, "validation_failed", {"file"})

    assert stored_files(few_files) == set()
    json_of(client.answer(interview_id, 1, "An ordinary answer", ("a.txt", b"x")), 201)


def test_a_form_of_a_thousand_fields_is_refused(client: Client) -> None:
    fields = [("file", (None, "x"))] * 1000

    answer = client.request("POST", "/answers/create", files=fields)

    assert_problem(answer, 413, "too_large")


def test_more_connections_than_there_are_files_keep_nobody_out(few_files: System) -> None:
    client = Client(few_files.flask.url)
    interview_id = client.created()
    with ExitStack() as stack:
        idle = [
            stack.enter_context(Raw(few_files, b"GET /interviews HTTP/1.1\r\n"))
            for _ in range(1200)
        ]

        assert seconds_each(client, interview_id, 40)[-1] < 5
        json_of(client.answer(interview_id, 1, "t", ("a.txt", bytes(2_000_000))), 201)
        assert idle[0].closed(), "who has waited longest goes first"
