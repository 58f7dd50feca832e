"""The evaluator with an engine that may not come to an end: `uvicorn endless:app`."""

from dataclasses import replace
from pathlib import Path

from endless_engine import EndlessEngine

from main import create_app
from scoring.punctual import PunctualEngine
from scoring_pool import FOLDERS, ScoringPool
from utils.logs import set_up_logging
from utils.settings import load_settings

DEADLINE_SECONDS = 8.0

settings = load_settings()
set_up_logging("fastapi", settings.log_level)
pool = ScoringPool(DEADLINE_SECONDS, (*FOLDERS, str(Path(__file__).resolve().parent)))
app = create_app(settings)
app.state.evaluator = replace(
    app.state.evaluator, engine=PunctualEngine(EndlessEngine(), pool.compute)
)
