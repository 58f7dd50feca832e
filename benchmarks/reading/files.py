"""One file, read as the service reads it and by the independent reader."""

import io
import json
import logging
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.reading import REPOSITORY
from benchmarks.reading.words import Comparison, compare
from reading.answer import DOCUMENTS, KNOWN_SHAPE, TEXT_EXTENSIONS, Upload, read_answer
from reading.limits import MAX_DOCUMENT_BYTES, MAX_TRIES
from reading.result import Unreadable
from utils.errors import PutOff

READ, FOR_A_PERSON, EXCEPTION = "read", "needs a person", "exception"
EMPTY, REFUSED = "empty", "the interview service refuses it"
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

    @property
    def share_divided(self) -> float:
        """Of words that are one to one reader and several to the other."""
        one = self.compared
        return (one.joined + one.split) / max(1, one.there) if one else 0.0

    def as_row(self) -> dict[str, Any]:
        row = asdict(self)
        compared = row.pop("compared") or {}
        share = round(self.share_missed, 4) if compared else None
        return {**row, "share_missed": share, **compared}


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


def files_in(folder: Path, skipped: Counter[str]) -> Iterator[Path]:
    """Of the kinds that are read. What is hidden is none of our business; the rest is counted."""
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        skipped["folders that cannot be opened"] += 1
        return
    for path in paths:
        if path.name.startswith("."):
            continue
        if path.is_symlink():
            skipped["links"] += 1
        elif path.is_dir():
            yield from files_in(path, skipped)
        elif path.is_file() and kind_of(path):
            yield path
        else:
            skipped[name_of_kind(path)] += 1


def name_of_kind(path: Path) -> str:
    """Of one that is not read."""
    if not path.suffix:
        return "without extension"
    extension = path.suffix.lower()
    return extension if KNOWN_SHAPE.fullmatch(extension.removeprefix(".")) else "others"


def looked_at(path: Path, question: str, timeout_seconds: float) -> Outcome:
    kind, name = kind_of(path) or "text", printable(path)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_DOCUMENT_BYTES + 1)
    except OSError as error:
        return Outcome(name, kind, EXCEPTION, str(error), (), 0, 0, "", None)
    if not content:
        return Outcome(name, kind, EMPTY, REFUSED, (), 0, 0, "", None)
    begun = time.perf_counter()
    own = read_here(path.name, content, question)
    read = time.perf_counter()
    other, failed = read_elsewhere(kind, content, timeout_seconds)
    ended = time.perf_counter()
    compared = None if own.outcome != READ or failed else compare(own.text, other)
    return Outcome(
        *(name, kind, own.outcome, own.reason, own.flags),
        *(read - begun, ended - read, failed, compared),
    )


def printable(path: Path) -> str:
    """Names of files may be any bytes."""
    return str(path).encode(errors="backslashreplace").decode()


def read_here(name: str, content: bytes, question: str) -> Own:
    """A process that ended with an exception of Python's is one, whatever the service makes of
    it."""
    for _ in range(PATIENCE):
        with last_words() as said:
            try:
                found = read_answer("", Upload(name, io.BytesIO(content)), question)
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
