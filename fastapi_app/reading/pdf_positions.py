"""Raised and lowered characters on a line of a PDF, which only says where each text is drawn."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from reading.pdf_fractions import Bars, fraction
from reading.pdf_objects import box_of
from reading.pdf_scan import Rectangle
from reading.pdf_words import Blank, Ink, Word
from reading.positions import LOWERED, ON_LINE, RAISED, Piece, in_line

# Of a raised or lowered text, in heights of the line that it belongs to: its own height, and how
# far above or below that line it stands. A letter that begins a chapter is larger.
SIZES = (0.5, 0.9)
ABOVE = (0.2, 0.75)
BELOW = (0.1, 0.5)
MAX_SHIFT = 0.06
"""Of what stands on the same line."""
SAME_SIZES = (0.9, 1 / 0.9)
MAX_ANGLE = 0.01

MIN_UNDER_BAR = 0.5
"""How far the lower part of a fraction stands below its bar, in heights of it. What underlines the
whole line is nearer, and begins with the line."""
MIN_APART = 0.3

# Between what is in one line although PDFium breaks it there, in heights of the line.
MAX_OVERLAP = 0.35
MAX_GAP = 0.6
MAX_GAP_AFTER = 3.0
MIN_GUESSED = 0.1
"""Where PDFium takes the gap for a blank; a mark of a note stands a little apart as well."""
MIN_SPACE = {ON_LINE: 0.24, RAISED: 0.15, LOWERED: 0.15}


@dataclass(slots=True)
class Level:
    """What stands in one position, or is raised and lowered from there."""

    ink: Ink | None
    position: int = ON_LINE
    pieces: list[Piece] = field(default_factory=list)
    last: "Level | None" = None  # of those that are raised or lowered from here, if nothing follows
    ends_with_fraction: bool = False

    def position_of(self, ink: Ink) -> int | None:
        """Where text in this ink stands, seen from here; None where it does not belong here."""
        if self.ink is None or not self.ink.points or not is_parallel(ink, self.ink):
            return None
        size = ink.points / self.ink.points
        shift = (ink.height - self.ink.height) / self.ink.points
        if abs(shift) <= MAX_SHIFT and SAME_SIZES[0] <= size <= SAME_SIZES[1]:
            return ON_LINE
        if not SIZES[0] <= size <= SIZES[1]:
            return None
        if ABOVE[0] <= shift <= ABOVE[1]:
            return RAISED
        return LOWERED if BELOW[0] <= -shift <= BELOW[1] else None


class Line:
    """Words that follow each other on one line."""

    def __init__(self, word: Word, bars: Bars) -> None:
        self._bars = bars
        self._levels = [Level(None)]
        self._words: list[Word] = []
        self.add("", word)

    def add(self, between: str, word: Word) -> None:
        self._words.append(word)
        for text, ink in parts(word):
            self._enter(ink)
            if self._levels[-1].ends_with_fraction and text[:1].isalnum():
                between = " "
            self._levels[-1].ends_with_fraction = False
            self._levels[-1].pieces.append(Piece(between + text))
            self._levels[-1].last = None
            between = ""

    def goes_on(self, last: Word, word: Word) -> bool:
        """Whether the word is raised or lowered behind the last one, or follows such a word."""
        ink = word.runs[0][1] if word.runs else None
        found = self._level_of(ink) if ink else None
        if ink is None or found is None:
            return False
        depth, position = found
        around = self._levels[depth].ink or ink
        size = around.points
        gap = along(ink, word)[0] - along(ink, last)[1]
        is_innermost = depth == len(self._levels) - 1
        if position == ON_LINE:
            return not is_innermost and -MAX_OVERLAP * size <= gap <= MAX_GAP_AFTER * size
        if not is_innermost:  # there may be another one just above or below it
            above = self._levels[depth + 1]
            start = (above.ink or ink).start - MAX_OVERLAP * size
            is_behind = along(ink, word)[0] >= start
            is_fraction = self._is_fraction(above, Level(ink, position))
            return gap <= MAX_GAP * size and (is_behind or is_fraction)
        return -MAX_OVERLAP * size <= gap <= MAX_GAP * size

    def is_divided(self, last: Word, word: Word, blank: Blank) -> bool:
        """Whether something is between the words, the second of which goes on with the line."""
        ink = word.runs[0][1] if word.runs else None
        found = self._level_of(ink) if ink else None
        if blank is Blank.TYPED or ink is None or found is None:
            return True
        depth, position = found
        gap = along(ink, word)[0] - along(ink, last)[1]
        least = MIN_SPACE[position] if blank is Blank.NONE else MIN_GUESSED
        return gap > least * (self._levels[depth].ink or ink).points

    def is_apart(self, word: Word) -> bool:
        """Whether the word stands so high or low that it may be a part of a fraction."""
        ink, around = word.runs[0][1] if word.runs else None, self._levels[0].ink
        if ink is None or around is None or self._level_of(ink) or not is_parallel(ink, around):
            return False
        return MIN_APART * around.points <= abs(ink.height - around.height)

    def is_above_or_below(self, last: Word, word: Word) -> bool:
        """Whether the words stand over each other: PDFium has single characters follow so."""
        ink = self._levels[0].ink
        if ink is None:
            return False
        (start, end), (other_start, other_end) = along(ink, last), along(ink, word)
        return start < other_end and other_start < end

    @cached_property
    def text(self) -> str:
        """Once everything was added."""
        self._leave(0)
        return in_line(self._levels[0].pieces)

    @property
    def place(self) -> Rectangle:
        return box_of(corner for word in self._words for corner in (word.place[:2], word.place[2:]))

    @property
    def height(self) -> float | None:
        ink = self._levels[0].ink
        return ink.height if ink and not ink.angle else None

    @property
    def points(self) -> float:
        ink = self._levels[0].ink
        return ink.points if ink else 0.0

    def _level_of(self, ink: Ink) -> tuple[int, int] | None:
        """How deep the level is to which text in this ink belongs, and its position there."""
        for depth in reversed(range(len(self._levels))):
            position = self._levels[depth].position_of(ink)
            if position is not None:
                return depth, position
        return None

    def _enter(self, ink: Ink | None) -> None:
        if ink is None or ink is self._levels[-1].ink:
            return
        depth, position = self._level_of(ink) or (0, None)
        self._leave(depth)
        if position is None:
            self._levels[0].ink = ink
        elif position != ON_LINE:
            self._levels.append(Level(ink, position))

    def _leave(self, depth: int) -> None:
        """All levels that are deeper."""
        while len(self._levels) > depth + 1:
            level = self._levels.pop()
            text, around = in_line(level.pieces), self._levels[-1]
            if around.last and self._is_fraction(around.last, level):
                over = around.pieces.pop().text
                around.pieces.append(Piece(f" {fraction(over.strip(), text.strip())}"))
                around.ends_with_fraction = True
            else:
                around.pieces.append(Piece(text, level.position))
            around.last = level

    def _is_fraction(self, over: Level, under: Level) -> bool:
        if (over.position, under.position) != (RAISED, LOWERED) or not over.ink or not under.ink:
            return False
        low = under.ink.height + MIN_UNDER_BAR * under.ink.points
        left, right = sorted((over.ink.start, under.ink.start))
        found = self._bars.between(low, over.ink.height, left, right)
        margin = MAX_OVERLAP * under.ink.points
        return not under.ink.angle and any(left - bar[0] <= margin for bar in found)


def parts(word: Word) -> Iterator[tuple[str, Ink | None]]:
    """Those of a word as it is drawn, unless it was given another text."""
    if "".join(text for text, _ in word.runs) == word.text:
        yield from word.runs
    else:
        yield word.text, word.runs[0][1] if word.runs else None


def is_parallel(one: Ink, other: Ink) -> bool:
    return abs(math.remainder(one.angle - other.angle, math.tau)) <= MAX_ANGLE


def along(ink: Ink, word: Word) -> tuple[float, float]:
    """Where the word begins and ends along the line of the ink."""
    right, up = math.cos(ink.angle), math.sin(ink.angle)
    left, bottom, right_side, top = word.place
    ends = [x * right + y * up for x in (left, right_side) for y in (bottom, top)]
    return min(ends), max(ends)
