"""Whether this service works, for whoever watches it."""

from flask import Blueprint
from spectree import Response
from sqlalchemy.exc import SQLAlchemyError

from schemas import Health, Live
from services.evaluations import read_backlog
from utils.openapi import api
from wiring import wired

health = Blueprint("health", __name__)


@health.get("/health")
@api.validate(resp=Response(HTTP_200=Health, HTTP_503=Health), tags=["health"])
def ready() -> tuple[Health, int]:
    """Whether the service and its database work, and how many evaluations are pending."""
    try:
        backlog = read_backlog(wired().sessions)
    except SQLAlchemyError:
        return Health(status="unavailable", database="unavailable"), 503
    return (
        Health(
            status="ok",
            database="ok",
            pending_evaluations=backlog.pending,
            oldest_pending_seconds=backlog.oldest_seconds,
        ),
        200,
    )


@health.get("/health/live")
@api.validate(resp=Response(HTTP_200=Live), tags=["health"])
def live() -> Live:
    """Whether the process runs."""
    return Live()
