"""The tables of database/schema.sql, as the evaluator maps them. Flask has its own copy."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    Uuid,
    column,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
    }


class Installation(Base):
    """This installation, in one row. Restoring a backup renews the epoch."""

    __tablename__ = "installation"

    only_row: Mapped[bool] = mapped_column(primary_key=True, server_default="true")
    id: Mapped[UUID] = mapped_column(Uuid, server_default=func.gen_random_uuid())
    epoch: Mapped[UUID] = mapped_column(Uuid, server_default=func.gen_random_uuid())
    schema_sha256: Mapped[str | None]


def folded(email: Any) -> ColumnElement[str]:
    """The same for every way to write an address. By PostgreSQL alone, whose index holds it: Python
    makes other letters small, and in another way."""
    return func.lower(func.upper(func.normalize(email, text("NFC"))))


class Candidate(Base):
    __tablename__ = "candidates"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("candidates_folded_email", folded(text("email"))),)


class Question(Base):
    """A question of the bank. Current while `retired_at` is null."""

    __tablename__ = "interview_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    skill: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, server_default="1")
    question: Mapped[str]
    reference_answer: Mapped[str | None]
    key_points: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), server_default="1")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    retired_at: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(server_default="knowledge")

    __table_args__ = (
        UniqueConstraint("skill", "position", "version", name="interview_questions_version"),
        Index(
            "interview_questions_current",
            "skill",
            "position",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )


def stored_skill(asked: Any) -> ColumnElement[str]:
    """The skill that is meant, in whichever case, as the bank has it; where the bank has none, in
    small letters. By PostgreSQL alone, whose lower() the bank's skills are held to."""
    bank, small = aliased(Question), func.lower(asked)
    at_once = select(small).where(select(bank).where(bank.skill == small).exists())
    otherwise = (
        select(bank.skill)
        .where(folded(bank.skill) == folded(asked))
        .order_by(bank.retired_at.is_not(None), bank.skill)
        .limit(1)
    )
    return func.coalesce(at_once.scalar_subquery(), otherwise.scalar_subquery(), small)


# How interviews are ordered by score: one without a score comes last both ways. Literals, because a
# query finds the index only when it says exactly what the index says.
BEST_FIRST: ColumnElement[Decimal] = func.coalesce(column("score"), literal_column("(-1)::numeric"))
WORST_FIRST: ColumnElement[Decimal] = func.coalesce(column("score"), literal_column("101::numeric"))


class Interview(Base):
    __tablename__ = "interviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"))
    skill: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="ongoing")
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    completed_at: Mapped[datetime | None]
    idempotency_key: Mapped[str | None]
    request_hash: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("idempotency_key", name="interviews_idempotency_key"),
        Index("interviews_candidate", "candidate_id"),
        Index("interviews_by_time", "created_at", "id"),
        Index("interviews_by_skill", "skill", "created_at", "id"),
        Index(
            "interviews_ongoing", "created_at", "id", postgresql_where=text("status = 'ongoing'")
        ),
        Index("interviews_best_first", BEST_FIRST, "id"),
        Index("interviews_worst_first", WORST_FIRST, "id"),
    )


class AskedQuestion(Base):
    """A question that an interview asks, fixed when the interview was created."""

    __tablename__ = "asked_questions"

    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("interview_questions.id"), primary_key=True)


class Answer(Base):
    __tablename__ = "interview_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int]
    question_id: Mapped[int]
    text_answer: Mapped[str | None]
    file_path: Mapped[str | None]
    file_name: Mapped[str | None]
    file_size: Mapped[int | None]
    file_sha256: Mapped[str | None]
    submitted_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        UniqueConstraint("interview_id", "question_id", name="interview_answers_once_per_question"),
        UniqueConstraint("file_path", name="interview_answers_file_once"),
        ForeignKeyConstraint(
            ["interview_id", "question_id"],
            ["asked_questions.interview_id", "asked_questions.question_id"],
            name="interview_answers_question_was_asked",
        ),
    )


class Result(Base):
    """One evaluation of an interview. All are kept; exactly one is current."""

    __tablename__ = "interview_results"

    id: Mapped[int] = mapped_column(primary_key=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"))
    version: Mapped[int] = mapped_column(Integer)
    current: Mapped[bool] = mapped_column(server_default="true")
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    provisional_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    feedback: Mapped[str]
    evaluator: Mapped[str]
    evaluator_version: Mapped[str]
    model: Mapped[str | None]
    prompt_version: Mapped[str | None]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    latency_ms: Mapped[int] = mapped_column(Integer)
    idempotency_key: Mapped[str | None]
    evaluated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    weighted_sum: Mapped[Decimal | None] = mapped_column(Numeric)
    total_weight: Mapped[Decimal | None] = mapped_column(Numeric)
    calibrated_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    calibration: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    rubrics: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB, deferred=True)
    prompt_tokens: Mapped[int | None] = mapped_column(Integer)
    completion_tokens: Mapped[int | None] = mapped_column(Integer)

    __table_args__ = (
        UniqueConstraint("interview_id", "version", name="interview_results_version"),
        UniqueConstraint("interview_id", "idempotency_key", name="interview_results_counted_once"),
        Index(
            "interview_results_one_current",
            "interview_id",
            unique=True,
            postgresql_where=text("current"),
        ),
    )


class EvaluationRequest(Base):
    """An evaluation that was asked for and is not recorded yet."""

    __tablename__ = "evaluation_requests"

    interview_id: Mapped[int] = mapped_column(ForeignKey("interviews.id"), primary_key=True)
    idempotency_key: Mapped[UUID] = mapped_column(Uuid)
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    failures: Mapped[int] = mapped_column(Integer, server_default="0")
    under_way: Mapped[bool] = mapped_column(server_default="false")
    next_attempt_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
    requested_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (Index("evaluation_requests_due", "next_attempt_at"),)


class Calibration(Base):
    """How the scores of an engine are mapped to those people gave for a skill."""

    __tablename__ = "calibrations"

    skill: Mapped[str] = mapped_column(primary_key=True)
    evaluator: Mapped[str] = mapped_column(primary_key=True)
    evaluator_version: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True, server_default="")
    slope: Mapped[Decimal] = mapped_column(Numeric)
    intercept: Mapped[Decimal] = mapped_column(Numeric)
    graded_answers: Mapped[int] = mapped_column(Integer)
    rmse_before: Mapped[Decimal] = mapped_column(Numeric)
    rmse_after: Mapped[Decimal] = mapped_column(Numeric)
    fitted_at: Mapped[datetime] = mapped_column(server_default=func.now())
