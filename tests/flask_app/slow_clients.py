"""Clients that take their time, many of them, in a process of their own: `python -m` this module.

It says "ready" when all are under way or gone, and ends when its input does. Each does as much as
it must so as not to be cut off: what trickles in a head or a body, what trickles out of a file.
Where the bodies go, and how long they are, may be said last.
"""

import asyncio
import contextlib
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TRICKLE_SECONDS = 1.0
# Nearly a mebibyte: as much as a body may have without being taken for an upload anywhere.
BODY_BYTES = str(1024 * 1024 - 1)
SENT_AT_ONCE = 50_000


@contextlib.contextmanager
def crowd(*arguments: object, may_go: bool = False) -> Iterator[None]:
    """So many as `main` is told, for as long as the block lasts. Fails if one was cut off, unless
    they may go."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.flask_app.slow_clients", *map(str, arguments)],
        cwd=Path(__file__).resolve().parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "ready\n"
        yield
        process.stdin.close()
        assert may_go or process.stdout.readline() == "0\n", "some were not slow but gone"
    finally:
        process.kill()
        process.wait()


async def slow_head(port: int) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /interviews HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
    await trickle(writer, 1)


async def slow_body(port: int, path: str, length: str) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()
    )
    writer.write(b" " * SENT_AT_ONCE)
    await writer.drain()
    await trickle(writer, 1000)


async def trickle(writer: asyncio.StreamWriter, size: int) -> None:
    under_way()
    await asyncio.sleep(random.random() * TRICKLE_SECONDS)
    while True:
        writer.write(b"x" * size)
        await writer.drain()
        await asyncio.sleep(TRICKLE_SECONDS)


async def slow_reader(port: int, path: str) -> None:
    # Of a client far away the system takes no more than it can pass on.
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", port))
        reader, writer = await asyncio.open_connection(sock=client.dup(), limit=1024)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    await reader.read(100)
    under_way()
    while await reader.read(2000):
        await asyncio.sleep(TRICKLE_SECONDS)


begun = 0


def under_way() -> None:
    global begun  # noqa: PLW0603 - one number in a script
    begun += 1


async def main(
    port: int,
    heads: int,
    bodies: int,
    readers: int,
    path: str,
    body_path: str = "/interviews/create",
    body_bytes: str = BODY_BYTES,
) -> None:
    clients = [slow_head(port) for _ in range(heads)]
    clients += [slow_body(port, body_path, body_bytes) for _ in range(bodies)]
    clients += [slow_reader(port, path) for _ in range(readers)]
    tasks = []
    for client in clients:
        tasks.append(asyncio.create_task(client))
        await asyncio.sleep(0)
    while begun + sum(task.done() for task in tasks) < len(clients):
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    gone = sum(task.done() for task in tasks)
    print(gone, flush=True)
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:5]), *sys.argv[5:]))
