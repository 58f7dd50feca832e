"""Scoring engines by name. A new engine is one new file and one line in ``ENGINES``."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from scoring.contract import AnswerScore, Engine, EngineInfo, Rubric
from scoring.offline import OfflineEngine

__all__ = [
    "ENGINES",
    "AnswerScore",
    "Engine",
    "EngineInfo",
    "Rubric",
    "UnknownEngineError",
    "engine",
]

ENGINES: Mapping[str, Callable[[], Engine]] = MappingProxyType(
    {
        "offline": OfflineEngine,
    }
)


class UnknownEngineError(LookupError):
    """No engine goes by that name; the message lists those that do."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no scoring engine {name!r}; there is: {', '.join(ENGINES)}.")


def engine(name: str) -> Engine:
    """The engine called ``name``. Raises UnknownEngineError."""
    try:
        factory = ENGINES[name]
    except KeyError:
        raise UnknownEngineError(name) from None
    return factory()
