"""How large the text of a PDF is drawn.

A text says its size in units of its font, and in nearly every font a line of one unit is as high as
one point. But a font that is made of drawings has units of any size: in those that LaTeX makes of
bitmaps they may be the pixels of a printer. Of such a font a letter is measured.
"""

import ctypes
import math
from string import ascii_letters, digits
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

MEASURED = frozenset(ascii_letters + digits)
LOW = frozenset("acemnorsuvwxz")  # letters without anything above or below
LOW_HEIGHT, HEIGHT = 0.45, 0.7  # of a letter, in heights of a line
USUAL_UNITS = (0.4, 2.5)
"""What a line's height may seem to be by one letter, in a font of units of a point."""
NOTHING = 0.001
"""A letter that is not drawn at all says nothing of the size of others."""


class Sizes:
    def __init__(self, characters: PdfTextPage) -> None:
        self._characters = characters
        self._units: dict[int, float] = {}

    def points(self, text_object: Any, at: int) -> float:
        """The height of a line of this object, to which the character at this place belongs."""
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._characters, at, matrix)
        size: float = abs(pdfium.FPDFText_GetFontSize(self._characters, at)) * scale(matrix)
        if size == 0:
            return 0.0
        font = pdfium.FPDFTextObj_GetFont(text_object)
        address = ctypes.addressof(font.contents)
        if address not in self._units:
            unit = self._measured(at, size, matrix) if is_of_drawings(font) else 1.0
            if unit is None:
                return size
            self._units[address] = unit
        return size * self._units[address]

    def _measured(self, at: int, size: float, matrix: Any) -> float | None:
        """The font's unit in points; None where this character does not tell."""
        character = chr(pdfium.FPDFText_GetUnicode(self._characters, at))
        width, height = tight_box(self._characters, at)
        is_upright = abs(matrix.a) >= abs(matrix.b)
        seeming = (height if is_upright else width) / size
        if seeming < NOTHING:
            return None
        seeming /= LOW_HEIGHT if character in LOW else HEIGHT
        least, most = USUAL_UNITS
        if least <= seeming <= most:
            return 1.0
        return seeming if character in MEASURED or seeming > most else None


def is_of_drawings(font: Any) -> bool:
    """Whether its letters are not in a font file, but drawn as pages are."""
    length = ctypes.c_size_t()
    pdfium.FPDFFont_GetFontData(font, None, 0, length)
    return length.value == 0


def tight_box(characters: PdfTextPage, at: int) -> tuple[float, float]:
    """Width and height in points of what is drawn of a character."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(characters, at, left, right, bottom, top)
    return abs(right.value - left.value), abs(top.value - bottom.value)


def scale(matrix: Any) -> float:
    """By how much a matrix enlarges, of length and width together."""
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
