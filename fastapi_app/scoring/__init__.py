"""Scoring engines by name. A new engine is one new file and one line in ``ENGINES``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from scoring.contract import (
    AnswerScore,
    Compute,
    Engine,
    EngineAway,
    EngineInfo,
    Evidence,
    IncompleteSettingsError,
    Kind,
    Rubric,
    Tokens,
    compute_here,
    with_stand_in,
)
from scoring.llm.settings import LlmSettings, complete
from scoring.offline import OfflineEngine
from scoring.punctual import PunctualEngine

__all__ = [
    "ENGINES",
    "AnswerScore",
    "Engine",
    "EngineAway",
    "EngineInfo",
    "EngineSettings",
    "Evidence",
    "IncompleteSettingsError",
    "Kind",
    "Rubric",
    "Tokens",
    "UnknownEngineError",
    "engine",
    "with_stand_in",
]


class EngineSettings(LlmSettings, Protocol):
    """What the engines want to know between them. The settings of the service have all of it."""


def offline(_: EngineSettings | None, compute: Compute) -> Engine:
    return PunctualEngine(OfflineEngine(), compute)


def llm(settings: EngineSettings | None, compute: Compute) -> Engine:
    # Not above: importing the client takes a second and ten megabytes, which only this one needs.
    from scoring.llm.engine import LanguageModelEngine

    return LanguageModelEngine(complete(settings), compute)


ENGINES: Mapping[str, Callable[[EngineSettings | None, Compute], Engine]] = MappingProxyType(
    {
        "offline": offline,
        "llm": llm,
    }
)


class UnknownEngineError(LookupError):
    """No engine goes by that name; the message lists those that do."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no scoring engine {name!r}; there is: {', '.join(ENGINES)}.")


def engine(
    name: str, settings: EngineSettings | None = None, compute: Compute = compute_here
) -> Engine:
    """The engine called ``name``, which has its computing done by ``compute``.

    Raises UnknownEngineError and IncompleteSettingsError.
    """
    try:
        factory = ENGINES[name]
    except KeyError:
        raise UnknownEngineError(name) from None
    return factory(settings, compute)
