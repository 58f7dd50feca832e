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
from services.evaluations import evaluation_status
from utils.db import autocommit


@dataclass(frozen=True, slots=True)
class InterviewRow:
    id: int
    skill: str
    status: str
    created_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class CandidateRow:
    id: int
    name: str
    email: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of the interview; the answer's fields are None where there is none."""

    question_id: int
    question: str
    answer_id: int | None
    text_answer: str | None
    file_path: str | None
    file_name: str | None
    submitted_at: datetime | None
    evaluation: Mapping[str, Any]  # what the current result says of it: status, score, feedback


@dataclass(frozen=True, slots=True)
class ResultRow:
    score: Decimal | None
    provisional_score: Decimal | None
    calibrated_score: Decimal | None
    feedback: str
    evaluator: str
    evaluated_at: datetime


@dataclass(frozen=True, slots=True)
class InterviewOverview:
    interview: InterviewRow
    candidate: CandidateRow
    questions: list[QuestionRow]
    evaluation_status: str
    evaluation_detail: str | None
    result: ResultRow | None


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
    result = result_of(head)
    evaluations = {item["question_id"]: item for item in head.answers} if result else {}
    requested = head.requested_at is not None
    return InterviewOverview(
        interview=InterviewRow(
            head.id, head.skill, head.status, head.created_at, head.completed_at
        ),
        candidate=CandidateRow(head.candidate_id, head.name, head.email, head.phone),
        questions=[question_row(row, evaluations) for row in rows],
        evaluation_status=evaluation_status(
            requested=requested,
            given_up=requested and head.next_attempt_at is None,
            evaluated=result is not None,
            score=result.score if result else None,
        ),
        evaluation_detail=head.last_error,
        result=result,
    )


def question_row(
    row: Row[*tuple[Any, ...]], evaluations: Mapping[int, Mapping[str, Any]]
) -> QuestionRow:
    return QuestionRow(
        row.id,
        row.question,
        row.answer_id,
        row.text_answer,
        row.file_path,
        row.file_name,
        row.submitted_at,
        evaluations.get(row.id, {}),
    )


def result_of(head: Row[*tuple[Any, ...]]) -> ResultRow | None:
    if head.result_id is None:
        return None
    return ResultRow(
        head.score,
        head.provisional_score,
        head.calibrated_score,
        head.feedback,
        head.evaluator,
        head.evaluated_at,
    )
