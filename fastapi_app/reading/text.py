"""Files whose bytes are text."""

from functools import partial

from reading.charset import best_guess
from reading.decoding import read_with
from reading.result import Reading


def read_text(content: bytes, expected: str) -> Reading:
    """The text of a file that begins with these bytes. Its encoding, if it has to be guessed, is
    judged by whether that leads to letters as in `expected`. Raises Unreadable."""
    return read_with(partial(best_guess, expected=expected), content)
