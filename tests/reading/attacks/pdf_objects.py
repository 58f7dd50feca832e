"""PDFs that hide text by layers, masks, fonts and other objects of their own."""

from collections.abc import Sequence

from tests.reading.documents import form, grey_image, raw_pdf, stream, text_at

SEEN = text_at(800, "Seen.")
SECRET = text_at(700, "Secret")
FONT = b"/Font << /F1 4 0 R >>"
BOX = b"/MediaBox [0 0 595 842]"
WHITE_PAGE = b"1 g 0 0 595 842 re f 0 g "

# Objects 6 and 7 are the first that a document brings along.
LAYER = b"<< /Type /OCG /Name (Layer) >>"
LAYERS = b"/OCProperties << /OCGs [6 0 R 7 0 R] /D << %s >> >>"
OFF = LAYERS % b"/OFF [6 0 R]"
NAMED = b"/Properties << /L 6 0 R /M 7 0 R >>"
IN_LAYER = b"/OC /L BDC " + SECRET + b" EMC"
OTHER = b"<< /Type /OCG /Name (Other) >>"


def document(
    content: bytes,
    resources: bytes = b"",
    objects: Sequence[bytes] = (),
    *,
    page: bytes = BOX,
    catalog: bytes = b"",
) -> bytes:
    made = raw_pdf(SEEN + content, resources=resources, objects=objects, page=page)
    return made.replace(b"/Type /Catalog", b"/Type /Catalog " + catalog, 1)


def state(entries: bytes) -> bytes:
    return b"/ExtGState << /B << %s >> >>" % entries


def part(content: bytes, entries: bytes = b"/BBox [0 0 595 842]", resources: bytes = FONT) -> bytes:
    """As `form`, and with entries of its own."""
    kind = b"/Type /XObject /Subtype /Form %s /Resources << %s >>" % (entries, resources)
    return stream(content, kind)


def separation(name: bytes, full: int) -> bytes:
    """A colour of this name, in the whole amount that grey."""
    return (
        b"/ColorSpace << /CS [/Separation /%s /DeviceGray << /FunctionType 2 /Domain [0 1] /N 1"
        b" /C0 [1] /C1 [%d] >>] >>" % (name, full)
    )


def tiles(content: bytes) -> tuple[bytes, list[bytes]]:
    """The pattern /P, of this content again and again."""
    entries = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 10 10] /XStep 10"
        b" /YStep 10 /Resources << >>"
    )
    return b"/Pattern << /P 6 0 R >>", [stream(content, entries)]


def drawn_letters(procedure: bytes) -> tuple[bytes, list[bytes]]:
    """The Type 3 font /T, all of whose letters are drawn by this."""
    names = b" ".join(b"/g%d" % code for code in range(32, 127))
    drawn = b" ".join(b"/g%d 7 0 R" % code for code in range(33, 127))
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 700 700] /FontMatrix [0.001 0 0 0.001 0 0]"
        b" /FirstChar 32 /LastChar 126 /Widths [%s] /Encoding << /Differences [32 %s] >>"
        b" /CharProcs << %s >> /ToUnicode 6 0 R >>" % (b"700 " * 95, names, drawn)
    )
    meaning = stream(b"1 beginbfrange <20> <7E> <0020> endbfrange")
    return b"/Font << /F1 4 0 R /T 8 0 R >>", [meaning, stream(procedure), font]


IN_T = text_at(700, "Secret", "/T 12 Tf")
PAINTED_IN_CS = text_at(700, "Secret", "/CS cs 1 scn /F1 12 Tf")
BLACK_MASK = b"/SMask << /Type /Mask /S /Luminosity /G 6 0 R >>"
SHADING = (
    b"/Shading << /Sh << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 600 0] /Function"
    b" << /FunctionType 2 /Domain [0 1] /N 1 /C0 [1] /C1 [1] >> >> >>"
)
TINY_FIELD = (
    b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Secret) /Rect [72 680 300 720]"
    b" /DA (/F1 1 Tf 0 g) >>"
)
FIELDS = b"/AcroForm << /Fields [6 0 R] /DA (/F1 12 Tf 0 g) /DR << /Font << /F1 4 0 R >> >> >>"
PICTURE_ABOVE = b"q 595 0 0 200 0 600 cm /Im Do Q "

DOCUMENTS = {
    "on a layer that is off": document(IN_LAYER, NAMED, [LAYER, OTHER], catalog=OFF),
    "on a layer, all of which are off": document(
        IN_LAYER, NAMED, [LAYER, OTHER], catalog=LAYERS % b"/BaseState /OFF"
    ),
    "on a layer in a layer that is off": document(
        b"/OC /L BDC /OC /M BDC " + SECRET + b" EMC EMC", NAMED, [LAYER, OTHER], catalog=OFF
    ),
    "shown with all of some layers, one of which is off": document(
        b"/OC /M BDC " + SECRET + b" EMC",
        NAMED,
        [LAYER, b"<< /Type /OCMD /OCGs [6 0 R] /P /AllOn >>"],
        catalog=OFF,
    ),
    "in a part on a layer that is off": document(
        b"/X Do",
        b"/XObject << /X 7 0 R >>",
        [LAYER, part(SECRET, b"/BBox [0 0 595 842] /OC 6 0 R")],
        catalog=OFF,
    ),
    "behind a mask": document(
        b"q /B gs " + SECRET + b" Q",
        state(BLACK_MASK),
        [part(b"0 g 0 0 595 842 re f", b"/BBox [0 0 595 842] /Group << /S /Transparency >>")],
    ),
    "transparent altogether": document(b"q /B gs " + SECRET + b" Q", state(b"/ca 0")),
    "in a part that is transparent": document(
        b"q /B gs /X Do Q",
        state(b"/ca 0") + b" /XObject << /X 6 0 R >>",
        [part(SECRET, b"/BBox [0 0 595 842] /Group << /S /Transparency >>")],
    ),
    "black, lightened by the paper": document(
        WHITE_PAGE + SEEN + b"/B gs " + SECRET, state(b"/BM /Screen")
    ),
    "white, darkened by a black box": document(
        b"0 g 0 650 595 100 re f /B gs " + text_at(700, "Secret", "1 g /F1 12 Tf"),
        state(b"/BM /Multiply"),
    ),
    "in a colour that no printer has": document(PAINTED_IN_CS, separation(b"None", 0)),
    "in a colour of its own that is white": document(PAINTED_IN_CS, separation(b"Ink", 1)),
    "yellow on yellow": document(
        b"1 1 0 rg 0 650 595 100 re f " + text_at(700, "Secret", "1 1 0.05 rg /F1 12 Tf")
    ),
    "squeezed to a twentieth": document(text_at(700, "Secret", "5 Tz /F1 12 Tf")),
    "pressed flat": document(b"BT /F1 12 Tf 1 0 0 0.05 72 700 Tm (Secret) Tj ET"),
    "pressed narrow": document(b"BT /F1 12 Tf 0.05 0 0 1 72 700 Tm (Secret) Tj ET"),
    "slanted into a line": document(b"BT /F1 12 Tf 1 0 1 0 72 700 Tm (Secret) Tj ET"),
    "under a shading": document(SECRET + b"q 72 690 200 30 re W n /Sh sh Q", SHADING),
    "under a picture in the page's content": document(
        SECRET + b"q 200 0 0 40 60 690 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
    ),
    "under a thick white line": document(SECRET + b"1 G 40 w 60 705 m 300 705 l S 0 G"),
    "under white tiles": document(
        SECRET + b"/Pattern cs /P scn 60 690 200 30 re f", *tiles(b"1 g 0 0 10 10 re f")
    ),
    "white on pale tiles": document(
        b"/Pattern cs /P scn 60 650 400 100 re f " + text_at(700, "Secret", "1 g /F1 12 Tf"),
        *tiles(b"0.97 g 0 0 10 10 re f"),
    ),
    "under thick white letters": document(
        SECRET + text_at(690, "MMMMM", "1 g 2 Tr 20 w 1 G /F1 40 Tf")
    ),
    "white on a white picture": document(
        PICTURE_ABOVE + text_at(700, "Secret", "1 g /F1 12 Tf"),
        b"/XObject << /Im 6 0 R >>",
        [grey_image(b"\xff", 1)],
    ),
    "dark on a dark picture": document(
        PICTURE_ABOVE + text_at(700, "Secret", "0 g /F1 12 Tf"),
        b"/XObject << /Im 6 0 R >>",
        [grey_image(b"\x00", 1)],
    ),
    "of letters that draw nothing": document(IN_T, *drawn_letters(b"700 0 0 0 700 700 d1")),
    "of letters that draw in white": document(
        IN_T, *drawn_letters(b"700 0 d0 1 g 0 0 600 700 re f")
    ),
    "sentences outside of the part they are in": document(
        b"/X Do",
        b"/XObject << /X 6 0 R >>",
        [
            part(
                b"".join(text_at(700 - 12 * row, "Secret " * 5) for row in range(8)),
                b"/BBox [0 0 10 10]",
            )
        ],
    ),
    "in a tiny part": document(
        b"q 0.1 0 0 0.1 0 0 cm /X Do Q", b"/XObject << /X 6 0 R >>", [form(SECRET, FONT)]
    ),
    "in a field of tiny letters": document(
        b"", b"", [TINY_FIELD], page=BOX + b" /Annots [6 0 R]", catalog=FIELDS
    ),
}
