"""When a passage denies a point, and when it only says "not"."""

import pytest

from scoring.contradiction import judge
from scoring.propositions import said_in

_AGREE = [
    ("The test set must keep the real class ratio", "The test set must not lose the real ratio."),
    ("A token bucket allows short bursts", "The token bucket does not forbid bursts."),
    ("It does not lock the row on read", "Reading a row leaves it not locked."),
    ("Update anomalies are avoided", "It prevents update anomalies."),
    ("A class can extend only one class", "You cannot extend several classes."),
    ("Only one thread runs bytecode in a process", "No two threads run bytecode in a process."),
    ("Use integers in cents or a decimal type", "Don't use floats."),
    ("The stack is faster than the heap", "The heap is slower than the stack."),
    ("An index makes reads faster", "An index speeds up reads but slows down writes."),
    ("An index makes writes slower", "An index speeds up reads but slows down writes."),
    ("An index makes reads faster", "Reads get slower without an index."),
    ("An index makes writes slower", "Writes get faster without one."),
    (
        "A foreign key must reference an existing row",
        "A foreign key can't reference a row that does not exist.",
    ),
    (
        "An index makes lookups fast because the whole table need not be scanned",
        "Without an index the whole table has to be scanned, so lookups are slow.",
    ),
    (
        "Containers share the kernel of the host",
        "Unlike a container a VM does not share the kernel.",
    ),
    (
        "A StringBuilder should be used when concatenating in a loop",
        "In a loop don't concatenate with +, use a StringBuilder.",
    ),
    (
        "On an update it writes the database and deletes the cache entry",
        "The cache never writes to the database.",
    ),
    (
        "A plain call gives undefined in strict mode",
        "Without strict mode a plain call doesn't give undefined.",
    ),
    ("More data reduces variance, not bias", "With more data the bias isn't reduced."),
    ("A table has at most one primary key", "There is only one primary key per table."),
]

_DENY = [
    ("Containers share the kernel of the host", "Containers do not share the kernel of the host."),
    (
        "Calling the function returns a generator object without running the body",
        "Calling it runs the body up to the first yield.",
    ),
    ("fetch does not reject for error statuses", "fetch rejects on a 404."),
    ("It does not make compound actions such as count++ atomic", "It makes count++ safe."),
    ("An IPv4 address has 32 bits", "An IPv4 address contains 64 bits."),
    ("The null hypothesis is rejected if p < 0.05", "Reject the null hypothesis if p > 0.05."),
    ("Each node has at most two children", "Each node has at least two children."),
    ("Symmetric encryption is much faster", "Symmetric encryption is far slower."),
    ("A fixed field cannot be changed", "A fixed field can be changed at will."),
    ("It cannot be NULL", "It can be NULL."),
    ("A key must refer to an existing row", "A key can't refer to an existing row."),
    ("Lists are mutable", "Lists are immutable and tuples are mutable."),
    ("The primary key is unique and never null", "The primary key is duplicate and null."),
]


def verdict(point: str, said: str, *others: str) -> str:
    return judge(point, said_in(said), frozenset(), others)


@pytest.mark.parametrize(("point", "said"), _AGREE)
def test_who_says_the_same_with_a_not_denies_nothing(point: str, said: str) -> None:
    assert verdict(point, said) != "denied"


@pytest.mark.parametrize(("point", "said"), _DENY)
def test_who_says_the_reverse_denies(point: str, said: str) -> None:
    assert verdict(point, said) == "denied"


def test_who_tells_of_one_thing_what_holds_of_another_denies() -> None:
    unit = "Unit tests check one component in isolation"
    integration = "Integration tests exercise several parts together with a database"
    said = "Unit tests exercise several parts together with a database."
    assert verdict(unit, said, integration) == "denied"
    assert verdict(integration, "Integration tests exercise several parts.", unit) != "denied"


def test_what_may_be_a_denial_is_no_full_credit() -> None:
    point = "You should lock the row while the update runs"
    assert verdict(point, "You need not lock the row while the update runs in one.") == "altered"


def test_a_clause_of_a_reference_is_denied_the_more_surely_the_closer_it_is() -> None:
    def of_clause(clause: str, said: str) -> str:
        return judge(clause, said_in(said), frozenset(), is_clause=True)

    clause = "UDP does not guarantee delivery of packets"
    assert of_clause(clause, "UDP guarantees delivery of packets.") == "denied"
    assert of_clause(clause, "UDP guarantees delivery of all packets sent.") == "likely denied"
    assert of_clause(clause, "UDP has no guarantee of packet delivery.") == "not denied"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("WHERE filters groups after aggregation, HAVING filters rows before grouping.", True),
        ("WHERE filters rows before grouping, HAVING filters groups after aggregation.", False),
        ("HAVING works on groups after aggregation; WHERE filters rows before that.", False),
    ],
)
def test_keywords_in_capitals_are_what_is_spoken_of(said: str, expected: bool) -> None:
    where, having = "WHERE filters rows before grouping", "HAVING filters groups after aggregation"
    assert (verdict(where, said, having) == "denied") is expected
    assert (verdict(having, said, where) == "denied") is expected


def test_what_another_point_says_of_another_thing_acquits_nobody() -> None:
    mutable, immutable = "Lists are mutable", "Tuples are immutable"
    assert verdict(mutable, "Lists are immutable and tuples are mutable.", immutable) == "denied"
    assert verdict(mutable, "Lists are mutable and tuples are not.", immutable) == "not denied"
