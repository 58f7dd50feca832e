"""The words of a text, folded, and their stems.

Linear in the length of the text, whatever the text is made of.
"""

import re
from functools import lru_cache
from types import MappingProxyType

from snowballstemmer.english_stemmer import EnglishStemmer

from scoring import notation, number_words
from scoring.folding import fold
from scoring.notation_symbols import spell_symbols
from scoring.word_lists import ABBREVIATIONS, NUMBER_WORDS, STOP_WORDS

MAX_WORD_CHARACTERS = 40
_MAX_KEPT_CHARACTERS = 1_000
_MAX_LATELY_READ = 20_000  # characters: more than is read of one answer
_MAX_STEMMED_CHARACTERS = 25
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(r"c\+\+|[cf]#|[^\W_]+")
_CJK_WORD = re.compile(rf"c\+\+|[cf]#|[{_CJK}]|(?:(?![{_CJK}])[^\W_])+")
_CJK_LETTER = re.compile(f"[{_CJK}]")
_APOSTROPHE = re.compile(r"\b(?:can't|won't)\b|n't\b|'(?:s|re|ve|d|ll|m)\b")
_RUN_TOGETHER = re.compile(
    r"\b(?:cannot|(?:do|does|did|is|are|was|ca|wo|could|should|have|has)nt)\b"
)
_CONTRACTIONS = MappingProxyType(
    {
        "can't": "can not",
        "cannot": "can not",
        "won't": "will not",
        **dict.fromkeys(("'s", "'re", "'ve", "'d", "'ll", "'m"), ""),
    }
)


def words(text: str) -> list[str]:
    """The words of any text, folded, contractions spelled out, snake_case taken apart."""
    if len(text) <= _MAX_KEPT_CHARACTERS:
        return list(_kept_words(text))
    return list(_lately_read(text)) if len(text) <= _MAX_LATELY_READ else _words(text)


@lru_cache(maxsize=512)
def _kept_words(text: str) -> tuple[str, ...]:
    """A rubric is taken apart several times for an answer, and for every answer again."""
    return tuple(_words(text))


@lru_cache(maxsize=8)
def _lately_read(text: str) -> tuple[str, ...]:
    """A long answer is taken apart again by each of the guards."""
    return tuple(_words(text))


def _words(text: str) -> list[str]:
    folded = fold(text if text.isascii() else spell_symbols(text))
    if "'" in folded:
        folded = _APOSTROPHE.sub(_spell_out, folded)
    folded = _RUN_TOGETHER.sub(_spell_out, folded)
    is_chinese_or_japanese = not folded.isascii() and _CJK_LETTER.search(folded)
    found = notation.split(folded, _CJK_WORD if is_chinese_or_japanese else _WORD)
    return [word[:MAX_WORD_CHARACTERS] for word in number_words.joined(found)]


def _spell_out(match: re.Match[str]) -> str:
    return _CONTRACTIONS.get(match.group(), " not")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The English stem; number words become digits and common abbreviations their long form."""
    word = ABBREVIATIONS.get(word, word)
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if not word.isalnum() or not word[0].isalpha():  # a value
        return word
    if len(word) > _MAX_STEMMED_CHARACTERS or not word.isascii():
        return word
    # A stemmer keeps the word it works on: a fresh one a call is safe in threads, and cheap.
    # The pure-Python class on purpose: the package prefers a C library where there is one.
    return str(EnglishStemmer().stemWord(word))


def is_content(word: str) -> bool:
    return word not in STOP_WORDS


def content_stems(text: str) -> list[str]:
    """Stems of the content words in order; of all words where there is nothing else."""
    found = words(text)
    return [stem(w) for w in found if is_content(w)] or [stem(w) for w in found]
