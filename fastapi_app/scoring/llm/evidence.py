"""Where in an answer the words are that a model quoted from it."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

_MOST_TRIES = 50  # each is another search, and a row of one letter has it everywhere
_BLANKS = re.compile(" {2,}")
_AROUND_A_QUOTE = " \t\r\n\"'“”„«»…"


@dataclass(frozen=True, slots=True)
class Place:
    """Characters ``start`` to ``end`` of the answer."""

    start: int
    end: int


class Places:
    """Looks for quotes in one answer: as they are, else whatever the case and the blanks."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    def of(self, quote: str) -> Place | None:
        """None where the answer has no such words, because the model changed them or saw others:
        what was redacted is not there."""
        quote = quote.strip(_AROUND_A_QUOTE)
        if not quote:
            return None
        if (start := _find(quote, self._answer)) >= 0:
            return Place(start, start + len(quote))
        plain = " ".join(_level(quote).split())
        text = self._plain
        start = _find(plain, text.text)
        if start < 0:
            return None
        last = start + len(plain) - 1
        return Place(text.place(start), text.place(last) + 1)

    @cached_property
    def _plain(self) -> "_Plain":
        return _Plain.of(self._answer)


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text in lower case with single blanks, and where each of its pieces without further ones
    begins, in it and in the text it was made of."""

    text: str
    starts: list[int]
    originals: list[int]

    @classmethod
    def of(cls, text: str) -> "_Plain":
        level = _level(text)
        runs = [run.span() for run in _BLANKS.finditer(level)]
        originals = [0, *(end for _, end in runs)]
        ends = [*(start + 1 for start, _ in runs), len(level)]
        pieces = [level[start:end] for start, end in zip(originals, ends, strict=True)]
        starts = [0, *accumulate(map(len, pieces[:-1]))]
        return cls("".join(pieces), starts, originals)

    def place(self, at: int) -> int:
        piece = bisect_right(self.starts, at) - 1
        return self.originals[piece] + at - self.starts[piece]


def _level(text: str) -> str:
    """In lower case and with blanks for whatever is white, of the same length: a few letters have
    more characters when they are small."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.translate({ord(letter): " " for letter in set(lowered) if letter.isspace()})


def _find(quote: str, text: str) -> int:
    """Where it begins, rather at a whole word than within one; -1 where it is not there."""
    first = at = text.find(quote)
    for _ in range(_MOST_TRIES):
        if at < 0 or _is_whole(text, at, at + len(quote)):
            break
        at = text.find(quote, at + 1)
    return at if at >= 0 else first


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
    return not (_is_within_a_word(before) or _is_within_a_word(after))


def _is_within_a_word(two: str) -> bool:
    return len(two) == 2 and two.isalnum()
