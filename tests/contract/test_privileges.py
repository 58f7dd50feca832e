"""Services that are started as root do not stay root, and work all the same."""

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from launcher.backup import back_up
from launcher.postgres import PostgresServer
from launcher.processes import is_running
from launcher.uploads import clear_uploads
from tests.conftest import fresh_database
from tests.reading.documents import pdf_of
from tests.support.client import Client
from tests.support.services import REPOSITORY, System, clean_environment, json_of
from tests.support.waiting import wait_until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="needs root on Linux"
)
SERVICES = ["flask_app", "fastapi_app"]
SOMEBODY = 64123
TO_READ_ONLY = 1 << 2  # CAP_DAC_READ_SEARCH
UPLOAD = f"{'a' * 32}.txt"
TEXT = "A list comprehension builds a list in one expression, from any iterable. "


@pytest.fixture(scope="module")
def dropped(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Both services, with uploads that root had put there before."""
    folder = tmp_path_factory.mktemp("dropped")
    (folder / "uploads").mkdir()
    (folder / "uploads" / UPLOAD).touch(0o600)
    with (
        fresh_database(server) as url,
        System(url, folder, {"FLASK_WORKERS": "2", "EVALUATION_WAIT_SECONDS": "20"}) as system,
    ):
        yield system


def processes(system: System) -> list[psutil.Process]:
    found = []
    for service in (system.flask, system.fastapi):
        assert service.process is not None
        main = psutil.Process(service.process.pid)
        found += [main, *main.children(recursive=True)]
    return found


def status(pid: int) -> dict[str, str]:
    return dict(re.findall(r"(\w+):\t(.*)", (Path("/proc") / str(pid) / "status").read_text()))


def test_no_process_of_either_service_is_root_s(dropped: System) -> None:
    accounts = {dropped.uploads.stat().st_uid}
    assert 0 not in accounts

    for process in processes(dropped):
        shown = status(process.pid)
        assert {int(uid) for uid in shown["Uid"].split()} == accounts
        assert "0" not in shown["Gid"].split()
        assert shown["Groups"].split() == []
        assert shown["NoNewPrivs"] == "1"
        for capabilities in ("CapPrm", "CapEff", "CapInh", "CapAmb"):
            assert int(shown[capabilities], 16) in {0, TO_READ_ONLY}


def test_the_log_says_who_they_are_and_what_they_kept(dropped: System) -> None:
    uid = dropped.uploads.stat().st_uid
    for service in (dropped.flask, dropped.fastapi):
        said = re.search(
            rf"runs as \w+ \(user {uid}\) and keeps of root's power "
            r"(nothing|only that to read, because it may not read (?P<path>/.+))\n",
            service.log.read_text(),
        )
        assert said, service.log.read_text()


def test_an_interview_with_files_is_conducted_and_evaluated_all_the_same(dropped: System) -> None:
    client = Client(dropped.flask.url)
    interview_id = client.created()
    first, second, *_ = [q["question_id"] for q in client.questions(interview_id)]
    for question, name, content in (
        (first, "a.txt", TEXT.encode()),
        (second, "a.pdf", pdf_of(["A decorator takes a function and returns another."])),
    ):
        json_of(client.answer(interview_id, question, file=(name, content)), 201)

    json_of(client.complete(interview_id), 200)

    answers = {item["question_id"]: item for item in client.dashboard(interview_id)["answers"]}
    assert {answers[question]["status"] for question in (first, second)} == {"scored"}
    owners = {path.stat().st_uid for path in dropped.uploads.iterdir()}
    assert owners == {dropped.uploads.stat().st_uid}, "what root had put there too"


def test_root_s_backup_and_clearing_work_on_their_uploads(dropped: System, tmp_path: Path) -> None:
    client = Client(dropped.flask.url)
    json_of(client.answer(client.created(), 1, file=("a.txt", TEXT.encode())), 201)
    (dropped.uploads / f"{'0' * 32}.txt.part").touch()

    made = back_up(dropped.database_url, dropped.uploads, tmp_path / "backup.tar")

    assert made.uploads
    assert f"{'0' * 32}.txt.part" in clear_uploads(dropped.database_url, dropped.uploads, 0)


WHAT_ROOT_COULD = """
import logging, os, signal, sys
from pathlib import Path
from utils import privileges
logging.basicConfig(level="INFO", stream=sys.stdout, format="%(message)s")
uploads, secret, roots = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
{before}
privileges.give_up_root(uploads)
def tried(does):
    try:
        does()
    except OSError as error:
        return error.strerror
    return "done"
print({
    "write a file": tried(lambda: open(secret, "w")),
    "make a file": tried(lambda: open(os.path.dirname(secret) + "/new", "w")),
    "signal root's process": tried(lambda: os.kill(roots, 0)),
    "become root": tried(lambda: os.setuid(0)),
    "take root's group": tried(lambda: os.setgid(0)),
    "give a file away": tried(lambda: os.chown(uploads, 0, 0)),
    "leave its root folder": tried(lambda: os.chroot("/")),
    "read a file": tried(lambda: open(secret)),
    "write an upload": tried(lambda: open(uploads / "new", "w")),
})
"""
REFUSED, DENIED = "Operation not permitted", "Permission denied"
WITHOUT_ROOT = {
    "write a file": DENIED,
    "make a file": DENIED,
    "signal root's process": REFUSED,
    "become root": REFUSED,
    "take root's group": REFUSED,
    "give a file away": REFUSED,
    "leave its root folder": REFUSED,
    "read a file": DENIED,
    "write an upload": "done",
}
# Of the two cases this machine is one; the other is acted.
CLOSED = "privileges.what_is_read_later = lambda _: [Path(secret)]"
OPEN = "privileges.what_is_read_later = lambda _: []"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Where others than root may go; pytest's own folders are closed to them."""
    with tempfile.TemporaryDirectory(prefix="interviews-privileges-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        (path / "secret").touch(0o600)
        yield path


def gives_up(service: str, folder: Path, before: str = OPEN) -> tuple[str, dict[str, str]]:
    """What a service says when it gives root up, and what it could do then."""
    done = run_giving_up(service, folder, before)
    assert done.returncode == 0, done.stderr
    said, could = done.stdout.splitlines()
    return said, ast.literal_eval(could)


def run_giving_up(service: str, folder: Path, before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-c", WHAT_ROOT_COULD.replace("{before}", before)),
            *(folder / "uploads", folder / "secret", str(os.getpid())),
        ],
        cwd=REPOSITORY / service,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("service", SERVICES)
def test_where_everything_can_be_read_without_it_nothing_is_left_of_root(
    service: str, open_folder: Path
) -> None:
    said, could = gives_up(service, open_folder)

    assert said.endswith("and keeps of root's power nothing")
    assert could == WITHOUT_ROOT


@pytest.mark.parametrize("service", SERVICES)
def test_where_python_itself_is_closed_to_others_only_reading_is_left_of_root(
    service: str, open_folder: Path
) -> None:
    said, could = gives_up(service, open_folder, CLOSED)

    assert said.endswith(f"only that to read, because it may not read {open_folder}/secret")
    assert could == WITHOUT_ROOT | {"read a file": "done"}


def test_what_the_account_may_not_enter_or_read_is_found(open_folder: Path) -> None:
    (open_folder / "closed").mkdir(0o700)
    (open_folder / "closed" / "module.py").touch()
    for path in ("closed", "closed/module.py", "secret"):
        before = (
            f"privileges.what_is_read_later = lambda _: [Path(sys.argv[1]).parent, "
            f"Path(sys.argv[1]).parent / 'not there', Path(sys.argv[1]).parent / {path!r}]"
        )
        said, _ = gives_up("fastapi_app", open_folder, before)

        assert said.endswith(f"because it may not read {open_folder}/{path}")


def test_where_root_has_no_power_to_keep_it_stays_root_and_says_why(open_folder: Path) -> None:
    said, could = gives_up(
        "flask_app", open_folder, f"{CLOSED}; privileges.may_keep = lambda _: False"
    )

    assert said.startswith("runs as root, because")
    assert f"may not read {open_folder}/secret" in said
    assert could["become root"] == "done"


def test_uploads_that_are_somebody_s_already_stay_theirs(open_folder: Path) -> None:
    uploads = open_folder / "uploads"
    uploads.mkdir()
    (uploads / UPLOAD).touch(0o600)
    (uploads / "backup.key").touch(0o600)
    os.link(open_folder / "secret", uploads / f"{'b' * 32}.txt")
    (uploads / f"{'c' * 32}.txt").symlink_to(open_folder / "secret")
    os.chown(uploads, SOMEBODY, SOMEBODY)

    said, could = gives_up("flask_app", open_folder)

    assert f"runs as user {SOMEBODY} (user {SOMEBODY})" in said
    assert could == WITHOUT_ROOT
    assert (uploads / UPLOAD).stat().st_uid == SOMEBODY
    assert (uploads / "backup.key").stat().st_uid == 0, "no upload, and given away"
    assert (open_folder / "secret").stat().st_uid == 0, "given away by a name it has elsewhere"


@pytest.mark.parametrize("service", SERVICES)
def test_a_folder_of_root_s_with_other_things_in_it_is_not_taken_over(
    service: str, open_folder: Path
) -> None:
    uploads = open_folder / "uploads"
    uploads.mkdir()
    for name in (UPLOAD, ".gitkeep", "backup.key"):
        (uploads / name).touch(0o600)

    done = run_giving_up(service, open_folder, OPEN)

    assert done.returncode == 1
    assert "holds backup.key, which is no upload: set UPLOAD_FOLDER" in done.stderr
    assert {path.stat().st_uid for path in (uploads, *uploads.iterdir())} == {0}


def test_a_service_that_gave_root_up_still_ends_with_who_started_it(open_folder: Path) -> None:
    """The launcher asks the kernel for that, which forgets it when a process changes its user."""
    script = """
import subprocess, sys, time
from launcher.processes import die_with_parent
service = subprocess.Popen(
    [sys.executable, "-c", "from pathlib import Path; from utils import privileges; import time; "
     f"privileges.give_up_root(Path({sys.argv[1]!r})); print('ready', flush=True); time.sleep(60)"],
    cwd="fastapi_app", preexec_fn=die_with_parent(15), stdout=subprocess.PIPE,
)
assert service.stdout.readline()
print(service.pid, flush=True)
time.sleep(60)
"""
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, str(open_folder / "uploads")],
        cwd=REPOSITORY,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert launcher.stdout is not None
        service = int(launcher.stdout.readline())
        assert status(service)["Uid"].split()[0] != "0"
    finally:
        launcher.kill()
        launcher.wait()

    wait_until(lambda: not is_running(service), 20, "the service to end")
