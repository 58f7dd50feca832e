"""An evaluator scores many answers a second, and no long one holds up the others.

Measured in processor time against a fixed piece of work that is done in turn with it, so that a
slow or busy machine makes no difference.
"""

import random
import time
from collections.abc import Callable
from string import ascii_lowercase

import pytest

from scoring import Rubric, engine

OFFLINE = engine("offline")
_ROUNDS = 5
_QUESTION = "What is a database index, and what does it cost?"
_REFERENCE = (
    "An index is a separate data structure, usually a B-tree, that lets the database find rows "
    "without scanning the whole table. It speeds up reads, but every insert, update and delete "
    "has to maintain it, and it takes up space on the disk."
)
_POINTS = (
    "an index is a separate data structure",
    "lookups need no full table scan",
    "writes get slower because every index is updated",
    "an index takes up disk space",
    "the most common structure is a B-tree",
)
_RUBRIC = Rubric(_QUESTION, (_REFERENCE,), _POINTS)
_SHORT = (
    "An index is an extra structure, mostly a B-tree, with which the database finds rows without "
    "reading the whole table. Queries get faster, inserts slower, and it needs room on the disk."
)
_PROSE = (
    "In the spring we moved the reports to a database of their own, because the nightly queries "
    "slowed down the shop. An index on the date made them faster, but the imports took longer. "
    "Nobody had measured that before, so we kept a copy of the table without any index, compared "
    "both for a week, and wrote down what we had learnt for the other teams. "
)
_LONG = (_PROSE * 300)[:100_000]
_LETTERS = " ".join(random.Random(1).choices(ascii_lowercase, k=50_000))
_NUMBERS = " ".join(map(str, range(4_000)))
_TWENTY = Rubric(_QUESTION, (), tuple(f"{p} of {n} tables" for p in _POINTS for n in range(4)))


def _work() -> None:
    """What the speed is measured in. Where it took 16 ms, the cases below took 3, 55, 45 and 44."""
    counts: dict[str, int] = {}
    for n in range(50_000):
        word = str(n % 1_000)
        counts[word] = counts.get(word, 0) + 1


def _seconds(work: Callable[[], object]) -> float:
    """Of processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.mark.parametrize(
    ("text", "rubric", "limit"),
    [
        pytest.param(_SHORT, _RUBRIC, 1.0, id="30 words"),  # 0.2 to 0.3
        pytest.param(_LONG, _RUBRIC, 18.0, id="100 KB of prose"),  # 3.5 to 5
        pytest.param(_LETTERS, _RUBRIC, 16.0, id="100 KB of letters"),  # 2.9 to 4.2
        pytest.param(_NUMBERS, _TWENTY, 15.0, id="4,000 numbers, 20 points"),  # 2.8 to 4
    ],
)
def test_an_answer_takes_only_so_many_times_a_fixed_work(
    text: str, rubric: Rubric, limit: float
) -> None:
    OFFLINE.score(text, rubric)  # what is made ready once and kept
    rounds = [
        (_seconds(lambda: OFFLINE.score(text, rubric)), _seconds(_work)) for _ in range(_ROUNDS)
    ]
    scored, worked = (min(seconds) for seconds in zip(*rounds, strict=True))
    assert scored / worked < limit
