"""Which language a text is in, as far as the offline engine needs to know: English or another.

Letters of another script tell at once. Languages in Latin letters are told apart by their little
words, which no text can do without ("der", "que", "nie"), and by accents; English has little words
of its own to set against them, so that names, quotations, code and terms of other languages do not
make an English answer a foreign one. What shows neither, such as a formula or a list of terms,
is in no particular language.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from scoring.contract import Rubric
from scoring.folding import fold
from scoring.language_words import BORROWED_WORDS, LITTLE_WORDS
from scoring.word_lists import COMMON_WORDS, FUNCTION_WORDS

OTHER_LANGUAGE = "other_language"
"""The flag, and the reason for a review."""

ENGLISH = "English"
ANOTHER_SCRIPT = "another script"

_MAX_SAMPLE_CHARACTERS = 4_000
_MAX_LETTERS = 40  # of one word
_FIRST_IDEOGRAM = "\u2e80"
# Not the parts of names such as snake_case, of addresses, paths and hexadecimal numbers.
_WORD = re.compile(r"(?<![\w@./])(?:[^\W\d_]|[\u0300-\u036f])+(?![\w@/]|\.\w)")
_COMMON_WORD = 0.5  # "name" and "person" are words of many languages
_ENGLISH_PROSE = 0.2  # the share of little words: prose has one in two or three
_LEAST_EVIDENCE = 2
_LEAST_EVIDENCE_OF_A_SENTENCE = 3
_WORDS_OF_A_SENTENCE = 8
_WORDS_PER_EVIDENCE = 9


def is_foreign(answer: str, rubric: Rubric) -> bool:
    """Whether the answer, or what it is to be compared with, is in another language than English.

    A text in no particular language, such as a formula, goes with the other one.
    """
    return is_in_another_language(answer) or _is_rubric_foreign(rubric)


def is_in_another_language(text: str) -> bool:
    return language_of(text) not in (ENGLISH, None)


@lru_cache(maxsize=128)
def _is_rubric_foreign(rubric: Rubric) -> bool:
    return is_in_another_language(rubric.text)


def language_of(text: str) -> str | None:
    """English, the name of a language in Latin letters, another script, or None: not to be told."""
    found = [w[:_MAX_LETTERS] for w in _WORD.findall(text[:_MAX_SAMPLE_CHARACTERS])]
    plain = [w if w.isascii() else unicodedata.normalize("NFKC", w) for w in found]
    latin = [w for w in plain if _has_latin_letter(w)]
    folded = [fold(w) for w in latin]
    english = _english_words(folded)
    is_english = english > len(latin) * _ENGLISH_PROSE
    if _is_in_another_script(plain, latin, is_english=is_english):
        return ANOTHER_SCRIPT
    name, hits = _most_likely(folded)
    accented = {w for w in latin if _is_accented(w)}
    # Letters that were dressed up with accents do not make another language of English prose.
    evidence = hits + (min(len(accented), hits) if is_english else len(accented))
    if evidence <= english or evidence < _least_evidence(len(latin)):
        return ENGLISH if english else None
    return name


def _least_evidence(words: int) -> float:
    """What a text of so many words has at least to show, in little words and accents."""
    is_short = words < _WORDS_OF_A_SENTENCE
    least = _LEAST_EVIDENCE if is_short else _LEAST_EVIDENCE_OF_A_SENTENCE
    return max(least, words / _WORDS_PER_EVIDENCE)


def _has_latin_letter(word: str) -> bool:
    return any(c < "\u0250" or "\u1e00" <= c < "\u1f00" for c in word)


def _is_in_another_script(every: Sequence[str], latin: Sequence[str], *, is_english: bool) -> bool:
    """Whether a third of the letters, in English prose half of them, belong to words of another
    script. A letter alone is a symbol: λ, Σ; an ideogram says about as much as two letters."""
    other = [w for w in every if not _has_latin_letter(w)]
    letters = sum(
        len(w) * (2 if w[0] >= _FIRST_IDEOGRAM else 1)
        for w in other
        if len(w) > 1 or w[0] >= _FIRST_IDEOGRAM
    )
    return letters * (1 if is_english else 2) > sum(map(len, latin))


def _english_words(folded: Sequence[str]) -> float:
    """Single letters are words of other languages too, and variables."""
    return sum(
        1.0 if word in FUNCTION_WORDS else _COMMON_WORD
        for word in folded
        if len(word) > 1 and (word in FUNCTION_WORDS or word in COMMON_WORDS)
    )


def _most_likely(folded: Sequence[str]) -> tuple[str, int]:
    """(the language that most different little words are from, how many words are such)."""
    distinct = frozenset(folded) - FUNCTION_WORDS
    hits = {name: len(distinct & marks) for name, marks in _little_words().items()}
    name = max(hits, key=hits.__getitem__)
    if hits[name] < _LEAST_EVIDENCE:
        return name, hits[name]
    marks = _little_words()[name]
    return name, sum(word in marks for word in folded)


@lru_cache(maxsize=1)
def _little_words() -> Mapping[str, frozenset[str]]:
    """Without single letters, which are variables as well."""
    return {
        name: frozenset(known for word in listed.split() if len(known := fold(word)) > 1)
        for name, listed in LITTLE_WORDS.items()
    }


def _is_accented(word: str) -> bool:
    """Names begin with a capital."""
    return not word.isascii() and word[0].islower() and word not in BORROWED_WORDS
