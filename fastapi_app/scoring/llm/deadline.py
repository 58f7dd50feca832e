"""Limits to how long a reply and a whole judgement may take."""

import time
from collections.abc import Iterator
from typing import Any

import httpx2
from openai import APITimeoutError, DefaultHttpxClient

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


def _limit_reading(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Limited(response.stream, response.request.extensions[_ENDS_AT])


class PunctualClient(DefaultHttpxClient):
    """Lets a reply have as long as the request says, however steadily it trickles: the time-out of
    its parent starts afresh with every byte. And a request that had all its time is not repeated as
    one is that failed fast; a model seldom thinks faster the second time."""

    def __init__(self) -> None:
        super().__init__(follow_redirects=False, event_hooks={"response": [_limit_reading]})

    def send(self, request: httpx2.Request, **how: Any) -> httpx2.Response:
        request.extensions[_ENDS_AT] = time.monotonic() + request.extensions["timeout"]["read"]
        try:
            return super().send(request, **how)
        except httpx2.ReadTimeout:
            raise APITimeoutError(request) from None
