"""PDF: the text that a person sees on its pages."""

from collections.abc import Iterator

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from reading.limits import MAX_DOCUMENT_CHARACTERS, MAX_PAGES
from reading.pdf_entries import with_entries
from reading.pdf_page import Page, read_page
from reading.result import Reading, Unreadable
from reading.visibility import not_blank, visible
from reading.worker import serve

SCAN = (
    "The PDF is a scan, or some of its pages are: what pictures of text say is not read; "
    "it needs manual review."
)
UNSURE = (
    "Whether a part of the PDF's text can be seen, or what it says, cannot be told here; "
    "it needs manual review."
)
XFA = (
    "The PDF is a form in XFA, which few programs show and which is not read here; "
    "it needs manual review."
)
DAMAGED_PAGE = "Page {} of the PDF is damaged and cannot be read; it needs manual review."
XFA_FORMS = {pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND}
LOCKED = {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}


def read_pdf(content: bytes) -> Reading:
    """Raises Unreadable."""
    document = opened(content)
    if document.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
        raise Unreadable(XFA)
    if len(document) > MAX_PAGES:
        raise Unreadable(
            f"The PDF has {len(document)} pages, and at most {MAX_PAGES} are read; "
            "it needs manual review."
        )
    pages = list(pages_of(document))
    text = "".join(f"{page.text}\n" for page in pages)
    reading = visible(text, hides=any(page.hides for page in pages))
    if document.get_formtype() in XFA_FORMS and not any(page.has_fields for page in pages):
        raise Unreadable(XFA, reading.flags)  # its pages only ask for another program
    if any(page.is_damaged for page in pages):
        number = next(at for at, page in enumerate(pages, start=1) if page.is_damaged)
        raise Unreadable(DAMAGED_PAGE.format(number), reading.flags)
    if any(page.is_scan for page in pages):
        raise Unreadable(SCAN, reading.flags)
    if any(page.is_unsure for page in pages):
        raise Unreadable(UNSURE, reading.flags)
    return not_blank("PDF", reading)


def pages_of(document: PdfDocument) -> Iterator[Page]:
    """As many as are read."""
    length = 0
    for number in range(len(document)):
        try:
            page = read_page(with_entries(document, number))
        except PdfiumError:
            page = Page(is_damaged=True)
        yield page
        length += len(page.text)
        if length > MAX_DOCUMENT_CHARACTERS:
            break


def opened(content: bytes) -> PdfDocument:
    try:
        document = PdfDocument(content)
        document.init_forms()  # which has PDFium draw what was filled in and never drawn
        return document
    except PdfiumError as error:
        if error.err_code in LOCKED:
            reason = "The PDF is locked with a password; it needs manual review."
        else:
            reason = "The PDF is damaged, or not a PDF at all; it needs manual review."
        raise Unreadable(reason) from None


if __name__ == "__main__":
    serve(read_pdf)
