"""Which words deny each other: those of ``lexicon/``, and those that a prefix or an ending turns
round."""

from collections import defaultdict
from functools import lru_cache
from itertools import chain

from scoring import lexicon
from scoring.word_lists import ABBREVIATIONS, NUMBER_WORDS
from scoring.words import stem

_FILES = ("opposites.txt", "wordnet_antonyms.txt")
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis")
_MIN_PREFIXED = 4
_COMPARED = ("iest", "ier", "est", "er")
_MIN_ROOT = 3


_Side = tuple[str, ...]


@lru_cache(maxsize=1)
def _by_head() -> dict[str, list[tuple[str, _Side]]]:
    """Each listed word with those that deny it, by the first two letters of its stem. Only what is
    asked for is stemmed: all of it would take a second of an evaluator that starts."""
    heads: dict[str, list[tuple[str, _Side]]] = defaultdict(list)
    for left, right in chain.from_iterable(lexicon.pairs(name, "|") for name in _FILES):
        sides = tuple(left.split()), tuple(right.split())
        for ours, theirs in (sides, sides[::-1]):
            for word in ours:
                heads[_head(word)].append((word, theirs))
    return heads


def _head(word: str) -> str:
    is_replaced = word in NUMBER_WORDS or word in ABBREVIATIONS
    return (stem(word) if is_replaced else word)[:2]


@lru_cache(maxsize=16384)
def _listed(known: str) -> frozenset[str]:
    found = {
        stem(other)
        for word, others in _by_head().get(known[:2], ())
        if stem(word) == known
        for other in others
    }
    return frozenset(found - {known})


def opposites(known: str) -> frozenset[str]:
    """The stems that deny this stem; what a prefix makes of it is not among them."""
    return _listed(known) or _listed(_uncompared(known))


@lru_cache(maxsize=16384)
def _uncompared(known: str) -> str:
    """ "quick" of "quicker": the stemmer leaves comparatives as they are."""
    for ending in _COMPARED:
        root = known.removesuffix(ending)
        if root != known and len(root) >= _MIN_ROOT:
            for base in (root, root[:-1], f"{root}e", f"{root}i"):
                if _listed(base):
                    return base
    return known


@lru_cache(maxsize=65536)
def deny(a: str, b: str) -> bool:
    """Whether two stems are opposites of each other."""
    if a == b:
        return False
    if b in opposites(a) or a in opposites(b):
        return True
    ua, ub = _uncompared(a), _uncompared(b)
    if ub in opposites(ua) or ua in opposites(ub):
        return True
    shorter, longer = sorted((a, b), key=len)
    return _is_prefixed(shorter, longer)


def _is_prefixed(plain: str, longer: str) -> bool:
    """ "hashabl" and "unhash", "stateful" and "stateless"."""
    if len(plain) < _MIN_PREFIXED:
        return False
    return any(
        longer.startswith(prefix) and _same_root(longer[len(prefix) :], plain)
        for prefix in _PREFIXES
    )


def _same_root(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 5 and (a.startswith(b) or b.startswith(a)))
