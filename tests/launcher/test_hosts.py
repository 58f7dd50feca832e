"""What the services are told about the names that clients may use for them."""

import pytest

from launcher.settings import LauncherSettings

URL = "postgresql://me@localhost/interviewdb"


def settings(**changes: str) -> LauncherSettings:
    return LauncherSettings.model_validate(changes)


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LauncherSettings.model_config, "env_file", None)
    for name in LauncherSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_on_this_machine_alone_there_is_nothing_to_set(host: str) -> None:
    assert settings(flask_host=host, fastapi_host=host).advice() is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "interviews.example.org"])
def test_a_service_that_others_can_reach_needs_the_names_they_use(host: str) -> None:
    advice = settings(flask_host=host).advice() or ""

    assert advice.startswith("FLASK_HOST can be reached from other machines: set ALLOWED_HOSTS")
    assert "FLASK_HOST and FASTAPI_HOST" in (
        settings(flask_host=host, fastapi_host=host).advice() or ""
    )
    assert settings(flask_host=host, allowed_hosts="interviews.example.org").advice() is None


def test_an_address_that_a_service_listens_on_may_be_asked_for() -> None:
    told = settings(flask_host="0.0.0.0", fastapi_host="192.0.2.7").environment(URL)

    assert told["ALLOWED_HOSTS"] == "localhost 127.0.0.1 [::1] 192.0.2.7"
    assert told["FASTAPI_URL"] == "http://192.0.2.7:8000"


def test_what_is_set_is_handed_on() -> None:
    told = settings(allowed_hosts="evaluator, *").environment(URL)

    assert told["ALLOWED_HOSTS"].startswith("evaluator, * ")


@pytest.mark.parametrize(
    ("url", "port"),
    [("", 8001), ("http://127.0.0.1:8000", 8000), ("http://localhost:8000/", 8000)],
)
def test_an_evaluator_that_is_asked_where_it_listens_is_no_matter(url: str, port: int) -> None:
    assert settings(fastapi_url=url, fastapi_port=str(port)).evaluator_advice() is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://evaluator:8001"])
def test_an_evaluator_that_is_asked_elsewhere_is_told_of(url: str) -> None:
    assert settings(fastapi_url=url, fastapi_port="8001").evaluator_advice() == (
        f"FASTAPI_URL leads to {url}, and the evaluator started here listens on "
        "http://127.0.0.1:8001: take FASTAPI_URL out, unless another one is meant to score."
    )
