"""What slow clients may hold together, with limits that are small enough to be reached."""

import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tests.flask_app.helpers import Raw
from tests.support.loading import Load
from tests.support.waiting import wait_until

LARGE = b"x" * 5_000_000
MIB = 1024 * 1024
HEAD = b"POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A few bytes at /small, five million elsewhere."""
    start("200 OK", [])
    return [b"small" if environ["PATH_INFO"] == "/small" else LARGE]


@contextmanager
def serving(
    load: Load,
    patience: float,
    connections: int = 100,
    buffered: int = 512 * MIB,
    era: Any = None,
) -> Iterator[int]:
    """The server in a thread of this process; its port."""
    server, bridge = load("server"), load("utils.bridge")
    gone, ours = os.pipe()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bridge, "BUFFERED_BYTES", buffered)
        patch.setattr(bridge, "UNSEEN_BYTES", 0)
        made = bridge.Bridge(app, lambda _: 2 * MIB, bridge.Lane("test", 4, 4), {}, era)
        limits = load("utils.connections").Limits(patience, connections)
        loop = server.Loop(made, limits, gone)
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, server.SEND_BUFFER_BYTES)
        port = listening.getsockname()[1]
        thread = threading.Thread(target=loop.run, args=([listening],))
        thread.start()
        try:
            wait_until(lambda: loop.started, what="the server to start")
            yield port
        finally:
            os.close(ours)
            thread.join()
            os.close(gone)


def test_whoever_takes_an_answer_too_slowly_is_cut_off(load: Load) -> None:
    with serving(load, patience=1) as port, Raw(port, GET) as slow:
        slow.begin()

        wait_until(slow.is_reset, what="the connection to be cut")


def test_an_answer_that_is_taken_at_a_tolerable_rate_is_taken_whole(load: Load) -> None:
    with serving(load, patience=5) as port, Raw(port, GET) as reader:
        assert reader.all_of_an_answer_in_chunks() == LARGE


def test_of_too_many_connections_those_go_that_have_been_waited_for_longest(load: Load) -> None:
    with serving(load, patience=30, connections=10) as port, ExitStack() as stack:
        idle = [stack.enter_context(Raw(port)) for _ in range(10)]

        for _ in range(3):
            with Raw(port, GET.replace(b"/ ", b"/small ")) as another:
                another.begin()

        wait_until(lambda: sum(one.ended() for one in idle) == 1, what="one to be cut")
        with Raw(port, GET.replace(b"/ ", b"/small ")) as another:
            another.begin()


def begin_upload(port: int, stack: ExitStack, sent: int) -> Raw:
    """Of a million bytes; the service knows that it is one."""
    upload = stack.enter_context(Raw(port, HEAD[:-2] + b"Expect: 100-continue\r\n\r\n"))
    assert upload.answer(head_only=True).status == 100
    upload.send(b"x" * sent)
    return upload


def test_unfinished_heads_cut_no_upload_off(load: Load) -> None:
    """However long it has been under way."""
    with serving(load, patience=30, connections=20) as port, ExitStack() as stack:
        uploads = [begin_upload(port, stack, 60_000) for _ in range(3)]
        readers = [stack.enter_context(Raw(port, GET)) for _ in range(3)]
        for reader in readers:
            reader.begin()

        heads = [stack.enter_context(Raw(port, b"GET /he")) for _ in range(60)]

        wait_until(lambda: sum(one.ended() for one in heads) >= 40, what="heads to be cut")
        for upload in uploads:
            upload.send(b"x" * 940_000)
            assert upload.answer().status == 200
        for reader in readers:
            assert reader.all_of_an_answer_in_chunks() == LARGE


def test_of_too_many_uploads_the_slowest_is_cut_off_and_not_the_newest(load: Load) -> None:
    with serving(load, patience=30, connections=8) as port, ExitStack() as stack:
        first = begin_upload(port, stack, 500_000)
        slow = begin_upload(port, stack, 1)
        rest = [begin_upload(port, stack, 400_000) for _ in range(6)]

        with Raw(port, GET.replace(b"/ ", b"/small ")) as another:
            assert another.answer().status == 200

        wait_until(slow.ended, what="the slowest to be cut")
        for one, sent in [(first, 500_000), *((one, 400_000) for one in rest)]:
            one.send(b"x" * (1_000_000 - sent))
            assert one.answer().status == 200


def test_of_too_much_that_is_arriving_the_slowest_is_refused(load: Load) -> None:
    with serving(load, patience=30, buffered=3_350_000) as port, ExitStack() as stack:
        slow = stack.enter_context(Raw(port, HEAD + b"x" * 400_000))
        fast = [stack.enter_context(Raw(port, HEAD + b"x" * 999_999)) for _ in range(3)]

        assert slow.problem(503, "too_busy")
        for one in fast:
            one.send(b"x")
            one.begin()


def test_many_writes_that_wait_for_a_silent_database_leave_threads_to_others(load: Load) -> None:
    """Where no write has learnt yet in which epoch it begins."""
    asked: list[object] = []
    answers = threading.Event()

    class Silent:
        known = None

        def now(self) -> None:
            asked.append(self)
            answers.wait(30)

    post = b"POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx"
    with serving(load, patience=30, era=Silent()) as port, ExitStack() as stack:
        writes = [stack.enter_context(Raw(port, post)) for _ in range(8)]
        wait_until(lambda: bool(asked), what="a write to ask for the epoch")
        with Raw(port, GET.replace(b"/ ", b"/small ")) as read:
            read.begin()
        answers.set()
        for one in writes:
            one.begin()

    assert len(asked) < len(writes)


@pytest.mark.parametrize(("size", "together"), [(64 * 1024, True), (64 * 1024 + 1, False)])
def test_large_json_is_parsed_one_body_at_a_time(
    load: Load, monkeypatch: pytest.MonkeyPatch, size: int, together: bool
) -> None:
    openapi = load("utils.openapi")
    meeting = threading.Barrier(2, timeout=10 if together else 0.3)

    def parse(*_: object) -> bool:
        try:
            meeting.wait()
        except threading.BrokenBarrierError:
            return False
        return True

    monkeypatch.setattr(openapi, "parse_json", parse)
    with ThreadPoolExecutor(2) as pool:
        met = pool.map(lambda _: openapi.accept_json(object, bytes(size), [], ()), range(2))

    assert list(met) == [together, together]
