"""A repository with the real launcher and small stand-ins for what it starts."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg2  # type: ignore[import-untyped]

from launcher.area import DataArea
from launcher.cluster import running_server, server_url

ROOT = Path(__file__).resolve().parents[2]
UP = "everything is up"

_MIGRATE = """
import psycopg2

class MigrationError(Exception):
    pass

def migrate(url, tell):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute("CREATE TABLE IF NOT EXISTS kept (note text)")
    return ["The stub's table is there."]
"""
_FASTAPI = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"well"})
"""
_CONNECTIONS = "from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as Connection\n"
# Found before the real one, which takes half a second of computing to import each time.
_UVICORN = """
import os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())

    def log_message(self, *arguments):
        pass

import main
host, port = (sys.argv[sys.argv.index(option) + 1] for option in ("--host", "--port"))
HTTPServer((host, int(port)), Handler).serve_forever()
"""
# /slow answers only after SIGTERM has come; the worker is what a pre-forking server would have.
_FLASK = """
import os, signal, subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

stopping = threading.Event()
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/crash":
            os._exit(3)
        if self.path == "/slow":
            open("slow-request-began", "w").close()
            stopping.wait(20)
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

class Server(ThreadingHTTPServer):
    daemon_threads = False

server = Server((os.environ["FLASK_HOST"], int(os.environ["FLASK_PORT"])), Handler)

def stop(*arguments):
    threading.Thread(target=server.shutdown).start()
    threading.Timer(0.3, stopping.set).start()

signal.signal(signal.SIGTERM, stop)
server.serve_forever()
server.server_close()
"""


def copy_folder(origin: Path, target: Path) -> None:
    """With owners and modes, which shutil.copytree loses."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(origin), str(target)], check=True)


def eventually(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds} s still not true: {what}"
        time.sleep(0.02)


BETWEEN_PORTS = 5000
FIRST_PORT, LAST_PORT = 10000, 15000
"""And as many above them are for the tests of the launcher alone: `free_port` gives others."""


def unused_port() -> int:
    """That of the interview service; the evaluator's is 5,000 above it. Spread by our process id,
    so that two test runs do not meet."""
    span = LAST_PORT - FIRST_PORT
    for step in range(span):
        port = FIRST_PORT + (os.getpid() * 61 + step) % span
        with socket.socket() as one, socket.socket() as other, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            other.bind(("127.0.0.1", port + BETWEEN_PORTS))
            return port
    raise AssertionError("no free port")


def get(url: str, timeout: float = 25) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=timeout) as response:
        return str(response.read().decode())


class StubRepository:
    def __init__(self, folder: Path, *, real_uvicorn: bool = False) -> None:
        self.folder = folder
        self.flask_port = unused_port()
        self.fastapi_port = self.flask_port + BETWEEN_PORTS
        shutil.copytree(
            ROOT / "launcher", folder / "launcher", ignore=shutil.ignore_patterns("__pycache__")
        )
        for name, text in {
            "database/__init__.py": "",
            "database/migrate.py": _MIGRATE,
            "database/search_path.py": (ROOT / "database" / "search_path.py").read_text(),
            "fastapi_app/main.py": _FASTAPI,
            "fastapi_app/utils/connections.py": _CONNECTIONS,
            "flask_app/app.py": _FLASK,
            **({} if real_uvicorn else {"fastapi_app/uvicorn.py": _UVICORN}),
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        self.area = folder / ".data" / "postgres"
        self.launchers: list[Launcher] = []
        self.python = sys.executable

    @property
    def flask(self) -> str:
        return f"http://127.0.0.1:{self.flask_port}"

    @property
    def fastapi(self) -> str:
        return f"http://127.0.0.1:{self.fastapi_port}"

    def start(self, *arguments: str, user: int | None = None, **environment: str) -> "Launcher":
        launcher = Launcher(self, arguments, environment, user)
        self.launchers.append(launcher)
        return launcher

    def run(
        self, *arguments: str, user: int | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, "-m", "launcher", *arguments],
            cwd=self.folder,
            env=self.environment(environment),
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        ours = {"DATABASE_URL", "DATABASE_OWNER_URL", "FASTAPI_URL", "POSTGRES_DATA_DIR"}
        ours |= {"FLASK_HOST", "FASTAPI_HOST", "ALLOWED_HOSTS"}
        return {
            **{key: value for key, value in os.environ.items() if key not in ours},
            "FLASK_PORT": str(self.flask_port),
            "FASTAPI_PORT": str(self.fastapi_port),
            **more,
        }

    def url(self) -> str:
        area = DataArea(self.area)
        server = running_server(area)
        assert server is not None
        return server_url(area, server.port)

    def query(self, statement: str) -> list[tuple[object, ...]]:
        connection = psycopg2.connect(self.url())
        with contextlib.closing(connection), connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return [] if cursor.description is None else list(cursor.fetchall())

    def processes(self, name: str = "") -> list[psutil.Process]:
        """Whatever works in this repository or on its data, launchers included."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                here = Path(process.cwd()).is_relative_to(self.folder)
                if here and process.status() != psutil.STATUS_ZOMBIE and name in process.name():
                    found.append(process)
        return found

    def accounts(self, name: str = "") -> set[int]:
        """Whose these processes are; one that ends meanwhile is left out."""
        accounts = set()
        for process in self.processes(name):
            with contextlib.suppress(psutil.NoSuchProcess):
                accounts.add(process.uids().real)
        return accounts

    def postmaster(self) -> int:
        return int((self.area / "cluster" / "postmaster.pid").read_text().split()[0])

    def kill_everything(self) -> None:
        # In good order first: a killed PostgreSQL leaves shared memory behind for its next start.
        for launcher in self.launchers:
            launcher.process.terminate()
        for launcher in self.launchers:
            with contextlib.suppress(subprocess.TimeoutExpired):
                launcher.process.wait(10)
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()
        for launcher in self.launchers:
            launcher.process.wait()


class Launcher:
    def __init__(
        self,
        repository: StubRepository,
        arguments: tuple[str, ...],
        environment: dict[str, str],
        user: int | None,
    ) -> None:
        self._output = repository.folder / f"output-{len(repository.launchers)}.txt"
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [repository.python, "-m", "launcher", *arguments],
                cwd=repository.folder,
                env=repository.environment(environment),
                stdout=output,
                stderr=output,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )

    def output(self) -> str:
        return self._output.read_text()

    def says(self, text: str, seconds: float = 30) -> None:
        eventually(lambda: text in self.output() or self.process.poll() is not None, text, seconds)
        assert text in self.output(), self.output()

    def is_up(self) -> None:
        self.says(UP)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)
