"""Expressions of several words for which one word stands: those of ``lexicon/expressions.txt``."""

from collections.abc import Sequence
from functools import lru_cache

from scoring import lexicon
from scoring.words import words


def in_one_word(found: Sequence[str]) -> list[str]:
    """Expressions of several words become the one that says the same: "at once"."""
    kept: list[str] = []
    table, longest = _expressions()
    i = 0
    while i < len(found):
        for size in range(min(longest.get(found[i], 1), len(found) - i), 1, -1):
            if (word := table.get(tuple(found[i : i + size]))) is not None:
                kept.append(word)
                i += size
                break
        else:
            kept.append(found[i])
            i += 1
    return kept


@lru_cache(maxsize=1)
def _expressions() -> tuple[dict[tuple[str, ...], str], dict[str, int]]:
    """The expressions, and of each first word how many words the longest one with it has."""
    table: dict[tuple[str, ...], str] = {}
    longest: dict[str, int] = {}
    for several, one in lexicon.pairs("expressions.txt", "="):
        key = tuple(words(several))
        table[key] = one.strip()
        longest[key[0]] = max(len(key), longest.get(key[0], 1))
    return table, longest
