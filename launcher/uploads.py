"""`make clear-uploads`: remove files that no answer names, left behind by interrupted uploads."""

import os
import re
import shutil
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from launcher.databases import connect
from launcher.errors import LauncherError

# What the interview service calls a file, and what it calls one that is still arriving.
OUR_NAME = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,10}")
ARRIVING = ".part"
# A file is named by its answer seconds after its last byte came. What is older than this and still
# has no answer never gets one, so the services may go on meanwhile.
LEFTOVER_SECONDS = 3600.0
WORKING_FOLDERS = (".backup-*", ".restore-*")
WORKING_FOLDER_SECONDS = 24 * 3600.0


def clear_uploads(url: str, uploads: Path, older_than: float = LEFTOVER_SECONDS) -> list[str]:
    """The names of the files that were removed: those older than so many seconds without answer.

    Raises LauncherError when no file of the folder belongs to the database: it is another's.
    """
    ours = [path for path in uploads.iterdir() if is_ours(path)]
    named = _named_by_answers(url)
    leftovers = [path for path in _older_than(older_than, ours) if path.name not in named]
    if leftovers and not any(path.name in named for path in ours) and not all_arriving(leftovers):
        raise LauncherError(
            f"No answer in this database names a file of {uploads}: it seems to be another one's. "
            "Check DATABASE_URL and UPLOAD_FOLDER; nothing was removed."
        )
    for path in leftovers:
        path.unlink(missing_ok=True)
    removed = [path.name for path in leftovers]
    for pattern in WORKING_FOLDERS:
        for folder in _older_than(WORKING_FOLDER_SECONDS, uploads.glob(pattern)):
            shutil.rmtree(folder)
            removed.append(folder.name)
    return removed


def own_like_folder(path: Path) -> None:
    """Give a file, made by us in the upload folder, to whom the folder belongs.

    Services that are started as root run as that account: what stayed root's they could neither
    read nor replace.
    """
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(path, folder.st_uid, folder.st_gid, follow_symlinks=False)


def uploads_in(folder: Path) -> set[str]:
    """The names of the files there that are whole, and called as the services call them."""
    return {path.name for path in folder.iterdir() if OUR_NAME.fullmatch(path.name)}


def is_ours(path: Path) -> bool:
    return OUR_NAME.fullmatch(path.name.removesuffix(ARRIVING)) is not None


def all_arriving(paths: list[Path]) -> bool:
    """Whether none of them was ever complete, and so can be nobody's answer."""
    return all(path.name.endswith(ARRIVING) for path in paths)


def _named_by_answers(url: str) -> set[str]:
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT file_path FROM interview_answers WHERE file_path IS NOT NULL")
        return {path.removeprefix("uploads/") for (path,) in cursor}


def _older_than(seconds: float, paths: Iterable[Path]) -> list[Path]:
    before, old = time.time() - seconds, []
    for path in paths:
        with suppress(FileNotFoundError):  # the services go on meanwhile
            if path.stat().st_mtime < before:
                old.append(path)
    return old
