"""Submitting an answer, and reading its file back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Engine, Select, bindparam, null, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import func

from models.models import Answer, AskedQuestion, Interview, Question
from services.epoch import EPOCH, require_same
from services.errors import (
    AnswerNotFound,
    FileNotThere,
    InterviewCompleted,
    InterviewNotFound,
    QuestionNotAsked,
    QuestionNotFound,
)
from storage import IncomingFile, StoredFile, UploadStore
from utils.db import autocommit
from utils.errors import AppError
from utils.names import cleaned


@dataclass(frozen=True, slots=True)
class NewAnswer:
    interview_id: int
    question_id: int
    text: str | None
    file: IncomingFile | None


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    answer_id: int
    created: bool
    file: StoredFile | None


@dataclass(frozen=True, slots=True)
class AnswerFile:
    path: Path
    name: str


def upsert_statement() -> Select[*tuple[Any, ...]]:
    """Store an answer to a question that was asked; its id, and what it replaced."""
    interview_id = bindparam("interview_id", type_=BigInteger)
    question_id = bindparam("question_id", type_=BigInteger)
    before = (
        select(Answer.id, Answer.file_path)
        .where(Answer.interview_id == interview_id, Answer.question_id == question_id)
        .cte("before")
    )
    columns = [Answer.__table__.c[name] for name in CONTENT]
    asked = select(
        AskedQuestion.interview_id,
        AskedQuestion.question_id,
        *(bindparam(column.name, type_=column.type) for column in columns),
    ).where(AskedQuestion.interview_id == interview_id, AskedQuestion.question_id == question_id)
    new = insert(Answer).from_select(["interview_id", "question_id", *CONTENT], asked)
    saved = (
        new.on_conflict_do_update(
            constraint="interview_answers_once_per_question",
            set_={
                **{name: new.excluded[name] for name in CONTENT},
                "submitted_at": func.now(),
            },
        )
        .returning(Answer.id)
        .cte("saved")
    )
    return select(saved.c.id, before.c.id.label("before_id"), before.c.file_path).outerjoin_from(
        saved, before, true()
    )


CONTENT = ("text_answer", "file_path", "file_name", "file_size", "file_sha256")
# Made once: making a statement takes longer than executing it.
LOCK = (
    select(Interview.status, EPOCH.label("epoch"))
    .where(Interview.id == bindparam("interview_id"))
    .with_for_update(key_share=True)
)
UPSERT = upsert_statement()


def submit_answer(
    engine: Engine, uploads: UploadStore, new: NewAnswer, began_in: UUID | None
) -> SavedAnswer:
    """Store an answer, or replace the one there is, text and file together.

    The file is in place before the row that names it is committed, and goes again if that fails.
    Raises InterviewNotFound, InterviewCompleted, QuestionNotFound or QuestionNotAsked, and Restored
    where the epoch is another than the one the request began in.
    """
    file = new.file.keep() if new.file else None
    committing = False
    try:
        with engine.begin() as connection:
            lock_ongoing_interview(connection, new.interview_id, began_in)
            answer_id, replaced = upsert_answer(connection, new, file)
            committing = True
    except (AppError, SQLAlchemyError):
        if file and not (committing and is_kept(engine, new.interview_id, file.path)):
            uploads.remove(file.path)
        raise
    if replaced and replaced.file_path:
        uploads.remove(replaced.file_path)
    return SavedAnswer(answer_id, replaced is None, file)


@dataclass(frozen=True, slots=True)
class ReplacedAnswer:
    file_path: str | None


def lock_ongoing_interview(
    connection: Connection, interview_id: int, began_in: UUID | None
) -> None:
    """Hold the interview until the transaction ends: it cannot be completed meanwhile, and answers
    to it take turns. Either this answer is in before the completion, or it is refused. Nor can a
    backup be restored meanwhile: that locks the whole table."""
    row = connection.execute(LOCK, {"interview_id": interview_id}).one_or_none()
    if row is None:
        raise InterviewNotFound(interview_id)
    require_same(began_in, row.epoch)
    if row.status != "ongoing":
        raise InterviewCompleted(interview_id)


def upsert_answer(
    connection: Connection, new: NewAnswer, file: StoredFile | None
) -> tuple[int, ReplacedAnswer | None]:
    """The id of the answer, and what it replaced. The interview must be locked."""
    values = {
        "interview_id": new.interview_id,
        "question_id": new.question_id,
        "text_answer": new.text,
        "file_path": file and file.path,
        "file_name": file and file.name,
        "file_size": file and file.size,
        "file_sha256": file and file.sha256,
    }
    row = connection.execute(UPSERT, values).one_or_none()
    if row is None:
        raise refusal(connection, new)
    replaced = ReplacedAnswer(row.file_path) if row.before_id is not None else None
    return row.id, replaced


def refusal(connection: Connection, new: NewAnswer) -> AppError:
    """Why nothing was stored: the interview asks no such question, or there is none."""
    known = connection.scalar(select(Question.id).where(Question.id == new.question_id))
    if known is None:
        return QuestionNotFound(new.question_id)
    return QuestionNotAsked(new.question_id, new.interview_id)


def is_kept(engine: Engine, interview_id: int, path: str) -> bool:
    """Whether an answer names this file after its transaction went wrong.

    When the connection broke during the commit nobody told us how it ended. The interview's lock
    tells: we get it only when that transaction is over. If we cannot ask, the file stays, and
    clearing leftovers finds it.
    """
    try:
        with engine.begin() as connection:
            connection.execute(
                select(null()).where(Interview.id == interview_id).with_for_update(key_share=True)
            )
            return connection.scalar(select(Answer.id).where(Answer.file_path == path)) is not None
    except (AppError, SQLAlchemyError):
        return True


def find_file(engine: Engine, uploads: UploadStore, answer_id: int) -> AnswerFile:
    """Where an answer's file is, and what the client called it."""
    with autocommit(engine) as connection:
        row = connection.execute(
            select(Answer.file_path, Answer.file_name).where(Answer.id == answer_id)
        ).one_or_none()
    if row is None:
        raise AnswerNotFound(answer_id)
    if row.file_path is None:
        raise FileNotThere(answer_id)
    # Earlier releases kept names as they came.
    return AnswerFile(uploads.locate(row.file_path), cleaned(row.file_name))
