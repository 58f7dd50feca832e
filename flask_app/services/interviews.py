"""Creating an interview and reading what it asks."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from models.models import Answer, AskedQuestion, Candidate, Interview, Question, stored_skill
from services.epoch import EPOCH, STILL, require_same
from services.errors import IdempotencyKeyReused, InterviewNotFound, UnknownSkill
from utils.db import autocommit

MAX_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class NewInterview:
    name: str
    email: str
    phone: str | None
    skill: str
    idempotency_key: str | None = None

    @property
    def request_hash(self) -> str | None:
        if self.idempotency_key is None:
            return None
        fields = repr((self.name, self.email, self.phone, self.skill.lower()))
        return hashlib.sha256(fields.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CreatedInterview:
    interview_id: int
    candidate_id: int
    skill: str
    status: str
    question_count: int


@dataclass(frozen=True, slots=True)
class AskedItem:
    question_id: int
    number: int  # its place in the interview, from 1
    question: str
    kind: str
    answered: bool


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    interview_id: int
    skill: str
    questions: list[AskedItem]


@dataclass(frozen=True, slots=True)
class SkillCount:
    skill: str
    question_count: int


def insert_statement() -> Select[*tuple[Any, ...]]:
    """Candidate, interview and its questions, or nothing when the skill has none. One statement,
    hence one trip to the database, and a transaction by itself."""
    wanted = select(stored_skill(bindparam("skill", type_=Text)).label("skill")).cte("wanted")
    skill = select(wanted.c.skill).scalar_subquery()
    current = (Question.skill == skill, Question.retired_at.is_(None))
    candidate = (
        insert(Candidate)
        .from_select(
            ["name", "email", "phone"],
            select(
                bindparam("candidate_name", type_=Text),
                bindparam("candidate_email", type_=Text),
                bindparam("candidate_phone", type_=Text),
            ).where(STILL, exists().where(*current)),
        )
        .returning(Candidate.id)
        .cte("candidate")
    )
    interview = (
        insert(Interview)
        .from_select(
            ["candidate_id", "skill", "idempotency_key", "request_hash"],
            select(
                candidate.c.id,
                skill,
                bindparam("idempotency_key", type_=Text),
                bindparam("request_hash", type_=Text),
            ),
        )
        .returning(Interview.id, Interview.candidate_id, Interview.skill, Interview.status)
        .cte("interview")
    )
    asked = (
        insert(AskedQuestion)
        .from_select(
            ["interview_id", "question_id"],
            select(interview.c.id, Question.id).join(Question, and_(*current)),
        )
        .returning(AskedQuestion.question_id)
        .cte("asked")
    )
    count = select(func.count()).select_from(asked).scalar_subquery()
    return select(interview, count.label("questions"))


# Made once: making a statement takes longer than executing it.
INSERT = insert_statement()
ASKED = (
    select(
        Interview.skill,
        Question.id,
        Question.question,
        Question.kind,
        Answer.id.is_not(None).label("answered"),
    )
    .join(AskedQuestion, AskedQuestion.interview_id == Interview.id)
    .join(Question, Question.id == AskedQuestion.question_id)
    .outerjoin(Answer, (Answer.interview_id == Interview.id) & (Answer.question_id == Question.id))
    .where(Interview.id == bindparam("interview_id"))
    .order_by(Question.position, Question.id)
)


def create_interview(engine: Engine, new: NewInterview, began_in: UUID | None) -> CreatedInterview:
    """Store the candidate and the interview, and fix the questions it asks.

    Raises UnknownSkill, IdempotencyKeyReused for a key that came with another body, and Restored.
    """
    if earlier := find_earlier(engine, new):
        return earlier
    try:
        with autocommit(engine) as connection:
            return insert_interview(connection, new, began_in)
    except IntegrityError:
        # The same key, at the same moment, in another request: it was there first.
        if earlier := find_earlier(engine, new):
            return earlier
        raise


def insert_interview(
    connection: Connection, new: NewInterview, began_in: UUID | None
) -> CreatedInterview:
    values = {
        "candidate_name": new.name,
        "candidate_email": new.email,
        "candidate_phone": new.phone,
        "skill": new.skill,
        "idempotency_key": new.idempotency_key,
        "request_hash": new.request_hash,
        "epoch": began_in,
    }
    row = connection.execute(INSERT, values).one_or_none()
    if row is None:
        require_same(began_in, connection.execute(select(EPOCH)).scalar_one())
        raise UnknownSkill(new.skill, [item.skill for item in current_skills(connection)])
    return CreatedInterview(row.id, row.candidate_id, row.skill, row.status, row.questions)


def unknown_skill(engine: Engine, asked: str) -> UnknownSkill | None:
    """What create_interview would raise of this skill."""
    known = select(Question.id).where(
        Question.skill == stored_skill(asked), Question.retired_at.is_(None)
    )
    with autocommit(engine) as connection:
        if connection.scalar(known.limit(1)) is not None:
            return None
        return UnknownSkill(asked, [item.skill for item in current_skills(connection)])


def find_earlier(engine: Engine, new: NewInterview) -> CreatedInterview | None:
    """The interview that was created with the same Idempotency-Key, if there is one."""
    if new.idempotency_key is None:
        return None
    count = (
        select(func.count())
        .where(AskedQuestion.interview_id == Interview.id)
        .scalar_subquery()
        .label("questions")
    )
    with autocommit(engine) as connection:
        row = connection.execute(
            select(
                Interview.id,
                Interview.candidate_id,
                Interview.skill,
                Interview.status,
                Interview.request_hash,
                count,
            ).where(Interview.idempotency_key == new.idempotency_key)
        ).one_or_none()
    if row is None:
        return None
    if row.request_hash != new.request_hash:
        raise IdempotencyKeyReused
    return CreatedInterview(row.id, row.candidate_id, row.skill, row.status, row.questions)


def asked_questions(engine: Engine, interview_id: int) -> AskedQuestions:
    """The questions of an interview in their fixed order, and which of them are answered."""
    with autocommit(engine) as connection:
        rows = connection.execute(ASKED, {"interview_id": interview_id}).all()
    if not rows:
        raise InterviewNotFound(interview_id)
    items = [
        AskedItem(row.id, number, row.question, row.kind, row.answered)
        for number, row in enumerate(rows, start=1)
    ]
    return AskedQuestions(interview_id, rows[0].skill, items)


def list_skills(engine: Engine) -> list[SkillCount]:
    with autocommit(engine) as connection:
        return current_skills(connection)


def current_skills(connection: Connection) -> list[SkillCount]:
    """The skills that can be asked now, in the order in which the bank introduced them."""
    statement = (
        select(Question.skill, func.count().label("questions"))
        .where(Question.retired_at.is_(None))
        .group_by(Question.skill)
        .order_by(func.min(Question.id))
    )
    return [SkillCount(row.skill, row.questions) for row in connection.execute(statement)]
