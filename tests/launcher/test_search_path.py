"""Users with a schema of their own name, which PostgreSQL looks into before public."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from database.migrate import SERVICE_ROLE, MigrationError, migrate
from database.search_path import TABLES
from launcher.backup import back_up
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.restore import restore
from launcher.tables import TABLES as ALL_ROWS
from launcher.uploads import clear_uploads
from tests.conftest import execute, fresh_database
from tests.database.sql import Connection, psql
from tests.launcher.test_restore import Place
from tests.support.database import count, query
from tests.support.loading import service_modules
from tests.support.services import as_service


@dataclass(frozen=True)
class Owner(Place):
    """Who owns our tables, and has a schema of the same name as the user."""

    name: str

    def lookalikes(self, rows: int = 1) -> None:
        """Tables of the same names in the schema, and something in them."""
        for table in ALL_ROWS:
            query(self.url, f"CREATE TABLE {self.name}.{table} (id int)")
            query(self.url, f"INSERT INTO {self.name}.{table} SELECT generate_series(1, {rows})")

    def rows_of_lookalikes(self) -> set[int]:
        return {count(self.url, f"{self.name}.{table}") for table in ALL_ROWS}


@pytest.fixture
def owner(server: PostgresServer, tmp_path: Path) -> Iterator[Owner]:
    with fresh_database(server, "template0") as admin:
        name = f"owner_{admin[-12:]}"
        query(admin, f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD 'pw'")
        url = f"postgresql://{name}:pw@{admin.partition('@')[2]}"
        migrate(url)
        query(url, f"CREATE SCHEMA {name}")
        yield Owner(url, tmp_path / "uploads", name)
    execute(server, f"DROP ROLE {name}")


def test_a_backup_holds_our_rows_and_not_theirs(
    owner: Owner, database_url: str, tmp_path: Path
) -> None:
    owner.interview()
    ours = replace(owner, url=f"{owner.url}?options=-csearch_path%3Dpublic")
    before = ours.state()
    owner.lookalikes(5)

    made = back_up(owner.url, owner.uploads, tmp_path / "one.tar")
    restore(database_url, tmp_path / "there", tmp_path / "one.tar")

    assert made.interviews == 1
    assert Place(database_url, tmp_path / "there").state() == before


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_restore_fills_our_tables_and_leaves_theirs(
    owner: Owner, database_url: str, tmp_path: Path, overwrite: bool
) -> None:
    there = Place(database_url, tmp_path / "there")
    there.interview()
    back_up(there.url, there.uploads, tmp_path / "one.tar")
    owner.lookalikes()

    restore(owner.url, owner.uploads, tmp_path / "one.tar", overwrite=overwrite)

    ours = replace(owner, url=f"{owner.url}?options=-csearch_path%3Dpublic")
    assert ours.state() == there.state()
    assert owner.rows_of_lookalikes() == {1}
    assert query(owner.url, f"SELECT to_regclass('{owner.name}.installation')") == [(None,)]


def test_a_restore_says_what_is_lost_of_ours(owner: Owner, tmp_path: Path) -> None:
    owner.interview()
    back_up(owner.url, owner.uploads, tmp_path / "one.tar")
    for table in ALL_ROWS:
        query(owner.url, f"CREATE TABLE {owner.name}.{table} (id int)")

    with pytest.raises(LauncherError, match="Restoring would replace what is here: 1 candidate"):
        restore(owner.url, owner.uploads, tmp_path / "one.tar")


def test_files_of_our_answers_are_no_leftovers(owner: Owner) -> None:
    owner.interview()
    nobodys = owner.upload(b"nobody's")
    query(owner.url, f"CREATE TABLE {owner.name}.interview_answers (file_path text)")
    query(owner.url, f"INSERT INTO {owner.name}.interview_answers VALUES ('uploads/{nobodys}')")

    assert clear_uploads(owner.url, owner.uploads, older_than=-60) == [nobodys]


@pytest.mark.parametrize("command", ["migrate", "psql"])
def test_our_tables_are_made_in_public(
    server: PostgresServer, empty_database_url: str, command: str
) -> None:
    query(empty_database_url, "CREATE SCHEMA postgres")

    if command == "migrate":
        migrate(empty_database_url)
    else:
        name = empty_database_url.rpartition("/")[2]
        psql(server, "\\i database/schema.sql\n", name, "--set=ON_ERROR_STOP=1").check_returncode()

    assert query(
        empty_database_url, "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = ANY (%s)",
        list(TABLES),
    ) == [("public",)]  # fmt: skip
    assert migrate(empty_database_url) == []


def test_tables_of_the_same_names_are_no_obstacle_to_migrating(owner: Owner) -> None:
    owner.lookalikes()
    query(owner.url, "UPDATE public.installation SET schema_sha256 = NULL")

    assert migrate(owner.url) == []

    assert count(owner.url, "public.interview_questions") == 48
    assert owner.rows_of_lookalikes() == {1}


@pytest.mark.parametrize("also_in_public", [True, False])
def test_a_set_of_ours_in_another_schema_is_named_and_nothing_done(
    owner: Owner, tmp_path: Path, also_in_public: bool
) -> None:
    """As an earlier release made it where that schema came first."""
    owner.interview()
    tables = ["alembic_version", *TABLES]
    for table in tables:
        if also_in_public:
            query(owner.url, f"CREATE TABLE {owner.name}.{table} (id int)")
        else:
            query(owner.url, f"ALTER TABLE public.{table} SET SCHEMA {owner.name}")

    for refusal in (
        lambda: migrate(owner.url),
        lambda: back_up(owner.url, owner.uploads, tmp_path / "one.tar"),
        lambda: clear_uploads(owner.url, owner.uploads),
    ):
        with pytest.raises((MigrationError, LauncherError)) as refused:
            refusal()
        assert str(refused.value) == (
            f"The schema {owner.name} holds a set of this program's tables, and only those in"
            f" public are used. Move them there (ALTER TABLE {owner.name}.candidates SET SCHEMA"
            " public, and so on for each; ALTER FUNCTION likewise for the functions of their"
            " triggers), or rename that schema if they are not meant."
        )

    if not also_in_public:
        for table in tables:
            query(owner.url, f"ALTER TABLE {owner.name}.{table} SET SCHEMA public")
        assert migrate(owner.url) == []


def test_a_set_of_ours_that_nobody_sees_is_nobodys_business(owner: Owner) -> None:
    query(owner.url, "CREATE SCHEMA rehearsal")
    for table in ["alembic_version", *TABLES]:
        query(owner.url, f"CREATE TABLE rehearsal.{table} (id int)")

    assert migrate(owner.url) == []


@pytest.mark.parametrize("service", ["flask_app", "fastapi_app"])
def test_the_services_use_ours_whatever_their_role_has(
    service: str, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    query(owner.url, f"CREATE SCHEMA {SERVICE_ROLE} AUTHORIZATION {SERVICE_ROLE}")
    query(owner.url, f"CREATE TABLE {SERVICE_ROLE}.interview_questions (id int)")
    query(owner.url, f"GRANT SELECT ON {SERVICE_ROLE}.interview_questions TO {SERVICE_ROLE}")
    monkeypatch.setenv("DATABASE_URL", as_service(owner.url))

    with service_modules(service) as load:
        engine = load("utils.db").engine
        with engine.connect() as connection:
            found = connection.scalar(text("SELECT count(*) FROM interview_questions"))
        engine.dispose()

    assert found == 48


def test_the_rules_of_our_tables_hold_for_whoever_writes_with_another_path(owner: Owner) -> None:
    interview = owner.interview()
    owner.lookalikes()

    with Connection(owner.url, autocommit=True) as them:
        them.rows("UPDATE public.interview_results SET score = 12")
        assert them.column("SELECT score FROM public.interviews") == [12]
        with pytest.raises(Exception, match="is part of an interview and cannot be changed"):
            them.rows("UPDATE public.interview_questions SET question = 'x' WHERE id = 1")
    assert interview


def test_on_the_command_line_it_is_a_sentence(owner: Owner, tmp_path: Path) -> None:
    for table in ["alembic_version", *TABLES]:
        query(owner.url, f"CREATE TABLE {owner.name}.{table} (id int)")

    done = subprocess.run(
        [sys.executable, "-m", "launcher", "backup", str(tmp_path / "one.tar")],
        env={**os.environ, "DATABASE_URL": owner.url, "UPLOAD_FOLDER": str(tmp_path / "uploads")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "holds a set of this program's tables" in " ".join(done.stderr.split())
