"""PDF: the text that a person sees on its pages."""

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from reading.limits import MAX_DOCUMENT_CHARACTERS, MAX_PAGES
from reading.pdf_page import read_page
from reading.result import Reading, Unreadable
from reading.visibility import HIDDEN_TEXT, not_blank, visible
from reading.worker import serve

LOCKED = {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}


def read_pdf(content: bytes) -> Reading:
    """Raises Unreadable."""
    document = opened(content)
    if len(document) > MAX_PAGES:
        raise Unreadable(
            f"The PDF has {len(document)} pages, and at most {MAX_PAGES} are read; "
            "a person has to look at it."
        )
    text, hides = "", False
    for number in range(len(document)):
        page = read_page(with_entries(document, number))
        text += f"{page.text}\n"
        hides |= HIDDEN_TEXT in page.flags
        if len(text) > MAX_DOCUMENT_CHARACTERS:
            break
    return not_blank("PDF", visible(text, hides=hides))


def opened(content: bytes) -> PdfDocument:
    try:
        return PdfDocument(content)
    except PdfiumError as error:
        if error.err_code in LOCKED:
            reason = "The PDF is locked with a password; a person has to look at it."
        else:
            reason = "The PDF is damaged, or is none at all; a person has to look at it."
        raise Unreadable(reason) from None


def with_entries(document: PdfDocument, number: int) -> PdfPage:
    """A page with what was filled into its form or noted on it, as far as that is shown."""
    page = document[number]
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return document[number]


if __name__ == "__main__":
    serve(read_pdf)
