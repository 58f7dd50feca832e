"""Versions of PostgreSQL, and which of them have fixes that an older one lacks."""

from dataclasses import dataclass
from typing import Self

# Brought up to date from https://www.postgresql.org/support/versioning/, which has new numbers
# after the second Thursday of February, May, August and November. Known are 15.20 of November
# 2026 (from Debian) and the others of August 2026: newer ones may be out already.
KNOWN_IN = "November 2026"
NEWEST_MINORS = {18: 6, 17: 11, 16: 15, 15: 20, 14: 24}


@dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int

    @classmethod
    def of_server(cls, number: int) -> Self:
        """From `server_version_num`: 180004 is 18.4."""
        return cls(*divmod(number, 10_000))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def fixed_by(self) -> "Version | None":
        """A later version that reads the same data, with fixes that this one lacks."""
        newest = Version(self.major, NEWEST_MINORS.get(self.major, 0))
        return newest if newest > self else None
