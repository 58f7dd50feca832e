"""Whose programs serve the data: those of the embedded PostgreSQL, or of one that is installed."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account
from launcher.binaries import NEWEST_MAJOR, binaries_folder, wheel_folder
from launcher.databases import OLDEST_MAJOR
from launcher.errors import LauncherError
from launcher.settings import AUTO, EMBEDDED
from launcher.versions import NEWEST_MINORS, Version

# Where Debian, Red Hat, Homebrew and PostgreSQL itself put a server's programs.
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)
_ITS_VERSION = re.compile(r"\(PostgreSQL\) (\d+)\.(\d+)\b")


@dataclass(frozen=True, order=True)
class Programs:
    version: Version
    folder: Path  # `bin`


def choose_programs(wanted: str, made_by: int | None, account: Account, copies: Path) -> Programs:
    """For data that this major version made, or for new data.

    `wanted` is EMBEDDED, AUTO for whichever is newest, or a folder.
    Raises LauncherError when it cannot serve the data.
    """
    if wanted not in (EMBEDDED, AUTO):
        return _named(Path(wanted), made_by, account)
    newest = _newest_installed(made_by, account) if wanted == AUTO else None
    return newest or _embedded(made_by or NEWEST_MAJOR, account, copies)


def programs_in(folder: Path, account: Account) -> Programs | None:
    """None when this account cannot run a server's programs from there."""
    if not all((folder / name).is_file() for name in ("postgres", "initdb")):
        return None
    try:
        said = account.run([str(folder / "postgres"), "--version"])
    except OSError:
        return None
    found = _ITS_VERSION.search(said.stdout)
    return Programs(Version(int(found[1]), int(found[2])), folder) if found else None


def _named(folder: Path, made_by: int | None, account: Account) -> Programs:
    found = programs_in(folder, account)
    if found is None:
        raise LauncherError(
            f"POSTGRES_PROGRAMS: there are no programs of a PostgreSQL server in {folder} that "
            f"{_who(account)} can run: name the folder that holds postgres and initdb."
        )
    if found.version.major < OLDEST_MAJOR:
        raise LauncherError(
            f"POSTGRES_PROGRAMS: {folder} is PostgreSQL {found.version}: use {OLDEST_MAJOR} or "
            "later."
        )
    if made_by not in (None, found.version.major):
        raise LauncherError(
            f"The data were made by PostgreSQL {made_by}, and POSTGRES_PROGRAMS is "
            f"{found.version}: name programs of {made_by}, or bring the data over with make backup "
            "and make restore."
        )
    return found


def _newest_installed(made_by: int | None, account: Account) -> Programs | None:
    """None when the embedded one is as new."""
    majors = set(NEWEST_MINORS) if made_by is None else {made_by}
    found = [programs for folder in _installed() if (programs := programs_in(folder, account))]
    newest = max((one for one in found if one.version.major in majors), default=None)
    if newest is None:
        return None
    wheel = wheel_folder(made_by or NEWEST_MAJOR)
    ourselves = Account("you", os.geteuid(), os.getegid(), changes=False)
    embedded = None if wheel is None else programs_in(wheel / "bin", ourselves)
    return newest if embedded is None or newest.version > embedded.version else None


def _installed() -> list[Path]:
    found = [path for place in PLACES for path in Path("/").glob(place.removeprefix("/"))]
    on_path = shutil.which("postgres")
    return found if on_path is None else [*found, Path(on_path).parent]


def _embedded(major: int, account: Account, copies: Path) -> Programs:
    folder = binaries_folder(major, account, copies)
    found = programs_in(folder, account)
    if found is None:
        raise LauncherError(
            f"The embedded PostgreSQL in {folder} cannot be run here: set POSTGRES_PROGRAMS to the "
            "programs of an installed one, or DATABASE_URL to a server."
        )
    return found


def _who(account: Account) -> str:
    return f"the account {account.name}" if account.changes else "this user"
