"""The evaluator's settings, read once from the environment."""

import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.fastapi_app.conftest import MakeDesk
from tests.fastapi_app.desk import Asked
from tests.support.database import query
from tests.support.loading import service_modules
from tests.support.services import REPOSITORY, clean_environment
from tests.support.waiting import wait_until

URL = "postgresql://user:secret@localhost:5432/interviewdb"


@pytest.fixture(scope="module")
def settings() -> Iterator[ModuleType]:
    with service_modules("fastapi_app") as load:
        yield load("utils.settings")


@pytest.fixture(autouse=True)
def only_what_a_test_sets(
    monkeypatch: pytest.MonkeyPatch, settings: ModuleType, tmp_path: Path
) -> None:
    for name in set(os.environ) - set(clean_environment()):
        monkeypatch.delenv(name)
    monkeypatch.setitem(settings.Settings.model_config, "env_file", tmp_path / ".env")
    monkeypatch.setenv("DATABASE_URL", URL)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg2"])
def test_every_way_to_write_the_address_means_psycopg2(
    settings: ModuleType, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", URL.replace("postgresql", scheme))

    loaded = settings.load_settings()

    assert loaded.database_url == URL.replace("postgresql", "postgresql+psycopg2")


def test_a_relative_upload_folder_is_relative_to_the_repository(
    settings: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each service starts in its own folder, and both must mean the same one."""
    monkeypatch.setenv("UPLOAD_FOLDER", "flask_app/uploads")
    relative = settings.load_settings().upload_folder
    monkeypatch.setenv("UPLOAD_FOLDER", "/somewhere/else")
    absolute = settings.load_settings().upload_folder
    monkeypatch.delenv("UPLOAD_FOLDER")
    default = settings.load_settings().upload_folder

    assert relative == default == REPOSITORY / "flask_app" / "uploads"
    assert absolute == Path("/somewhere/else")


def test_an_empty_setting_is_one_that_was_not_made(
    settings: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_UPLOAD_BYTES", "")
    monkeypatch.setenv("LOG_LEVEL", "")

    loaded = settings.load_settings()

    assert (loaded.max_upload_bytes, loaded.log_level) == (10 * 1024 * 1024, "INFO")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", None, "DATABASE_URL is not set: put it in "),
        ("DATABASE_URL", "nonsense", "DATABASE_URL is not usable: expected postgresql://"),
        ("DATABASE_URL", "postgresql://u:secret@h:port/d", "DATABASE_URL is not usable: expected"),
        ("DATABASE_URL", "mysql://u:secret@h/d", "DATABASE_URL is not usable: only PostgreSQL"),
        ("DATABASE_URL", "sqlite:///secret.db", "DATABASE_URL is not usable: only PostgreSQL"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is not usable: expected DEBUG, INFO, WARNING or ERROR."),
        ("LLM_BASE_URL", "localhost:1234", "LLM_BASE_URL is not usable: expected http://host:port"),
        ("LLM_BASE_URL", "http:///v1", "LLM_BASE_URL is not usable: expected http://host:port/v1."),
        ("LLM_BASE_URL", "http://h:port/v1", "LLM_BASE_URL is not usable: expected http://host"),
        ("LLM_BASE_URL", "http://h/v1#a", "LLM_BASE_URL is not usable: expected http://host:port"),
        ("LLM_API_KEY", "sk-secret…", "LLM_API_KEY is not usable: expected printable ASCII"),
        ("LLM_API_KEY", "sk secret", "LLM_API_KEY is not usable: expected printable ASCII"),
        ("LLM_WHEN_AWAY", "despair", "LLM_WHEN_AWAY is not usable: Input should be 'wait' or 'off"),
        ("LLM_SAMPLES", "0", "LLM_SAMPLES is not usable: Input should be greater than"),
        ("LLM_CONCURRENCY", "0", "LLM_CONCURRENCY is not usable: Input should be greater than"),
        ("LLM_TIMEOUT_SECONDS", "0", "LLM_TIMEOUT_SECONDS is not usable: Input should be greater"),
        ("LLM_MAX_TOKENS", "0", "LLM_MAX_TOKENS is not usable: Input should be greater than"),
        ("LOG_SQL", "perhaps", "LOG_SQL is not usable: Input should be a valid boolean"),
        ("MAX_UPLOAD_BYTES", "0", "MAX_UPLOAD_BYTES is not usable: Input should be greater than"),
        ("MAX_UPLOAD_BYTES", "10 MB", "MAX_UPLOAD_BYTES is not usable: Input should be a valid"),
        ("DATABASE_POOL_SIZE", "0", "DATABASE_POOL_SIZE is not usable: Input should be greater"),
        ("DATABASE_POOL_TIMEOUT_SECONDS", "0", "DATABASE_POOL_TIMEOUT_SECONDS is not usable: "),
        ("DATABASE_CONNECT_TIMEOUT_SECONDS", "0", "DATABASE_CONNECT_TIMEOUT_SECONDS is not usable"),
        ("DATABASE_STATEMENT_TIMEOUT_SECONDS", "-1", "DATABASE_STATEMENT_TIMEOUT_SECONDS is not "),
        ("DATABASE_LOCK_TIMEOUT_SECONDS", "x", "DATABASE_LOCK_TIMEOUT_SECONDS is not usable: "),
    ],
)
def test_a_setting_that_is_wrong_ends_the_process_with_one_sentence(
    settings: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str | None,
    sentence: str,
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit) as ended:
        settings.load_settings()

    said = str(ended.value.code)
    assert said.startswith(sentence)
    assert said.endswith(".")
    assert "\n" not in said
    assert "secret" not in said


def test_every_wrong_setting_gets_its_own_sentence(
    settings: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(SystemExit) as ended:
        settings.load_settings()

    first, second = str(ended.value.code).splitlines()
    assert first.startswith("DATABASE_URL is not set")
    assert second.startswith("LOG_LEVEL is not usable")


def test_the_key_of_the_language_model_shows_in_no_settings_that_are_printed(
    settings: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_API_KEY", "sk-very-secret\n")

    loaded = settings.load_settings()

    assert loaded.llm_api_key.get_secret_value() == "sk-very-secret"
    assert "sk-very" not in f"{loaded!r} {loaded} {loaded.model_dump()} {loaded.model_dump_json()}"


def test_settings_cannot_change_while_the_service_runs(settings: ModuleType) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load_settings().log_level = "DEBUG"


def test_log_sql_logs_every_statement_with_its_time_and_request_id_and_no_names(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(LOG_SQL="true")
    seeded = desk.interview(Asked("a name that is nobody's business"))

    desk.request(
        "POST",
        f"/evaluate/interview/{seeded.interview_id}",
        headers={"X-Request-ID": "shown", "Idempotency-Key": "k"},
    )

    log = desk.system.fastapi.log
    wait_until(lambda: "[shown] access:" in log.read_text(), what="the request's line")
    lines = [line for line in log.read_text().splitlines() if "[shown] sql:" in line]
    assert any("INSERT INTO interview_results" in line for line in lines)
    assert all(" ms " in line for line in lines)
    assert "nobody's business" not in log.read_text()


def test_the_database_is_told_the_limits_and_who_is_asking(make_desk: MakeDesk) -> None:
    desk = make_desk(DATABASE_STATEMENT_TIMEOUT_SECONDS="0.5", DATABASE_LOCK_TIMEOUT_SECONDS="9")
    seeded = desk.interview(Asked("score 4"))
    desk.rows(
        "CREATE FUNCTION drag() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM pg_sleep(30); RETURN NEW; END $$;"
        "CREATE TRIGGER drag BEFORE INSERT ON interview_results"
        " FOR EACH ROW EXECUTE FUNCTION drag()"
    )

    assert desk.evaluate(seeded.interview_id).status_code == 503  # and not after 30 seconds

    assert query(
        desk.system.database_url,
        "SELECT DISTINCT application_name FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND application_name <> ''",
    ) == [("interviews-fastapi",)]
