"""A .env with passwords or keys in it is nobody else's business, and whoever starts us is told."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.env_file import exposed_secrets
from tests.support.services import REPOSITORY, clean_environment

NAMES = ("DATABASE_URL", "LLM_API_KEY")
URL = "postgresql://me:a-password@127.0.0.1:1/interviewdb"
# Up to where a service would begin to serve.
STARTS = {
    "flask_app": "import app; app.Server.run = lambda _: None; app.main()",
    "fastapi_app": "import main; main.app",
}


def env_file(folder: Path, text: str, mode: int) -> Path:
    path = folder / ".env"
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o444])
@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"DATABASE_URL={URL}", "DATABASE_URL"),
        (f"database_url={URL}", "DATABASE_URL"),
        ("LLM_API_KEY=abc", "LLM_API_KEY"),
        (f"LLM_API_KEY=abc\nDATABASE_URL={URL}", "DATABASE_URL and LLM_API_KEY"),
    ],
)
def test_a_secret_that_others_can_read_is_named_and_what_to_do(
    tmp_path: Path, text: str, named: str, mode: int
) -> None:
    path = env_file(tmp_path, text, mode)

    assert exposed_secrets(path, NAMES, {}) == (
        f"Other accounts of this machine can read {named} in {path}: run chmod 600 {path}."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "LOG_LEVEL=DEBUG",
        "DATABASE_URL=postgresql://me@127.0.0.1/interviewdb",
        "LLM_API_KEY=",
        f"# DATABASE_URL={URL}",
        (REPOSITORY / ".env.example").read_text(),
    ],
    ids=["empty", "none", "no password", "no key", "commented out", "the example"],
)
def test_without_a_secret_there_is_nothing_to_say(tmp_path: Path, text: str) -> None:
    assert exposed_secrets(env_file(tmp_path, text, 0o644), NAMES, {}) is None


def test_a_file_for_one_account_is_right_and_so_is_none(tmp_path: Path) -> None:
    assert exposed_secrets(tmp_path / ".env", NAMES, {}) is None
    path = env_file(tmp_path, f"DATABASE_URL={URL}", 0o600)
    assert exposed_secrets(path, NAMES, {}) is None


def test_what_the_environment_sets_is_not_read_from_the_file(tmp_path: Path) -> None:
    path = env_file(tmp_path, f"DATABASE_URL={URL}", 0o644)

    assert exposed_secrets(path, NAMES, {"DATABASE_URL": URL}) is None
    assert exposed_secrets(path, NAMES, {"DATABASE_URL": ""}) is not None


@pytest.mark.parametrize("service", STARTS)
def test_a_service_says_so_when_it_is_started(tmp_path: Path, service: str) -> None:
    ignored = shutil.ignore_patterns("__pycache__", ".mypy_cache", "uploads")
    shutil.copytree(REPOSITORY / service, tmp_path / service, ignore=ignored)
    path = env_file(tmp_path, f"DATABASE_URL={URL}\nUPLOAD_FOLDER={tmp_path / 'uploads'}", 0o644)

    def said() -> str:
        return subprocess.run(
            [sys.executable, "-c", STARTS[service]],
            cwd=tmp_path / service,
            env=clean_environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stderr

    first = said()
    path.chmod(0o600)

    assert first.count(f"run chmod 600 {path}.") == 1
    assert "a-password" not in first
    assert "chmod" not in said()
