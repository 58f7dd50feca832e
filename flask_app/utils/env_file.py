"""Whether other accounts of this machine can read the secrets in .env."""

import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

READABLE_BY_OTHERS = stat.S_IRGRP | stat.S_IROTH


def exposed_secrets(
    env_file: Path, names: tuple[str, ...], environment: Mapping[str, str]
) -> str | None:
    """A sentence that says what to do, if any of these settings is a secret that others can read.

    What the environment sets does not come from the file.
    """
    if not env_file.is_file() or not env_file.stat().st_mode & READABLE_BY_OTHERS:
        return None
    values = {name.upper(): value for name, value in dotenv_values(env_file).items()}
    found = [name for name in names if not environment.get(name) and is_secret(values.get(name))]
    if not found:
        return None
    return (
        f"Other accounts of this machine can read {' and '.join(found)} in {env_file}: "
        f"run chmod 600 {env_file}."
    )


def is_secret(value: str | None) -> bool:
    """An address is one when it has a password in it, anything else when it is there at all."""
    try:
        return bool(urlsplit(value).password) if value and "://" in value else bool(value)
    except ValueError:
        return True
