"""Restoring: what it takes away, what it never touches, and what it leaves when it breaks off."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest

from database.migrate import ALL_TABLES
from launcher import archive, backup, scratch
from launcher import restore as restoring
from launcher.backup import back_up
from launcher.errors import LauncherError
from launcher.losses import QUESTION_COLUMNS
from launcher.postgres import PostgresServer
from launcher.restore import GAP, GAP_PER_SECOND, restore
from launcher.tables import TABLES, Table
from launcher.triggers import without_triggers
from tests.conftest import execute, fresh_database
from tests.faults.proxy import FaultProxy, silence_after
from tests.launcher.test_backup import files_of, named_files, rows_of
from tests.support.clusters import PASSWORD, USER, cluster_of, stock_programs
from tests.support.database import count, query
from tests.support.services import REPOSITORY, clean_environment
from tests.support.waiting import wait_until

OLD_BACKUPS = sorted((Path(__file__).parent / "old_backups").glob("*.tar"))
SHIPPED = 48


@dataclass(frozen=True)
class Place:
    """A database and its upload folder."""

    url: str
    uploads: Path

    def interview(self, name: str = "Jane") -> int:
        """An evaluated interview with an answer as text and one as a file; its id."""
        file = self.upload(f"work of {name}".encode())
        ((interview_id,),) = query(
            self.url,
            "WITH c AS (INSERT INTO candidates (name, email) VALUES (%s, 'j@example.com')"
            "           RETURNING id)"
            " INSERT INTO interviews (candidate_id, skill, status, completed_at)"
            " SELECT id, 'python', 'completed', now() FROM c RETURNING id",
            f'{name} "of\tthe\\N\nlines"',
        )
        content = (self.uploads / file).read_bytes()
        query(
            self.url,
            "INSERT INTO asked_questions VALUES (%(id)s, 1), (%(id)s, 2);"
            "INSERT INTO interview_answers (interview_id, question_id, text_answer, file_path,"
            "                               file_name, file_size, file_sha256)"
            " VALUES (%(id)s, 1, E'\\\\.\\nü', NULL, NULL, NULL, NULL),"
            "        (%(id)s, 2, NULL, %(path)s, 'a.txt', %(size)s, %(sha)s);"
            "INSERT INTO interview_results (interview_id, version, score, feedback, evaluator,"
            "                               evaluator_version, answers, latency_ms)"
            " VALUES (%(id)s, 1, 71.25, 'f', 'offline', '1', '[{\"score\": 71.25}]', 7);"
            "INSERT INTO evaluation_requests (interview_id, idempotency_key, next_attempt_at)"
            " VALUES (%(id)s, gen_random_uuid(), now())".replace("%(id)s", str(interview_id))
            .replace("%(path)s", f"'uploads/{file}'")
            .replace("%(size)s", str(len(content)))
            .replace("%(sha)s", f"'{hashlib.sha256(content).hexdigest()}'"),
        )
        return int(interview_id)

    def upload(self, content: bytes) -> str:
        name = f"{uuid4().hex}.txt"
        self.uploads.mkdir(exist_ok=True)
        (self.uploads / name).write_bytes(content)
        return name

    def state(self) -> object:
        return rows_of(self.url), files_of(self.uploads) if self.uploads.exists() else {}

    def last_interview(self) -> int:
        ((value,),) = query(self.url, "SELECT last_value FROM interviews_id_seq")
        return int(value)


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Place:
    """With two interviews, of which a backup can be made."""
    place = Place(database_url, tmp_path / "here")
    place.interview("Jane")
    place.interview("Joe")
    return place


@pytest.fixture
def there(server: PostgresServer, tmp_path: Path) -> Iterator[Place]:
    """Another machine, which has its tables already."""
    with fresh_database(server) as url:
        query(url, "UPDATE installation SET id = gen_random_uuid()")  # the tests share a template
        yield Place(url, tmp_path / "there")


@pytest.fixture
def third(server: PostgresServer, tmp_path: Path) -> Iterator[Place]:
    """A third machine."""
    with fresh_database(server) as url:
        query(url, "UPDATE installation SET id = gen_random_uuid()")
        yield Place(url, tmp_path / "third")


@pytest.fixture
def saved(here: Place, tmp_path: Path) -> Path:
    file = tmp_path / "saved.tar"
    back_up(here.url, here.uploads, file)
    return file


FOREIGN = """
CREATE TABLE invoices (id int PRIMARY KEY, amount numeric);
INSERT INTO invoices VALUES (1, 1);
CREATE SCHEMA payroll;
CREATE TABLE payroll.candidates (id int);
INSERT INTO payroll.candidates VALUES (7);
CREATE VIEW candidate_names AS SELECT name FROM candidates;
CREATE FUNCTION greet() RETURNS text LANGUAGE sql AS 'SELECT ''hello''::text';
CREATE TABLE seen (name text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN INSERT INTO seen VALUES (NEW.name); RETURN NEW; END';
CREATE TRIGGER note AFTER INSERT ON candidates FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER off AFTER INSERT ON candidates FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE candidates DISABLE TRIGGER off;
CREATE TRIGGER always AFTER DELETE ON candidates FOR EACH STATEMENT EXECUTE FUNCTION note();
ALTER TABLE candidates ENABLE ALWAYS TRIGGER always;
GRANT SELECT ON candidates, candidate_names TO pg_monitor;
GRANT DELETE, UPDATE (name) ON candidates TO interviews_service;
GRANT CREATE ON SCHEMA public TO PUBLIC;
COMMENT ON TABLE candidates IS 'Theirs';
"""


def foreign_state(url: str) -> list[object]:
    return [
        query(url, "SELECT * FROM invoices"),
        query(url, "SELECT * FROM payroll.candidates"),
        query(url, "SELECT greet(), to_regclass('candidate_names')::text"),
        query(url, "SELECT count(*) FROM seen"),
        query(url, "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"),
        query(
            url,
            "SELECT has_table_privilege('pg_monitor', 'candidates', 'SELECT'),"
            " has_table_privilege('pg_monitor', 'candidate_names', 'SELECT'),"
            " obj_description('candidates'::regclass)",
        ),
        query(
            url,
            "SELECT has_table_privilege('interviews_service', 'candidates', 'DELETE'),"
            " has_column_privilege('interviews_service', 'candidates', 'name', 'UPDATE'),"
            " has_schema_privilege('pg_monitor', 'public', 'CREATE'),"
            " has_database_privilege('pg_monitor', current_database(), 'TEMPORARY')",
        ),
    ]


class TestWhatIsNotOurs:
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_it_is_never_touched(
        self, there: Place, here: Place, saved: Path, overwrite: bool
    ) -> None:
        query(there.url, FOREIGN)
        if overwrite:
            there.interview()
        before = foreign_state(there.url)

        restore(there.url, there.uploads, saved, overwrite=overwrite)

        assert foreign_state(there.url) == before
        assert there.state() == here.state()
        assert query(there.url, "SELECT count(*) FROM candidate_names") == [(2,)]

    def test_it_is_not_in_a_backup_either(self, here: Place, there: Place, tmp_path: Path) -> None:
        query(here.url, FOREIGN)

        back_up(here.url, here.uploads, tmp_path / "ours.tar")
        restore(there.url, there.uploads, tmp_path / "ours.tar")

        assert there.state() == here.state()
        assert query(there.url, "SELECT to_regclass('invoices')") == [(None,)]

    @pytest.mark.parametrize("deleting", ["NO ACTION", "CASCADE", "SET NULL"])
    def test_rows_that_would_lose_what_they_refer_to_stop_it(
        self, there: Place, saved: Path, deleting: str
    ) -> None:
        there.interview()
        query(
            there.url,
            "CREATE TABLE notes (interview bigint CONSTRAINT about REFERENCES interviews"
            f" ON DELETE {deleting});"
            "INSERT INTO notes VALUES (1), (NULL)",
        )
        before = there.state()

        with pytest.raises(LauncherError) as refused:
            restore(there.url, there.uploads, saved, overwrite=True)

        assert str(refused.value) == (
            "The table notes, which is not ours, refers to interviews in 1 row, which would lose "
            "what they refer to. Drop its constraint about until the backup is restored, or use "
            "another database. Nothing was restored."
        )
        assert there.state() == before
        assert count(there.url, "notes") == 2

    @pytest.mark.parametrize("hidden_by", ["no grant", "a policy"])
    def test_what_it_may_not_look_at_is_named_and_stops_it(
        self, there: Place, saved: Path, hidden_by: str
    ) -> None:
        """ON DELETE CASCADE would take rows that a policy hides without a word."""
        name = f"owner_{there.url[-12:]}"
        tables = ", ".join([*TABLES, "installation", "alembic_version"])
        query(
            there.url,
            f"CREATE ROLE {name} LOGIN PASSWORD 'pw';"
            f"GRANT ALL ON SCHEMA public TO {name};"
            + "".join(f"ALTER TABLE {table} OWNER TO {name};" for table in tables.split(", "))
            + "CREATE TABLE invoices (candidate bigint CONSTRAINT whose REFERENCES candidates"
            " ON DELETE CASCADE);"
            "INSERT INTO candidates (name, email) VALUES ('J', 'j@example.com');"
            "INSERT INTO invoices VALUES (1)",
        )
        if hidden_by == "a policy":
            query(there.url, f"GRANT SELECT ON invoices TO {name}")
            query(there.url, "ALTER TABLE invoices ENABLE ROW LEVEL SECURITY")
        url = f"postgresql://{name}:pw@{there.url.partition('@')[2]}"
        before = there.state()
        try:
            with pytest.raises(LauncherError) as refused:
                restore(url, there.uploads, saved, overwrite=True)

            assert str(refused.value) == (
                f"The table invoices, which is not ours, can refer to candidates, and {name} may"
                " not look whether it does in any row. Let its owner grant SELECT on it, with no"
                " policy that hides rows, or drop its constraint whose until the backup is"
                " restored; or restore as a superuser. Nothing was restored."
            )
            assert there.state() == before
            assert count(there.url, "invoices") == 1
        finally:
            query(there.url, f"REASSIGN OWNED BY {name} TO postgres; DROP OWNED BY {name}")
            query(there.url, f"DROP ROLE {name}")

    @pytest.mark.parametrize("overwrite", [False, True])
    @pytest.mark.parametrize("with_alembic", [False, True])
    def test_tables_of_another_program_with_our_names_stop_it_and_are_not_to_be_overwritten(
        self,
        empty_database_url: str,
        tmp_path: Path,
        saved: Path,
        with_alembic: bool,
        overwrite: bool,
    ) -> None:
        query(empty_database_url, "CREATE TABLE candidates AS SELECT 7 AS id")
        if with_alembic:
            query(
                empty_database_url, "CREATE TABLE alembic_version AS SELECT '0004' AS version_num"
            )

        with pytest.raises(LauncherError) as refused:
            restore(empty_database_url, tmp_path / "there", saved, overwrite=overwrite)

        name = "alembic_version" if with_alembic else "candidates"
        assert str(refused.value) == (
            f"Nothing was restored. The database has a table {name} that this program did not"
            " make. Use a database of its own."
        )
        assert query(empty_database_url, "SELECT * FROM candidates") == [(7,)]

    def test_a_user_who_does_not_own_our_tables_is_told_who_does(
        self, there: Place, saved: Path
    ) -> None:
        name = f"reader_{there.url[-12:]}"
        query(there.url, f"CREATE ROLE {name} LOGIN PASSWORD 'pw'")
        url = f"postgresql://{name}:pw@{there.url.partition('@')[2]}"
        try:
            with pytest.raises(LauncherError) as refused:
                restore(url, there.uploads, saved)
        finally:
            query(there.url, f"DROP ROLE {name}")

        assert str(refused.value) == (
            "Nothing was restored. permission denied for table installation: DATABASE_OWNER_URL"
            " has to name the owner of the tables, postgres."
        )

    def test_rows_that_a_policy_hides_are_not_left_out_of_a_backup(
        self, here: Place, tmp_path: Path
    ) -> None:
        name = f"reader_{here.url[-12:]}"
        query(here.url, f"CREATE ROLE {name} LOGIN PASSWORD 'pw'")
        query(here.url, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
        query(here.url, f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        query(here.url, "ALTER TABLE candidates ENABLE ROW LEVEL SECURITY")
        url = f"postgresql://{name}:pw@{here.url.partition('@')[2]}"
        try:
            with pytest.raises(psycopg2.errors.InsufficientPrivilege, match="row-level security"):
                back_up(url, here.uploads, tmp_path / "one.tar")
            query(here.url, "ALTER TABLE candidates DISABLE ROW LEVEL SECURITY")
            back_up(url, here.uploads, tmp_path / "one.tar")
        finally:
            query(here.url, f"DROP OWNED BY {name}; DROP ROLE {name}")

    def test_a_table_that_could_refer_to_ours_and_does_not_stays_as_it_is(
        self, there: Place, here: Place, saved: Path
    ) -> None:
        there.interview()
        query(there.url, "CREATE TABLE notes (interview bigint REFERENCES interviews)")
        query(there.url, "INSERT INTO notes VALUES (NULL)")

        restore(there.url, there.uploads, saved, overwrite=True)

        assert there.state() == here.state()
        assert count(there.url, "notes") == 1
        with pytest.raises(psycopg2.errors.ForeignKeyViolation):
            query(there.url, "INSERT INTO notes VALUES (3)")

    def test_a_database_is_dropped_only_if_a_restore_made_it_and_was_killed_long_ago(
        self, server: PostgresServer
    ) -> None:
        mark = "Made by make restore at "
        comments = {
            "interviews_restore_drill": f"{mark}2026-01-01T00:00:00+00:00",
            "interviews_restore_0000000000aa": None,
            "interviews_restore_0000000000bb": "2026-01-01T00:00:00+00:00",
            "interviews_restore_0000000000cc": f"{mark}noon",
            "interviews_restore_0000000000dd": f"{mark}9999-01-01T00:00:00+00:00",
            "interviews_restore_0000000000ee": f"{mark}2026-01-01T00:00:00+00:00",
        }
        *kept, dropped = comments
        try:
            for name, comment in comments.items():
                execute(server, f"CREATE DATABASE {name}")
                if comment:
                    execute(server, f"COMMENT ON DATABASE {name} IS '{comment}'")

            with scratch._scratch_database(server.url("postgres")):
                assert {*kept} <= scratch_databases(server)
                assert dropped not in scratch_databases(server)
        finally:
            for name in comments:
                execute(server, f"DROP DATABASE IF EXISTS {name}")

    def test_a_restore_that_is_at_work_keeps_its_database_however_long_it_takes(
        self, server: PostgresServer
    ) -> None:
        url = server.url("postgres")
        with scratch._scratch_database(url) as first:
            name = first.rpartition("/")[2]
            mark = f"{scratch.MARK}2026-01-01T00:00:00+00:00"
            execute(server, f"COMMENT ON DATABASE {name} IS '{mark}'")
            with scratch._scratch_database(url):
                assert name in scratch_databases(server)

        assert scratch_databases(server) == set()

    def test_a_column_that_a_team_added_comes_along_where_it_is_there_and_is_named_otherwise(
        self, here: Place, there: Place, tmp_path: Path
    ) -> None:
        query(here.url, "ALTER TABLE candidates ADD COLUMN \"Remark\" text DEFAULT 'good'")
        back_up(here.url, here.uploads, tmp_path / "more.tar")
        before = there.state()

        with pytest.raises(LauncherError, match="candidates have a column Remark, which is none"):
            restore(there.url, there.uploads, tmp_path / "more.tar")
        assert there.state() == before

        query(there.url, 'ALTER TABLE candidates ADD COLUMN "Remark" text')
        restore(there.url, there.uploads, tmp_path / "more.tar")
        assert query(there.url, 'SELECT DISTINCT "Remark" FROM candidates') == [("good",)]


def scratch_databases(server: PostgresServer) -> set[str]:
    databases = query(server.url("postgres"), "SELECT datname FROM pg_database")
    return {name for (name,) in databases if name.startswith("interviews_restore_")}


class TestWhatWouldBeLost:
    @pytest.mark.parametrize(
        ("change", "named"),
        [
            (
                "INSERT INTO candidates (name, email) VALUES ('J', 'j@example.com'),"
                " ('K', 'k@example.com')",
                "2 candidates",
            ),
            (
                "INSERT INTO interview_questions (skill, position, question)"
                " VALUES ('our own', 1, 'Why?'), ('python', 1000, 'Why?')",
                "2 questions that this release does not bring",
            ),
            (
                "UPDATE interview_questions SET weight = 2 WHERE id = 1",
                "1 question that this release does not bring",
            ),
            (
                "UPDATE interview_questions SET kind = 'experience' WHERE id = 1",
                "1 question that this release does not bring",
            ),
            (
                "INSERT INTO calibrations VALUES ('python', 'offline', '1.3', '', 1, 0, 30, 9, 8)",
                "1 calibration",
            ),
            (
                "UPDATE interview_questions SET retired_at = now() WHERE id BETWEEN 2 AND 13",
                "12 questions of this release, retired here",
            ),
        ],
    )
    def test_it_is_named_and_stays_unless_overwriting_is_meant(
        self, there: Place, here: Place, saved: Path, change: str, named: str
    ) -> None:
        if "weight = 2" in change:
            query(there.url, "UPDATE interview_questions SET retired_at = now() WHERE id = 1")
        query(there.url, change)
        before = there.state()

        with pytest.raises(LauncherError) as refused:
            restore(there.url, there.uploads, saved)

        assert f"Restoring would replace what is here: {named}. " in str(refused.value)
        assert "OVERWRITE=yes" in str(refused.value)
        assert there.state() == before

        restore(there.url, there.uploads, saved, overwrite=True)
        assert there.state() == here.state()

    def test_all_of_an_interview_is_named(self, there: Place, saved: Path) -> None:
        there.interview()
        there.upload(b"nobody's")
        before = there.state()

        with pytest.raises(LauncherError) as refused:
            restore(there.url, there.uploads, saved)

        assert (
            "what is here: 1 candidate, 1 interview, 2 answers, 1 result, 1 pending evaluation,"
            " 2 uploads." in str(refused.value)
        )
        assert there.state() == before

    def test_uploads_of_which_the_database_knows_nothing_count_too(
        self, there: Place, saved: Path
    ) -> None:
        there.upload(b"nobody's")

        with pytest.raises(LauncherError, match="what is here: 1 upload"):
            restore(there.url, there.uploads, saved)

    def test_the_bank_of_this_release_alone_is_nothing_to_lose(
        self, there: Place, here: Place, saved: Path
    ) -> None:
        assert count(there.url, "interview_questions") == SHIPPED

        restore(there.url, there.uploads, saved)

        assert there.state() == here.state()

    def test_so_is_what_stands_in_a_column_of_a_team_s_own(self, there: Place, saved: Path) -> None:
        query(there.url, 'ALTER TABLE interview_questions ADD COLUMN "Level" text')
        query(there.url, "UPDATE interview_questions SET \"Level\" = 'hard' WHERE id IN (3, 4)")
        before = there.state()

        with pytest.raises(
            LauncherError, match=r"here: 2 questions with something in your column Level\. Say"
        ):
            restore(there.url, there.uploads, saved)

        assert there.state() == before

    @pytest.mark.parametrize(
        "change",
        [
            "ALTER TABLE interview_questions ADD COLUMN level text",
            # As migrating leaves a question whose wording went there and back.
            "UPDATE interview_questions SET retired_at = now() WHERE id = 1;"
            "INSERT INTO interview_questions"
            " (skill, position, version, question, reference_answer, key_points, weight)"
            " SELECT skill, position, 2, question, reference_answer, key_points, weight"
            " FROM interview_questions WHERE id = 1",
        ],
        ids=["an empty column", "an older version of the same"],
    )
    def test_neither_is_what_nobody_decided_or_filled_in(
        self, there: Place, here: Place, saved: Path, change: str
    ) -> None:
        query(there.url, change)

        restore(there.url, there.uploads, saved)

        assert count(there.url, "interviews") == count(here.url, "interviews")

    def test_the_columns_of_a_question_are_known(self, there: Place) -> None:
        found = query(
            there.url,
            "SELECT attname FROM pg_attribute"
            " WHERE attrelid = 'interview_questions'::regclass AND attnum > 0",
        )

        assert {name for (name,) in found} == QUESTION_COLUMNS

    def test_a_file_of_somebody_else_in_the_upload_folder_stays(
        self, there: Place, saved: Path
    ) -> None:
        there.uploads.mkdir()
        (there.uploads / "thesis.docx").write_bytes(b"hers")

        restore(there.url, there.uploads, saved)

        assert (there.uploads / "thesis.docx").read_bytes() == b"hers"

    def test_every_table_of_ours_is_either_restored_or_about_the_database_itself(self) -> None:
        assert {*TABLES, "installation", "alembic_version"} == set(ALL_TABLES)


class TestIds:
    def test_those_given_out_after_the_backup_are_never_given_again(
        self, here: Place, saved: Path
    ) -> None:
        later = here.interview("later")

        done = restore(here.url, here.uploads, saved, overwrite=True)

        assert (done.next_interview_id, done.gap) == (later + 1, False)
        assert here.interview() == later + 1

    def test_those_that_were_deleted_before_the_backup_are_not_given_again_either(
        self, there: Place, tmp_path: Path
    ) -> None:
        query(there.url, "SELECT setval('interviews_id_seq', 500)")
        back_up(there.url, there.uploads, tmp_path / "empty.tar")
        query(there.url, "SELECT setval('interviews_id_seq', 3)")

        restore(there.url, there.uploads, tmp_path / "empty.tar")

        assert there.interview() > 500

    def test_on_another_machine_a_million_and_more_are_left_out(
        self, here: Place, there: Place, saved: Path
    ) -> None:
        """Nobody knows how many the lost machine gave out after its last backup."""
        last = here.last_interview()

        done = restore(there.url, there.uploads, saved)

        assert done.gap
        assert done.next_interview_id > last + GAP
        assert there.interview() == done.next_interview_id

    @pytest.mark.parametrize("table", ["candidates", "interviews"])
    def test_so_they_are_on_an_image_of_the_machine_that_is_older_than_the_backup(
        self, server: PostgresServer, here: Place, tmp_path: Path, table: str
    ) -> None:
        """It is the same installation, and has not seen all of its ids even so."""
        with fresh_database(server, here.url.rpartition("/")[2]) as url:
            image = Place(url, tmp_path / "image")
            query(here.url, f"SELECT nextval('{table}_id_seq')")
            back_up(here.url, here.uploads, tmp_path / "newest.tar")
            last = here.last_interview()
            given = {here.interview() for _ in range(3)}

            done = restore(url, image.uploads, tmp_path / "newest.tar", overwrite=True)

            assert done.gap
            assert done.next_interview_id > last + GAP
            assert image.interview() > max(given)

    def test_an_image_that_is_as_old_as_the_backup_goes_on_with_the_numbers(
        self, server: PostgresServer, here: Place, saved: Path, tmp_path: Path
    ) -> None:
        """Which it cannot tell from the machine where the backup was made; the README says so."""
        with fresh_database(server, here.url.rpartition("/")[2]) as url:
            done = restore(url, tmp_path / "image", saved, overwrite=True)

        assert not done.gap

    def test_no_two_machines_give_the_same_ids_after_restoring_the_same_backup_in_turn(
        self, there: Place, third: Place, saved: Path
    ) -> None:
        """The second machine is lost too, and what it gave out since is in no backup."""
        restore(there.url, there.uploads, saved)
        given = {there.interview() for _ in range(3)}

        restore(third.url, third.uploads, saved)

        assert third.interview() > max(given)

    def test_a_later_restore_leaves_out_what_could_be_given_out_meanwhile(
        self, there: Place, here: Place, saved: Path, tmp_path: Path
    ) -> None:
        last = here.last_interview()
        day = timedelta(days=1)
        for name, made_at, least in (
            ("old", datetime.now(UTC) - day, GAP + GAP_PER_SECOND * 24 * 3600),
            ("of a clock that is ahead", datetime.now(UTC) + day, GAP),
        ):
            file, text = tmp_path / f"{name}.tar", made_at.isoformat(timespec="seconds")
            rewritten(saved, file, lambda about, text=text: about.update(made_at=text))
            query(there.url, "SELECT setval('interviews_id_seq', 1)")

            done = restore(there.url, there.uploads, file, overwrite=True)

            assert 0 < done.next_interview_id - last - least < GAP

    def test_a_backup_of_the_second_machine_is_another_machine_s_to_the_third(
        self, there: Place, third: Place, saved: Path, tmp_path: Path
    ) -> None:
        """Both restored the same backup before; what the second gave out since, it alone knows."""
        restore(third.url, third.uploads, saved)
        restore(there.url, there.uploads, saved)
        back_up(there.url, there.uploads, tmp_path / "second.tar")
        given = {there.interview() for _ in range(3)}

        done = restore(third.url, third.uploads, tmp_path / "second.tar", overwrite=True)

        assert done.gap
        assert third.interview() > max(given)

    def test_the_epoch_is_another_and_the_installation_is_not(
        self, there: Place, saved: Path
    ) -> None:
        ((installation, epoch),) = query(there.url, "SELECT id, epoch FROM installation")

        restore(there.url, there.uploads, saved)
        ((found, first),) = query(there.url, "SELECT id, epoch FROM installation")
        restore(there.url, there.uploads, saved, overwrite=True)
        ((_, second),) = query(there.url, "SELECT id, epoch FROM installation")

        assert found == installation
        assert len({epoch, first, second}) == 3

    def test_a_restored_interview_keeps_its_score_whatever_its_results_say(
        self, here: Place, there: Place, tmp_path: Path
    ) -> None:
        """The trigger that shows the newest score is for new results."""
        query(here.url, "UPDATE interviews SET score = 12")
        back_up(here.url, here.uploads, tmp_path / "all.tar")

        restore(there.url, there.uploads, tmp_path / "all.tar")

        assert query(there.url, "SELECT DISTINCT score::int FROM interviews") == [(12,)]


class TestBreakingOff:
    def test_killed_in_the_middle_it_leaves_what_was_there(
        self, here: Place, there: Place, tmp_path: Path
    ) -> None:
        query(
            here.url,
            "INSERT INTO calibrations VALUES ('python', 'offline', '1.3', '', 1, 0, 30, 9, 8)",
        )
        back_up(here.url, here.uploads, tmp_path / "all.tar")
        there.interview()
        same_name, _ = sorted(named_files(here.url))
        (there.uploads / same_name).write_bytes(b"another's")
        # A check of the last table that is loaded holds it up, with all others in place.
        query(
            there.url,
            "CREATE FUNCTION slow() RETURNS boolean LANGUAGE sql AS"
            " 'SELECT pg_sleep(60) IS NOT NULL';"
            "ALTER TABLE calibrations ADD CONSTRAINT slow CHECK (slow())",
        )
        before, files = there.state()
        process = launch(there, "restore", str(tmp_path / "all.tar"), "--overwrite")
        loading = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND query LIKE 'COPY \"calibrations\"%%' AND wait_event = 'PgSleep'"
        )
        wait_until(lambda: query(there.url, loading), seconds=60, what="the last table")
        assert set(files_of(there.uploads)) > set(files), "the files come first"

        process.send_signal(signal.SIGKILL)
        process.wait()

        query(there.url, "SELECT pg_terminate_backend(pid) FROM (" + loading + ") AS held")
        wait_until(lambda: not query(there.url, loading))
        assert rows_of(there.url) == before
        assert files.items() <= files_of(there.uploads).items()

    def test_a_database_that_refuses_leaves_rows_and_files_as_they_were(
        self, there: Place, saved: Path
    ) -> None:
        there.interview()
        query(there.url, "ALTER TABLE candidates ADD CHECK (name NOT LIKE '%Joe%')")
        before = there.state()

        with pytest.raises(psycopg2.errors.CheckViolation):
            restore(there.url, there.uploads, saved, overwrite=True)

        assert there.state() == before

    def test_a_database_that_refuses_in_the_last_moment_leaves_them_too(
        self, there: Place, here: Place, saved: Path
    ) -> None:
        there.interview()
        same_name, _ = sorted(named_files(here.url))
        (there.uploads / same_name).write_bytes(b"another's")
        query(there.url, "ALTER TABLE candidates ADD UNIQUE (email) DEFERRABLE INITIALLY DEFERRED")
        before = there.state()

        with pytest.raises(psycopg2.errors.UniqueViolation):
            restore(there.url, there.uploads, saved, overwrite=True)

        assert there.state() == before

    def test_when_nobody_hears_whether_it_counts_no_file_is_taken_away(
        self, there: Place, here: Place, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        check = restoring._check_tables
        port = urlsplit(there.url).port
        assert port is not None
        with FaultProxy(port) as proxy, ThreadPoolExecutor(1) as pool:

            def before_the_end(cursor: Any, tables: list[Table]) -> None:
                check(cursor, tables)
                proxy.set(silence_after(b"COMMIT"))

            monkeypatch.setattr(restoring, "_check_tables", before_the_end)
            url = there.url.replace(f":{port}/", f":{proxy.port}/")
            restored = pool.submit(restore, url, there.uploads, saved)
            wait_until(lambda: count(there.url, "interviews") == 2, what="the rows to count")
            proxy.cut()

            with pytest.raises(LauncherError, match="Restore it again, with OVERWRITE=yes"):
                restored.result()

        assert there.state() == here.state()

    def test_rows_that_do_not_arrive_are_noticed_before_it_counts(
        self, there: Place, saved: Path, tmp_path: Path
    ) -> None:
        there.interview()
        before = there.state()
        for table in TABLES[:-1]:
            claimed = tmp_path / f"{table}.tar"
            with_one_row_more(saved, table, claimed)

            with pytest.raises(LauncherError, match="What was restored is not what the backup"):
                restore(there.url, there.uploads, claimed, overwrite=True)

        assert there.state() == before

    def test_an_upload_that_is_taken_away_meanwhile_is_put_back(
        self, there: Place, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By a service that had just replaced it, and removes it when the restore is done."""
        check = restoring._check_uploads

        def after_a_removal(manifest: archive.Manifest, source: Path, uploads: Path) -> None:
            (uploads / manifest.uploads[0].name).unlink()
            check(manifest, source, uploads)

        monkeypatch.setattr(restoring, "_check_uploads", after_a_removal)

        restore(there.url, there.uploads, saved)

        assert files_of(there.uploads) == named_files(there.url)

    def test_whoever_holds_the_tables_is_named(
        self, there: Place, saved: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A backup that is being made does: what is emptied meanwhile would be empty in it."""
        there.interview()
        before = there.state()
        monkeypatch.setattr(restoring, "PATIENCE_SECONDS", 0.1)
        with closing(backup._connect(there.url)) as connection, connection.cursor() as cursor:
            backup._take_snapshot(cursor)

            with pytest.raises(LauncherError, match=r"Nothing was restored\..*interviews-backup"):
                restore(there.url, there.uploads, saved, overwrite=True)

        assert there.state() == before

    def test_nothing_of_it_is_left_in_the_upload_folder(
        self, there: Place, here: Place, saved: Path
    ) -> None:
        restore(there.url, there.uploads, saved)

        assert {path.name for path in there.uploads.iterdir()} == set(files_of(here.uploads))

    def test_triggers_are_on_again_when_loading_fails(self, there: Place) -> None:
        with (
            closing(psycopg2.connect(there.url)) as connection,
            pytest.raises(RuntimeError),
            connection,
            connection.cursor() as cursor,
            without_triggers(cursor, TABLES),
        ):
            raise RuntimeError

        enabled = "SELECT DISTINCT tgenabled FROM pg_trigger WHERE NOT tgisinternal"
        assert query(there.url, enabled) == [("O",)]


class TestVersions:
    @pytest.mark.parametrize("old", OLD_BACKUPS, ids=lambda path: path.stem)
    def test_a_backup_of_an_earlier_release_is_brought_up_to_date(
        self, there: Place, old: Path
    ) -> None:
        restore(there.url, there.uploads, old)

        assert_is_the_old_content(there)
        databases = query(there.url, "SELECT datname FROM pg_database")
        assert not [name for (name,) in databases if name.startswith("interviews_restore_")]

    @pytest.mark.parametrize("release", ["0001", "0002", "0003"])
    def test_a_database_of_an_earlier_release_is_backed_up_as_it_is(
        self, server: PostgresServer, there: Place, tmp_path: Path, release: str
    ) -> None:
        """Before upgrading is when one makes a backup."""
        schema = (REPOSITORY / "database" / "releases" / f"{release}.sql").read_text()
        with fresh_database(server, "template0") as url:
            old = Place(url, tmp_path / "old")
            query(url, schema)
            query(
                url,
                "INSERT INTO interview_questions (skill, position, question)"
                " VALUES ('python', 1, 'As it was?'), ('ours', 1, 'Ours?')",
            )
            old.interview()

            made = back_up(old.url, old.uploads, tmp_path / "old.tar")
            assert (made.format, made.schema_version) == (2, release)
            assert (made.installation is None) == (release < "0003")
            restore(there.url, there.uploads, tmp_path / "old.tar")

            people = "SELECT * FROM candidates"
            assert query(there.url, people) == query(old.url, people)
        assert count(there.url, "interview_questions") == SHIPPED + 2
        assert there.interview() > 1 + GAP

    @pytest.mark.parametrize("release", ["0001", "0002", "0003"])
    @pytest.mark.parametrize("overwrite", [False, True])
    def test_a_restore_that_is_refused_leaves_the_schema_of_an_earlier_release_too(
        self, server: PostgresServer, saved: Path, tmp_path: Path, release: str, overwrite: bool
    ) -> None:
        """Whoever goes on with the earlier release would find its services answering 503."""
        schema = (REPOSITORY / "database" / "releases" / f"{release}.sql").read_text()
        with fresh_database(server, "template0") as url:
            old = Place(url, tmp_path / "old")
            query(url, schema)
            query(
                url,
                "INSERT INTO interview_questions (skill, position, question)"
                " VALUES ('python', 1, 'As it was?'), ('ours', 1, 'Ours?')",
            )
            old.interview()
            if overwrite:
                query(url, "CREATE TABLE notes (about bigint REFERENCES interviews)")
                query(url, "INSERT INTO notes VALUES (1)")
            schema = "SELECT oid, relnatts FROM pg_class WHERE relkind IN ('r', 'S') ORDER BY oid"
            before = query(url, schema), query(url, "SELECT * FROM interviews")

            reason = "notes, which is not ours" if overwrite else "1 interview, 2 answers"
            with pytest.raises(LauncherError, match=reason):
                restore(url, old.uploads, saved, overwrite=overwrite)

            assert (query(url, schema), query(url, "SELECT * FROM interviews")) == before
            assert query(url, "SELECT version_num FROM alembic_version") == [(release,)]

    def test_a_restore_that_is_refused_makes_no_tables_either(
        self, server: PostgresServer, saved: Path, tmp_path: Path
    ) -> None:
        with fresh_database(server, "template0") as url:
            empty = Place(url, tmp_path / "empty")
            empty.upload(b"nobody's")

            with pytest.raises(LauncherError, match=r"what is here: 1 upload\."):
                restore(url, empty.uploads, saved)

            assert query(url, "SELECT to_regclass('interviews')") == [(None,)]

    def test_a_file_that_an_import_named_otherwise_comes_along(
        self, here: Place, there: Place, tmp_path: Path
    ) -> None:
        (here.uploads / "cv.pdf").write_bytes(b"hers")
        old, _ = sorted(named_files(here.url))
        query(
            here.url,
            "UPDATE interview_answers SET file_path = 'uploads/cv.pdf', file_size = 4,"
            " file_sha256 = %s WHERE file_path = %s",
            hashlib.sha256(b"hers").hexdigest(),
            f"uploads/{old}",
        )
        (here.uploads / old).unlink()

        back_up(here.url, here.uploads, tmp_path / "all.tar")
        there.uploads.mkdir()
        (there.uploads / "cv.pdf").write_bytes(b"another's")
        with pytest.raises(LauncherError, match="what is here: 1 upload"):
            restore(there.url, there.uploads, tmp_path / "all.tar")
        restore(there.url, there.uploads, tmp_path / "all.tar", overwrite=True)

        assert there.state() == here.state()

    def test_a_name_that_leads_elsewhere_is_missing_rather_than_followed(
        self, here: Place, tmp_path: Path
    ) -> None:
        old, _ = sorted(named_files(here.url))
        query(
            here.url,
            "UPDATE interview_answers SET file_path = 'uploads/..' WHERE file_path = %s",
            f"uploads/{old}",
        )

        assert back_up(here.url, here.uploads, tmp_path / "all.tar").missing_uploads == [".."]

    def test_a_user_who_may_make_no_database_is_told_so(
        self, server: PostgresServer, tmp_path: Path
    ) -> None:
        name = f"owner_{uuid4().hex[:8]}"
        with fresh_database(server, "template0") as url:
            query(url, f"CREATE USER {name} PASSWORD 'pw'; GRANT ALL ON SCHEMA public TO {name}")
            try:
                address = url.partition("@")[2]
                with pytest.raises(LauncherError, match=f"ALTER ROLE {name} CREATEDB"):
                    restore(f"postgresql://{name}:pw@{address}", tmp_path / "up", OLD_BACKUPS[0])
            finally:
                query(url, f"DROP OWNED BY {name}; DROP USER {name}")

    def test_a_backup_of_a_newer_release_is_refused_before_anything_is_done(
        self, server: PostgresServer, saved: Path, tmp_path: Path
    ) -> None:
        rewritten(saved, tmp_path / "newer.tar", lambda about: about.update(schema_version="9999"))
        rewritten(saved, tmp_path / "newest.tar", lambda about: about.update(format=3))
        with fresh_database(server, "template0") as url:
            for name in ("newer", "newest"):
                with pytest.raises(LauncherError, match="pdate this program"):
                    restore(url, tmp_path / "up", tmp_path / f"{name}.tar")
            assert query(url, "SELECT to_regclass('interviews')") == [(None,)]

    def test_backups_travel_between_versions_of_postgresql(
        self, here: Place, saved: Path, tmp_path: Path
    ) -> None:
        programs = stock_programs()
        if programs is None:
            pytest.skip("no PostgreSQL is installed beside the embedded one")
        with cluster_of(programs) as cluster:
            stock = Place(
                f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{cluster.port}/postgres".replace(
                    PASSWORD, PASSWORD.replace(" ", "%20")
                ),
                tmp_path / "stock",
            )
            restore(stock.url, stock.uploads, saved)
            assert stock.state() == here.state()

            restore(stock.url, stock.uploads, OLD_BACKUPS[0], overwrite=True)
            assert_is_the_old_content(stock)

            back_up(stock.url, stock.uploads, tmp_path / "stock.tar")
            restore(here.url, here.uploads, tmp_path / "stock.tar", overwrite=True)
            assert here.state() == stock.state()


def test_the_commands_say_what_they_did(here: Place, there: Place, tmp_path: Path) -> None:
    gone, _ = sorted(named_files(here.url))
    (here.uploads / gone).unlink()

    made = launch(here, "backup", str(tmp_path / "all.tar")).communicate()
    done = launch(there, "restore", str(tmp_path / "all.tar")).communicate()

    assert made[0].endswith("holds 2 interviews, 4 answers and 1 upload.\n")
    assert "all.tar is restored and checked: 2 interviews, 4 answers, 1 upload." in done[0]
    assert f"The next interview is number {there.last_interview()}: which ids were" in done[0]
    assert f"WARNING: These uploads are missing: {gone}. " in made[1]
    assert f"These uploads are missing: {gone}." in done[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_restores_belongs_to_whom_the_folder_belongs(there: Place, saved: Path) -> None:
    there.uploads.mkdir()
    os.chown(there.uploads, 65534, 65534)

    restore(there.url, there.uploads, saved)

    assert {path.stat().st_uid for path in there.uploads.iterdir()} == {65534}


def assert_is_the_old_content(place: Place) -> None:
    """That of the files in old_backups, which releases 1.0 and 1.1 wrote."""
    assert query(place.url, "SELECT id, name FROM candidates ORDER BY id") == [
        (1, 'Jane "the tab" \t O\'Neil'),
        (2, "J\\"),
    ]
    assert query(place.url, "SELECT id, score::float FROM interviews ORDER BY id") == [
        (1, 71.25),
        (2, None),
    ]
    ((text, file),) = query(
        place.url,
        "SELECT (SELECT text_answer FROM interview_answers WHERE question_id = 1), file_path"
        " FROM interview_answers WHERE question_id = 2",
    )
    assert text == "COPY public.candidates (id) FROM stdin;\n\\.\nü"
    assert files_of(place.uploads) == {
        file.removeprefix("uploads/"): named_files(place.url)[file.removeprefix("uploads/")]
    }
    assert query(place.url, "SELECT key_points FROM interview_questions WHERE id = 1") == [
        (["yes", 'a "b", c'],)
    ]
    assert count(place.url, "interview_questions") == SHIPPED + 2
    assert count(place.url, "interview_results") == 2
    assert query(place.url, "SELECT idempotency_key::text FROM evaluation_requests") == [
        ("00000000-0000-4000-8000-000000000001",)
    ]
    assert query(place.url, "SELECT to_regclass('invoices')") == [(None,)]
    assert place.last_interview() > GAP + 2


def launch(place: Place, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "launcher", *arguments],
        cwd=REPOSITORY,
        env={
            **clean_environment(),
            "DATABASE_URL": place.url,
            "UPLOAD_FOLDER": str(place.uploads),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rewritten(backup: Path, into: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """The same backup with another manifest, whose digest is right."""
    folder = into.with_suffix(".folder")
    with tarfile.open(backup) as archived:
        archived.extractall(folder, filter="data")
    manifest = folder / archive.MANIFEST
    about = json.loads(manifest.read_text())
    change(about)
    manifest.write_text(json.dumps(about))
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    (folder / archive.MANIFEST_DIGEST).write_text(digest)
    with tarfile.open(into, "w") as archived:
        for path in sorted(folder.iterdir()):
            archived.add(path, path.name)


def with_one_row_more(backup: Path, table: str, into: Path) -> None:
    def change(about: dict[str, Any]) -> None:
        (one,) = (one for one in about["tables"] if one["name"] == table)
        one["rows"] += 1

    rewritten(backup, into, change)
