"""A limit to how long a reply may take to arrive, however steadily it trickles."""

import time
from collections.abc import Callable, Iterator

import httpx2


class _Limited(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, seconds: float) -> None:
        self._stream = stream
        self._ends_at = time.monotonic() + seconds

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            if time.monotonic() > self._ends_at:
                raise httpx2.ReadTimeout("The reply took too long to arrive.")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def limit_reading(seconds: float) -> Callable[[httpx2.Response], None]:
    """A hook on responses. The client's own time-out starts afresh with every byte."""

    def hook(response: httpx2.Response) -> None:
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Limited(response.stream, seconds)

    return hook
