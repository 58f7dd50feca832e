"""The command line: `python -m launcher [run | migrate | psql | url]`."""

import argparse
import os
import shutil
from collections.abc import Callable, Sequence

from launcher.area import DataArea, default_area
from launcher.binaries import wheel_program
from launcher.cluster import running_server, server_url
from launcher.console import complain, say
from launcher.databases import plain_url, require_usable, split_password
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.run import run
from launcher.settings import LauncherSettings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command: Callable[[LauncherSettings, argparse.Namespace], None] = options.command
    try:
        command(load_settings(), options)
    except LauncherError as error:
        complain(str(error))
        return 1
    except OSError as error:
        complain(": ".join(str(part) for part in (error.filename, error.strerror) if part) + ".")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launcher", description=run.__doc__)
    parser.set_defaults(command=_run)
    commands = parser.add_subparsers(metavar="command")
    commands.add_parser("run", help="start everything (the default)").set_defaults(command=_run)
    commands.add_parser(
        "migrate", help="bring the database up to date, starting the embedded one if need be"
    ).set_defaults(command=_migrate)
    psql = commands.add_parser("psql", help="open psql on the database; what follows goes to psql")
    psql.add_argument("psql_arguments", nargs=argparse.REMAINDER)
    psql.set_defaults(command=_psql)
    commands.add_parser("url", help="print the running database's URL").set_defaults(command=_url)
    return parser


def _run(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    run(settings)


def _migrate(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    if settings.database_url is not None or running_server(_area(settings)) is not None:
        _bring_up_to_date(_running_url(settings))
        return
    server = PostgresServer(_area(settings).folder)
    server.start()
    try:
        _bring_up_to_date(server.url())
    finally:
        server.stop()


def _bring_up_to_date(url: str) -> None:
    # Only here: the other commands need neither Alembic nor half a second for it.
    from database.migrate import MigrationError, migrate

    try:
        for step in migrate(url):
            say(step)
    except MigrationError as error:
        raise LauncherError(str(error)) from error


def _psql(settings: LauncherSettings, options: argparse.Namespace) -> None:
    psql = shutil.which("psql") or str(wheel_program("psql"))
    address, password = split_password(_running_url(settings))
    environment = dict(os.environ)
    if password is not None:
        environment["PGPASSWORD"] = password
    arguments = [argument for argument in options.psql_arguments if argument != "--"]
    os.execve(psql, ["psql", *arguments, "-d", address], environment)  # noqa: S606


def _url(settings: LauncherSettings, _options: argparse.Namespace) -> None:
    print(_running_url(settings))


def _running_url(settings: LauncherSettings) -> str:
    if settings.database_url is not None:
        url = plain_url(settings.database_url)
        require_usable(url)
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
