"""The offline engine: compares an answer with a rubric by its words. No network, no weights.

The order of things: read the text and drop what speaks to the grader → recognise what is no
answer → drop what restates the question → measure a few features (``features.py``) → turn them
into points (``model.py``) → explain (``feedback.py``).
"""

from scoring import feedback, other_languages, remarks
from scoring.bare_values import judged_as_value
from scoring.constants import SHIPPED
from scoring.contract import AnswerScore, EngineInfo, Rubric
from scoring.features import Answer, Features, coverage, measure, reference_of
from scoring.languages import OTHER_LANGUAGE
from scoring.model import Constants, points
from scoring.screening import Screened, Settled, read, screen, without_blanks
from scoring.text import clauses

VERSION = "1.3"

_WORDS_AT_RANDOM = 8.0
_BETTER_VIEW = 0.75


class OfflineEngine:
    """Scores by overlap with reference answers and key points. Pure and deterministic."""

    answers_at_once = 1
    stand_in = None

    def __init__(self, constants: Constants = SHIPPED) -> None:
        self._constants = constants

    def describe(self) -> EngineInfo:
        return EngineInfo(name="offline", version=VERSION)

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        rubric = without_blanks(rubric)
        if answer.strip() and not rubric.reference_answers and not rubric.key_points:
            reading = read(answer, rubric)
            text = feedback.nothing_to_compare(len(reading.words), reading.flags)
            return AnswerScore(None, text, flags=reading.flags)
        screened = screen(answer, rubric)
        if isinstance(screened, Screened) and OTHER_LANGUAGE in screened.flags:
            return other_languages.judge(answer, screened.text, rubric, screened.flags)
        prepared = _prepare(screened, rubric)
        if isinstance(prepared, Settled):
            return _explain_settled(prepared, rubric)
        return _explain(*prepared, rubric, self._constants)


def measurements(answer: str, rubric: Rubric) -> list[Features] | float:
    """What the constants are fitted on: features for each reference answer, or for the key points
    where there is none; or the points of an answer that the guards settle."""
    rubric = without_blanks(rubric)
    prepared = _prepare(screen(answer, rubric), rubric)
    if isinstance(prepared, Settled):
        return prepared.points
    compared, _ = prepared
    if rubric.reference_answers:
        return [_against(compared, text) for text in rubric.reference_answers]
    return [_against_points(compared, rubric)]


def _prepare(
    screened: Screened | Settled, rubric: Rubric
) -> tuple[Answer, tuple[str, ...]] | Settled:
    """The answer ready to compare and its flags so far, or the verdict on what is none."""
    if isinstance(screened, Settled):
        return screened
    if screened.shares_nothing:
        return Settled(_WORDS_AT_RANDOM, (*screened.flags, "off_topic"))
    texts = (*rubric.reference_answers, *rubric.key_points)
    answer = Answer(screened.rest, texts, rubric.question, left_out=screened.left_out)
    flags = ("question_copied",) if screened.restates_question else ()
    return answer, (*screened.flags, *flags)


def _explain_settled(settled: Settled, rubric: Rubric) -> AnswerScore:
    expected = _expected(rubric, 0)
    return AnswerScore(
        score=settled.points,
        feedback=feedback.without_points(settled.flags, expected),
        missing=expected,
        flags=settled.flags,
    )


def _explain(
    answer: Answer, flags: tuple[str, ...], rubric: Rubric, constants: Constants
) -> AnswerScore:
    score, best = _score(answer, rubric, constants)
    flags = (*flags, *remarks.about_answer(answer, score))
    found = feedback.sort_points(
        [
            (point, coverage(answer, reference_of(point, answer.question_stems)))
            for point in _expected(rubric, best)
        ]
    )
    return AnswerScore(
        score=round(score, 2),
        feedback=feedback.describe(found, flags),
        covered=found.covered,
        partly=found.partly,
        missing=found.missing,
        flags=flags,
    )


def _expected(rubric: Rubric, best: int) -> tuple[str, ...]:
    """What feedback speaks of: the key points, or else the clauses of the best reference."""
    if rubric.key_points or not rubric.reference_answers:
        return rubric.key_points
    return tuple(clauses(rubric.reference_answers[best]))


def _score(answer: Answer, rubric: Rubric, constants: Constants) -> tuple[float, int]:
    """(points out of 100, which reference answer fits best). Alternatives: the maximum counts.

    With key points beside the references, the better of the two views counts three quarters.
    """
    by_reference = [
        judged_as_value(points(_against(answer, text), constants), answer, text)
        for text in rubric.reference_answers
    ]
    best = max(range(len(by_reference)), key=by_reference.__getitem__, default=0)
    views = [by_reference[best]] if by_reference else []
    if rubric.key_points:
        views.append(points(_against_points(answer, rubric), constants))
    return _BETTER_VIEW * max(views) + (1.0 - _BETTER_VIEW) * min(views), best


def _against(answer: Answer, text: str) -> Features:
    return measure(answer, reference_of(text, answer.question_stems))


def _against_points(answer: Answer, rubric: Rubric) -> Features:
    joined = "\n\n".join(rubric.key_points)
    return measure(answer, reference_of(joined, answer.question_stems, is_terse=True))
