"""All files of folders, one after another or several at a time."""

import argparse
import itertools
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.reading import report
from benchmarks.reading.files import EXCEPTION, Outcome, files_in, looked_at


def compare_all(options: argparse.Namespace) -> int:
    """What the command ends with."""
    skipped: Counter[str] = Counter()
    paths = [path for folder in options.folders for path in files_in(folder, skipped)]
    if not paths:
        folders = ", ".join(map(str, options.folders))
        print(f"There is no document in {folders}.", *report.left_out(skipped), file=sys.stderr)
        return 2
    outcomes = all_of(paths, options)
    print(*report.summary(outcomes), *report.left_out(skipped), sep="\n")
    if options.json:
        report.write_json(options.json, outcomes, skipped)
    if options.csv:
        report.write_csv(options.csv, outcomes)
    return int(any(found.outcome == EXCEPTION for found in outcomes))


def all_of(paths: Sequence[Path], options: argparse.Namespace) -> list[Outcome]:
    outcomes = []
    print(report.HEAD)
    asked = itertools.repeat(options.question), itertools.repeat(options.timeout)
    with ThreadPoolExecutor(options.jobs) as executor:
        for found in executor.map(looked_at, paths, *asked):
            print(report.line(found), flush=True)
            outcomes.append(found)
    return outcomes
