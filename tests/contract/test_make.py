"""What make does where the machine lacks something."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.services import REPOSITORY

# As Debian's python3 without python3-venv: it leaves half of an environment behind.
WITHOUT_ENSUREPIP = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && touch "$3/bin/python" && exit 1 ;;
esac
"""


@pytest.mark.parametrize("was_there", [True, False])
def test_a_virtual_environment_that_cannot_be_made_leaves_what_was_there(
    tmp_path: Path, was_there: bool
) -> None:
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    if was_there:
        (tmp_path / ".venv").mkdir()
        (tmp_path / ".venv" / "notes").touch()
    python = tmp_path / "python"
    python.write_text(WITHOUT_ENSUREPIP)
    python.chmod(0o755)

    made = subprocess.run(
        ["make", f"PYTHON={python}", ".venv/bin/python"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode != 0
    assert "apt install python3-venv" in made.stderr
    assert (tmp_path / ".venv").exists() == was_there
    assert was_there == (tmp_path / ".venv" / "notes").exists()
