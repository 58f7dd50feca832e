"""The words of one page of a PDF, as the page holds them: seen and unseen ones."""

import ctypes
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage, PdfTextPage

from reading.limits import MAX_DOCUMENT_CHARACTERS
from reading.pdf_letters import (
    LINE_HYPHEN,
    LONG_CODE,
    NAMELESS,
    NAMELESS_LETTER,
    PRIVATE_LETTER,
    character,
    halves,
    symbol_of,
    written,
)
from reading.pdf_objects import PageObjects, address, outlined
from reading.pdf_picture import Box, Picture
from reading.pdf_sizes import Sizes, tight_box
from reading.visibility import (
    MIN_POINTS,
    TOOLS_MARKS,
    Colour,
    contrast,
    least_points,
    says_something,
)

WORD = re.compile(rf"\w+[^\w\s{LINE_HYPHEN}]*|[^\w\s{LINE_HYPHEN}]+")
FILLING_MODES = {0, 2, 4, 6}  # of drawing text; the others only outline it, or do not draw it
CUTTING_MODES = {4, 5, 6, 7}  # what is drawn afterwards is seen through its letters only
LAST_WESTERN = "\u024f"
NO_LETTER = re.compile(r"[\x00\x01\x03-\x08\x0b-\x0c\x0e-\x1f\ufffe\uffff]")
BLANKS = frozenset(" \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}")
MAX_GARBLED = 0.1
MIN_LINE = 0.9
"""From one line to the next, in heights of them."""
NO_EXTENT = 0.002
"""In heights of a line. PDFium says of what it has no letter for that it is half as high."""


class Blank(Enum):
    """What is between two words: PDFium guesses blanks by the gaps that it finds."""

    NONE, GUESSED, TYPED = range(3)


@dataclass(frozen=True, slots=True)
class Ink:
    """How the characters of one text object are drawn, as far as the object says."""

    text_object: Any
    points: float
    colour: Colour
    opacity: float  # of that colour, 0 to 1
    angle: float  # of its line, in radians
    height: float  # of its line, across it, in points
    start: float  # of its first character, along the line

    def contrast(self, background: Colour) -> float:
        return self.opacity * contrast(self.colour, background)

    @property
    def cuts(self) -> bool:
        return pdfium.FPDFTextObj_GetTextRenderMode(self.text_object) in CUTTING_MODES

    @property
    def font_name(self) -> str:
        font = pdfium.FPDFTextObj_GetFont(self.text_object)
        length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
        buffer = ctypes.create_string_buffer(length + 1)
        pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
        return buffer.value.decode("utf-8", "replace")

    @property
    def has_font(self) -> bool:
        font = pdfium.FPDFTextObj_GetFont(self.text_object)
        return bool(pdfium.FPDFFont_GetIsEmbedded(font))


@dataclass(frozen=True, slots=True)
class Word:
    """Its text, where that is in the page's, where it is on the page's picture, and how drawn.

    Its place is the same as its box, in the page's own points, also where it is not on the picture.
    Of a word that says something, the inks are those of its letters and digits.
    """

    text: str
    start: int
    end: int
    box: Box
    place: tuple[float, float, float, float]  # left, bottom, right, top
    inks: tuple[Ink, ...]
    points: float
    runs: tuple[tuple[str, Ink | None], ...]  # its text, divided by how it is drawn

    @property
    def is_large_enough(self) -> bool:
        return self.points >= MIN_POINTS or self.points >= least_points(self.text)

    @property
    def speaks(self) -> bool:
        return says_something(self.text)

    @property
    def is_western(self) -> bool:
        return max(self.text) <= LAST_WESTERN


class PageText:
    """The text of a page, with that of objects which have no width where it says something."""

    def __init__(self, page: PdfPage, objects: PageObjects) -> None:
        self._characters = page.get_textpage()
        self._entries = objects.texts_of_entries
        narrow = objects.without_width
        if narrow:
            with outlined(narrow):
                widened = page.get_textpage()
            if said(widened) > said(self._characters):
                self._characters = widened
        self._sizes = Sizes(self._characters)
        self._inks: dict[int, Ink] = {}
        count = min(self._characters.count_chars(), MAX_DOCUMENT_CHARACTERS + 1)
        codes = (pdfium.FPDFText_GetUnicode(self._characters, at) for at in range(count))
        text = LONG_CODE.sub(self._paired, "".join(map(character, codes)))
        text = PRIVATE_LETTER.sub(self._symbol, text)
        self.text = NAMELESS_LETTER.sub(self._named, text)

    def words(self, picture: Picture) -> Iterator[Word]:
        for start, end in self._spans():
            text = self.text[start:end]
            first, last = self._rectangle(start), self._rectangle(end - 1)
            place = (
                min(first.left, last.left),
                min(first.bottom, last.bottom),
                max(first.right, last.right),
                max(first.top, last.top),
            )
            drawn = [self._ink(at) for at in range(start, end)]
            of_letters = [
                ink for at, ink in enumerate(drawn, start=start) if self.text[at].isalnum()
            ]
            inks = {id(ink): ink for ink in of_letters or drawn if ink}
            points = min((ink.points for ink in inks.values()), default=0.0)
            yield Word(
                written(text),
                start,
                end,
                picture.box(*place),
                place,
                tuple(inks.values()),
                points,
                tuple(runs(text, drawn)),
            )

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Where words start and end."""
        for found in WORD.finditer(self.text):
            start, end = found.span()
            for at in range(start + 1, end):
                is_below = self.text[at - 1 : at + 1].isdigit() and self._is_below(at)
                if is_below or self.begins_entry(at):
                    yield start, at
                    start = at
            yield start, end

    def _is_below(self, at: int) -> bool:
        """Whether a character is in a line below the one before it, which PDFium may not see."""
        last, ink = self._ink(at - 1), self._ink(at)
        if ink is last or not ink or not last or ink.angle or last.angle:
            return False
        one, other = self._rectangle(at), self._rectangle(at - 1)
        is_stacked = one.left < other.right and other.left < one.right
        return is_stacked and last.height - ink.height >= MIN_LINE * ink.points

    def _named(self, found: re.Match[str]) -> str:
        character = found.group()
        ink = self._ink(found.start())
        if ink is None or not ink.has_font:
            return character
        is_known = pdfium.FPDFText_HasUnicodeMapError(self._characters, found.start()) != 1
        return character if is_known else NAMELESS[character]

    def _symbol(self, found: re.Match[str]) -> str:
        ink = self._ink(found.start())
        return symbol_of(found.group(), ink.font_name) if ink else found.group()

    def _paired(self, found: re.Match[str]) -> str:
        one, other = (self._sides(at) for at in (found.start(), found.start() + 1))
        return halves(found.group()) if one == other else found.group()

    def blank(self, start: int, end: int) -> Blank:
        """What is between two words beside the end of a line."""
        blanks = [at for at in range(start, end) if self.text[at] in BLANKS]
        if not blanks:
            return Blank.NONE
        is_typed = any(pdfium.FPDFText_IsGenerated(self._characters, at) != 1 for at in blanks)
        return Blank.TYPED if is_typed else Blank.GUESSED

    def begins_entry(self, at: int) -> bool:
        """Whether a character is of another entry than the one before it, as if they touched."""
        other, one = self._ink(at - 1), self._ink(at)  # an ink begins where it is met first
        if one is other or not one or not other:
            return False
        entries = (self._entries.get(address(ink.text_object)) for ink in (one, other))
        return next(entries) != next(entries)

    def without(self, text_objects: Iterable[Any]) -> list[Any]:
        """Those of which none of the words is that there have been so far."""
        return [one.raw for one in text_objects if address(one.raw) not in self._inks]

    def lacks_letters(self, word: Word) -> bool:
        """Whether a person sees it, but with a font that is neither in the file nor here."""
        if word.box.area == 0 or all(ink.has_font for ink in word.inks):
            return False
        return not any(self._has_letter(at) for at in range(word.start, word.end))

    @property
    def is_garbled(self) -> bool:
        """Whether its fonts do not say which letters they draw, so that nobody can copy them."""
        return len(NO_LETTER.findall(self.text)) > MAX_GARBLED * len(self.text)

    def is_of_a_tool(self, word: Word) -> bool:
        return any(start <= word.start and word.end <= end for start, end in self._tools_marks)

    @cached_property
    def _tools_marks(self) -> list[tuple[int, int]]:
        return [
            found.span()
            for mark in TOOLS_MARKS
            for found in re.finditer(re.escape(mark), self.text)
        ]

    def _has_letter(self, at: int) -> bool:
        _, height = tight_box(self._characters, at)
        line = self._rectangle(at)
        return bool(height > NO_EXTENT * (line.top - line.bottom))

    def _rectangle(self, at: int) -> Any:
        rectangle = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._characters, at, rectangle)
        return rectangle

    def _sides(self, at: int) -> tuple[float, ...]:
        rectangle = self._rectangle(at)
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    def _ink(self, at: int) -> Ink | None:
        """The ink of the character at this place of the text; PDFium adds a few that have none."""
        text_object = pdfium.FPDFText_GetTextObject(self._characters, at)
        if not text_object:
            return None
        key = address(text_object)
        if key not in self._inks:
            colour, opacity = self._filling(text_object, at)
            points = self._sizes.points(text_object, at)
            self._inks[key] = Ink(text_object, points, colour, opacity, *self._line(at))
        return self._inks[key]

    def _line(self, at: int) -> tuple[float, float, float]:
        """The angle, the height and the start of the line that begins with this character."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._characters, at, x, y)
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._characters, at, matrix)
        angle = math.atan2(matrix.b, matrix.a)
        right, up = math.cos(angle), math.sin(angle)
        return angle, y.value * right - x.value * up, x.value * right + y.value * up

    def _filling(self, text_object: Any, at: int) -> tuple[Colour, float]:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        pdfium.FPDFText_GetFillColor(self._characters, at, red, green, blue, alpha)
        is_filled = pdfium.FPDFTextObj_GetTextRenderMode(text_object) in FILLING_MODES
        return (red.value, green.value, blue.value), is_filled * alpha.value / 255


def runs(text: str, inks: Sequence[Ink | None]) -> Iterator[tuple[str, Ink | None]]:
    """The parts of a text of which each is in one ink."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or inks[end] is not inks[start]:
            yield written(text[start:end]), inks[start]
            start = end


def said(characters: PdfTextPage) -> int:
    """How many of them say something."""
    return sum(map(str.isalnum, characters.get_text_range()))
