"""An engine that never comes to an end with some answers, as with a regular expression that nobody
looked at closely enough. Workers import it, too."""

import re

from scoring import AnswerScore, EngineInfo, Rubric

NEVER_ENDS = re.compile("(a+)+$")


class EndlessEngine:
    answers_at_once = 1
    stand_in = None

    def describe(self) -> EngineInfo:
        return EngineInfo("endless", "1")

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        NEVER_ENDS.match(answer)
        return AnswerScore(80.0, "Read.", covered=rubric.key_points)
