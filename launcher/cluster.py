"""PostgreSQL's data folder on disk: making it, its version, its password, its pid file."""

import contextlib
import locale
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from launcher.area import DataArea
from launcher.disk import flush_folder
from launcher.errors import LauncherError
from launcher.processes import works_in
from launcher.server_options import server_environment

SUPERUSER = "postgres"
# Which may do what schema.sql grants it.
SERVICE_ROLE = "interviews_service"
DATABASE = "interviewdb"


@dataclass(frozen=True)
class PidFile:
    pid: int
    port: int
    ready: bool


def major_version(area: DataArea) -> int | None:
    """None when there is no data folder yet."""
    if not area.cluster.exists():
        return None
    try:
        return int((area.cluster / "PG_VERSION").read_text())
    except (OSError, ValueError):
        raise LauncherError(
            f"{area.cluster} is not a complete PostgreSQL data folder: restore it from a backup, "
            "or move it away to start with an empty database."
        ) from None


def read_pid_file(area: DataArea) -> PidFile | None:
    try:
        lines = (area.cluster / "postmaster.pid").read_text().splitlines()
        # pid, data folder, start time, port, socket folder, address, shared memory, status
        return PidFile(int(lines[0]), int(lines[3]), "ready" in lines[7])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def running_server(area: DataArea) -> PidFile | None:
    """What the pid file names, if that is really a server on this data folder."""
    state = read_pid_file(area)
    return state if state is not None and works_in(state.pid, area.cluster) else None


def server_url(area: DataArea, port: int, database: str = DATABASE) -> str:
    return f"postgresql://{SUPERUSER}:{read_password(area)}@127.0.0.1:{port}/{database}"


def service_url(area: DataArea, port: int, database: str = DATABASE) -> str:
    password = service_password(area)
    return f"postgresql://{SERVICE_ROLE}:{password}@127.0.0.1:{port}/{database}"


def service_password(area: DataArea) -> str:
    """Made when it is first asked for: data folders of earlier releases have none."""
    try:
        return area.service_password_file.read_text().strip()
    except FileNotFoundError:
        password = secrets.token_hex(16)
        _write_secret(area.service_password_file, password)
        return password


def read_password(area: DataArea) -> str:
    try:
        return area.password_file.read_text().strip()
    except OSError as error:
        raise LauncherError(
            f"The database's password in {area.password_file} cannot be read "
            f"({error.strerror}): restore that file."
        ) from None


def read_port(area: DataArea) -> int | None:
    try:
        return int(area.port_file.read_text())
    except (OSError, ValueError):
        return None


def make_cluster(area: DataArea, bin_dir: Path, major: int, *, durable: bool = True) -> None:
    """It comes to its place only when it is complete."""
    account = area.account
    new = area.folder / f"cluster.new-{secrets.token_hex(4)}"
    new.mkdir(mode=0o700)
    account.own(new)
    password = secrets.token_hex(16)
    _write_secret(area.password_file, password)
    for_initdb = area.folder / "initdb-password"
    _write_secret(for_initdb, password)
    account.own(for_initdb)
    try:
        command = _initdb(bin_dir, new, for_initdb, major, durable=durable)
        result = account.run(command, env=server_environment())
    finally:
        for_initdb.unlink()
    if result.returncode != 0:
        shutil.rmtree(new, ignore_errors=True)
        reason = (result.stderr.strip().splitlines() or [f"exit code {result.returncode}"])[-1]
        raise LauncherError(f"The database folder {area.cluster} could not be made: {reason}")
    new.rename(area.cluster)
    flush_folder(area.folder)


def remove_half_made_clusters(area: DataArea) -> None:
    for folder in area.half_made_clusters():
        shutil.rmtree(folder, ignore_errors=True)


def _initdb(
    bin_dir: Path, folder: Path, password_file: Path, major: int, *, durable: bool
) -> list[str]:
    return [
        str(bin_dir / "initdb"),
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        *_kinds_of_letters(major),
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]


def _kinds_of_letters(major: int) -> list[str]:
    """What has PostgreSQL know capitals beyond ASCII; the order of text stays that of C. Where the
    system has no such locale, nothing: `make migrate` says what does not work then."""
    if major >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    ours = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):  # macOS knows the last two
        with contextlib.suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, name)
            locale.setlocale(locale.LC_CTYPE, ours)
            return [f"--lc-ctype={name}"]
    return []


def _write_secret(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as secret:
        secret.write(text)
        secret.flush()
        os.fsync(descriptor)
