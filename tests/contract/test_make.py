"""What make does where the machine lacks something."""

import shutil
import subprocess
from pathlib import Path

from tests.support.services import REPOSITORY

# As Debian's python3 without python3-venv: it leaves half of an environment behind.
WITHOUT_ENSUREPIP = """#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && touch "$3/bin/python" && exit 1 ;;
esac
"""


def test_a_virtual_environment_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
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
    assert not (tmp_path / ".venv").exists()
