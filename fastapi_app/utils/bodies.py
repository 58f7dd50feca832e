"""Request bodies: taken in whole before anything is done about them, within limits.

While a body arrives, its client costs a connection, and what it has sent, which is in a temporary
file unless it is small.
"""

import asyncio
import logging
import time
from contextlib import closing
from tempfile import SpooledTemporaryFile

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from utils.admission import BODY_BYTES, Full
from utils.errors import AppError, Busy, MalformedBody, TooLarge, problem

log = logging.getLogger(__name__)

# Room for the longest answer in any encoding, and for what it is compared with.
MAX_TEXT_BYTES = 2 * 1024 * 1024
# A client slower than this is taken for one that only wants to keep its place.
LEAST_BYTES_PER_SECOND = 1000
LONGEST_SECONDS = 300.0
# What is longer goes to a temporary file while it arrives.
IN_MEMORY_BYTES = 32 * 1024
PIECE_BYTES = 64 * 1024
# What all clients together may have sent without having come to an end.
BUFFERED_BYTES = 512 * 1024 * 1024


class NotWhole(MalformedBody):
    headers = {"Connection": "close"}  # noqa: RUF012 - constant

    def __init__(self) -> None:
        super().__init__("The rest of the body did not come.")


class NoRoom(Busy):
    """The disk for temporary files is full or gone."""

    code = "storage_unavailable"

    def __init__(self) -> None:
        super().__init__("There is no room for the request body. Try again later.")


class BodyLimits:
    """Passes on whole bodies, and refuses one that is too long, however it announces itself, or too
    slow.

    A form may carry a file, so `max_form_bytes` may be more than other bodies have. A client may
    pause for `patience_seconds` altogether.
    """

    def __init__(self, app: ASGIApp, max_form_bytes: int, patience_seconds: float) -> None:
        self.app = app
        self.max_form_bytes = max_form_bytes
        self.patience_seconds = patience_seconds
        self.room = Room(BUFFERED_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_form = media_type(scope) == "multipart/form-data"
        limit = self.max_form_bytes if is_form else MAX_TEXT_BYTES
        with closing(Body(receive, limit, self.patience_seconds)) as body:
            if refusal := await self.take_in(body, Headers(scope=scope)):
                await problem(refusal)(scope, receive, send)
                return
            scope[BODY_BYTES] = body.size
            await self.app(scope, body.again, send)

    async def take_in(self, body: "Body", headers: Headers) -> AppError | None:
        """Why it is refused, if it is."""
        try:
            # The server has refused a length that is no number.
            body.require_room_for(int(headers.get("Content-Length", "0")))
            while await body.has_more():
                self.room.hold(body)
        except AppError as refusal:
            return refusal
        finally:
            self.room.release(body)
        return None


class Body:
    """What a client sends. The seconds begin when somebody wants to have it."""

    def __init__(self, receive: Receive, max_bytes: int, patience_seconds: float) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._patience = patience_seconds
        self._began = time.monotonic()
        self._turn: asyncio.Timeout | None = None
        self._given_up = False
        self._file = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()
        self.size = 0
        self._is_handed_out = False

    async def has_more(self) -> bool:
        """Takes the next piece. Raises TooLarge, NotWhole, NoRoom and Full."""
        message = await self._next_piece()
        if message["type"] == "http.disconnect":
            raise NotWhole
        piece = message.get("body", b"")
        self.require_room_for(self.size + len(piece))
        self.size += len(piece)
        try:
            self._file.write(piece)
            if message.get("more_body", False):
                return True
            self._file.seek(0)
        except OSError as error:
            log.error("a request body cannot be stored: %s", error)
            raise NoRoom from None
        return False

    async def _next_piece(self) -> Message:
        try:
            async with asyncio.timeout(self._seconds_left()) as self._turn:
                return await self._receive()
        except TimeoutError:
            raise Full if self._given_up else NotWhole from None
        finally:
            self._turn = None

    def _seconds_left(self) -> float:
        if self._given_up:
            return 0
        allowed = self._patience + self.size / LEAST_BYTES_PER_SECOND
        return self._began + min(allowed, LONGEST_SECONDS) - time.monotonic()

    def require_room_for(self, size: int) -> None:
        """Raises TooLarge."""
        if size > self._max_bytes:
            raise TooLarge(f"A request may have at most {self._max_bytes} bytes.")

    def give_up(self) -> None:
        """Somebody else needs the room."""
        self._given_up = True
        if self._turn is not None and not self._turn.expired():
            self._turn.reschedule(0)

    @property
    def bytes_per_second(self) -> float:
        """How fast it has come; one that has just begun says little."""
        return self.size / max(time.monotonic() - self._began, 1.0)

    async def again(self) -> Message:
        """The whole body as a server would hand it out; after that, whether the client has gone."""
        if self._is_handed_out:
            return await self._receive()
        if self._file.tell():
            await asyncio.sleep(0)  # between two pieces it is the turn of others
        piece = self._file.read(PIECE_BYTES)
        self._is_handed_out = self._file.tell() == self.size
        return {"type": "http.request", "body": piece, "more_body": not self._is_handed_out}

    def close(self) -> None:
        self._file.close()


class Room:
    """How much is there of bodies that are not whole. When it becomes too much, the slowest go."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._total = 0
        self._held: dict[Body, int] = {}

    def hold(self, body: Body) -> None:
        self._total += body.size - self._held.get(body, 0)
        self._held[body] = body.size
        if self._total > self._most:
            for slow in sorted(self._held, key=lambda one: one.bytes_per_second):
                self.release(slow)
                slow.give_up()
                if self._total <= self._most * 0.9:
                    break

    def release(self, body: Body) -> None:
        self._total -= self._held.pop(body, 0)


def media_type(scope: Scope) -> str:
    """In lower case, without its parameters; empty when the request does not say."""
    content_type = Headers(scope=scope).get("Content-Type", "")
    return content_type.partition(";")[0].strip().lower()
