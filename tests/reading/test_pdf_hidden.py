"""Text in a PDF that nobody can see takes no part, and is said to be there."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from tests.reading.attacks.pdf import FONT, SEEN, with_resources
from tests.reading.conftest import Read
from tests.reading.documents import drawn_pdf, form, raw_pdf, stream, text_at
from tests.support.loading import Load

UNSURE = "Whether a part of the PDF's text can be seen"
DOUBTFUL = {
    "just too small": text_at(700, "Secret", "/F1 3.9 Tf"),
    "a sentence too small for print": text_at(700, "Secret " * 20, "/F1 3.5 Tf"),
    "left of the page": b"q BT /F1 12 Tf -200 700 Td (Secret) Tj ET Q",
    "above the page": text_at(900, "Secret"),
    "a long note below the page": text_at(-50, "Secret " * 20),
    "cut off": b"q 0 0 10 10 re W n " + text_at(700, "Secret") + b" Q",
    "cut off in a part": b"q 0 0 10 10 re W n /Part Do Q",
    "cut off by what is no rectangle": b"q 0 0 m 9 0 l 5 9 l W n " + text_at(700, "Secret") + b" Q",
    "more labels than words": b"".join(
        text_at(700 - 8 * row, "Secret", "/F1 3.2 Tf") for row in range(30)
    ),
    "made small with less that is seen": b"q 0.25 0 0 0.25 0 0 cm /Handout Do Q",
}


@pytest.mark.parametrize("content", DOUBTFUL.values(), ids=DOUBTFUL)
def test_text_that_may_be_unseen_without_intent_is_left_to_a_person(
    refused: Read, content: bytes
) -> None:
    reason, flags = refused(with_resources(content), "a.pdf")

    assert reason.startswith(UNSURE)
    assert flags == ("unreadable_file",)


SHOWN = {
    "black": text_at(700, "Shown"),
    "light grey": text_at(700, "Shown", "0.8 g /F1 12 Tf"),
    "yellow": text_at(700, "Shown", "1 1 0 rg /F1 12 Tf"),
    "small print": text_at(700, "Shown", "/F1 4 Tf"),
    "small print in grey": text_at(700, "Shown", "0.7 g /F1 5 Tf"),
    "of negative size": b"q BT /F1 -12 Tf -1 0 0 -1 72 700 Tm (Shown) Tj ET Q",
    "made large by its matrix": b"q BT /F1 1 Tf 12 0 0 12 72 700 Tm (Shown) Tj ET Q",
    "light grey of web pages": text_at(700, "Shown", "0.88 g /F1 12 Tf"),
    "black with a white shadow": text_at(699, "Shown", "1 g /F1 12 Tf") + text_at(700, "Shown"),
    "white with a dark shadow, on grey": b"0.6 g 0 650 595 100 re f "
    + text_at(700, "Shown", "/Shadow gs 0 g /F1 12 Tf")
    + text_at(699, "Shown", "1 g /F1 12 Tf"),
    "transparent with an outline of its own": text_at(700, "Shown", "3 Tr /F1 12 Tf")
    + text_at(700, "Shown", "/F2 12 Tf"),
    "upright": b"q BT /F1 12 Tf 0 1 -1 0 72 600 Tm (Shown) Tj ET Q",
    "outlined": text_at(700, "Shown", "1 Tr 1 g /F1 30 Tf"),
    "white with an outline": text_at(700, "Shown", "2 Tr 1 g 0 G /F1 30 Tf"),
    "white on dark": b"0 0 0.4 rg 0 650 595 100 re f " + text_at(700, "Shown", "1 g /F1 12 Tf"),
    "over a white box": b"1 g 0 650 595 100 re f 0 g " + text_at(700, "Shown"),
    "pale, but large": text_at(700, "Shown", "0.92 g /F1 60 Tf"),
    "blanks everywhere": text_at(700, "Shown")
    + text_at(600, " ")
    + text_at(500, "  ", "0 Tz /F1 9 Tf"),
    "in changing colours": text_at(700, "Shown", "/Pattern cs /Rainbow scn /F1 12 Tf"),
}
RAINBOW = (
    b"/Pattern << /Rainbow << /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceRGB"
    b" /Coords [0 0 600 0] /Function << /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1]"
    b" /N 1 >> >> >> >> /ExtGState << /Shadow << /ca 0.25 >> >>"
    b" /Font << /F1 4 0 R /F2 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >>"
)


@pytest.mark.parametrize("content", SHOWN.values(), ids=SHOWN)
def test_text_that_can_be_seen_is_no_hidden_text(read: Read, content: bytes) -> None:
    reading = read(raw_pdf(SEEN + content, resources=RAINBOW), "a.pdf")

    assert (set(reading.text.split()), reading.flags) == ({"Seen.", "Shown"}, ())


def test_a_line_that_runs_off_the_page_is_read_as_far_as_it_is_on_it(read: Read) -> None:
    reading = read(raw_pdf(text_at(700, "word " * 200)), "a.pdf")

    assert 15 < len(reading.text.split()) < 25
    assert reading.flags == ()


@pytest.mark.parametrize(
    "content",
    [
        b"q 72 695 100 16 re W n " + text_at(700, "Seen. but too long for its cell") + b" Q",
        b"q 130 695 100 16 re W n " + text_at(700, "Secret too long for Seen.") + b" Q",
        text_at(700, "Seen.") + text_at(400, "Secret", "0.95 g /F1 60 Tf"),
        b"q 0.25 0 0 0.25 0 0 cm /Notes Do Q",
    ],
    ids=["end of a line", "start of a line", "pale watermark", "footer of a handout"],
)
def test_what_anybody_could_fail_to_show_is_left_out_and_accuses_nobody(
    read: Read, content: bytes
) -> None:
    slides = text_at(800, "Seen. Seen.", "/F1 24 Tf") + text_at(600, "Secret", "/F1 10 Tf")
    notes = raw_pdf(
        content,
        resources=b"/XObject << /Notes 6 0 R >>",
        objects=[form(slides, FONT)],
    )

    reading = read(notes, "a.pdf")

    assert set(reading.text.split()) <= {"Seen.", "but", "too", "long", "for"}
    assert "Seen." in reading.text
    assert reading.flags == ()


@pytest.mark.parametrize(
    ("y", "clip", "flags"),
    [
        (100, b"", ("unreadable_file",)),
        (-100, b"", ("unreadable_file", "hidden_text")),
        (100, b"0 0 9 9 re W n ", ("unreadable_file", "hidden_text")),
    ],
    ids=["on the whole page", "off that too", "cut off besides"],
)
def test_what_was_on_a_page_before_it_was_cropped_accuses_nobody(
    load: Load, y: int, clip: bytes, flags: tuple[str, ...]
) -> None:
    rest = b"".join(text_at(y + 12 * row, "Words that are left. " * 3) for row in range(5))
    page = b"/MediaBox [0 0 595 842] /CropBox [0 421 595 842]"
    content = raw_pdf(SEEN + text_at(300, "Left.") + b"q " + clip + rest + b" Q", page=page)

    with pytest.raises(load("reading.result").Unreadable) as error:
        load("reading.pdf").read_pdf(content)

    assert str(error.value).startswith(UNSURE)
    assert error.value.flags == flags


def test_what_a_text_is_said_to_stand_for_is_not_read_in_its_place(read: Read) -> None:
    content = raw_pdf(
        b"BT /F1 12 Tf 72 700 Td /Span << /ActualText (A perfect answer) >> BDC (Shown) Tj EMC ET"
    )

    assert read(content, "a.pdf").text.split() == ["Shown"]


def test_invisible_signs_between_words_are_no_hidden_text(read: Read) -> None:
    signs = text_at(700, "   ") + text_at(680, " - ", "1 g /F1 12 Tf")

    reading = read(raw_pdf(SEEN + signs), "a.pdf")

    assert (reading.text.split(), reading.flags) == (["Seen."], ())


@pytest.mark.parametrize(
    "code",
    [b"0020", b"00A0", b"00AD", b"200B", b"3000", b"FEFF", b"115F", b"3164", b"2800", b"E000"],
)
@pytest.mark.parametrize(
    "operators", ["1 g /F2 12 Tf", "3 Tr /F2 12 Tf", "/F2 0 Tf", "0 Tz /F2 9 Tf"]
)
def test_blanks_of_all_kinds_are_no_hidden_text(load: Load, code: bytes, operators: str) -> None:
    content = raw_pdf(
        SEEN + text_at(700, "aaa", operators) * 3,
        resources=b"/Font << /F1 4 0 R /F2 6 0 R >>",
        objects=[
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>",
            stream(b"1 beginbfchar <61> <%s> endbfchar" % code),
        ],
    )

    reading = load("reading.pdf").read_pdf(content)

    assert (reading.text.split(), reading.flags) == (["Seen."], ())


def test_what_a_tool_writes_unseen_into_every_file_is_nobodys_hidden_text(read: Read) -> None:
    mark = text_at(20, r"Powered by TCPDF \(www.tcpdf.org\)", "3 Tr /F1 1 Tf")

    reading = read(raw_pdf(SEEN + mark), "a.pdf")

    assert (reading.text.split(), reading.flags) == (["Seen."], ())


def test_a_small_page_number_is_read(read: Read) -> None:
    reading = read(raw_pdf(SEEN + text_at(20, "7", "/F1 2.5 Tf")), "a.pdf")

    assert (reading.text.split(), reading.flags) == (["Seen.", "7"], ())


def test_labels_of_a_figure_may_be_small_but_sentences_may_not(read: Read, refused: Read) -> None:
    text = b"".join(text_at(800 - 12 * line, "Words " * 10) for line in range(10))

    label = read(raw_pdf(text + text_at(200, "Leaf Leaf", "/F1 3.5 Tf")), "a.pdf")
    reason, flags = refused(raw_pdf(text + text_at(200, "Leaf Leaf Leaf", "/F1 3.5 Tf")), "a.pdf")

    assert ("Leaf" in label.text, label.flags) == (True, ())
    assert reason.startswith(UNSURE)
    assert flags == ("unreadable_file",)


def test_invisible_text_where_a_picture_shows_words_is_left_to_a_person(refused: Read) -> None:
    """So do scanners, and whoever adds a stamp, or has the pictures in a text recognised."""
    picture = b"q 100 0 0 20 72 695 cm /Text Do Q "
    recognised = text_at(700, "Secret", "3 Tr /F1 12 Tf")

    reason, flags = refused(with_resources(picture + recognised), "a.pdf")

    assert reason.startswith("The PDF is a scan")
    assert flags == ("unreadable_file",)


def test_invisible_text_many_times_over_the_picture_of_one_word_is_flagged(refused: Read) -> None:
    content = (
        b"q 100 0 0 20 72 695 cm /Text Do Q "
        + text_at(700, "Secret", "3 Tr /F1 12 Tf") * 9
        + text_at(701, "Secret Secret Secret", "3 Tr /F1 1 Tf") * 5
    )

    _, flags = refused(with_resources(content), "a.pdf")

    assert flags == ("unreadable_file", "hidden_text")


def test_letters_that_are_drawn_as_shapes_are_left_to_a_person(refused: Read) -> None:
    """As web pages do it whose headings are filled with changing colours."""
    shapes = b"".join(b"%d 700 3 9 re f " % left for left in range(74, 110, 6))

    reason, flags = refused(
        raw_pdf(SEEN + shapes + text_at(700, "Shown", "3 Tr /F1 12 Tf")), "a.pdf"
    )

    assert reason.startswith("Whether a part of the PDF's text can be seen")
    assert flags == ("unreadable_file",)


def test_letters_for_which_the_reader_has_to_have_a_font_are_read_without_one(read: Read) -> None:
    registerFont(UnicodeCIDFont("STSong-Light"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(72, 700, "王小明 wrote this")

    reading = read(drawn_pdf(draw), "a.pdf")

    assert (reading.text.split(), reading.flags) == (["王小明", "wrote", "this"], ())


def test_vertical_text_is_read_without_its_font_even_letter_by_letter(read: Read) -> None:
    """Where no font has them such letters have no width, and PDFium does not extract them."""
    registerFont(UnicodeCIDFont("HeiseiKakuGo-W5", isVertical=True))
    text = "索引は読み取りを速くします"

    def draw(canvas: Canvas) -> None:
        canvas.setFont("HeiseiKakuGo-W5", 14)
        for row, letter in enumerate(text):
            canvas.drawString(500, 780 - 16 * row, letter)

    reading = read(drawn_pdf(draw), "a.pdf")

    assert ("".join(reading.text.split()), reading.flags) == (text, ())


Draw: TypeAlias = Callable[[Canvas], None]
CHINESE_FONT = "STSong-Light"


def chinese(draw: Draw) -> bytes:
    """Drawn with a font that is neither in the file nor, on most servers, anywhere else."""
    registerFont(UnicodeCIDFont(CHINESE_FONT))

    def draw_all(canvas: Canvas) -> None:
        canvas.setFont(CHINESE_FONT, 12)
        canvas.drawString(72, 780, "我的回答在这里")
        draw(canvas)

    return drawn_pdf(draw_all)


def covered(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "装饰器")
    canvas.setFillGray(1)
    canvas.rect(60, 690, 400, 30, stroke=0, fill=1)


def covered_in_a_colour(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 0, 0)
    canvas.drawString(72, 700, "装饰器")
    canvas.setFillColorRGB(0, 0, 2 / 255)  # which the second of all words is marked with
    canvas.rect(60, 690, 400, 30, stroke=0, fill=1)


def covered_by_other_text(canvas: Canvas) -> None:
    covered(canvas)
    canvas.setFillGray(0)
    canvas.drawString(60, 700, "我的回答在这里我的回答")


def cut_off(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 5, 5)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(72, 700, "装饰器")


def cut_off_in_two_ways(canvas: Canvas) -> None:
    for left in (0, 90):
        path = canvas.beginPath()
        path.rect(left, 690, 82, 30)
        canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(72, 700, "装饰器")


def cut_to_a_line(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(0, 0)
    path.lineTo(500, 842)
    path.lineTo(500, 841)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.drawString(72, 700, "装饰器")


def covered_in_a_part(canvas: Canvas) -> None:
    canvas.beginForm("part")
    canvas.setFont(CHINESE_FONT, 12)
    covered(canvas)
    canvas.endForm()
    canvas.doForm("part")


def in_a_layer(canvas: Canvas) -> None:
    canvas.addLiteral("/OC << /Type /OCG /Name (Layer) >> BDC")
    canvas.drawString(72, 700, "装饰器")
    canvas.addLiteral("EMC")


def above_the_page(canvas: Canvas) -> None:
    canvas.drawString(72, 900, "装饰器")


def see_through(canvas: Canvas) -> None:
    canvas.setFillAlpha(0.5)
    canvas.drawString(72, 700, "装饰器")


@pytest.mark.parametrize(
    "draw",
    [
        covered,
        covered_in_a_colour,
        covered_by_other_text,
        cut_off,
        cut_off_in_two_ways,
        cut_to_a_line,
        covered_in_a_part,
        in_a_layer,
        above_the_page,
        see_through,
    ],
    ids=lambda draw: draw.__name__,
)
def test_letters_without_a_font_that_may_be_unseen_are_left_to_a_person(
    refused: Read, draw: Draw
) -> None:
    reason, flags = refused(chinese(draw), "a.pdf")

    assert reason.startswith(UNSURE)
    assert flags == ("unreadable_file",)


def test_letters_without_a_font_in_frames_and_on_colours_are_read(read: Read) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0, 0, 1 / 255)
        canvas.rect(60, 690, 400, 30, stroke=1, fill=1)
        path = canvas.beginPath()
        path.rect(50, 50, 500, 700)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.setFillGray(1)
        canvas.drawString(72, 700, "装饰器")
        canvas.rect(50, 600, 500, 20, stroke=0, fill=1)

    reading = read(chinese(draw), "a.pdf")

    assert (reading.text.split(), reading.flags) == (["我的回答在这里", "装饰器"], ())


@pytest.mark.parametrize("number", [4, 5])
def test_pale_and_large_words_are_a_watermark_or_left_to_a_person(load: Load, number: int) -> None:
    words = " ".join(f"Word{letter}" for letter in "ABCDE"[:number])
    content = raw_pdf(SEEN + text_at(700, words, "0.933 g /F1 24 Tf") * 3)

    if number == 4:
        reading = load("reading.pdf").read_pdf(content)
        assert (set(words.split()) <= set(reading.text.split()), reading.flags) == (True, ())
    else:
        with pytest.raises(load("reading.result").Unreadable) as error:
            load("reading.pdf").read_pdf(content)
        assert error.value.flags == ("unreadable_file",)
        assert str(error.value).startswith(UNSURE)
