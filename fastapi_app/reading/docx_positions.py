"""Where the text of a run in a DOCX file stands: on its line, raised or lowered."""

from collections.abc import Mapping
from math import inf
from typing import Any

from reading.docx_xml import HALF_POINTS, number, value
from reading.positions import LOWERED, ON_LINE, RAISED, REFERENCE

VERTICAL = {"superscript": RAISED, "subscript": LOWERED}
REFERENCES = frozenset({"footnote reference", "endnote reference"})
"""Names of the styles in which Word and others set the numbers of notes."""
MIN_POINTS_OFF_LINE = 1.5
SMALLER = 0.85
MIN_POINTS_OFF_AS_LARGE = 3.0
"""Off its line, of what is no smaller than the text beside it."""
MAX_LETTERS_AS_LARGE = 12


def is_initial(paragraph: Any) -> bool:
    """Whether it is only the large first letter of the word with which the next one begins."""
    frame = paragraph.find("{*}pPr/{*}framePr")
    return frame is not None and value(frame, "dropCap") in {"drop", "margin"}


class Lines:
    """The line that a run is on, which knows the text before it."""

    def __init__(self) -> None:
        self._paragraph: Any = None
        # Of the latest text on the line: its size, infinite where there is none, and its place.
        self._points, self._off = inf, 0.0

    def position(
        self, formats: Mapping[str, Any], style: str, points: float, paragraph: Any, text: str
    ) -> int:
        if paragraph is not self._paragraph:
            self._paragraph, self._points, self._off = paragraph, inf, 0.0
        vertical = formats.get("vertAlign")
        position = ON_LINE if vertical is None else VERTICAL.get(value(vertical, "val"), ON_LINE)
        off = points_off_line(formats)
        if position == ON_LINE:
            position = self._moved(off, points, text)
        if position == ON_LINE and not text.isspace():
            self._points, self._off = points, off
        if position == RAISED and style in REFERENCES:
            return REFERENCE
        return position

    def _moved(self, off: float, points: float, text: str) -> int:
        """By so many points, as exponents were before there was a format for them."""
        higher = off - self._off
        is_smaller = points <= SMALLER * self._points
        least = MIN_POINTS_OFF_LINE if is_smaller else MIN_POINTS_OFF_AS_LARGE
        is_short = is_smaller or len(text) <= MAX_LETTERS_AS_LARGE
        if self._points == inf or abs(higher) < least or not is_short:
            return ON_LINE
        return RAISED if higher > 0 else LOWERED


def points_off_line(formats: Mapping[str, Any]) -> float:
    position = formats.get("position")
    return 0 if position is None else number(value(position, "val"), 0) / HALF_POINTS
