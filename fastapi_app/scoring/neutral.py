"""A plain measure for answers in any language but English, for which the engine's model was never
fitted: which of the telling words of what was expected does the answer use?

``points = 100 * (share * density) ** 0.9``, of the passage of the answer where that is most:

- ``share``, 0 to 1: of the units (``units.py``) of a reference answer, or of all key points, those
  that the passage has, longer words counting more. What the question gives counts nothing.
- ``density``, 0 to 1: of the units of the passage, the share that the reference has too; 0.4 of
  them are enough for 1. A long text does not gather the words of a rubric from all over.
- A passage has twice as many units as the reference, and at least 40.

The reference answer that fits best counts, or the key points. It knows no denials and no synonyms:
the number is for ranking what people have yet to read.
"""

import math
from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from itertools import accumulate

from scoring.contract import Rubric
from scoring.units import Unit, units

_EXPONENT = 0.9
_ENOUGH_DENSITY = 0.4
_LEAST_PASSAGE = 40  # units
_PASSAGE_PER_REFERENCE = 2
_MAX_REFERENCE_CHARACTERS = 20_000
_MAX_KEPT_CHARACTERS = 800
_NOTHING: frozenset[str] = frozenset()


class Wanted:
    """The units of a text of the rubric that the question does not give; all where it gives all.
    ``names`` are those that have a key."""

    def __init__(self, text: str, given: frozenset[str]) -> None:
        every = {unit.keys[0]: unit for unit in units(text[:_MAX_REFERENCE_CHARACTERS])}
        new = {name: unit for name, unit in every.items() if given.isdisjoint(unit.keys)}
        self.given = given if new else frozenset[str]()
        self._weights = {name: unit.weight for name, unit in (new or every).items()}
        self._total = math.fsum(self._weights.values())
        self.names: dict[str, set[str]] = {}
        for name, unit in (new or every).items():
            for key in unit.keys:
                self.names.setdefault(key, set()).add(name)

    def __len__(self) -> int:
        return len(self._weights)

    def found_in(self, unit: Unit) -> Set[str]:
        """Which of them are a unit of the answer."""
        if len(unit.keys) == 1:
            return self.names.get(unit.keys[0], _NOTHING)
        if self.names.keys().isdisjoint(unit.keys):
            return _NOTHING
        return frozenset().union(*(self.names.get(key, _NOTHING) for key in unit.keys))

    def share(self, found: Iterable[str]) -> float:
        """What these weigh of all, 0 to 1."""
        weight = math.fsum(self._weights[name] for name in found)
        return weight / self._total if self._total else 0.0


def wanted_of(text: str, question: str) -> Wanted:
    """What is expected of an answer to the question; of short texts the latest are kept ready."""
    if len(text) > _MAX_KEPT_CHARACTERS:
        return Wanted(text, _given_by(question))
    return _kept(text, question)


@lru_cache(maxsize=400)
def _kept(text: str, question: str) -> Wanted:
    return Wanted(text, _given_by(question))


@lru_cache(maxsize=100)
def _given_by(question: str) -> frozenset[str]:
    return frozenset(key for unit in units(question) for key in unit.keys)


def compare(answer: Sequence[Unit], rubric: Rubric) -> tuple[float, int]:
    """(points out of 100, which reference answer fits best). The rubric is not empty."""
    fits = [_fit(answer, wanted_of(text, rubric.question)) for text in rubric.reference_answers]
    best = max(range(len(fits)), key=fits.__getitem__, default=0)
    if rubric.key_points:
        fits.append(_fit(answer, wanted_of("\n".join(rubric.key_points), rubric.question)))
    return 100.0 * max(fits) ** _EXPONENT, best


def _fit(answer: Sequence[Unit], wanted: Wanted) -> float:
    """``share * density`` of the passage where that is most, 0 to 1."""
    heard = [unit for unit in answer if wanted.given.isdisjoint(unit.keys)]
    half = max(_LEAST_PASSAGE, _PASSAGE_PER_REFERENCE * len(wanted)) // 2
    sums = list(accumulate((unit.weight for unit in heard), initial=0.0))
    about: dict[int, float] = {}
    found: dict[int, set[str]] = {}
    for i, unit in enumerate(heard):
        if names := wanted.found_in(unit):
            about[i // half] = about.get(i // half, 0.0) + unit.weight
            found.setdefault(i // half, set()).update(names)
    fits = []
    for i in found:
        every = sums[min((i + 2) * half, len(heard))] - sums[i * half]
        density = (about[i] + about.get(i + 1, 0.0)) / every
        fits.append(
            min(1.0, density / _ENOUGH_DENSITY) * wanted.share(found[i] | found.get(i + 1, set()))
        )
    return max(fits, default=0.0)
