"""An engine that only computes, with somebody else to compute for it by a deadline."""

from scoring.contract import AnswerScore, Compute, Engine, EngineInfo, NotComputed, Rubric
from scoring.reasons import reasons

NOT_SCORED_IN_TIME = "not_scored_in_time"


class PunctualEngine:
    """Judges as the engine in it does, or has a person read what that does not come to an end
    with."""

    answers_at_once = 1

    def __init__(self, engine: Engine, compute: Compute) -> None:
        self._engine = engine
        self._compute = compute
        self.stand_in = engine.stand_in and PunctualEngine(engine.stand_in, compute)

    def describe(self) -> EngineInfo:
        return self._engine.describe()

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        try:
            return self._compute(self._engine.score, answer, rubric)
        except NotComputed as error:
            return not_computed(error)


def not_computed(error: NotComputed) -> AnswerScore:
    """It says nothing about the answer."""
    flags = (NOT_SCORED_IN_TIME,)
    return AnswerScore(None, str(error), flags=flags, review_reasons=reasons(None, (), flags))
