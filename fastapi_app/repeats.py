"""How often an interview may be evaluated, so that its results do not grow without end."""

from datetime import timedelta
from math import ceil

from sqlalchemy import BigInteger, Connection, Integer, bindparam, func, literal, select

from models.models import Result
from utils.errors import AppError

WITHIN = timedelta(hours=1)
# Seconds until one more is allowed, from the oldest of those that count; null where there are not
# as many.
SECONDS = (
    select(func.extract("epoch", Result.evaluated_at + literal(WITHIN) - func.now()))
    .where(Result.interview_id == bindparam("repeated_id", type_=BigInteger))
    .order_by(Result.version.desc())
    .offset(bindparam("allowed_but_one", type_=Integer))
    .limit(1)
)
IS_ALLOWED = func.coalesce(SECONDS.scalar_subquery(), 0) <= 0


class TooManyEvaluations(AppError):
    status, code = 429, "too_many_evaluations"

    def __init__(self, interview_id: int, per_hour: int, seconds: int) -> None:
        super().__init__(
            f"Interview {interview_id} has been evaluated {per_hour} times within an hour, which "
            f"is as often as it may be (EVALUATIONS_PER_HOUR). Ask again in {seconds} seconds."
        )
        self.headers = {"Retry-After": str(seconds)}


def parameters(interview_id: int, per_hour: int) -> dict[str, int]:
    return {"repeated_id": interview_id, "allowed_but_one": per_hour - 1}


def require_allowed(connection: Connection, interview_id: int, per_hour: int) -> None:
    """Raises TooManyEvaluations. Under a lock on the interview it cannot be wrong."""
    seconds = connection.scalar(SECONDS, parameters(interview_id, per_hour))
    if seconds is not None and seconds > 0:
        raise TooManyEvaluations(interview_id, per_hour, ceil(seconds))
