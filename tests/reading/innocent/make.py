"""Make the innocent documents again: all, or those whose names are given. See README.md."""

import sys
from pathlib import Path

from tests.reading.innocent.made_by import (  # noqa: F401 - they add what they make to MAKERS
    browsers,
    drawings,
    javascript,
    latex,
    libreoffice,
    python,
    rewriters,
    scanners,
    word,
)
from tests.reading.innocent.made_by.tools import MAKERS, make

FOLDER = Path(__file__).parent / "documents"


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in names or sorted(MAKERS):
        try:
            content = make(name)
        except Exception as error:  # each is shown, and the others are made
            print(f"{name}: {error!r}"[:1000])
            continue
        (FOLDER / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
