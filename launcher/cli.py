"""The command line: `python -m launcher [run | migrate | psql | url | backup | restore | …]`."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg2  # type: ignore[import-untyped]
from psycopg2.errors import (  # type: ignore[import-untyped]
    InsufficientPrivilege,
    UndefinedColumn,
    UndefinedTable,
)

from launcher.area import DataArea, default_area
from launcher.binaries import wheel_program
from launcher.cluster import running_server, server_url
from launcher.console import complain, counted, say
from launcher.databases import plain_url, require_same_database, require_usable, split_password
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.run import run
from launcher.settings import REPOSITORY, LauncherSettings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    end = given.index("--") if "--" in given else len(given)
    options = _parser().parse_args(given[:end])
    options.for_psql = given[end + 1 :]
    command: Callable[[LauncherSettings, argparse.Namespace], None] = options.command
    try:
        command(load_settings(), options)
    except LauncherError as error:
        complain(str(error))
        return 1
    except OSError as error:
        complain(": ".join(str(part) for part in (error.filename, error.strerror) if part) + ".")
        return 1
    except psycopg2.Error as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        complain(f"The database refused: {reason}.{_what_to_do(error)}")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _what_to_do(error: psycopg2.Error) -> str:
    if isinstance(error, UndefinedTable | UndefinedColumn):
        return " make migrate brings it up to date."
    if isinstance(error, InsufficientPrivilege):
        return " DATABASE_OWNER_URL has to name the owner of the tables."
    return ""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launcher", description=run.__doc__)
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(metavar="command")
    commands.add_parser("run", help="start everything (the default)").set_defaults(command=_run)
    commands.add_parser(
        "migrate", help="bring the database up to date, starting the embedded one if need be"
    ).set_defaults(command=_migrate)
    commands.add_parser(
        "psql", help="open psql on the database; what follows -- goes to psql"
    ).set_defaults(command=_psql)
    commands.add_parser("url", help="print the running database's URL").set_defaults(command=_url)
    backup = commands.add_parser("backup", help="write database and uploads into one file")
    backup.add_argument(
        "file", nargs="?", type=Path, help="backups/interviews-<time>.tar if left out"
    )
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="bring a backup back")
    restore.add_argument("file", type=Path)
    restore.add_argument("--overwrite", action="store_true", help="replace what is there")
    restore.set_defaults(command=_restore)
    commands.add_parser(
        "clear-uploads", help="remove files of interrupted uploads; the services may run"
    ).set_defaults(command=_clear_uploads)
    calibrate = commands.add_parser("calibrate", help="fit how people grade a skill")
    calibrate.add_argument("skill")
    calibrate.add_argument("file", type=Path, help="answers that people graded, as CSV")
    calibrate.set_defaults(command=_calibrate)
    return parser


def _run(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    run(settings)


def _migrate(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    with _usable_database(settings) as url:
        _bring_up_to_date(url)


@contextmanager
def _usable_database(settings: LauncherSettings) -> Iterator[str]:
    """The URL of the database; the embedded one is started for the moment if it does not run."""
    if settings.database_url is not None or running_server(_area(settings)) is not None:
        yield _running_url(settings)
        return
    server = PostgresServer(_area(settings).folder, programs=settings.postgres_programs)
    server.start()
    try:
        yield server.url()
    finally:
        server.stop()


def _bring_up_to_date(url: str) -> None:
    # Only here: the other commands need neither Alembic nor half a second for it.
    from database.migrate import MigrationError, migrate

    try:
        steps = migrate(url, tell=say)
        for step in steps or ["The database is up to date."]:
            say(step)
    except MigrationError as error:
        raise LauncherError(str(error)) from error


def _psql(settings: LauncherSettings, options: argparse.Namespace) -> None:
    psql = shutil.which("psql") or str(wheel_program("psql"))
    address, password = split_password(_running_url(settings))
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = password
    os.execve(psql, [psql, *options.for_psql, "-d", address], environment)  # noqa: S606


def _url(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    print(_running_url(settings))


def _backup(settings: LauncherSettings, options: argparse.Namespace) -> None:
    from launcher.backup import back_up, default_file

    into = options.file or default_file()
    with _usable_database(settings) as url:
        made = back_up(url, settings.upload_folder, into)
    say(
        f"{into} holds {counted(made.interviews, 'interview')}, {counted(made.answers, 'answer')} "
        f"and {counted(len(made.uploads), 'upload')}."
    )
    if made.complaint:
        complain(f"WARNING: {made.complaint} {into} holds everything else.")


def _restore(settings: LauncherSettings, options: argparse.Namespace) -> None:
    from launcher.restore import restore

    with _usable_database(settings) as url:
        done = restore(
            url, settings.upload_folder, options.file, overwrite=options.overwrite, tell=say
        )
    found = done.manifest
    say(
        f"{options.file} is restored and checked: {counted(found.interviews, 'interview')}, "
        f"{counted(found.answers, 'answer')}, {counted(len(found.uploads), 'upload')}."
    )
    if done.gap:
        say(
            f"The next interview is number {done.next_interview_id}: which ids were given out "
            "after the backup is not known here, so a million and more are left out."
        )
    if found.complaint:
        complain(f"WARNING: it was so already when the backup was made. {found.complaint}")


def _clear_uploads(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    from launcher.uploads import clear_uploads

    with _usable_database(settings) as url:
        removed = clear_uploads(url, settings.upload_folder)
    verb = "was" if len(removed) == 1 else "were"
    say(f"{counted(len(removed), 'leftover', 'of interrupted uploads')} {verb} removed.")


def _calibrate(settings: LauncherSettings, options: argparse.Namespace) -> None:
    with _usable_database(settings) as url:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "calibrate.py", options.skill, options.file.absolute()],
            cwd=REPOSITORY / "fastapi_app",
            env={**os.environ, **settings.environment(url)},
            check=False,
        )
    if done.returncode:
        raise SystemExit(done.returncode)


def _running_url(settings: LauncherSettings) -> str:
    if settings.owner_url is not None:
        url = plain_url(settings.owner_url)
        require_usable(url)
        if settings.database_owner_url and settings.database_url:
            services_url = plain_url(settings.database_url)
            require_usable(services_url)
            require_same_database(services_url, url)
        return url
    area = _area(settings)
    server = running_server(area)
    if server is None:
        raise LauncherError(
            f"The embedded database in {area.folder} is not running: start it with make run."
        )
    return server_url(area, server.port)


def _area(settings: LauncherSettings) -> DataArea:
    folder = settings.postgres_data_dir
    return default_area() if folder is None else DataArea(folder)
