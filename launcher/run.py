"""What `make run` does."""

import os
import sys
import time

from launcher.area import default_area
from launcher.children import Service
from launcher.console import say
from launcher.databases import (
    Database,
    owner_advice,
    plain_url,
    require_connections,
    require_same_database,
    require_usable,
)
from launcher.errors import LauncherError
from launcher.leftovers import ServiceRecord, stop_leftovers
from launcher.ports import require_free
from launcher.postgres import PostgresServer
from launcher.settings import (
    DEFAULT_FLASK_PORT,
    REPOSITORY,
    LauncherSettings,
    exposed_database_url,
)
from launcher.signals import Signals
from launcher.supervisor import Supervisor
from launcher.versions import KNOWN_IN, Version

# Below the bound after which the supervisor kills it, so that uvicorn can say what it cut off.
_UVICORN_GRACE_SECONDS = 25
# What a killed launcher's services held, their last threads let go of a little later.
_PORT_RELEASE_SECONDS = 5.0
# Beside those of the services: backup, migrate, psql, and what PostgreSQL keeps for superusers.
_OTHER_CONNECTIONS = 20


def run(settings: LauncherSettings) -> None:
    """Start PostgreSQL (unless DATABASE_URL is set), FastAPI and Flask, and keep them running."""
    signals = Signals()
    signals.install()
    if warning := exposed_database_url():
        say(warning)
    records = REPOSITORY / ".data" / "launchers"
    database = _database(settings, signals)
    try:
        killed = stop_leftovers(records)
        _require_ports(settings, signals, _PORT_RELEASE_SECONDS if killed else 0)
        version = None
        if isinstance(database, Database):
            version = _require_usable(database, settings.most_connections)
        supervisor = Supervisor(
            database,
            lambda url: _services(settings, url),
            schema=_schema,
            signals=signals,
            record=ServiceRecord(records),
        )
        supervisor.run(lambda: _greet(settings, database, version))
    finally:
        signals.ignore()
        if isinstance(database, PostgresServer):
            database.release()


def _require_usable(database: Database, connections: int) -> Version:
    version = require_usable(database.owner_url)
    if database.service_url != database.owner_url:
        require_usable(database.service_url)
        require_same_database(database.service_url, database.owner_url)
    require_connections(database.service_url, connections)
    if advice := owner_advice(database.service_url):
        say(advice)
    return version


def _database(settings: LauncherSettings, signals: Signals) -> PostgresServer | Database:
    if settings.database_url is not None and settings.owner_url is not None:
        return Database(plain_url(settings.owner_url), plain_url(settings.database_url))
    # The embedded server has no SSL and wants its own user: PGSSLMODE, PGOPTIONS and the like
    # are meant for another server, and the services would obey them.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    folder = settings.postgres_data_dir or default_area().folder
    server = PostgresServer(
        folder,
        programs=settings.postgres_programs,
        max_connections=max(100, settings.most_connections + _OTHER_CONNECTIONS),
        pause=signals.wait_unless_stopped,
    )
    server.reserve()
    return server


def _require_ports(settings: LauncherSettings, signals: Signals, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            require_free("FASTAPI", settings.fastapi_host, settings.fastapi_port)
            require_free("FLASK", settings.flask_host, settings.flask_port)
        except LauncherError:
            if time.monotonic() >= deadline:
                raise
            signals.wait(0.1)
        else:
            return


def _schema(url: str) -> Service:
    return Service(
        name="The schema's update",
        argv=[sys.executable, "-m", "launcher", "migrate"],
        cwd=REPOSITORY,
        health_url="",
        env={"DATABASE_URL": url, "DATABASE_OWNER_URL": url},
    )


def evaluator_command(host: str, port: int) -> list[str]:
    """For its folder, fastapi_app."""
    return [
        *(sys.executable, "-m", "uvicorn", "main:app", "--host", host, "--port", str(port)),
        *("--http", "utils.connections:Connection"),
        # The service writes a line per request itself, with its request id.
        "--no-access-log",
        *("--timeout-graceful-shutdown", str(_UVICORN_GRACE_SECONDS)),
    ]


def _services(settings: LauncherSettings, url: str) -> list[Service]:
    environment = settings.environment(url)
    return [
        Service(
            "FastAPI",
            evaluator_command(settings.fastapi_host, settings.fastapi_port),
            REPOSITORY / "fastapi_app",
            f"{settings.fastapi_base_url}/health",
            environment,
        ),
        Service(
            "Flask",
            [sys.executable, "app.py"],
            REPOSITORY / "flask_app",
            f"{settings.flask_base_url}/health",
            environment,
        ),
    ]


def _greet(
    settings: LauncherSettings, database: PostgresServer | Database, version: Version | None
) -> None:
    """`version` is of the server in DATABASE_URL."""
    flask, fastapi = settings.flask_base_url, settings.fastapi_base_url
    where = f"{version}, the one in DATABASE_URL"
    if isinstance(database, PostgresServer):
        version = database.version
        where = f"{version} on 127.0.0.1:{database.port}, data in {database.area.folder}"
    for advice in (settings.advice(), settings.evaluator_advice()):
        if advice:
            say(advice)
    if version is not None and (newer := version.fixed_by):
        say(
            f"PostgreSQL {version} lacks the fixes of {newer}, which was there in {KNOWN_IN}: "
            + _what_to_do(database, version)
        )
    port = settings.flask_port
    given = "" if port == DEFAULT_FLASK_PORT else f"FLASK_PORT={port} "
    say(
        "everything is up.\n"
        f"  Flask       {flask}   docs {flask}/docs\n"
        f"  FastAPI     {fastapi}   docs {fastapi}/docs\n"
        f"  PostgreSQL  {where}\n"
        f"  {given}make demo plays an interview, make psql opens the database; "
        "Ctrl-C stops everything."
    )


def _what_to_do(database: PostgresServer | Database, version: Version) -> str:
    if isinstance(database, Database):
        return "update the server in DATABASE_URL."
    return (
        f"install a newer PostgreSQL {version.major} and set POSTGRES_PROGRAMS=auto, or use a "
        "server of your own with DATABASE_URL."
    )
