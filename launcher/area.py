"""The folder that holds everything of the embedded PostgreSQL, and where it is."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, server_account
from launcher.errors import LauncherError
from launcher.settings import REPOSITORY

# For root only: an account that is not root may not enter every folder root works in.
OUTSIDE = Path("/var/lib/interview-evaluation")
# What a start that did not come to an end leaves, and what a disk of its own has.
OUR_NAMES = {
    "log",
    "password",
    "service-password",
    "initdb-password",
    "port",
    "launcher.lock",
    "lost+found",
}


@dataclass(frozen=True)
class DataArea:
    folder: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "cluster"

    def half_made_clusters(self) -> list[Path]:
        """What an interrupted start left, or is still being left by its dying initdb."""
        return list(self.folder.glob("cluster.new-*"))

    @property
    def logs(self) -> Path:
        return self.folder / "log"

    @property
    def password_file(self) -> Path:
        return self.folder / "password"

    @property
    def service_password_file(self) -> Path:
        """Of the role that the services connect as."""
        return self.folder / "service-password"

    @property
    def port_file(self) -> Path:
        return self.folder / "port"

    @property
    def lock_file(self) -> Path:
        return self.folder / "launcher.lock"

    @property
    def account(self) -> Account:
        return server_account(self.cluster)

    def create(self) -> None:
        account = self.account
        try:
            self._require_own_folder()
            make_folders(self.folder, 0o755 if account.changes else 0o700)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            account.own(self.logs)
        except FileExistsError as error:
            raise LauncherError(f"{error.filename} is in the way: it is not a folder.") from None
        except OSError as error:
            raise LauncherError(_cannot_write(self.folder, error)) from None
        self._require_access(account)

    def _require_own_folder(self) -> None:
        """Raises LauncherError for a folder that is used for something else."""
        if (self.folder / "PG_VERSION").exists():
            raise LauncherError(
                f"{self.folder} is a data folder of another PostgreSQL: set POSTGRES_DATA_DIR to "
                "an empty folder, or DATABASE_URL to that server."
            )
        if not self.folder.is_dir() or self.cluster.exists():
            return
        half_made = {path.name for path in self.half_made_clusters()}
        seen = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        if others := sorted(seen - half_made - OUR_NAMES):
            raise LauncherError(
                f"{self.folder} holds {others[0]}, which is not of our database: set "
                "POSTGRES_DATA_DIR to an empty folder."
            )

    def _require_access(self, account: Account) -> None:
        # Made by root for an account of its own, then started by somebody else.
        if self.cluster.exists() and not os.access(self.cluster, os.R_OK | os.X_OK):
            raise LauncherError(
                f"The database in {self.folder} belongs to {self.cluster.owner()}: start it as "
                "root, as before, or set POSTGRES_DATA_DIR to another folder."
            )
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise LauncherError(_cannot_write(self.folder, None))
        closed = account.closed_parent(self.folder)
        if closed is not None:
            raise LauncherError(
                f"PostgreSQL may not run as root, and the account {account.name}, which it runs "
                f"as instead, may not enter {closed}: set POSTGRES_DATA_DIR to a folder it may."
            )


def default_area(repository: Path = REPOSITORY) -> DataArea:
    """`.data/postgres` in the repository, or for root, where that cannot be, under /var/lib."""
    inside = DataArea(repository / ".data" / "postgres")
    if os.geteuid() != 0:
        return inside
    outside = DataArea(outside_folder(repository) / "postgres")
    # Data that exist are never left behind because a folder's mode has changed since.
    for area in (inside, outside):
        if area.cluster.exists():
            return area
    return outside if inside.account.closed_parent(inside.folder) else inside


def outside_folder(repository: Path = REPOSITORY) -> Path:
    digest = hashlib.sha256(os.fsencode(repository.resolve())).hexdigest()[:8]
    return OUTSIDE / f"{repository.resolve().name}-{digest}"


def make_folders(folder: Path, mode: int) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        # Not mkdir's mode: that is cut by the umask, which for root is often 077.
        path.chmod(mode)


def _cannot_write(folder: Path, error: OSError | None) -> str:
    reason = f" ({error.strerror})" if error is not None and error.strerror else ""
    return (
        f"The database folder {folder} cannot be written{reason}: make it writable or set "
        "POSTGRES_DATA_DIR to another folder."
    )
