"""The offline engine: compares an answer with a rubric by its words. No network, no weights.

The order of things: read the text and drop what speaks to the grader → recognise what is no
answer → drop what restates the question → measure a few features (``features.py``) → turn them
into points (``model.py``) → explain (``feedback.py``).
"""

from dataclasses import dataclass, replace

from scoring import feedback, other_languages, remarks
from scoring.bare_values import gives_value, judged_as_value
from scoring.constants import SHIPPED
from scoring.contract import AnswerScore, EngineInfo, Rubric
from scoring.features import BY_POINTS, Answer, Features, measure, reference_of
from scoring.languages import OTHER_LANGUAGE
from scoring.model import (
    WORDS_AT_RANDOM,
    Constants,
    as_related,
    by_points,
    left_of,
    left_of_reference,
    points,
)
from scoring.points import PointFound, denied_share, evidence, find_points, texts
from scoring.reasons import LEAST_NOTABLE, reasons
from scoring.screening import Screened, Settled, read, screen, without_blanks
from scoring.sentences import clauses

VERSION = "1.6"
_MAX_CLAUSES = 100
"""Of a reference answer; one of 20,000 characters has about as many."""
_LEAST_ABOUT = 0.3
"""Of 1,563 graded answers with some words of a point, 10 have less; of unrelated texts of 50 to 140
words that have some, three in four."""


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
            return AnswerScore(
                None, text, flags=reading.flags, review_reasons=reasons(None, (), reading.flags)
            )
        screened = screen(answer, rubric)
        if rubric.kind == "experience" and answer.strip():
            return _leave_to_people(answer, screened, rubric)
        if isinstance(screened, Screened) and OTHER_LANGUAGE in screened.flags:
            return other_languages.judge(answer, screened.text, rubric, screened.flags)
        prepared = _prepare(screened, rubric)
        if isinstance(prepared, Settled):
            return _explain_settled(prepared, rubric)
        return _explain(answer, *prepared, rubric, self._constants)


def measurements(answer: str, rubric: Rubric) -> list[Features] | float:
    """What the constants are fitted on: features for each reference answer, or for the key points
    where there is none; or the points of an answer that the guards settle."""
    rubric = without_blanks(rubric)
    prepared = _prepare(screen(answer, rubric), rubric)
    if isinstance(prepared, Settled):
        return prepared.points
    compared, _ = prepared
    if rubric.reference_answers:
        return [_with_denial(compared, text) for text in rubric.reference_answers]
    return [_against_points(compared, rubric)]


def _with_denial(answer: Answer, reference: str) -> Features:
    return replace(
        _against(answer, reference), denied=denied_share(_clauses_found(answer, reference))
    )


def _clauses_found(answer: Answer, reference: str) -> list[PointFound]:
    return find_points(answer, clauses(reference)[:_MAX_CLAUSES], are_clauses=True)


def _prepare(
    screened: Screened | Settled, rubric: Rubric
) -> tuple[Answer, tuple[str, ...]] | Settled:
    """The answer ready to compare and its flags so far, or the verdict on what is none."""
    if isinstance(screened, Settled):
        return screened
    if screened.shares_nothing:
        return Settled(WORDS_AT_RANDOM, (*screened.flags, "off_topic"))
    texts = (*rubric.reference_answers, *rubric.key_points)
    answer = Answer(screened.rest, texts, rubric.question, left_out=screened.left_out)
    flags = ("question_copied",) if screened.restates_question else ()
    return answer, (*screened.flags, *flags)


def _explain_settled(settled: Settled, rubric: Rubric) -> AnswerScore:
    expected = _expected(rubric)
    return AnswerScore(
        score=settled.points,
        feedback=feedback.without_points(settled.flags, expected),
        missing=expected,
        flags=settled.flags,
        review_reasons=reasons(settled.points, (), settled.flags),
    )


def _leave_to_people(text: str, screened: Screened | Settled, rubric: Rubric) -> AnswerScore:
    """A story is not judged by its words; which points it seems to touch helps who reads it."""
    prepared = _prepare(screened, rubric)
    expected = _expected(rubric)
    found = [PointFound(point, "missing", 0.0, None) for point in expected]
    flags = prepared.flags if isinstance(prepared, Settled) else prepared[1]
    if not isinstance(prepared, Settled):
        found = [point.as_touched() for point in find_points(prepared[0], expected)]
    return AnswerScore(
        score=None,
        feedback=feedback.of_experience(found, flags),
        partly=texts(found, "partly"),
        missing=texts(found, "missing"),
        evidence=evidence(found, text),
        flags=flags,
        review_reasons=reasons(None, (), flags),
    )


def _expected(rubric: Rubric) -> tuple[str, ...]:
    return rubric.key_points or tuple(clauses("".join(rubric.reference_answers[:1])))


def _explain(
    text: str, answer: Answer, flags: tuple[str, ...], rubric: Rubric, constants: Constants
) -> AnswerScore:
    """``text`` is the whole answer, of which some may have been left out before."""
    judged = _judge(answer, rubric, constants)
    covered = texts(judged.points, "covered")
    flags = (*flags, *remarks.about_answer(answer, covers_a_point=bool(covered)))
    denied = texts(judged.points, "contradicted")
    is_unfounded = judged.score >= LEAST_NOTABLE and not _is_recognised(answer, judged.points)
    return AnswerScore(
        score=round(judged.score, 2),
        feedback=feedback.describe(judged.points, flags, is_unfounded=is_unfounded),
        covered=covered,
        partly=texts(judged.points, "partly"),
        contradicted=denied,
        missing=texts(judged.points, "missing"),
        evidence=evidence(judged.points, text),
        flags=flags,
        review_reasons=reasons(judged.score, denied, flags, is_unfounded=is_unfounded),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    score: float
    points: list[PointFound]


def _is_recognised(answer: Answer, found: list[PointFound]) -> bool:
    """Some words of a point are in every long text; they tell something where the rest of it is
    about the question too."""
    standings = {point.standing for point in found}
    if standings <= {"partly", "missing"}:
        return "partly" in standings and answer.share_about >= _LEAST_ABOUT
    return True


def _judge(answer: Answer, rubric: Rubric, constants: Constants) -> _Judged:
    """By the reference that fits best. Where there are key points these are what is expected, and
    the score rests on them."""
    if not rubric.key_points:
        return _by_reference(answer, rubric, constants)
    found = find_points(answer, rubric.key_points)
    view = points(_against_points(answer, rubric), constants)
    by_references = [_view(answer, r, constants) for r in rubric.reference_answers]
    linear = by_points([p.coverage for p in found], view, max(by_references, default=0.0))
    undenied = as_related(linear, answer.about(BY_POINTS))
    return _Judged(undenied * left_of(denied_share(found)), found)


def _by_reference(answer: Answer, rubric: Rubric, constants: Constants) -> _Judged:
    """References are alternatives: the maximum counts, of which none that is denied can be."""
    views = [(_view(answer, r, constants), r) for r in rubric.reference_answers]
    judged: list[_Judged] = []
    for undenied, reference in sorted(views, key=lambda view: -view[0]):
        if judged and max(one.score for one in judged) >= undenied:
            break
        found = _clauses_found(answer, reference)
        if gives_value(answer, reference):
            found = [replace(clause, standing="covered") for clause in found]
        judged.append(_Judged(undenied * left_of_reference(denied_share(found)), found))
    return max(judged, key=lambda one: one.score)


def _view(answer: Answer, reference: str, constants: Constants) -> float:
    return judged_as_value(points(_against(answer, reference), constants), answer, reference)


def _against(answer: Answer, text: str) -> Features:
    return measure(answer, reference_of(text, answer.question_stems))


def _against_points(answer: Answer, rubric: Rubric) -> Features:
    joined = "\n\n".join(rubric.key_points)
    return measure(answer, reference_of(joined, answer.question_stems, is_terse=True))
