"""The rule that CI skips nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.services import REPOSITORY


@pytest.mark.parametrize(
    ("ci", "reason", "status"),
    [
        ("true", "chromium is not there", 1),
        ("true", "llama-server is not there", 0),
        ("", "chromium is not there", 0),
    ],
)
def test_a_skip_fails_in_ci_unless_it_needs_a_language_model(
    tmp_path: Path, ci: str, reason: str, status: int
) -> None:
    (tmp_path / "test_it.py").write_text(
        f"import pytest\ndef test_it(): pytest.skip({reason!r})\ndef test_more(): pass\n"
    )

    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-c", os.devnull, "-p", "tests.support.skips"),
            *("-p", "no:cacheprovider", tmp_path),
        ],
        env={
            **os.environ,
            "CI": ci,
            "PYTHONPATH": str(REPOSITORY),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them takes seconds
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == status, run.stdout
    assert ("which CI does not allow" in run.stdout) == (status == 1)
    assert (f"test_it: Skipped: {reason}" in run.stdout) == (status == 1)
