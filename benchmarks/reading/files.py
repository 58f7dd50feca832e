"""One file, read as the service reads it and by the independent reader."""

import io
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.reading import REPOSITORY
from benchmarks.reading.words import Comparison, compare
from reading.answer import DOCUMENTS, TEXT_EXTENSIONS, Upload, read_upload
from reading.limits import MAX_DOCUMENT_BYTES, MAX_TRIES
from reading.result import Unreadable
from utils.errors import PutOff

READ, FOR_A_PERSON, EXCEPTION = "read", "needs a person", "exception"
PATIENCE = 2 * MAX_TRIES
"""How often reading is tried on a machine that has much else to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reason` is why a person is needed, or the exception. There is a comparison only where both
    have read the file; `other_failed` is why the independent reader has not."""

    path: str
    kind: str
    outcome: str
    reason: str
    flags: tuple[str, ...]
    seconds: float
    other_seconds: float
    other_failed: str
    compared: Comparison | None

    @property
    def share_missed(self) -> float:
        """Of the words that the independent reader has found."""
        return self.compared.missed / max(1, self.compared.there) if self.compared else 0.0

    def as_row(self) -> dict[str, Any]:
        row = asdict(self)
        compared = row.pop("compared") or {}
        return {**row, "share_missed": round(self.share_missed, 4), **compared}


@dataclass(frozen=True, slots=True)
class Own:
    outcome: str
    text: str = ""
    reason: str = ""
    flags: tuple[str, ...] = ()


def kind_of(path: Path) -> str | None:
    extension = path.suffix.removeprefix(".").lower()
    if extension in DOCUMENTS:
        return extension
    return "text" if extension in TEXT_EXTENSIONS else None


def files_in(folder: Path) -> Iterator[Path]:
    """Of the kinds that are read; what is hidden is none of our business."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            yield from files_in(path)
        elif path.is_file() and kind_of(path):
            yield path


def looked_at(path: Path, timeout_seconds: float) -> Outcome:
    kind = kind_of(path) or "text"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        return Outcome(str(path), kind, EXCEPTION, str(error), (), 0, 0, "", None)
    begun = time.perf_counter()
    own = read_here(path.name, content)
    read = time.perf_counter()
    other, failed = read_elsewhere(kind, content, timeout_seconds)
    ended = time.perf_counter()
    compared = None if own.outcome != READ or failed else compare(own.text, other)
    return Outcome(
        *(str(path), kind, own.outcome, own.reason, own.flags),
        *(read - begun, ended - read, failed, compared),
    )


def read_here(name: str, content: bytes) -> Own:
    """A process that ended with an exception of Python's is one, whatever the service makes of
    it."""
    for _ in range(PATIENCE):
        with last_words() as said:
            try:
                found = read_upload(Upload(name, io.BytesIO(content)))
                return Own(READ, found.text, "", found.flags)
            except PutOff:
                continue
            except Unreadable as error:
                if said:
                    return Own(EXCEPTION, "", said[-1], error.flags)
                return Own(FOR_A_PERSON, "", str(error), error.flags)
            except Exception as error:
                return Own(EXCEPTION, "", f"{type(error).__name__}: {error}")
    return Own(FOR_A_PERSON, "", "The machine is too busy to read it.")


def read_elsewhere(kind: str, content: bytes, timeout_seconds: float) -> tuple[str, str]:
    """The text, and why there is none."""
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "benchmarks.reading.independent", kind],
            input=content,
            capture_output=True,
            cwd=REPOSITORY,
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "", f"takes more than {timeout_seconds:g} seconds"
    if ended.returncode == 0:
        return json.loads(ended.stdout), ""
    said = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return "", said[:200] or f"ended with {ended.returncode}"


class LastWords(logging.Handler):
    """What the service logs of a child that ended, for the thread that waited for it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.of_thread = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        self.of_thread.said.append(record.getMessage())


heard = LastWords()
child_log = logging.getLogger("reading.child")
child_log.addHandler(heard)
child_log.propagate = False


@contextmanager
def last_words() -> Iterator[list[str]]:
    said: list[str] = []
    heard.of_thread.said = said
    yield said
