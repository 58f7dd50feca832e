"""Connections of the launcher's own, and what is wrong with a DATABASE_URL in a sentence."""

import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from psycopg2 import extensions, sql

from database.search_path import see_only_ours
from launcher.errors import LauncherError
from launcher.versions import Version

OLDEST_MAJOR = 14
_SCHEMES = re.compile(r"^(postgresql|postgres|postgresql\+psycopg2)://")
_CONNECT_SECONDS = 5
# What makes them; reading and writing files with them is for superusers anyway.
_LARGE_OBJECTS = "lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"


@dataclass(frozen=True, slots=True)
class Database:
    """Where it is for those who own it, and for the services."""

    owner_url: str
    service_url: str


def plain_url(url: str) -> str:
    """The same address as psql, libpq and both services understand it."""
    if not _SCHEMES.match(url):
        raise LauncherError(
            "DATABASE_URL is not a PostgreSQL address: "
            "write it as postgresql://user:password@host:5432/interviewdb."
        )
    url = _SCHEMES.sub("postgresql://", url)
    try:
        extensions.parse_dsn(url)
    except psycopg2.ProgrammingError:
        raise LauncherError(
            "DATABASE_URL cannot be read: write it as "
            "postgresql://user:password@host:5432/interviewdb, with special characters in the "
            "password percent-encoded (@ is %40)."
        ) from None
    return url


def connect(url: str, **options: str) -> Any:
    """A connection on which the names of our tables are ours, see `see_only_ours`."""
    connection = psycopg2.connect(url, **options)
    if complaint := see_only_ours(connection):
        connection.close()
        raise LauncherError(complaint)
    return connection


def split_password(url: str) -> tuple[str, str | None]:
    """A connection string without the password, and the password: others can see arguments."""
    parts = extensions.parse_dsn(url)
    password = parts.pop("password", None)
    return extensions.make_dsn(**parts), password


def require_usable(url: str) -> Version:
    """`url` as `plain_url` returns it. The version that answers there."""
    try:
        connection = psycopg2.connect(url, connect_timeout=_CONNECT_SECONDS)
    except psycopg2.OperationalError as error:
        raise LauncherError(_explain(url, str(error))) from None
    with closing(connection):
        version = Version.of_server(connection.server_version)
    if version.major < OLDEST_MAJOR:
        raise LauncherError(
            f"DATABASE_URL leads to PostgreSQL {version.major}: "
            f"version {OLDEST_MAJOR} or later is needed."
        )
    return version


def ensure_database(url: str, name: str) -> None:
    """Creates the database `name` on the embedded server that `url` leads to, if missing."""
    # The wheel's server has no SSL, and the user's PGSSLMODE may demand it.
    connection = psycopg2.connect(url, connect_timeout=_CONNECT_SECONDS, sslmode="disable")
    with closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def require_connections(url: str, wanted: int) -> None:
    """Refuse a server that lets in fewer than both services open when they are busy."""
    connection = psycopg2.connect(url, connect_timeout=_CONNECT_SECONDS)
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT setting::int FROM pg_settings WHERE name = 'max_connections') -"
            " (SELECT sum(setting::int) FROM pg_settings WHERE name IN"
            " ('superuser_reserved_connections', 'reserved_connections'))"
        )
        (free,) = cursor.fetchone()
    if free < wanted:
        raise LauncherError(
            f"The services want up to {wanted} connections, and PostgreSQL has {free} for them: "
            "raise its max_connections, or lower DATABASE_POOL_SIZE or FLASK_WORKERS."
        )


def ensure_role(url: str, name: str, password: str) -> None:
    """Has the embedded server know a role that may log in, and nothing else.

    `url` leads to the database it is for, which is ours alone: what PostgreSQL lets everybody do in
    a database (temporary tables, large objects, and before version 15 tables in public) is not for
    this role. What a role may set for itself, its password included, lasts until this is called.
    """
    connection = psycopg2.connect(url, connect_timeout=_CONNECT_SECONDS, sslmode="disable")
    with closing(connection), connection, connection.cursor() as cursor:
        role = sql.Identifier(name)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {}").format(role))
            cursor.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        cursor.execute(
            sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                role, sql.Literal(password)
            )
        )
        cursor.execute(sql.SQL("ALTER ROLE {} RESET ALL").format(role))
        database = sql.Identifier(connection.info.dbname)
        cursor.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(role, database))
        cursor.execute(sql.SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(database))
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {_LARGE_OBJECTS} FROM PUBLIC")


def require_same_database(service_url: str, owner_url: str) -> None:
    """Raises LauncherError where the services would use one database and we another."""
    if _identity(service_url) != _identity(owner_url):
        raise LauncherError(
            "DATABASE_URL and DATABASE_OWNER_URL lead to two databases: correct one of them, so "
            "that the owner's is the one the services use."
        )


def _identity(url: str) -> tuple[object, ...]:
    """Of a database, however its server is reached, for whoever may connect to it."""
    connection = psycopg2.connect(url, connect_timeout=_CONNECT_SECONDS)
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid, datname, pg_postmaster_start_time() FROM pg_database"
            " WHERE datname = current_database()"
        )
        return tuple(cursor.fetchone())


def owner_advice(url: str) -> str | None:
    """What to do when the services are about to connect as somebody who may do more than they."""
    connection = psycopg2.connect(url, connect_timeout=_CONNECT_SECONDS)
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper,"
            " pg_has_role(datdba, 'USAGE') OR EXISTS (SELECT FROM pg_class"
            " WHERE oid = to_regclass('public.candidates') AND pg_has_role(relowner, 'USAGE'))"
            " FROM pg_roles, pg_database"
            " WHERE rolname = current_user AND datname = current_database()"
        )
        user, is_superuser, is_owner = cursor.fetchone()
    if not is_owner:  # which a superuser always counts as
        return None
    return (
        f"The services connect as {user}, {'a superuser' if is_superuser else 'the owner'} of the "
        "database, and may do more than they need: DATABASE_OWNER_URL separates the two, see the "
        "README."
    )


def _explain(url: str, message: str) -> str:
    parts = extensions.parse_dsn(url)
    where = f"{parts.get('host', 'localhost')}:{parts.get('port', '5432')}"
    user = parts.get("user", "(none named)")
    database = parts.get("dbname", user)
    if "password authentication failed" in message:
        return (
            f"PostgreSQL at {where} refuses the password of user {user}: "
            "correct user and password in DATABASE_URL."
        )
    if "no password supplied" in message:
        return (
            f"PostgreSQL at {where} wants a password for user {user}: "
            "add it to DATABASE_URL (postgresql://user:password@host/database)."
        )
    if f'database "{database}" does not exist' in message:
        return (
            f"There is no database {database} at {where}: create it (in psql: "
            f"CREATE DATABASE {database};) or name another in DATABASE_URL."
        )
    if "role" in message and "does not exist" in message:
        return f"PostgreSQL at {where} knows no user {user}: correct the user in DATABASE_URL."
    return (
        f"DATABASE_URL cannot be reached, PostgreSQL at {where} does not let us in "
        f"({_reason(message)}): start it, correct DATABASE_URL, or leave it out to use the "
        "embedded one."
    )


def _reason(message: str) -> str:
    # libpq tells each address it tried in a line, with hints on lines that begin with a tab.
    lines = [line for line in message.splitlines() if line and not line.startswith(("\t", " "))]
    first = lines[0] if lines else "no reason given"
    return first.rpartition("failed: ")[2].strip().removeprefix("FATAL:  ")
