"""The file that is a backup: a tar with manifest.json, tables/ and uploads/."""

import hashlib
import io
import json
import os
import re
import tarfile
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from launcher import format_1
from launcher.disk import flush_folder, sha256_of
from launcher.errors import LauncherError
from launcher.tables import TABLES, Table

FORMAT = 2
# What schema.sql allows for an answer's file, but for names that lead elsewhere or are hidden. An
# import may have brought other names than ours.
SAFE_NAME = re.compile(r"[0-9a-z-][0-9a-z.-]*")
MANIFEST_DIGEST = "manifest.json.sha256"
MANIFEST, TABLES_FOLDER, UPLOADS_FOLDER = "manifest.json", "tables", "uploads"


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload as it was when the backup was made."""

    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, written into it, and checked before anything is restored."""

    format: int
    made_at: str  # as ISO 8601, by the clock of the machine that made it
    schema_version: str
    installation: str | None  # None: made by a release whose databases did not know themselves
    tables: list[Table]
    uploads: list[Upload]
    # Answers name them, and they were gone, or were not what the candidate sent, before the backup.
    missing_uploads: list[str] = field(default_factory=list)
    damaged_uploads: list[str] = field(default_factory=list)  # they are among the uploads

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at).astimezone(UTC)

    @property
    def interviews(self) -> int:
        return self.rows("interviews")

    @property
    def answers(self) -> int:
        return self.rows("interview_answers")

    def rows(self, table: str) -> int:
        return sum(one.rows for one in self.tables if one.name == table)

    @property
    def complaint(self) -> str | None:
        """Sentences on uploads that are not as their answers say, if there are any."""
        parts = []
        if self.missing_uploads:
            parts.append(f"These uploads are missing: {', '.join(self.missing_uploads)}.")
        if self.damaged_uploads:
            damaged = ", ".join(self.damaged_uploads)
            parts.append(f"These uploads are not what the candidate sent: {damaged}.")
        return " ".join(parts) or None


def pack(manifest: Manifest, work: Path, into: Path) -> None:
    """Complete under another name first: a file with the final name is a whole backup."""
    partial = into.with_name(into.name + ".part")
    partial.unlink(missing_ok=True)
    # It holds names and answers.
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w") as archive:
            text = json.dumps(asdict(manifest), indent=1).encode()
            _add(archive, MANIFEST, text)
            _add(archive, MANIFEST_DIGEST, hashlib.sha256(text).hexdigest().encode())
            for name in (table.file_name for table in manifest.tables):
                archive.add(work / TABLES_FOLDER / name, f"{TABLES_FOLDER}/{name}")
            for file in manifest.uploads:
                archive.add(work / UPLOADS_FOLDER / file.name, f"{UPLOADS_FOLDER}/{file.name}")
        raw.flush()
        os.fsync(raw.fileno())
    partial.rename(into)
    flush_folder(into.parent)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def unpack(backup: Path, work: Path) -> Manifest:
    """Lay everything out in `work`, checked. Raises LauncherError when it is not whole."""
    for folder in (TABLES_FOLDER, UPLOADS_FOLDER):
        (work / folder).mkdir()
    try:
        if not tarfile.is_tarfile(backup):
            raise LauncherError(f"{backup} is not a backup: it is no tar archive.")
        with tarfile.open(backup) as archive:
            archive.extractall(work, filter="data")
        about = json.loads((work / MANIFEST).read_text())
        if about["format"] > FORMAT:
            raise LauncherError(f"{backup} was made by a newer release: update this program.")
        datetime.fromisoformat(about["made_at"])
        damaged = _damaged(about, work)
        if about["format"] == format_1.FORMAT and not damaged:
            about = format_1.convert(about, work, work / TABLES_FOLDER)
    except (OSError, EOFError, tarfile.TarError, ValueError, TypeError, KeyError) as error:
        raise LauncherError(f"{backup} is not a backup that can be read ({error}).") from None
    if damaged:
        raise LauncherError(f"{backup} is damaged ({', '.join(damaged)}): nothing was done.")
    return _manifest(about)


def _manifest(about: dict[str, Any]) -> Manifest:
    tables = [Table(**table) for table in about.pop("tables")]
    uploads = [Upload(**upload) for upload in about.pop("uploads")]
    return Manifest(**about, tables=tables, uploads=uploads)


def _damaged(about: dict[str, Any], work: Path) -> list[str]:
    """What is not as the manifest says. Raises KeyError where that says nothing."""
    names = [upload["name"] for upload in about["uploads"]]
    if odd := [name for name in names if not SAFE_NAME.fullmatch(name)]:
        return odd
    files = [(work / UPLOADS_FOLDER / one["name"], one["sha256"]) for one in about["uploads"]]
    if about["format"] == format_1.FORMAT:
        files.append((work / format_1.DUMP, about["dump_sha256"]))
    else:
        tables = [Table(**table) for table in about["tables"]]
        files += [(work / TABLES_FOLDER / table.file_name, table.sha256) for table in tables]
        if (work / MANIFEST_DIGEST).read_text() != sha256_of(work / MANIFEST):
            return [MANIFEST]
        if odd := sorted({table.name for table in tables} - set(TABLES)):
            return odd
    return [path.name for path, sha in files if not path.is_file() or sha256_of(path) != sha]
