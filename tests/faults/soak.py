"""The long form of the fault suite: `python -m tests.faults.soak --minutes 10 --kills 200`."""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tqdm import tqdm  # type: ignore[import-untyped]

from tests.faults.chaos import Plan, wreak_havoc
from tests.faults.conftest import own_server


def main() -> int:
    options = parser().parse_args()
    plan = Plan(options.minutes * 60, options.kills, options.seed, options.clients)
    print(f"seed {plan.seed}")
    with (
        tempfile.TemporaryDirectory(prefix="interviews-soak-") as folder,
        own_server(durable=True) as server,
        tqdm(total=plan.kills, unit="kill") as bar,
    ):
        account = wreak_havoc(server, server.url(), Path(folder) / "system", plan, bar.update)
    print(account.table())
    wrong = [*account.findings.wrong(), *account.ledger.violations]
    for line in wrong:
        print(line)
    return 1 if wrong else 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--minutes", type=float, default=10)
    made.add_argument("--kills", type=int, default=200)
    made.add_argument("--clients", type=int, default=16)
    made.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return made


if __name__ == "__main__":
    sys.exit(main())
