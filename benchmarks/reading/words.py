"""Which words only one of two readers has found."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"[\u3000-\u9fff]|\w+")  # a sign of Chinese or Japanese is one
NOT_LETTERS = re.compile(r"[\W_]+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
# Of different words that only one has, so many are looked for in the other's letters.
MAX_LOOKED_FOR = 5000
EXAMPLES = 12


@dataclass(frozen=True, slots=True)
class Comparison:
    """Numbers of words, and some of those that only one reader has."""

    here: int
    there: int
    missed: int
    extra: int
    examples_missed: tuple[str, ...]
    examples_extra: tuple[str, ...]


def compare(here: str, there: str) -> Comparison:
    """Where both have the same letters and only divide them differently, nothing is missed."""
    here, there = plain(here), plain(there)
    words_here, words_there = Counter(WORD.findall(here)), Counter(WORD.findall(there))
    missed = lacking(words_there, words_here, NOT_LETTERS.sub("", here))
    extra = lacking(words_here, words_there, NOT_LETTERS.sub("", there))
    return Comparison(
        words_here.total(),
        words_there.total(),
        missed.total(),
        extra.total(),
        examples(missed),
        examples(extra),
    )


def plain(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def lacking(words: Counter[str], others: Counter[str], letters: str) -> Counter[str]:
    """Those of the words that the others lack, and that their letters in a row do not have.

    Nor in reverse: PDF readers differ in the direction in which they give Arabic and Hebrew.
    """
    found = words - others
    for word in list(found)[:MAX_LOOKED_FOR]:
        bare = NOT_LETTERS.sub("", word)
        times = letters.count(bare) or letters.count(bare[::-1])
        found[word] = min(found[word], max(0, words[word] - times))
    return +found


def examples(words: Iterable[str]) -> tuple[str, ...]:
    """The longest, as they tell the most; cut where they are monstrous."""
    longest = sorted(words, key=lambda word: (-len(word), word))[:EXAMPLES]
    return tuple(word[:40] for word in longest)
