"""What is installed is pinned by hash, and fits the files that people edit."""

import json
import re
from dataclasses import dataclass, field
from functools import cache

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.services import REPOSITORY

WHAT_TO_DO = "run `make lock`, which makes these files anew"
POSTMAN = REPOSITORY / "tests" / "postman"
Entry = tuple[str, str, str]  # name, version, condition
# Where the packages come from is the business of whoever installs them.
NAMES_A_SOURCE = re.compile(r"://|--(extra-)?index-url|--find-links| file:| @ ")


@dataclass
class Locked:
    requirement: Requirement
    hashes: set[str] = field(default_factory=set)
    asked_for_by: set[str] = field(default_factory=set)


@cache
def locked(name: str) -> list[Locked]:
    """A lock's entries: a requirement, its hashes, and in comments who wants it."""
    entries: list[Locked] = []
    for line in (REPOSITORY / name).read_text().splitlines():
        text = line.strip().removesuffix("\\").strip()
        if not line.startswith((" ", "#")):
            entries.append(Locked(Requirement(text)))
        elif text.startswith("--hash="):
            entries[-1].hashes.add(text.removeprefix("--hash="))
        elif entries:
            entries[-1].asked_for_by.add(text.lstrip("# ").removeprefix("via").strip())
    return entries


def requirements(name: str) -> list[Requirement]:
    lines = (REPOSITORY / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]


def exact(requirement: Requirement) -> Entry:
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    name = canonicalize_name(requirement.name) + extras
    return name, str(requirement.specifier), str(requirement.marker or "")


def unconditional(requirement: Requirement) -> Entry:
    return (*exact(requirement)[:2], "")


def test_everything_that_people_ask_for_is_locked_as_they_ask_for_it_and_nothing_else() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        for name in ("requirements.txt", "requirements-dev.txt")[: 1 + ("dev" in lock)]:
            asked = {unconditional(requirement) for requirement in requirements(name)}
            found = {
                unconditional(entry.requirement)
                for entry in locked(lock)
                if f"-r {name}" in entry.asked_for_by
            }
            assert asked == found, f"{name} and {lock} disagree: {WHAT_TO_DO}"


def test_a_condition_that_people_set_is_in_the_lock() -> None:
    conditional = {exact(one) for one in requirements("requirements.txt") if one.marker}

    assert conditional
    assert conditional <= {exact(entry.requirement) for entry in locked("requirements.lock")}


def test_what_runs_is_what_is_tested() -> None:
    run, tested = (
        {unconditional(entry.requirement): entry.hashes for entry in locked(lock)}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )

    assert run.items() <= tested.items(), WHAT_TO_DO


def test_a_plain_pip_install_gets_the_locked_versions() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text().splitlines()
    constraints = {exact(Requirement(line)) for line in lines if not line.startswith("#")}
    entries = [exact(entry.requirement) for entry in locked("requirements-dev.lock")]
    # pip takes no extras in constraints.
    without_extras = {(name.partition("[")[0], *rest) for name, *rest in entries}

    assert constraints == without_extras, WHAT_TO_DO


def test_every_locked_package_has_one_version_and_the_hashes_of_its_files() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        for entry in locked(lock):
            assert re.fullmatch(r"==[\w.+!]+", str(entry.requirement.specifier)), entry
            assert entry.hashes, entry
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in entry.hashes), entry
            assert entry.asked_for_by, entry


def test_no_lock_says_where_packages_come_from() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "constraints.txt"):
        assert NAMES_A_SOURCE.findall((REPOSITORY / name).read_text()) == [], name


def test_newman_is_locked_by_hash_as_its_package_file_asks_for_it() -> None:
    asked = json.loads((POSTMAN / "package.json").read_text())["dependencies"]
    packages = json.loads((POSTMAN / "package-lock.json").read_text())["packages"]

    assert packages.pop("")["dependencies"] == asked, WHAT_TO_DO
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
