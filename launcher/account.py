"""PostgreSQL refuses to run as root: as root it runs as another account."""

import os
import pwd
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import LauncherError
from launcher.processes import die_with_parent

_ACCOUNTS = ("postgres", "_postgres", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int
    changes: bool
    """Whether a process must change its user to run as this account."""

    def own(self, path: Path) -> None:
        if self.changes:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def run(
        self, command: list[str], *, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603
                command,
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                env=env,
                stdin=subprocess.DEVNULL,
                # Ctrl-C is for the launcher: what it started is stopped by it.
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),
                user=self.user,
                group=self.group,
                extra_groups=self.extra_groups,
            )
        except OSError as error:
            # The program could not be run; otherwise the user could not be changed.
            if not self.changes or error.filename == command[0]:
                raise
            raise LauncherError(
                f"PostgreSQL refuses to run as root, and root may not act as {self.name} here "
                f"({error.strerror}): run as an ordinary user or set DATABASE_URL."
            ) from None

    @property
    def user(self) -> int | None:
        return self.uid if self.changes else None

    @property
    def group(self) -> int | None:
        return self.gid if self.changes else None

    @property
    def extra_groups(self) -> list[int] | None:
        return [] if self.changes else None

    def closed_parent(self, path: Path) -> Path | None:
        """The first folder on the way to `path` (itself included) that may not be entered."""
        if not self.changes:
            return None
        for folder in (*reversed(path.parents), path):
            if not folder.exists():
                return None
            if folder.is_dir() and self.run(["test", "-x", str(folder)]).returncode != 0:
                return folder
        return None


def server_account(data: Path) -> Account:
    """Data that exist stay with their owner; new ones go to `postgres`, else to `nobody`."""
    if os.geteuid() != 0:
        return Account("you", os.geteuid(), os.getegid(), changes=False)
    if data.is_dir() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(_name(owner.st_uid), owner.st_uid, owner.st_gid, changes=True)
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, changes=True)
    raise LauncherError(
        "PostgreSQL refuses to run as root and there is no account postgres or nobody: "
        "run as an ordinary user or set DATABASE_URL."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
