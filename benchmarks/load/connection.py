"""HTTP for a load generator: requests are ready bytes, answers are parsed in C."""

import socket
from dataclasses import dataclass

from httptools import HttpResponseParser

TIMEOUT_SECONDS = 60.0
CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


class Connection:
    """One connection to a local port, kept alive from request to request."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def exchange(self, request: bytes) -> Answer:
        """Raises OSError when the connection breaks."""
        incoming = _Incoming()
        parser = HttpResponseParser(incoming)
        self._socket.sendall(request)
        while not incoming.complete:
            chunk = self._socket.recv(CHUNK_BYTES)
            if not chunk:
                raise ConnectionError("closed in the middle of an answer")
            parser.feed_data(chunk)
        return Answer(parser.get_status_code(), b"".join(incoming.body))

    def close(self) -> None:
        self._socket.close()


class _Incoming:
    """What the parser calls while an answer arrives."""

    def __init__(self) -> None:
        self.body: list[bytes] = []
        self.complete = False

    def on_body(self, chunk: bytes) -> None:
        self.body.append(chunk)

    def on_message_complete(self) -> None:
        self.complete = True


def get(path: str) -> bytes:
    return request("GET", path)


def request(method: str, path: str, body: bytes = b"", content_type: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def form(path: str, fields: dict[str, str], file: bytes | None = None) -> bytes:
    """A multipart POST; the file, if there is one, is called answer.txt."""
    boundary = "between-the-parts-of-the-form"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = 'Content-Disposition: form-data; name="file"; filename="answer.txt"'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + file + b"\r\n")
    body = b"".join([*parts, f"--{boundary}--\r\n".encode()])
    return request("POST", path, body, f"multipart/form-data; boundary={boundary}")
