"""Characters that PDFium gives in another form than people write them."""

import re
import sys
import unicodedata
from contextlib import suppress

from reading.symbols import drawn

LINE_HYPHEN = "\x02"  # what it makes of a hyphen that divides a word at the end of a line
LIGATURES = {
    0xFB00 + number: letters for number, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl"))
}
# A font of TeX may not say what its letters are; in the older and the newer of its orders these
# are where nobody else has letters. As single characters, so that each stays in its place.
NAMELESS = {
    **dict(zip(map(chr, range(0x0B, 0x10)), map(chr, LIGATURES), strict=True)),
    **dict(zip(map(chr, range(0x1B, 0x20)), map(chr, LIGATURES), strict=True)),
    "\xff": "ß",
}
NAMELESS_LETTER = re.compile(f"[{''.join(NAMELESS)}]")

PRIVATE_LETTER = re.compile(r"[\uf020-\uf0ff]")
"""How Word says which sign of a font of symbols it is."""
SYMBOL_FONT = re.compile(r"(?:[A-Z]{6}\+)?(Symbol|W(?:ing|eb)dings) ?([23]?)(?:MT|PS|[-,].*)*")
LONG_CODE = re.compile(r"[\x01-\x03][^\r\n]")
"""What is left of a character beyond U+FFFF whose code is given in four bytes, not as a pair."""


UNSAID = "\ufffd"


def character(code: int) -> str:
    """Of a code that PDFium says. One that no character has may be what a font without more to say
    has been asked for: the bytes of one in UTF-8."""
    if code <= sys.maxunicode:
        return chr(code)
    with suppress(UnicodeDecodeError):
        found = code.to_bytes(4, "big").lstrip(b"\0").decode()
        if len(found) == 1:
            return found
    return UNSAID


def symbol_of(letter: str, font: str) -> str:
    """The sign in a font of this name, or the same again in one of letters."""
    found = SYMBOL_FONT.fullmatch(font)
    return drawn(letter, " ".join(found.groups())) if found else letter


def halves(code: str) -> str:
    """The pair for such a character, or the same again if there is no such character."""
    character = chr((ord(code[0]) << 16) + ord(code[1]))
    if unicodedata.category(character) in {"Cn", "Co"}:
        return code
    units = character.encode("utf-16-le")
    return "".join(chr(int.from_bytes(units[at : at + 2], "little")) for at in (0, 2))


def written(text: str) -> str:
    """With the halves in one that it makes of a character beyond U+FFFF, and without ligatures."""
    if text.isascii():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.translate(LIGATURES)
