"""Fit how people grade a skill, seen from the engine: calibrated = slope · score + intercept.

    cd fastapi_app && python calibrate.py python graded.csv
    cd fastapi_app && python calibrate.py --remove python

The scores themselves stay as they are; results from then on have a calibrated score beside them.
"""

import argparse
import math
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from psycopg2.errors import InsufficientPrivilege  # type: ignore[import-untyped]
from sqlalchemy import Engine as Database
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import ProgrammingError

from graded import GradedAnswer, GradedAnswersError, read
from models.models import Calibration, Question, stored_skill
from scoring import Engine, EngineInfo, engine
from utils.db import autocommit, make_engine
from utils.settings import load_settings

LEAST_ANSWERS = 30
LEAST_SLOPE = 0.01
LEAST_FREEDOM = 1e-6  # 1 - leverage: less, and the line hangs on one answer alone
Pair = tuple[float, float]  # the engine's score and the people's, both of 100


class CalibrationError(Exception):
    """There is nothing to be gained from these answers; the message says why."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Root mean square errors in points of 100; `rmse_after` is that of answers left out."""

    slope: float
    intercept: float
    graded_answers: int
    rmse_before: float
    rmse_after: float


def skill_in_the_bank(database: Database, asked: str) -> str:
    """As the bank writes it, in whichever case it was asked for."""
    with autocommit(database) as connection:
        return str(connection.scalar(select(stored_skill(asked))))


def require_skill(database: Database, skill: str) -> None:
    """Raises CalibrationError when no question was ever asked in it."""
    with autocommit(database) as connection:
        if not connection.scalar(select(Question.id).where(Question.skill == skill).limit(1)):
            known = connection.scalars(select(Question.skill).distinct().order_by(Question.skill))
            raise CalibrationError(f"There is no skill {skill}; there is: {', '.join(known)}.")


def pairs(answers: Sequence[GradedAnswer], judge: Engine) -> list[Pair]:
    """The scores of those answers that the engine could score."""
    found = [(judge.score(row.answer, row.rubric()).score, 100 * row.grade) for row in answers]
    return [(score, grade) for score, grade in found if score is not None]


def fit(graded: Sequence[Pair]) -> Fit:
    """Least squares. Raises CalibrationError.

    The error afterwards is measured on each answer with the line of all others, which for a
    straight line needs no refitting: the residual divided by 1 - leverage.
    """
    if len(graded) < LEAST_ANSWERS:
        raise CalibrationError(
            f"{len(graded)} answers could be scored; at least {LEAST_ANSWERS} are needed."
        )
    scores, grades = zip(*graded, strict=True)
    if len(set(grades)) == 1:
        raise CalibrationError("People gave all these answers the same grade.")
    mean = statistics.fmean(scores)
    spread = math.fsum((score - mean) ** 2 for score in scores)
    freedom = [1 - 1 / len(graded) - (score - mean) ** 2 / (spread or 1) for score in scores]
    if not spread or min(freedom) < LEAST_FREEDOM:
        raise CalibrationError(
            "The engine gives the same score to all these answers, or to all but one."
        )
    slope, intercept = statistics.linear_regression(scores, grades)
    if slope < LEAST_SLOPE:
        raise CalibrationError("The better people found an answer, the worse the engine did.")
    left_out = [
        (grade - slope * score - intercept) / free
        for (score, grade), free in zip(graded, freedom, strict=True)
    ]
    before = [grade - score for score, grade in graded]
    return Fit(slope, intercept, len(graded), rmse(before), rmse(left_out))


def rmse(errors: Sequence[float]) -> float:
    return math.sqrt(statistics.fmean(error * error for error in errors))


def store(database: Database, skill: str, judge: EngineInfo, found: Fit) -> None:
    """Replaces the calibration of this skill for this version of the engine."""
    numbers = {
        "slope": rounded(found.slope, 6),
        "intercept": rounded(found.intercept, 6),
        "graded_answers": found.graded_answers,
        "rmse_before": rounded(found.rmse_before, 3),
        "rmse_after": rounded(found.rmse_after, 3),
    }
    with database.begin() as connection:
        connection.execute(
            insert(Calibration)
            .values(
                skill=skill,
                evaluator=judge.name,
                evaluator_version=judge.version,
                model=judge.model or "",
                **numbers,
            )
            .on_conflict_do_update(
                constraint="calibrations_pkey", set_={**numbers, "fitted_at": func.now()}
            )
        )


def rounded(number: float, digits: int) -> Decimal:
    return Decimal(repr(round(number, digits)))


def remove(database: Database, skill: str) -> int:
    with database.begin() as connection:
        removed = connection.execute(
            delete(Calibration).where(Calibration.skill == skill).returning(Calibration.skill)
        )
        return len(removed.all())


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit how people grade a skill.")
    parser.add_argument("--remove", action="store_true", help="forget what was fitted before")
    parser.add_argument("skill")
    parser.add_argument("file", type=Path, nargs="?", help="answers that people graded, as CSV")
    options = parser.parse_args()
    settings = load_settings()
    database = make_engine(settings)
    skill = skill_in_the_bank(database, options.skill.strip())
    if options.remove:
        print(f"{remove(database, skill)} calibrations of {skill} were removed.")
        return
    if options.file is None:
        parser.error("which answers? name a CSV file")
    judge = engine(settings.evaluator, settings)
    try:
        require_skill(database, skill)
        found = fit(pairs(read(options.file), judge))
    except (CalibrationError, GradedAnswersError) as error:
        sys.exit(f"Nothing was fitted. {error}")
    print(
        f"{found.graded_answers} graded answers: calibrated = {found.slope:.3f} · score "
        f"{'+' if found.intercept >= 0 else '-'} {abs(found.intercept):.2f}\n"
        f"Root mean square error: {found.rmse_before:.2f} points before, "
        f"{found.rmse_after:.2f} after (each answer by the line of the others)."
    )
    if found.rmse_after >= found.rmse_before:
        sys.exit("That is no better than the score itself: nothing was stored.")
    try:
        store(database, skill, judge.describe(), found)
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        sys.exit("Only the database's owner may store it: nothing was. Use `make calibrate`.")
    print(f"Stored: results of {skill} have a calibrated score beside the score from now on.")


if __name__ == "__main__":
    main()
