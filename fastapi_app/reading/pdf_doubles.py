"""Text that is drawn twice in one place, such as a heading with a shadow or a rim.

PDFium extracts the first copy only. That may be the pale one, which nobody would see but for the
other.
"""

import ctypes
from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from reading.pdf_objects import address, show
from reading.visibility import Colour, contrast


class Doubles:
    def __init__(self, page: PdfPage, not_extracted: Iterable[Any]) -> None:
        """Of a page whose texts are all switched off."""
        self._page = page
        self._not_extracted = [(one, bounds(one)) for one in not_extracted]
        self._texts: dict[int, str] = {}

    def of(self, text_object: Any, background: Colour, least: int) -> list[Any]:
        """The other copies of this object that have this contrast with the background."""
        place = bounds(text_object)
        return [
            other
            for other, where in self._not_extracted
            if overlap(place, where)
            and filling_contrast(other, background) >= least
            and self._text(other) == self._text(text_object)
        ]

    def _text(self, text_object: Any) -> str:
        """What PDFium extracts of an object where there is no other."""
        key = address(text_object)
        if key not in self._texts:
            show([text_object], True)
            self._texts[key] = self._page.get_textpage().get_text_range().strip()
            show([text_object], False)
        return self._texts[key]


def bounds(text_object: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top, in the points of what the object is a part of."""
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(text_object, *sides)
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    left, bottom, right, top = zip(one, other, strict=True)
    return max(left) < min(right) and max(bottom) < min(top)


def filling_contrast(text_object: Any, background: Colour) -> float:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(text_object, red, green, blue, alpha):
        return 0.0
    return alpha.value / 255 * contrast((red.value, green.value, blue.value), background)
