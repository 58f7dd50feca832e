"""How fast the system is: `make bench`, or `python -m benchmarks.load --quick`.

Starts both services as `make run` does, on a durable PostgreSQL of its own in a temporary folder,
and compares them with the bare database and the bare framework under the same load.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.load import endurance
from benchmarks.load.bench import QUICK, Plan, run
from benchmarks.load.clients import NotWarm
from benchmarks.load.floor import NoPgbench, PgbenchFailed
from benchmarks.load.report import markdown
from benchmarks.load.system import DidNotStart
from launcher.errors import LauncherError


def main() -> int:
    arguments = parser()
    options = arguments.parse_args()
    if options.minutes is not None and (options.quick or options.json or options.markdown):
        arguments.error("--minutes goes with none of --quick, --json and --markdown")
    try:
        if options.minutes:
            return show_endurance(options.minutes)
        report = run(QUICK if options.quick else Plan())
    except (NoPgbench, PgbenchFailed, DidNotStart, NotWarm, LauncherError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        options.json.write_text(json.dumps(asdict(report), indent=2) + "\n")
    if options.markdown:
        options.markdown.write_text(markdown(report))
    print(markdown(report), end="")
    return 1 if report.errors else 0


def show_endurance(minutes: float) -> int:
    found = endurance.endure(minutes)
    print(endurance.markdown(found), end="")
    return 1 if found.errors else 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    made.add_argument("--quick", action="store_true", help="half a minute instead of ten")
    made.add_argument(
        "--minutes",
        type=float,
        help="watch the memory for so long instead, under one load; it is printed only",
    )
    made.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    made.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables there too")
    return made


if __name__ == "__main__":
    sys.exit(main())
