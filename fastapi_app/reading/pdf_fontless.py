"""Words that are not drawn because neither the file nor this computer has their font.

Whoever has the font sees them, unless something covers them or cuts them off. That is found out
with a rectangle in the place of each word, of a colour that no other has.
"""

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from reading.pdf_clips import clips, part_inside, with_containers
from reading.pdf_objects import PageObjects, address, outermost, show
from reading.pdf_picture import Picture
from reading.pdf_scan import Rectangle
from reading.pdf_words import Word
from reading.visibility import Colour

MIN_OPEN = 0.5
"""The part of a word that is not cut off if it can be seen."""
OPTIONAL_CONTENT = "OC"  # a layer, which may be switched off


def doubtful(
    words: Sequence[Word], page: PdfPage, objects: PageObjects, bare: Picture
) -> list[Word]:
    """Those of these words that a person with their font may not see either.

    All texts of the page are switched off, and `bare` is its picture so.
    """
    if not words:
        return []
    wrapped = {address(text_object.raw): text_object for text_object in objects.texts}
    probed = with_probes(words, page, wrapped)
    return [
        word
        for number, word in enumerate(words)
        if bare.main_colour(word.box) == colour(number)
        or probed.main_colour(word.box) != colour(number)
        or not all(
            may_be_seen(wrapped.get(address(ink.text_object)), word, objects) for ink in word.inks
        )
    ]


def with_probes(words: Sequence[Word], page: PdfPage, wrapped: Mapping[int, Any]) -> Picture:
    """The page with a rectangle in the place of each word, just over it."""
    order = {
        address(pdfium.FPDFPage_GetObject(page, at)): at
        for at in range(pdfium.FPDFPage_CountObjects(page))
    }
    probes = [
        (order[address(outermost(wrapped[key]).raw)], number, word)
        for number, word in enumerate(words)
        for key in [address(ink.text_object) for ink in word.inks][:1]
        if key in wrapped
    ]
    rectangles = []
    for at, number, word in sorted(probes, key=lambda probe: probe[0], reverse=True):
        rectangle = filled(word.place, colour(number))
        pdfium.FPDFPage_InsertObjectAtIndex(page, rectangle, at + 1)
        rectangles.append(rectangle)
    picture = Picture(page)
    show(rectangles, False)
    return picture


def filled(place: Rectangle, fill: Colour) -> Any:
    left, bottom, right, top = place
    rectangle = pdfium.FPDFPageObj_CreateNewRect(left, bottom, right - left, top - bottom)
    pdfium.FPDFPageObj_SetFillColor(rectangle, *fill, 255)
    pdfium.FPDFPath_SetDrawMode(rectangle, pdfium.FPDF_FILLMODE_WINDING, False)
    return rectangle


def colour(number: int) -> Colour:
    red, rest = divmod(number + 1, 256 * 256)
    return red, *divmod(rest, 256)


def may_be_seen(text_object: Any, word: Word, objects: PageObjects) -> bool:
    """Whether nothing that belongs to the object keeps the word from being seen."""
    if text_object is None:
        return False  # it is deeper in parts of parts than anybody draws
    if text_object.container is not None and not objects.is_of_entries(text_object):
        return False  # what else is in its part may cover it
    levels = list(with_containers(text_object))
    if any(pdfium.FPDFPageObj_HasTransparency(one.raw) or is_optional(one.raw) for one in levels):
        return False
    cuts = list(clips(text_object))
    inside = part_inside(word.place, [cut.around for cut in cuts])
    return all(cut.is_rectangle for cut in cuts) and inside >= MIN_OPEN


def is_optional(raw_object: Any) -> bool:
    return any(
        mark_name(pdfium.FPDFPageObj_GetMark(raw_object, number)) == OPTIONAL_CONTENT
        for number in range(pdfium.FPDFPageObj_CountMarks(raw_object))
    )


def mark_name(mark: Any) -> str:
    length = ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, None, 0, length)
    buffer = (ctypes.c_ushort * (length.value // 2 + 1))()
    pdfium.FPDFPageObjMark_GetName(mark, buffer, length.value, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
