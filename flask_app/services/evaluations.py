"""Completing an interview, having it evaluated, and trying again until that has worked.

An evaluation that was asked for is a row of evaluation_requests, written in the transaction that
completes the interview. The evaluator removes it in the transaction that records the result, so
there is no moment at which an interview is neither pending nor evaluated.
"""

import logging
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Interval,
    Select,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH, insert
from sqlalchemy.sql.dml import ReturningInsert

from evaluator_client import EvaluationPutOff, EvaluatorAway, EvaluatorClient, EvaluatorFailed
from models.models import EvaluationRequest, Interview, Result
from services import repeats
from services.epoch import INSTALLATION, STILL, Epoch, Restored, require_same
from services.errors import InterviewNotFound, InterviewOngoing
from utils.admission import Places
from utils.db import autocommit, table

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
FIRST_INTERVAL_SECONDS = 0.5
# The evaluator being away is nobody's fault and ends without notice, so the interval stays short.
LONGEST_INTERVAL_AWAY_SECONDS = 3.0
# One that needs what is not free asks less often, and leaves time to the others.
LONGEST_INTERVAL_PUT_OFF_SECONDS = 30.0
LONGEST_INTERVAL_FAILED_SECONDS = 300.0
# On top of the wait, before somebody else may take an attempt over.
LEASE_MARGIN_SECONDS = 5.0
# Failed evaluations beyond these are not counted: that many need somebody anyway.
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Policy:
    """How long a caller waits for the evaluator, how often it may fail, and how often an interview
    may be evaluated."""

    wait_seconds: float
    max_attempts: int
    evaluations_per_hour: int


@dataclass(frozen=True, slots=True)
class EvaluationState:
    """Where the evaluation of an interview stands. `detail` says why there is no score."""

    status: str  # not_started, pending, evaluated or needs_review
    score: Decimal | None = None
    feedback: str | None = None
    review_reasons: Sequence[str] = ()
    detail: str | None = None

    @property
    def review_recommended(self) -> bool:
        return bool(self.review_reasons)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A turn at asking the evaluator, held under a lease. `number` tells it from later turns."""

    interview_id: int
    key: UUID
    number: int
    epoch: UUID


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. `away` means that the next interview need not be tried either."""

    state: EvaluationState
    away: bool = False


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Everything an evaluation needs: the database, the service that scores, and the limits."""

    engine: Engine
    client: EvaluatorClient
    policy: Policy
    waiting: Places  # for callers that wait for the evaluator; the others do not wait
    epoch: Epoch

    def complete(
        self, interview_id: int, request_id: str, began_in: UUID | None
    ) -> EvaluationState:
        """Complete the interview and have it evaluated; harmless to repeat.

        Raises InterviewNotFound, and Restored.
        """
        with autocommit(self.engine) as connection:
            attempt = complete_once(connection, interview_id, self._lease(), began_in)
        return self._see_through(interview_id, attempt, request_id, began_in)

    def evaluate_again(
        self, interview_id: int, request_id: str, began_in: UUID | None
    ) -> EvaluationState:
        """Have a completed interview evaluated afresh, or join the evaluation that is pending.

        Raises InterviewNotFound, InterviewOngoing, TooManyEvaluations, and Restored.
        """
        with self.engine.begin() as connection:
            attempt = request_again(
                connection, interview_id, self._lease(), began_in, self.policy.evaluations_per_hour
            )
        return self._see_through(interview_id, attempt, request_id, began_in)

    def retry_next(self, wait_seconds: float) -> Outcome | None:
        """Try the pending evaluation that is due first; None when none is due."""
        try:
            with autocommit(self.engine) as connection:
                attempt = claim(connection, due(), lease(wait_seconds), self.epoch.now())
            return self._try(attempt, attempt.key.hex, wait_seconds) if attempt else None
        except Restored:
            self.epoch.forget()
            return None

    def _see_through(
        self, interview_id: int, attempt: Attempt | None, request_id: str, began_in: UUID | None
    ) -> EvaluationState:
        """Make our attempt; without one, wait for whoever holds it. Too many waiting: neither."""
        if not self.waiting.try_take():
            return self._hand_over(interview_id, attempt, began_in)
        try:
            if attempt:
                return self._try(attempt, request_id, self.policy.wait_seconds).state
            return self._wait(interview_id, began_in)
        finally:
            self.waiting.leave()

    def _wait(self, interview_id: int, began_in: UUID | None) -> EvaluationState:
        give_up_at = time.monotonic() + self.policy.wait_seconds
        while True:
            with autocommit(self.engine) as connection:
                state = read_state(connection, interview_id, began_in)
            if state.status != "pending" or time.monotonic() > give_up_at:
                return state
            time.sleep(POLL_SECONDS)

    def _try(self, attempt: Attempt, request_id: str, wait_seconds: float) -> Outcome:
        try:
            verdict = self.client.evaluate(
                attempt.interview_id, attempt.key, attempt.epoch, request_id, wait_seconds
            )
        except EvaluatorAway as error:
            longest, asked = LONGEST_INTERVAL_AWAY_SECONDS, error.retry_after_seconds
            return Outcome(self._put_off(attempt, str(error), longest, at_least=asked), away=True)
        except EvaluationPutOff as error:
            longest, asked = LONGEST_INTERVAL_PUT_OFF_SECONDS, error.retry_after_seconds
            return Outcome(self._put_off(attempt, str(error), longest, at_least=asked))
        except EvaluatorFailed as error:
            longest = LONGEST_INTERVAL_FAILED_SECONDS
            return Outcome(self._put_off(attempt, str(error), longest, failed=True))
        status = "needs_review" if verdict.score is None else "evaluated"
        return Outcome(
            EvaluationState(status, verdict.score, verdict.feedback, verdict.review_reasons)
        )

    def _hand_over(
        self, interview_id: int, attempt: Attempt | None, began_in: UUID | None
    ) -> EvaluationState:
        """Leave the attempt to the threads that retry, at once."""
        with self.engine.begin() as connection:
            if attempt:
                hand_over(connection, attempt)
            return read_state(connection, interview_id, began_in)

    def _put_off(
        self,
        attempt: Attempt,
        reason: str,
        longest: float,
        *,
        at_least: float = 0.0,
        failed: bool = False,
    ) -> EvaluationState:
        # While the evaluator is away this repeats every few seconds; once is enough to read.
        level = logging.WARNING if failed or attempt.number == 1 else logging.DEBUG
        log.log(level, "interview %s is not evaluated yet: %s", attempt.interview_id, reason)
        with self.engine.begin() as connection:
            put_off(connection, attempt, reason, failed, longest, at_least, self.policy)
            return read_state(connection, attempt.interview_id, attempt.epoch)

    def _lease(self) -> timedelta:
        return lease(self.policy.wait_seconds)


def lease(wait_seconds: float) -> timedelta:
    return timedelta(seconds=wait_seconds + LEASE_MARGIN_SECONDS)


def request_statement(for_interview: Select[int]) -> ReturningInsert[UUID]:
    """Ask for an evaluation, unless one is pending; returns the key of what was asked for."""
    first = {
        "idempotency_key": bindparam("new_key", type_=Uuid),
        "attempts": literal(1),
        "failures": literal(0),
        "under_way": true(),
        "next_attempt_at": func.now() + bindparam("held_for", type_=Interval),
        "last_error": null(),
        "requested_at": func.now(),
    }
    new = insert(REQUESTS).from_select(
        ["interview_id", *first], for_interview.add_columns(*first.values())
    )
    return new.on_conflict_do_update(
        index_elements=["interview_id"],
        set_={column.name: new.excluded[column.name] for column in REQUESTS.columns},
        where=REQUESTS.c.next_attempt_at.is_(None),
    ).returning(REQUESTS.c.idempotency_key)


# Made once: making a statement takes longer than executing it. On tables: what the ORM adds to a
# statement that writes takes as long again.
INTERVIEWS, REQUESTS = table(Interview), table(EvaluationRequest)
REQUEST = request_statement(select(bindparam("interview_id", type_=BigInteger)).where(STILL))
AGAIN = request_statement(
    select(bindparam("interview_id", type_=BigInteger)).where(STILL, repeats.IS_ALLOWED)
)
COMPLETED = (
    update(INTERVIEWS)
    .where(INTERVIEWS.c.id == bindparam("interview_id"), INTERVIEWS.c.status == "ongoing", STILL)
    .values(status="completed", completed_at=func.now())
    .returning(INTERVIEWS.c.id)
    .cte("completed")
)
COMPLETE = request_statement(select(COMPLETED.c.id))
# Of a result's answers, in their order; none where an earlier release recorded it.
REVIEW_REASONS = func.jsonb_path_query_array(
    Result.answers, cast("$[*].review_reasons[*]", JSONPATH), type_=JSONB
).label("review_reasons")
STATUS = select(Interview.status).where(Interview.id == bindparam("interview_id"))
LOCKED_STATUS = STATUS.with_for_update(key_share=True)


def complete_once(
    connection: Connection, interview_id: int, held_for: timedelta, began_in: UUID | None
) -> Attempt | None:
    """Complete an ongoing interview and ask for its evaluation; take up a pending one otherwise.

    One that was completed without us, by an import say, has neither been evaluated nor asked for.
    """
    if attempt := request_evaluation(connection, interview_id, held_for, began_in, COMPLETE):
        return attempt
    if connection.scalar(STATUS, {"interview_id": interview_id}) is None:
        raise InterviewNotFound(interview_id)
    if read_state(connection, interview_id, began_in).status == "not_started":
        return request_evaluation(connection, interview_id, held_for, began_in)
    return claim(connection, idle(interview_id), held_for, began_in)


def request_again(
    connection: Connection,
    interview_id: int,
    held_for: timedelta,
    began_in: UUID | None,
    per_hour: int,
) -> Attempt | None:
    """Ask for one more evaluation, or take up the pending one. Wants a transaction, for the lock:
    none is recorded meanwhile, so that those within the hour are counted truly."""
    status = connection.scalar(LOCKED_STATUS, {"interview_id": interview_id})
    if status is None:
        raise InterviewNotFound(interview_id)
    if status == "ongoing":
        raise InterviewOngoing(interview_id)
    counted = repeats.parameters(interview_id, per_hour)
    if fresh := request_evaluation(
        connection, interview_id, held_for, began_in, AGAIN, counted
    ) or claim(connection, idle(interview_id), held_for, began_in):
        return fresh
    if read_state(connection, interview_id, began_in).status != "pending":
        repeats.require_allowed(connection, interview_id, per_hour)
    return None


def request_evaluation(
    connection: Connection,
    interview_id: int,
    held_for: timedelta,
    began_in: UUID | None,
    statement: ReturningInsert[UUID] = REQUEST,
    more_values: Mapping[str, int] | None = None,
) -> Attempt | None:
    """Ask for an evaluation, as our attempt. A given-up one is renewed; None for a pending one."""
    values = {
        "interview_id": interview_id,
        "new_key": uuid4(),
        "held_for": held_for,
        "epoch": began_in,
    }
    key = connection.scalar(statement, {**values, **(more_values or {})})
    return Attempt(interview_id, key, 1, began_in) if key and began_in else None


def due() -> ColumnElement[bool]:
    """Whose time has come: after a failure, or because whoever held the attempt is gone."""
    return REQUESTS.c.next_attempt_at <= func.now()


def idle(interview_id: int) -> ColumnElement[bool]:
    """This interview's request, when nobody is asking for it just now."""
    return (REQUESTS.c.interview_id == interview_id) & or_(
        ~REQUESTS.c.under_way & REQUESTS.c.next_attempt_at.is_not(None), due()
    )


def claim(
    connection: Connection,
    which: ColumnElement[bool],
    held_for: timedelta,
    began_in: UUID | None,
) -> Attempt | None:
    """Take the attempt that is due first; rows that somebody else is taking are passed over.

    Raises Restored.
    """
    first = (
        select(REQUESTS.c.interview_id)
        .where(which)
        .order_by(REQUESTS.c.next_attempt_at)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claimed = (
        update(REQUESTS)
        .where(REQUESTS.c.interview_id == first, STILL)
        .values(
            attempts=REQUESTS.c.attempts + 1,
            under_way=True,
            next_attempt_at=func.now() + held_for,
        )
        .returning(
            REQUESTS.c.interview_id,
            REQUESTS.c.idempotency_key,
            REQUESTS.c.attempts,
        )
        .cte("claimed")
    )
    row = connection.execute(
        select(claimed, INSTALLATION.c.epoch).outerjoin_from(INSTALLATION, claimed, true()),
        {"epoch": began_in},
    ).one()
    require_same(began_in, row.epoch)
    return Attempt(*row) if row.interview_id is not None else None


def hand_over(connection: Connection, attempt: Attempt) -> None:
    connection.execute(
        update(REQUESTS).where(*held(attempt)).values(under_way=False, next_attempt_at=func.now())
    )


def held(attempt: Attempt) -> tuple[ColumnElement[bool], ...]:
    """The request of an attempt, as long as the attempt is ours: not after the result came after
    all, or its lease ran out and somebody else took it.

    A restored request may be the same in all of this: `read_state`, in the same transaction, takes
    back what is written to one.
    """
    return (
        REQUESTS.c.interview_id == attempt.interview_id,
        REQUESTS.c.idempotency_key == attempt.key,
        REQUESTS.c.attempts == attempt.number,
    )


def put_off(
    connection: Connection,
    attempt: Attempt,
    reason: str,
    failed: bool,
    longest: float,
    at_least: float,
    policy: Policy,
) -> None:
    """Plan the next attempt, within `longest` seconds but no sooner than in `at_least`, or give up
    after `max_attempts` failures of the evaluator's own.

    Wants a transaction, for the lock.
    """
    before = connection.scalar(select(REQUESTS.c.failures).where(*held(attempt)).with_for_update())
    if before is None:
        return
    failures = before + failed
    given_up = failures >= policy.max_attempts
    planned = interval(failures if failed else attempt.number, longest)
    pause = timedelta(seconds=max(planned, at_least))
    connection.execute(
        update(REQUESTS)
        .where(*held(attempt))
        .values(
            failures=failures,
            under_way=False,
            next_attempt_at=None if given_up else func.now() + pause,
            last_error=reason,
        )
    )


def interval(attempts: int, longest: float) -> float:
    """Seconds until the next attempt: doubling, capped, and spread to fall out of step."""
    doubled = FIRST_INTERVAL_SECONDS * 2.0 ** min(attempts, 30)
    return min(longest, doubled) * random.uniform(0.5, 1)  # noqa: S311 - not for secrets


def read_state(connection: Connection, interview_id: int, began_in: UUID | None) -> EvaluationState:
    """Where the evaluation stands now. While a newer one is pending, the result does not count.

    Raises Restored: this may be another interview than the one that was asked about.
    """
    found = connection.execute(
        select(
            INSTALLATION.c.epoch,
            REQUESTS.c.interview_id,
            REQUESTS.c.next_attempt_at,
            REQUESTS.c.last_error,
        ).outerjoin_from(INSTALLATION, REQUESTS, REQUESTS.c.interview_id == interview_id)
    ).one()
    require_same(began_in, found.epoch)
    request = found if found.interview_id is not None else None
    result = connection.execute(
        select(Result.score, Result.feedback, REVIEW_REASONS).where(
            Result.interview_id == interview_id, Result.current
        )
    ).one_or_none()
    status = evaluation_status(
        requested=request is not None,
        given_up=request is not None and request.next_attempt_at is None,
        evaluated=result is not None,
        score=result.score if result else None,
    )
    if request and (status == "pending" or not result):
        reasons = [status] if status == "needs_review" else []
        return EvaluationState(status, None, request.last_error, reasons, request.last_error)
    if result:
        return EvaluationState(
            status, result.score, result.feedback, each_once(result.review_reasons)
        )
    return EvaluationState(status)


def each_once(reasons: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(reasons))


def evaluation_status(
    *, requested: bool, given_up: bool, evaluated: bool, score: Decimal | None
) -> str:
    """A result there is outlives a later request that was given up."""
    if requested and not given_up:
        return "pending"
    if not evaluated:
        return "needs_review" if requested else "not_started"
    return "needs_review" if score is None else "evaluated"


@dataclass(frozen=True, slots=True)
class Backlog:
    pending: int
    oldest_seconds: float | None
    failed: int


def read_backlog(engine: Engine) -> Backlog:
    """How many evaluations are pending, and for how long the oldest has been; and how many failed
    so often that they are tried again only when somebody asks for it."""
    some = (
        select(EvaluationRequest.next_attempt_at)
        .where(EvaluationRequest.next_attempt_at.is_(None))
        .order_by(EvaluationRequest.next_attempt_at)  # which leads to the index
        .limit(MOST_COUNTED)
        .subquery()
    )
    failed = select(func.count()).select_from(some).scalar_subquery()
    age = func.extract("epoch", func.now() - func.min(EvaluationRequest.requested_at))
    with autocommit(engine) as connection:
        pending, oldest, given_up = connection.execute(
            select(func.count(), age, failed).where(EvaluationRequest.next_attempt_at.is_not(None))
        ).one()
    return Backlog(pending, None if oldest is None else round(float(oldest), 1), given_up)
