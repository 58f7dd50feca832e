"""Backups of releases 1.0 and 1.1, whose tables are in a dump by pg_dump."""

import gzip
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO, Any

from launcher.binaries import wheel_program
from launcher.disk import sha256_of
from launcher.errors import LauncherError
from launcher.tables import COMPRESSION, TABLES, Table

FORMAT = 1
DUMP = "database.dump"
# Data stand between such a line and one with nothing but a backslash and a full stop, which no row
# can be, as no row can hold a line break.
COPY = re.compile(rb"COPY public\.(\w+) \((.*)\) FROM stdin;\n")
END = b"\\.\n"
LAST_ID = re.compile(
    rb"SELECT pg_catalog\.setval\('public\.(\w+)_id_seq', (\d+), (true|false)\);\n"
)


def convert(about: dict[str, Any], work: Path, folder: Path) -> dict[str, Any]:
    """What a manifest of today says of that backup, whose tables are then in `folder`."""
    script = work / "database.sql"
    _run_pg_restore("--data-only", f"--file={script}", str(work / DUMP))
    tables, last_ids = [], {}
    with script.open("rb") as lines:
        for line in lines:
            if (found := COPY.fullmatch(line)) and found[1].decode() in TABLES:
                tables.append(_copy(found, lines, folder))
            elif found := LAST_ID.fullmatch(line):
                last_ids[found[1].decode()] = int(found[2]) - (found[3] == b"false")
    script.unlink()
    for table in tables:
        table["last_id"] = last_ids.get(table["name"])
    return {
        "format": FORMAT,
        "made_at": about["made_at"],
        "schema_version": about["schema_version"],
        "installation": None,
        "tables": sorted(tables, key=lambda table: TABLES.index(table["name"])),
        "uploads": about["uploads"],
    }


def _copy(head: re.Match[bytes], lines: IO[bytes], folder: Path) -> dict[str, Any]:
    name, columns = head[1].decode(), head[2].decode().replace('"', "").split(", ")
    table = Table(name, columns, 0, None, "")
    rows = 0
    with gzip.open(folder / table.file_name, "wb", COMPRESSION) as out:
        for line in lines:
            if line == END:
                break
            out.write(line)
            rows += 1
    sha256 = sha256_of(folder / table.file_name)
    return {"name": name, "columns": columns, "rows": rows, "last_id": None, "sha256": sha256}


def _run_pg_restore(*arguments: str) -> None:
    try:
        program = str(wheel_program("pg_restore"))
    except LauncherError:  # no wheel for this platform
        program = shutil.which("pg_restore") or ""
    if not program:
        raise LauncherError(
            "Reading a backup of release 1.1 or before wants PostgreSQL's pg_restore, version 18 "
            "or later: install it (on Debian postgresql-client)."
        )
    done = subprocess.run(  # noqa: S603 - our own command
        [program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise LauncherError(f"pg_restore failed: {said[0]}")
