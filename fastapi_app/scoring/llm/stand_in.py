"""The offline engine in place of a language model that is away."""

from dataclasses import replace

from scoring.contract import AnswerScore, EngineInfo, Rubric
from scoring.offline import OfflineEngine

LANGUAGE_MODEL_AWAY = "language_model_away"

_NOTE = "The language model was away, so this was judged by comparing words."


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
        return replace(
            judged,
            feedback=f"{judged.feedback} {_NOTE}",
            flags=(*judged.flags, LANGUAGE_MODEL_AWAY),
        )
