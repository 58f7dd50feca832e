"""What the process that reads a document can do to anything else: nothing."""

import json
import re
import resource
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import psutil
import pytest

from tests.reading.conftest import Read
from tests.reading.documents import docx_of, notebook_of, pdf_of
from tests.support.loading import Load
from tests.support.services import REPOSITORY
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux: seccomp")

Probe: TypeAlias = Callable[..., dict[str, str]]
PROBE = """
import ctypes, json, os, resource, signal, socket, subprocess, sys, threading
from reading import worker
from reading.result import Reading

def tried(does):
    try:
        return repr(does())
    except (OSError, RuntimeError, ValueError):
        return "refused"
    except BaseException as error:
        return type(error).__name__

def libc(name, *arguments):
    library = ctypes.CDLL(None, use_errno=True)
    answer = getattr(library, name)(*arguments)
    if answer == -1:
        raise OSError(ctypes.get_errno(), name)
    return answer

def read(content):
    given = json.loads(content)
    tries = {
{tries}
    }
    return Reading(json.dumps({name: tried(does) for name, does in tries.items()}))

worker.serve(read)
"""
# What each attempt does in the confined process; `given` is what the test tells it.
ATTEMPTS = {
    "connect to a server on this machine": "socket.socket().connect(('127.0.0.1', given['port']))",
    "make a socket of another family": "socket.socket(socket.AF_UNIX)",
    "read a file": "open('/etc/passwd').read()",
    "read a file by the call itself": "libc('open', b'/etc/passwd', 0)",
    "write a file": "open(given['target'], 'w')",
    "look into a folder": "os.listdir('/')",
    "remove a file": "os.unlink(given['own'])",
    "rename a file": "os.rename(given['own'], given['target'])",
    "start a process": "subprocess.run(['/bin/true'])",
    "fork": "os.fork() or os._exit(0)",
    "become another program": "os.execv('/bin/true', ['true'])",
    "begin a thread": "threading.Thread(target=print).start()",
    "signal the service": "os.kill(os.getppid(), 0)",
    "trace the service": "libc('ptrace', 16, os.getppid(), 0, 0)",
    "read the service's memory": "libc('process_vm_readv', os.getppid(), 0, 0, 0, 0, 0)",
    "change its user": "os.setuid(0)",
    "leave its root folder": "os.chroot('/')",
    "mount": "libc('mount', None, b'/', None, 0, None)",
    "loosen a limit": "resource.setrlimit(resource.RLIMIT_CPU, (600, 600))",
    "prolong its time": "signal.setitimer(signal.ITIMER_REAL, 600)",
    "go ahead of others": "os.nice(-1)",
}
SEEN = {
    "limits": "[resource.getrlimit(n) for n in given['limits']]",
    "alarm": "signal.getitimer(signal.ITIMER_REAL)[0]",
    "try": "signal.getitimer(signal.ITIMER_PROF)[0]",
    "isolated": "sys.flags.isolated",
}
LIMITS = {
    "processor seconds": (resource.RLIMIT_CPU, (5, 6)),
    "bytes of memory": (resource.RLIMIT_AS, (512 * 1024 * 1024,) * 2),
    "bytes of a file": (resource.RLIMIT_FSIZE, (0, 0)),
    "bytes of a core": (resource.RLIMIT_CORE, (0, 0)),
    "processes": (resource.RLIMIT_NPROC, (0, 0)),
    "open files": (resource.RLIMIT_NOFILE, (3, 3)),
}


@pytest.fixture(scope="module")
def child(load: Load) -> ModuleType:
    return load("reading.child")


@pytest.fixture
def probe(child: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Probe:
    """Runs these expressions where a document is read; what each came to."""
    monkeypatch.setattr(child, "FOLDERS", [str(tmp_path), *child.FOLDERS])
    monkeypatch.setattr(child, "kept", child.Kept(0, 0))

    def probe(tries: dict[str, str], **given: Any) -> dict[str, str]:
        lines = "\n".join(f"        {name!r}: lambda: {does}," for name, does in tries.items())
        (tmp_path / "probe.py").write_text(PROBE.replace("{tries}", lines))
        content = json.dumps(given).encode()
        found: dict[str, str] = json.loads(child.read_apart("probe", content).text)
        return found

    return probe


def test_it_can_neither_see_nor_touch_anything(probe: Probe, tmp_path: Path) -> None:
    own, target = tmp_path / "own", tmp_path / "target"
    own.touch()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        port = listener.getsockname()[1]
        came_to = probe(ATTEMPTS, port=port, own=str(own), target=str(target))
        with pytest.raises(BlockingIOError):
            listener.accept()

    assert came_to == dict.fromkeys(ATTEMPTS, "refused")
    assert own.exists()
    assert not target.exists()


def test_the_limits_of_the_readme_hold_in_it(probe: Probe) -> None:
    kinds = {name: kind for name, (kind, _) in LIMITS.items()}

    seen = probe(SEEN, limits=list(kinds.values()))

    assert seen["limits"] == str([amounts for _, amounts in LIMITS.values()])
    assert 8 < float(seen["alarm"]) <= 9, "a second after the service has lost patience"
    assert 0 < float(seen["try"]) < 0.6, "and is begun again with more time when that is over"
    assert seen["isolated"] == "1"
    readme = (REPOSITORY / "README.md").read_text()
    assert "5 seconds of processor time, 8 seconds altogether and 512 MiB of memory" in readme


def test_it_has_no_environment(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "LLM_API_KEY", "PYTHONPATH", "LD_PRELOAD"):
        monkeypatch.setenv(name, "/a-secret")

    # What Python itself puts there when nobody has named a language.
    assert probe({"names": "set(os.environ) - {'LC_CTYPE'}"}) == {"names": "set()"}


def test_the_kernel_says_that_it_is_confined_and_what_it_was_started_with(
    child: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@h/d")
    monkeypatch.setattr(child, "MAX_SECONDS", 1)
    monkeypatch.setattr(child, "kept", child.Kept(0, 0))
    monkeypatch.setattr(child, "FOLDERS", [str(tmp_path), *child.FOLDERS])
    (tmp_path / "endless.py").write_text(
        "import threading\nfrom reading import worker\nlock = threading.Lock()\n"
        "worker.serve(lambda _: lock.acquire() and lock.acquire())"
    )

    def read() -> None:
        with pytest.raises(child.PutOff):
            child.read_apart("endless", b"")

    reading = threading.Thread(target=read)
    reading.start()
    try:
        wait_until(lambda: confined_child() is not None, 20, "the child to be confined")
        confined = confined_child()
        assert confined is not None
        process = Path("/proc") / str(confined)
        status = dict(re.findall(r"(\w+):\t(.*)", (process / "status").read_text()))
        assert (process / "environ").read_bytes() == b""
        assert b"secret" not in (process / "cmdline").read_bytes()
        assert status["NoNewPrivs"] == "1"
        assert status["Threads"] == "1"
    finally:
        reading.join()


def confined_child() -> int | None:
    for process in psutil.Process().children():
        if "Seccomp:\t2" in (Path("/proc") / str(process.pid) / "status").read_text():
            return process.pid
    return None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf_of(["Closures remember names."])),
        ("a.docx", docx_of("Closures remember names.")),
        ("a.ipynb", notebook_of({"source": ["Closures remember ", "names."]})),
    ],
)
def test_ordinary_documents_are_read_all_the_same(read: Read, name: str, content: bytes) -> None:
    assert read(content, name).text.split() == ["Closures", "remember", "names."]


def test_without_seccomp_documents_are_read_and_the_log_says_once_that_there_is_no_sandbox(
    load: Load, child: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(child, "kept", child.Kept(0, 0))
    calls = load("reading.system_calls")
    monkeypatch.setattr(calls, "supported", lambda: False)
    calls.filter_program.cache_clear()
    calls.say_unconfined.cache_clear()
    try:
        for _ in range(2):
            notebook = notebook_of({"source": "text"})
            assert child.read_apart("reading.notebook", notebook).text == "text"
    finally:
        calls.filter_program.cache_clear()

    assert caplog.text.count("documents are read without a sandbox because") == 1
    assert "because the kernel has no seccomp" in caplog.text


def test_a_kernel_that_refuses_the_filter_is_said_in_the_log_too(
    child: ModuleType, load: Load, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    load("reading.system_calls").say_unconfined.cache_clear()
    monkeypatch.setattr(child, "kept", child.Kept(0, 0))
    monkeypatch.setattr(child, "filter_program", lambda: bytes(8))

    read = child.read_apart("reading.notebook", notebook_of({"source": "text"}))

    assert read.text == "text"
    assert "without a sandbox because Invalid argument" in caplog.text
