"""Read every document of a folder as the service does, and compare with independent readers.

    make compare-reading FOLDER=...
    python -m benchmarks.reading FOLDER... [--question TEXT] [--jobs N] [--csv FILE] [--json FILE]

Prints for every file the words read here and by the other reader, those that only one of them has,
those that only one of them divides, flags, why it needs a person, and the seconds; then totals for
each kind, and the worst twenty. Ends with 1 if reading any file ended with an exception.
"""

import argparse
import importlib.util
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path

NEEDED = (
    *("fastapi", "pypdfium2", "lxml", "chardet"),  # to read as the service does
    *("pdfminer", "nbformat", "charset_normalizer"),
)


def main(arguments: Sequence[str]) -> int:
    options = parsed(arguments)
    if missing := [module for module in NEEDED if not importlib.util.find_spec(module)]:
        print(
            f"Not installed for {sys.executable}: {', '.join(missing)}.\n"
            "make compare-reading FOLDER=... installs what it needs.",
            file=sys.stderr,
        )
        return 2
    # Not before: it imports what may be missing.
    from benchmarks.reading.corpus import compare_all

    return compare_all(options)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.reading",
        description="Read every document of folders as the evaluator does, and compare with "
        "independent readers.",
    )
    add = parser.add_argument
    add("folders", metavar="FOLDER", nargs="+", type=folder, help="of documents, also in folders")
    add(
        "--question",
        metavar="TEXT",
        default="",
        help="what the documents answer: encodings that a text does not name are guessed with it",
    )
    add(
        "--jobs",
        metavar="N",
        type=count,
        default=os.cpu_count() or 1,
        help="files at a time; one for each processor if not given",
    )
    add("--csv", metavar="FILE", type=writable, help="to write a row for each file to")
    add("--json", metavar="FILE", type=writable, help="to write rows, totals and the worst to")
    add(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=30,
        help="after which the other reader is ended; 30 if not given",
    )
    return parser.parse_args(arguments)


def folder(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {name}")
    return path


def writable(name: str) -> Path:
    """Known before anything is read."""
    path = Path(name)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"{name} cannot be written")
    return path


def count(number: str) -> int:
    if not number.isdecimal() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{number} is no number from 1 on")
    return int(number)


def seconds(number: str) -> float:
    if not 0 < float(number) < math.inf:
        raise argparse.ArgumentTypeError(f"{number} is no number of seconds")
    return float(number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
