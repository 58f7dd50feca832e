"""Libraries for Python: reportlab, fpdf2, WeasyPrint, PyMuPDF, xhtml2pdf, CairoSVG, python-docx."""

import io
from datetime import UTC, datetime
from pathlib import Path

import cairosvg
import docx
import fpdf
import pymupdf
import weasyprint
import xhtml2pdf.pisa
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from reportlab import rl_config
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from tests.reading.innocent.made_by.tools import EPOCH, made, page, paragraphs
from tests.reading.innocent.texts import (
    ARABIC,
    ENGLISH,
    FOOTER,
    GERMAN,
    HEBREW,
    JAPANESE,
    RUSSIAN,
    TITLE,
    WATERMARK,
)

DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
NOTO_ARABIC = "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf"
rl_config.invariant = 1


def drawn(draw: object, size: tuple[int, int] = (595, 842)) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    draw(canvas)  # type: ignore[operator]
    canvas.save()
    return file.getvalue()


def lines(canvas: Canvas, texts: tuple[str, ...], top: int = 780) -> None:
    for number, text in enumerate(" ".join(texts).split(" ")):
        canvas.drawString(60 + number % 6 * 80, top - number // 6 * 16, text)


@made("reportlab_report.pdf")
def report(_: Path) -> bytes:
    style = ParagraphStyle("body", alignment=TA_JUSTIFY, fontSize=11, leading=14)
    chart = VerticalBarChart()
    chart.data, chart.width, chart.height = [[3, 5, 2]], 200, 80
    chart.categoryAxis.categoryNames = ["read", "write", "scan"]
    drawing = Drawing(300, 120)
    drawing.add(chart)
    file = io.BytesIO()
    flow = [Paragraph(text, style) for text in (f"<b>{TITLE}</b>", *ENGLISH)]
    SimpleDocTemplate(file).build([*flow, Table([["Reads", "10"], ["Writes", "20"]]), drawing])
    return file.getvalue()


@made("reportlab_words_apart.pdf")
def words_apart(_: Path) -> bytes:
    return drawn(lambda canvas: lines(canvas, ENGLISH))


@made("reportlab_spaced.pdf")
def spaced(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(60, 780)
        text.setWordSpace(6)
        text.setCharSpace(0.5)
        for line in ENGLISH:
            for at in range(0, len(words := line.split()), 8):
                text.textLine(" ".join(words[at : at + 8]))
        canvas.drawText(text)

    return drawn(draw)


@made("reportlab_blank_objects.pdf")
def blank_objects(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ENGLISH)
        for row in range(20):
            canvas.drawString(60, 600 - row * 16, " ")

    return drawn(draw)


@made("reportlab_form.pdf")
def form(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ENGLISH)
        where = {"x": 60, "width": 460, "height": 24}
        canvas.acroForm.textfield(name="answer", value=ENGLISH[2], y=500, **where)
        canvas.acroForm.checkbox(name="agreed", checked=True, x=60, y=460)

    return drawn(draw)


@made("reportlab_watermark_and_footer.pdf")
def watermark_and_footer(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica-Bold", 100)
        canvas.setFillGray(0.92)
        canvas.rotate(45)
        canvas.drawString(300, 100, WATERMARK)
        canvas.restoreState()
        lines(canvas, ENGLISH)
        canvas.setFont("Helvetica", 5)
        canvas.drawString(280, 20, FOOTER)
        canvas.setFont("Helvetica", 3)
        canvas.drawString(570, 10, "1")

    return drawn(draw)


@made("reportlab_turned.pdf")
def turned(_: Path) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(595, 0)
        canvas.rotate(90)
        lines(canvas, ENGLISH, 500)

    return drawn(draw)


@made("reportlab_russian.pdf")
def russian(_: Path) -> bytes:
    registerFont(TTFont("DejaVu", DEJAVU))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("DejaVu", 12)
        canvas.drawString(60, 700, RUSSIAN[0])
        canvas.drawString(60, 680, GERMAN[0])

    return drawn(draw)


@made("reportlab_japanese_without_fonts.pdf")
def japanese_without_fonts(_: Path) -> bytes:
    registerFont(UnicodeCIDFont("HeiseiMin-W3"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HeiseiMin-W3", 14)
        for number, text in enumerate(JAPANESE):
            canvas.drawString(60, 700 - 20 * number, text)

    return drawn(draw)


@made("reportlab_japanese_vertical_without_fonts.pdf")
def japanese_vertical_without_fonts(_: Path) -> bytes:
    registerFont(UnicodeCIDFont("HeiseiKakuGo-W5", isVertical=True))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HeiseiKakuGo-W5", 14)
        for number, text in enumerate(JAPANESE):
            canvas.drawString(500 - 24 * number, 780, text)

    return drawn(draw)


def new_fpdf() -> fpdf.FPDF:
    pdf = fpdf.FPDF()
    pdf.set_creation_date(datetime.fromtimestamp(int(EPOCH), UTC))
    pdf.add_page()
    return pdf


@made("fpdf2_article.pdf")
def fpdf_article(_: Path) -> bytes:
    pdf = new_fpdf()
    pdf.set_font("Times", size=12)
    for text in (TITLE, *ENGLISH):
        pdf.multi_cell(0, 8, text, align="J", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


@made("fpdf2_arabic.pdf")
def fpdf_arabic(_: Path) -> bytes:
    pdf = new_fpdf()
    pdf.add_font("Naskh", fname=NOTO_ARABIC)
    pdf.set_font("Naskh", size=16)
    pdf.set_text_shaping(True)
    pdf.multi_cell(0, 10, ARABIC[0], align="R")
    return bytes(pdf.output())


@made("fpdf2_table.pdf")
def fpdf_table(_: Path) -> bytes:
    pdf = new_fpdf()
    pdf.set_font("Helvetica", size=11)
    head = fpdf.FontFace(color=(255, 255, 255), fill_color=(20, 40, 80))
    with pdf.table(headings_style=head) as table:
        for row in (("Number", TITLE), *((str(at), text) for at, text in enumerate(ENGLISH))):
            table.row(row)
    return bytes(pdf.output())


@made("weasyprint_article.pdf")
def weasyprint_article(_: Path) -> bytes:
    style = "@page { @bottom-center { content: 'Page ' counter(page) ' of 1'; font-size: 6pt } }"
    html = page(f"<h1>{TITLE}</h1>{paragraphs(ENGLISH)}", style)
    return bytes(weasyprint.HTML(string=html).write_pdf())


@made("weasyprint_hebrew.pdf")
def weasyprint_hebrew(_: Path) -> bytes:
    html = page(paragraphs(HEBREW), language="he", direction="rtl")
    return bytes(weasyprint.HTML(string=html).write_pdf())


@made("weasyprint_columns.pdf")
def weasyprint_columns(_: Path) -> bytes:
    style = "body { columns: 2; text-align: justify; hyphens: auto; font-size: 9pt }"
    return bytes(weasyprint.HTML(string=page(paragraphs(ENGLISH * 2), style)).write_pdf())


@made("xhtml2pdf_article.pdf")
def xhtml_article(_: Path) -> bytes:
    file = io.BytesIO()
    xhtml2pdf.pisa.CreatePDF(page(paragraphs((TITLE, *ENGLISH))), dest=file)
    return file.getvalue()


@made("pymupdf_story.pdf")
def pymupdf_story(_: Path) -> bytes:
    document = pymupdf.open()
    sheet = document.new_page()
    sheet.insert_htmlbox(pymupdf.Rect(50, 50, 500, 700), paragraphs(ENGLISH))
    document.subset_fonts()
    return bytes(document.tobytes(garbage=4, deflate=True, no_new_id=True))


@made("pymupdf_comment_over_the_text.pdf")
def pymupdf_comment(_: Path) -> bytes:
    document = pymupdf.open()
    sheet = document.new_page()
    for number, text in enumerate(ENGLISH):
        sheet.insert_textbox(pymupdf.Rect(50, 50 + 60 * number, 500, 110 + 60 * number), text)
    note = sheet.add_text_annot((60, 45), "Is that so?")
    note.update()
    marked = sheet.search_for("A transaction")
    sheet.add_highlight_annot(marked).update()
    return bytes(document.tobytes(garbage=4, deflate=True, no_new_id=True))


@made("cairo_drawing.pdf")
def cairo_drawing(_: Path) -> bytes:
    rows = "".join(
        f'<text x="20" y="{60 + 30 * row}" font-family="DejaVu Sans" font-size="7">{text}</text>'
        for row, text in enumerate(ENGLISH)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="200">{rows}</svg>'
    return bytes(cairosvg.svg2pdf(bytestring=svg.encode()))


def saved(document: docx.document.Document) -> bytes:
    file = io.BytesIO()
    document.core_properties.author = ""
    document.save(file)
    return file.getvalue()


@made("python_docx_report.docx")
def docx_report(_: Path) -> bytes:
    document = docx.Document()
    document.add_heading(TITLE)
    for text in ENGLISH:
        document.add_paragraph(text, style="List Bullet")
    table = document.add_table(2, 2, style="Medium Shading 1 Accent 1")
    for cell, text in zip(table._cells, ("Reads", "10", "Writes", "20"), strict=True):
        cell.text = text
    footer = document.sections[0].footer.paragraphs[0].add_run(FOOTER)
    footer.font.size = Pt(5)
    return saved(document)


@made("python_docx_small_page_number.docx")
def docx_small_page_number(_: Path) -> bytes:
    document = docx.Document()
    for text in ENGLISH:
        document.add_paragraph(text)
    document.sections[0].footer.paragraphs[0].add_run("1").font.size = Pt(3)
    return saved(document)


@made("python_docx_white_on_dark.docx")
def docx_white_on_dark(_: Path) -> bytes:
    document = docx.Document()
    table = document.add_table(1, 1)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "1F3864")
    table.cell(0, 0)._tc.get_or_add_tcPr().append(shade)
    head = table.cell(0, 0).paragraphs[0].add_run(TITLE)
    head.font.color.rgb = RGBColor(255, 255, 255)
    for text in ENGLISH:
        document.add_paragraph(text)
    return saved(document)
