"""What the views work with, made once by create_app."""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, g
from sqlalchemy import Engine

from services.epoch import Epoch
from services.evaluations import Evaluator
from storage import UploadStore
from utils.schema import SchemaCheck


@dataclass(frozen=True, slots=True)
class Wiring:
    engine: Engine
    schema: SchemaCheck
    uploads: UploadStore
    evaluator: Evaluator
    epoch: Epoch


def wired() -> Wiring:
    wiring: Wiring = current_app.extensions["wiring"]
    return wiring


def began_in() -> UUID | None:
    """The epoch in which the request that we answer began."""
    epoch: UUID | None = g.epoch
    return epoch
