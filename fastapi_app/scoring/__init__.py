"""Scoring engines by name. A new engine is one new file and one line in ``ENGINES``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from scoring.contract import (
    AnswerScore,
    Engine,
    EngineAway,
    EngineInfo,
    IncompleteSettingsError,
    Rubric,
    Tokens,
    with_stand_in,
)
from scoring.llm.settings import LlmSettings, complete
from scoring.offline import OfflineEngine

__all__ = [
    "ENGINES",
    "AnswerScore",
    "Engine",
    "EngineAway",
    "EngineInfo",
    "EngineSettings",
    "IncompleteSettingsError",
    "Rubric",
    "Tokens",
    "UnknownEngineError",
    "engine",
    "with_stand_in",
]


class EngineSettings(LlmSettings, Protocol):
    """What the engines want to know between them. The settings of the service have all of it."""


def offline(_: EngineSettings | None) -> Engine:
    return OfflineEngine()


def llm(settings: EngineSettings | None) -> Engine:
    # Not above: importing the client takes a second and ten megabytes, which only this one needs.
    from scoring.llm.engine import LanguageModelEngine

    return LanguageModelEngine(complete(settings))


ENGINES: Mapping[str, Callable[[EngineSettings | None], Engine]] = MappingProxyType(
    {
        "offline": offline,
        "llm": llm,
    }
)


class UnknownEngineError(LookupError):
    """No engine goes by that name; the message lists those that do."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no scoring engine {name!r}; there is: {', '.join(ENGINES)}.")


def engine(name: str, settings: EngineSettings | None = None) -> Engine:
    """The engine called ``name``. Raises UnknownEngineError and IncompleteSettingsError."""
    try:
        factory = ENGINES[name]
    except KeyError:
        raise UnknownEngineError(name) from None
    return factory(settings)
