"""Everything about one interview, for the person who decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, sessionmaker

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
class InterviewOverview:
    interview: Interview
    candidate: Candidate
    questions: list[QuestionRow]
    evaluation_status: str
    evaluation_detail: str | None
    result: Result | None


# Made once: making a statement takes longer than executing it.
HEAD = (
    select(Interview, Candidate, Result, EvaluationRequest)
    .join(Candidate, Candidate.id == Interview.candidate_id)
    .outerjoin(Result, (Result.interview_id == Interview.id) & Result.current)
    .outerjoin(EvaluationRequest, EvaluationRequest.interview_id == Interview.id)
    .where(Interview.id == bindparam("interview_id"))
)
QUESTIONS = (
    select(Question.id, Question.question, Answer)
    .join(AskedQuestion, AskedQuestion.question_id == Question.id)
    .outerjoin(
        Answer,
        (Answer.interview_id == AskedQuestion.interview_id)
        & (Answer.question_id == AskedQuestion.question_id),
    )
    .where(AskedQuestion.interview_id == bindparam("interview_id"))
    .order_by(Question.position, Question.id)
)


def read_dashboard(sessions: sessionmaker[Session], interview_id: int) -> InterviewOverview:
    """Raises InterviewNotFound."""
    with sessions() as session:
        head = session.execute(HEAD, {"interview_id": interview_id}).one_or_none()
        if head is None:
            raise InterviewNotFound(interview_id)
        rows = session.execute(QUESTIONS, {"interview_id": interview_id}).all()
    return overview(head, rows)


def overview(
    head: Row[*tuple[Any, ...]],
    rows: Sequence[Row[*tuple[Any, ...]]],
) -> InterviewOverview:
    interview, candidate, result, request = head
    evaluations = {item["question_id"]: item for item in result.answers} if result else {}
    return InterviewOverview(
        interview=interview,
        candidate=candidate,
        questions=[
            QuestionRow(
                question_id=question_id,
                question=question,
                answer_id=answer.id if answer else None,
                text_answer=answer.text_answer if answer else None,
                file_path=answer.file_path if answer else None,
                file_name=answer.file_name if answer else None,
                submitted_at=answer.submitted_at if answer else None,
                evaluation=evaluations.get(question_id, {}),
            )
            for question_id, question, answer in rows
        ],
        evaluation_status=evaluation_status(
            requested=request is not None,
            given_up=request is not None and request.next_attempt_at is None,
            evaluated=result is not None,
            score=result.score if result else None,
        ),
        evaluation_detail=request.last_error if request else None,
        result=result,
    )
