"""A server that speaks chat completions and judges as a test tells it to."""

import json
import re
import socket
import struct
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, cast

PROMPT_TOKENS, COMPLETION_TOKENS = 200, 30
ANSWER = re.compile(r"<answer (?P<marker>\w+)>\n(?P<text>.*)\n</answer (?P=marker)>", re.DOTALL)
POINT = re.compile(r"^\d+\. (.*)$", re.MULTILINE)
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def user(self) -> str:
        """With the instructions in it where there is no message for them."""
        return str(self.body["messages"][-1]["content"])

    @property
    def roles(self) -> list[str]:
        return [message["role"] for message in self.body["messages"]]

    @property
    def everything(self) -> str:
        return json.dumps([self.path, self.headers, self.body])

    @property
    def form(self) -> str:
        asked_for = self.body.get("response_format", {"type": "prompt"})
        kind = str(asked_for["type"])
        if kind != "json_schema" or "maxLength" in json.dumps(asked_for):
            return kind
        return f"{kind} without {'lengths' if 'minimum' in json.dumps(asked_for) else 'limits'}"

    @property
    def is_judgement(self) -> bool:
        return ANSWER.search(self.user) is not None

    @property
    def marker(self) -> str:
        return self._answer["marker"]

    @property
    def answer(self) -> str:
        """The candidate's text as the model gets to see it."""
        return self._answer["text"]

    @property
    def points(self) -> list[str]:
        return POINT.findall(self.user.partition("Points:\n")[2].partition("\n\n")[0])

    @property
    def _answer(self) -> re.Match[str]:
        found = ANSWER.search(self.user)
        assert found, self.user
        return found


Act = Callable[[BaseHTTPRequestHandler], None]
Behave = Callable[[Asked], Act]


def sends(status: int, body: str, content_type: str = "application/json", **headers: str) -> Act:
    def act(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", content_type)
        request.send_header("Content-Length", str(len(body.encode())))
        request.send_header("Connection", "close")  # so that no request meets a closing one
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body.encode())

    return act


def writes(answer: bytes) -> Act:
    """Exactly these bytes, which need not be HTTP."""
    return lambda request: cast("None", request.wfile.write(answer))


def fails(status: int, param: str | None = None, **headers: str) -> Act:
    """An error as OpenAI words it, which quotes the key."""
    message = "Incorrect API key provided: sk-very-secret."
    error = {"message": message, "type": "error", "param": param, "code": None}
    return sends(status, json.dumps({"error": error}), **headers)


def refuses(status: int, message: str, **more: object) -> Act:
    """An error in the words of a certain server."""
    return sends(status, json.dumps({"error": {"message": message, **more}}))


def says(content: object, finish: str = "stop", **message: object) -> Act:
    """A completion with this content."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": content, **message},
        "finish_reason": finish,
    }
    usage = {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": COMPLETION_TOKENS,
        "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
    }
    completion = {"id": "1", "object": "chat.completion", "created": 1, "model": "stub"}
    return sends(200, json.dumps({**completion, "choices": [choice], "usage": usage}))


def verdict(scores: Sequence[object], reason: str = "Said so") -> str:
    """As of a model that knows neither contradictions nor quotes."""
    points = [
        {"point": number, "reason": reason, "score": score}
        for number, score in enumerate(scores, 1)
    ]
    return json.dumps({"points": points})


def whole_verdict(
    scores: Sequence[object],
    contradicted: Collection[int] = (),
    quotes: Sequence[object] | None = None,
    reason: str = "Said so",
) -> str:
    """With every member of the schema; ``contradicted`` are numbers of points, from 1."""
    points = [
        {"point": number, "reason": reason, "contradicted": number in contradicted, "score": score}
        for number, score in enumerate(scores, 1)
    ]
    return json.dumps(
        {"points": points, "quotes": [""] * len(scores) if quotes is None else quotes}
    )


def scores(*given: object) -> Act:
    return says(verdict(given))


def judges(asked: Asked) -> Act:
    """As a fair grader who counts words: the share of a point's words that the answer has."""
    if not asked.is_judgement:
        return says("yes")
    return scores(*fair(asked))


def fair(asked: Asked) -> list[int]:
    found = set(WORD.findall(asked.answer.lower()))
    wanted = [set(WORD.findall(point.lower())) for point in asked.points]
    return [round(10 * len(words & found) / len(words)) for words in wanted]


def resets(request: BaseHTTPRequestHandler) -> None:
    """Closes the connection with a reset instead of an answer."""
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.connection.close()
    request.wfile = open("/dev/null", "wb")  # noqa: SIM115, PTH123 - what the handler closes itself


@dataclass
class StubModel:
    """`behave` says how to answer a request; `asked` is what came."""

    port: int
    behave: Behave = judges
    asked: list[Asked] = field(default_factory=list)
    released: Event = field(default_factory=Event)
    at_once: int = 0
    most_at_once: int = 0
    _lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def judgements(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.is_judgement]

    def reset(self) -> None:
        self.behave = judges
        self.asked = []
        self.released.clear()
        self.most_at_once = 0

    def always(self, act: Act) -> None:
        self.behave = lambda _: act

    def in_turn(self, *acts: Act) -> None:
        """One after the other, then like a fair grader."""
        rest = list(acts)

        def behave(asked: Asked) -> Act:
            with self._lock:
                return rest.pop(0) if rest else judges(asked)

        self.behave = behave

    def takes_only(self, *forms: str, status: int = 400) -> None:
        self.behave = lambda asked: judges(asked) if asked.form in forms else fails(status)

    def hangs(self, _: BaseHTTPRequestHandler) -> None:
        self.released.wait(60)

    def after(self, act: Act, seconds: float = 60) -> Act:
        """Does it once the test says `released`, or so much later."""

        def wait_and_act(request: BaseHTTPRequestHandler) -> None:
            self.released.wait(seconds)
            act(request)

        return wait_and_act

    def trickles(self, request: BaseHTTPRequestHandler) -> None:
        """A byte now and then, so that no time-out between two bytes is reached for seconds."""
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", "10000")
        request.end_headers()
        for _ in range(100):
            if self.released.wait(0.05):
                return
            request.wfile.write(b" ")
            request.wfile.flush()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers["Content-Length"])
        asked = Asked(request.path, dict(request.headers), json.loads(request.rfile.read(length)))
        with self._lock:
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            self.behave(asked)(request)
        finally:
            self.replied(request)

    def replied(self, request: BaseHTTPRequestHandler) -> None:
        """Before the first byte of the reply: whoever gets it may ask again at once."""
        with self._lock:
            if not getattr(request, "has_reply", False):
                request.has_reply = True  # type: ignore[attr-defined]
                self.at_once -= 1


@contextmanager
def stub_model(port: int = 0) -> Iterator[StubModel]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.close_connection = True
            stub.answer(self)

        def send_response(self, code: int, message: str | None = None) -> None:
            stub.replied(self)
            super().send_response(code, message)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            """A client that gave up on us is none."""

    server = Server(("127.0.0.1", port), Handler)
    stub = StubModel(server.server_address[1])
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        server.server_close()
