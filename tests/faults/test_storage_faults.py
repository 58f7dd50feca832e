"""The upload folder fills up, cannot be written, is gone, and Flask dies while files arrive."""

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import uuid4

import pytest
import requests

from launcher.postgres import PostgresServer
from launcher.uploads import LEFTOVER_SECONDS, clear_uploads
from tests.conftest import fresh_database
from tests.faults.faulty import FaultySystem
from tests.faults.ledger import digest
from tests.faults.load import Habits, Load
from tests.faults.pending import pending
from tests.faults.proxy import silence_after
from tests.support.client import Client, assert_problem
from tests.support.database import query
from tests.support.services import json_of
from tests.support.waiting import wait_until

ROOT = os.geteuid() == 0
DISK_BYTES = 4_000_000
# Without root there is no disk of our own to fill: the system's limit to a file stands in for it.
FILE_LIMIT_KIB = 512
SMALL, BIG = 20_000, 700_000
KILLS = 3


@dataclass
class Storage:
    """A service whose uploads are on a small disk of their own."""

    system: FaultySystem
    disk: Path

    @property
    def uploads(self) -> Path:
        return self.disk / "uploads"

    @property
    def url(self) -> str:
        return self.system.database_url

    def client(self) -> Client:
        return self.system.client()

    @contextmanager
    def full(self) -> Iterator[None]:
        """No room for a file of BIG bytes."""
        filler = self.disk / "filler"
        if ROOT:
            free = shutil.disk_usage(self.disk).free
            filler.write_bytes(bytes(free - BIG // 2))
        try:
            yield
        finally:
            filler.unlink(missing_ok=True)

    @contextmanager
    def read_only(self) -> Iterator[None]:
        # Root may write where the mode forbids it, but not on a disk that is read-only.
        if ROOT:
            subprocess.run(["mount", "-o", "remount,ro", str(self.disk)], check=True)
        else:
            self.uploads.chmod(0o555)
        try:
            yield
        finally:
            if ROOT:
                subprocess.run(["mount", "-o", "remount,rw", str(self.disk)], check=True)
            else:
                self.uploads.chmod(0o755)

    @contextmanager
    def replaced_by_a_file(self) -> Iterator[None]:
        away = self.uploads.with_name("away")
        self.uploads.rename(away)
        self.uploads.touch()
        try:
            yield
        finally:
            self.uploads.unlink()
            away.rename(self.uploads)

    def assert_rows_and_files_agree(self) -> None:
        """Every row's file is there byte for byte, and soon there is no other."""
        rows = query(
            self.url,
            "SELECT file_path, file_size, file_sha256 FROM interview_answers "
            "WHERE file_path IS NOT NULL",
        )
        for path, size, sha256 in rows:
            content = (self.uploads / PurePosixPath(path).name).read_bytes()
            assert (len(content), digest(content)) == (size, sha256)
        named = {PurePosixPath(path).name for path, _, _ in rows}
        wait_until(
            lambda: {path.name for path in self.uploads.glob("*")} == named,
            what="files that no row names to be gone",
        )


@pytest.fixture(scope="module")
def storage(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storage]:
    disk = tmp_path_factory.mktemp("disk")
    with small_disk(disk), fresh_database(server) as url:
        settings = {"UPLOAD_FOLDER": str(disk / "uploads"), "EVALUATION_WAIT_SECONDS": "3"}
        system = FaultySystem(url, tmp_path_factory.mktemp("storage"), settings)
        if not ROOT:
            limit = f'ulimit -f {FILE_LIMIT_KIB}; exec "$@"'
            system.flask.command = ["bash", "-c", limit, "flask", *system.flask.command]
        (disk / "uploads").mkdir()
        with system:
            if ROOT:  # the services have given it up, and make a folder that vanished themselves
                owner = (disk / "uploads").stat()
                os.chown(disk, owner.st_uid, owner.st_gid)
            yield Storage(system, disk)


@contextmanager
def small_disk(disk: Path) -> Iterator[None]:
    if not ROOT:
        yield
        return
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)], check=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def upload(client: Client, interview_id: int, question_id: int, size: int) -> requests.Response:
    return client.answer(
        interview_id, question_id, file=("file.pdf", random.Random(size).randbytes(size))
    )


def questions_of(client: Client, interview_id: int) -> list[int]:
    return [question["question_id"] for question in client.questions(interview_id)]


def forget_files(storage: Storage) -> None:
    query(
        storage.url,
        "UPDATE interview_answers SET text_answer = 'gone', "
        "file_path = NULL, file_name = NULL, file_size = NULL, file_sha256 = NULL "
        "WHERE file_path IS NOT NULL",
    )


FAULTS = ["full", "read_only", "replaced_by_a_file"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_takes_no_file_is_said_and_nothing_is_left_behind(
    storage: Storage, fault: str
) -> None:
    client = storage.client()
    interview_id = client.created()
    first, second, third, *_ = questions_of(client, interview_id)
    kept = json_of(upload(client, interview_id, first, SMALL), 201)

    with getattr(storage, fault)():
        new = upload(storage.client(), interview_id, second, BIG)
        replacement = upload(storage.client(), interview_id, first, BIG)
        text = client.answer(interview_id, third, "Text needs no disk.")

    assert_problem(new, 503, "storage_unavailable")
    assert_problem(replacement, 503, "storage_unavailable")
    assert int(new.headers["Retry-After"]) > 0
    assert text.status_code == 201
    shown = {item["question_id"]: item for item in client.dashboard(interview_id)["answers"]}
    assert set(shown) == {first, third}
    assert shown[first]["file_path"] == kept["file_path"]
    storage.assert_rows_and_files_agree()


@pytest.mark.parametrize("fault", FAULTS)
def test_uploads_work_again_as_soon_as_the_disk_does(storage: Storage, fault: str) -> None:
    client = storage.client()
    interview_id = client.created()
    (question, *_) = questions_of(client, interview_id)
    with getattr(storage, fault)():
        assert upload(storage.client(), interview_id, question, BIG).status_code == 503

    assert upload(client, interview_id, question, SMALL).status_code == 201
    storage.assert_rows_and_files_agree()


def test_an_interview_completed_while_the_uploads_are_away_is_evaluated_when_they_are_back(
    storage: Storage,
) -> None:
    client = storage.client()
    interview_id = client.created()
    first, second, *_ = questions_of(client, interview_id)
    text = b"A list comprehension builds a list in one expression, from any iterable."
    json_of(client.answer(interview_id, first, file=("answer.txt", text)), 201)
    json_of(client.answer(interview_id, second, "A decorator takes a function."), 201)

    with storage.replaced_by_a_file():
        completed = json_of(client.complete(interview_id), 202)
        assert completed["evaluation"]["status"] == "pending"
        assert client.versions(interview_id) == []

    wait_until(
        lambda: client.dashboard(interview_id)["evaluation_status"] == "evaluated",
        60,
        "the interview to be evaluated",
    )
    shown = {item["question_id"]: item for item in client.dashboard(interview_id)["answers"]}
    assert shown[first]["score"] > 0
    assert len(client.versions(interview_id)) == 1


def test_the_connection_of_a_refused_upload_serves_the_next_request_or_is_said_to_close(
    storage: Storage,
) -> None:
    client = storage.client()
    interview_id = client.created()
    (question, *_) = questions_of(client, interview_id)
    with storage.replaced_by_a_file():
        refused = upload(client, interview_id, question, BIG)

    assert_problem(refused, 503, "storage_unavailable")
    assert client.get("/skills").status_code == 200


def test_a_folder_that_vanished_is_made_again(storage: Storage) -> None:
    client = storage.client()
    interview_id = client.created()
    (question, *_) = questions_of(client, interview_id)
    forget_files(storage)
    shutil.rmtree(storage.uploads)

    json_of(upload(client, interview_id, question, SMALL), 201)

    storage.assert_rows_and_files_agree()


def test_a_disk_that_fills_up_under_many_uploads_keeps_every_acknowledged_one(
    storage: Storage,
) -> None:
    client = storage.client()
    interview_id = client.created()
    questions = questions_of(client, interview_id)

    with storage.full(), ThreadPoolExecutor(len(questions)) as threads:
        responses = list(
            threads.map(
                lambda number: upload(
                    storage.client(), interview_id, questions[number], 100_000 + number * 90_000
                ),
                range(len(questions)),
            )
        )

    assert {response.status_code for response in responses} <= {201, 503}
    assert 201 in {response.status_code for response in responses}
    accepted = {q for q, r in zip(questions, responses, strict=True) if r.status_code == 201}
    shown = {item["question_id"] for item in client.dashboard(interview_id)["answers"]}
    assert shown == accepted
    storage.assert_rows_and_files_agree()


def test_kill_9_while_files_arrive_loses_no_acknowledged_file(
    server: PostgresServer, tmp_path: Path
) -> None:
    habits = Habits(files=1, largest_file=3_000_000, complete=0.3, evaluate_again=0)
    with (
        fresh_database(server) as url,
        FaultySystem(url, tmp_path / "system", {"EVALUATION_WAIT_SECONDS": "3"}) as system,
    ):
        load = Load(system.flask.url, 8, f"uploads-{random.random()}", habits)
        load.start()
        try:
            for _ in range(KILLS):
                acknowledged = load.ledger.counts["answers acknowledged"]
                wait_until(
                    lambda before=acknowledged: (  # type: ignore[misc]
                        load.ledger.counts["answers acknowledged"] > before + 5
                        and stopped_with_a_file_arriving(system)
                    ),
                    60,
                    "files to be arriving",
                )
                system.flask.kill()
                system.start_services()
        finally:
            load.stop()
        wait_until(lambda: pending(url) == 0, 60, "nothing to be pending")
        for service in system.services:
            service.stop()
        cleared = clear_uploads(url, system.uploads, older_than=0)
        findings = load.ledger.compare(url, system.uploads)

    print(f"{load.ledger.counts['answers acknowledged']} answers, {len(cleared)} leftovers")
    assert findings.wrong() == []
    assert load.ledger.violations == []
    assert cleared, "no kill came while a file was arriving"


def stopped_with_a_file_arriving(system: FaultySystem) -> bool:
    """A file is unfinished for some milliseconds only: too short to find it and then to kill."""
    assert system.flask.process
    give_up_at = time.monotonic() + 1
    while time.monotonic() < give_up_at:
        os.killpg(system.flask.process.pid, signal.SIGSTOP)
        if any(system.uploads.glob("*.part")):
            return True
        os.killpg(system.flask.process.pid, signal.SIGCONT)
        time.sleep(random.random() * 0.02)
    return False


def test_the_file_is_in_place_before_its_row_is_committed(storage: Storage) -> None:
    """Flask is killed after the commit and before it has heard of it: too late to do anything."""
    client, system = storage.client(), storage.system
    interview_id = client.created()
    (question, *_) = questions_of(client, interview_id)
    system.flask_database.set(silence_after(b"COMMIT"))
    with ThreadPoolExecutor(1) as thread:
        uploading = thread.submit(upload, client, interview_id, question, SMALL)
        wait_until(
            lambda: query(
                storage.url,
                "SELECT 1 FROM interview_answers WHERE interview_id = %s",
                interview_id,
            ),
            what="the row to be committed",
        )
        system.flask.kill()
        assert uploading.exception() is not None
    system.heal()

    storage.assert_rows_and_files_agree()
    (answer,) = storage.client().dashboard(interview_id)["answers"]
    assert storage.client().get(f"/answers/{answer['answer_id']}/file").status_code == 200


def test_clearing_removes_old_leftovers_and_nothing_else(storage: Storage) -> None:
    client = storage.client()
    interview_id = client.created()
    (question, *_) = questions_of(client, interview_id)
    saved = json_of(upload(client, interview_id, question, SMALL), 201)
    named = storage.uploads / PurePosixPath(saved["file_path"]).name
    old, young = (
        [storage.uploads / f"{uuid4().hex}.{ending}" for ending in ("txt.part", "pdf")]
        for _ in range(2)
    )
    for path in (*old, *young):
        path.write_bytes(b"left behind")
    long_ago = time.time() - LEFTOVER_SECONDS - 60
    for path in (*old, named):
        os.utime(path, (long_ago, long_ago))

    removed = clear_uploads(storage.url, storage.uploads)

    assert sorted(removed) == sorted(path.name for path in old)
    assert not any(path.exists() for path in old)
    assert named.exists()
    assert all(path.exists() for path in young)
    for path in young:
        path.unlink()
    storage.assert_rows_and_files_agree()


def test_clearing_is_safe_while_uploads_arrive_and_replace_each_other(storage: Storage) -> None:
    client = storage.client()
    interview_id = client.created()
    questions = questions_of(client, interview_id)
    finished = threading.Event()

    def replace(question_id: int) -> int:
        mine, last = storage.client(), 0
        for size in range(1, 41):
            response = upload(mine, interview_id, question_id, size)
            assert response.status_code in {200, 201}, response.text
            last = size
        return last

    def clear() -> int:
        rounds = 0
        while not finished.is_set():
            assert clear_uploads(storage.url, storage.uploads) == []
            rounds += 1
        return rounds

    with ThreadPoolExecutor(len(questions) + 1) as threads:
        clearing = threads.submit(clear)
        try:
            sizes = list(threads.map(replace, questions))
        finally:
            finished.set()
        assert clearing.result() > 10

    assert set(sizes) == {40}
    storage.assert_rows_and_files_agree()
