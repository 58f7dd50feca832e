"""A language-model engine in the test's own process, and the model it asks."""

import functools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2._transports.default as transports
import pytest
from pydantic import SecretStr

FASTAPI_APP = str(Path(__file__).resolve().parents[2] / "fastapi_app")
if FASTAPI_APP not in sys.path:
    sys.path.append(FASTAPI_APP)

from scoring import Engine, engine  # noqa: E402
from tests.llm.stub_model import StubModel, stub_model  # noqa: E402

MakeEngine = Callable[..., Engine]
KEY = SecretStr("sk-very-secret")


@dataclass(frozen=True)
class LlmSettings:
    llm_base_url: str
    llm_api_key: SecretStr = KEY
    llm_model: str = "a-model"
    llm_samples: int = 1
    llm_concurrency: int = 4
    llm_timeout_seconds: float = 10
    llm_max_tokens: int = 500
    llm_when_away: Any = "wait"


@pytest.fixture(scope="session", autouse=True)
def certificates() -> Iterator[None]:
    """Read once: every client would otherwise take longer over them than most tests here last."""
    with pytest.MonkeyPatch.context() as patch:
        read_once = functools.cache(transports.create_ssl_context)
        patch.setattr(transports, "create_ssl_context", read_once)
        yield


@pytest.fixture
def model() -> Iterator[StubModel]:
    with stub_model() as stub:
        yield stub


@pytest.fixture
def make_engine(model: StubModel) -> MakeEngine:
    return lambda **changes: engine("llm", replace(LlmSettings(model.url), **changes))


@pytest.fixture
def judge(make_engine: MakeEngine) -> Engine:
    return make_engine()
