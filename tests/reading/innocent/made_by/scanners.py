"""Scans, with what a machine believes to read in them."""

import io
from pathlib import Path

import pymupdf
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.reading.innocent.made_by.latex import document, latex
from tests.reading.innocent.made_by.python import drawn, lines
from tests.reading.innocent.made_by.tools import made, run
from tests.reading.innocent.texts import ENGLISH

DOTS_PER_INCH = 100


def scan(folder: Path) -> Image.Image:
    """A page as a scanner sees it: grey, blurred, and not quite straight."""
    source = latex(folder, document(r"\large " + "\n\n".join(ENGLISH)))
    pixels = pymupdf.open(stream=source, filetype="pdf")[0].get_pixmap(dpi=DOTS_PER_INCH)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples).convert("L")
    return image.rotate(0.3, fillcolor=250, expand=False).filter(ImageFilter.GaussianBlur(0.5))


def saved(image: Image.Image, kind: str = "png") -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, kind, dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return file


def with_words(image: Image.Image, mode: int, under: bool, typed: str = "") -> bytes:
    """A page of this image, and text in the place of what it shows, in this render mode."""

    def draw(canvas: Canvas) -> None:
        if not under:
            canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
        text = canvas.beginText(134, 700)
        text.setTextRenderMode(mode)
        text.setFont("Times-Roman", 11)
        for line in ENGLISH:
            for at in range(0, len(line), 60):
                text.textLine(line[at : at + 60])
        canvas.drawText(text)
        if under:
            canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
        if typed:
            canvas.drawString(60, 810, typed)

    return drawn(draw)


@made("scan_without_text.pdf")
def without_text(folder: Path) -> bytes:
    return drawn(lambda canvas: canvas.drawImage(ImageReader(scan(folder)), 0, 0, 595, 842))


@made("scan_by_tesseract.pdf")
def tesseract(folder: Path) -> bytes:
    (folder / "a.png").write_bytes(saved(scan(folder)).getvalue())
    run(folder, "tesseract", "a.png", "a", "--dpi", str(DOTS_PER_INCH), "pdf")
    return (folder / "a.pdf").read_bytes()


@made("scan_by_ocrmypdf.pdf")
def ocrmypdf(folder: Path) -> bytes:
    (folder / "a.png").write_bytes(saved(scan(folder)).getvalue())
    options = ("--image-dpi", str(DOTS_PER_INCH), "--output-type", "pdf", "--optimize", "0")
    run(folder, "ocrmypdf", *options, "a.png", "a.pdf")
    return (folder / "a.pdf").read_bytes()


@made("scan_with_invisible_text.pdf")
def invisible_text(folder: Path) -> bytes:
    return with_words(scan(folder), mode=3, under=False)


@made("scan_over_its_text.pdf")
def over_its_text(folder: Path) -> bytes:
    return with_words(scan(folder), mode=0, under=True)


@made("scan_with_a_stamp.pdf")
def with_a_stamp(folder: Path) -> bytes:
    return with_words(scan(folder), mode=3, under=False, typed="Received, page 1 of 1")


@made("scan_and_typed_pages.pdf")
def and_typed_pages(folder: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ENGLISH)
        canvas.showPage()
        canvas.drawImage(ImageReader(scan(folder)), 0, 0, 595, 842)

    return drawn(draw)
