"""Limits to how long a reply and a whole judgement may take."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2
from openai import APIConnectionError, APITimeoutError, DefaultHttpxClient

_LEAST_SECONDS = 0.01
_ENDS_AT = "interviews.ends_at"


class Deadline:
    """When a judgement has to be there, whatever has to be tried for it."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends_at

    @property
    def seconds_left(self) -> float:
        """Never quite nothing, which no socket takes for a time-out."""
        return max(_LEAST_SECONDS, self._ends_at - time.monotonic())

    @contextmanager
    def limits_retries(self) -> Iterator[None]:
        """Of what this thread sends meanwhile."""
        token = _judgement.set(self)
        try:
            yield
        finally:
            _judgement.reset(token)


# OpenAI's client hands nothing through to the one that sends.
_judgement: ContextVar[Deadline | None] = ContextVar("judgement", default=None)


def seconds_given(request: httpx2.Request) -> float:
    return float(request.extensions["timeout"]["read"])


class _Limited(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, ends_at: float) -> None:
        self._stream = stream
        self._ends_at = ends_at

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if time.monotonic() > self._ends_at:
                raise httpx2.ReadTimeout("The reply took too long to arrive.")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _is_for_the_last_time(request: httpx2.Request) -> bool:
    """Whether there is less time left than a whole reply may take, so that asking again could only
    end in being cut off."""
    deadline = _judgement.get()
    return deadline is not None and deadline.seconds_left < seconds_given(request)


def _limit_reading(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Limited(response.stream, response.request.extensions[_ENDS_AT])


class PunctualClient(DefaultHttpxClient):
    """Lets the body of a reply have as long as the request says, however steadily it trickles: the
    time-out of its parent starts afresh with every byte. (So it does in the headers, which are out
    of reach here.) And a request that had all its time is not repeated as one is that failed fast;
    a model seldom thinks faster the second time. Nor is one when its judgement has less time left
    than a reply may take, or one whose error says by status and body that this ``is_final``."""

    def __init__(self, query: str, is_final: Callable[[int, bytes], bool]) -> None:
        self._is_final = is_final
        hooks = [_limit_reading, self._forbid_retrying]
        super().__init__(
            follow_redirects=False,
            event_hooks={"response": hooks},
            params=httpx2.QueryParams(query),  # OpenAI's client would put a list's name in brackets
        )

    def send(self, request: httpx2.Request, **how: Any) -> httpx2.Response:
        request.extensions[_ENDS_AT] = time.monotonic() + seconds_given(request)
        try:
            return super().send(request, **how)
        except httpx2.ReadTimeout:
            raise APITimeoutError(request) from None
        except httpx2.TransportError:
            if _is_for_the_last_time(request):
                raise APIConnectionError(request=request) from None
            raise

    def _forbid_retrying(self, response: httpx2.Response) -> None:
        if _is_for_the_last_time(response.request) or (
            response.is_error and self._is_final(response.status_code, response.read())
        ):
            response.headers["x-should-retry"] = "false"  # which OpenAI's client obeys
