"""What every scoring engine takes and gives back."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Rubric:
    """What an answer is compared with. Several reference answers are alternatives of each other."""

    question: str = ""
    reference_answers: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """A judgement of one answer.

    ``score`` runs from 0 to 100 with two decimals; ``None`` means that a person must look.
    ``covered`` and ``missing`` quote the rubric word for word; each of its points is in one of
    them. ``flags`` inform the reader and never withhold a score.
    """

    score: float | None
    feedback: str
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def status(self) -> Literal["scored", "needs_review"]:
        return "needs_review" if self.score is None else "scored"


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine judged, so that a result can be explained years later."""

    name: str
    version: str
    model: str | None = None
    prompt_version: str | None = None


class Engine(Protocol):
    """A judge of answers."""

    def describe(self) -> EngineInfo: ...

    def score(self, answer: str, rubric: Rubric) -> AnswerScore: ...
