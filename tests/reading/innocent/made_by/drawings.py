"""What goes beyond a page or is made small for it, by reportlab, and PDFium's pages on one."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument
from reportlab import rl_config
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Preformatted, SimpleDocTemplate

from tests.reading.innocent.made_by.tools import made
from tests.reading.innocent.texts import CODE, ENGLISH, FOOTER, REMARK, TITLE

rl_config.invariant = 1


def article(draw: Callable[[Canvas], None]) -> bytes:
    """A page of text, and what is drawn further down."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    words = " ".join(ENGLISH).split()
    for number, word in enumerate(words):
        canvas.drawString(60 + number % 6 * 80, 780 - number // 6 * 16, word)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def cut(canvas: Canvas, left: float, bottom: float, width: float, height: float) -> None:
    path = canvas.beginPath()
    path.rect(left, bottom, width, height)
    canvas.clipPath(path, stroke=1, fill=0)


@made("reportlab_long_line_of_code.pdf")
def long_line_of_code(_: Path) -> bytes:
    styles, file = getSampleStyleSheet(), io.BytesIO()
    text = [Paragraph(one, styles["BodyText"]) for one in ENGLISH]
    answer = "{'message': 'this goes on beyond the edge of the page', 'status': 200}"
    code = f"def find(rows):\n    return {CODE}, {answer}, {answer}"
    SimpleDocTemplate(file).build([*text, Preformatted(code, styles["Code"])])
    return file.getvalue()


@made("reportlab_clipped_cell.pdf")
def clipped_cell(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        cut(canvas, 60, 500, 110, 16)
        canvas.drawString(62, 504, f"{REMARK} that is longer than its column in the sheet")

    return article(draw)


@made("reportlab_pale_watermark.pdf")
def pale_watermark(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 60)
        canvas.setFillGray(0.95)
        canvas.rotate(45)
        canvas.drawString(240, 60, "CONFIDENTIAL")

    return article(draw)


@made("unsure_reportlab_large_diagram.pdf")
def large_diagram(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.scale(0.25, 0.25)
        for number in range(200):
            left, bottom = 160 + number % 10 * 200, 100 + number // 10 * 90
            canvas.rect(left, bottom, 150, 60)
            canvas.drawString(
                left + 8, bottom + 25, ("Order", "customer_id", "tax rate")[number % 3]
            )

    return article(draw)


@made("unsure_reportlab_trimmed_figure.pdf")
def trimmed_figure(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        cut(canvas, 100, 300, 200, 200)
        canvas.drawString(120, 320, "panel a: reads")
        canvas.drawString(350, 320, "panel b: writes")

    return article(draw)


@made("unsure_reportlab_notes_beside_the_page.pdf")
def notes_beside_the_page(_: Path) -> bytes:
    return article(lambda canvas: canvas.drawString(-200, 400, "to do: new picture here"))


@made("unsure_reportlab_name_of_the_file_on_the_waste.pdf")
def name_of_the_file_on_the_waste(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((30, 30, 565, 812))
        canvas.setFont("Helvetica", 7)
        canvas.drawString(60, 12, "report_final.indd   1                27.11.26   10:33")

    return article(draw)


@made("pdfium_six_slides_on_one_page.pdf")
def six_slides_on_one_page(_: Path) -> bytes:
    slides, file = io.BytesIO(), io.BytesIO()
    canvas = Canvas(slides, pagesize=(960, 540))
    for _slide in range(6):
        canvas.setFont("Helvetica-Bold", 36)
        canvas.drawString(60, 460, TITLE)
        canvas.setFont("Helvetica", 20)
        for row, text in enumerate(ENGLISH):
            canvas.drawString(60, 380 - 60 * row, text[:80])
            canvas.drawString(60, 355 - 60 * row, text[80:])
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 20, FOOTER)
        canvas.showPage()
    canvas.save()
    source = PdfDocument(slides.getvalue())
    handout = PdfDocument(pdfium.FPDF_ImportNPagesToOne(source.raw, 595, 842, 2, 3))
    handout.save(file)
    return file.getvalue()
