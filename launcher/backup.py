"""`make backup`: the database and the uploads, as they belong together, in one file.

The services go on meanwhile. A snapshot of the database says which files belong to it; each gets a
second name (a hard link) beside the uploads, so that it survives when its answer is replaced before
it has been copied.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg2  # type: ignore[import-untyped]

from launcher.binaries import wheel_program
from launcher.databases import split_password
from launcher.disk import flush_folder
from launcher.errors import LauncherError
from launcher.settings import REPOSITORY

FORMAT = 1
MANIFEST, DUMP, UPLOADS = "manifest.json", "database.dump", "uploads"
# Each try takes a new snapshot; a file that was replaced meanwhile is not in the next one.
TRIES = 20


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, written into it, and checked before anything is restored."""

    format: int
    made_at: str
    schema_version: str
    interviews: int
    answers: int
    dump_sha256: str
    uploads: list[Upload]


def default_file() -> Path:
    return REPOSITORY / "backups" / f"interviews-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"


def back_up(url: str, uploads: Path, into: Path) -> Manifest:
    """Write a backup to the file `into`, which must not exist yet.

    Raises LauncherError when an upload that the database names is missing or is not as it was.
    """
    if into.exists():
        raise LauncherError(f"{into} exists already: name another file.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with _working_folder(uploads) as work:
        for _ in range(TRIES):
            with closing(psycopg2.connect(url)) as connection:
                snapshot = _take_snapshot(connection)
                files = _files_of(connection)
                missing = _link(files, uploads, work)
                if not missing:
                    manifest = _dump(connection, url, snapshot, files, work)
                    _pack(manifest, work, into)
                    return manifest
    raise LauncherError(
        f"{len(missing)} uploads that answers name are not in {uploads}, {missing[0]} for one: "
        "no backup was written."
    )


@contextmanager
def _working_folder(uploads: Path) -> Iterator[Path]:
    """On the disk of the uploads, because a hard link cannot lead to another."""
    uploads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=uploads) as folder:
        yield Path(folder)


def _take_snapshot(connection: Any) -> str:
    connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def _files_of(connection: Any) -> list[Upload]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT file_path, file_size, file_sha256 FROM interview_answers "
            "WHERE file_path IS NOT NULL ORDER BY id"
        )
        return [Upload(PurePosixPath(path).name, size, sha) for path, size, sha in cursor]


def _link(files: list[Upload], uploads: Path, work: Path) -> list[str]:
    """Hold on to each file; returns the names of those that are gone."""
    missing = []
    for file in files:
        held = work / file.name
        if held.exists():
            continue
        try:
            os.link(uploads / file.name, held)
        except FileNotFoundError:
            missing.append(file.name)
        except OSError:  # a file system without hard links
            shutil.copyfile(uploads / file.name, held)
    return missing


def _dump(connection: Any, url: str, snapshot: str, files: list[Upload], work: Path) -> Manifest:
    for file in files:
        if sha256_of(work / file.name) != file.sha256:
            raise LauncherError(
                f"The upload {file.name} is not what the candidate sent: no backup was written. "
                "Restore that file, or look at the disk."
            )
    dump = work / DUMP
    run_program("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT version_num FROM alembic_version), "
            "(SELECT count(*) FROM interviews), (SELECT count(*) FROM interview_answers)"
        )
        version, interviews, answers = cursor.fetchone()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(FORMAT, now, version, interviews, answers, sha256_of(dump), files)


def _pack(manifest: Manifest, work: Path, into: Path) -> None:
    """Complete under another name first: a file with the final name is a whole backup."""
    partial = into.with_name(into.name + ".part")
    with partial.open("wb") as raw:
        partial.chmod(0o600)  # it holds names and answers
        with tarfile.open(fileobj=raw, mode="w") as archive:
            text = json.dumps(asdict(manifest), indent=1).encode()
            about = tarfile.TarInfo(MANIFEST)
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text))
            archive.add(work / DUMP, DUMP)
            for file in manifest.uploads:
                archive.add(work / file.name, f"{UPLOADS}/{file.name}")
        raw.flush()
        os.fsync(raw.fileno())
    partial.rename(into)
    flush_folder(into.parent)


def run_program(name: str, url: str | None, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, on the database at `url`; the password is not shown."""
    command, environment = [str(wheel_program(name)), *arguments], dict(os.environ)
    if url is not None:
        address, password = split_password(url)
        command.append(f"--dbname={address}")
        environment |= {"PGPASSWORD": password} if password else {}
    done = subprocess.run(  # noqa: S603 - our own command
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise LauncherError(f"{name} failed: {said[0]}")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
