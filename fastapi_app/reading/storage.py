"""The uploads on disk, which may be on a disk that is away."""

import logging
import os
from pathlib import Path
from typing import BinaryIO

from reading.result import Unreadable
from utils.errors import PutOff

log = logging.getLogger(__name__)


class StorageUnavailable(PutOff):
    """Not the answer's fault: what cannot be read now may be readable in a moment."""

    def __init__(self) -> None:
        super().__init__("Uploaded files cannot be read just now. Try again in a moment.")


def open_upload(path: Path) -> BinaryIO:
    """Raises Unreadable when only this file is missing or closed to us, else StorageUnavailable."""
    try:
        return path.open("rb")
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        if not is_entered(path.parent):
            raise away(error) from None
        raise Unreadable("The uploaded file could not be opened.") from None
    except OSError as error:
        raise away(error) from None


def is_entered(folder: Path) -> bool:
    # Not os.access: it asks about the user alone, and passes over what else lets a service in.
    try:
        os.stat(f"{folder}/.")  # noqa: PTH116 - a Path loses the dot
    except OSError:
        return False
    return True


def away(cause: OSError) -> StorageUnavailable:
    log.error("uploads: %s", cause)
    return StorageUnavailable()
