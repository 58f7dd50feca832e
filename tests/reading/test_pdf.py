"""PDF: what is read of it, and what is left to a person."""

import os
import subprocess
import sys

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.reading.conftest import Read
from tests.reading.documents import (
    deflated,
    drawn_font,
    drawn_letters,
    drawn_pdf,
    form,
    grey_image,
    pdf_of,
    raw_pdf,
    scan,
    stream,
    text_at,
)
from tests.support.loading import Load

SENTENCE = "A decorator takes a function and returns a replacement for it."
DAMAGED = "The PDF is damaged, or not a PDF at all; it needs manual review."
BROKEN_OFF = "The file is damaged, or takes too much memory to read; it needs manual review."
TOO_LONG = "Reading the file takes too long; it needs manual review."
NO_TEXT = "The PDF shows no text, perhaps only pictures of it; it needs manual review."
SCAN = (
    "The PDF is a scan, or some of its pages are: what pictures of text say is not read; "
    "it needs manual review."
)
UNSURE = (
    "Whether a part of the PDF's text can be seen, or what it says, cannot be told here; "
    "it needs manual review."
)
LOCKED = "The PDF is locked with a password; it needs manual review."
PLAIN = raw_pdf(text_at(700, SENTENCE))


def damaged_page(number: int) -> str:
    return f"Page {number} of the PDF is damaged and cannot be read; it needs manual review."


def lines(reading: object) -> list[str]:
    return [line for line in str(reading.text).split("\n") if line]  # type: ignore[attr-defined]


# What is read ---------------------------------------------------------------------------------


def test_the_text_of_all_pages_is_read_in_their_order(read: Read) -> None:
    reading = read(pdf_of(["On the first.", "And more."], ["On the second."]), "a.pdf")

    assert lines(reading) == ["On the first.", "And more.", "On the second."]
    assert reading.flags == ()


def test_a_paragraph_is_one_line_however_often_the_page_breaks_it(read: Read) -> None:
    long, longer = " ".join([SENTENCE] * 7), " ".join([SENTENCE] * 20)

    assert lines(read(pdf_of([long, "Short.", longer]), "a.pdf")) == [long, "Short.", longer]


def test_a_full_line_with_room_below_it_ends_its_paragraph(read: Read) -> None:
    full = " ".join([SENTENCE] * 2)[:85]
    content = raw_pdf(text_at(700, full) + text_at(686, full) + text_at(640, full))

    assert lines(read(content, "a.pdf")) == [f"{full} {full}", full]


def test_a_list_of_short_lines_stays_one(read: Read) -> None:
    points = ["A wrapper", "is a longer line that nothing else could have been added to", "Done"]

    assert lines(read(pdf_of([SENTENCE * 5, *points]), "a.pdf"))[1:] == points


def test_a_word_that_is_divided_at_the_end_of_a_line_is_put_together(read: Read) -> None:
    content = raw_pdf(text_at(700, "A deco-") + text_at(686, "rator wraps."))

    assert lines(read(content, "a.pdf")) == ["A decorator wraps."]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_read_however_it_is_turned_and_cropped(read: Read, rotation: int) -> None:
    page = b"/MediaBox [-50 -50 700 900] /CropBox [40 500 640 740] /Rotate %d" % rotation
    off_the_page = text_at(700, "Outside. " * 21).replace(b"72 700", b"720 700")
    content = raw_pdf(text_at(700, "Inside.") + off_the_page, page=page)

    reading = read(content, "a.pdf")

    assert (lines(reading), reading.flags) == (["Inside."], ("hidden_text",))


def test_a_comment_over_the_text_hides_nothing(read: Read) -> None:
    note = b"/Annots [<< /Type /Annot /Subtype /Text /Rect [72 690 250 720] /AP << /N 6 0 R >> >>]"
    icon = stream(b"1 1 0 rg 0 0 178 30 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 178 30]")
    content = raw_pdf(
        text_at(700, SENTENCE), page=b"/MediaBox [0 0 595 842] " + note, objects=[icon]
    )

    reading = read(content, "a.pdf")

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


def test_what_was_filled_into_a_form_is_read(read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Your answer:")
        where = {"x": 72, "width": 400, "height": 24}
        canvas.acroForm.textfield(name="answer", value=SENTENCE, y=640, **where)
        canvas.acroForm.textfield(
            name="unseen", value="Hidden.", y=600, annotationFlags="hidden", **where
        )

    assert lines(read(drawn_pdf(draw), "a.pdf")) == ["Your answer:", SENTENCE]


def field(value: bytes, looks: bytes | None) -> bytes:
    """A line of text and a form with one field, whose looks are of this content if it has any."""
    drawn = b"" if looks is None else b"/AP << /N 6 0 R >>"
    widget = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (answer) /F 4 /Rect [72 600 472 620]"
        b" /DA (/F1 12 Tf 0 g) /V (%s) %s >>" % (value, drawn)
    )
    shape = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 400 20] /Resources << /Font << /F1 4 0 R >> >>"
    )
    content = raw_pdf(
        text_at(700, SENTENCE),
        page=b"/MediaBox [0 0 595 842] /Annots [7 0 R]",
        objects=[stream(looks or b"", shape), widget],
    )
    form = b"/AcroForm << /Fields [7 0 R] /DA (/F1 12 Tf) /DR << /Font << /F1 4 0 R >> >> >>"
    return content.replace(b"/Type /Catalog", b"/Type /Catalog " + form)


def test_what_was_filled_in_and_never_drawn_is_read(read: Read) -> None:
    reading = read(field(b"An index.", None), "a.pdf")

    assert (lines(reading), reading.flags) == ([SENTENCE, "An index."], ())


def test_what_was_filled_in_and_is_drawn_empty_is_read_or_left_to_a_person(load: Load) -> None:
    reading, unreadable = load("reading.pdf"), load("reading.result").Unreadable
    try:
        text = reading.read_pdf(field(b"An index.", b"/Tx BMC EMC")).text
    except unreadable as error:
        text = str(error)

    assert "An index." in text or text == UNSURE


def test_what_does_not_fit_into_its_field_is_left_to_a_person(refused: Read) -> None:
    looks = b"/Tx BMC BT /F1 12 Tf 2 5 Td (An index) Tj 0 -40 Td (speeds up reads) Tj ET EMC"

    assert refused(field(b"An index speeds up reads", looks), "a.pdf") == (
        UNSURE,
        ("unreadable_file",),
    )


def test_text_in_a_part_that_is_drawn_by_name_is_read(read: Read) -> None:
    content = raw_pdf(
        b"/Part Do",
        resources=b"/XObject << /Part 6 0 R >>",
        objects=[form(text_at(700, SENTENCE), b"/Font << /F1 4 0 R >>")],
    )

    assert lines(read(content, "a.pdf")) == [SENTENCE]


def test_the_end_of_a_very_long_pdf_is_left_out_and_flagged(read: Read) -> None:
    line = " ".join(["abcdefghijklmnopqrst" * 2] * 4)
    small = b"".join(text_at(800 - 4 * row, line, "/F1 4 Tf") for row in range(180))

    reading = read(raw_pdf(small, pages=20), "a.pdf")

    assert (len(reading.text), reading.flags) == (200_000, ("file_truncated",))


# Passwords ------------------------------------------------------------------------------------


def test_a_pdf_that_opens_without_a_password_is_read_although_it_is_encrypted(read: Read) -> None:
    content = drawn_pdf(lambda canvas: canvas.drawString(72, 700, SENTENCE), user_password="")

    assert b"/Encrypt" in content
    assert lines(read(content, "a.pdf")) == [SENTENCE]


def test_a_pdf_that_needs_a_password_is_left_to_a_person(refused: Read) -> None:
    content = drawn_pdf(lambda canvas: canvas.drawString(72, 700, SENTENCE), user_password="key")

    assert refused(content, "a.pdf") == (LOCKED, ("unreadable_file",))


# Damaged and hostile ones ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"A text.",
        pdf_of([SENTENCE])[:700],
        os.urandom(100_000),
        b"%PDF-1.7\n" + os.urandom(100_000),
        b"%PDF-1.7\n1 0 obj\n" + b"<< /A " * 500_000,
    ],
    ids=["empty", "header", "text", "half", "noise", "noise with a header", "deep"],
)
def test_what_is_no_whole_pdf_is_left_to_a_person(refused: Read, content: bytes) -> None:
    assert refused(content, "a.pdf") == (DAMAGED, ("unreadable_file",))


@pytest.mark.parametrize("pages", [49, 50, 51, 10_000])
def test_at_most_50_pages_are_read(read: Read, refused: Read, pages: int) -> None:
    content = raw_pdf(text_at(700, SENTENCE), pages=pages)

    if pages <= 50:
        assert lines(read(content, "a.pdf")) == [SENTENCE] * pages
    else:
        reason, _ = refused(content, "a.pdf")
        assert reason == (
            f"The PDF has {pages} pages, and at most 50 are read; it needs manual review."
        )


def test_a_page_tree_that_contains_itself_is_left_to_a_person(refused: Read) -> None:
    assert refused(raw_pdf(b"", kids=b"2 0 R"), "a.pdf")[0] == damaged_page(1)


def test_a_part_that_draws_itself_does_not_keep_the_rest_from_being_read(read: Read) -> None:
    content = raw_pdf(
        b"/Part Do " + text_at(700, SENTENCE),
        resources=b"/XObject << /Part 6 0 R >>",
        objects=[form(b"/Part Do", b"/XObject << /Part 6 0 R >>")],
    )

    assert lines(read(content, "a.pdf")) == [SENTENCE]


def test_parts_that_draw_each_other_a_billion_times_are_given_up(refused: Read) -> None:
    times_ten = [
        form(b"/Part Do " * 10, b"/XObject << /Part %d 0 R >>" % number) for number in range(7, 16)
    ]
    last = form(text_at(700, SENTENCE), b"/Font << /F1 4 0 R >>")
    content = raw_pdf(
        b"/Part Do", resources=b"/XObject << /Part 6 0 R >>", objects=[*times_ten, last]
    )

    assert refused(content, "a.pdf")[0] in {BROKEN_OFF, TOO_LONG}


@pytest.mark.parametrize(
    "content",
    [
        raw_pdf(deflated(b" " * 1_000_000, 2_000), filters=b"/Filter /FlateDecode"),
        raw_pdf(
            deflated(deflated(b" " * 1_000_000, 2_000), 1),
            filters=b"/Filter [/FlateDecode /FlateDecode]",
        ),
        raw_pdf(deflated(text_at(700, SENTENCE) * 10_000, 500), filters=b"/Filter /FlateDecode"),
        raw_pdf(b"q " * 3_000_000),
    ],
    ids=["blanks", "packed twice", "text", "states"],
)
def test_content_that_unpacks_to_gigabytes_is_given_up(refused: Read, content: bytes) -> None:
    assert refused(content, "a.pdf")[0] in {BROKEN_OFF, TOO_LONG}


def test_pictures_of_billions_of_pixels_do_not_take_the_memory_and_time_of_them(
    refused: Read,
) -> None:
    image = stream(
        deflated(bytes(1_000_000), 2_028),
        b"/Type /XObject /Subtype /Image /Width 26000 /Height 26000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter /FlateDecode",
    )
    names = [b"/Image%d" % number for number in range(12)]
    content = raw_pdf(
        b"".join(b"q 500 0 0 500 0 0 cm %s Do Q " % name for name in names)
        + text_at(700, SENTENCE),
        resources=b"/XObject << %s >>"
        % b" ".join(b"%s %d 0 R" % item for item in zip(names, range(6, 18), strict=True)),
        objects=[image] * 12,
    )

    assert refused(content, "a.pdf")[0] in {BROKEN_OFF, TOO_LONG}


@pytest.mark.parametrize("side", [b"0", b"1e38", b"999999999999999999999", b"/None"])
def test_a_page_of_an_impossible_size_is_no_crash(read: Read, side: bytes) -> None:
    content = raw_pdf(text_at(700, SENTENCE), page=b"/MediaBox [0 0 %s %s]" % (side, side))

    assert lines(read(content, "a.pdf")) == [SENTENCE]


@pytest.mark.parametrize("side", [b"-1", b"0.001"])
def test_a_page_too_small_to_show_its_text_is_left_to_a_person(refused: Read, side: bytes) -> None:
    content = raw_pdf(text_at(700, SENTENCE), page=b"/MediaBox [0 0 %s %s]" % (side, side))

    assert refused(content, "a.pdf") == (UNSURE, ("unreadable_file",))


def test_a_page_too_large_to_show_its_text_is_left_to_a_person(refused: Read) -> None:
    content = raw_pdf(text_at(700, SENTENCE), page=b"/MediaBox [0 0 9999999 9999999]")

    assert refused(content, "a.pdf") == (NO_TEXT, ("unreadable_file", "hidden_text"))


# Pictures -------------------------------------------------------------------------------------


def test_a_scan_is_left_to_a_person(refused: Read) -> None:
    content = drawn_pdf(lambda canvas: canvas.drawImage(scan(), 72, 500))

    assert refused(content, "a.pdf") == (NO_TEXT, ("unreadable_file",))


def test_a_pdf_with_an_empty_page_is_left_to_a_person(refused: Read) -> None:
    assert refused(raw_pdf(b""), "a.pdf") == (NO_TEXT, ("unreadable_file",))


def test_a_scan_with_invisible_text_over_it_is_left_to_a_person_and_accuses_nobody(
    refused: Read,
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(scan(), 72, 500)
        text = canvas.beginText(92, 570)
        text.setTextRenderMode(3)
        text.textLine("What a machine believes to read")
        canvas.drawText(text)

    assert refused(drawn_pdf(draw), "a.pdf") == (SCAN, ("unreadable_file",))


def test_where_one_page_is_a_picture_the_answer_is_not_read_whole(refused: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.showPage()
        canvas.drawImage(scan(), 0, 0, 595, 842)

    assert refused(drawn_pdf(draw), "a.pdf") == (SCAN, ("unreadable_file",))


def test_a_picture_beside_the_text_is_no_scan(read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, SENTENCE)
        canvas.drawImage(scan(), 72, 500)
        canvas.showPage()
        canvas.drawImage(scan(), 72, 500)

    assert lines(read(drawn_pdf(draw), "a.pdf")) == [SENTENCE]


# Letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("unit", "size"), [(0.001, 12), (1, 0.24), (0.01, 1.2), (30, 0.0005)])
def test_the_size_of_letters_that_are_drawings_is_that_of_what_is_drawn(
    read: Read, unit: float, size: float
) -> None:
    letter = 8 / unit / size
    content = raw_pdf(
        text_at(700, SENTENCE, f"/F2 {size} Tf"),
        resources=b"/Font << /F2 6 0 R >>",
        objects=[drawn_font(unit, letter), *drawn_letters(letter)],
    )

    reading = read(content, "a.pdf")

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


def test_letters_beyond_the_first_65536_are_read(read: Read) -> None:
    letters = stream(b"1 beginbfchar <61> <D835DC4E> endbfchar")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>"
    content = raw_pdf(
        text_at(700, "a", "/F2 12 Tf"),
        resources=b"/Font << /F2 6 0 R >>",
        objects=[font, letters],
    )

    assert lines(read(content, "a.pdf")) == ["\N{MATHEMATICAL ITALIC SMALL A}"]


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        (b"Wingdings-Regular", b"F0FE", "\N{BALLOT BOX WITH CHECK}"),
        (b"ABCDEF+Wingdings", b"F0A8", "\N{BALLOT BOX}"),
        (b"Wingdings2", b"F052", "\N{BALLOT BOX WITH CHECK}"),
        (b"ABCDEF+SymbolMT", b"F0B7", "\N{BULLET}"),
        (b"SymbolMT", b"F0A3", "\N{LESS-THAN OR EQUAL TO}"),
        (b"Arial", b"F0FE", "\uf0fe"),
    ],
)
def test_signs_of_fonts_of_symbols_are_read(
    load: Load, font: bytes, code: bytes, sign: str
) -> None:
    content = raw_pdf(
        text_at(700, "a", "/F2 12 Tf"),
        resources=b"/Font << /F2 6 0 R >>",
        objects=[
            b"<< /Type /Font /Subtype /TrueType /BaseFont /%s /ToUnicode 7 0 R >>" % font,
            stream(b"1 beginbfchar <61> <%s> endbfchar" % code),
        ],
    )

    assert lines(load("reading.pdf").read_pdf(content)) == [sign]


def test_text_that_may_be_seen_or_not_is_left_to_a_person(refused: Read) -> None:
    """Neither in the file nor here is a font with these letters; elsewhere there may be one."""
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Unknown /ToUnicode 7 0 R"
        b" /Encoding << /Differences [97 /unknown /unknown /unknown] >> >>"
    )
    content = raw_pdf(
        text_at(700, SENTENCE) + text_at(600, "abc", "/F2 12 Tf"),
        resources=b"/Font << /F1 4 0 R /F2 6 0 R >>",
        objects=[font, stream(b"1 beginbfrange <61> <63> <0061> endbfrange")],
    )

    assert refused(content, "a.pdf") == (UNSURE, ("unreadable_file",))


def test_letters_that_are_cut_out_of_a_picture_are_left_to_a_person(refused: Read) -> None:
    cut = text_at(700, "Cut", "7 Tr /F1 80 Tf").replace(
        b" ET Q", b" ET 1 0 0 rg 0 700 595 30 re f Q"
    )

    assert refused(raw_pdf(text_at(600, SENTENCE) + cut), "a.pdf") == (UNSURE, ("unreadable_file",))


THROUGH = {
    "a colour": b"1 0 0 rg 0 400 595 300 re f",
    "changing colours": b"/Shade sh",
    "a picture": b"500 0 0 300 50 400 cm /Picture Do",
    "a colour on a dark ground": b"1 1 0 rg 0 400 595 300 re f",
}
BEHIND = (
    b"/Font << /F1 4 0 R >> /XObject << /Picture 6 0 R >> /Shading << /Shade << /ShadingType 2"
    b" /ColorSpace /DeviceRGB /Coords [72 0 400 0] /Function << /FunctionType 2 /Domain [0 1]"
    b" /C0 [1 0 0] /C1 [0 0 1] /N 1 >> /Extend [true true] >> >>"
)


@pytest.mark.parametrize("size", [9, 12, 24, 70])
@pytest.mark.parametrize("paint", THROUGH)
def test_letters_through_which_something_is_seen_are_read(
    load: Load, paint: str, size: int
) -> None:
    ground = b"0 0 0.3 rg 0 400 595 300 re f " if "dark" in paint else b""
    cut = text_at(600, "Shown words", f"7 Tr /F1 {size} Tf").replace(
        b" ET Q", b" ET %s Q" % THROUGH[paint]
    )
    grey = grey_image(bytes(range(0, 180, 2)) * 100, 90)
    content = raw_pdf(
        ground + cut + text_at(800, SENTENCE, "0 g /F1 12 Tf"), resources=BEHIND, objects=[grey]
    )

    reading = load("reading.pdf").read_pdf(content)

    assert " ".join(lines(reading)) == f"Shown words {SENTENCE}"
    assert reading.flags == ()


@pytest.mark.parametrize(
    "font",
    [
        b"/Subtype /TrueType /BaseFont /Calibri /Encoding /WinAnsiEncoding",
        b"/Subtype /Type1 /BaseFont /CMR10",
        b"/Subtype /Type1 /BaseFont /Unknown /FontDescriptor << /Type /FontDescriptor"
        b" /FontName /Unknown /Flags 4 >>",
        b"/Subtype /TrueType /BaseFont /ABCDEF+MyriadPro-Regular",
        b"/Subtype /Type0 /BaseFont /Calibri /Encoding /Identity-H /ToUnicode 7 0 R"
        b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Calibri /DW 600"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>]",
    ],
)
def test_text_counts_without_its_font(read: Read, font: bytes) -> None:
    is_wide = b"/Type0" in font
    shown = SENTENCE.encode("utf-16-be" if is_wide else "ascii").hex().encode()
    content = raw_pdf(
        b"BT /F2 12 Tf 72 700 Td <%s> Tj ET" % shown,
        resources=b"/Font << /F2 6 0 R >>",
        objects=[
            b"<< /Type /Font %s >>" % font,
            stream(b"1 beginbfrange <0020> <007E> <0020> endbfrange"),
        ],
    )

    reading = read(content, "a.pdf")

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


def test_letters_of_which_a_font_does_not_say_what_they_are_are_left_to_a_person(
    refused: Read,
) -> None:
    codes = b"".join(b"\\%03o" % code for code in (1, 3, 4, 5, 6, 16, 17, 18, 20, 21))
    content = raw_pdf(
        b"BT /F2 12 Tf 72 700 Td (%s) Tj ET" % codes,
        resources=b"/Font << /F2 6 0 R >>",
        objects=[
            drawn_font(0.001, 700)
            .replace(b"/ToUnicode 7 0 R", b"")
            .replace(b"/Differences [32", b"/Differences [0")
            .replace(b"/FirstChar 32", b"/FirstChar 0"),
            *drawn_letters(700),
        ],
    )

    assert refused(content, "a.pdf") == (UNSURE, ("unreadable_file",))


# Odd values -----------------------------------------------------------------------------------


@pytest.mark.parametrize("third", [b"null", b"42", b"4 0 R", b"99 0 R", b"(x)"])
def test_a_page_that_cannot_be_read_is_named(refused: Read, third: bytes) -> None:
    content = raw_pdf(text_at(700, SENTENCE), pages=5, kids=b"3 0 R 3 0 R %s 3 0 R 3 0 R" % third)

    assert refused(content, "a.pdf") == (damaged_page(3), ("unreadable_file",))


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"/MediaBox [nan 0 inf 842]",
        b"/MediaBox [0 0 (a) /b]",
        b"/MediaBox [0 0]",
        b"/MediaBox (x)",
        b"/MediaBox [595 842 0 0]",
        b"/MediaBox [1e10 1e10 2e10 2e10]",
        b"/MediaBox [0 0 595 842] /CropBox [1000 1000 2000 2000]",
        b"/MediaBox [0 0 595 842] /CropBox [0 0 -595 -842]",
        b"/MediaBox [0 0 595 842] /CropBox [0 0 0 0]",
        b"/MediaBox [0 0 595 842] /Rotate 45",
        b"/MediaBox [0 0 595 842] /Rotate (x)",
        b"/MediaBox [0 0 595 842] /UserUnit -1",
        b"/MediaBox [0 0 595 842] /Annots 42",
        b"/MediaBox [0 0 595 842] /Annots [42 null (x) << >> << /Subtype /Widget >> 99 0 R]",
        b"/MediaBox [0 0 595 842] /Annots [<< /Subtype /Widget /FT /Tx /Rect [nan] /V 3 0 R >>]",
    ],
)
def test_a_page_with_an_odd_entry_is_read(load: Load, page: bytes) -> None:
    reading = load("reading.pdf").read_pdf(raw_pdf(text_at(700, SENTENCE), page=page))

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (text_at(600, "odd", "/F9 12 Tf"), ["odd"]),
        (text_at(600, "odd", "/F1 12 Tf nan Tc"), ["odd"]),
        (text_at(600, "odd", "/F1 12 Tf 99999999999 Tc"), ["odd"]),
        (b"BT /F1 12 Tf 72 600 Td [(o) inf (dd)] TJ ET ", ["odd"]),
        (b"q nan 0 0 50 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q ", []),
        (b"q 0 0 0 0 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q ", []),
        (b"\xff\xfe ) > ] } ET Q Q Q EMC ", []),
    ],
)
def test_an_odd_value_costs_nothing_else(load: Load, content: bytes, word: list[str]) -> None:
    reading = load("reading.pdf").read_pdf(raw_pdf(text_at(700, SENTENCE) + content))

    assert (lines(reading), reading.flags) == ([SENTENCE, *word], ())


@pytest.mark.parametrize(
    ("codes", "text"),
    [(b"f0a8a780f0a8ad8e", "𨧀𨭎"), (b"41f0a8a780", "A𨧀")],
)
def test_codes_of_utf_8_that_a_font_says_nothing_of_are_read(
    load: Load, codes: bytes, text: str
) -> None:
    kind = b"/Type /Font /BaseFont /F /Subtype"
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0"
        b" /Ascent 800 /Descent 0 /CapHeight 800 /StemV 80 >>"
    )
    letters = (
        b"<< %s /CIDFontType2 /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /FontDescriptor %s >>" % (kind, descriptor)
    )
    map_ = (
        b"2 begincodespacerange <00> <7F> <E0000000> <FFFFFFFF> endcodespacerange"
        b" 1 begincidrange <E0000000> <FFFFFFFF> 1 endcidrange"
    )
    content = raw_pdf(
        text_at(700, SENTENCE) + b"BT /F2 12 Tf 72 600 Td <%s> Tj ET" % codes,
        resources=b"/Font << /F1 4 0 R /F2 6 0 R >>",
        objects=[
            b"<< %s /Type0 /Encoding 7 0 R /DescendantFonts [%s] >>" % (kind, letters),
            stream(map_, b"/Type /CMap /CMapName /C"),
        ],
    )

    assert lines(load("reading.pdf").read_pdf(content)) == [SENTENCE, text]


@pytest.mark.parametrize("code", [0xE0E0E0, 0x110000, 0xFFFFFFFF, 0x61626364])
def test_a_code_that_is_no_character_costs_that_one(load: Load, code: int) -> None:
    assert load("reading.pdf_letters").character(code) == "\ufffd"


@pytest.mark.parametrize(
    ("map_", "text"),
    [
        (b"1 beginbfchar <61> <D835DC4E> endbfchar", "\U0001d44ebc"),
        (b"1 beginbfchar <61> <d835 dc4e> endbfchar", "\U0001d44ebc"),
        (b"1 beginbfchar <61> <0001D44E> endbfchar", "\U0001d44ebc"),
        (b"1 beginbfchar <61> <0002000B> endbfchar", "𠀋bc"),
        (b"2 beginbfchar <61> <D835> <62> <DC4E> endbfchar", "\U0001d44ec"),
        (b"1 beginbfrange <61> <63> <D835DC4E> endbfrange", "\U0001d44e\U0001d44f\U0001d450"),
        (
            b"1 beginbfrange <61> <63> [<D835DC4E> <D83DDE00> <D840DC0B>] endbfrange",
            "\U0001d44e😀𠀋",
        ),
        (b"1 beginbfchar <61> <D835DC4ED835DC4F> endbfchar", "\U0001d44e\U0001d44fbc"),
        (b"1 beginbfchar <61> <00660066D835DC4E> endbfchar", "ff\U0001d44ebc"),
        (b"1 beginbfchar <61> <D835> endbfchar", "bc"),
        (b"1 beginbfchar <62> <DC4E> endbfchar", "ac"),
        (b"1 beginbfchar <63> <D835> endbfchar", "ab"),
        (b"1 beginbfchar <61> <0000> endbfchar", "bc"),
        (b"1 beginbfchar <61> <FFFE> endbfchar", "bc"),
        (b"1 beginbfchar <61> <0001> endbfchar", "bc"),
        (b"1 beginbfchar <61> <%s> endbfchar" % (b"0041" * 2_500_000), None),
    ],
)
def test_a_font_may_say_in_any_spelling_what_its_letters_are(
    load: Load, map_: bytes, text: str | None
) -> None:
    """What is no character costs that character."""
    content = raw_pdf(
        text_at(700, SENTENCE) + text_at(600, "abc", "/F2 12 Tf"),
        resources=b"/Font << /F1 4 0 R /F2 6 0 R >>",
        objects=[
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>",
            stream(map_),
        ],
    )

    shortened = load("reading.worker").shortened
    reading = shortened(load("reading.pdf").read_pdf(content))

    assert reading.text.startswith(SENTENCE)
    assert text is None or reading.text.replace("\ufffd", "").split("\n")[1] == text


def test_no_damage_ends_the_reading_with_an_exception() -> None:
    """In a process of its own: PDFium itself may crash, as it may in the service's."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.reading.damage", "200"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.stdout, ended.returncode) == ("200 read\n", 0), ended.stderr
