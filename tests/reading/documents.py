"""Documents for the tests: ordinary ones by the usual libraries, the others by hand."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

import docx
from docx.document import Document
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DRAWING_NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


class Part(NamedTuple):
    """Of a DOCX file; without content it is missing."""

    identifier: str
    kind: str
    name: str
    content: str | bytes | None


# PDF ------------------------------------------------------------------------------------------


def pdf_of(*pages: Sequence[str]) -> bytes:
    """Pages of paragraphs, as a word processor lays them out."""
    style = getSampleStyleSheet()["BodyText"]
    flow = [
        part for page in pages for part in (*(Paragraph(text, style) for text in page), PageBreak())
    ]
    file = io.BytesIO()
    SimpleDocTemplate(file).build(flow)
    return file.getvalue()


def drawn_pdf(draw: Callable[[Canvas], None], user_password: str | None = None) -> bytes:
    file = io.BytesIO()
    encryption = None
    if user_password is not None:
        encryption = StandardEncryption(user_password, ownerPassword="owner", strength=128)
    canvas = Canvas(file, pagesize=(595, 842), encrypt=encryption)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def scan() -> ImageReader:
    return ImageReader(scan_file())


def scan_file() -> io.BytesIO:
    """A picture that could be one of a line of text."""
    image, file = Image.new("RGB", (200, 100), "white"), io.BytesIO()
    image.paste("black", (20, 20, 180, 30))
    image.save(file, "png")
    return file


def text_at(y: int, text: str, operators: str = "/F1 12 Tf") -> bytes:
    """A line of text as the content of a page has it, drawn as the operators before it say."""
    return f"q BT {operators} 72 {y} Td ({text}) Tj ET Q\n".encode()


def raw_pdf(
    content: bytes,
    *,
    pages: int = 1,
    page: bytes = b"/MediaBox [0 0 595 842]",
    resources: bytes = b"",
    kids: bytes = b"",
    filters: bytes = b"",
    objects: Sequence[bytes] = (),
) -> bytes:
    """A PDF of our own making; further objects are numbered from 6, and all pages are one."""
    all_objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids or b"3 0 R " * pages),
        b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R %s" % page
        + b" /Resources << /Font << /F1 4 0 R >> %s >> >>" % resources,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(content, filters),
        *objects,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(all_objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def form_pdf(
    text: bytes,
    *widgets: bytes,
    objects: Sequence[bytes] = (),
    entries: bytes = b"",
    fields: bytes | None = None,
    catalog: bytes = b"",
) -> bytes:
    """A page with this text and these fields; further objects are numbered from 6."""
    first = 6 + len(objects)
    numbers = b" ".join(b"%d 0 R" % number for number in range(first, first + len(widgets)))
    fonts = b"<< /F1 4 0 R /ZaDb << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >> >>"
    form = b"/AcroForm << /Fields [%s] /DA (/F1 12 Tf 0 g) /DR << /Font %s >> %s >>" % (
        numbers if fields is None else fields,
        fonts,
        entries,
    )
    content = raw_pdf(
        text,
        page=b"/MediaBox [0 0 595 842] /Annots [%s]" % numbers,
        objects=[
            *objects,
            *(b"<< /Type /Annot /Subtype /Widget /P 3 0 R %s >>" % one for one in widgets),
        ],
    )
    return content.replace(b"/Type /Catalog", b"/Type /Catalog %s %s" % (catalog, form))


def looks(content: bytes, width: int, height: int) -> bytes:
    """How a field is drawn, in Helvetica or in signs."""
    return stream(
        content,
        b"/Type /XObject /Subtype /Form /BBox [0 0 %d %d] /Resources << /Font << /F1 4 0 R"
        b" /ZaDb << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >> >> >>" % (width, height),
    )


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def form(content: bytes, resources: bytes) -> bytes:
    """A piece of content that others can draw by name."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %s >>" % resources
    return stream(content, kind)


def drawn_font(unit: float, letter: float) -> bytes:
    """A Type 3 font: all its letters are bars of this height, in units of so many points."""
    names = b" ".join(b"/g%d" % code for code in range(32, 127))
    return (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 %g %g] /FontMatrix [%g 0 0 %g 0 0]"
        b" /FirstChar 32 /LastChar 126 /Widths [%s] /Encoding << /Differences [32 %s] >>"
        b" /CharProcs << %s >> /ToUnicode 7 0 R >>"
        % (
            letter,
            letter,
            unit,
            unit,
            b"%g " % letter * 95,
            names,
            b" ".join(b"/g%d 8 0 R" % code for code in range(33, 127)),
        )
    )


def drawn_letters(letter: float) -> list[bytes]:
    """What `drawn_font` refers to as objects 7 and 8."""
    bar = b"%g 0 0 0 %g %g d1 0 0 %g %g re f" % (letter, letter, letter, letter / 2, letter)
    return [stream(b"1 beginbfrange <20> <7E> <0020> endbfrange"), stream(bar)]


def grey_image(pixels: bytes, width: int) -> bytes:
    return stream(
        pixels,
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8" % (width, len(pixels) // width),
    )


def deflated(unit: bytes, times: int) -> bytes:
    """What unpacks to so many units, without having been that large ever."""
    packer = zlib.compressobj(9)
    first, another = (packer.compress(unit) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + another * (times - 1) + packer.flush()


# DOCX -----------------------------------------------------------------------------------------


def docx_of(*paragraphs: str) -> bytes:
    def write(document: Document) -> None:
        for text in paragraphs:
            document.add_paragraph(text)

    return written_docx(write)


def written_docx(write: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    write(document)
    return saved_docx(document)


def saved_docx(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def document_xml(body: str) -> str:
    return f'<w:document xmlns:w="{WORD_NAMESPACE}"><w:body>{body}</w:body></w:document>'


def styles_xml(styles: str) -> str:
    return f'<w:styles xmlns:w="{WORD_NAMESPACE}">{styles}</w:styles>'


def raw_docx(body: str) -> bytes:
    """Nothing but its main part."""
    return zipped({"word/document.xml": document_xml(body)})


def docx_with(body: str, *, before: str = "", **parts: str) -> bytes:
    """A file of this body; the parts are the contents of others, by their kinds."""
    document = document_xml(body).replace("<w:body>", f"{before}<w:body>")
    relations = "".join(
        f"<Relationship Type='a/{kind.rstrip('2')}' Target='{kind}.xml'/>" for kind in parts
    )
    named = document.replace("<w:document", f"<w:document {DRAWING_NAMESPACES}")
    return zipped(
        {
            "word/document.xml": named,
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        }
        | {f"word/{kind}.xml": root(kind, content) for kind, content in parts.items()}
    )


def docx_of_parts(body: str, *parts: Part, **more: str | bytes) -> bytes:
    """A file of this body and of parts that it names by their relations; more are files beside
    them, by their names with __ for each slash."""
    named = document_xml(body).replace("<w:document", f"<w:document {DRAWING_NAMESPACES}")
    relations = "".join(
        f"<Relationship Id='{part.identifier}' Type='a/{part.kind}' Target='{part.name}'/>"
        for part in parts
    )
    files: dict[str, str | bytes] = {
        "word/document.xml": named,
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
    }
    files |= {f"word/{part.name}": part.content for part in parts if part.content is not None}
    return zipped(files | {name.replace("__", "/"): content for name, content in more.items()})


def root(kind: str, content: str) -> str:
    if kind == "styles":
        return styles_xml(content)
    return f'<w:{kind} xmlns:w="{WORD_NAMESPACE}" {DRAWING_NAMESPACES}>{content}</w:{kind}>'


def paragraph(text: str, run: str = "", about: str = "") -> str:
    """With what its run and itself are formatted with."""
    return f"<w:p><w:pPr>{about}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


# Notebooks ------------------------------------------------------------------------------------


def notebook_of(*cells: object) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
