import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """Make the names in it durable: flushing the files alone does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
