"""The epoch of the database, which restoring a backup renews.

What began before a restore must not write after it: it is about interviews that are not there any
more, or that are others now under the same id. So each request keeps the epoch that it began in,
and every statement that writes demands it.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, Engine, Uuid, bindparam, select
from sqlalchemy.exc import SQLAlchemyError

from models.models import Installation
from utils.db import autocommit, table
from utils.errors import AppError, Busy

INSTALLATION = table(Installation)
EPOCH = select(INSTALLATION.c.epoch).correlate(None).scalar_subquery()
STILL: ColumnElement[bool] = bindparam("epoch", type_=Uuid) == EPOCH


class Restored(Busy):
    code = "restored"

    def __init__(self) -> None:
        super().__init__(
            "A backup was restored. Nothing was saved; see what is there now, and send it again."
        )


class EpochUnknown(Busy):
    def __init__(self) -> None:
        super().__init__(
            "The database was unavailable when this request began. Nothing was saved; send it "
            "again in a moment."
        )


class Epoch:
    """What this process knows of the epoch, so that no request has to ask for it.

    Right after a restore it may be the one before. A write then fails, though it may have begun
    after the restore, which makes us ask again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: UUID | None = None

    @property
    def known(self) -> UUID | None:
        return self._known

    def now(self) -> UUID | None:
        """For what begins now. None, in which nothing can be written, without a database."""
        if self._known is None:
            try:
                with autocommit(self._engine) as connection:
                    self._known = connection.scalar(select(INSTALLATION.c.epoch))
            except (AppError, SQLAlchemyError, ValueError):  # the last: unreadable bytes
                return None
        return self._known

    def forget(self) -> None:
        self._known = None


def require_same(began_in: UUID | None, now: UUID) -> None:
    """Raises Restored, and EpochUnknown."""
    if began_in is None:
        raise EpochUnknown
    if began_in != now:
        raise Restored
