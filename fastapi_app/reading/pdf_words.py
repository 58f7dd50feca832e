"""The words of one page of a PDF, as the page holds them: seen and unseen ones."""

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from reading.limits import MAX_DOCUMENT_CHARACTERS
from reading.pdf_picture import Box, Picture
from reading.visibility import Colour, contrast

LINE_HYPHEN = "\x02"  # what PDFium makes of one that divides a word at the end of a line
WORD = re.compile(rf"\w+[^\w\s{LINE_HYPHEN}]*|[^\w\s{LINE_HYPHEN}]+")
FILLING_MODES = {0, 2, 4, 6}  # of drawing text; the others only outline it, or do not draw it
FLAT_POINTS = 0.1
LAST_WESTERN = "\u024f"


@dataclass(frozen=True, slots=True)
class Ink:
    """How the characters of one text object are drawn, as far as the object says."""

    text_object: Any
    points: float
    colour: Colour
    opacity: float  # of that colour, 0 to 1

    def contrast(self, background: Colour) -> float:
        return self.opacity * contrast(self.colour, background)

    @property
    def has_font(self) -> bool:
        font = pdfium.FPDFTextObj_GetFont(self.text_object)
        return bool(pdfium.FPDFFont_GetIsEmbedded(font))


@dataclass(frozen=True, slots=True)
class Word:
    """Its text, where that is in the page's, where it is on the page's picture, and how drawn."""

    text: str
    start: int
    box: Box
    inks: tuple[Ink, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def points(self) -> float:
        return min((ink.points for ink in self.inks), default=0.0)

    @property
    def cannot_be_drawn(self) -> bool:
        """Whether it is not western, and relies on a font that the reader has to have."""
        return max(self.text) > LAST_WESTERN and not all(ink.has_font for ink in self.inks)


class PageText:
    """The text of a page and the objects that draw it."""

    def __init__(self, page: PdfPage) -> None:
        self._page = page
        self.objects = list(page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT]))
        for text_object in self.objects:
            forget_replacement(text_object)
        self._characters = page.get_textpage()
        self._inks: dict[int, Ink] = {}
        count = min(self._characters.count_chars(), MAX_DOCUMENT_CHARACTERS + 1)
        self.text = "".join(
            chr(pdfium.FPDFText_GetUnicode(self._characters, at)) for at in range(count)
        )

    def words(self, picture: Picture) -> Iterator[Word]:
        for found in WORD.finditer(self.text):
            start, end = found.span()
            first, last = self._rectangle(start), self._rectangle(end - 1)
            box = picture.box(
                min(first.left, last.left),
                min(first.bottom, last.bottom),
                max(first.right, last.right),
                max(first.top, last.top),
            )
            inks = {id(ink): ink for ink in map(self._ink, range(start, end)) if ink}
            yield Word(found.group(), start, box, tuple(inks.values()))

    def has_vanished(self) -> bool:
        """Whether there is text without any size, which does not even become words."""
        texts = self._page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT], textpage=self._characters)
        return any(is_flat(text) and not text.extract() for text in texts)

    def _rectangle(self, at: int) -> Any:
        rectangle = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._characters, at, rectangle)
        return rectangle

    def _ink(self, at: int) -> Ink | None:
        """The ink of the character at this place of the text; PDFium adds a few that have none."""
        text_object = pdfium.FPDFText_GetTextObject(self._characters, at)
        if not text_object:
            return None
        address = ctypes.addressof(text_object.contents)
        if address not in self._inks:
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(self._characters, at, matrix)
            size = abs(pdfium.FPDFText_GetFontSize(self._characters, at))
            colour, opacity = self._filling(text_object, at)
            self._inks[address] = Ink(text_object, size * scale(matrix), colour, opacity)
        return self._inks[address]

    def _filling(self, text_object: Any, at: int) -> tuple[Colour, float]:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium.FPDFText_GetFillColor(self._characters, at, red, green, blue, alpha)
        is_filled = pdfium.FPDFTextObj_GetTextRenderMode(text_object) in FILLING_MODES
        return (red.value, green.value, blue.value), is_filled * alpha.value / 255


def forget_replacement(text_object: Any) -> None:
    """A PDF may say that a text stands for another one, which nobody sees."""
    for number in range(pdfium.FPDFPageObj_CountMarks(text_object)):
        mark = pdfium.FPDFPageObj_GetMark(text_object, number)
        pdfium.FPDFPageObjMark_RemoveParam(text_object, mark, b"ActualText")


def is_flat(text_object: Any) -> bool:
    left, bottom, right, top = text_object.get_bounds()
    return bool(min(right - left, top - bottom) < FLAT_POINTS)


def scale(matrix: Any) -> float:
    """By how much a matrix enlarges, of length and width together."""
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
