"""Listing interviews a page at a time.

A page continues after the last row of the one before (its sort value and id, inside the cursor), so
that rows which are added meanwhile shift nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeAlias, cast

from sqlalchemy import Engine, Select, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from models.models import BEST_FIRST, WORST_FIRST, Candidate, Interview, folded, stored_skill
from services import cursors
from utils.db import autocommit

HUNDREDTH = Decimal("0.01")

Sort = Literal["-created_at", "created_at", "-score", "score"]
Listing: TypeAlias = Select[*tuple[Any, ...]]
SortColumn: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class ListQuery:
    skill: str | None
    status: str | None
    email: str | None
    min_score: Decimal | None
    max_score: Decimal | None
    sort: Sort
    limit: int
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ListedInterview:
    id: int
    skill: str
    status: str
    created_at: datetime
    score: Decimal | None
    candidate_id: int
    candidate_name: str
    candidate_email: str


@dataclass(frozen=True, slots=True)
class Page:
    items: list[ListedInterview]
    next_cursor: str | None


# What each order sorts by; the id decides between equals.
SORT_COLUMNS: dict[Sort, SortColumn] = {
    "-created_at": Interview.created_at,
    "created_at": Interview.created_at,
    "-score": BEST_FIRST,
    "score": WORST_FIRST,
}
# What stands there for the score of an interview that has none.
WITHOUT_SCORE: dict[Sort, Decimal] = {"-score": Decimal(-1), "score": Decimal(101)}


def list_interviews(engine: Engine, query: ListQuery) -> Page:
    """Raises Invalid for a cursor that is not ours, or that belongs to another order."""
    column = SORT_COLUMNS[query.sort]
    statement = ordered(filtered(query, column), query, column)
    with autocommit(engine) as connection:
        if query.skill is not None:
            # Found out before: only of a skill that it knows can PostgreSQL tell how rare it is.
            skill = connection.scalar(select(stored_skill(query.skill)))
            statement = statement.where(Interview.skill == skill)
        rows = connection.execute(statement.limit(query.limit + 1)).all()
    shown = rows[: query.limit]
    items = [ListedInterview(*row[:-1]) for row in shown]
    more = len(rows) > query.limit
    return Page(items, write_cursor(query.sort, shown[-1][-1], shown[-1].id) if more else None)


def ordered(statement: Listing, query: ListQuery, column: SortColumn) -> Listing:
    """After the row that the cursor names, if there is one."""
    descending = query.sort.startswith("-")
    if query.cursor is not None:
        row, after = tuple_(column, Interview.id), literal_position(query)
        statement = statement.where(row < after if descending else row > after)
    order = (column, Interview.id)
    return statement.order_by(*(part.desc() if descending else part.asc() for part in order))


def filtered(query: ListQuery, column: SortColumn) -> Listing:
    statement: Listing = select(
        Interview.id,
        Interview.skill,
        Interview.status,
        Interview.created_at,
        Interview.score,
        Candidate.id.label("candidate_id"),
        Candidate.name,
        Candidate.email,
        column.label("sort_value"),
    ).join(Candidate, Candidate.id == Interview.candidate_id)
    if query.status is not None:
        statement = statement.where(Interview.status == query.status)
    if query.status == "ongoing" and query.sort in WITHOUT_SCORE:
        # Known of each of them; said, it leads straight to where they are in the order.
        statement = statement.where(column == WITHOUT_SCORE[query.sort])
    if query.email is not None:
        statement = statement.where(folded(Candidate.email) == folded(query.email))
    # Through the sort expressions, so that their indexes serve: one lets no absent score pass, and
    # the other one, which lets them pass, spares reading up to the bound when it is sorted by.
    if query.min_score is not None:
        statement = statement.where(query.min_score <= BEST_FIRST, query.min_score <= WORST_FIRST)
    if query.max_score is not None:
        statement = statement.where(query.max_score >= WORST_FIRST, query.max_score >= BEST_FIRST)
    return statement


def literal_position(query: ListQuery) -> ColumnElement[Any]:
    value, row_id = read_cursor(query.sort, query.cursor or "")
    return tuple_(literal(value), literal(row_id))


def write_cursor(sort: Sort, value: datetime | Decimal, row_id: int) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return cursors.write([sort, text, row_id])


def read_cursor(sort: Sort, cursor: str) -> tuple[datetime | Decimal, int]:
    try:
        made_for, text, row_id = cast("list[Any]", cursors.read(cursor))
        value = datetime.fromisoformat(text) if sort.endswith("created_at") else Decimal(text)
        if made_for == sort and type(row_id) is int and 0 < row_id < 2**63 and is_usable(value):
            return value, row_id
    except (ValueError, TypeError, InvalidOperation):
        pass
    raise cursors.NotACursor


def is_usable(value: datetime | Decimal) -> bool:
    """Whether one of our cursors can hold it; not everything else means something to PostgreSQL."""
    if isinstance(value, datetime):
        return value.utcoffset() == timedelta(0)
    return value == value.quantize(HUNDREDTH)
