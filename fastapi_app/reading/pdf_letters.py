"""Characters that PDFium gives in another form than people write them."""

import re

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


def written(text: str) -> str:
    """With the halves in one that it makes of a character beyond U+FFFF, and without ligatures."""
    if text.isascii():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.translate(LIGATURES)
