"""The evaluator as its own process, with constants of our choice: `uvicorn service:app`.

It is the service of fastapi_app/main.py in everything but the numbers in SCORING_CONSTANTS (JSON).
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import benchmarks.scoring  # noqa: F401 - so that the evaluator's packages are found
from scoring.model import Constants
from scoring.offline import OfflineEngine

REPOSITORY = Path(__file__).resolve().parents[2]
VARIABLE = "SCORING_CONSTANTS"
START_SECONDS = 30


def make_app() -> Any:
    from main import create_app
    from utils.settings import load_settings

    app = create_app(load_settings())
    numbers = json.loads(os.environ[VARIABLE])
    chosen = Constants(**{name: tuple(values) for name, values in numbers.items()})
    app.state.evaluator = replace(app.state.evaluator, engine=OfflineEngine(chosen))
    return app


@contextmanager
def running(constants: Constants) -> Iterator[str]:
    """The address of such an evaluator while it runs. It scores answers and has no database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://none@127.0.0.1:1/none",
        "EVALUATOR": "offline",
        "LOG_LEVEL": "ERROR",
        VARIABLE: json.dumps(asdict(constants)),
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "benchmarks.scoring.service:make_app"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--no-access-log"], cwd=REPOSITORY, env=environment
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_it_answers(url, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def wait_until_it_answers(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise SystemExit("The evaluator did not start.")
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/live", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
