"""What the services' role may do with the database, and what it may not."""

from collections.abc import Iterator

import psycopg2
import pytest

from database.migrate import FOLDER, SERVICE_ROLE, migrate
from launcher import cluster
from launcher.cluster import service_password
from launcher.databases import ensure_role
from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.database.sql import SCHEMA, Connection
from tests.support.services import as_service

# What somebody would do who got hold of a service.
REFUSED = [
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY candidates (name) FROM PROGRAM 'echo x'",
    "COPY candidates TO '/tmp/candidates'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "CREATE ROLE another SUPERUSER",
    "ALTER ROLE interviews_service SUPERUSER",
    "CREATE DATABASE another",
    "CREATE TABLE another (id bigint)",
    "CREATE TEMPORARY TABLE another (id bigint)",
    "CREATE SCHEMA another",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_import('/etc/passwd')",
    "DROP TABLE candidates",
    "TRUNCATE evaluation_requests",
    "ALTER TABLE candidates ADD COLUMN another text",
    "CREATE TRIGGER another AFTER INSERT ON candidates EXECUTE FUNCTION keep_asked_question()",
    "DROP TRIGGER show_current_score ON interview_results",
    "ALTER FUNCTION show_current_score() COST 1",
    "SET log_statement = 'all'",
    "SET session_replication_role = replica",
    "UPDATE alembic_version SET version_num = '1'",
    "UPDATE installation SET epoch = gen_random_uuid()",
    "INSERT INTO interview_questions (skill, position, question) VALUES ('x', 1, '?')",
    "UPDATE interview_questions SET retired_at = now()",
    "DELETE FROM interview_questions",
    "UPDATE candidates SET email = 'a@b'",
    "DELETE FROM candidates",
    "UPDATE interviews SET candidate_id = 1",
    "UPDATE interviews SET created_at = now()",
    "DELETE FROM interviews",
    "UPDATE asked_questions SET question_id = 1",
    "DELETE FROM asked_questions",
    "UPDATE interview_answers SET interview_id = 1",
    "DELETE FROM interview_answers",
    "UPDATE interview_results SET score = 100",
    "UPDATE interview_results SET answers = '[]'",
    "DELETE FROM interview_results",
    "INSERT INTO calibrations (skill, evaluator, evaluator_version, slope, intercept,"
    " graded_answers, rmse_before, rmse_after) VALUES ('x', 'x', 'x', 1, 0, 30, 1, 1)",
    "DELETE FROM calibrations",
]


@pytest.fixture(scope="module")
def url(server: PostgresServer) -> Iterator[str]:
    """The services' URL of a database of its own, made as the embedded one is."""
    with fresh_database(server, "template0") as owner:
        ensure_role(owner, SERVICE_ROLE, service_password(server.area))
        migrate(owner)
        yield as_service(owner)


@pytest.mark.parametrize("statement", REFUSED)
def test_it_may_not(url: str, statement: str) -> None:
    with (
        Connection(url, autocommit=True) as service,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        service.rows(statement)


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_it_gets_into_no_other_database_of_the_embedded_server(
    server: PostgresServer, database: str
) -> None:
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(server.service_url(database))


# As the README says: what the services do, whoever got hold of one can do as well.
ALLOWED = [
    "SELECT * FROM candidates",
    "INSERT INTO candidates (name, email) VALUES ('x', 'x@y')",
    "UPDATE interviews SET status = 'completed', completed_at = now(), score = 100",
    "UPDATE interview_answers SET text_answer = 'x'",
    "UPDATE interview_results SET current = false",
    "DELETE FROM evaluation_requests",
]


@pytest.mark.parametrize("statement", ALLOWED)
def test_it_may(url: str, statement: str) -> None:
    with Connection(url) as service:
        service.rows(statement)


def test_what_it_set_for_itself_ends_with_the_next_start(server: PostgresServer, url: str) -> None:
    with Connection(url, autocommit=True) as service:
        database = service.value("SELECT current_database()")
        service.rows("ALTER ROLE interviews_service SET default_transaction_read_only = on")
        service.rows(f"ALTER ROLE interviews_service IN DATABASE {database} SET work_mem = '64kB'")
        service.rows("ALTER ROLE interviews_service PASSWORD 'another'")

    ensure_role(server.url(database), SERVICE_ROLE, service_password(server.area))

    with Connection(url) as service:
        assert service.value("SHOW default_transaction_read_only") == "off"
        assert service.value("SHOW work_mem") == "4MB"


def test_it_is_a_member_of_nothing_and_owns_nothing(url: str) -> None:
    with Connection(url) as service:
        assert service.rows(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        ) == [(False,) * 5]
        assert (
            service.rows(
                "SELECT 1 FROM pg_auth_members WHERE member = current_user::regrole"
                " UNION ALL SELECT 1 FROM pg_class WHERE relowner = current_user::regrole"
            )
            == []
        )


RIGHTS = """
SELECT 'database', datname::text, grantee, privilege_type FROM pg_database,
       aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE datname = current_database()
UNION ALL
SELECT 'schema', nspname::text, grantee, privilege_type FROM pg_namespace,
       aclexplode(coalesce(nspacl, acldefault('n', nspowner))) WHERE nspname = 'public'
UNION ALL
SELECT 'table', oid::regclass::text, grantee, privilege_type FROM pg_class,
       aclexplode(coalesce(relacl, acldefault('r', relowner)))
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""


@pytest.mark.parametrize("release", ["0001", "0002", "0003", "this one"])
def test_nobody_loses_a_right_when_a_database_is_brought_up_to_date(
    server: PostgresServer, release: str
) -> None:
    with fresh_database(server, "template0") as url, Connection(url, autocommit=True) as admin:
        if release == "this one":
            migrate(url)
        else:
            admin.rows((FOLDER / "releases" / f"{release}.sql").read_text())
        admin.rows(
            "GRANT CREATE ON SCHEMA public TO PUBLIC; GRANT SELECT ON candidates TO PUBLIC;"
            "GRANT DELETE ON candidates, interviews TO interviews_service;"
            "GRANT ALL ON interview_results TO pg_monitor"
        )
        before = {*admin.rows(RIGHTS)}
        if release == "this one":
            admin.rows("UPDATE installation SET schema_sha256 = NULL")

        migrate(url)

        assert before <= {*admin.rows(RIGHTS)}


def granted_to_the_role(connection: Connection) -> list[tuple[str, str]]:
    """What has to be revoked to take it away, and from what."""
    return connection.rows(
        "SELECT privilege_type, oid::regclass::text FROM pg_class, aclexplode(relacl)"
        " WHERE relnamespace = 'public'::regnamespace AND grantee = 'interviews_service'::regrole"
        " UNION ALL"
        " SELECT format('%s (%I)', privilege_type, attname), attrelid::regclass::text"
        " FROM pg_attribute, aclexplode(attacl)"
        " WHERE grantee = 'interviews_service'::regrole AND attnum > 0 ORDER BY 2, 1"
    )


def test_each_right_that_it_lost_is_given_again(database_url: str) -> None:
    """As in a database that was dumped without privileges, where somebody granted SELECT."""
    with Connection(database_url, autocommit=True) as admin:
        rights = granted_to_the_role(admin)
        assert ("INSERT", "candidates") in rights
        assert ("UPDATE (current)", "interview_results") in rights
        for privilege, table in rights:
            admin.rows(f"REVOKE {privilege} ON {table} FROM interviews_service")

            assert migrate(database_url) == []

            assert granted_to_the_role(admin) == rights, (privilege, table)


def test_one_name_for_the_role_in_every_place() -> None:
    assert cluster.SERVICE_ROLE == SERVICE_ROLE
    assert f"TO {SERVICE_ROLE};" in SCHEMA.read_text()


def test_who_may_not_make_roles_can_load_it_all_the_same(server: PostgresServer) -> None:
    with fresh_database(server, "template0") as url, Connection(url, autocommit=True) as admin:
        name = f"owner_{admin.value('SELECT pg_backend_pid()')}"
        admin.rows(f"CREATE ROLE {name} LOGIN PASSWORD 'pw'")
        admin.rows(f"ALTER DATABASE {url.rpartition('/')[2]} OWNER TO {name}")
        try:
            migrate(f"postgresql://{name}:pw@{url.partition('@')[2]}")
            assert migrate(f"postgresql://{name}:pw@{url.partition('@')[2]}") == []
            with Connection(as_service(url)) as service:
                assert service.value("SELECT count(*) FROM interview_questions") == 48
        finally:
            admin.rows(f"REASSIGN OWNED BY {name} TO postgres")
            admin.rows(f"DROP OWNED BY {name}; DROP ROLE {name}")
