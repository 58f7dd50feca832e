"""LLM_BASE_URL as people write it, and where the key goes."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from scoring import Rubric
from tests.llm.conftest import MakeEngine
from tests.llm.stub_model import Asked, StubModel

RUBRIC = Rubric("What is a list comprehension?", (), ("builds a new list", "from an iterable"))
ANSWER = "It builds a new list."
KEY = "sk-very-secret"
DEPLOYMENT = "/openai/deployments/gpt"


def asked(make_engine: MakeEngine, model: StubModel, url: str, **settings: object) -> Asked:
    """The only request for an answer that is judged, and again the same."""
    judge = make_engine(llm_base_url=url, **settings)
    assert [judge.score(ANSWER, RUBRIC).score for _ in range(2)] == [50.0, 50.0]
    first, second = model.asked
    assert first.path == second.path
    return first


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/v1", "/v1/chat/completions"),
        ("/v1/", "/v1/chat/completions"),
        ("/v1//", "/v1/chat/completions"),
        ("", "/chat/completions"),
        ("/", "/chat/completions"),
        ("/v1/chat/completions", "/v1/chat/completions"),
        ("/v1/chat/completions/", "/v1/chat/completions"),
        ("/v1beta/openai/", "/v1beta/openai/chat/completions"),
        ("/a%20b/v1", "/a%20b/v1/chat/completions"),
        (
            f"{DEPLOYMENT}?api-version=2024-10-21",
            f"{DEPLOYMENT}/chat/completions?api-version=2024-10-21",
        ),
        (
            f"{DEPLOYMENT}/?api-version=2024-10-21",
            f"{DEPLOYMENT}/chat/completions?api-version=2024-10-21",
        ),
        (
            f"{DEPLOYMENT}/chat/completions?api-version=2024-10-21",
            f"{DEPLOYMENT}/chat/completions?api-version=2024-10-21",
        ),
        ("?api-version=preview", "/chat/completions?api-version=preview"),
        ("/v1?a=1&b=2", "/v1/chat/completions?a=1&b=2"),
        ("/v1?", "/v1/chat/completions"),
    ],
)
def test_the_path_goes_behind_the_path_and_the_query_stays_behind_it(
    make_engine: MakeEngine, model: StubModel, written: str, path: str
) -> None:
    base = model.url.removesuffix("/v1")

    assert asked(make_engine, model, f"{base}{written}").path == path


@pytest.mark.parametrize("query", ["a=x%26y", "a=%2B1&b=", "a=1&a=2", "q=a%20b"])
def test_a_query_says_the_same_as_before(
    make_engine: MakeEngine, model: StubModel, query: str
) -> None:
    path = asked(make_engine, model, f"{model.url}?{query}").path

    sent = urlsplit(path).query
    assert parse_qs(sent, keep_blank_values=True) == parse_qs(query, keep_blank_values=True)


def test_a_name_and_password_are_what_the_server_is_told(
    make_engine: MakeEngine, model: StubModel
) -> None:
    """As for a proxy that asks for them."""
    url = model.url.replace("://", "://some%40body:a-password@")

    headers = asked(make_engine, model, url, llm_api_key=SecretStr("")).headers

    told = base64.b64encode(b"some@body:a-password").decode()
    assert headers["Authorization"] == f"Basic {told}"


class TestAzure:
    """By its host's name, which a proxy stands in for here."""

    @pytest.mark.parametrize(
        "host", ["x.openai.azure.com", "x.cognitiveservices.azure.com", "X.OpenAI.Azure.com"]
    )
    def test_gets_a_key_in_its_own_header(
        self,
        make_engine: MakeEngine,
        model: StubModel,
        monkeypatch: pytest.MonkeyPatch,
        host: str,
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", model.url.removesuffix("/v1"))
        monkeypatch.setenv("http_proxy", model.url.removesuffix("/v1"))

        first = asked(make_engine, model, f"http://{host}{DEPLOYMENT}?api-version=2024-10-21")

        assert first.path == (
            f"http://{host.lower()}{DEPLOYMENT}/chat/completions?api-version=2024-10-21"
        )
        assert first.headers["api-key"] == KEY
        assert "authorization" not in first.headers

    def test_gets_a_token_as_everybody_does(
        self, make_engine: MakeEngine, model: StubModel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", model.url.removesuffix("/v1"))
        monkeypatch.setenv("http_proxy", model.url.removesuffix("/v1"))
        url = f"http://x.openai.azure.com{DEPLOYMENT}?api-version=2024-10-21"

        headers = asked(make_engine, model, url, llm_api_key=SecretStr("eyJ0.eyJ1.s")).headers

        assert headers["authorization"] == "Bearer eyJ0.eyJ1.s"
        assert "api-key" not in headers

    def test_is_nobody_elses_name(self, make_engine: MakeEngine, model: StubModel) -> None:
        headers = asked(make_engine, model, f"{model.url}?host=x.openai.azure.com").headers

        assert headers["authorization"] == f"Bearer {KEY}"
        assert "api-key" not in headers
