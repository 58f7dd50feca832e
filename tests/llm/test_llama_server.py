"""The engine with a real language model, where `llama-server` and one are installed."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from scoring import Engine, Rubric, engine
from tests.llm.conftest import LlmSettings
from tests.support.services import free_port
from tests.support.waiting import wait_until

RUBRIC = Rubric(
    "What is the difference between a list and a tuple in Python?",
    ("A list is mutable, a tuple is immutable and can be used as a dictionary key.",),
    ("Lists are mutable", "Tuples are immutable", "Tuples can be dictionary keys"),
)
GOOD = "You can change a list in place, but not a tuple, which is why a tuple may be a dict key."
BAD = "Both are sequences, and a tuple can be changed in place while a list cannot."


def installed_model() -> Path | None:
    """The one that LLAMA_MODEL names, or the newest that llama.cpp has downloaded."""
    if named := os.environ.get("LLAMA_MODEL"):
        return Path(named)
    found = (Path.home() / ".cache" / "llama.cpp").glob("*.gguf")
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    program, model = shutil.which("llama-server"), installed_model()
    if program is None or model is None:
        pytest.skip("needs llama-server on the PATH, and LLAMA_MODEL=<file>.gguf or its cache")
    port = free_port()
    log = tmp_path_factory.mktemp("llama") / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [program, "--model", model, "--port", str(port), "--ctx-size", "8192"],
            stdout=output,
            stderr=output,
        )
    try:
        wait_until(lambda: is_ready(port), seconds=300, what=f"llama-server; its log is {log}")
        settings = LlmSettings(f"http://127.0.0.1:{port}/v1", llm_timeout_seconds=300)
        yield engine("llm", replace(settings, llm_concurrency=1))
    finally:
        server.terminate()
        server.wait(timeout=30)


def is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def test_a_real_model_tells_a_good_answer_from_a_wrong_one(llama: Engine) -> None:
    good, bad = llama.score(GOOD, RUBRIC), llama.score(BAD, RUBRIC)

    assert good.score is not None, good.feedback
    assert bad.score is not None, bad.feedback
    assert good.score > bad.score
    assert set(good.covered) | set(good.missing) == set(RUBRIC.key_points)
    assert good.tokens is not None
    assert good.tokens.prompt > 100
    assert good.tokens.completion > 10
