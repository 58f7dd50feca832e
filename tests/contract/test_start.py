"""How both services come to life: importing is free, names exist, mistakes are one sentence."""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.services import REPOSITORY, clean_environment, free_port

SERVICES = ["flask_app", "fastapi_app"]
COMMANDS = {
    "flask_app": ["app.py"],
    "fastapi_app": ["-m", "uvicorn", "main:app", "--port"],
}
# Imports every module there is, and reports if one of them reads .env on the way.
IMPORT_EVERYTHING = """
import importlib, pathlib, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(args[0]) if event == "open" else None)
sys.path.insert(0, "")
for path in sorted(pathlib.Path().rglob("*.py")):
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    importlib.import_module(name)
print([str(name) for name in opened if str(name).endswith(".env")])
"""


@pytest.fixture
def copy_of(tmp_path: Path) -> Path:
    """Both services without a .env above them, whatever the developer's checkout has."""
    for service in SERVICES:
        ignored = shutil.ignore_patterns("__pycache__", ".mypy_cache", "uploads")
        shutil.copytree(REPOSITORY / service, tmp_path / service, ignore=ignored)
    return tmp_path


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**clean_environment(), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def start(repository: Path, service: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """By its documented command; only for a start that fails."""
    command, port = COMMANDS[service], str(free_port())
    arguments = [*command, port] if service == "fastapi_app" else command
    return run(repository / service, *arguments, FLASK_PORT=port, **settings)


@pytest.mark.parametrize("service", SERVICES)
def test_importing_opens_no_connection_and_reads_neither_environment_nor_env_file(
    copy_of: Path, service: str
) -> None:
    (copy_of / ".env").write_text("DATABASE_URL=nonsense\n")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        address = f"postgresql://u:p@127.0.0.1:{listener.getsockname()[1]}/d"
        nonsense = {"LOG_LEVEL": "loud", "MAX_UPLOAD_BYTES": "x", "EVALUATOR": "?"}

        done = run(copy_of / service, "-c", IMPORT_EVERYTHING, DATABASE_URL=address, **nonsense)

        assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_settings_know_the_environment(service: str) -> None:
    reads = re.compile(r"\bos\.environ\b|\bgetenv\b|\bload_dotenv\b|import environ\b")
    found = [
        str(path.relative_to(REPOSITORY))
        for path in (REPOSITORY / service).rglob("*.py")
        if path.name != "settings.py" and reads.search(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize("service", SERVICES)
def test_utils_db_offers_engine_and_session_local_when_they_are_asked_for(
    database_url: str, service: str
) -> None:
    script = """
import utils.db
assert not {"engine", "SessionLocal"} & set(vars(utils.db)), "made before anybody asked"
from utils.db import engine, SessionLocal
from sqlalchemy import text
with SessionLocal() as session:
    print(session.execute(text("SELECT count(*) > 0 FROM interview_questions")).scalar())
    assert session.get_bind() is engine
try:
    utils.db.nothing
except AttributeError:
    print("no more than these")
"""

    done = run(REPOSITORY / service, "-c", script, DATABASE_URL=database_url)

    assert (done.stdout, done.stderr) == ("True\nno more than these\n", "")


def test_main_app_is_a_fastapi_app_made_once_when_it_is_asked_for(database_url: str) -> None:
    script = """
import main
from fastapi import FastAPI
assert "app" not in vars(main), "made before anybody asked"
from main import app
assert isinstance(app, FastAPI) and main.app is app
print([hasattr(main, "nothing"), main.default_app() is app])
"""

    quiet = {"LOG_LEVEL": "warning"}  # as root it says who it becomes
    done = run(REPOSITORY / "fastapi_app", "-c", script, DATABASE_URL=database_url, **quiet)

    assert (done.stdout, done.stderr) == ("[False, True]\n", "")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "DATABASE_URL is not set: put it in {env} or in the environment, or use `make run`."),
        (
            {"DATABASE_URL": "postgresql://u:secret@h:port/d"},
            "DATABASE_URL is not usable: expected postgresql://user:password@host:5432/database.",
        ),
    ],
    ids=["missing", "wrong"],
)
def test_without_a_usable_database_url_a_service_says_so_in_one_sentence_and_ends(
    copy_of: Path, service: str, settings: dict[str, str], sentence: str
) -> None:
    done = start(copy_of, service, **settings)

    assert done.stderr == sentence.format(env=copy_of / ".env") + "\n"
    assert done.stdout == ""
    assert done.returncode == 1


def test_an_unknown_evaluator_ends_the_evaluator_with_one_sentence_that_lists_those_there_are(
    copy_of: Path,
) -> None:
    settings = {"DATABASE_URL": "postgresql://u:p@h/d", "EVALUATOR": "crystal"}
    done = start(copy_of, "fastapi_app", LOG_LEVEL="warning", **settings)

    assert done.stderr.startswith("EVALUATOR is not usable: ")
    assert "crystal" in done.stderr
    assert "offline" in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 1


@pytest.mark.parametrize("service", SERVICES)
def test_the_env_file_of_the_repository_is_read_and_the_environment_outranks_it(
    copy_of: Path, service: str
) -> None:
    (copy_of / ".env").write_text(
        "# A comment\nDATABASE_URL=postgresql://a:b@h/from_file\nLOG_LEVEL=warning\nUNKNOWN=1\n"
    )
    script = (
        "from utils.settings import load_settings\n"
        "s = load_settings(); print(s.database_url, s.log_level)"
    )

    done = run(copy_of / service, "-c", script, LOG_LEVEL="error")

    assert done.stdout == "postgresql+psycopg2://a:b@h/from_file ERROR\n", done.stderr
