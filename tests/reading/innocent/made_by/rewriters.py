"""Tools that write again what others wrote, and pandoc."""

import io
from pathlib import Path

import pikepdf
import pymupdf

from tests.reading.innocent.made_by.latex import TEXT, document, latex
from tests.reading.innocent.made_by.python import report
from tests.reading.innocent.made_by.tools import made, run
from tests.reading.innocent.texts import ENGLISH, TITLE


def rewritten(folder: Path, source: bytes, *command: str) -> bytes:
    (folder / "in.pdf").write_bytes(source)
    run(folder, *command)
    return (folder / "out.pdf").read_bytes()


@made("ghostscript_from_latex.pdf")
def ghostscript(folder: Path) -> bytes:
    source = latex(folder, document(TEXT))
    return rewritten(folder, source, "ps2pdf", "in.pdf", "out.pdf")


@made("ghostscript_old.pdf")
def ghostscript_old(folder: Path) -> bytes:
    options = ("-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.3")
    return rewritten(folder, report(folder), "gs", *options, "-sOutputFile=out.pdf", "in.pdf")


@made("cairo_from_latex.pdf")
def cairo(folder: Path) -> bytes:
    source = latex(folder, document(TEXT))
    return rewritten(folder, source, "pdftocairo", "-pdf", "in.pdf", "out.pdf")


@made("qpdf_linearized.pdf")
def linearized(folder: Path) -> bytes:
    options = ("--linearize", "--object-streams=generate", "--deterministic-id")
    return rewritten(folder, report(folder), "qpdf", *options, "in.pdf", "out.pdf")


@made("qpdf_encrypted.pdf")
def encrypted(folder: Path) -> bytes:
    locks = ("--encrypt", "", "owner", "256", "--extract=n", "--")
    return rewritten(folder, report(folder), "qpdf", *locks, "in.pdf", "out.pdf")


@made("pikepdf_turned_pages.pdf")
def turned_pages(folder: Path) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(report(folder))) as pdf:
        pdf.pages[0].rotate(270, relative=True)
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


@made("pymupdf_two_pages_on_one.pdf")
def two_pages_on_one(folder: Path) -> bytes:
    source = pymupdf.open(stream=report(folder), filetype="pdf")
    document_of_two = pymupdf.open()
    sheet = document_of_two.new_page(width=842, height=595)
    for left in (0, 421):
        sheet.show_pdf_page(pymupdf.Rect(left, 0, left + 421, 595), source, 0)
    return bytes(document_of_two.tobytes(garbage=4, deflate=True, no_new_id=True))


@made("pandoc_report.docx")
def pandoc(folder: Path) -> bytes:
    code = "~~~python\ndef find(rows):\n    return rows[0]\n~~~"
    text = "\n\n".join((f"# {TITLE}", *ENGLISH, code, "Steps: $O(n)$.[^1]", "[^1]: A note."))
    (folder / "a.md").write_text(text)
    run(folder, "pandoc", "a.md", "-o", "a.docx")
    return (folder / "a.docx").read_bytes()
