"""What comes of reading."""

from collections.abc import Iterable
from dataclasses import dataclass

PARTLY_READ = "partly_read"
"""Of a file that shows text which is not read, beside the text that is."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Text as a person sees it, and what the reader of its score should know of it."""

    text: str
    flags: tuple[str, ...] = ()


class Unreadable(Exception):
    """The file cannot be read as text; the message says why, for a person."""

    def __init__(self, reason: str, flags: Iterable[str] = ()) -> None:
        super().__init__(reason)
        self.flags = tuple(dict.fromkeys(("unreadable_file", *flags)))
