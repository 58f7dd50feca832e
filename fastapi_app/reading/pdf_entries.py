"""What was filled into the forms of a PDF, or noted on its pages."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfPage

from reading.pdf_fields import BUTTONS, Contradiction, Field, Looks, field_of, place_of, set_state

# Signs on the page of what is not on it, such as a comment; they may be moved.
ICONS = {
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_SOUND,
    pdfium.FPDF_ANNOT_MOVIE,
}
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


@dataclass(frozen=True, slots=True)
class FilledPage:
    """A page with its entries as parts of it, as far as they are shown."""

    page: PdfPage
    own_objects: int  # so many; what comes after them are the entries
    is_whole: bool  # or viewers differ in what they show of an entry
    has_fields: bool
    fields: tuple[Field, ...]  # in which something was filled in


def with_entries(document: PdfDocument, number: int) -> FilledPage:
    """Raises PdfiumError."""
    looks = looks_of_buttons(document, number) if document.formenv else {}
    page = document[number]
    own_objects = pdfium.FPDFPage_CountObjects(page)
    prepared = prepare(page, looks)
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        page.close()
        page = document[number]
    if min(page.get_size()) <= 0:  # what is cut out of it is all outside of it
        page.set_cropbox(*page.get_mediabox())
    return FilledPage(page, own_objects, *prepared)


def looks_of_buttons(document: PdfDocument, number: int) -> dict[int, Looks]:
    """By the numbers of their annotations, before PDFium puts right what does not fit together."""
    found: dict[int, Looks] = {}
    page = pdfium.FPDF_LoadPage(document, number)
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        with annotation_of(page, at) as annotation:
            if pdfium.FPDFAnnot_GetFormFieldType(document.formenv, annotation) in BUTTONS:
                found[at] = Looks.of(annotation)
    pdfium.FPDF_ClosePage(page)
    return found


def prepare(page: PdfPage, looks: Mapping[int, Looks]) -> tuple[bool, bool, tuple[Field, ...]]:
    """Remove what is not seen on the page itself, and say what a FilledPage does of the rest."""
    is_whole, has_fields, fields = True, False, []
    for number in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        with annotation_of(page, number) as annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            is_field = kind == pdfium.FPDF_ANNOT_WIDGET
            is_unseen = kind in ICONS or is_hidden(annotation, is_field=is_field)
            has_fields |= is_field
            if is_field and not is_unseen:
                try:
                    fields.append(field_of(annotation, page.formenv, looks.get(number)))
                except Contradiction:
                    is_whole = False
            set_state(annotation)
        if is_unseen:
            pdfium.FPDFPage_RemoveAnnot(page, number)
    return is_whole, has_fields, tuple(field for field in reversed(fields) if field)


def is_hidden(annotation: Any, *, is_field: bool) -> bool:
    """As fields are in which programs keep something for themselves: they accuse nobody."""
    left, bottom, right, top = place_of(annotation)
    has_no_size = is_field and (left >= right or bottom >= top)
    return bool(pdfium.FPDFAnnot_GetFlags(annotation) & UNSEEN) or has_no_size


@contextmanager
def annotation_of(page: Any, number: int) -> Iterator[Any]:
    annotation = pdfium.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)
