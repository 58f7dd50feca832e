"""Which release of the program this is."""

import tomllib
from functools import cache
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@cache
def release() -> str:
    """As pyproject.toml says, which is the one place that does."""
    if not PYPROJECT.is_file():
        return "unknown"  # a service that was installed without the repository around it
    version: str = tomllib.loads(PYPROJECT.read_text())["project"]["version"]
    return version
