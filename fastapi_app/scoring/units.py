"""What a text in any language is made of, without knowing the language: units that say something.

A unit is a word where a script separates words, two neighbouring ideograms in Chinese or Japanese,
a Katakana word, or three letters in a row of a script without spaces (Thai, Lao, Khmer, Burmese).
Hiragana, which is grammar, is none, nor are little words that are known. Two words that differ in
their endings, or in what Arabic and Hebrew write before them, have one of their ``keys`` in common.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from scoring.folding import fold
from scoring.language_words import IDEOGRAMS_OF_GRAMMAR, LITTLE_WORDS, OTHER_LITTLE_WORDS
from scoring.word_lists import STOP_WORDS
from scoring.words import MAX_WORD_CHARACTERS

_HAN = "\u3005\u3400-\u9fff\uf900-\ufaff"
_KATAKANA = "\u30a1-\u30fa\u30fc"
_HIRAGANA = "\u3041-\u309f"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_INDIC = "\u0900-\u0963\u0966-\u0dff"  # with vowel signs, which are no letters
_MARKS = "\u00ad\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<katakana>[{_KATAKANA}]+)|(?P<unspaced>[{_UNSPACED}]+)"
    rf"|(?P<skeleton>(?:[{_INDIC}\u0590-\u06ff]|[{_MARKS}])+)|(?P<hangul>[\uac00-\ud7a3]+)"
    rf"|(?P<word>(?:(?![{_HAN}{_KATAKANA}{_HIRAGANA}{_UNSPACED}\uac00-\ud7a3])[^\W_]|[{_MARKS}])+)"
)
_ARTICLE = "\u0627\u0644"
_ATTACHED = frozenset("\u0648\u0641\u0628\u0643\u0644\u05d5\u05d4\u05d1\u05dc\u05de\u05e9\u05db")
"""Arabic wa, fa, bi, ka, li; Hebrew ve, ha, be, le, me, she, ke."""
_VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_LEAST_ROOT = 3  # letters of a Semitic root
_MEASURES = MappingProxyType(
    {"word": (4, 2), "katakana": (4, 0), "skeleton": (_LEAST_ROOT, 1), "hangul": (2, 0)}
)
"""By script: letters of a stem at least; of a word, so many say nothing."""
_ENDING = 0.4  # of a word's letters at most
_NUMBER = 3.0
_ABBREVIATION, _MAX_ABBREVIATION = 3.0, 5
_MAX_WEIGHT = 6.0


class Unit(NamedTuple):
    """Characters ``start`` to ``end`` of a text. ``weight`` grows with length: words of grammar
    are short in every language."""

    keys: tuple[str, ...]
    weight: float
    start: int
    end: int


def units(text: str) -> list[Unit]:
    return [unit for match in _WORD.finditer(text) for unit in _units_of(match)]


def _units_of(match: re.Match[str]) -> Iterator[Unit]:
    found, start, end = match.group(), match.start(), match.end()
    if match.lastgroup == "han":
        yield from _ideograms(found, start)
    elif match.lastgroup == "unspaced":
        letters = fold(found)
        for i in range(max(1, len(letters) - 2)):
            yield Unit((letters[i : i + 3],), 1.0, start, end)
    else:
        keys, weight = _word(found[:MAX_WORD_CHARACTERS], str(match.lastgroup))
        if keys:
            yield Unit(keys, weight, start, end)


def _ideograms(run: str, start: int) -> Iterator[Unit]:
    for i, one in enumerate(run):
        if one in IDEOGRAMS_OF_GRAMMAR:
            continue
        yield Unit((one,), 1.0, start + i, start + i + 1)
        pair = run[i : i + 2]
        if len(pair) == 2 and pair[1] not in IDEOGRAMS_OF_GRAMMAR:
            yield Unit((pair,), 2.0, start + i, start + i + 2)


@lru_cache(maxsize=8192)
def _word(raw: str, script: str) -> tuple[tuple[str, ...], float]:
    """(keys, weight) of a word; no keys where it says nothing."""
    word = _spelling(raw, script)
    if word in _little():
        return (), 0.0
    if any(c.isdigit() for c in word):
        return (word,), _NUMBER
    if raw.isupper() and 1 < len(word) <= _MAX_ABBREVIATION:
        return (word,), _ABBREVIATION
    least_stem, silent = _MEASURES[script]
    if len(word) <= silent:
        return (), 0.0
    return _beginnings(word, least_stem), min(len(word) - silent, _MAX_WEIGHT)


def _spelling(raw: str, script: str) -> str:
    """What a word is compared by. Accents tell words apart where each is a syllable long."""
    if script == "hangul" or _VIETNAMESE.search(raw):
        return unicodedata.normalize("NFC", raw).lower()
    folded = fold(raw)
    if script == "skeleton" and folded not in _little():
        return _without_attached("".join(c for c in folded if c.isalnum()))
    return folded


def _beginnings(word: str, least: int) -> tuple[str, ...]:
    """The word, and what is left of it without an ending."""
    shortest = max(least, len(word) - int(len(word) * _ENDING))
    return tuple(word[:n] for n in range(len(word), min(shortest, len(word)) - 1, -1))


def _without_attached(word: str) -> str:
    while len(word) > _LEAST_ROOT and word[0] in _ATTACHED:
        word = word[1:]
    if len(word) > _LEAST_ROOT + 1 and word.startswith(_ARTICLE):
        word = word[2:]
    return word


@lru_cache(maxsize=1)
def _little() -> frozenset[str]:
    listed = " ".join((*LITTLE_WORDS.values(), OTHER_LITTLE_WORDS)).split()
    return STOP_WORDS | frozenset(map(fold, listed)) | frozenset(listed)
