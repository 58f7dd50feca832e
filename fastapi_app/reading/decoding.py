"""Bytes that are text, in whatever encoding."""

import codecs
import re
from collections import Counter
from collections.abc import Callable
from typing import TypeAlias

from reading.alphabets import (
    COMMON,
    WESTERN,
    beyond_ascii,
    composed,
    is_usual,
    number_misread,
)
from reading.declared import MULTIBYTE, declared
from reading.limits import MAX_TEXT_BYTES
from reading.result import PARTLY_READ, Reading, Unreadable
from reading.wide import ENCODINGS as WIDE
from reading.wide import wide_encoding

Guess: TypeAlias = Callable[[bytes], str | None]

# The longer ones first: UTF-32 begins like UTF-16.
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
# Control characters that no text should hold.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
FEWEST = 16  # characters; of less text a part says little
END_OF_FILE = "\x1a"  # to DOS, which filled the last sector up with it
FILLING = b"\x00\x1a"
MAX_SHARE_OF_NULS = 1 / 8  # in ASCII and UTF-8
SURELY_FEW, FEW_AMONG_RARE = 0.25, 0.05  # bad bytes for each good letter
MOSTLY = 0.8
FEW_BY_CHANCE, LAST_OF_TWO_BYTES = 3, "\u07ff"  # Thai of so few letters may be UTF-8
LATIN_1, ROW_OF_ACCENTS = "cp1252", re.compile("[À-ÿ]{3}")
MAX_BAD_SHARE = 0.05  # of what is not ASCII, in the encoding that a file names
# Escape sequences say what follows.
ESCAPES = {b"\x1b$)C": "iso2022_kr", b"\x1b$": "iso2022_jp_ext", b"\x1b(": "iso2022_jp_ext"}
CHINESE_IN_ASCII = re.compile(rb"~\{(?:[\x21-\x29\x30-\x57][\x21-\x7e])+~\}")
NOT_TEXT = "The file is named as text, but what it holds is not text."
UNCLEAR = (
    "The file does not say in which encoding its letters are, and it cannot be told for sure; "
    "it needs manual review."
)


def read_with(guess: Guess, content: bytes) -> Reading:
    """The text that begins with these bytes, as far as it is read. Raises Unreadable."""
    cut = len(content) > MAX_TEXT_BYTES
    reading = decoded(content[:MAX_TEXT_BYTES], guess, cut=cut)
    return Reading(reading.text, (*reading.flags, *(("file_truncated",) if cut else ())))


def decoded(content: bytes, guess: Guess, *, cut: bool = False) -> Reading:
    """`guess` is asked where nothing says the encoding; None is that it is unclear. With `cut` the
    end may be in the middle of a character. Raises Unreadable."""
    loses_nul = marked(content) in {None, "utf-8"} and b"\x00" in content.rstrip(FILLING)
    content = without_nuls(content, cut=cut)
    encoding, is_guessed = encoding_of(content, guess, cut=cut)
    text = decode(content, encoding, cut=cut).removeprefix("\ufeff")
    if holds_no_text(text):
        raise Unreadable(NOT_TEXT)
    loses_nul &= encoding not in WIDE
    flags = {"encoding_guessed": is_guessed, PARTLY_READ: loses_nul or "\ufffd" in text}
    return Reading(CONTROL.sub("", text), tuple(flag for flag, is_set in flags.items() if is_set))


def without_nuls(content: bytes, *, cut: bool) -> bytes:
    """The same if they are many, as in wide characters, or if the rest is not in UTF-8."""
    rest = content.replace(b"\x00", b"")
    if content.count(b"\x00") > MAX_SHARE_OF_NULS * len(content) or marked(content) in WIDE:
        return content
    try:
        codecs.getincrementaldecoder("utf-8")().decode(rest, final=not cut)
    except UnicodeDecodeError:
        return content
    return content if holds_no_text(rest.decode("latin-1")) else rest


def encoding_of(content: bytes, guess: Guess, *, cut: bool) -> tuple[str, bool]:
    """And whether that is a guess. Raises Unreadable."""
    if sure := marked(content) or escaping(content, cut=cut):
        return sure, sure == "hz"
    if holds_no_text(content.decode("latin-1")):
        if wide := wide_encoding(content):
            return wide, True
        raise Unreadable(NOT_TEXT)
    if is_utf8(content, cut=cut):
        return "utf-8", False
    if (named := declared(content)) and fits(content, named, cut=cut):
        return named_or_guessed(content, named, guess, cut=cut)
    # Chinese in UTF-16 has few control characters to be known by.
    if CONTROL.search(content.decode("latin-1")) and (wide := wide_encoding(content)):
        return wide, True
    if guessed := guess(content):
        return guessed, True
    raise Unreadable(UNCLEAR)


def named_or_guessed(content: bytes, named: str, guess: Guess, *, cut: bool) -> tuple[str, bool]:
    """Anything fits an encoding of single bytes, and who names one may be writing about it."""
    if named in MULTIBYTE:
        return named, False
    guessed = guess(content)
    if guessed is None:
        return named, True
    as_named, as_guessed = (decode(content, name, cut=cut) for name in (named, guessed))
    if as_named == as_guessed:
        return named, False
    is_worse = number_misread(as_named) > number_misread(as_guessed)
    return guessed if is_worse else named, True


def marked(content: bytes) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return encoding
    return None


def escaping(content: bytes, *, cut: bool) -> str | None:
    """One of those that write other letters in ASCII, between signs that say so."""
    if not content.isascii():
        return None
    encoding = next((name for sign, name in ESCAPES.items() if sign in content), None)
    if encoding is None and CHINESE_IN_ASCII.search(content):
        encoding = "hz"
    if encoding is None or "\ufffd" in decode(content, encoding, cut=cut):
        return None
    return encoding


def decode(content: bytes, encoding: str, *, cut: bool) -> str:
    """What fits no character is replaced. The end may be in the middle of one if it was cut off."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(content, final=not cut)
    # Vietnamese is written with accents of their own in it.
    return composed(text) if encoding == "cp1258" else text


def holds_no_text(text: str) -> bool:
    """By how many control characters there are; a few are dirt, such as DOS's end of a file."""
    text = text.rstrip(END_OF_FILE)
    unpadded = text.rstrip("\x00")
    judged = unpadded if len(unpadded) >= FEWEST else text
    controls, nuls = len(CONTROL.findall(judged)), judged.count("\x00")
    return controls > max(2, len(judged) // 50) or nuls > len(judged) // 16


def is_utf8(content: bytes, *, cut: bool) -> bool:
    """With far fewer bad bytes than good characters, or a few in what western Europe writes: in
    other encodings most look bad, and the few that do not are of any script, mostly a rare one."""
    text = decode(content, "utf-8", cut=cut)
    bad = text.count("\ufffd") - content.count("\ufffd".encode())
    counts = Counter(text)
    good = {c: n for c, n in counts.items() if not c.isascii() and c != "\ufffd"}
    number, usual = sum(good.values()), sum(n for c, n in good.items() if is_usual(c))
    if not bad:
        return number > FEW_BY_CHANCE or usual == number or max(good) > LAST_OF_TWO_BYTES
    if bad <= SURELY_FEW * number and usual >= MOSTLY * number:
        return True
    return bad <= FEW_AMONG_RARE * number or (
        bad <= number and all(c in COMMON or c.lower() in WESTERN for c in good)
    )


def fits(content: bytes, encoding: str, *, cut: bool) -> bool:
    """Latin 1 fits everything, and is named where nobody has thought about it."""
    text = decode(content, encoding, cut=cut)
    if encoding == LATIN_1 and ROW_OF_ACCENTS.search(text):
        return False
    return text.count("\ufffd") <= MAX_BAD_SHARE * beyond_ascii(text)
