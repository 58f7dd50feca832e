"""Files whose bytes are text."""

import codecs
import re

from reading.limits import MAX_TEXT_BYTES
from reading.result import Reading, Unreadable

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Control characters that no text holds; a file with any of them is something else.
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_text(content: bytes) -> Reading:
    """The text of a file that begins with these bytes. Raises Unreadable."""
    cut = len(content) > MAX_TEXT_BYTES
    text = decode(content[:MAX_TEXT_BYTES], cut=cut)
    if NOT_TEXT.search(text):
        raise Unreadable("The file is named as text, but what it holds is not text.")
    return Reading(text, ("file_truncated",) if cut else ())


def decode(content: bytes, *, cut: bool) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        # Where the end was cut off it may be in the middle of a character.
        return codecs.getincrementaldecoder("utf-8")().decode(content, final=not cut)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
