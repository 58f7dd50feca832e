"""What a page of a PDF is made of: the objects that draw its text and its pictures."""

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

MAX_BAR_HEIGHT, MIN_BAR_WIDTH = 2.0, 2.0  # in points
NO_WIDTH = 0.02
"""In points. PDFium does not even extract the text of objects that are narrower than about half
of it: of size 0, blanks, and letters for which there is no font."""


class Entry(NamedTuple):
    """What draws an entry: a field or a note. Its corner mostly is that of the entry's place."""

    address: int
    corner: tuple[float, float]


class PageObjects:
    def __init__(self, page: PdfPage, own: int) -> None:
        """Of a page's objects so many are its own; the others are its entries."""
        found = list(page.get_objects([pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_IMAGE]))
        self.texts = [one for one in found if one.type == pdfium.FPDF_PAGEOBJ_TEXT]
        self._images = [one for one in found if one.type == pdfium.FPDF_PAGEOBJ_IMAGE]
        for text_object in self.texts:
            forget_replacement(text_object)
        count = pdfium.FPDFPage_CountObjects(page)
        self._entries = {address(pdfium.FPDFPage_GetObject(page, at)) for at in range(own, count)}

    @cached_property
    def texts_of_entries(self) -> dict[int, Entry]:
        """By the addresses of the objects."""
        return {
            address(text_object.raw): entry_of(text_object)
            for text_object in self.texts
            if self.is_of_entries(text_object)
        }

    def is_of_entries(self, text_object: Any) -> bool:
        return address(outermost(text_object).raw) in self._entries

    @property
    def without_width(self) -> list[Any]:
        return [text_object for text_object in self.texts if has_no_width(text_object)]

    @property
    def pictures(self) -> list[tuple[float, float, float, float]]:
        """Where they are: left, bottom, right and top, in the page's own points."""
        return [on_page(image) for image in self._images]


def bars(page: PdfPage) -> list[tuple[float, float, float, float]]:
    """Where level lines are: left, bottom, right and top, in the page's own points."""
    paths = page.get_objects([pdfium.FPDF_PAGEOBJ_PATH])
    found = (bounds_on_page(path) for path in paths)
    return [
        (left, bottom, right, top)
        for left, bottom, right, top in found
        if top - bottom <= MAX_BAR_HEIGHT and right - left >= MIN_BAR_WIDTH
    ]


def bounds_on_page(page_object: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = page_object.get_bounds()
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    container = page_object.container
    while container is not None:
        matrix = container.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        container = container.container
    return box_of(corners)


def show(text_objects: Iterable[Any], shown: bool) -> None:
    for text_object in text_objects:
        pdfium.FPDFPageObj_SetIsActive(text_object, shown)


def address(raw_object: Any) -> int:
    return ctypes.addressof(raw_object.contents)


def outermost(page_object: Any) -> Any:
    while page_object.container is not None:
        page_object = page_object.container
    return page_object


def entry_of(text_object: Any) -> Entry:
    """PDFium gathers the looks of all entries in one object."""
    entry, around = text_object, text_object.container
    while around is not None and around.container is not None:
        entry, around = around, around.container
    matrix = entry.get_matrix()
    return Entry(address(entry.raw), (matrix.e, matrix.f))


def forget_replacement(text_object: Any) -> None:
    """A PDF may say that a text stands for another one, which nobody sees."""
    for number in range(pdfium.FPDFPageObj_CountMarks(text_object)):
        mark = pdfium.FPDFPageObj_GetMark(text_object, number)
        pdfium.FPDFPageObjMark_RemoveParam(text_object, mark, b"ActualText")


def has_no_width(text_object: Any) -> bool:
    left, _, right, _ = text_object.get_bounds()
    return bool(abs(right - left) < NO_WIDTH)


@contextmanager
def outlined(text_objects: Iterable[Any]) -> Iterator[None]:
    """Give these an outline meanwhile: as wide as that is they are at least."""
    before = []
    for text_object in text_objects:
        width = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(text_object, width)
        before.append((text_object, pdfium.FPDFTextObj_GetTextRenderMode(text_object), width.value))
        outline(text_object, pdfium.FPDF_TEXTRENDERMODE_STROKE, 1.0)
    try:
        yield
    finally:
        for text_object, mode, stroke in before:
            outline(text_object, mode, stroke)


def outline(text_object: Any, mode: int, stroke: float) -> None:
    pdfium.FPDFTextObj_SetTextRenderMode(text_object, mode)
    pdfium.FPDFPageObj_SetStrokeWidth(text_object, stroke)
    # Which makes PDFium find out again how large it is.
    text_object.set_matrix(text_object.get_matrix())


def on_page(image: Any) -> tuple[float, float, float, float]:
    """An image is one unit wide and high, enlarged by its matrix and by those of what holds it."""
    matrix, container = image.get_matrix(), image.container
    while container is not None:
        matrix, container = matrix.multiply(container.get_matrix()), container.container
    return box_of(matrix.on_point(x, y) for x in (0, 1) for y in (0, 1))


def box_of(points: Iterable[tuple[float, float]]) -> tuple[float, float, float, float]:
    """The left, bottom, right and top of all of them."""
    across, upwards = zip(*points, strict=True)
    return min(across), min(upwards), max(across), max(upwards)
