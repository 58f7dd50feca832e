"""Sixteen clients, and whatever can be killed or cut is: nothing acknowledged is ever lost."""

from pathlib import Path

from tests.faults.chaos import Account, Plan, wreak_havoc
from tests.faults.conftest import own_server

FIXED_SEED = 20261122
SECONDS = 22
KILLS = 8
PENDING_SECONDS = 60.0


def havoc(seed: int, folder: Path) -> Account:
    with own_server(durable=True) as server:
        account = wreak_havoc(server, server.url(), folder, Plan(SECONDS, KILLS, seed))
    print(f"\n{account.table()}")
    return account


def assert_nothing_is_wrong(account: Account) -> None:
    assert account.findings.wrong() == []
    assert account.ledger.violations == []
    assert account.recovery_seconds < PENDING_SECONDS
    # A run in which little happened would prove little.
    assert sum(account.killed.values()) >= KILLS
    assert account.ledger.counts["answers acknowledged"] > 50
    assert account.ledger.counts["interviews completed"] > 10


def test_nothing_acknowledged_is_lost_under_kills_and_broken_links(tmp_path: Path) -> None:
    assert_nothing_is_wrong(havoc(FIXED_SEED, tmp_path / "chaos"))


def test_nothing_is_lost_in_an_order_of_faults_that_nobody_has_seen(
    tmp_path: Path, random_seed: int
) -> None:
    assert_nothing_is_wrong(havoc(random_seed, tmp_path / "chaos"))
