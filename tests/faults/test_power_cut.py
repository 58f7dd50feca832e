"""What was said to be stored is on the disk by then, and not only in the machine's memory.

Flushing a file does not make its name durable: that is in the folder, which is flushed by itself.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.backup import back_up
from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.support.client import Client
from tests.support.services import REPOSITORY, System, clean_environment, json_of
from tests.support.syscalls import Record, needs_strace, under_strace
from tests.support.waiting import wait_until

pytestmark = needs_strace


def test_an_upload_and_its_name_are_on_the_disk_before_the_201(
    make_system: Callable[..., System], tmp_path: Path
) -> None:
    system = make_system(EVALUATION_RETRY_THREADS="0")
    system.flask.command = under_strace(system.flask.command, tmp_path / "record")
    system.flask.start()
    client = Client(system.flask.url)

    saved = json_of(client.answer(client.created(), 1, file=("work.txt", b"my work")), 201)
    name = Path(saved["file_path"]).name
    wait_until(lambda: answered_after(name, tmp_path / "record"), what="strace to write it down")

    record = Record(tmp_path / "record")
    folder = re.escape(str(system.uploads.resolve()))
    named = record.first("rename renameat renameat2 link linkat", rf'{name}[^"]*", .*{name}"')
    content = record.flush(rf"{folder}/{name}\.[a-z]+")
    place = record.flush(folder, after=named.ended)
    answered = record.first("write writev sendto sendmsg", "HTTP/1.1 201 .*", after=named.ended)
    assert content.ended < named.began
    assert place.ended < answered.began


def answered_after(name: str, record: Path) -> bool:
    return "HTTP/1.1 201 " in record.read_text().partition(name)[2]


@pytest.fixture
def used(make_system: Callable[..., System]) -> System:
    """A system that does not run any more, with a file in each of two answers."""
    system = make_system(EVALUATION_RETRY_THREADS="0")
    system.flask.start()
    client = Client(system.flask.url)
    interview_id = client.created()
    for question_id in (1, 2):
        json_of(client.answer(interview_id, question_id, file=("a.txt", b"mine")), 201)
    system.flask.kill()
    return system


def launcher(record: Path, url: str, uploads: Path, *arguments: str) -> Record:
    done = subprocess.run(
        under_strace([sys.executable, "-m", "launcher", *arguments], record),
        cwd=REPOSITORY,
        env={**clean_environment(), "DATABASE_URL": url, "UPLOAD_FOLDER": str(uploads)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Record(record)


def test_a_backup_and_its_name_are_on_the_disk_before_it_is_said_to_be_made(
    used: System, tmp_path: Path
) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()

    record = launcher(
        tmp_path / "record", used.database_url, used.uploads, "backup", str(folder / "all.tar")
    )

    kept = re.escape(str(folder.resolve()))
    named = record.first("rename renameat renameat2 link linkat", r'all\.tar"')
    content = record.flush(rf"{kept}/all\.tar\.[a-z]+")
    place = record.flush(kept, after=named.ended)
    said = record.first("write", "all.tar holds 1 interview,")
    assert content.ended < named.began
    assert place.ended < said.began


def test_restored_files_and_their_names_are_on_the_disk_before_the_database_names_them(
    used: System, server: PostgresServer, tmp_path: Path
) -> None:
    backup, uploads = tmp_path / "all.tar", tmp_path / "elsewhere"
    made = back_up(used.database_url, used.uploads, backup)
    assert len(made.uploads) == 2

    with fresh_database(server, "template0") as url:
        record = launcher(tmp_path / "record", url, uploads, "restore", str(backup))

    folder = re.escape(str(uploads.resolve()))
    loading = record.first("sendto", r"COPY \\\"interview_answers\\\" ")
    for file in made.uploads:
        name = re.escape(file.name)
        named = record.first("rename renameat renameat2 link linkat", rf'".*", .*"{folder}/{name}"')
        assert record.flush(rf"{folder}/(.*/)?{name}").ended < loading.began
        assert record.flush(folder, after=named.ended).ended < loading.began
