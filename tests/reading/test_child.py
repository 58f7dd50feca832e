"""The process that reads a document: whatever it does, it is one document that is not read."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import psutil
import pytest

from tests.support.loading import Load

TOO_LONG = "Reading the file takes too long; it needs manual review."
BROKEN_OFF = "The file is damaged, or takes too much memory to read; it needs manual review."
TOO_MUCH_MEMORY = "Reading the file takes too much memory; it needs manual review."
READER = """
import ctypes, os, resource, signal, threading, time
from reading import worker
from reading.result import Reading

def read(content):
    {does}
    return Reading(content.decode())

{before}
worker.serve(read)
"""
TIGHT = "worker.LIMITS[resource.RLIMIT_CPU] = (1, 2)"
HANGS = "lock = threading.Lock(); lock.acquire(); lock.acquire()"
# For what only a process can do to itself that was not confined.
FREE = "worker.confine = lambda _: ''"
Reader: TypeAlias = Callable[..., str]


@pytest.fixture(scope="module")
def child(load: Load) -> ModuleType:
    return load("reading.child")


@pytest.fixture
def reader(child: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A module that the child finds, and that reads as a test wants it to."""
    monkeypatch.setattr(child, "FOLDERS", [str(tmp_path), *child.FOLDERS])
    monkeypatch.setattr(child, "kept", child.Kept(0, 0))
    monkeypatch.setattr(child, "tries", child.Tries(2, 10))

    def reader(does: str, before: str = "") -> str:
        (tmp_path / "strange_reader.py").write_text(READER.format(does=does, before=before))
        return "strange_reader"

    return reader


def refused(child: ModuleType, module: str) -> str:
    before = psutil.Process().children()
    with pytest.raises(child.Unreadable) as error:
        child.read_apart(module, b"text")
    assert psutil.Process().children() == before
    return str(error.value)


def test_what_it_reads_is_what_the_service_gets(child: ModuleType, reader: Reader) -> None:
    reading = child.read_apart(reader("pass"), "A café.\n".encode())

    assert (reading.text, reading.flags) == ("A café.\n", ())


def test_one_that_hangs_is_tried_again_and_then_ended_for_good(
    child: ModuleType, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It did not use its processor time: perhaps the machine had none for it."""
    monkeypatch.setattr(child, "MAX_QUICK_SECONDS", 0.5)
    monkeypatch.setattr(child, "MAX_SECONDS", 1)
    module = reader(HANGS)

    for _ in range(2):
        with pytest.raises(child.PutOff):
            child.read_apart(module, b"text")
        assert refused(child, module) == TOO_LONG


def test_what_was_broken_off_once_is_read_when_the_machine_has_time_for_it(
    child: ModuleType, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = reader("pass")
    monkeypatch.setattr(child, "kept", child.Kept(10_000, 60))
    with monkeypatch.context() as busy:
        for limit in ("MAX_QUICK_SECONDS", "MAX_SECONDS"):
            busy.setattr(child, limit, 0.001)
        with pytest.raises(child.PutOff):
            child.read_apart(module, b"text")

    assert child.read_apart(module, b"text").text == "text"


def test_tries_are_counted_anew_after_one_that_came_to_an_end(child: ModuleType) -> None:
    tries = child.Tries(2, 10)

    assert not tries.was_last("a")
    tries.forget("a")
    assert [tries.was_last("a"), tries.was_last("a"), tries.was_last("a")] == [False, True, False]


def test_only_the_latest_tries_are_counted(child: ModuleType) -> None:
    tries = child.Tries(2, 2)

    assert [tries.was_last(key) for key in "abcb"] == [False, False, False, True]
    assert not tries.was_last("a")


def test_one_that_only_calculates_is_ended(child: ModuleType, reader: Reader) -> None:
    assert refused(child, reader("while True: pass", TIGHT)) == TOO_LONG


def test_one_that_wants_a_gigabyte_does_not_get_it(child: ModuleType, reader: Reader) -> None:
    assert refused(child, reader("bytes(1_000_000_000)")) == TOO_MUCH_MEMORY


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT"])
def test_one_that_crashes_is_one_file_that_cannot_be_read(
    child: ModuleType, reader: Reader, name: str
) -> None:
    assert refused(child, reader(f"os.kill(os.getpid(), signal.{name})", FREE)) == BROKEN_OFF


def test_one_that_the_system_ends_is_tried_again_before_it_cannot_be_read(
    child: ModuleType, reader: Reader
) -> None:
    """As it does when it is out of memory, perhaps for the sake of others."""
    module = reader("os.kill(os.getpid(), signal.SIGKILL)", FREE)

    with pytest.raises(child.PutOff):
        child.read_apart(module, b"text")
    assert refused(child, module) == BROKEN_OFF


@pytest.mark.parametrize("does", ["ctypes.string_at(0)", "os.abort()"])
def test_one_that_crashes_confined_is_one_file_too(
    child: ModuleType, reader: Reader, does: str
) -> None:
    assert refused(child, reader(does)) == BROKEN_OFF


def test_an_error_nobody_thought_of_is_one_file_that_cannot_be_read(
    child: ModuleType, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    assert refused(child, reader("raise ArithmeticError('no such number')")) == BROKEN_OFF
    assert "ArithmeticError: no such number" in caplog.text


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP"])
def test_one_that_is_stopped_with_the_service_is_no_verdict_on_the_file(
    child: ModuleType, reader: Reader, name: str
) -> None:
    with pytest.raises(child.PutOff) as stopped:
        child.read_apart(reader(f"os.kill(os.getpid(), signal.{name})", FREE), b"")

    assert stopped.value.status == 503


def test_one_that_does_not_start_is_our_fault_and_not_the_files(
    child: ModuleType, reader: Reader
) -> None:
    with pytest.raises(RuntimeError, match="No module named 'not_installed'"):
        child.read_apart(reader("pass", "import not_installed"), b"")


def test_without_a_service_that_waits_for_it_it_ends_by_itself(
    child: ModuleType, reader: Reader
) -> None:
    soon = "worker.MAX_SECONDS = 0"
    ended = subprocess.run(
        child.command(reader(HANGS, soon)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=30,
        check=False,
    )

    assert ended.returncode == -signal.SIGALRM


def test_with_too_many_at_once_the_next_is_put_off(
    child: ModuleType, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "quick", child.FairQueue(1, 10))
    monkeypatch.setattr(child, "MAX_QUICK_SECONDS_IN_QUEUE", 0.01)
    module = reader("pass")

    with child.quick.place(1), pytest.raises(child.PutOff) as put_off:
        child.read_apart(module, b"text")

    assert (put_off.value.status, put_off.value.headers["Retry-After"]) == (503, "2")
    assert child.read_apart(module, b"text").text == "text"


def test_one_that_takes_longer_than_most_is_read_all_the_same(
    child: ModuleType, reader: Reader
) -> None:
    """It is tried quickly first, and begun again with more time."""
    reading = child.read_apart(reader("while time.process_time() < 0.8: pass"), b"text")

    assert reading.text == "text"


def test_a_machine_that_has_no_process_left_is_no_verdict_on_the_file(
    child: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: Any, **__: Any) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "run", none_left)

    with pytest.raises(child.PutOff):
        child.read_apart("reading.pdf", b"")


def test_every_place_is_free_again_after_all_that(
    child: ModuleType, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    for queue in ("quick", "patient"):
        monkeypatch.setattr(child, queue, child.FairQueue(1, 10))
    killed = "os.kill(os.getpid(), signal.SIGKILL)"
    for does in ("raise ValueError", "os.abort()", "while True: pass", killed, "pass"):
        module = reader(does, f"{FREE}; {TIGHT}")
        try:
            child.read_apart(module, b"text")
        except (child.Unreadable, child.PutOff):
            assert does != "pass"

    with child.quick.place(0.01), child.patient.place(0.01):
        pass
