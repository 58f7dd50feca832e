"""An evaluator that answers as a test tells it to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class StubEvaluator:
    """`behave` gets the request and answers it; `asked` is what came, as (path, headers)."""

    port: int
    behave: Callable[[BaseHTTPRequestHandler], None] = lambda _: None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    released: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self, status: int, body: str, **headers: str) -> None:
        def behave(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", str(len(body.encode())))
            for name, value in headers.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(body.encode())

        self.behave = behave

    def hangs(self) -> None:
        self.behave = lambda _: self._until_released()

    def trickles(self) -> None:
        """Sends a byte now and then, so that no time-out between two bytes is ever reached."""

        def behave(request: BaseHTTPRequestHandler) -> None:
            request.send_response(200)
            request.send_header("Content-Length", "1000")
            request.end_headers()
            for _ in range(1000):
                if self.released.wait(0.1):
                    return
                request.wfile.write(b" ")
                request.wfile.flush()

        self.behave = behave

    def breaks_off(self) -> None:
        def behave(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")

        self.behave = behave

    def _until_released(self) -> None:
        self.released.wait(30)


@contextmanager
def stub_evaluator() -> Iterator[StubEvaluator]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stub.asked.append((self.path, dict(self.headers)))
            self.close_connection = True
            stub.behave(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub = StubEvaluator(server.server_address[1])
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        server.server_close()
