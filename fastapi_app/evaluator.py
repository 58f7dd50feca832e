"""Evaluating an interview: load it, score its answers, record the result."""

import logging
import time
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from models.models import Answer, AskedQuestion, EvaluationRequest, Interview, Question, Result
from reading.answer import Upload, read_answer
from reading.result import Reading, Unreadable
from reading.storage import open_upload
from scoring import Engine, Rubric
from utils.errors import AppError

log = logging.getLogger(__name__)

MAX_ID = 2**63 - 1
HUNDREDTH = Decimal("0.01")


class InterviewNotFound(AppError):
    status, code = 404, "interview_not_found"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} does not exist.")


class InterviewOngoing(AppError):
    status, code = 409, "interview_ongoing"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} is still ongoing; complete it first.")


class ResultNotFound(AppError):
    status, code = 404, "result_not_found"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} has no result yet.")


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the candidate gave: typed text, a file, or both."""

    text: str
    file_path: str | None
    file_name: str | None


@dataclass(frozen=True, slots=True)
class QuestionToScore:
    question_id: int
    number: int  # its place in the interview, from 1
    weight: Decimal
    rubric: Rubric
    answer: GivenAnswer | None


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """The judgement of one question, as it is kept in interview_results.answers."""

    question_id: int
    number: int
    weight: Decimal
    status: Literal["scored", "needs_review", "unanswered"]
    score: Decimal | None
    feedback: str
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A recorded result."""

    interview_id: int
    version: int
    score: Decimal | None
    provisional_score: Decimal | None
    feedback: str
    evaluator: str
    evaluated_at: datetime
    answers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Scores with one engine. It keeps nothing between two calls."""

    sessions: sessionmaker[Session]
    engine: Engine
    upload_folder: Path

    def evaluate_interview(self, interview_id: int, key: str | None) -> Evaluation:
        """Score a completed interview and record that as its newest result.

        With a `key` that was recorded before, that result is returned and nothing is stored.
        No connection is held while the answers are scored.
        Raises InterviewNotFound, InterviewOngoing, and Busy when a file cannot be read just now.
        """
        started = time.monotonic()
        with self.sessions() as session:
            recorded = find_recorded(session, interview_id, key)
            if recorded:
                return evaluation(recorded)
            questions = load_questions(session, interview_id)
        scores = [self._score_question(question) for question in questions]
        result = self._compose(interview_id, key, scores)
        result.latency_ms = round((time.monotonic() - started) * 1000)
        with self.sessions.begin() as session:
            return evaluation(record(session, result))

    def current_result(self, interview_id: int) -> Evaluation:
        """Raises ResultNotFound."""
        if not 0 < interview_id <= MAX_ID:
            raise ResultNotFound(interview_id)
        with self.sessions() as session:
            result = session.scalar(
                select(Result).where(Result.interview_id == interview_id, Result.current)
            )
        if result is None:
            raise ResultNotFound(interview_id)
        return evaluation(result)

    def _score_question(self, question: QuestionToScore) -> QuestionScore:
        place = (question.question_id, question.number, question.weight)
        if question.answer is None:
            return QuestionScore(
                *place, "unanswered", Decimal(0), "This question was not answered."
            )
        try:
            reading = read_given(question.answer, self.upload_folder)
        except Unreadable as error:
            return QuestionScore(*place, "needs_review", None, str(error), flags=error.flags)
        judged = self.engine.score(reading.text, question.rubric)
        return QuestionScore(
            *place,
            judged.status,
            None if judged.score is None else hundredths(Decimal(judged.score)),
            judged.feedback,
            judged.covered,
            judged.missing,
            (*judged.flags, *reading.flags),
        )

    def _compose(self, interview_id: int, key: str | None, scores: list[QuestionScore]) -> Result:
        mean = weighted_mean(scores)
        complete = all(score.score is not None for score in scores)
        described = self.engine.describe()
        return Result(
            interview_id=interview_id,
            score=mean if complete else None,
            provisional_score=None if complete else mean,
            feedback=summary(scores, mean),
            evaluator=described.name,
            evaluator_version=described.version,
            model=described.model,
            prompt_version=described.prompt_version,
            answers=[as_json(score) for score in scores],
            idempotency_key=key,
        )


def find_recorded(session: Session, interview_id: int, key: str | None) -> Result | None:
    if key is None or not 0 < interview_id <= MAX_ID:
        return None
    return session.scalar(
        select(Result).where(Result.interview_id == interview_id, Result.idempotency_key == key)
    )


def load_questions(session: Session, interview_id: int) -> list[QuestionToScore]:
    """The questions of a completed interview with their answers, in the interview's order."""
    if not 0 < interview_id <= MAX_ID:
        raise InterviewNotFound(interview_id)
    rows = session.execute(
        select(Interview.status, Question, Answer)
        .join(AskedQuestion, AskedQuestion.interview_id == Interview.id)
        .join(Question, Question.id == AskedQuestion.question_id)
        .outerjoin(
            Answer, (Answer.interview_id == Interview.id) & (Answer.question_id == Question.id)
        )
        .where(Interview.id == interview_id)
        .order_by(Question.position, Question.id)
    ).all()
    if not rows:
        raise InterviewNotFound(interview_id)
    if rows[0].status != "completed":
        raise InterviewOngoing(interview_id)
    return [
        QuestionToScore(question.id, number, question.weight, rubric_of(question), given(answer))
        for number, (_, question, answer) in enumerate(rows, start=1)
    ]


def rubric_of(question: Question) -> Rubric:
    references = (question.reference_answer,) if question.reference_answer else ()
    return Rubric(question.question, references, tuple(question.key_points))


def given(answer: Answer | None) -> GivenAnswer | None:
    if answer is None:
        return None
    return GivenAnswer(answer.text_answer or "", answer.file_path, answer.file_name)


def read_given(answer: GivenAnswer, upload_folder: Path) -> Reading:
    """Raises Unreadable, StorageUnavailable and Busy."""
    if answer.file_path is None or answer.file_name is None:
        return read_answer(answer.text, None)
    with open_upload(upload_folder / PurePosixPath(answer.file_path).name) as file:
        return read_answer(answer.text, Upload(answer.file_name, file))


def weighted_mean(scores: list[QuestionScore]) -> Decimal | None:
    """Σ weight·score / Σ weight over the questions that have a score; None when none has.

    An unanswered question has a score, 0. One that could not be scored has none and is left out.
    """
    counted = [(score.weight, score.score) for score in scores if score.score is not None]
    if not counted:
        return None
    total = sum((weight for weight, _ in counted), Decimal(0))
    return hundredths(sum((weight * score for weight, score in counted), Decimal(0)) / total)


def hundredths(number: Decimal) -> Decimal:
    return number.quantize(HUNDREDTH, ROUND_HALF_UP)


def summary(scores: list[QuestionScore], mean: Decimal | None) -> str:
    """What a person reads first: how much was answered, how it went, and what needs their eye."""
    answered = [score for score in scores if score.status != "unanswered"]
    if not answered:
        return "No question was answered."
    parts = [f"{len(answered)} of {len(scores)} questions were answered."]
    unscored = [score for score in scores if score.score is None]
    if unscored:
        parts.append(f"A person has to look at {listed(unscored)}.")
        if mean is not None:
            parts.append(f"Over the others the weighted mean is {mean:f} of 100.")
    else:
        parts.append(f"The weighted mean over all questions is {mean:f} of 100.")
    scored = [score for score in answered if score.score is not None]
    if len(scored) > 1:
        best = max(scored, key=lambda score: score.score or 0)
        worst = min(scored, key=lambda score: score.score or 0)
        if best.score != worst.score:
            parts.append(
                f"Strongest is question {best.number} ({best.score:f}), "
                f"weakest question {worst.number} ({worst.score:f})."
            )
    left_out = [score for score in scores if score.status == "unanswered"]
    if left_out:
        parts.append(f"Not answered, and counted as 0: {listed(left_out)}.")
    return " ".join(parts)


def listed(scores: list[QuestionScore]) -> str:
    numbers = ", ".join(str(score.number) for score in scores)
    return f"question {numbers}" if len(scores) == 1 else f"questions {numbers}"


def as_json(score: QuestionScore) -> dict[str, Any]:
    return {
        **asdict(score),
        "weight": float(score.weight),
        "score": None if score.score is None else float(score.score),
    }


def record(session: Session, result: Result) -> Result:
    """Store the result as the interview's newest, current one, and settle the request for it.

    The interview's row is locked meanwhile, so that versions are counted one after the other. Of
    two evaluations under one key the first counts, and the second gets to see it.
    """
    of_interview = Result.interview_id == result.interview_id
    session.execute(
        select(Interview.id)
        .where(Interview.id == result.interview_id)
        .with_for_update(key_share=True)
    )
    if earlier := find_recorded(session, result.interview_id, result.idempotency_key):
        return earlier
    session.execute(update(Result).where(of_interview, Result.current).values(current=False))
    newest = session.scalar(select(func.max(Result.version)).where(of_interview))
    result.version = (newest or 0) + 1
    session.add(result)
    # Settles the request this answers, and one that was given up before.
    session.execute(
        delete(EvaluationRequest).where(
            EvaluationRequest.interview_id == result.interview_id,
            (EvaluationRequest.idempotency_key == as_uuid(result.idempotency_key))
            | EvaluationRequest.next_attempt_at.is_(None),
        )
    )
    session.flush()
    return result


def as_uuid(key: str | None) -> UUID | None:
    """The key of a pending evaluation; a key that some other caller chose need not be a UUID."""
    try:
        return UUID(key) if key else None
    except ValueError:
        return None


def evaluation(result: Result) -> Evaluation:
    return Evaluation(
        interview_id=result.interview_id,
        version=result.version,
        score=result.score,
        provisional_score=result.provisional_score,
        feedback=result.feedback,
        evaluator=result.evaluator,
        evaluated_at=result.evaluated_at,
        answers=result.answers,
    )
