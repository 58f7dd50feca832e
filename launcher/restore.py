"""`make restore`: bring a backup back, on this machine or another."""

import json
import os
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

from database.migrate import MigrationError, migrate
from launcher.backup import (
    DUMP,
    FORMAT,
    MANIFEST,
    UPLOADS,
    Manifest,
    Upload,
    run_program,
    sha256_of,
)
from launcher.disk import flush_folder
from launcher.errors import LauncherError
from launcher.uploads import OUR_NAME


def restore(url: str, uploads: Path, backup: Path, *, overwrite: bool = False) -> Manifest:
    """Put the database and the uploads back as they were when `backup` was made.

    The backup is checked whole before anything is touched. Files come first and the database last,
    in one transaction: when it breaks off, what was there before is there still.
    Raises LauncherError when interviews or uploads are there already, unless `overwrite`.
    """
    uploads.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=uploads) as folder:
        work = Path(folder)
        manifest = _unpack(backup, work)
        if not overwrite:
            _refuse_to_overwrite(url, uploads)
        before = _uploads_in(uploads)
        for file in manifest.uploads:
            (work / UPLOADS / file.name).replace(uploads / file.name)
        _flush(uploads)
        _load(url, work / DUMP)
        for name in before - {file.name for file in manifest.uploads}:
            (uploads / name).unlink()
    _upgrade(url)
    _check(url, uploads, manifest)
    return manifest


def _unpack(backup: Path, work: Path) -> Manifest:
    try:
        with tarfile.open(backup) as archive:
            archive.extractall(work, filter="data")
        about = json.loads((work / MANIFEST).read_text())
        files = [Upload(**file) for file in about.pop("uploads")]
        manifest = Manifest(**about, uploads=files)
    except (OSError, tarfile.TarError, ValueError, TypeError, KeyError) as error:
        raise LauncherError(f"{backup} is not a backup that can be read ({error}).") from None
    if manifest.format != FORMAT:
        raise LauncherError(f"{backup} was made by a newer release: update this program.")
    damaged = [file.name for file in manifest.uploads if not _is_whole(file, work / UPLOADS)]
    if damaged or sha256_of(work / DUMP) != manifest.dump_sha256:
        raise LauncherError(
            f"{backup} is damaged ({', '.join(damaged) or DUMP}): nothing was done."
        )
    return manifest


def _is_whole(file: Upload, folder: Path) -> bool:
    path = folder / file.name
    return (
        OUR_NAME.fullmatch(file.name) is not None
        and path.is_file()
        and sha256_of(path) == file.sha256
    )


def _refuse_to_overwrite(url: str, uploads: Path) -> None:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('interviews') IS NOT NULL")
        there = cursor.fetchone()[0]
        if there:
            cursor.execute("SELECT EXISTS (SELECT FROM candidates)")
            there = cursor.fetchone()[0]
    if there or _uploads_in(uploads):
        raise LauncherError(
            "There are interviews or uploads here already, and restoring would replace them: "
            "say OVERWRITE=yes if that is meant, after a backup of what is there."
        )


def _uploads_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if OUR_NAME.fullmatch(path.name)}


def _load(url: str, dump: Path) -> None:
    """Empty the database and fill it from the dump, in one transaction."""
    script = dump.with_suffix(".sql")
    run_program("pg_restore", None, "--no-owner", "--no-acl", f"--file={script}", str(dump))
    run_program(
        "psql",
        url,
        *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        "--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public",
        f"--file={script}",
    )


def _flush(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    flush_folder(folder)


def _upgrade(url: str) -> None:
    try:
        migrate(url)
    except MigrationError as error:
        raise LauncherError(str(error)) from error


def _check(url: str, uploads: Path, manifest: Manifest) -> None:
    """Compare what is there now with what the backup says it holds."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM interviews), (SELECT count(*) FROM interview_answers)"
        )
        counts = cursor.fetchone()
    lost = [file.name for file in manifest.uploads if not _is_whole(file, uploads)]
    if counts != (manifest.interviews, manifest.answers) or lost:
        raise LauncherError(
            f"What was restored is not what the backup holds: {counts[0]} interviews and "
            f"{counts[1]} answers instead of {manifest.interviews} and {manifest.answers}, "
            f"{len(lost)} uploads missing."
        )
