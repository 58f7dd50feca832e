"""How well a word of the rubric is found in an answer."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from scoring import lexicon
from scoring.values import without_unit
from scoring.word_lists import ABBREVIATIONS, NUMBER_WORDS
from scoring.words import stem

SYNONYM = 0.75
PREFIX_OR_ONE_EDIT = 0.9
TWO_EDITS = 0.75
UNIT_LEFT_OUT = 0.9

_MAX_STEMMED_WORDS = 800  # stemming costs 50 µs a word; enough for 100 KB of prose
_MAX_UNITS = 50
_MIN_PREFIX = 3
_MIN_ONE_EDIT = 6
_MIN_TWO_EDITS = 8
_MAX_PREFIX_REST = 3
_MIN_COMPOUND = 6
_SHORT_PREFIX = 4
_ENDINGS = frozenset("er est en n st r".split())
"""What the stemmer leaves of endings that make no other word of a short one: "long" and "longer",
"add" and "adding" have one stem, "note" and "not" or "logic" and "log" are words of their own."""
_NO_BEGINNINGS = frozenset("not even ever over just mani list".split())
"""Stems of which longer ones are other words: "over" and "overal", "list" and "listen"."""


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for group in lexicon.lines("synonyms.txt"):
        stems = [stem(word) for word in group.split()]
        for known in stems:
            table.setdefault(known, []).extend(other for other in stems if other != known)
    return {known: tuple(dict.fromkeys(others)) for known, others in table.items()}


@lru_cache(maxsize=65536)
def similarity(wanted: str, other: str) -> float:
    """How well one stem stands for another, 0 to 1."""
    if wanted == other:
        return 1.0
    if other in _synonyms().get(wanted, ()):
        return SYNONYM
    if min(len(wanted), len(other)) < _MIN_PREFIX or wanted[0] != other[0]:
        return 0.0
    if not (wanted.isalpha() and other.isalpha()):
        return 0.0
    if _is_beginning(*sorted((wanted, other), key=len)):
        return PREFIX_OR_ONE_EDIT
    return _misspelt(wanted, [other])[0]


class Stems:
    """Stems to look for others in that stand for them. Only synonyms have another first letter."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._all = frozenset(stems)
        self._by_letter: dict[str, list[str]] = {}
        for known in self._all:
            self._by_letter.setdefault(known[0], []).append(known)
        self._found: dict[str, dict[str, float]] = {}

    def like(self, wanted: str) -> Mapping[str, float]:
        """Those that stand for the wanted one, and how well, 0 to 1."""
        if wanted not in self._found:
            self._found[wanted] = self._like(wanted)
        return self._found[wanted]

    def _like(self, wanted: str) -> dict[str, float]:
        near = self._by_letter.get(wanted[0], [])
        if not self._all.isdisjoint(synonyms := _synonyms().get(wanted, ())):
            near = [*near, *self._all.intersection(synonyms)]
        return {other: strength for other in near if (strength := similarity(wanted, other))}


class AnswerWords:
    """The words of one answer, indexed for look-up by stem.

    Only words that share their first two letters with a word of the rubric, or with a synonym of
    one, are stemmed: no other can match, and stemming is what takes the time.
    """

    def __init__(self, answer: Sequence[str], rubric: Sequence[str]) -> None:
        heads = {known[:2] for word in rubric for known in _spellings(word)}
        distinct = dict.fromkeys(answer)
        wants_value = not all(map(str.isalpha, rubric))
        values = [w for w in distinct if not w.isalpha()] if wants_value else []
        self.stems = {word: stem(word) for word in values}
        for word in distinct:
            if len(self.stems) >= _MAX_STEMMED_WORDS:
                break
            if ABBREVIATIONS.get(word, word)[:2] in heads or word in NUMBER_WORDS:
                self.stems[word] = stem(word)
        self._known = dict.fromkeys(self.stems.values())
        self._by_letter: dict[str, list[str]] = {}
        for known in self._known:
            if len(known) >= _MIN_PREFIX and known.isalpha():
                self._by_letter.setdefault(known[0], []).append(known)
        beginnings = {word[:_MIN_COMPOUND] for word in rubric if len(word) >= _MIN_COMPOUND}
        compounds = (first + second for first, second in pairwise(answer))
        self._compounds = {stem(c) for c in compounds if c[:_MIN_COMPOUND] in beginnings}
        self._values = values
        self._found: dict[str, tuple[float, str]] = {}
        self._matches: dict[str, Mapping[str, float]] = {}

    def find(self, wanted: str) -> tuple[float, str]:
        """(strength from 0 to 1, the stem of the answer that matched) for a stem of the rubric."""
        if wanted in self._known:
            return 1.0, wanted
        if wanted not in self._found:
            self._found[wanted] = self._find_similar(wanted)
        return self._found[wanted]

    def matches(self, wanted: str) -> Mapping[str, float]:
        """Every stem of the answer that a stem of the rubric is found as, and how well, 0 to 1."""
        if wanted not in self._matches:
            near = [wanted, *_synonyms().get(wanted, ()), *self._by_letter.get(wanted[:1], ())]
            strengths = {k: similarity(wanted, k) for k in near if k in self._known}
            strength, known = self.find(wanted)
            strengths.setdefault(known, strength)
            self._matches[wanted] = {k: s for k, s in strengths.items() if k and s}
        return self._matches[wanted]

    def _find_similar(self, wanted: str) -> tuple[float, str]:
        if wanted in self._compounds:
            return 1.0, ""
        for other in _synonyms().get(wanted, ()):
            if other in self._known:
                return SYNONYM, other
        if not wanted.isalpha():  # another value, however alike it is written
            return self._find_value(wanted)
        if len(wanted) < _MIN_PREFIX:
            return 0.0, ""
        # The first letter must agree: "mutable" is not a typing error of "immutable".
        candidates = self._by_letter.get(wanted[0], [])
        for other in candidates:
            if _is_beginning(*sorted((wanted, other), key=len)):
                return PREFIX_OR_ONE_EDIT, other
        return _misspelt(wanted, candidates)

    def _find_value(self, wanted: str) -> tuple[float, str]:
        """A value of which the answer or the rubric leaves out the unit."""
        for plain in without_unit(wanted):
            if plain in self._known:
                return UNIT_LEFT_OUT, plain
        known = self._without_units.get(wanted, "")
        return (UNIT_LEFT_OUT, known) if known else (0.0, "")

    @cached_property
    def _without_units(self) -> dict[str, str]:
        """Numbers as they may be written without their unit, and the words that have one."""
        with_units = islice(filter(without_unit, self._values), _MAX_UNITS)
        return {plain: w for w in with_units for plain in without_unit(w)}


def _is_beginning(shorter: str, longer: str) -> bool:
    """Whether one stem is the other with an ending, as in "depend" and "dependency"."""
    ending = longer[len(shorter) :]
    if not longer.startswith(shorter) or shorter in _NO_BEGINNINGS:
        return False
    return ending in _ENDINGS if len(shorter) <= _SHORT_PREFIX else len(ending) <= _MAX_PREFIX_REST


def _misspelt(wanted: str, candidates: Sequence[str]) -> tuple[float, str]:
    if len(wanted) < _MIN_ONE_EDIT:
        return 0.0, ""
    edits = 2 if len(wanted) >= _MIN_TWO_EDITS else 1
    long_enough = [other for other in candidates if len(other) >= _MIN_ONE_EDIT]
    near = process.extractOne(wanted, long_enough, scorer=OSA.distance, score_cutoff=edits)
    if near is None:
        return 0.0, ""
    other, distance, _ = near
    if distance == 1:
        return PREFIX_OR_ONE_EDIT, other
    return (TWO_EDITS, other) if len(other) >= _MIN_TWO_EDITS else (0.0, "")


def _spellings(word: str) -> tuple[str, ...]:
    known = stem(word)
    return (word, known, *_synonyms().get(known, ()))
