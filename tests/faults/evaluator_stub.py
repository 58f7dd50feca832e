"""An evaluator that behaves as a test tells it, in front of the real one."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self, TypeAlias

import requests

from tests.support.services import free_port

# A test releases what hangs; this only keeps a forgotten one from staying for ever.
LONGEST_SECONDS = 120.0
TRICKLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Call:
    interview_id: int
    key: str | None
    request_id: str | None
    epoch: str | None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: "EvaluatorStub"

    def do_POST(self) -> None:
        call = Call(
            int(self.path.rpartition("/")[2]),
            self.headers.get("Idempotency-Key"),
            self.headers.get("X-Request-ID"),
            self.headers.get("X-Epoch"),
        )
        with self.stub.counted(call):
            try:
                self.stub.behaviour(self, call)
            except OSError:  # the caller has gone
                self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

    def reply(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """A caller that has gone is what these tests are about."""


Behaviour: TypeAlias = Callable[[Handler, Call], None]


class EvaluatorStub:
    """Keeps every call it got, and how many there were of one interview at the same time."""

    def __init__(self, real_url: str = "") -> None:
        self.real_url = real_url
        self.behaviour: Behaviour = self.forward
        self.calls: list[Call] = []
        self.most_at_once: Counter[int] = Counter()
        self.most_in_all = 0
        self.forwarded: Counter[int] = Counter()
        self._at_once: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._released = threading.Event()
        self.port = free_port()
        handler = type("BoundHandler", (Handler,), {"stub": self})
        self._server = Server(("127.0.0.1", self.port), handler, False)

    def __enter__(self) -> Self:
        self._server.server_bind()
        self._server.server_activate()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def behave(self, behaviour: Behaviour) -> None:
        """From the next call on."""
        self._released.clear()
        self.behaviour = behaviour

    def recover(self) -> None:
        """Whatever hangs ends, and calls go to the real evaluator from now on."""
        self.behaviour = self.forward
        self.release()

    def release(self) -> None:
        self._released.set()

    def counted(self, call: Call) -> "Counted":
        return Counted(self, call)

    def keys(self, interview_id: int) -> list[str | None]:
        return [call.key for call in self.calls if call.interview_id == interview_id]

    def began(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)
            self._at_once[call.interview_id] += 1
            most = max(self.most_at_once[call.interview_id], self._at_once[call.interview_id])
            self.most_at_once[call.interview_id] = most
            self.most_in_all = max(self.most_in_all, self._at_once.total())

    def ended(self, call: Call) -> None:
        with self._lock:
            self._at_once[call.interview_id] -= 1

    # Behaviours ------------------------------------------------------------------------------

    def forward(self, handler: Handler, call: Call) -> None:
        answer = self.ask_real(call)
        handler.reply(answer.status_code, answer.content)

    def ask_real(self, call: Call) -> requests.Response:
        answer = requests.post(
            f"{self.real_url}/evaluate/interview/{call.interview_id}",
            headers={
                "Idempotency-Key": call.key or "",
                "X-Request-ID": call.request_id or "",
                "X-Epoch": call.epoch or "",
            },
            timeout=30,
        )
        with self._lock:
            self.forwarded[call.interview_id] += 1
        return answer

    def hang(self, handler: Handler, _: Call) -> None:
        self._released.wait(LONGEST_SECONDS)
        handler.close_connection = True

    def trickle(self, handler: Handler, _call: Call) -> None:
        """One byte at a time, for ever: every single read is quick."""
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        for _ in range(int(LONGEST_SECONDS / TRICKLE_SECONDS)):
            handler.wfile.write(b" ")
            if self._released.wait(TRICKLE_SECONDS):
                break
        handler.close_connection = True

    def late_after(self, seconds: float) -> Behaviour:
        """Evaluates only when so much time has passed, whoever still waits."""

        def behave(handler: Handler, call: Call) -> None:
            self._released.wait(seconds)
            self.forward(handler, call)

        return behave

    def late_answer_after(self, seconds: float) -> Behaviour:
        """Evaluates at once, and answers so many seconds later."""

        def behave(handler: Handler, call: Call) -> None:
            answer = self.ask_real(call)
            self._released.wait(seconds)
            handler.reply(answer.status_code, answer.content)

        return behave


class Counted:
    """Around a call, for the count of those at once."""

    def __init__(self, stub: EvaluatorStub, call: Call) -> None:
        self._stub, self._call = stub, call

    def __enter__(self) -> None:
        self._stub.began(self._call)

    def __exit__(self, *_: object) -> None:
        self._stub.ended(self._call)


def reply_with(status: int, body: bytes | object, **headers: str) -> Behaviour:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def behave(handler: Handler, _: Call) -> None:
        handler.reply(status, content, {k.replace("_", "-"): v for k, v in headers.items()})

    return behave
