"""What the tests of the interview service look at again and again."""

import errno
import json
import select
import socket
from dataclasses import dataclass
from typing import Any, Self

import requests

from tests.support.client import Client
from tests.support.database import query
from tests.support.services import System

TABLES = (
    "candidates",
    "interviews",
    "asked_questions",
    "interview_answers",
    "interview_results",
    "evaluation_requests",
)


def stored(system: System) -> dict[str, tuple[int, str]]:
    """What the service has written to each table: the number of rows, and a digest of them all."""
    parts = (
        f"SELECT '{table}', count(*), md5(string_agg(t::text, '' ORDER BY t::text))"
        f" FROM {table} AS t"
        for table in TABLES
    )
    rows = query(system.database_url, " UNION ALL ".join(parts))
    return {table: (number, digest) for table, number, digest in rows}


def stored_files(system: System) -> set[str]:
    """The names in the upload folder, those of files that are still arriving included."""
    return {path.name for path in system.uploads.iterdir()} if system.uploads.exists() else set()


def first_question(client: Client, interview_id: int) -> int:
    question_id: int = client.questions(interview_id)[0]["question_id"]
    return question_id


def post_json(
    client: Client, path: str, content: object, content_type: str = "application/json"
) -> requests.Response:
    """Bytes go out as they are, anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.request("POST", path, data=body, headers={"Content-Type": content_type})


def part(name: str, content: str | bytes, disposition: str = "") -> bytes:
    """One part of a multipart body, its headers written out by hand."""
    content = content.encode() if isinstance(content, str) else content
    head = f'Content-Disposition: form-data; name="{name}"{disposition}\r\n\r\n'
    return b"--edge\r\n" + head.encode() + content + b"\r\n"


def post_parts(client: Client, *parts: bytes) -> requests.Response:
    return client.request(
        "POST",
        "/answers/create",
        data=b"".join(parts) + b"--edge--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=edge"},
    )


class Raw:
    """A connection over which a test sends exactly the bytes it wants to."""

    def __init__(self, service: System | int, content: bytes = b"") -> None:
        """The interview service of a system, or a port."""
        port = service if isinstance(service, int) else service.flask_port
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._left = b""
        self.send(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, content: bytes) -> None:
        self._socket.sendall(content)

    def begin(self) -> None:
        """Wait until an answer has begun."""
        self._receive()

    def end(self) -> None:
        """Send no more, and still listen."""
        self._socket.shutdown(socket.SHUT_WR)

    def answer(self, *, head_only: bool = False) -> "RawAnswer":
        """The next one."""
        while b"\r\n\r\n" not in self._left:
            self._receive()
        head, _, self._left = self._left.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        size = 0 if head_only else int(headers.get("content-length", "0"))
        while len(self._left) < size:
            self._receive()
        body, self._left = self._left[:size], self._left[size:]
        return RawAnswer(int(first.split()[1]), headers, body)

    def problem(self, status: int, code: str) -> dict[str, Any]:
        """The next answer, after a look that it is this problem document."""
        answer = self.answer()
        assert answer.status == status, answer
        assert answer.headers["content-type"] == "application/problem+json"
        document: dict[str, Any] = json.loads(answer.body)
        assert (document["status"], document["code"]) == (status, code)
        assert document["request_id"] == answer.headers["x-request-id"]
        return document

    def ended(self) -> bool:
        """Whether the service has closed the connection; does not wait."""
        readable, _, _ = select.select([self._socket], [], [], 0)
        try:
            return bool(readable) and self._socket.recv(1, socket.MSG_PEEK) == b""
        except ConnectionResetError:
            return True

    def is_reset(self) -> bool:
        """Whether the service has cut the connection. Takes nothing of what it has sent."""
        return self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET

    def all_of_an_answer_in_chunks(self) -> bytes:
        while not self._left.endswith(b"\r\n0\r\n\r\n"):
            self._receive()
        _, _, rest = self._left.partition(b"\r\n\r\n")
        body = b""
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            body, rest = body + rest[: int(size, 16)], rest[int(size, 16) + 2 :]
        return body

    def closed(self) -> bool:
        """Whether the service closes the connection, and sends nothing before that."""
        try:
            return self._left == b"" and self._socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _receive(self) -> None:
        received = self._socket.recv(65536)
        assert received, f"closed after {self._left!r}"
        self._left += received


@dataclass(frozen=True, slots=True)
class RawAnswer:
    status: int
    headers: dict[str, str]  # their names in lower case
    body: bytes
