"""A TCP proxy between two processes that does harm on request and counts what it did.

It knows nothing of the protocol. What it calls a response is what the server sends until the client
speaks again.
"""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Literal, Self

from tests.support.services import free_port

CHUNK_BYTES = 64 * 1024
CONTROL_SECONDS = 30.0
# To close with a reset instead of an orderly end.
LINGER_NOT = struct.pack("ii", 1, 0)
# No protocol here begins a message with it, and it is in no text.
GARBAGE = 0xFF

Kind = Literal["pass", "refuse", "slam", "reset", "black hole", "silence", "slow", "corrupt"]


@dataclass(frozen=True, slots=True)
class Mode:
    kind: Kind
    count: int = 0  # bytes that a reset lets through, that corruption overwrites, of a slow piece
    seconds: float = 0.0  # before each piece of a slow link
    word: bytes = b""  # after which there is silence

    def __str__(self) -> str:
        return self.kind


PASS = Mode("pass")
REFUSE = Mode("refuse")  # nobody listens, and open connections are reset
SLAM = Mode("slam")  # connections are accepted and then reset
BLACK_HOLE = Mode("black hole")  # whatever comes is taken, and nothing ever goes on


def reset_after(count: int) -> Mode:
    return Mode("reset", count=count)


def silence_after(word: bytes) -> Mode:
    """Responses pass until a client has said this; what it says still arrives."""
    return Mode("silence", word=word)


def slow(seconds: float, piece: int = CHUNK_BYTES) -> Mode:
    return Mode("slow", count=piece, seconds=seconds)


def corrupt(count: int) -> Mode:
    return Mode("corrupt", count=count)


class FaultProxy:
    """Listens on a port of its own from `start` to `close`; works in a thread of its own."""

    def __init__(self, target_port: int, name: str = "link") -> None:
        self.name = name
        self.target_port = target_port
        self.port = free_port()
        self.mode = PASS
        self.done: Counter[str] = Counter()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._listener: asyncio.Server | None = None
        self._connections: set[Connection] = set()
        self._changed = asyncio.Event()

    def start(self) -> Self:
        self._thread.start()
        self._run(self._listen())
        return self

    __enter__ = start

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def set(self, mode: Mode) -> None:
        """The mode holds when this returns, for open connections too."""
        self._run(self._set(mode))

    def cut(self) -> None:
        """Reset every open connection."""
        self._run(self._cut())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def open(self) -> int:
        return len(self._connections)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(CONTROL_SECONDS)

    async def _listen(self) -> None:
        if self._listener is None:
            self._listener = await asyncio.start_server(
                self._accept, "127.0.0.1", self.port, backlog=512
            )

    async def _stop_listening(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    async def _end(self) -> None:
        await self._set(PASS)  # or a black hole would keep its connections
        await self._stop_listening()
        await self._cut()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _set(self, mode: Mode) -> None:
        self.mode = mode
        self._changed.set()
        self._changed = asyncio.Event()
        if mode.kind in {"refuse", "slam"}:
            await self._cut()
        if mode.kind == "refuse":
            await self._stop_listening()
        else:
            await self._listen()

    async def _cut(self) -> None:
        for connection in list(self._connections):
            connection.reset()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.done["connections"] += 1
        connection = Connection(self, reader, writer)
        self._connections.add(connection)
        try:
            await connection.serve()
        except asyncio.CancelledError:  # by close()
            connection.reset()
        finally:
            self._connections.discard(connection)

    async def mode_changed(self) -> None:
        await self._changed.wait()


class Connection:
    """A connection of a client, and the one to the server that belongs to it."""

    def __init__(
        self, proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._proxy = proxy
        self._client = (reader, writer)
        self._writers = [writer]
        self._lost = False  # something was swallowed: what follows would make no sense any more
        self._silenced = False
        self._responded = 0  # bytes of the present response

    async def serve(self) -> None:
        if self._proxy.mode.kind == "slam":
            self._proxy.done["slam"] += 1
            self.reset()
            return
        try:
            server = await self._reach_server()
            await asyncio.gather(
                self._pump(self._client[0], server[1], responding=False),
                self._pump(server[0], self._client[1], responding=True),
            )
        except OSError:
            self.reset()
        finally:
            for writer in self._writers:
                writer.close()

    async def _reach_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._proxy.mode.kind == "black hole":
            await self._swallow_until_closed()
        server = await asyncio.open_connection("127.0.0.1", self._proxy.target_port)
        self._writers.append(server[1])
        return server

    async def _swallow_until_closed(self) -> None:
        while chunk := await self._client[0].read(CHUNK_BYTES):
            self._proxy.done["black hole"] += len(chunk)
        raise ConnectionResetError

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, responding: bool
    ) -> None:
        try:
            while chunk := await source.read(CHUNK_BYTES):
                await self._pass_on(chunk, sink, responding=responding)
        finally:
            # No end of a connection gets through a black hole either.
            while self._proxy.mode.kind == "black hole":
                await self._proxy.mode_changed()
        if self._lost:
            raise ConnectionResetError
        sink.write_eof()

    async def _pass_on(self, chunk: bytes, sink: asyncio.StreamWriter, *, responding: bool) -> None:
        mode = self._proxy.mode
        if mode.kind == "black hole" or self._lost:
            self._lost = True
            self._proxy.done["black hole"] += len(chunk)
            return
        if mode.kind == "silence" and not responding and mode.word in chunk:
            self._silenced = True
        if self._silenced and responding:
            self._proxy.done["silence"] += len(chunk)
            return
        if mode.kind == "slow":
            await self._write_slowly(chunk, sink, mode)
        elif responding and mode.kind == "reset":
            await self._write_and_reset(chunk, sink, mode.count)
        else:
            if responding and mode.kind == "corrupt" and self._responded < mode.count:
                chunk = self._spoilt(chunk, mode.count - self._responded)
            sink.write(chunk)
        self._responded = self._responded + len(chunk) if responding else 0
        await sink.drain()

    async def _write_slowly(self, chunk: bytes, sink: asyncio.StreamWriter, mode: Mode) -> None:
        for start in range(0, len(chunk), mode.count):
            if self._proxy.mode == mode:
                self._proxy.done["slow"] += 1
                await asyncio.sleep(mode.seconds)
            sink.write(chunk[start : start + mode.count])
            await sink.drain()

    async def _write_and_reset(self, chunk: bytes, sink: asyncio.StreamWriter, count: int) -> None:
        left = count - self._responded
        if len(chunk) < left:
            sink.write(chunk)
            return
        sink.write(chunk[:left])
        await sink.drain()
        self._proxy.done["reset"] += 1
        raise ConnectionResetError

    def _spoilt(self, chunk: bytes, count: int) -> bytes:
        self._proxy.done["corrupt"] += 1
        count = min(count, len(chunk))
        return bytes([GARBAGE]) * count + chunk[count:]

    def reset(self) -> None:
        self._proxy.done["cut"] += 1
        for writer in self._writers:
            raw = writer.get_extra_info("socket")
            if raw is not None and raw.fileno() >= 0:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
            writer.transport.abort()
