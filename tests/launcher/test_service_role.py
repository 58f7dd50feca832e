"""The services connect as a role that may do less; whoever owns the database does the rest."""

from contextlib import closing

import psutil  # type: ignore[import-untyped]
import psycopg2  # type: ignore[import-untyped]
import pytest

from launcher import databases
from launcher.cluster import DATABASE, SERVICE_ROLE
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.settings import LauncherSettings
from tests.launcher.stubs import StubRepository
from tests.launcher.test_embedded_server import ServerOn, query
from tests.launcher.test_run import get


def user_of(url: str) -> str:
    return url.removeprefix("postgresql://").partition(":")[0]


def environment_of_flask(repository: StubRepository) -> dict[str, str]:
    found: dict[str, str] = psutil.Process(int(get(f"{repository.flask}/"))).environ()
    return found


def test_the_services_get_the_role_s_url_and_the_owner_s_goes_to_the_others(
    running_repository: StubRepository,
) -> None:
    environment = environment_of_flask(running_repository)

    assert user_of(environment["DATABASE_URL"]) == SERVICE_ROLE
    psycopg2.connect(environment["DATABASE_URL"]).close()
    assert user_of(running_repository.run("url").stdout) == "postgres"
    assert running_repository.query("SELECT current_user") == [("postgres",)]


def test_a_data_folder_of_an_earlier_release_gets_the_role_when_it_is_started(
    server_on: ServerOn,
) -> None:
    first = server_on()
    first.start()
    query(first, f"DROP ROLE {SERVICE_ROLE}")
    query(first, f"GRANT TEMPORARY ON DATABASE {DATABASE} TO PUBLIC")  # as PostgreSQL does
    first.area.service_password_file.unlink()
    first.stop()

    second = server_on()
    second.start()

    with (
        closing(psycopg2.connect(second.service_url())) as service,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        service.cursor().execute("CREATE TEMPORARY TABLE another (id bigint)")
    assert second.area.service_password_file.stat().st_mode & 0o777 == 0o600


def test_a_lost_password_of_the_role_is_replaced(server_on: ServerOn) -> None:
    first = server_on()
    first.start()
    before = first.service_url()
    first.stop()
    first.area.service_password_file.unlink()

    second = server_on()
    second.start()

    assert second.service_url() != before
    psycopg2.connect(second.service_url()).close()


def test_an_owner_of_one_s_own_is_for_everything_but_the_services(
    running_repository: StubRepository, new_repository: StubRepository
) -> None:
    owner = running_repository.url()
    service = environment_of_flask(running_repository)["DATABASE_URL"]
    given = {"DATABASE_URL": service, "DATABASE_OWNER_URL": owner}

    launcher = new_repository.start(**given)
    launcher.is_up()

    environment = environment_of_flask(new_repository)
    assert environment["DATABASE_URL"] == service
    assert not environment["DATABASE_OWNER_URL"]
    assert "DATABASE_OWNER_URL separates" not in launcher.output()
    assert new_repository.run("url", **given).stdout.strip() == owner
    assert launcher.stop() == 0


def test_one_url_for_both_works_and_says_what_it_means(
    running_repository: StubRepository, new_repository: StubRepository
) -> None:
    launcher = new_repository.start(DATABASE_URL=running_repository.url())
    launcher.is_up()

    assert (
        "The services connect as postgres, a superuser of the database, and may do more than they"
        " need: DATABASE_OWNER_URL separates the two, see the README."
    ) in " ".join(launcher.output().split())
    assert launcher.stop() == 0


@pytest.mark.parametrize("command", [(), ("migrate",), ("backup",)])
def test_an_owner_of_another_database_is_refused_before_anything_is_done(
    running_repository: StubRepository, repository: StubRepository, command: tuple[str, ...]
) -> None:
    service = environment_of_flask(running_repository)["DATABASE_URL"]
    other = running_repository.url().replace("/interviewdb", "/postgres")

    refused = repository.run(*command, DATABASE_URL=service, DATABASE_OWNER_URL=other)

    assert refused.returncode == 1
    assert "lead to two databases: correct one of them" in refused.stderr


def test_an_owner_without_a_database_is_refused(repository: StubRepository) -> None:
    refused = repository.run(DATABASE_OWNER_URL="postgresql://me@here/db")

    assert refused.returncode == 1
    assert "DATABASE_OWNER_URL wants DATABASE_URL beside it" in refused.stderr


@pytest.mark.parametrize(
    ("workers", "pool", "connections"), [("1", "10", 100), ("4", "16", 100), ("8", "32", 308)]
)
def test_the_embedded_server_lets_in_as_many_as_the_services_ask_for(
    repository: StubRepository, workers: str, pool: str, connections: int
) -> None:
    launcher = repository.start(FLASK_WORKERS=workers, DATABASE_POOL_SIZE=pool)
    launcher.is_up()

    assert repository.query("SHOW max_connections") == [(str(connections),)]
    assert launcher.stop() == 0


def test_a_server_that_lets_in_fewer_is_refused_in_a_sentence(
    running_repository: StubRepository, new_repository: StubRepository
) -> None:
    url = running_repository.url()

    refused = new_repository.run(DATABASE_URL=url, FLASK_WORKERS="9", DATABASE_POOL_SIZE="10")

    assert refused.returncode == 1
    assert refused.stderr.strip().endswith(
        "The services want up to 100 connections, and PostgreSQL has 97 for them: raise its"
        " max_connections, or lower DATABASE_POOL_SIZE or FLASK_WORKERS."
    )


def test_what_is_there_is_enough_to_the_last_connection(server: PostgresServer) -> None:
    databases.require_connections(server.url(), 97)
    with pytest.raises(LauncherError, match="want up to 98 connections"):
        databases.require_connections(server.url(), 98)


def test_both_services_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_WORKERS", "3")
    monkeypatch.setenv("DATABASE_POOL_SIZE", "7")

    assert LauncherSettings(_env_file=None).most_connections == 28
