"""A service that was started as root does not stay root."""

import contextlib
import logging
import os
import pwd
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from utils.linux import (
    CAP_DAC_READ_SEARCH,
    gain_no_privileges,
    leave_capabilities,
    signal_of_parent_s_death,
    survive_change_of_user,
    want_signal_of_parent_s_death,
)

ACCOUNTS = ("interviews", "daemon")
"""One made for this, else one that every Linux has and that owns nothing. Not `nobody`: PostgreSQL
may be running as that, and its files are not for us; not that of a web server either."""
UPLOAD = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,10}(\.part)?")
BESIDE_UPLOADS = re.compile(r"\.gitkeep|\.(backup|restore)-.*|lost\+found")
log = logging.getLogger(__name__)
SERVICE = Path(__file__).resolve().parents[1]


class NoWayOut(Exception):
    """Root may not become another user, in some containers for one."""


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    uid: int
    gid: int
    home: str


def give_up_root(upload_folder: Path) -> None:
    """Become an account that owns the uploads and nothing else, on Linux, if we are root.

    To be called before the first thread begins. Raises SystemExit when there is no such account.
    """
    if sys.platform != "linux" or os.geteuid() != 0:
        return
    with still_ending_with_parent():
        become_an_account(upload_folder)


@contextlib.contextmanager
def still_ending_with_parent() -> Iterator[None]:
    """What the launcher asked the kernel for is forgotten whenever a process changes its user."""
    parent, number = os.getppid(), signal_of_parent_s_death()
    yield
    want_signal_of_parent_s_death(number)
    if number and os.getppid() != parent:
        raise SystemExit("The process that started this service has ended.")


def become_an_account(upload_folder: Path) -> None:
    account = account_for(upload_folder)
    hand_over(upload_folder, account)
    closed = first_closed(account, what_is_read_later(upload_folder))
    if closed and not may_keep(CAP_DAC_READ_SEARCH):
        log.warning("runs as root, because %s may not read %s: open it", account.name, closed)
        return
    try:
        become(account, {CAP_DAC_READ_SEARCH} if closed else set())
    except NoWayOut as error:
        log.warning("runs as root, which may not become %s here (%s)", account.name, error)
        return
    kept = f"only that to read, because it may not read {closed}" if closed else "nothing"
    log.info("runs as %s (user %d) and keeps of root's power %s", account.name, account.uid, kept)


def account_for(upload_folder: Path) -> Account:
    """Whose the uploads are; those of root are given to one of ACCOUNTS."""
    with contextlib.suppress(OSError):
        owner = upload_folder.stat()
        if owner.st_uid != 0:
            return account_of(owner.st_uid)
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid, entry.pw_dir)
    raise SystemExit(
        "A service must not run as root, and there is no account that it could run as: "
        "make one with `useradd --system interviews`, or start the services as an ordinary user."
    )


def account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(f"user {uid}", uid, uid, "/")
    return Account(entry.pw_name, uid, entry.pw_gid, entry.pw_dir)


def hand_over(upload_folder: Path, account: Account) -> None:
    """Make the upload folder, and the uploads that root has put there, the account's.

    A disk that refuses is no reason not to start: uploads are refused then until it does not.
    Raises SystemExit for a folder of root's that is used for something else too.
    """
    with contextlib.suppress(OSError):
        upload_folder.mkdir(parents=True, exist_ok=True)
        is_root_s = upload_folder.stat().st_uid == 0
        with os.scandir(upload_folder) as entries:
            names = [entry.name for entry in entries]
        if is_root_s and (other := something_else(names)):
            raise SystemExit(
                f"The upload folder {upload_folder} belongs to root and holds {other}, which is no "
                "upload: set UPLOAD_FOLDER to a folder of its own, or give this one to the account "
                f"that the services run as (chown {account.name})."
            )
        for name in names:
            if UPLOAD.fullmatch(name):
                hand_over_file(str(upload_folder / name), account)
        # Last: if it breaks off, the next start begins again.
        os.chown(upload_folder, account.uid, account.gid)


def something_else(names: Iterable[str]) -> str | None:
    """The first that is neither an upload nor what the launcher keeps beside them."""
    others = (n for n in names if not (UPLOAD.fullmatch(n) or BESIDE_UPLOADS.fullmatch(n)))
    return min(others, default=None)


def hand_over_file(path: str, account: Account) -> None:
    """Not what has another name elsewhere: whoever writes here could have linked it from there."""
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            found = os.fstat(descriptor)
            if found.st_uid == 0 and stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                os.chown(descriptor, account.uid, account.gid)
        finally:
            os.close(descriptor)


def what_is_read_later(upload_folder: Path) -> list[Path]:
    """Python imports some modules late, and documents are read by another Python."""
    return [Path(sys.executable), *map(Path, sys.path), SERVICE, upload_folder]


def first_closed(account: Account, paths: Iterable[Path]) -> Path | None:
    """The first of those that are there which the account may not read."""
    there = [path for path in paths if path.exists()]
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(account.gid)
    os.seteuid(account.uid)
    try:
        return next((path for path in there if not is_open(path)), None)
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def is_open(path: Path) -> bool:
    try:
        wanted = os.R_OK | os.X_OK if path.is_dir() else os.R_OK
        return os.access(path, wanted, effective_ids=True)
    except PermissionError:
        return False


def may_keep(capability: int) -> bool:
    status = Path("/proc/self/status").read_text()
    permitted = int(status.partition("CapPrm:")[2].split()[0], 16)
    return bool(permitted >> capability & 1)


def become(account: Account, capabilities: set[int]) -> None:
    """Raises NoWayOut, root still, and SystemExit when something else is amiss."""
    survive_change_of_user()
    try:
        os.setgroups([])
        os.setresgid(account.gid, account.gid, account.gid)
        os.setresuid(account.uid, account.uid, account.uid)
    except OSError as error:
        os.setresgid(0, 0, 0)
        raise NoWayOut(error.strerror) from None
    try:
        leave_capabilities(capabilities)
        gain_no_privileges()
    except OSError as error:
        raise SystemExit(f"Root could not be given up: {error}.") from None
    # libpq looks for keys there, and takes a closed folder for a mistake.
    os.putenv("HOME", account.home)
