"""`make backup`: the database and the uploads, as they belong together, in one file.

The services go on meanwhile. A snapshot of the database says which files belong to it; each gets a
second name (a hard link) beside the uploads, so that it survives when its answer is replaced before
it has been copied.
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from psycopg2 import errors, sql  # type: ignore[import-untyped]

from launcher.archive import (
    FORMAT,
    SAFE_NAME,
    TABLES_FOLDER,
    UPLOADS_FOLDER,
    Manifest,
    Upload,
    pack,
)
from launcher.databases import connect
from launcher.disk import link, sha256_of
from launcher.errors import LauncherError
from launcher.settings import REPOSITORY
from launcher.tables import names, present, speak_plainly, write_tables

# Each try takes a new snapshot; a file that was replaced meanwhile is not in the next one.
TRIES = 20
# For a restore or an upgrade that holds the tables.
LOCK_SECONDS = 60


def default_file() -> Path:
    return REPOSITORY / "backups" / f"interviews-{datetime.now(UTC):%Y%m%d-%H%M%S}.tar"


def back_up(url: str, uploads: Path, into: Path) -> Manifest:
    """Write a backup to the file `into`, which must not exist yet.

    Uploads that are gone or damaged are named in the manifest, and do not keep the rest from being
    safe. Raises LauncherError when there can be no backup.
    """
    if into.exists():
        raise LauncherError(f"{into} exists already: name another file.")
    into.parent.mkdir(parents=True, exist_ok=True)
    with _working_folder(uploads) as work, closing(_connect(url)) as connection:
        missing: set[str] | None = None
        for _ in range(TRIES):
            with connection, connection.cursor() as cursor:
                _take_snapshot(cursor)
                files = _files_of(cursor)
                before, missing = missing, _hold(files, uploads, work / UPLOADS_FOLDER)
                # Gone already when this snapshot was taken, which names them all the same.
                if missing <= (before or set()):
                    manifest = _dump(cursor, files, missing, work)
                    pack(manifest, work, into)
                    return manifest
    raise LauncherError(
        "Answers were replaced faster than their files could be held on to: no backup was written. "
        "Try again."
    )


@contextmanager
def _working_folder(uploads: Path) -> Iterator[Path]:
    """On the disk of the uploads, because a hard link cannot lead to another."""
    uploads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=uploads) as folder:
        for name in (TABLES_FOLDER, UPLOADS_FOLDER):
            (Path(folder) / name).mkdir()
        yield Path(folder)


def _connect(url: str) -> Any:
    return connect(url, client_encoding="UTF8", application_name="interviews-backup")


def _take_snapshot(cursor: Any) -> None:
    """From here on everything is read as it was at one moment, and no restore gets in between."""
    tables = present(cursor)
    cursor.connection.rollback()
    if not tables:
        raise LauncherError("There are no interviews in this database: nothing to back up.")
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    try:
        # Before the first SELECT, which takes the snapshot: a table that was emptied since a
        # snapshot is empty in it too.
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names(tables)))
    except errors.LockNotAvailable:
        raise LauncherError(
            f"The tables are locked for more than {LOCK_SECONDS} seconds, by a restore or an "
            "upgrade perhaps: no backup was written. Try again when that is done."
        ) from None
    speak_plainly(cursor)


def _files_of(cursor: Any) -> list[Upload]:
    cursor.execute(
        "SELECT file_path, file_size, file_sha256 FROM interview_answers "
        "WHERE file_path IS NOT NULL ORDER BY id"
    )
    return [Upload(PurePosixPath(path).name, size, sha) for path, size, sha in cursor]


def _hold(files: list[Upload], uploads: Path, held: Path) -> set[str]:
    """Hold on to each file; returns the names of those that are gone."""
    missing = set()
    for file in files:
        if not SAFE_NAME.fullmatch(file.name):
            missing.add(file.name)
        elif not (held / file.name).exists():
            try:
                link(uploads / file.name, held / file.name)
            except FileNotFoundError:
                missing.add(file.name)
    return missing


def _dump(cursor: Any, files: list[Upload], missing: set[str], work: Path) -> Manifest:
    there = [
        _as_it_is(work / UPLOADS_FOLDER / one.name) for one in files if one.name not in missing
    ]
    sent = set(files)
    tables = write_tables(cursor, work / TABLES_FOLDER)
    cursor.execute("SELECT version_num FROM alembic_version")
    (version,) = cursor.fetchone()
    return Manifest(
        FORMAT,
        datetime.now(UTC).isoformat(timespec="seconds"),
        version,
        _installation(cursor),
        tables,
        there,
        sorted(missing),
        [one.name for one in there if one not in sent],
    )


def _as_it_is(path: Path) -> Upload:
    return Upload(path.name, path.stat().st_size, sha256_of(path))


def _installation(cursor: Any) -> str | None:
    cursor.execute("SELECT to_regclass('installation') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return None
    cursor.execute("SELECT id::text FROM installation")
    (installation,) = cursor.fetchone()
    return str(installation)
