"""Every evaluation of an interview, a page at a time."""

from dataclasses import dataclass

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, undefer

from models.models import Interview, Result
from services import cursors
from services.errors import InterviewNotFound

LIST = "versions"  # tells our cursors from those of other lists
MAX_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class VersionPage:
    items: list[Result]
    next_cursor: str | None


def list_versions(
    engine: Engine, interview_id: int, limit: int, cursor: str | None = None
) -> VersionPage:
    """Newest first. A page continues below the last version of the one before, so that it misses
    and repeats nothing while others are added.

    Raises InterviewNotFound, and Invalid for a cursor that is not ours.
    """
    statement = (
        select(Result)
        .where(Result.interview_id == interview_id)
        .order_by(Result.version.desc())
        .limit(limit + 1)
        .options(undefer(Result.rubrics))
    )
    if cursor is not None:
        statement = statement.where(Result.version < read_cursor(cursor))
    with Session(engine, expire_on_commit=False) as session:
        found = list(session.scalars(statement))
        if not found and session.get(Interview, interview_id) is None:
            raise InterviewNotFound(interview_id)
    shown = found[:limit]
    more = len(found) > limit
    return VersionPage(shown, cursors.write([LIST, shown[-1].version]) if more else None)


def read_cursor(cursor: str) -> int:
    match cursors.read(cursor):
        case [made_for, int() as version] if made_for == LIST and type(version) is int:
            if 0 < version <= MAX_VERSION:
                return version
    raise cursors.NotACursor
