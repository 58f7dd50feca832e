"""What comes of reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARTLY_READ = "partly_read"
"""Of a file that shows text which is not read, beside the text that is."""

FLAG_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "hidden_text": "The file holds text that a person does not see in it; it was not counted.",
        PARTLY_READ: "The file shows more than could be read of it.",
        "file_truncated": "The file is long, and only its beginning was read.",
        "encoding_guessed": "The file does not say its encoding, which was guessed.",
    }
)
"""What the flags of reading tell whoever reads the result; `unreadable_file` comes with a reason
of its own."""


def explained(feedback: str, flags: Iterable[str]) -> str:
    """The feedback, and a sentence for each of these flags that has one."""
    return " ".join([feedback, *(FLAG_NOTES[flag] for flag in flags if flag in FLAG_NOTES)])


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
