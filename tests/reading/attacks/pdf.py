"""PDFs with text in them that nobody sees. Seen. is what they show, and Secret what they hide."""

import random

from tests.reading.attacks import pdf_objects
from tests.reading.documents import drawn_font, drawn_letters, form, grey_image, raw_pdf, text_at

SEEN = text_at(800, "Seen.")
FONT = b"/Font << /F1 4 0 R >>"
NOISE = random.Random(7).randbytes(200 * 100)
LINES = (b"\xff" * 100 + b"\x10" * 60 + b"\xff" * 40) * 5  # of writing, seen from afar


def with_resources(content: bytes) -> bytes:
    return raw_pdf(
        SEEN + content,
        resources=b"/ExtGState << /Clear 6 0 R >> /Font << /F1 4 0 R /Drawn 9 0 R >>"
        b" /XObject << /Part 10 0 R /Blank 11 0 R /Noise 12 0 R /Text 13 0 R /Parts 14 0 R"
        b" /Handout 15 0 R >>",
        objects=[
            b"<< /Type /ExtGState /ca 0.02 /CA 0.02 >>",
            *drawn_letters(700),
            drawn_font(0.001, 700),
            form(text_at(700, "Secret"), FONT),
            grey_image(b"\xff", 1),
            grey_image(NOISE, 200),
            grey_image(LINES, 50),
            form(text_at(700, "Seen.", "/F1 24 Tf") + text_at(600, "Secret", "/F1 3 Tf"), FONT),
            form(text_at(700, "Seen.", "/F1 24 Tf") + text_at(600, "Secret", "/F1 8 Tf"), FONT),
        ],
    )


CONTENTS = {
    "white": text_at(700, "Secret", "1 g /F1 12 Tf"),
    "white of printers": text_at(700, "Secret", "0 0 0 0 k /F1 12 Tf"),
    "nearly white": text_at(700, "Secret", "0.95 0.95 0.95 rg /F1 40 Tf"),
    "size zero": text_at(700, "Secret", "/F1 0 Tf"),
    "size one": text_at(700, "Secret", "/F1 1 Tf"),
    "no width": text_at(700, "Secret", "0 Tz /F1 12 Tf"),
    "made small by its matrix": b"q BT /F1 12 Tf 0.1 0 0 0.1 72 700 Tm (Secret) Tj ET Q",
    "made small with all around it": b"q 0.1 0 0 0.1 0 0 cm " + text_at(7000, "Secret") + b" Q",
    "render mode 3": text_at(700, "Secret", "3 Tr /F1 12 Tf"),
    "render mode 7": text_at(700, "Secret", "7 Tr /F1 12 Tf"),
    "under a white box": text_at(700, "Secret") + b"1 g 0 650 595 100 re f 0 g",
    "transparent": b"q /Clear gs " + text_at(700, "Secret") + b" Q",
    "white under other text": text_at(700, "Secret", "1 g /F1 12 Tf") + text_at(700, "Seen."),
    "mode 3 under other text": text_at(700, "Secret", "3 Tr /F1 12 Tf") + text_at(700, "Seen."),
    "dark on dark": b"0.1 g 0 650 595 100 re f " + text_at(700, "Secret", "0 g /F1 12 Tf") + b"0 g",
    "in a part, shrunk": b"q 0.1 0 0 0.1 0 0 cm /Part Do Q",
    "all but the first letter": text_at(700, "S) Tj 1 g (ecret"),
    "size zero, letter by letter": b"".join(text_at(700, one, "/F1 0 Tf") for one in "Secret"),
    "no width, letter by letter": b"".join(text_at(700, one, "0 Tz /F1 9 Tf") for one in "Secret"),
    "size zero between blanks": b"".join(
        text_at(700, one, "/F1 0 Tf") for one in (" ", "Secret", " ")
    ),
    "size zero in a part": b"q 0 0 0 0 0 0 cm /Part Do Q",
    "outlined in white": text_at(700, "Secret", "1 Tr 1 G /F1 30 Tf"),
    "under a picture": text_at(700, "Secret") + b"q 595 0 0 100 0 650 cm /Blank Do Q",
    "under a picture of the page's size": text_at(700, "Secret")
    + b"q 595 0 0 842 0 0 cm /Blank Do Q "
    + SEEN,
    "mode 3 over a white picture behind all": b"q 595 0 0 842 0 0 cm /Blank Do Q "
    + SEEN
    + text_at(700, "Secret", "3 Tr /F1 12 Tf"),
    "mode 3 over a picture of noise": b"q 595 0 0 300 0 500 cm /Noise Do Q "
    + SEEN
    + text_at(700, "Secret", "3 Tr /F1 12 Tf"),
    "mode 3 over a small picture": b"q 20 0 0 20 500 20 cm /Text Do Q "
    + text_at(700, "Secret", "3 Tr /F1 12 Tf"),
    "too small, of letters that are drawings": text_at(700, "Secret", "/Drawn 2 Tf"),
    "beside what a tool hides": text_at(700, "Secret Powered by TCPDF", "1 g /F1 12 Tf"),
    "white under a word that is drawn twice": text_at(700, "Secret", "1 g /F1 12 Tf")
    + text_at(700, "Seen.", "1 g /F1 12 Tf")
    + text_at(701, "Seen."),
    "white twice": text_at(700, "Secret", "1 g /F1 12 Tf") * 2,
    "white twice under a word that is drawn twice": text_at(700, "Secret", "1 g /F1 12 Tf") * 2
    + text_at(700, "Seen.", "1 g /F1 12 Tf")
    + text_at(701, "Seen."),
    "white, with a copy that is cut off": text_at(700, "Secret", "1 g /F1 12 Tf")
    + b"q 0 0 10 10 re W n "
    + text_at(700, "Secret")
    + b" Q",
    "under the edge of a box": text_at(700, "Secret") + b"0 0 1 rg 0 650 595 59 re f 0 g",
    "numbers in white": text_at(700, "42", "1 g /F1 12 Tf"),
    "left of the page and of no size": b"q BT /F1 0 Tf -200 700 Td (Secret) Tj ET Q",
    "far from a line that is seen": text_at(800, "Secret " * 21).replace(b"72 800", b"700 800"),
    "in many lines that are cut off": b"q 0 0 10 10 re W n "
    + text_at(700, "Secret " * 7)
    + text_at(680, "Secret " * 7)
    + text_at(660, "Secret " * 7)
    + b" Q",
    "in lines that are cut off below one that is seen": b"q 0 0 10 10 re W n "
    + b"".join(text_at(788 - 12 * row, "Secret " * 7) for row in range(3))
    + b" Q",
    "cut off by a frame of its own at the end of a line": text_at(700, "Seen.")
    + b"q 0 0 1 1 re W n "
    + text_at(700, "Secret " * 28).replace(b"72 700", b"108 700")
    + b" Q",
    "above the page and invisible": text_at(900, "Secret", "3 Tr /F1 12 Tf"),
    "sentences too small for print": text_at(700, "Secret " * 21, "/F1 3.5 Tf"),
    "a pale sentence, as large as a watermark": b"".join(
        text_at(700 - 60 * row, f"Secret{row}", "0.95 g /F1 60 Tf") for row in range(5)
    ),
    "made small together with nothing that is seen": b"q 0.2 0 0 0.2 0 0 cm /Part Do Q",
    "small, with what was made a little smaller": b"q 0.5 0 0 0.5 0 0 cm /Parts Do Q",
    "numbers too small for any page": text_at(700, "42", "/F1 1.5 Tf"),
}

DOCUMENTS = {
    **{name: with_resources(content) for name, content in CONTENTS.items()},
    **pdf_objects.DOCUMENTS,
}
