"""`make restore`: bring a backup back, on this machine or another.

The services may run. Our tables are locked for as long as it takes, and whatever began before finds
another epoch afterwards and writes nothing.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from psycopg2 import sql
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from database.migrate import (
    MigrationError,
    explained,
    lock_tables,
    migrate,
    newest_version,
    patiently,
    refuse_foreign_tables,
    with_psycopg2,
)
from database.search_path import see_only_ours
from launcher import losses, scratch
from launcher.archive import TABLES_FOLDER, UPLOADS_FOLDER, Manifest, Upload, unpack
from launcher.databases import connect
from launcher.disk import flush_file, flush_folder, link, sha256_of
from launcher.errors import LauncherError
from launcher.tables import (
    TABLES,
    Table,
    continue_after,
    count_rows,
    last_id,
    read_tables,
    speak_plainly,
)
from launcher.triggers import without_triggers
from launcher.uploads import own_like_folder, uploads_in

# For those who hold our tables; services that run do so for moments only.
PATIENCE_SECONDS = 30.0
# Ids left out after those of a backup, where nobody knows which were given out since; and for each
# second since it was made more than a machine gives out, so that a later restore of it on yet
# another machine begins above what an earlier one gave out by then. The first is for clocks, too.
GAP = 1_000_000
GAP_PER_SECOND = 1_000


class InDoubt(LauncherError):
    """Nobody heard from the database whether what was restored counts."""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    next_interview_id: int
    gap: bool  # ids were left out, because those given out after the backup are not known here


def restore(
    url: str,
    uploads: Path,
    backup: Path,
    *,
    overwrite: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Restored:
    """Put the database and the uploads back as they were when `backup` was made.

    The backup is checked whole before anything is touched. Files come first and the database last,
    in one transaction: when it breaks off, what was there before is there still.
    Raises LauncherError when anything would be lost, unless `overwrite`; and always when a table
    that is not ours refers to what would be replaced. Raises InDoubt when the connection is lost in
    the moment that decides.
    """
    uploads.mkdir(parents=True, exist_ok=True)
    with _working_folder(uploads) as work:
        manifest = unpack(backup, work)
        version, newest = manifest.schema_version, newest_version()
        if version != newest and not scratch.known(version):
            raise LauncherError(
                f"{backup} is of schema version {version}, which this release does not know: "
                "it was made by a newer one. Update this program."
            )
        with _locked(url, tell) if _is_ours(url) else _unlocked(url) as cursor:
            _refuse(cursor, manifest, uploads, overwrite=overwrite)
        tables, files = manifest.tables, work / TABLES_FOLDER
        if version != newest:
            tables, files = _up_to_date(url, manifest, work)
        _make_durable(work / UPLOADS_FOLDER)
        _migrate(url)
        with _locked(url, tell) as cursor:
            before = _refuse(cursor, manifest, uploads, overwrite=overwrite)
            with _put_in_place(manifest, work / UPLOADS_FOLDER, uploads):
                ids = _replace(cursor, tables, files, manifest)
                _check_tables(cursor, tables)
                _commit(cursor)
        kept = {file.name for file in manifest.uploads} | set(manifest.missing_uploads)
        for name in before - kept:
            (uploads / name).unlink(missing_ok=True)
        _check_uploads(manifest, work / UPLOADS_FOLDER, uploads)
    _migrate(url)  # the question bank of this release
    return Restored(manifest, *ids)


@contextmanager
def _working_folder(uploads: Path) -> Iterator[Path]:
    """On the disk of the uploads, so that files get to their place at once."""
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=uploads) as folder:
        own_like_folder(Path(folder))
        yield Path(folder)


def _is_ours(url: str) -> bool:
    """Whether there are tables of ours. Raises LauncherError where others have their names, which
    no OVERWRITE=yes is to be asked for."""
    with _engine(url).connect() as connection:
        _see_only_ours(connection)
        try:
            refuse_foreign_tables(connection)
        except MigrationError as error:
            raise LauncherError(f"Nothing was restored. {error}") from error
        return bool(connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL")))


def _engine(url: str) -> Engine:
    return create_engine(
        with_psycopg2(url),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"client_encoding": "UTF8", "application_name": "interviews-restore"},
    )


def _see_only_ours(connection: Connection) -> Any:
    """The driver's connection."""
    driver: Any = connection.connection.driver_connection
    if complaint := see_only_ours(driver):
        raise LauncherError(complaint)
    return driver


def _refuse(cursor: Any, manifest: Manifest, uploads: Path, *, overwrite: bool) -> set[str]:
    """The uploads that are there. Raises LauncherError when what is there may not be replaced.

    Before the schema is brought up to date, so that a restore that is refused changes nothing; and
    again right before it, as the services go on in between.
    """
    losses.refuse_to_break_others(cursor)
    there = uploads_in(uploads)
    if not overwrite:
        replaced = {one.name for one in manifest.uploads if (uploads / one.name).exists()}
        losses.refuse_to_lose(cursor, len(there | replaced))
    return there


def _migrate(url: str) -> None:
    try:
        migrate(url)
    except MigrationError as error:
        raise LauncherError(str(error)) from error


def _up_to_date(url: str, manifest: Manifest, work: Path) -> tuple[list[Table], Path]:
    into = work / "upgraded"
    into.mkdir()
    old, version = work / TABLES_FOLDER, manifest.schema_version
    tables = scratch.upgrade(url, version, manifest.tables, old, into)
    for table in tables:
        # The release's questions came on top.
        if table.name != "interview_questions" and table.rows != manifest.rows(table.name):
            raise LauncherError(f"Upgrading the backup changed how many {table.name} there are.")
    return tables, into


def _make_durable(files: Path) -> None:
    own_like_folder(files)
    for path in files.iterdir():
        own_like_folder(path)
        os.utime(path)  # a month old, it would pass for a leftover while no answer names it
        flush_file(path)


@contextmanager
def _locked(url: str, tell: Callable[[str], None]) -> Iterator[Any]:
    """A transaction that nobody else reads or writes our tables beside."""
    with _engine(url).connect() as connection:
        driver = _see_only_ours(connection)
        try:
            with explained(connection):
                patiently(connection, _begin, PATIENCE_SECONDS, tell)
        except MigrationError as error:
            raise LauncherError(f"Nothing was restored. {error}") from error
        with closing(driver.cursor()) as cursor:
            speak_plainly(cursor)
            try:
                yield cursor
            finally:
                if driver.closed:  # or closing it would fail, and hide why
                    connection.invalidate()
    # A transaction that was not committed ends with its connection, undone.


@contextmanager
def _unlocked(url: str) -> Iterator[Any]:
    """For a database that has none of our tables yet."""
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        yield cursor


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
    lock_tables(connection)
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


@contextmanager
def _put_in_place(manifest: Manifest, source: Path, uploads: Path) -> Iterator[None]:
    """The backup's files in the upload folder, as far as their names are free there; they go again
    if what follows fails.

    A file that is there is what it is until the database counts: whatever breaks off before, a
    power cut even, leaves it. Then `_check_uploads` replaces those that are not the backup's.
    """
    added = [file.name for file in manifest.uploads if not (uploads / file.name).exists()]
    try:
        for name in added:
            _place(source / name, uploads)
        flush_folder(uploads)
        yield
    except InDoubt:
        raise  # there may be answers that name them
    except BaseException:
        for name in added:
            (uploads / name).unlink(missing_ok=True)
        raise


def _commit(cursor: Any) -> None:
    """Raises InDoubt where the connection ends before the answer."""
    try:
        cursor.execute("COMMIT")
    except psycopg2.Error as error:
        if not cursor.connection.closed:
            raise
        raise InDoubt(
            "The connection to the database was lost in the last moment, and whether the backup is "
            "restored is not known here. Restore it again, with OVERWRITE=yes."
        ) from error


def _place(source: Path, uploads: Path) -> None:
    """Under its name at once, while `source` stays for the check at the end."""
    second = source.parent / "placing"
    second.unlink(missing_ok=True)
    link(source, second)
    own_like_folder(second)
    second.replace(uploads / source.name)


def _replace(cursor: Any, tables: list[Table], files: Path, manifest: Manifest) -> tuple[int, bool]:
    """Our rows, and nothing else: grants, views and triggers of others stay as they are."""
    before = {name: last_id(cursor, name) for name in TABLES}
    with without_triggers(cursor, TABLES):
        if losses.references(cursor):  # without rows, but TRUNCATE minds even so
            for name in reversed(TABLES):
                cursor.execute(sql.SQL("DELETE FROM ONLY {}").format(sql.Identifier(name)))
        else:
            only = sql.SQL(", ONLY ").join(map(sql.Identifier, TABLES))
            cursor.execute(sql.SQL("TRUNCATE ONLY {}").format(only))
        read_tables(cursor, tables, files)
    knows_all = _knows_all_ids(cursor, before, manifest)
    gap = 0 if knows_all else _gap(manifest)
    for table in tables:
        given = before[table.name]
        if given is not None:
            continue_after(cursor, table.name, max(given, (table.last_id or 0) + gap))
    # The digest is of no schema.sql, so that `migrate` brings the question bank up to date.
    cursor.execute("UPDATE installation SET epoch = gen_random_uuid(), schema_sha256 = NULL")
    return (last_id(cursor, "interviews") or 0) + 1, not knows_all


def _knows_all_ids(cursor: Any, last_ids: dict[str, int | None], manifest: Manifest) -> bool:
    """Whether the ids that were given out after the backup were given out here.

    The installation's id tells machines apart, but not a machine from its image, or a database from
    its copy. One that had not come as far as the backup is no place where it was made.
    """
    cursor.execute("SELECT id::text FROM installation")
    if cursor.fetchone()[0] != manifest.installation:
        return False
    return all((last_ids[table.name] or 0) >= (table.last_id or 0) for table in manifest.tables)


def _gap(manifest: Manifest) -> int:
    passed = datetime.now(UTC) - manifest.made
    return GAP + max(0, int(passed.total_seconds() * GAP_PER_SECOND))


def _check_tables(cursor: Any, tables: list[Table]) -> None:
    """Before it counts: compare what is there now with what the backup says it holds."""
    for table in tables:
        found = count_rows(cursor, table.name)
        if found != table.rows:
            raise LauncherError(
                f"What was restored is not what the backup holds: {found} {table.name} instead of "
                f"{table.rows}. Nothing was restored."
            )


def _check_uploads(manifest: Manifest, source: Path, uploads: Path) -> None:
    """Put in place what is not: a file of that name was there and is another one, or a service just
    removed it, which an answer replaced before the restore. One that was damaged in the backup
    already does not take the place of one that may not be.
    """
    for file in manifest.uploads:
        if not _is_there(file, manifest, uploads):
            _place(source / file.name, uploads)
    flush_folder(uploads)
    lost = [file.name for file in manifest.uploads if not _is_there(file, manifest, uploads)]
    if lost:
        raise LauncherError(
            f"The database is restored, but not everything is in {uploads} as the backup "
            f"holds it: {', '.join(lost)}. Look at the disk, and restore again."
        )


def _is_there(file: Upload, manifest: Manifest, uploads: Path) -> bool:
    path = uploads / file.name
    return path.is_file() and (
        file.name in manifest.damaged_uploads or sha256_of(path) == file.sha256
    )
