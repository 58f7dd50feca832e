"""The log of the embedded server: who writes it, and why a server that ended at once did so."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from launcher import log_keeper
from launcher.area import DataArea

# For what a server that has ended said last to arrive in the file.
_ARRIVAL_SECONDS = 5.0


class ServerLog:
    """Of one run of the server; the logs before that are another story."""

    def __init__(self, area: DataArea, *, verbatim: bool) -> None:
        self._area = area
        self._mode = "verbatim" if verbatim else "filtered"
        self._keeper: subprocess.Popen[bytes] | None = None
        self._sizes = {file: file.stat().st_size for file in self._files()}

    @contextmanager
    def pipe(self) -> Iterator[int]:
        """Where the server is to write. The log's keeper ends with the last who can."""
        readable, writable = os.pipe()
        try:
            self._keeper = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-IS", log_keeper.__file__, str(self._area.logs), self._mode],
                cwd="/",
                stdin=readable,
                # Ctrl-C is for the launcher; this one ends after the server.
                start_new_session=True,
            )
            yield writable
        finally:
            os.close(readable)
            os.close(writable)

    def wait(self) -> None:
        """Until all is written, if the server has ended."""
        if self._keeper is not None:
            with suppress(subprocess.TimeoutExpired):
                self._keeper.wait(_ARRIVAL_SECONDS)

    def last_words(self) -> str | None:
        """Why the server ended."""
        self.wait()
        lines = [line for file in self._files() for line in self._new_lines(file)]
        causes = [line for line in lines if "could not bind" in line]
        fatal = [line for line in lines if "FATAL:" in line]
        words = (causes or fatal or lines)[-1:]
        return words[0].rpartition("FATAL:  ")[2].strip() if words else None

    def _files(self) -> list[Path]:
        return sorted(self._area.logs.glob("*.log"))

    def _new_lines(self, file: Path) -> list[str]:
        text = file.read_bytes()
        begin = self._sizes.get(file, 0)
        return text[begin:].decode(errors="replace").splitlines()
