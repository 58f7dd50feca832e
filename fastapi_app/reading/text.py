"""Files whose bytes are text."""

from functools import partial

from reading.charset import best_guess
from reading.decoding import decoded, read_with
from reading.limits import MAX_RECODED_BYTES
from reading.result import Reading, Unreadable


def read_text(content: bytes, expected: str) -> Reading:
    """The text of a file that begins with these bytes. Its encoding, if it has to be guessed, is
    judged by whether that leads to letters as in `expected`. Raises Unreadable."""
    return read_with(partial(best_guess, expected=expected), content)


def in_utf8(content: bytes, expected: str) -> tuple[bytes, tuple[str, ...]]:
    """The same text in UTF-8 if it is short enough and can be read as text, and what is to be said
    of that; otherwise as it is."""
    is_plain = content.isascii() and b"\x00" not in content
    if is_plain or len(content) > MAX_RECODED_BYTES:
        return content, ()
    try:
        reading = decoded(content, partial(best_guess, expected=expected))
    except Unreadable:
        return content, ()
    return reading.text.encode(), reading.flags
