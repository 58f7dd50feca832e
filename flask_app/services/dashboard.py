"""Everything about one interview, for the person who decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, Row, bindparam, select

from models.models import (
    Answer,
    AskedQuestion,
    Candidate,
    EvaluationRequest,
    Interview,
    Question,
    Result,
)
from services.errors import InterviewNotFound
from services.evaluations import REVIEW_REASONS, each_once, evaluation_status
from utils.db import autocommit


@dataclass(frozen=True, slots=True)
class InterviewPart:
    id: int
    skill: str
    status: str
    created_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CandidatePart:
    id: int
    name: str
    email: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A question of the interview; the answer's fields are None where there is none."""

    question_id: int
    number: int  # its place in the interview, from 1
    question: str
    answer_id: int | None
    text_answer: str | None
    file_path: str | None
    file_name: str | None
    submitted_at: datetime | None
    evaluation: Mapping[str, Any]  # what the current result says of it


@dataclass(frozen=True, slots=True)
class ResultPart:
    score: Decimal | None
    provisional_score: Decimal | None
    calibrated_score: Decimal | None
    feedback: str
    review_reasons: list[str]
    evaluator: str
    evaluated_at: datetime

    @property
    def review_recommended(self) -> bool:
        return bool(self.review_reasons)


@dataclass(frozen=True, slots=True)
class InterviewOverview:
    interview: InterviewPart
    candidate: CandidatePart
    questions: list[QuestionPart]
    evaluation_status: str
    evaluation_detail: str | None
    result: ResultPart | None


# Made once: making a statement takes longer than executing it.
HEAD = (
    select(
        Interview.id,
        Interview.skill,
        Interview.status,
        Interview.created_at,
        Interview.completed_at,
        Candidate.id.label("candidate_id"),
        Candidate.name,
        Candidate.email,
        Candidate.phone,
        Result.id.label("result_id"),
        Result.score,
        Result.provisional_score,
        Result.calibrated_score,
        Result.feedback,
        Result.evaluator,
        Result.evaluated_at,
        Result.answers,
        REVIEW_REASONS,
        EvaluationRequest.requested_at,
        EvaluationRequest.next_attempt_at,
        EvaluationRequest.last_error,
    )
    .join(Candidate, Candidate.id == Interview.candidate_id)
    .outerjoin(Result, (Result.interview_id == Interview.id) & Result.current)
    .outerjoin(EvaluationRequest, EvaluationRequest.interview_id == Interview.id)
    .where(Interview.id == bindparam("interview_id"))
)
QUESTIONS = (
    select(
        Question.id,
        Question.question,
        Answer.id.label("answer_id"),
        Answer.text_answer,
        Answer.file_path,
        Answer.file_name,
        Answer.submitted_at,
    )
    .join(AskedQuestion, AskedQuestion.question_id == Question.id)
    .outerjoin(
        Answer,
        (Answer.interview_id == AskedQuestion.interview_id)
        & (Answer.question_id == AskedQuestion.question_id),
    )
    .where(AskedQuestion.interview_id == bindparam("interview_id"))
    .order_by(Question.position, Question.id)
)


def read_dashboard(engine: Engine, interview_id: int) -> InterviewOverview:
    """Raises InterviewNotFound."""
    with autocommit(engine) as connection:
        head = connection.execute(HEAD, {"interview_id": interview_id}).one_or_none()
        if head is None:
            raise InterviewNotFound(interview_id)
        rows = connection.execute(QUESTIONS, {"interview_id": interview_id}).all()
    return overview(head, rows)


def overview(
    head: Row[*tuple[Any, ...]],
    rows: Sequence[Row[*tuple[Any, ...]]],
) -> InterviewOverview:
    result = result_part(head)
    evaluations = {item["question_id"]: item for item in head.answers} if result else {}
    requested = head.requested_at is not None
    return InterviewOverview(
        interview=InterviewPart(
            id=head.id,
            skill=head.skill,
            status=head.status,
            created_at=head.created_at,
            completed_at=head.completed_at,
        ),
        candidate=CandidatePart(
            id=head.candidate_id, name=head.name, email=head.email, phone=head.phone
        ),
        questions=[question_part(*place, evaluations) for place in enumerate(rows, start=1)],
        evaluation_status=evaluation_status(
            requested=requested,
            given_up=requested and head.next_attempt_at is None,
            evaluated=result is not None,
            score=result.score if result else None,
        ),
        evaluation_detail=head.last_error,
        result=result,
    )


def question_part(
    number: int, row: Row[*tuple[Any, ...]], evaluations: Mapping[int, Mapping[str, Any]]
) -> QuestionPart:
    return QuestionPart(
        question_id=row.id,
        number=number,
        question=row.question,
        answer_id=row.answer_id,
        text_answer=row.text_answer,
        file_path=row.file_path,
        file_name=row.file_name,
        submitted_at=row.submitted_at,
        evaluation=evaluations.get(row.id, {}),
    )


def result_part(head: Row[*tuple[Any, ...]]) -> ResultPart | None:
    if head.result_id is None:
        return None
    return ResultPart(
        score=head.score,
        provisional_score=head.provisional_score,
        calibrated_score=head.calibrated_score,
        feedback=head.feedback,
        review_reasons=each_once(head.review_reasons),
        evaluator=head.evaluator,
        evaluated_at=head.evaluated_at,
    )
