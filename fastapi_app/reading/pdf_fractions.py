"""Fractions on a page of a PDF: two texts, and a bar between them."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Protocol

from pypdfium2 import PdfPage

from reading.pdf_objects import bars
from reading.pdf_scan import Rectangle

MAX_LOOKED_AT = 100  # bars of one height
MARGIN = 1.5
"""In points, of a bar beyond what is over or under it."""
ABOVE, BELOW = (0.12, 0.9), (0.6, 1.3)
"""How far above and below a bar the texts of a fraction stand that is as high as two lines, in
heights of a line. What is underlined stands nearer to its line, and a row of a table in a frame."""
MAX_WIDER = 0.6
"""The bar, than the longer of both."""
MAX_OFF_CENTRE = 0.25
"""Of each text from the middle of the bar, in heights of a line."""
AXIS = (0.1, 0.45)
"""How far above its line a formula has the bars of its fractions. What is beside the two rows of a
table, a sum or a heading stands on the lines of these rows."""
MAX_BESIDE = 0.8
MAX_LENGTH = 40  # of each, in characters
ONE = re.compile(r"(?:\d+(?:[.,]\d+)?|[^\W\d_]+)(?:[_^]\w+)?|\([^()]*\)")


class Bars:
    """The level lines of a page, which are looked for only where there may be a fraction."""

    def __init__(self, page: PdfPage) -> None:
        self._page = page

    def between(self, low: float, high: float, left: float, right: float) -> Iterator[Rectangle]:
        """Those that are between these heights and reach from the left to the right."""
        first = bisect_left(self._heights, low)
        for bar in islice(self._sorted, first, first + MAX_LOOKED_AT):
            if height_of(bar) > high:
                return
            if bar[0] - MARGIN <= left and right <= bar[2] + MARGIN:
                yield bar

    @cached_property
    def _sorted(self) -> list[Rectangle]:
        return sorted(bars(self._page), key=height_of)

    @cached_property
    def _heights(self) -> list[float]:
        return [height_of(bar) for bar in self._sorted]


def height_of(bar: Rectangle) -> float:
    return (bar[1] + bar[3]) / 2


class Text(Protocol):
    """A text on a line."""

    @property
    def text(self) -> str: ...
    @property
    def place(self) -> Rectangle: ...
    @property
    def height(self) -> float | None:
        """Of its line; None where that is not level."""

    @property
    def points(self) -> float: ...


def bar_of(over: Text, under: Text, bars: Bars) -> Rectangle | None:
    """The bar of the fraction that two lines are, one below the other; None if they are none."""
    size = max(over.points, under.points)
    high, low = over.height, under.height
    if high is None or low is None or not 0 < high - low <= (ABOVE[1] + BELOW[1]) * size:
        return None
    if max(len(over.text), len(under.text)) > MAX_LENGTH:
        return None
    left, right = min(over.place[0], under.place[0]), max(over.place[2], under.place[2])
    for bar in bars.between(low + BELOW[0] * size, high - ABOVE[0] * size, left, right):
        is_near = (
            high - height_of(bar) <= ABOVE[1] * size and height_of(bar) - low <= BELOW[1] * size
        )
        if is_near and all(is_centred(text, bar, size) for text in (over, under)):
            if bar[2] - bar[0] > right - left + MAX_WIDER * size:
                return None
            middle = (bar[0] + bar[2]) / 2
            further = (
                *bars.between(high + size / 2, high + 2 * size, middle, middle),
                *bars.between(low - size, low - size / 10, middle, middle),
            )
            return None if further else bar
    return None


def is_centred(text: Text, bar: Rectangle, size: float) -> bool:
    off = text.place[0] + text.place[2] - bar[0] - bar[2]
    return abs(off) / 2 <= MAX_OFF_CENTRE * size


def is_beside(text: Text, bar: Rectangle) -> bool:
    """Whether the text is that of a line in which such a fraction stands."""
    if text.height is None:
        return False
    above = height_of(bar) - text.height
    gap = max(bar[0] - text.place[2], text.place[0] - bar[2])
    is_level = AXIS[0] * text.points <= above <= AXIS[1] * text.points
    return is_level and abs(gap) <= MAX_BESIDE * text.points


def fraction(over: str, under: str) -> str:
    return "/".join(one if ONE.fullmatch(one) else f"({one})" for one in (over, under))
