"""From raw text to folded characters, words, stems, sentences and clauses.

Everything here is linear in the length of the text, whatever the text is made of.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType

from snowballstemmer.english_stemmer import EnglishStemmer

from scoring import notation, number_words
from scoring.notation_symbols import spell_symbols
from scoring.words import ABBREVIATIONS, HOMOGLYPHS, NUMBER_WORDS, STOP_WORDS

MAX_CHARACTERS = 16_000
"""What is read of one answer, about 2,700 words; of a longer one the passages closest to the
rubric."""

_PASSAGE_CHARACTERS = 2_000
_MAX_SKIMMED_CHARACTERS = 1_000_000
MAX_WORD_CHARACTERS = 40
_MAX_KEPT_CHARACTERS = 1_000
_MAX_STEMMED_CHARACTERS = 25
_MAX_EXPANSION = 4  # one Arabic ligature decomposes into 18 letters

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(r"c\+\+|[cf]#|[^\W_]+")
_CJK_WORD = re.compile(rf"c\+\+|[cf]#|[{_CJK}]|(?:(?![{_CJK}])[^\W_])+")
_CJK_LETTER = re.compile(f"[{_CJK}]")
_SENTENCE_END = re.compile(
    r"(?<![.!?;])[.!?;]++(?=\s|$)|[。！？；]+|\n+|\s[•*–—-]\s"
    # A forgotten full stop: "prints files The rest is ..."
    r"|(?<=[a-z0-9])\s(?=(?:The|This|These|It|Be|My|You|We|As|In|Note|Please|Whatever|All)\s)"
)
# A line that goes on in the next one, as in text from a page: nothing ends it, no capital follows.
_WRAPPED = re.compile(r"(?<=[^\s.!?;:。！？；])[ \t]*\r?\n(?=[a-z])")
_CLAUSE_END = re.compile(
    r"(?<![.!?;])[.!?;]++(?=\s|$)|[。！？；]+|\n+|(?:^|\s)[•*–—-]\s|,\s+(?:and|but|so|while|which)\s"
)
_PHRASE_END = re.compile(
    r"(?:,|\b)\s+(?=(?:and|but|or|so|while|which|because|whereas)\s)|,\s+", re.IGNORECASE
)
_CLAUSE_EDGES = " \t\r,:*•–—-"
_LEAST_WORDS_OF_A_PHRASE = 3
_ENUMERATOR = re.compile(r"^\s*(?:[•*–—-]\s+)?(?:[(\[]?(?:\d{1,2}|[a-zA-Z])[).\]:]\s*(?=\D))?")
_NUMBERING = re.compile(r"[(\[]?(?:\d{1,2}|[a-zA-Z])[)\]]?")
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


# Room for the 21,000 common Chinese characters or all Korean syllables: 100,000 of them at random
# take 85 ms to score, and 190 with room for 4,096. Full, it holds 8 MB.
@lru_cache(maxsize=32768)
def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):
        return ""
    if category in ("Zl", "Zp"):
        return "\n"
    if category[0] == "C":
        return " "
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    parts = unicodedata.normalize("NFKD", character)[:_MAX_EXPANSION].casefold()
    kept = (c for c in parts if unicodedata.category(c) not in ("Mn", "Me"))
    return "".join(HOMOGLYPHS.get(c, c) for c in kept)


def fold(text: str) -> str:
    """Lower case, without accents, invisible characters, full-width or look-alike letters.

    Works character by character: normalising whole strings is quadratic on long runs of
    combining marks.
    """
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    table = {ord(c): _fold_character(c) for c in set(lowered) if not c.isascii()}
    return lowered.translate(table)


def closest_passages(text: str, rubric_words: Iterable[str]) -> str:
    """A long text cut down to the passages that hold most of the rubric's words, in their order."""
    if len(text) <= MAX_CHARACTERS:
        return text
    telling = sorted({w for w in rubric_words if is_content(w)})
    passages = _passages(text[:_MAX_SKIMMED_CHARACTERS])
    folded = [fold(passage) for passage in passages]
    wealth = [sum(word in passage for word in telling) for passage in folded]
    richest = sorted(range(len(passages)), key=lambda i: (-wealth[i], i))
    kept = sorted(richest[: MAX_CHARACTERS // _PASSAGE_CHARACTERS])
    return "".join(passages[i] for i in kept)


def _passages(text: str) -> list[str]:
    """Pieces of at most 2,000 characters, cut at the end of a line, sentence or word."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + _PASSAGE_CHARACTERS
        if end < len(text):
            half = start + _PASSAGE_CHARACTERS // 2
            cuts = (text.rfind(mark, half, end) for mark in ("\n", ". ", " "))
            end = next((cut + 1 for cut in cuts if cut >= 0), end)
        pieces.append(text[start:end])
        start = end
    return pieces


def visible(text: str) -> str:
    """The text without its invisible characters, but for those that a script or a picture needs:
    Persian and Hindi words, emoji and flags are written with them."""
    if text.isascii():
        return text
    invisible = {ord(c): None for c in set(text) if _is_invisible(c)}
    return _IDLE_JOINER.sub("", text.translate(invisible))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" and not _DRAWN.match(character)


def hides_characters(text: str) -> bool:
    """Whether something in it is read otherwise than it looks: characters that are invisible within
    an English word or spell a text of their own, letters written backwards, Cyrillic or Greek
    letters that pose as Latin ones.

    Spelling is none of that: Persian, Hindi, emoji, soft hyphens, formulas, Russian words that
    begin in Latin letters, and places where a long name may be broken.
    """
    if text.isascii():
        return False
    if _HIDDEN.search(text) or (_TURNED.search(text) and not _RIGHT_TO_LEFT.search(text)):
        return True
    mixed = [word for word in _MIXED_WORD.findall(text) if _poses_as_latin(word)]
    if not mixed:
        return False
    is_russian = any(c not in HOMOGLYPHS for c in set(_CYRILLIC.findall(text.lower())))
    return not is_russian or any(_POSING_WITHIN.search(word) for word in mixed)


def _poses_as_latin(word: str) -> bool:
    """Every letter of it looks Latin. In formulas, small Greek letters stand at either end."""
    if not all(c in HOMOGLYPHS or c.lower() in HOMOGLYPHS for c in word if not c.isascii()):
        return False
    if _CYRILLIC.search(word):
        return True
    return bool(_POSING_GREEK.search(word))


_DRAWN = re.compile("[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u200c\u200d\U000110bd\U000110cd]")
_NEEDS_JOINER = (
    "\u0600-\u109f\u1780-\u18af\ua800-\uabff\ufb50-\ufdff\ufe0f\ufe70-\ufefc\u2190-\u2bff"
    "\U0001f000-\U0001faff\U00011000-\U00011fff"
)
_IDLE_JOINER = re.compile(
    f"(?<![{_NEEDS_JOINER}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_NEEDS_JOINER}\u200c\u200d])"
    "|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_FLAG = "\U0001f3f4"
_TAGS = "\U000e0020-\U000e007f"
_HIDDEN = re.compile(
    # Tags that are no flag, more of them than one has, and letters written backwards.
    f"(?<![{_FLAG}{_TAGS}])[{_TAGS}]|{_FLAG}[{_TAGS}]{{8}}|[\u202d\u202e]"
    "|(?<=[A-Za-z])[\u200b-\u200f\u2060-\u2064\ufeff]+(?=[a-z])"
)
_TURNED = re.compile("[\u202b\u2067]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_MIXED_WORD = re.compile(
    "(?<![A-Za-z\u0370-\u052f])(?=[A-Za-z]*[\u0370-\u052f])(?=[\u0370-\u052f]*[A-Za-z])"
    "[A-Za-z\u0370-\u052f]++"
)
_POSING_WITHIN = re.compile("[A-Za-z][\u0400-\u052f]+[A-Za-z]")
# Capitals and omicron are in no formula: there they could not be told from Latin ones.
_POSING_GREEK = re.compile(
    "[\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf]"
    "[A-Za-z]{2}|[A-Za-z]{2}[\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4"
    "\u03a5\u03a7\u03bf]|[A-Za-z]{2}[\u03b1\u03b5\u03b9\u03ba\u03bd\u03c1\u03c4\u03c5\u03c7][A-Za-z]{2}"
)


def words(text: str) -> list[str]:
    """The words of any text, folded, contractions spelled out, snake_case taken apart."""
    return list(_kept_words(text)) if len(text) <= _MAX_KEPT_CHARACTERS else _words(text)


@lru_cache(maxsize=512)
def _kept_words(text: str) -> tuple[str, ...]:
    """A rubric is taken apart several times for an answer, and for every answer again."""
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


def sentences(text: str) -> list[str]:
    """Sentences and list items, without their numbering."""
    unwrapped = _WRAPPED.sub(" ", visible(text))
    pieces = [_ENUMERATOR.sub("", piece).strip() for piece in _SENTENCE_END.split(unwrapped)]
    filled = [piece for piece in pieces if piece]
    return [piece for piece in filled if not _NUMBERING.fullmatch(piece)] or filled


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end, in characters."""
    unwrapped = _WRAPPED.sub(lambda match: " " * len(match.group()), text)
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*_SENTENCE_END.finditer(unwrapped), None]:
        end = cut.start() if cut else len(unwrapped)
        piece = unwrapped[start:end]
        numbering = _ENUMERATOR.match(piece)
        first = start + (numbering.end() if numbering else 0)
        said = unwrapped[first:end].rstrip()
        first += len(said) - len(said.lstrip())
        if said.strip():
            spans.append((first, first + len(said.strip())))
        start = cut.end() if cut else end
    return spans


def phrases(text: str) -> list[list[str]]:
    """The words of the smallest pieces that say something and could be said in another order."""
    return [phrase for sentence in sentences(text) for phrase in _phrases_of(sentence)]


def _phrases_of(sentence: str) -> list[list[str]]:
    merged: list[list[str]] = []
    for piece in _PHRASE_END.split(sentence):
        found = words(piece)
        if merged and min(len(found), len(merged[-1])) < _LEAST_WORDS_OF_A_PHRASE:
            merged[-1].extend(found)
        else:
            merged.append(found)
    return merged


def clauses(text: str) -> list[str]:
    """The separate statements of a reference answer, in its own words, for people to read."""
    merged: list[str] = []
    for piece in _CLAUSE_END.split(text):
        clause = _without_edges(_ENUMERATOR.sub("", piece))
        if not any(c.isalnum() for c in clause):
            continue
        # One or two words say nothing alone: "Yes", "For example".
        if merged and len(clause.split()) < 3 and len(merged[-1].split()) < 12:
            merged[-1] = f"{merged[-1]}, {clause}"
        else:
            merged.append(clause)
    return merged


def _without_edges(piece: str) -> str:
    """A clause without commas, bullets and blanks around it; the sign of "-5" is none."""
    whole = piece.rstrip(_CLAUSE_EDGES)
    bare = whole.lstrip(_CLAUSE_EDGES)
    signed = whole[len(whole) - len(bare) - 1 :] if len(bare) < len(whole) else bare
    return signed if bare[:1].isdigit() and signed[0] in "-–" else bare
