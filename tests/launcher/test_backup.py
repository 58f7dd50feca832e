"""Backups: made while answers come in, brought back elsewhere, and compared byte for byte."""

import hashlib
import os
import random
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from launcher.backup import back_up
from launcher.errors import LauncherError
from launcher.postgres import PostgresServer
from launcher.restore import restore
from launcher.tables import TABLES
from launcher.uploads import clear_uploads
from tests.conftest import fresh_database
from tests.support.client import Client
from tests.support.services import REPOSITORY, System, clean_environment, json_of


def rows_of(url: str) -> dict[str, list[Any]]:
    found = {}
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT {table}::text FROM {table} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def files_of(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def named_files(url: str) -> dict[str, str]:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT file_path, file_sha256 FROM interview_answers WHERE file_path <> ''")
        return {path.removeprefix("uploads/"): sha for path, sha in cursor}


def launch(system: System, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`make` with that target, on the database and the uploads of that system."""
    return subprocess.run(
        [sys.executable, "-m", "launcher", *arguments],
        cwd=REPOSITORY,
        env={
            **clean_environment(),
            "DATABASE_URL": system.database_url,
            "UPLOAD_FOLDER": str(system.uploads),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def elsewhere(server: PostgresServer) -> Iterator[str]:
    """The empty database of another machine."""
    with fresh_database(server, "template0") as url:
        yield url


@pytest.fixture
def used(make_system: Callable[..., System]) -> Iterator[System]:
    """A system with three interviews, one of them completed, and a file in each."""
    with make_system() as system:
        client = Client(system.flask.url)
        for number in range(3):
            interview_id = client.created()
            client.answer(interview_id, 1, "A list comprehension creates a list")
            client.answer(interview_id, 2, file=("work.txt", os.urandom(5000 + number)))
        json_of(client.complete(interview_id), 200)
        yield system


class TestBackingUp:
    def test_a_backup_brings_everything_back_on_another_machine(
        self, used: System, elsewhere: str, tmp_path: Path
    ) -> None:
        uploads = tmp_path / "other" / "uploads"

        made = back_up(used.database_url, used.uploads, tmp_path / "all.tar")
        found = restore(elsewhere, uploads, tmp_path / "all.tar")

        assert (made.interviews, made.answers, len(made.uploads)) == (3, 6, 3)
        assert found.manifest == made
        assert rows_of(elsewhere) == rows_of(used.database_url)
        assert files_of(uploads) == files_of(used.uploads)

    def test_a_backup_is_whole_although_answers_are_replaced_meanwhile(
        self, used: System, elsewhere: str, tmp_path: Path
    ) -> None:
        stop = threading.Event()
        replaced = []

        def replace() -> None:
            client = Client(used.flask.url)
            while not stop.is_set():
                chosen = random.randint(1, 2)
                json_of(client.answer(chosen, 2, file=("new.txt", os.urandom(20_000))), 200)
                replaced.append(chosen)

        threads = [threading.Thread(target=replace) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            backups = [tmp_path / f"{number}.tar" for number in range(5)]
            for backup in backups:
                back_up(used.database_url, used.uploads, backup)
        finally:
            stop.set()
            for thread in threads:
                thread.join()

        assert len(replaced) > 10
        for number, backup in enumerate(backups):
            uploads = tmp_path / f"uploads-{number}"
            restore(elsewhere, uploads, backup, overwrite=True)
            assert files_of(uploads) == named_files(elsewhere)

    def test_uploads_that_are_gone_or_changed_are_named_and_the_rest_is_safe(
        self, used: System, elsewhere: str, tmp_path: Path
    ) -> None:
        gone, changed, whole = sorted(named_files(used.database_url))
        (used.uploads / gone).unlink()
        (used.uploads / changed).write_bytes(b"what is left of it")

        made = back_up(used.database_url, used.uploads, tmp_path / "most.tar")

        assert (made.missing_uploads, made.damaged_uploads) == ([gone], [changed])
        assert made.complaint == (
            f"These uploads are missing: {gone}. "
            f"These uploads are not what the candidate sent: {changed}."
        )
        found = restore(elsewhere, tmp_path / "uploads", tmp_path / "most.tar")
        assert found.manifest == made
        assert rows_of(elsewhere) == rows_of(used.database_url)
        assert files_of(tmp_path / "uploads") == files_of(used.uploads)
        assert set(files_of(tmp_path / "uploads")) == {changed, whole}

    def test_an_upload_that_is_whole_again_stays_when_such_a_backup_is_restored(
        self, used: System, tmp_path: Path
    ) -> None:
        gone, changed, _ = sorted(named_files(used.database_url))
        contents = {name: (used.uploads / name).read_bytes() for name in (gone, changed)}
        (used.uploads / gone).unlink()
        (used.uploads / changed).write_bytes(b"what is left of it")
        back_up(used.database_url, used.uploads, tmp_path / "most.tar")
        for name, content in contents.items():
            (used.uploads / name).write_bytes(content)

        restore(used.database_url, used.uploads, tmp_path / "most.tar", overwrite=True)

        assert files_of(used.uploads) == named_files(used.database_url)

    def test_the_command_names_such_uploads_and_writes_the_backup_all_the_same(
        self, used: System, tmp_path: Path
    ) -> None:
        gone, *_ = sorted(named_files(used.database_url))
        (used.uploads / gone).unlink()

        done = launch(used, "backup", str(tmp_path / "most.tar"))

        assert done.returncode == 0, done.stderr
        assert f"launcher: WARNING: These uploads are missing: {gone}. " in done.stderr
        assert (tmp_path / "most.tar").is_file()

    def test_a_backup_needs_no_program_of_postgresql(
        self, used: System, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """So there is none that a server could be too new or too old for."""

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("a program was started")

        monkeypatch.setattr(subprocess, "Popen", refuse)

        back_up(used.database_url, used.uploads, tmp_path / "all.tar")
        restore(elsewhere, tmp_path / "uploads", tmp_path / "all.tar")

        assert rows_of(elsewhere) == rows_of(used.database_url)

    def test_a_backup_can_be_read_by_its_owner_only(self, used: System, tmp_path: Path) -> None:
        back_up(used.database_url, used.uploads, tmp_path / "all.tar")

        assert (tmp_path / "all.tar").stat().st_mode & 0o077 == 0


class TestRestoring:
    def test_what_is_there_is_replaced_only_when_that_is_said(
        self, used: System, tmp_path: Path
    ) -> None:
        back_up(used.database_url, used.uploads, tmp_path / "all.tar")
        rows, files = rows_of(used.database_url), files_of(used.uploads)
        client = Client(used.flask.url)
        later = client.created()
        client.answer(later, 1, file=("later.txt", b"later"))

        with pytest.raises(LauncherError, match="OVERWRITE=yes"):
            restore(used.database_url, used.uploads, tmp_path / "all.tar")
        assert client.dashboard(later)["answers"][0]["file_name"] == "later.txt"

        restore(used.database_url, used.uploads, tmp_path / "all.tar", overwrite=True)
        assert rows_of(used.database_url) == rows
        assert files_of(used.uploads) == files

    @pytest.mark.parametrize("member", ["manifest.json", "tables", "uploads"])
    def test_a_damaged_backup_changes_nothing(
        self, used: System, elsewhere: str, tmp_path: Path, member: str
    ) -> None:
        backup = tmp_path / "all.tar"
        back_up(used.database_url, used.uploads, backup)
        with tarfile.open(backup) as archive:
            place = next(m.offset_data for m in archive if m.name.startswith(member)) + 60
        content = bytearray(backup.read_bytes())
        content[place] ^= 0xFF
        backup.write_bytes(content)

        with pytest.raises(LauncherError, match=r"damaged|not a backup"):
            restore(elsewhere, tmp_path / "uploads", backup)

        assert not files_of(tmp_path / "uploads")
        with closing(psycopg2.connect(elsewhere)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('interviews')")
            assert cursor.fetchone() == (None,)

    def test_something_that_is_no_backup_is_named(self, elsewhere: str, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("Dear all")

        with pytest.raises(LauncherError, match=r"letter\.txt is not a backup: it is no tar"):
            restore(elsewhere, tmp_path / "uploads", tmp_path / "letter.txt")


class TestClearingUploads:
    def test_only_old_files_without_an_answer_go(self, used: System) -> None:
        named = files_of(used.uploads)
        young, old = (f"{digit * 32}.txt" for digit in "ab")
        thesis, part = "thesis.docx", f"{old}.part"
        for name in (young, old, part, thesis):
            (used.uploads / name).write_bytes(b"left behind")
        make_old(path for path in used.uploads.iterdir() if path.name != young)

        removed = clear_uploads(used.database_url, used.uploads)

        assert sorted(removed) == [old, part]
        assert set(files_of(used.uploads)) == {*named, young, thesis}

    def test_the_uploads_of_another_database_are_left_alone(
        self, used: System, database_url: str
    ) -> None:
        make_old(used.uploads.iterdir())
        files = files_of(used.uploads)

        with pytest.raises(LauncherError, match="Check DATABASE_URL and UPLOAD_FOLDER"):
            clear_uploads(database_url, used.uploads)

        assert files_of(used.uploads) == files


def make_old(paths: Iterable[Path]) -> None:
    two_hours_ago = time.time() - 7200
    for path in paths:
        os.utime(path, (two_hours_ago, two_hours_ago))
