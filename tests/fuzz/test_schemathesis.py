"""A fuzzer against both OpenAPI documents: no 500, no answer that the document does not name.

More examples and another seed, for a longer run:
SCHEMATHESIS_MAX_EXAMPLES=1000 SCHEMATHESIS_SEED=7 make test PYTEST=tests/fuzz
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support.services import Process, System, clean_environment

HOOKS = Path(__file__).with_name("hooks.py")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
# The same seed gives the same requests, so that a failure is no accident.
SEED = os.environ.get("SCHEMATHESIS_SEED", "1")
# For each operation, of which the services have 12 and 5.
INTERVIEW_EXAMPLES, EVALUATOR_EXAMPLES = 60, 110
LEAST_CASES = 1000


def test_the_interview_service_answers_as_its_document_says(
    make_system: Callable[..., System], tmp_path: Path
) -> None:
    with make_system() as system:
        fuzz(system.flask, tmp_path, INTERVIEW_EXAMPLES)


def test_the_evaluator_answers_as_its_document_says(
    make_system: Callable[..., System], tmp_path: Path
) -> None:
    with make_system() as system:
        fuzz(system.fastapi, tmp_path, EVALUATOR_EXAMPLES)


def fuzz(service: Process, folder: Path, examples: int) -> None:
    """Every check in every phase: examples, edges, random requests and chains of requests."""
    run = subprocess.run(
        [
            *(SCHEMATHESIS, "run", f"{service.url}/openapi.json"),
            *("--checks=all", "--continue-on-failure", f"--seed={SEED}"),
            f"--max-examples={os.environ.get('SCHEMATHESIS_MAX_EXAMPLES', examples)}",
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
    assert run.returncode == 0, run.stdout + run.stderr + errors_in(service.log)
    (cases,) = re.findall(r"(\d+) generated", run.stdout)
    assert int(cases) >= LEAST_CASES, run.stdout


def errors_in(log: Path) -> str:
    """What the service has to say of its failures."""
    text = log.read_text()
    return text[max(0, text.find(" ERROR ") - 200) :][:10_000] if " ERROR " in text else ""
