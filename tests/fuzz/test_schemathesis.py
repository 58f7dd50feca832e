"""A fuzzer against both OpenAPI documents: no 500, no answer that the document does not name.

More examples and another seed, for a longer run:
SCHEMATHESIS_MAX_EXAMPLES=1000 SCHEMATHESIS_SEED=7 make test PYTEST=tests/fuzz
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.services import System, clean_environment

HOOKS = Path(__file__).with_name("hooks.py")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
# For each operation. The same seed gives the same requests, so that a failure is no accident.
MAX_EXAMPLES = os.environ.get("SCHEMATHESIS_MAX_EXAMPLES", "60")
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")


def test_the_interview_service_answers_as_its_document_says(system: System, tmp_path: Path) -> None:
    fuzz(f"{system.flask.url}/openapi.json", tmp_path)


def test_the_evaluator_answers_as_its_document_says(system: System, tmp_path: Path) -> None:
    fuzz(f"{system.fastapi.url}/openapi.json", tmp_path)


def fuzz(document_url: str, folder: Path) -> None:
    """Every check in every phase: examples, edges, random requests and chains of requests."""
    run = subprocess.run(
        [
            *(SCHEMATHESIS, "run", document_url, "--checks=all", "--continue-on-failure"),
            *(f"--max-examples={MAX_EXAMPLES}", f"--seed={SEED}"),
        ],
        cwd=folder,  # it leaves files behind
        env={
            **clean_environment(),
            "SCHEMATHESIS_HOOKS": str(HOOKS),
            "PYTHONDONTWRITEBYTECODE": "1",
            "COLUMNS": "100",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "passed" in run.stdout, run.stdout
