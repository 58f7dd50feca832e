"""Characters that only machines can see, and letters that are read otherwise than they look."""

import re
import unicodedata

from scoring.folding import HOMOGLYPHS

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
