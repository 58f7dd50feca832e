"""What every scoring engine takes and gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeVar

Work = TypeVar("Work")

Kind = Literal["knowledge", "experience"]
"""Facts that can be compared, or a story from the candidate's own work."""


@dataclass(frozen=True, slots=True)
class Rubric:
    """What an answer is compared with. Several reference answers are alternatives of each other."""

    question: str = ""
    reference_answers: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    kind: Kind = "knowledge"

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((self.question, *self.reference_answers, *self.key_points))


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a language model was sent and what it wrote, in its own units, which are paid for."""

    prompt: int
    completion: int

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.prompt + other.prompt, self.completion + other.completion)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer speaks of a point: characters ``start`` to ``end`` of the text that was
    given to the engine."""

    point: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AnswerScore:
    """A judgement of one answer.

    ``score`` runs from 0 to 100 with two decimals; ``None`` means that a person must look.
    ``covered``, ``partly``, ``contradicted`` and ``missing`` quote the rubric word for word; each
    of its points is in one of them. ``evidence`` is for the first three. ``flags`` inform the
    reader and never withhold a score. ``review_reasons`` are why a person should look though there
    is a score, or because there is none. ``tokens`` is None where no language model was asked, or
    it did not say.
    """

    score: float | None
    feedback: str
    covered: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()
    review_reasons: tuple[str, ...] = ()
    tokens: Tokens | None = None

    @property
    def status(self) -> Literal["scored", "needs_review"]:
        return "needs_review" if self.score is None else "scored"

    @property
    def review_recommended(self) -> bool:
        return bool(self.review_reasons)


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine judged, so that a result can be explained years later."""

    name: str
    version: str
    model: str | None = None
    prompt_version: str | None = None


class EngineAway(Exception):
    """The engine cannot judge just now; the message says why, and names no secret."""

    def __init__(self, reason: str, retry_after_seconds: int) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class IncompleteSettingsError(ValueError):
    """The engine needs a setting that is missing; the message names it."""


class NotComputed(Exception):
    """What is to be computed for an answer takes too long, or breaks; the message says so to the
    person who has to read it."""


class Compute(Protocol):
    """Who computes: this thread, or somebody who has a deadline."""

    def __call__(self, work: Callable[..., Work], *arguments: Any) -> Work:
        """What this function of a module returns. Raises NotComputed, and what it raises."""


def compute_here(work: Callable[..., Work], *arguments: Any) -> Work:
    return work(*arguments)


class Engine(Protocol):
    """A judge of answers."""

    @property
    def answers_at_once(self) -> int:
        """How many answers of an interview it is worth judging at the same time."""

    @property
    def stand_in(self) -> "Engine | None":
        """Who judges instead while this one is away; None when that is worth waiting for."""

    def describe(self) -> EngineInfo: ...

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        """Raises EngineAway."""


def with_stand_in(engine: Engine, work: Callable[[Engine], Work]) -> Work:
    """Have the whole work done by the engine or, when it is away, afresh by its stand-in.

    Never some of it by either: their scores cannot be compared. Raises EngineAway.
    """
    try:
        return work(engine)
    except EngineAway:
        if engine.stand_in is None:
            raise
        return work(engine.stand_in)
