"""The offline engine in place of a language model that is away."""

from dataclasses import replace

from scoring.contract import AnswerScore, EngineInfo, Rubric
from scoring.offline import OfflineEngine

LANGUAGE_MODEL_AWAY = "language_model_away"

_SCORED = "The language model was unavailable, so this was judged by comparing words."
_NOT_SCORED = "The language model was unavailable when this was read."


class StandIn:
    """Judges as the offline engine does, and says that it was not meant to."""

    answers_at_once = 1
    stand_in = None

    def __init__(self) -> None:
        self._offline = OfflineEngine()

    def describe(self) -> EngineInfo:
        return self._offline.describe()

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        judged = self._offline.score(answer, rubric)
        note = _NOT_SCORED if judged.score is None else _SCORED
        return replace(
            judged,
            feedback=f"{judged.feedback} {note}",
            flags=(*judged.flags, LANGUAGE_MODEL_AWAY),
        )
