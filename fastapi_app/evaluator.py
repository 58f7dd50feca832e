"""Evaluating an interview: load it, score its answers, record the result."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, or_, select
from sqlalchemy import Engine as Database

from judging import judge
from kept import Kept
from models.models import Answer, AskedQuestion, Interview, Question
from reading.answer import Upload, read_answer
from reading.fair import asking
from reading.result import Reading
from reading.storage import open_upload
from repeats import IS_ALLOWED, parameters, require_allowed
from results import (
    CURRENT,
    EPOCH,
    IS_ASKED_FOR,
    RECORDED,
    Evaluation,
    Judgement,
    QuestionScore,
    Status,
    as_uuid,
    find,
    find_recorded,
    hundredths,
    record,
)
from scoring import AnswerScore, Engine, EngineInfo, Rubric, with_stand_in
from utils.db import autocommit
from utils.errors import AppError
from utils.turns import Turns

MAX_ID = 2**63 - 1
TURNS_AT_ONCE = 2
TURN_PATIENCE_SECONDS = 0.1


class InterviewNotFound(AppError):
    status, code = 404, "interview_not_found"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} does not exist.")


class InterviewOngoing(AppError):
    status, code = 409, "interview_ongoing"

    def __init__(self, interview_id: int) -> None:
        super().__init__(f"Interview {interview_id} is still ongoing; complete it first.")


class EpochOver(AppError):
    status, code = 409, "restored"

    def __init__(self, interview_id: int) -> None:
        super().__init__(
            f"A backup was restored since this was asked for; interview {interview_id} may be "
            "another one now."
        )


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
class LoadedInterview:
    """A completed interview, and what there is about the key it is to be evaluated under."""

    questions: list[QuestionToScore]  # with their answers, in the interview's order
    is_recorded: bool
    is_asked_for: bool  # by the interview service, which counts for itself how often
    is_allowed: bool
    epoch: UUID  # in which all this is so


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Scores with one engine. Between two calls it keeps readings for a while, and what a language
    model was paid for until that is recorded."""

    database: Database
    engine: Engine
    upload_folder: Path
    per_hour: int  # how often an interview may be evaluated
    turns: Turns = field(default_factory=lambda: Turns(TURNS_AT_ONCE, TURN_PATIENCE_SECONDS))
    kept: Kept[AnswerScore] = field(default_factory=Kept[AnswerScore])

    def evaluate_interview(
        self, interview_id: int, key: str | None, began_in: UUID | None
    ) -> Evaluation:
        """Score a completed interview and record that as its newest result.

        With a `key` that was recorded before, that result is returned and nothing is stored.
        No connection is held while the answers are scored.
        What the interview service asked for is never too much; anything else is counted.
        `began_in` is the epoch in which somebody decided to ask, if they know it.
        Raises InterviewNotFound, InterviewOngoing, EpochOver, TooManyEvaluations, EngineAway,
        Restored, and Busy when a file cannot be read just now.
        """
        if not 0 < interview_id <= MAX_ID:
            raise InterviewNotFound(interview_id)
        started = time.monotonic()
        with self.turns.take(), autocommit(self.database) as connection:
            loaded = load_interview(connection, interview_id, key, self.per_hour)
            if began_in not in {None, loaded.epoch}:
                raise EpochOver(interview_id)
            if loaded.is_recorded and (recorded := find_recorded(connection, interview_id, key)):
                return recorded
            if not loaded.is_allowed:
                require_allowed(connection, interview_id, self.per_hour)
        questions = loaded.questions
        with asking(interview_id):
            engine, scores = with_stand_in(
                self.engine,
                lambda engine: replace(self, engine=engine)._judge(interview_id, questions),
            )
        judgement = Judgement(
            interview_id,
            loaded.epoch,
            key,
            None if loaded.is_asked_for else self.per_hour,
            engine,
            scores,
            [(question.question_id, question.rubric) for question in questions],
            latency_ms=round((time.monotonic() - started) * 1000),
        )
        with self.turns.take(), self.database.begin() as connection:
            evaluation = record(connection, judgement)
        self.kept.drop(interview_id)
        return evaluation

    def current_result(self, interview_id: int) -> Evaluation:
        """Raises ResultNotFound."""
        if not 0 < interview_id <= MAX_ID:
            raise ResultNotFound(interview_id)
        with autocommit(self.database) as connection:
            result = find(connection, CURRENT, {"interview_id": interview_id})
        if result is None:
            raise ResultNotFound(interview_id)
        return result

    def _judge(
        self, interview_id: int, questions: list[QuestionToScore]
    ) -> tuple[EngineInfo, list[QuestionScore]]:
        return self.engine.describe(), self._score_all(interview_id, questions)

    def _score_all(
        self, interview_id: int, questions: list[QuestionToScore]
    ) -> list[QuestionScore]:
        """In their order, as many at once as the engine takes."""
        if self.engine.answers_at_once == 1:
            return [self._score_question(interview_id, question) for question in questions]
        with ThreadPoolExecutor(self.engine.answers_at_once) as pool:
            # In a copy of our context each, for the id of the request in the log.
            turns = [
                pool.submit(copy_context().run, self._score_question, interview_id, question)
                for question in questions
            ]
            try:
                return [turn.result() for turn in turns]
            finally:
                # The engine is away: what has not begun need not.
                pool.shutdown(cancel_futures=True)

    def _score_question(self, interview_id: int, question: QuestionToScore) -> QuestionScore:
        answer = question.answer
        if answer is None:
            return unanswered(question)
        judged = judge(
            lambda: read_given(answer, self.upload_folder, question.rubric.text),
            lambda text: self._score(interview_id, question, text),
        )
        return question_score(question, judged.status, judged)

    def _score(self, interview_id: int, question: QuestionToScore, text: str) -> AnswerScore:
        judged_by = self.engine.describe()
        if judged_by.model is None:
            return self.engine.score(text, question.rubric)  # which costs nothing
        return self.kept.get(
            interview_id,
            (question.question_id, judged_by, question.rubric, text),
            lambda: self.engine.score(text, question.rubric),
        )


def unanswered(question: QuestionToScore) -> QuestionScore:
    nothing = AnswerScore(0.0, "This question was not answered.")
    return question_score(question, "unanswered", nothing)


def question_score(question: QuestionToScore, status: Status, judged: AnswerScore) -> QuestionScore:
    return QuestionScore(
        question.question_id,
        question.number,
        question.rubric.question,
        question.weight,
        status,
        None if judged.score is None else hundredths(Decimal(judged.score)),
        judged,
    )


# Made once: making a statement takes longer than executing it.
QUESTIONS = (
    select(
        Interview.status,
        RECORDED.exists().label("is_recorded"),
        IS_ASKED_FOR.label("is_asked_for"),
        or_(IS_ASKED_FOR, IS_ALLOWED).label("is_allowed"),
        EPOCH.label("epoch"),
        Question.id,
        Question.weight,
        Question.question,
        Question.reference_answer,
        Question.key_points,
        Question.kind,
        Answer.id.label("answer_id"),
        Answer.text_answer,
        Answer.file_path,
        Answer.file_name,
    )
    .join(AskedQuestion, AskedQuestion.interview_id == Interview.id)
    .join(Question, Question.id == AskedQuestion.question_id)
    .outerjoin(Answer, (Answer.interview_id == Interview.id) & (Answer.question_id == Question.id))
    .where(Interview.id == bindparam("interview_id"))
    .order_by(Question.position, Question.id)
)


def load_interview(
    connection: Connection, interview_id: int, key: str | None, per_hour: int
) -> LoadedInterview:
    """Raises InterviewNotFound and InterviewOngoing."""
    values = {"interview_id": interview_id, "key": key, "asked_key": as_uuid(key)}
    rows = connection.execute(QUESTIONS, {**values, **parameters(interview_id, per_hour)}).all()
    if not rows:
        raise InterviewNotFound(interview_id)
    if rows[0].status != "completed":
        raise InterviewOngoing(interview_id)
    questions = [
        QuestionToScore(row.id, number, row.weight, rubric_of(row), given(row))
        for number, row in enumerate(rows, start=1)
    ]
    first = rows[0]
    return LoadedInterview(
        questions, first.is_recorded, first.is_asked_for, first.is_allowed, first.epoch
    )


def rubric_of(row: Row[*tuple[Any, ...]]) -> Rubric:
    references = (row.reference_answer,) if row.reference_answer else ()
    return Rubric(row.question, references, tuple(row.key_points), row.kind)


def given(row: Row[*tuple[Any, ...]]) -> GivenAnswer | None:
    if row.answer_id is None:
        return None
    return GivenAnswer(row.text_answer or "", row.file_path, row.file_name)


def read_given(answer: GivenAnswer, upload_folder: Path, expected: str) -> Reading:
    """Raises Unreadable and PutOff."""
    if answer.file_path is None or answer.file_name is None:
        return read_answer(answer.text, None)
    with open_upload(upload_folder / PurePosixPath(answer.file_path).name) as file:
        return read_answer(answer.text, Upload(answer.file_name, file), expected)
