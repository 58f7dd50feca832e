"""What the views work with, made once by create_app."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Engine

from services.evaluations import Evaluator
from storage import UploadStore


@dataclass(frozen=True, slots=True)
class Wiring:
    engine: Engine
    uploads: UploadStore
    evaluator: Evaluator


def wired() -> Wiring:
    wiring: Wiring = current_app.extensions["wiring"]
    return wiring
