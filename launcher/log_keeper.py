"""Writes the embedded PostgreSQL's log, which it reads from a pipe, as a program of its own.

PostgreSQL's own collector neither bounds the size of the log nor leaves out the statement that was
under way when the server broke down, with the names and answers in it. Here only lines that hold
neither are kept, in files that together stay below FILES * BYTES and go after a week.

It imports nothing of ours, so that it starts fast, and lives until PostgreSQL has said everything.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

FILES = 10
BYTES = 2_000_000
KEPT_SECONDS = 7 * 24 * 3600.0
LONGEST_LINE = 1000
# What PostgreSQL puts before each line that begins a message; the lines that follow have a tab.
MESSAGE = re.compile(rb"\d\S+ \S+ \S+ \[\d+\] ([A-Z]+):  ")
KEPT = frozenset({b"LOG", b"FATAL", b"PANIC"})
# Settings of a session can have statements logged.
SAID = re.compile(
    rb"(?:duration: .* ms +)?(?:statement|execute|parse|bind|fastpath)\b.*", re.DOTALL
)


def kept_lines(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Those without anything of what people entered."""
    has_begun = False
    for line in lines:
        found = MESSAGE.match(line)
        if found is None:
            # Before PostgreSQL's first message: why its program could not be run at all.
            if not has_begun:
                yield line
            continue
        has_begun = True
        if found[1] in KEPT and not SAID.match(line[found.end() :]):
            yield line


def lines_of(stream: BinaryIO, longest: int) -> Iterator[bytes]:
    """What goes beyond so many bytes of a line is left out."""
    begins = True
    while chunk := stream.readline(longest):
        ends = chunk.endswith(b"\n")
        if begins:
            yield chunk if ends else chunk + b"\n"
        begins = ends


class LogFiles:
    """postgresql-<day>.<number>.log: a new one each day, and when one is full."""

    def __init__(self, folder: Path, files: int = FILES, file_bytes: int = BYTES) -> None:
        self._folder, self._files, self._bytes = folder, files, file_bytes
        self._day, self._number = "", 0
        self._file = -1
        for earlier in folder.glob("postgresql-???.log"):  # of earlier releases, unfiltered
            earlier.unlink(missing_ok=True)

    def write(self, line: bytes) -> None:
        """A full disk loses the line, and not the server."""
        try:
            if self._file < 0 or self._day != today() or self._size() + len(line) > self._bytes:
                self._begin_file()
            os.write(self._file, line)
        except OSError:
            pass

    def _begin_file(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._day = today()
        self._number = max(
            (number for day, number, _ in self._found() if day == self._day), default=0
        )
        path = self._path()
        if (path.exists() and path.stat().st_size > self._bytes // 2) or not self._number:
            self._number += 1
            path = self._path()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        if os.geteuid() == 0:
            owner = self._folder.stat()
            os.fchown(self._file, owner.st_uid, owner.st_gid)
        self._remove_old()

    def _path(self) -> Path:
        return self._folder / f"postgresql-{self._day}.{self._number}.log"

    def _size(self) -> int:
        return os.fstat(self._file).st_size

    def _found(self) -> list[tuple[str, int, Path]]:
        """The oldest first."""
        found = []
        for path in self._folder.glob("postgresql-*.*.log"):
            day, number, _ = path.name.removeprefix("postgresql-").split(".")
            found.append((day, int(number), path))
        return sorted(found)

    def _remove_old(self) -> None:
        before = time.time() - KEPT_SECONDS
        paths = [path for _, _, path in self._found()]
        for path in paths[: -self._files]:
            path.unlink(missing_ok=True)
        for path in paths[-self._files :]:
            if path.stat().st_mtime < before:
                path.unlink(missing_ok=True)


def today() -> str:
    return time.strftime("%Y-%m-%d", time.gmtime())


def main() -> None:
    folder, mode = sys.argv[1:]
    files = LogFiles(Path(folder))
    lines = lines_of(sys.stdin.buffer, LONGEST_LINE if mode == "filtered" else 2**30)
    for line in kept_lines(lines) if mode == "filtered" else lines:
        files.write(line)


if __name__ == "__main__":
    main()
