"""PDF: the text that a person sees on its pages."""

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
LOCKED = {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}


def read_pdf(content: bytes) -> Reading:
    """Raises Unreadable."""
    document = opened(content)
    if len(document) > MAX_PAGES:
        raise Unreadable(
            f"The PDF has {len(document)} pages, and at most {MAX_PAGES} are read; "
            "a person has to look at it."
        )
    pages: list[Page] = []
    length = 0
    for number in range(len(document)):
        page = read_page(with_entries(document, number))
        pages.append(page)
        length += len(page.text)
        if length > MAX_DOCUMENT_CHARACTERS:
            break
    text = "".join(f"{page.text}\n" for page in pages)
    reading = visible(text, hides=any(page.hides for page in pages))
    if any(page.is_scan for page in pages):
        raise Unreadable(SCAN, reading.flags)
    if any(page.is_unsure for page in pages):
        raise Unreadable(UNSURE, reading.flags)
    return not_blank("PDF", reading)


def opened(content: bytes) -> PdfDocument:
    try:
        document = PdfDocument(content)
        document.init_forms()  # which has PDFium draw what was filled in and never drawn
        return document
    except PdfiumError as error:
        if error.err_code in LOCKED:
            reason = "The PDF is locked with a password; a person has to look at it."
        else:
            reason = "The PDF is damaged, or is none at all; a person has to look at it."
        raise Unreadable(reason) from None


if __name__ == "__main__":
    serve(read_pdf)
