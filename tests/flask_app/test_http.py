"""HTTP as clients really speak it, well or badly, byte by byte."""

import re
import subprocess

import pytest

from tests.flask_app.helpers import Raw
from tests.support.client import Client
from tests.support.services import System
from tests.support.waiting import wait_until

LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
ALIVE = b'{"status":"ok"}'
CREATE = b'{"candidate_name": "J", "email": "j@example.com", "skill": "python"}'
MADE = re.compile(r"[0-9a-f]{32}")


def create(*lines: bytes, body: bytes = b"") -> bytes:
    """A request that creates an interview, with headers of the test's own."""
    head = [b"POST /interviews/create HTTP/1.1", b"Host: localhost"]
    return b"\r\n".join([*head, b"Content-Type: application/json", *lines, b"", body])


def chunks(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


class TestAnswering:
    def test_requests_that_are_sent_ahead_are_answered_in_their_order(self, system: System) -> None:
        whole = create(b"Content-Length: %d" % len(CREATE), body=CREATE)
        nothing = LIVE.replace(b"/health/live", b"/nothing")
        with Raw(system, LIVE + whole + nothing + LIVE) as raw:
            assert [raw.answer().status for _ in range(4)] == [200, 201, 404, 200]

    def test_only_so_many_are_taken_ahead(self, system: System) -> None:
        with Raw(system, LIVE * 1000) as raw:
            answered = 0
            while not raw.closed():
                assert raw.answer().status == 200
                answered += 1

        assert 1 <= answered < 1000

    def test_head_has_the_headers_of_get_and_no_body(self, system: System) -> None:
        with Raw(system, LIVE.replace(b"GET", b"HEAD") + LIVE) as raw:
            head = raw.answer(head_only=True)
            get = raw.answer()

        assert (get.status, get.body) == (200, ALIVE)
        assert head.headers["content-length"] == get.headers["content-length"]

    def test_a_client_that_sends_no_more_gets_its_answer(self, system: System) -> None:
        with Raw(system, create(b"Content-Length: %d" % len(CREATE), body=CREATE)) as raw:
            raw.end()

            assert raw.answer().status == 201
            assert raw.closed()

    def test_http_1_0_is_answered_and_closed(self, system: System) -> None:
        with Raw(system, LIVE.replace(b"1.1", b"1.0")) as raw:
            assert raw.answer().body == ALIVE
            assert raw.closed()

    def test_every_answer_has_a_date_and_none_names_the_server(self, system: System) -> None:
        with Raw(system, LIVE) as raw:
            headers = raw.answer().headers

        assert headers["date"].endswith("GMT")
        assert "server" not in headers


class TestBodies:
    @pytest.mark.parametrize("piece", [1, 7, len(CREATE)])
    def test_a_body_may_come_in_chunks(self, system: System, piece: int) -> None:
        pieces = [CREATE[start : start + piece] for start in range(0, len(CREATE), piece)]
        with Raw(system, create(b"Transfer-Encoding: chunked") + chunks(*pieces) + LIVE) as raw:
            assert [raw.answer().status, raw.answer().status] == [201, 200]

    def test_what_follows_a_body_in_chunks_is_no_header(self, system: System) -> None:
        body = chunks(CREATE).removesuffix(b"\r\n") + b"X-Request-ID: from-behind\r\n\r\n"
        with Raw(system, create(b"Transfer-Encoding: chunked") + body) as raw:
            answer = raw.answer()

        assert answer.status == 201
        assert MADE.fullmatch(answer.headers["x-request-id"])

    def test_a_client_that_asks_is_told_to_send_its_body(self, system: System) -> None:
        head = create(b"Content-Length: %d" % len(CREATE), b"Expect: 100-continue")
        with Raw(system, head) as raw:
            assert raw.answer().status == 100
            raw.send(CREATE)
            assert raw.answer().status == 201

    def test_a_client_that_asks_with_too_much_is_not_told_to_send_it(self, system: System) -> None:
        with Raw(system, create(b"Content-Length: 99999999", b"Expect: 100-continue")) as raw:
            raw.problem(413, "too_large")
            assert raw.closed()

    @pytest.mark.parametrize(
        "framing", [b"Content-Length: 30000000", b"Transfer-Encoding: chunked"]
    )
    def test_a_client_in_the_middle_of_too_much_comes_to_read_why(
        self, system: System, framing: bytes
    ) -> None:
        """It sends twice as much as a connection can hold before it looks."""
        with Raw(system, create(framing, b"X-Request-ID: too-much")) as raw:
            piece = b"x" * 1_000_000 if b"Length" in framing else chunks(b"x" * 1_000_000)[:-5]
            for _ in range(20):
                raw.send(piece)
            assert raw.problem(413, "too_large")["request_id"] == "too-much"

    @pytest.mark.parametrize(
        "body",
        [
            b"zz\r\n",
            b"-1\r\n",
            b"3\r\nabcXX3\r\nabc\r\n0\r\n\r\n",
            b"3\nabc\n0\n\n",
            b"3\r\nabc\r\n0\r\nno trailer\r\n\r\n",
            b"ffffffffffffffffff\r\n",
        ],
    )
    @pytest.mark.parametrize("path", [b"/interviews/create", b"/answers/create", b"/nowhere"])
    def test_broken_chunks_are_a_bad_request(
        self, system: System, path: bytes, body: bytes
    ) -> None:
        head = create(b"Transfer-Encoding: chunked").replace(b"/interviews/create", path)
        with Raw(system, head + body) as raw:
            raw.problem(400, "malformed_body")
            assert raw.closed()

    def test_an_offer_to_speak_another_protocol_is_passed_over(self, system: System) -> None:
        """Java's clients make it with their first request, whatever that is."""
        offer = [b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAEA"]
        whole = create(*offer, b"Content-Length: %d" % len(CREATE), body=CREATE)
        with Raw(system, whole + LIVE) as raw:
            assert [raw.answer().status, raw.answer().status] == [201, 200]


class TestRefusing:
    @pytest.mark.parametrize(
        "head",
        [
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nname : x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nname: a\x00b\r\n\r\n",
            b"GET / HTTP/1.1\nHost: h\n\n",
            b"GET / HTTP/1.7\r\nHost: localhost\r\n\r\n",
            create(b"Content-Length: 3", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
            create(b"Content-Length: 3", b"Content-Length: 3", body=b"abc"),
            create(b"Content-Length: 3", b"Content-Length: 4", body=b"abc"),
            create(b"Content-Length: +3", body=b"abc"),
            create(b"Content-Length: 3, 3", body=b"abc"),
            create(b"Content-Length: 1" + b"0" * 30, body=b"abc"),
            create(b"Transfer-Encoding: chunked, identity", body=b"0\r\n\r\n"),
            create(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
            create(b"Transfer-Encoding: xchunked", body=b"0\r\n\r\n"),
        ],
    )
    def test_what_two_readers_could_read_differently_is_not_read(
        self, system: System, head: bytes
    ) -> None:
        with Raw(system, head + LIVE) as raw:
            raw.problem(400, "malformed_request")
            assert raw.closed()

    @pytest.mark.parametrize("size", [64 * 1024, 10_000_000])
    def test_a_head_without_end_is_refused(self, system: System, size: int) -> None:
        head = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: endless\r\nX: "
        with Raw(system, head) as raw:
            raw.send(b"x" * size)

            assert raw.problem(431, "head_too_large")["request_id"] == "endless"

    def test_many_headers_are_refused(self, system: System) -> None:
        with Raw(system, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"x: y\r\n" * 20_000) as raw:
            raw.problem(431, "head_too_large")

    def test_an_address_of_eight_thousand_characters_is_read(self, client: Client) -> None:
        assert client.get("/" + "x" * 8000).status_code == 404

    @pytest.mark.parametrize("method", [b"BREW", b"get", b"CONNECT"])
    def test_a_method_nobody_knows_is_a_405(self, system: System, method: bytes) -> None:
        with Raw(system, method + b" /skills HTTP/1.1\r\nHost: localhost\r\n\r\n") as raw:
            answer = raw.answer()

        assert answer.status == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST, PUT"

    def test_another_version_is_a_505(self, system: System) -> None:
        with Raw(system, b"GET / HTTP/2.0\r\nHost: localhost\r\n\r\n") as raw:
            raw.problem(505, "http_version_not_supported")

    def test_what_is_no_http_is_told_so(self, system: System) -> None:
        with Raw(system, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03") as raw:
            raw.problem(400, "malformed_request")

    def test_an_answer_comes_before_the_refusal_of_what_was_sent_ahead(
        self, system: System
    ) -> None:
        with Raw(system, LIVE + b"nonsense\r\n\r\n") as raw:
            assert raw.answer().body == ALIVE
            assert raw.closed()

    @pytest.mark.parametrize("before", [[ALIVE], [ALIVE, ALIVE, ALIVE]])
    @pytest.mark.parametrize(
        "ahead",
        [
            create(b"Transfer-Encoding: chunked", body=b"zz\r\n"),
            create(b"Content-Length: 3", b"Content-Length: 3", body=b"abc"),
            b"GET http://:x/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ],
    )
    def test_no_answer_is_the_refusal_of_what_was_sent_ahead(
        self, system: System, before: list[bytes], ahead: bytes
    ) -> None:
        with Raw(system, LIVE * len(before) + ahead) as raw:
            assert [raw.answer().body for _ in before] == before
            assert raw.closed()

    def test_what_was_sent_ahead_and_is_not_whole_costs_no_answer(self, system: System) -> None:
        with Raw(system, LIVE + create(b"Content-Length: 3", body=b"{")) as raw:
            raw.end()

            assert raw.answer().body == ALIVE
            assert raw.closed()

    def test_a_header_cannot_pass_for_another(self, client: Client) -> None:
        answer = client.get("/health/live", headers={"X_Request_ID": "forged"})

        assert MADE.fullmatch(answer.headers["X-Request-ID"])

    def test_what_the_server_refuses_is_in_the_log(self, system: System) -> None:
        with Raw(system, create(b"Content-Length: 99999999", b"X-Request-ID: find-me")) as raw:
            raw.problem(413, "too_large")

        line = "flask INFO [find-me] access: POST /interviews/create 413"
        wait_until(lambda: line in system.flask.log.read_text(), what="a line in the log")


def test_curl_sends_a_file_in_chunks_and_is_told_when_it_is_too_large(system: System) -> None:
    """curl asks first, does not wait for long, and reports what it reads while it sends."""
    command = [
        *("curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"),
        *("--header", "Transfer-Encoding: chunked", "--form", "file=@-;filename=a.txt"),
        f"{system.flask.url}/answers/create",
    ]

    run = subprocess.run(command, input=bytes(20_000_000), capture_output=True, check=False)

    assert run.stdout == b"413", run.stderr
