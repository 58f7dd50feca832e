"""What the interview service makes of its settings, and how it refuses wrong ones."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.loading import Load
from tests.support.services import REPOSITORY, clean_environment

URL = "postgresql://user:secret-word@localhost:5432/interviewdb"


@pytest.fixture
def settings(load: Load, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Settings from these values alone, neither from the environment nor from .env."""
    kind = load("utils.settings").Settings
    for name in kind.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def make(**values: str) -> Any:
        for name, value in {"database_url": URL, **values}.items():
            monkeypatch.setenv(name.upper(), value)
        return kind(_env_file=None)

    return make


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_the_url_of_the_database_names_the_driver(settings: Any, scheme: str) -> None:
    url = settings(database_url=URL.replace("postgresql", scheme)).database_url

    assert url == URL.replace("postgresql", "postgresql+psycopg2")


def test_the_defaults_are_those_of_the_contract(settings: Any) -> None:
    found = settings()

    assert (found.flask_host, found.flask_port) == ("127.0.0.1", 5001)
    assert found.fastapi_url == "http://127.0.0.1:8000"
    assert found.max_upload_bytes == 10 * 1024 * 1024
    assert found.upload_folder == REPOSITORY / "flask_app" / "uploads"
    assert found.log_sql is False
    assert found.allowed_upload_extensions == frozenset(
        "txt md rst pdf docx csv json ipynb py js ts java c h cpp cs go rs rb kt swift scala sql sh"  # noqa: SIM905 - as the contract writes it
        " yaml yml toml xml png jpg jpeg".split()
    )


def test_a_setting_that_is_empty_has_its_default(settings: Any) -> None:
    assert settings(flask_port="", max_upload_bytes="").flask_port == 5001


@pytest.mark.parametrize("written", ["txt md", "txt,md", " .TXT, .md ", "MD\ttxt"])
def test_extensions_may_be_written_in_several_ways(settings: Any, written: str) -> None:
    found = settings(allowed_upload_extensions=written)

    assert found.allowed_upload_extensions == {"txt", "md"}


def test_the_address_of_the_evaluator_needs_no_slash_at_its_end(settings: Any) -> None:
    assert settings(fastapi_url="http://evaluator:8000/").fastapi_url == "http://evaluator:8000"


def test_the_level_of_the_log_may_be_written_small(settings: Any) -> None:
    assert settings(log_level="debug").log_level == "DEBUG"


def test_every_setting_is_in_the_example_with_its_default(settings: Any) -> None:
    example = {
        name.removeprefix("# "): value
        for name, separator, value in (
            line.partition("=") for line in (REPOSITORY / ".env.example").read_text().splitlines()
        )
        if separator
    }

    found = settings()

    for name, value in found.model_dump(exclude={"database_url"}).items():
        written = example[name.upper()]
        if name == "upload_folder":
            assert REPOSITORY / written == value
        elif isinstance(value, frozenset):
            assert frozenset(written.split()) == value
        else:
            assert type(value)(written if written != "false" else "") == value, name


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATABASE_URL", "mysql://localhost/x", "only PostgreSQL is supported: postgresql://…"),
        ("DATABASE_URL", "nonsense", "expected postgresql://user:password@host:5432/database"),
        ("FASTAPI_URL", "localhost:8000", "expected http://host:port"),
        ("LOG_LEVEL", "loud", "expected DEBUG, INFO, WARNING or ERROR"),
        ("FLASK_PORT", "0", "Input should be greater than or equal to 1"),
        ("FLASK_PORT", "65536", "Input should be less than or equal to 65535"),
        ("MAX_UPLOAD_BYTES", "ten", "Input should be a valid integer"),
    ],
)
def test_a_wrong_setting_is_refused_in_one_sentence(
    load: Load, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        load("utils.settings").load_settings()

    sentence = str(ended.value)
    assert sentence.startswith(f"{name} is not usable: {reason}")
    assert len(sentence.splitlines()) == 1
    assert "secret-word" not in sentence


def test_wrong_settings_end_the_service_with_a_sentence_each() -> None:
    ended = subprocess.run(
        [sys.executable, "app.py"],
        cwd=REPOSITORY / "flask_app",
        env={**clean_environment(), "DATABASE_URL": URL, "FLASK_PORT": "x", "LOG_LEVEL": "loud"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert [line.split()[0] for line in ended.stderr.splitlines()] == ["FLASK_PORT", "LOG_LEVEL"]


def test_a_missing_url_is_asked_for(load: Load, tmp_path: Path, monkeypatch: Any) -> None:
    module = load("utils.settings")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setitem(module.Settings.model_config, "env_file", tmp_path / "none")

    with pytest.raises(SystemExit, match=r"DATABASE_URL is not set: put it in .*\.env or"):
        module.load_settings()
