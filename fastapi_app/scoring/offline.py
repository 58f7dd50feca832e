"""The offline engine: compares an answer with a rubric by its words. No network, no weights.

The order of things: read the text and drop what speaks to the grader → recognise what is no
answer → drop what restates the question → measure a few features (``features.py``) → turn them
into points (``model.py``) → explain (``feedback.py``).
"""

from dataclasses import dataclass

from scoring import feedback, remarks
from scoring.constants import SHIPPED
from scoring.contract import AnswerScore, EngineInfo, Rubric
from scoring.features import Answer, Features, coverage, measure, reference_of
from scoring.grader_talk import without_grader_talk
from scoring.model import Constants, points
from scoring.non_answers import is_gibberish, is_non_answer, shares_nothing
from scoring.question_copy import without_restated_question
from scoring.text import (
    MAX_CHARACTERS,
    clauses,
    closest_passages,
    content_stems,
    hides_characters,
    words,
)

VERSION = "1.1"

_NO_ANSWER = 0.0
_QUESTION_COPIED = 5.0
_WORDS_AT_RANDOM = 8.0
_BETTER_VIEW = 0.75
_COVERS_REFERENCE = 0.6


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is left of an answer to compare, its words, and what was noticed."""

    text: str
    words: list[str]
    left_out: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Settled:
    """The points of what is no answer, and why."""

    points: float
    flags: tuple[str, ...]


class OfflineEngine:
    """Scores by overlap with reference answers and key points. Pure and deterministic."""

    def __init__(self, constants: Constants = SHIPPED) -> None:
        self._constants = constants

    def describe(self) -> EngineInfo:
        return EngineInfo(name="offline", version=VERSION)

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        rubric = _without_blanks(rubric)
        if answer.strip() and not rubric.reference_answers and not rubric.key_points:
            reading = _read(answer, rubric)
            text = feedback.nothing_to_compare(len(reading.words), reading.flags)
            return AnswerScore(None, text, flags=reading.flags)
        prepared = _prepare(answer, rubric)
        if isinstance(prepared, _Settled):
            return _explain_settled(prepared, rubric)
        return _explain(*prepared, rubric, self._constants)


def measurements(answer: str, rubric: Rubric) -> list[Features] | float:
    """What the constants are fitted on: features for each reference answer, or for the key points
    where there is none; or the points of an answer that the guards settle."""
    rubric = _without_blanks(rubric)
    prepared = _prepare(answer, rubric)
    if isinstance(prepared, _Settled):
        return prepared.points
    compared, _ = prepared
    if rubric.reference_answers:
        return [_against(compared, text) for text in rubric.reference_answers]
    return [_against_points(compared, rubric)]


def _without_blanks(rubric: Rubric) -> Rubric:
    return Rubric(
        question=rubric.question,
        reference_answers=tuple(r for r in rubric.reference_answers if words(r)),
        key_points=tuple(p for p in rubric.key_points if words(p)),
    )


def _prepare(text: str, rubric: Rubric) -> tuple[Answer, tuple[str, ...]] | _Settled:
    """The answer ready to compare and its flags so far, or the verdict on what is none."""
    if not text.strip():
        return _Settled(_NO_ANSWER, ("empty",))
    reading = _read(text, rubric)
    settled = _settle(reading, rubric)
    if settled:
        return settled
    texts = (*rubric.reference_answers, *rubric.key_points)
    rest, is_copied = without_restated_question(reading.text, rubric.question)
    if words(rest):
        flags = ("question_copied",) if is_copied else ()
        answer = Answer(rest, texts, rubric.question, left_out=reading.left_out)
        return answer, (*reading.flags, *flags)
    whole = Answer(reading.text, texts, rubric.question, left_out=reading.left_out)
    if _covers_a_reference(whole, texts):
        return whole, reading.flags
    return _Settled(_QUESTION_COPIED, (*reading.flags, "question_copied"))


def _read(answer: str, rubric: Rubric) -> _Reading:
    flags: list[str] = []
    rubric_text = "\n".join((rubric.question, *rubric.reference_answers, *rubric.key_points))
    rubric_text = rubric_text[:MAX_CHARACTERS]
    text = closest_passages(answer, words(rubric_text))
    if len(text) < len(answer):
        flags.append("truncated")
    if hides_characters(text):
        flags.append("hidden_characters")
    everything = text
    text, was_addressed = without_grader_talk(text, frozenset(content_stems(rubric_text)))
    if was_addressed:
        flags.append("addressed_to_grader")
    found = words(text)
    left_out = len(words(everything)) - len(found) if was_addressed else 0
    return _Reading(text, found, left_out, (*flags, *remarks.about_text(text, found)))


def _settle(reading: _Reading, rubric: Rubric) -> _Settled | None:
    given = frozenset(content_stems(rubric.question))
    texts = (*rubric.reference_answers, *rubric.key_points)
    wanted = frozenset(s for text in texts for s in content_stems(text))
    if not reading.words or is_non_answer(reading.text, given, wanted):
        return _Settled(_NO_ANSWER, (*reading.flags, "not_an_answer"))
    if not shares_nothing(reading.words, wanted | given):
        return None
    if is_gibberish(reading.text, reading.words):
        return _Settled(_NO_ANSWER, (*reading.flags, "gibberish"))
    return _Settled(_WORDS_AT_RANDOM, (*reading.flags, "off_topic"))


def _covers_a_reference(answer: Answer, texts: tuple[str, ...]) -> bool:
    """A short reference may say little that the question did not: "TCP is connection-oriented"."""
    return any(
        coverage(answer, reference_of(text, frozenset())) >= _COVERS_REFERENCE for text in texts
    )


def _explain_settled(settled: _Settled, rubric: Rubric) -> AnswerScore:
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
        missing=(*found.partly, *found.missing),
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
    by_reference = [points(_against(answer, text), constants) for text in rubric.reference_answers]
    best = max(range(len(by_reference)), key=by_reference.__getitem__, default=0)
    views = [by_reference[best]] if by_reference else []
    if rubric.key_points:
        views.append(points(_against_points(answer, rubric), constants))
    return _BETTER_VIEW * max(views) + (1.0 - _BETTER_VIEW) * min(views), best


def _against(answer: Answer, text: str) -> Features:
    return measure(answer, reference_of(text, answer.question_stems))


def _against_points(answer: Answer, rubric: Rubric) -> Features:
    joined = "\n".join(rubric.key_points)
    return measure(answer, reference_of(joined, answer.question_stems, is_terse=True))
