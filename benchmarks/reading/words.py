"""Which words only one of two readers has found."""

import itertools
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
    """Numbers of words, and some of those that only one reader has, or has undivided: `joined` are
    one word here and several there, `split` are one there and several here."""

    here: int
    there: int
    missed: int
    extra: int
    joined: int
    split: int
    examples_missed: tuple[str, ...]
    examples_extra: tuple[str, ...]
    examples_joined: tuple[str, ...]
    examples_split: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Those of a text, their letters in a row, and where in that row words begin and end."""

    times: Counter[str]
    letters: str
    borders: frozenset[int]


def compare(here: str, there: str) -> Comparison:
    """Where both have the same letters and only divide them differently, nothing is missed."""
    ours, theirs = words_of(here), words_of(there)
    missed, extra = lacking(theirs, ours), lacking(ours, theirs)
    split, joined = undivided(theirs, ours, missed), undivided(ours, theirs, extra)
    return Comparison(
        here=ours.times.total(),
        there=theirs.times.total(),
        missed=missed.total(),
        extra=extra.total(),
        joined=joined.total(),
        split=split.total(),
        examples_missed=examples(missed),
        examples_extra=examples(extra),
        examples_joined=examples(joined),
        examples_split=examples(split),
    )


def words_of(text: str) -> Words:
    found = WORD.findall(plain(text))
    bare = [NOT_LETTERS.sub("", word) for word in found]
    borders = itertools.accumulate(map(len, bare), initial=0)
    return Words(Counter(found), "".join(bare), frozenset(borders))


def plain(text: str) -> str:
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def lacking(words: Words, others: Words) -> Counter[str]:
    """Those of the words that the others lack, and that their letters in a row do not have.

    Nor in reverse: PDF readers differ in the direction in which they give Arabic and Hebrew.
    """
    found = words.times - others.times
    for word in list(found)[:MAX_LOOKED_FOR]:
        bare = NOT_LETTERS.sub("", word)
        times = others.letters.count(bare) or others.letters.count(bare[::-1])
        found[word] = min(found[word], max(0, words.times[word] - times))
    return +found


def undivided(words: Words, others: Words, lacking: Counter[str]) -> Counter[str]:
    """Those of the words that the others have as several, in either direction as above."""
    found = words.times - others.times - lacking
    for word in list(found)[:MAX_LOOKED_FOR]:
        bare = NOT_LETTERS.sub("", word)
        times = times_divided(bare, others) or times_divided(bare[::-1], others)
        found[word] = min(found[word], times)
    return +found


def times_divided(letters: str, words: Words) -> int:
    """How often the words have these letters as two or more whole ones."""
    times, start = 0, words.letters.find(letters)
    while start >= 0:
        end = start + len(letters)
        if {start, end} <= words.borders:
            times += any(place in words.borders for place in range(start + 1, end))
        start = words.letters.find(letters, end)
    return times


def examples(words: Iterable[str]) -> tuple[str, ...]:
    """The longest, as they tell the most; cut where they are monstrous."""
    longest = sorted(words, key=lambda word: (-len(word), word))[:EXAMPLES]
    return tuple(word[:40] for word in longest)
