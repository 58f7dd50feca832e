"""One answer from its reading to what is said of it."""

from collections.abc import Callable
from dataclasses import replace

from reading.result import Reading, Unreadable, explained
from scoring import AnswerScore
from scoring.reasons import NEEDS_REVIEW


def judge(read: Callable[[], Reading], score: Callable[[str], AnswerScore]) -> AnswerScore:
    """The score of what is read, together with what was noticed while reading it.

    Evidence is in characters of the text that was read. What cannot be read, or got no score, needs
    manual review, whoever says so. Raises what `read` and `score` raise, but Unreadable.
    """
    try:
        reading = read()
    except Unreadable as error:
        return noticed(AnswerScore(None, str(error)), error.flags)
    return noticed(score(reading.text), reading.flags)


def noticed(judged: AnswerScore, flags_of_file: tuple[str, ...]) -> AnswerScore:
    reasons = judged.review_reasons
    if judged.score is None and NEEDS_REVIEW not in reasons:
        reasons = (NEEDS_REVIEW, *reasons)
    return replace(
        judged,
        feedback=explained(judged.feedback, flags_of_file),
        flags=(*judged.flags, *flags_of_file),
        review_reasons=reasons,
    )
