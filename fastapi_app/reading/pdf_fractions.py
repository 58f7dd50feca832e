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
ABOVE, BELOW = (0.18, 0.9), (0.6, 1.3)
"""How far above and below a bar the texts of a fraction stand that is as high as two lines, in
heights of a line. What is underlined stands nearer to its line, and a row of a table in a frame."""
MAX_WIDER = 0.6
"""The bar, than the longer of both."""
BESIDE = 0.7
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
        if is_near and bar[2] - bar[0] <= right - left + MAX_WIDER * size:
            middle = (bar[0] + bar[2]) / 2
            further = (
                *bars.between(high + size / 2, high + 2 * size, middle, middle),
                *bars.between(low - size, low - size / 10, middle, middle),
            )
            return None if further else bar
    return None


def is_beside(text: Text, bar: Rectangle) -> bool:
    return text.height is not None and abs(text.height - height_of(bar)) <= BESIDE * text.points


def fraction(over: str, under: str) -> str:
    return "/".join(one if ONE.fullmatch(one) else f"({one})" for one in (over, under))
