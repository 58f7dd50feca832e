"""What was filled into the forms of a PDF, or noted on its pages."""

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

# Signs on the page of what is not on it, such as a comment; they may be moved.
ICONS = {
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_SOUND,
    pdfium.FPDF_ANNOT_MOVIE,
}
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
SHOWS_TEXT = re.compile(r"\bT[jJ]\b|['\"]")


@dataclass(frozen=True, slots=True)
class FilledPage:
    """A page with its entries as parts of it, as far as they are shown."""

    page: PdfPage
    own_objects: int  # so many; what comes after them are the entries
    is_whole: bool  # or an entry is there of which nothing is drawn


def with_entries(document: PdfDocument, number: int) -> FilledPage:
    page = document[number]
    own_objects = pdfium.FPDFPage_CountObjects(page)
    is_whole = prepare(page)
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        page.close()
        page = document[number]
    return FilledPage(page, own_objects, is_whole)


def prepare(page: PdfPage) -> bool:
    """Remove icons, and say whether everything that was filled in is going to be drawn."""
    is_whole = True
    for number in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind == pdfium.FPDF_ANNOT_WIDGET and is_not_drawn(annotation):
            is_whole = False
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind in ICONS:
            pdfium.FPDFPage_RemoveAnnot(page, number)
    return is_whole


def is_not_drawn(field: Any) -> bool:
    """Whether it has a value, and its looks are there but show no text. A tick is no text."""
    if pdfium.FPDFAnnot_HasKey(field, b"AS") or pdfium.FPDFAnnot_GetFlags(field) & UNSEEN:
        return False
    normal = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    value = told(partial(pdfium.FPDFAnnot_GetStringValue, field, b"V"))
    looks = told(partial(pdfium.FPDFAnnot_GetAP, field, normal))
    return bool(value.strip()) and not SHOWS_TEXT.search(looks)


def told(tell: Callable[[Any, int], int]) -> str:
    """The text that a function of PDFium writes into a buffer, whose size it says first."""
    length = tell(None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    tell(buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
