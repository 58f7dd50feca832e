"""The evaluator with an engine that does what an answer tells it to: exact scores, and faults.

Started as `uvicorn scripted:app` from fastapi_app/, so that what is tested around the engine does
not depend on how the real ones judge.
"""

import re
import time
from dataclasses import replace
from pathlib import Path

from main import create_app
from scoring.contract import AnswerScore, EngineInfo, Evidence, Rubric
from utils.logs import set_up_logging
from utils.settings import load_settings

LONGEST_WAIT_SECONDS = 20.0


class ScriptedEngine:
    answers_at_once = 1
    stand_in = None

    def describe(self) -> EngineInfo:
        return EngineInfo("scripted", "3", "a model", "prompt 7")

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        if "crash" in answer:
            raise RuntimeError("a secret of the server")
        if answer == "kind?":
            return AnswerScore(0.0, f"A question of the kind {rubric.kind}.")
        if "review" in answer:
            return AnswerScore(None, "A person must look.", flags=("failed_judgement",))
        if found := re.search(r"wait for (\S+)", answer):
            begin_and_wait(Path(found[1]))
        number = re.search(r"score ([0-9.]+)", answer)
        score = float(number[1]) if number else 0.0
        if "deny" in answer:
            return denial(score, answer, rubric)
        return AnswerScore(
            score,
            f"Read: {answer}",
            covered=rubric.key_points[:1],
            missing=rubric.key_points[1:],
            flags=("scripted",),
        )


def denial(score: float, answer: str, rubric: Rubric) -> AnswerScore:
    """Of the first point; the others are made in part."""
    denied, *others = rubric.key_points
    start = answer.index("deny")
    return AnswerScore(
        score,
        "It seems to deny something.",
        partly=tuple(others),
        contradicted=(denied,),
        evidence=(Evidence(denied, start, start + len("deny")),),
        review_reasons=("contradiction",),
    )


def begin_and_wait(folder: Path) -> None:
    """Leave a file for each call that began, and go on when there is a file `go`."""
    (folder / f"begun-{time.monotonic_ns()}").touch()
    give_up_at = time.monotonic() + LONGEST_WAIT_SECONDS
    while not (folder / "go").exists() and time.monotonic() < give_up_at:
        time.sleep(0.02)


settings = load_settings()
set_up_logging("fastapi", settings.log_level)
app = create_app(settings)
app.state.evaluator = replace(app.state.evaluator, engine=ScriptedEngine())
