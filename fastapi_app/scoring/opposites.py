"""Which words deny each other: those of ``lexicon/``, and those that a prefix or an ending turns
round."""

from collections import defaultdict
from functools import lru_cache
from itertools import chain, product

from scoring import lexicon
from scoring.text import stem

_FILES = ("opposites.txt", "wordnet_antonyms.txt")
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis")
_MIN_PREFIXED = 4
_COMPARED = ("iest", "ier", "est", "er")
_MIN_ROOT = 3


@lru_cache(maxsize=1)
def _listed() -> dict[str, frozenset[str]]:
    """Opposites by stem, both ways."""
    table: dict[str, set[str]] = defaultdict(set)
    for left, right in chain.from_iterable(lexicon.pairs(name, "|") for name in _FILES):
        for a, b in product(_stems(left), _stems(right)):
            if a != b:
                table[a].add(b)
                table[b].add(a)
    return {word: frozenset(others) for word, others in table.items()}


def _stems(words: str) -> set[str]:
    return {stem(word) for word in words.split()}


@lru_cache(maxsize=16384)
def opposites(known: str) -> frozenset[str]:
    """The stems that deny this stem; what a prefix makes of it is not among them."""
    table = _listed()
    found = table.get(known)
    return found if found is not None else table.get(_uncompared(known), frozenset())


def _uncompared(known: str) -> str:
    """ "quick" of "quicker": the stemmer leaves comparatives as they are."""
    for ending in _COMPARED:
        root = known.removesuffix(ending)
        if root != known and len(root) >= _MIN_ROOT:
            for base in (root, root[:-1], f"{root}e", f"{root}i"):
                if base in _listed():
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
