"""From the scores of the answers to a result that is kept, explained and counted once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain
from textwrap import shorten
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Select, Uuid, bindparam, delete, func, insert, select, update

from models.models import Calibration, EvaluationRequest, Installation, Interview, Result
from repeats import require_allowed
from scoring import AnswerScore, EngineInfo, Rubric
from utils.db import table
from utils.errors import Busy

HUNDREDTH = Decimal("0.01")
FULL_MARKS = Decimal(100)
WORDING_CHARACTERS = 50  # of a question, where the feedback names it
# Flags of a text that is no answer.
NO_ANSWER = frozenset({"empty", "not_an_answer", "gibberish"})


class Restored(Busy):
    code = "restored"

    def __init__(self, interview_id: int) -> None:
        super().__init__(
            f"A backup was restored while interview {interview_id} was evaluated. Nothing was "
            "stored; evaluate it again if it is there still."
        )


Status = Literal["scored", "needs_review", "unanswered"]


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """The judgement of one question, as it is kept in interview_results.answers."""

    question_id: int
    number: int  # its place in the interview, from 1, as the dashboard shows it
    wording: str  # which is kept with the rubric
    weight: Decimal
    status: Status
    score: Decimal | None  # the judgement's, rounded
    judged: AnswerScore
    calibrated_score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an engine made of an interview, before it is recorded."""

    interview_id: int
    epoch: UUID  # in which the answers were read
    idempotency_key: str | None
    per_hour: int | None  # as often as it may be evaluated; None where that has been looked at
    engine: EngineInfo
    scores: Sequence[QuestionScore]
    rubrics: Sequence[tuple[int, Rubric]]  # by question, in the interview's order
    latency_ms: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A recorded result."""

    interview_id: int
    version: int
    score: Decimal | None
    provisional_score: Decimal | None
    calibrated_score: Decimal | None
    feedback: str
    evaluator: str
    evaluated_at: datetime
    answers: list[dict[str, Any]]

    @property
    def review_reasons(self) -> list[str]:
        """Those of its answers, each once; none where an earlier release recorded it."""
        found = (answer.get("review_reasons", ()) for answer in self.answers)
        return list(dict.fromkeys(chain.from_iterable(found)))

    @property
    def review_recommended(self) -> bool:
        return bool(self.review_reasons)


@dataclass(frozen=True, slots=True)
class LinearMap:
    """How a team grades a skill, as `make calibrate` found it."""

    slope: Decimal
    intercept: Decimal
    graded_answers: int
    fitted_at: datetime


# Restoring a backup renews it.
EPOCH = select(table(Installation).c.epoch).scalar_subquery()
# Made once: making a statement takes longer than executing it. The columns are the fields of what
# is made of a row, in their order.
EVALUATION = select(*(table(Result).c[field.name] for field in fields(Evaluation))).where(
    Result.interview_id == bindparam("interview_id")
)
CURRENT = EVALUATION.where(Result.current)
RECORDED = EVALUATION.where(Result.idempotency_key == bindparam("key"))
LOCK = (
    select(*(table(Calibration).c[field.name] for field in fields(LinearMap)))
    .select_from(Interview)
    .outerjoin(
        Calibration,
        (Calibration.skill == Interview.skill)
        & (Calibration.evaluator == bindparam("evaluator"))
        & (Calibration.evaluator_version == bindparam("evaluator_version"))
        & (Calibration.model == bindparam("model")),
    )
    .where(
        Interview.id == bindparam("interview_id"),
        bindparam("epoch", type_=Uuid) == EPOCH,
    )
    .with_for_update(key_share=True, of=Interview)
)
NEWEST = select(func.max(Result.version)).where(Result.interview_id == bindparam("of_interview"))
# What the ORM adds to a statement that writes takes as long again as the statement.
RESULTS, REQUESTS = table(Result), table(EvaluationRequest)
RETIRE = (
    update(RESULTS)
    .where(RESULTS.c.interview_id == bindparam("of_interview"), RESULTS.c.current)
    .values(current=False)
)
INSERT = insert(RESULTS).returning(RESULTS.c.evaluated_at)
# Whether the interview service has asked for an evaluation under this key, and waits for it.
IS_ASKED_FOR = (
    select(REQUESTS.c.interview_id)
    .where(
        REQUESTS.c.interview_id == bindparam("interview_id"),
        REQUESTS.c.idempotency_key == bindparam("asked_key", type_=Uuid),
    )
    .exists()
)
# The request that a result answers, and one that was given up before.
SETTLE = delete(REQUESTS).where(
    REQUESTS.c.interview_id == bindparam("of_interview"),
    (REQUESTS.c.idempotency_key == bindparam("key")) | REQUESTS.c.next_attempt_at.is_(None),
)


def find(
    connection: Connection, statement: Select[*tuple[Any, ...]], values: dict[str, Any]
) -> Evaluation | None:
    row = connection.execute(statement, values).one_or_none()
    return Evaluation(*row) if row else None


def find_recorded(connection: Connection, interview_id: int, key: str | None) -> Evaluation | None:
    """The result that was recorded under this key, if there is one."""
    if key is None:
        return None
    return find(connection, RECORDED, {"interview_id": interview_id, "key": key})


def record(connection: Connection, judgement: Judgement) -> Evaluation:
    """Store the result as the interview's newest, current one, and settle the request for it.

    The interview's row is locked meanwhile, so that versions are counted one after the other. Of
    two evaluations under one key the first counts, and the second gets to see it.
    Raises Restored: the interview may be another one now; and TooManyEvaluations.
    """
    of_interview = {"of_interview": judgement.interview_id}
    calibration = lock_interview(connection, judgement)
    newest = connection.scalar(NEWEST, of_interview)
    if newest is not None:
        if earlier := find_recorded(connection, judgement.interview_id, judgement.idempotency_key):
            return earlier
        if judgement.per_hour is not None and newest >= judgement.per_hour:
            require_allowed(connection, judgement.interview_id, judgement.per_hour)
        connection.execute(RETIRE, of_interview)
    columns = compose(judgement, (newest or 0) + 1, calibration)
    columns["evaluated_at"] = connection.scalar(INSERT, columns)
    connection.execute(SETTLE, {**of_interview, "key": as_uuid(judgement.idempotency_key)})
    return Evaluation(**{field.name: columns[field.name] for field in fields(Evaluation)})


def lock_interview(connection: Connection, judgement: Judgement) -> LinearMap | None:
    """Hold the interview until the transaction ends; the calibration of its skill, if any.

    Nor can a backup be restored meanwhile: that locks the whole table.
    """
    engine = judgement.engine
    values = {
        "interview_id": judgement.interview_id,
        "epoch": judgement.epoch,
        "evaluator": engine.name,
        "evaluator_version": engine.version,
        "model": engine.model or "",
    }
    row = connection.execute(LOCK, values).one_or_none()
    if row is None:
        raise Restored(judgement.interview_id)
    return LinearMap(*row) if row.slope is not None else None


def compose(judgement: Judgement, version: int, calibration: LinearMap | None) -> dict[str, Any]:
    """The columns of the result."""
    scores = [calibrated(score, calibration) for score in judgement.scores]
    counted = [score for score in scores if score.score is not None]
    weighted_sum = sum((score.weight * (score.score or 0) for score in counted), Decimal(0))
    total_weight = sum((score.weight for score in counted), Decimal(0))
    mean = hundredths(weighted_sum / total_weight) if counted else None
    complete = len(counted) == len(scores)
    engine = judgement.engine
    spent = [score.judged.tokens for score in scores if score.judged.tokens]
    return {
        "interview_id": judgement.interview_id,
        "version": version,
        "score": mean if complete else None,
        "provisional_score": None if complete else mean,
        "calibrated_score": calibrated_mean(scores) if calibration and complete else None,
        "calibration": described(calibration) if calibration else None,
        "weighted_sum": weighted_sum if counted else None,
        "total_weight": total_weight if counted else None,
        "feedback": summary(scores, mean),
        "evaluator": engine.name,
        "evaluator_version": engine.version,
        "model": engine.model,
        "prompt_version": engine.prompt_version,
        "prompt_tokens": sum(tokens.prompt for tokens in spent) if spent else None,
        "completion_tokens": sum(tokens.completion for tokens in spent) if spent else None,
        "answers": [as_json(score) for score in scores],
        "rubrics": [rubric_as_json(*rubric) for rubric in judgement.rubrics],
        "latency_ms": judgement.latency_ms,
        "idempotency_key": judgement.idempotency_key,
    }


def calibrated(score: QuestionScore, calibration: LinearMap | None) -> QuestionScore:
    """The score with slope · score + intercept beside it, between 0 and 100.

    What is no answer keeps its score: people graded answers, and nothing must not be worth points.
    """
    if calibration is None or score.score is None:
        return score
    if score.status == "unanswered" or not NO_ANSWER.isdisjoint(score.judged.flags):
        return replace(score, calibrated_score=score.score)
    mapped = calibration.slope * score.score + calibration.intercept
    return replace(score, calibrated_score=hundredths(min(max(mapped, Decimal(0)), FULL_MARKS)))


def calibrated_mean(scores: Sequence[QuestionScore]) -> Decimal:
    weighted = (score.weight * (score.calibrated_score or 0) for score in scores)
    return hundredths(sum(weighted, Decimal(0)) / sum(score.weight for score in scores))


def described(calibration: LinearMap) -> dict[str, Any]:
    return {
        "slope": float(calibration.slope),
        "intercept": float(calibration.intercept),
        "graded_answers": calibration.graded_answers,
        "fitted_at": calibration.fitted_at.isoformat(),
    }


def hundredths(number: Decimal) -> Decimal:
    return number.quantize(HUNDREDTH, ROUND_HALF_UP)


def summary(scores: Sequence[QuestionScore], mean: Decimal | None) -> str:
    """What a person reads first: how much was answered, how it went, and what needs their eye."""
    answered = [score for score in scores if score.status != "unanswered"]
    if not answered:
        return "No question was answered."
    parts = [f"{len(answered)} of {len(scores)} questions were answered."]
    unscored = [score for score in scores if score.score is None]
    if unscored:
        parts.append(f"Manual review is needed for {listed(unscored)}.")
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
                f"Strongest is {named(best)} with {best.score:f}, "
                f"weakest {named(worst)} with {worst.score:f}."
            )
    if left_out := [score for score in scores if score.status == "unanswered"]:
        parts.append(f"Not answered, and counted as 0: {listed(left_out)}.")
    if doubted := [score for score in scored if score.judged.review_recommended]:
        parts.append(f"Manual review is recommended for {listed(doubted)}.")
    return " ".join(parts)


def listed(scores: Sequence[QuestionScore]) -> str:
    return ", ".join(map(named, scores))


def named(score: QuestionScore) -> str:
    """By its number, and by how it begins."""
    return (
        f"question {score.number} ({shorten(score.wording, WORDING_CHARACTERS, placeholder='…')})"
    )


def as_json(score: QuestionScore) -> dict[str, Any]:
    return {
        **asdict(score.judged),
        "question_id": score.question_id,
        "number": score.number,
        "weight": float(score.weight),
        "status": score.status,
        "score": as_float(score.score),
        "calibrated_score": as_float(score.calibrated_score),
    }


def as_float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def rubric_as_json(question_id: int, rubric: Rubric) -> dict[str, Any]:
    """The rubric as it was, and the SHA-256 of it as JSON with sorted names and no spaces.

    Its kind is left out where it is knowledge: a question that earlier releases asked as well keeps
    its SHA-256.
    """
    text = asdict(rubric)
    if rubric.kind == "knowledge":
        del text["kind"]
    canonical = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return {"question_id": question_id, **text, "sha256": digest}


def as_uuid(key: str | None) -> UUID | None:
    """The key of a pending evaluation; a key that some other caller chose need not be a UUID."""
    try:
        return UUID(key) if key else None
    except ValueError:
        return None
