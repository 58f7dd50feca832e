"""Read every document of a folder as the service does, and compare with independent readers.

    python -m benchmarks.reading FOLDER... [--jobs N] [--csv FILE] [--json FILE]

Prints for every file the words read here and by the other reader, those that only one of them has,
flags, why it needs a person, and the seconds; then totals for each kind, and the worst twenty.
Ends with 1 if reading any file ended with an exception.
"""

import argparse
import importlib.util
import itertools
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.reading import report
from benchmarks.reading.files import EXCEPTION, Outcome, files_in, looked_at

NEEDED = {
    "pdfminer": "pdfminer.six",
    "nbformat": "nbformat",
    "charset_normalizer": "charset-normalizer",
}
TIMEOUT = "after which the other reader is ended; 30 if not given"


def main(arguments: Sequence[str]) -> int:
    options = parsed(arguments)
    if missing := [name for module, name in NEEDED.items() if not importlib.util.find_spec(module)]:
        print(
            f"The other readers are not installed: pip install {' '.join(missing)}, "
            "or make lint, which installs requirements-dev.lock.",
            file=sys.stderr,
        )
        return 2
    paths = [path for folder in options.folders for path in files_in(folder)]
    outcomes = all_of(paths, options.jobs, options.timeout)
    print(*report.summary(outcomes), sep="\n")
    if options.json:
        report.write_json(options.json, outcomes)
    if options.csv:
        report.write_csv(options.csv, outcomes)
    return int(any(found.outcome == EXCEPTION for found in outcomes))


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading")
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=folder)
    parser.add_argument("--jobs", metavar="N", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--csv", metavar="FILE", type=Path)
    parser.add_argument("--json", metavar="FILE", type=Path)
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=30, help=TIMEOUT)
    return parser.parse_args(arguments)


def folder(name: str) -> Path:
    path = Path(name)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {name}")
    return path


def all_of(paths: Sequence[Path], jobs: int, timeout_seconds: float) -> list[Outcome]:
    outcomes = []
    print(report.HEAD)
    with ThreadPoolExecutor(jobs) as executor:
        for found in executor.map(looked_at, paths, itertools.repeat(timeout_seconds)):
            print(report.line(found), flush=True)
            outcomes.append(found)
    return outcomes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
