"""`make clear-uploads`: remove files that no answer names, left behind by interrupted uploads."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]

# A file is named by its answer seconds after its last byte came. What is older than this and still
# has no answer never gets one, so the services may go on meanwhile.
LEFTOVER_SECONDS = 3600.0
WORKING_FOLDERS = (".backup-*", ".restore-*")
WORKING_FOLDER_SECONDS = 24 * 3600.0
AT_ONCE = 1000


def clear_uploads(url: str, uploads: Path, older_than: float = LEFTOVER_SECONDS) -> list[str]:
    """The names of the files that were removed: those older than so many seconds without answer."""
    removed = []
    old = _older_than(older_than, (path for path in uploads.iterdir() if path.is_file()))
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        while some := list(islice(old, AT_ONCE)):
            names = [f"uploads/{path.name}" for path in some]
            cursor.execute(
                "SELECT file_path FROM interview_answers WHERE file_path = ANY(%s)", [names]
            )
            named = {path for (path,) in cursor}
            for path in some:
                if f"uploads/{path.name}" not in named:
                    path.unlink(missing_ok=True)
                    removed.append(path.name)
    for pattern in WORKING_FOLDERS:
        for folder in _older_than(WORKING_FOLDER_SECONDS, uploads.glob(pattern)):
            shutil.rmtree(folder)
            removed.append(folder.name)
    return removed


def _older_than(seconds: float, paths: Iterator[Path]) -> Iterator[Path]:
    before = time.time() - seconds
    return (path for path in paths if path.name != ".gitkeep" and path.stat().st_mtime < before)
