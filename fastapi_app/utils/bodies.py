"""How much of a request body is taken, and how long it may be on its way."""

import asyncio
import time

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from utils.errors import MalformedBody, TooLarge

# Room for the longest answer in any encoding, and for what it is compared with.
MAX_TEXT_BYTES = 2 * 1024 * 1024
# A client slower than this is taken for one that only wants to keep its place.
LEAST_BYTES_PER_SECOND = 1000
LONGEST_SECONDS = 300.0


class BodyTooSlow(MalformedBody):
    headers = {"Connection": "close"}  # noqa: RUF012 - constant

    def __init__(self) -> None:
        super().__init__("The rest of the body did not come.")


class BodyLimits:
    """Refuses a body that is too long, however it announces itself, or too slow.

    A form may carry a file, so `max_form_bytes` may be more than other bodies have. A client may
    pause for `patience_seconds` altogether.
    """

    def __init__(self, app: ASGIApp, max_form_bytes: int, patience_seconds: float) -> None:
        self.app = app
        self.max_form_bytes = max_form_bytes
        self.patience_seconds = patience_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            is_form = media_type(scope) == "multipart/form-data"
            limit = self.max_form_bytes if is_form else MAX_TEXT_BYTES
            receive = ArrivingBody(receive, limit, self.patience_seconds).receive
        await self.app(scope, receive, send)


class ArrivingBody:
    """Counts the bytes and the seconds of one body. They begin when somebody wants to have it."""

    def __init__(self, receive: Receive, max_bytes: int, patience_seconds: float) -> None:
        self._receive = receive
        self._max_bytes = max_bytes
        self._patience = patience_seconds
        self._began: float | None = None
        self._received = 0
        self._is_complete = False

    async def receive(self) -> Message:
        """Raises TooLarge and BodyTooSlow."""
        if self._is_complete:
            return await self._receive()  # that the client has gone: may take as long as it will
        try:
            async with asyncio.timeout(self._seconds_left()):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow from None
        self._received += len(message.get("body", b""))
        if self._received > self._max_bytes:
            raise TooLarge(f"A request may have at most {self._max_bytes} bytes.")
        self._is_complete = not message.get("more_body", False)
        return message

    def _seconds_left(self) -> float:
        now = time.monotonic()
        if self._began is None:
            self._began = now
        allowed = self._patience + self._received / LEAST_BYTES_PER_SECOND
        return self._began + min(allowed, LONGEST_SECONDS) - now


def media_type(scope: Scope) -> str:
    """In lower case, without its parameters; empty when the request does not say."""
    content_type = Headers(scope=scope).get("Content-Type", "")
    return content_type.partition(";")[0].strip().lower()
