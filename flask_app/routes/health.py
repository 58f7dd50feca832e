"""Whether this service works, for whoever watches it."""

from flask import Blueprint
from spectree import Response

from schemas import Health, Live
from services.evaluations import read_backlog
from utils.openapi import answers, api
from wiring import wired

health = Blueprint("health", __name__)


@health.get("/health")
@api.validate(resp=answers(HTTP_200=Health), tags=["health"])
def ready() -> Health:
    """Whether the service and its database work, how many evaluations are pending, and how many
    failed for good unless somebody asks again."""
    wired().schema.doubt()
    backlog = read_backlog(wired().engine)
    return Health(
        pending_evaluations=backlog.pending,
        oldest_pending_seconds=backlog.oldest_seconds,
        failed_evaluations=backlog.failed,
    )


@health.get("/health/live")
@api.validate(resp=Response(HTTP_200=Live), tags=["health"])
def live() -> Live:
    """Whether the process runs."""
    return Live()
