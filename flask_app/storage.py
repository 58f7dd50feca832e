"""Uploaded files on disk: names of our choosing, size and type checked while they arrive."""

import contextlib
import hashlib
import logging
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from utils.errors import Busy, FieldError, Invalid, TooLarge, Unsupported
from utils.forms import Nameless
from utils.names import can_be_seen, cleaned, last_component

log = logging.getLogger(__name__)

# What a file is called while it is still arriving. Leftovers of a crash can be told by it.
ARRIVING = ".part"
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class StoredFile:
    path: str  # relative to flask_app/, as kept in interview_answers.file_path
    name: str  # as the client called it
    size: int  # bytes
    sha256: str


class StorageUnavailable(Busy):
    """The disk is full, read-only or gone. The reason is for the log, not for the client."""

    code = "storage_unavailable"

    def __init__(self) -> None:
        super().__init__("Files cannot be stored just now. Nothing was saved; try again later.")


@contextlib.contextmanager
def disk() -> Iterator[None]:
    """Around whatever writes: raises StorageUnavailable when the disk refuses."""
    try:
        yield
    except OSError as error:
        log.error("the upload folder cannot be written: %s", error)
        raise StorageUnavailable from error


def complain_of(folder: Path) -> None:
    """Say at the start that uploads will be refused. No reason not to start: the disk may come."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        log.error(
            "UPLOAD_FOLDER %s cannot be written (%s): files are refused until it can",
            folder,
            error.strerror,
        )


class UploadStore:
    """The upload folder. It is flat, and a name in it says nothing but the type of file."""

    def __init__(self, folder: Path, max_bytes: int, extensions: frozenset[str]) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.extensions = extensions

    def receive(self, client_name: str) -> "IncomingFile | Nameless":
        """A place for an upload to be written to. Raises Unsupported for a type we do not take."""
        name = clean_name(client_name)
        if not can_be_seen(name):
            return Nameless()
        extension = extension_of(name)
        if extension not in self.extensions:
            types = " ".join(sorted(self.extensions))
            raise Unsupported(f"A file of this type is not accepted. Accepted are: {types}.")
        return IncomingFile(self.folder, name, extension, self.max_bytes)

    def locate(self, path: str) -> Path:
        return self.folder / PurePosixPath(path).name

    def remove(self, path: str) -> None:
        """If the disk refuses, what was done stays done; clearing leftovers finds the file."""
        try:
            self.locate(path).unlink(missing_ok=True)
        except OSError as error:
            log.error("an upload could not be removed: %s", error)


class IncomingFile:
    """An upload on its way in. Closing it removes it again, unless it was kept before."""

    def __init__(self, folder: Path, name: str, extension: str, max_bytes: int) -> None:
        self.name = name
        self.size = 0
        self._max_bytes = max_bytes
        self._digest = hashlib.sha256()
        self._final = folder / f"{uuid4().hex}.{extension}"
        self._part = self._final.with_name(self._final.name + ARRIVING)
        with disk():
            folder.mkdir(parents=True, exist_ok=True)
            # Nobody else on this machine needs to read it.
            self._file: BinaryIO = open(self._part, "xb", opener=for_us_alone)  # noqa: SIM115

    def write(self, chunk: bytes) -> int:
        self.size += len(chunk)
        if self.size > self._max_bytes:
            self.close()
            raise TooLarge(f"A file may have at most {self._max_bytes} bytes.")
        self._digest.update(chunk)
        with disk():
            return self._file.write(chunk)

    def keep(self) -> StoredFile:
        """Put the file in place, to survive a power cut. Raises Invalid for an empty one."""
        if self.size == 0:
            raise Invalid([FieldError(field="file", message="is empty")])
        try:
            with disk():
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._part.rename(self._final)
                flush_folder(self._final.parent)
        except StorageUnavailable:
            self._final.unlink(missing_ok=True)
            raise
        path = f"uploads/{self._final.name}"
        return StoredFile(path, self.name, self.size, self._digest.hexdigest())

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def close(self) -> None:
        with contextlib.suppress(OSError):  # a full disk refuses what is still buffered
            self._file.close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def __del__(self) -> None:
        # A request that breaks off while it is being parsed closes nothing.
        if hasattr(self, "_file"):
            self.close()


def clean_name(client_name: str) -> str:
    """The last component of the name the client sent, as it can be shown.

    Raises Invalid for one that cannot be kept: too long, with NUL or with half a character.
    """
    name = last_component(client_name)
    unfit = any(letter == "\0" or unicodedata.category(letter) == "Cs" for letter in name)
    if unfit or len(name) > LONGEST_NAME:
        message = f"has a name that is no text, or has more than {LONGEST_NAME} characters"
        raise Invalid([FieldError(field="file", message=message)])
    return cleaned(name)


def extension_of(name: str) -> str:
    """What follows the last dot, in lower case; `.txt` and `README` have none. Something before the
    dot that nobody sees changes nothing."""
    path = PurePosixPath(name)
    return path.suffix.removeprefix(".").lower() if can_be_seen(path.stem) else ""


def for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def flush_folder(folder: Path) -> None:
    """Make a new name in the folder durable: flushing the file alone does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
