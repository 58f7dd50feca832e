# ruff: noqa: RUF001
"""English as Windows writes it: ASCII, typographers' signs and a few words with accents."""

import re

from reading.alphabets import COMMON, LATIN, ODD

WINDOWS_LATIN = "cp1252"
SIGNS = COMMON | frozenset("™‰‹›¬¦¢¥¶")
# How these stand in English, and hardly where they are misread letters.
PLAIN_SIGNS = re.compile(
    r"“([^“”]*)”|‘([^‘’]*)’(?![^\W\d_])|[“‘](?=\w)(?<![^\W\d_].)|…"
    r"|(?<=[^\W\d_])’(?=(?:[dmst]|ll|re|ve)\b)|\b[CDJLMNOSQcdjlmnosq]’(?=[^\W\d_]{2})"
    r"|’(?=(?:n|em|til|tis|twas|cause)\b)"
    r"|(?<![a-z]{2})[–—]|[–—](?![b-hj-z]\b)|\b[^\W\d_][²³×·](?=[^\W\d_])"
)
# What ends words in central Europe's encodings, and what begins them.
ODD_IN_ENGLISH = re.compile(
    r"(?<=[^\W\d_]{2})[¹³](?!\w)|(?<=[^\W\d_])[ªº¿]|(?<!\w)[£ªº](?=[^\W\d_])"
    r"|(?<=[^\W\d_])(?:[¬¦¢¥¶™‹›](?=\w)|[‰‘“])|[^\x00-\x7f\xa0]{2}|\b[èêïøÈÊÏØ]"
    r"|[¨´¸¯ˆ˜ƒ†‡„‚¤\xad]|¡(?=[a-z])|«(?![^«»]*»)"
)
RARE = frozenset("æœãõðþýùìòÿšžƒ")
ALPHABETS = [
    frozenset(LATIN[name]) - RARE for name in ("French", "German", "Spanish", "Portuguese")
] + [frozenset("åäöøé")]
ACCENTED = re.compile(r"(?<![^\W_])[^\W_]*[^\W\d_\x00-\x7f][^\W_]*")
# How words are spelled that English has borrowed, as far as a letter is another one in the
# encodings of central Europe or of the Baltic.
BORROWED = re.compile(
    r"[aou]ï|oë|ç(?=[aou])|[aeiou]ñ(?=[aeo])|[cdhnprt]ô|[cilmpr]è(?=[cmnrv]e)|[ft]ê(?=te)|rê(?=pe)"
    r"|[pt]â(?=t)|aî(?=t)|voilà|déjà|\bå|\bsø|[éöüäóß]",
    re.IGNORECASE,
)
OF_ENGLISH = re.compile(
    r"\b(?:the|of|is|are|its?|that|this|with|you|they|can|be|which|when|because|each|has|have"
    r"|wrote|said|was|from|uses?|but|than)\b",
    re.IGNORECASE,
)
OF_OTHERS = re.compile(
    r"\b(?:el|la|los|las|una?|de|del|que|en|por|para|se|es|les?|des|une|est|et|du|pour|au"
    r"|der|die|das|und|ist|eine?|auf|nicht|os|em|uma|och|att|som|il|che|di|per)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
MAX_ACCENTED = 0.34  # of the words
MAX_FOREIGN = 2  # words more than usual ones, as in "c'est la vie"


def is_english(sample: bytes) -> bool:
    """Whether this reads as English in Windows' encoding, and would hardly as anything else."""
    lines = (line for line in sample.splitlines() if not line.isascii())
    try:
        text = b"\n".join(lines).decode(WINDOWS_LATIN)
    except UnicodeDecodeError:
        return False
    plain = PLAIN_SIGNS.sub(r"-\1\2-", text)
    if ODD.search(plain) or ODD_IN_ENGLISH.search(plain):
        return False
    usual, others = len(OF_ENGLISH.findall(text)), len(OF_OTHERS.findall(text))
    if others > usual + MAX_FOREIGN:
        return False
    words = ACCENTED.findall(plain.translate(dict.fromkeys(map(ord, SIGNS), " ")).lower())
    if all(map(is_borrowed, words)):
        return True
    few = usual and len(words) <= MAX_ACCENTED * len(WORD.findall(text))
    return bool(few) and all(map(in_one_alphabet, words))


def in_one_alphabet(word: str) -> bool:
    letters = {c for c in word if not c.isascii()}
    return any(letters <= alphabet for alphabet in ALPHABETS)


def is_borrowed(word: str) -> bool:
    return BORROWED.sub("", word).isascii()
