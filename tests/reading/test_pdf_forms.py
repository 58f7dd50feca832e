"""Forms in a PDF: what was filled in is read as viewers draw it, or left to a person."""

from typing import Any

import pytest

from tests.reading.conftest import Read
from tests.reading.documents import form_pdf, looks, raw_pdf, stream, text_at
from tests.support.loading import Load

UNSURE = (
    "Whether a part of the PDF's text can be seen, or what it says, cannot be told here; "
    "it needs manual review."
)
XFA = (
    "The PDF is a form in XFA, which few programs show and which is not read here; "
    "it needs manual review."
)
ASKED = text_at(700, "Your answer:")
LINE = b"/F 4 /Rect [72 600 472 620] /T (a) "
TEXT = LINE + b"/FT /Tx /DA (/F1 12 Tf 0 g) "
CHOICE = LINE + b"/FT /Ch /Opt [[(t) (Transmission)] [(d) (Datagram)] [(s) (Stream)]] "
LIST = CHOICE.replace(b"72 600", b"72 540")
FOLDED = CHOICE + b"/Ff 131072 "
COMB = TEXT + b"/Ff 16777216 /MaxLen 20 "
REDRAWN = b"/NeedAppearances true"
DRAWN = b"/AP << /N 6 0 R >> "


def said(text: bytes) -> bytes:
    return looks(b"/Tx BMC BT /F1 12 Tf 2 5 Td (%s) Tj ET EMC" % text, 400, 20)


def outcome(load: Load, content: bytes) -> Any:
    """The lines and flags, or why there are none; in this process."""
    try:
        reading = load("reading.pdf").read_pdf(content)
    except load("reading.result").Unreadable as error:
        return str(error), error.flags
    return [line for line in reading.text.split("\n") if line], reading.flags


LARGE = (
    b"/F 4 /Rect [72 300 472 700] /T (%s) /FT /Tx /DA (/F1 12 Tf 0 g) /AP << /N %d 0 R >> /V (%s)"
)
SMALL = (
    b"/F 4 /Rect [90 480 400 500] /T (%s) /FT /Tx /DA (/F1 12 Tf 0 g) /AP << /N %d 0 R >> /V (%s)"
)
LOW = b"/F 4 /Rect [72 600 472 606] /T (c) /FT /Tx /DA (/F1 12 Tf 0 g) /AP << /N 6 0 R >> /V (%s)"
HUGE = looks(b"BT /F1 12 Tf 150 350 Td (Draft) Tj ET", 400, 400)
OF_PAGE = looks(b"BT /F1 12 Tf 150 350 Td (Draft) Tj ET", 472, 700).replace(
    b"/BBox [0 0", b"/BBox [72 300"
)


@pytest.mark.parametrize("around", [HUGE, OF_PAGE], ids=["usual", "in the page's own points"])
@pytest.mark.parametrize("is_over", [True, False])
def test_a_field_over_or_under_others_has_only_its_own_text(
    load: Load, around: bytes, is_over: bool
) -> None:
    fields = [LARGE % (b"a", 6, b"Draft"), SMALL % (b"b", 7, b"An index")]
    content = form_pdf(
        b"", *(fields[::-1] if is_over else fields), objects=[around, said(b"An index")]
    )

    lines, flags = outcome(load, content)
    assert sorted(lines) == ["An index", "Draft"]
    assert flags == ()


def test_a_field_over_others_may_hold_something_else_than_it_draws(load: Load) -> None:
    fields = [LARGE % (b"a", 6, b"Other"), SMALL % (b"b", 7, b"An index")]

    assert outcome(load, form_pdf(b"", *fields, objects=[HUGE, said(b"An index")]))[0] == UNSURE


def test_the_text_of_a_field_may_be_higher_than_the_field(load: Load) -> None:
    drawn = looks(b"BT /F1 12 Tf 2 5 Td (An index) Tj ET", 400, 6)

    assert outcome(load, form_pdf(ASKED, LOW % b"An index", objects=[drawn])) == (
        ["Your answer:", "An index"],
        (),
    )
    assert outcome(load, form_pdf(ASKED, LOW % b"Other", objects=[drawn]))[0] == UNSURE


NEXT = b"/F 4 /Rect [%d 600 %d 620] /T (%s) /FT /Tx /DA (/F1 12 Tf 0 g) /AP << /N %d 0 R >> /V (%s)"


def test_the_texts_of_fields_that_touch_each_other_stay_apart(load: Load) -> None:
    fields = [NEXT % (72, 112, b"a", 6, b"Mmm1"), NEXT % (106, 146, b"b", 7, b"234")]
    drawn = [looks(b"BT /F1 12 Tf 0 5 Td (%s) Tj ET" % text, 40, 20) for text in (b"Mmm1", b"234")]
    content = form_pdf(b"", *fields, objects=drawn)

    assert outcome(load, content) == (["Mmm1 234"], ())


def test_fields_for_one_digit_each_make_one_number(load: Load) -> None:
    fields = [
        NEXT % (72 + 7 * at, 79 + 7 * at, b"f%d" % at, 6 + at, b"%d" % (at + 4)) for at in range(3)
    ]
    drawn = [looks(b"BT /F1 12 Tf 0 5 Td (%d) Tj ET" % (at + 4), 7, 20) for at in range(3)]

    assert outcome(load, form_pdf(ASKED, *fields, objects=drawn)) == (["Your answer:", "456"], ())


# Text -----------------------------------------------------------------------------------------

PARENT = b"<< /FT /Tx /T (a) /DA (/F1 12 Tf 0 g) /V (An index) /Kids [7 0 R] >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R"
    b" /Resources << /Font << /F1 4 0 R >> >> >>"
)
VALUES = {
    "never drawn": form_pdf(ASKED, TEXT + b"/V (An index)"),
    "drawn": form_pdf(ASKED, TEXT + DRAWN + b"/V (An index)", objects=[said(b"An index")]),
    "drawn without a value": form_pdf(ASKED, TEXT + DRAWN, objects=[said(b"An index")]),
    "to be redrawn": form_pdf(
        ASKED, TEXT + DRAWN + b"/V (An index)", objects=[said(b"Old")], entries=REDRAWN
    ),
    "drawn empty, to be redrawn": form_pdf(
        ASKED, TEXT + DRAWN + b"/V (An index)", objects=[looks(b"", 400, 20)], entries=REDRAWN
    ),
    "value of the parent": form_pdf(
        ASKED, b"/F 4 /Rect [72 600 472 620] /Parent 6 0 R", objects=[PARENT], fields=b"6 0 R"
    ),
    "named by no form": form_pdf(ASKED, TEXT + b"/V (An index)", fields=b""),
    "UTF-16": form_pdf(ASKED, TEXT + b"/V <FEFF0041006E00200069006E006400650078>"),
    "a stream": form_pdf(ASKED, TEXT + b"/V 6 0 R", objects=[stream(b"An index")]),
    "no looks of text": form_pdf(ASKED, LINE + b"/FT /Tx /V (An index)"),
    "size of the field": form_pdf(ASKED, TEXT.replace(b"12 Tf", b"0 Tf") + b"/V (An index)"),
    "comb": form_pdf(ASKED, COMB + b"/V (An index)"),
    "comb, drawn": form_pdf(
        ASKED,
        COMB + DRAWN + b"/V (An index)",
        objects=[
            looks(
                b"BT /F1 12 Tf 4 5 Td "
                + b"".join(b"(%c) Tj 20 0 Td " % letter for letter in b"An index")
                + b"ET",
                400,
                20,
            )
        ],
    ),
    "chosen from a list that folds": form_pdf(
        ASKED, FOLDED.replace(b"(d) (Datagram)", b"(d) (An index)") + b"/V (d)"
    ),
    "own words for a choice": form_pdf(ASKED, FOLDED + b"/Ff 393216 /V (An index)"),
    "note on the page": form_pdf(ASKED).replace(
        b"/Annots []",
        b"/Annots [<< /Type /Annot /Subtype /FreeText /F 4 /Rect [72 600 472 620]"
        b" /DA (/F1 12 Tf 0 g) /Contents (An index) >>]",
    ),
}


@pytest.mark.parametrize("content", VALUES.values(), ids=VALUES)
def test_what_was_filled_in_is_read_as_it_is_shown(load: Load, content: bytes) -> None:
    assert outcome(load, content) == (["Your answer:", "An index"], ())


def test_the_lines_of_a_narrow_field_are_those_of_its_author(load: Load) -> None:
    narrow = TEXT.replace(b"72 600 472", b"72 400 152") + b"/Ff 4096 "
    content = form_pdf(ASKED, narrow + b"/V (An index speeds up reads.\\rIt slows down writes.)")

    assert outcome(load, content) == (
        ["Your answer:", "An index speeds up reads.", "It slows down writes."],
        (),
    )


def test_a_password_is_not_read(load: Load) -> None:
    content = form_pdf(ASKED, TEXT + b"/Ff 8192 /V (Secret)")

    assert outcome(load, content) == (["Your answer:", "******"], ())


@pytest.mark.parametrize(
    "widget",
    [
        TEXT.replace(b"/F 4", b"/F 2") + b"/V (Secret)",
        TEXT.replace(b"/F 4", b"/F 32") + b"/V (Secret)",
        TEXT.replace(b"[72 600 472 620]", b"[0 0 0 0]") + b"/V (Secret)",
        TEXT + b"/DV (What was in it at first)",
        TEXT.replace(b"/FT /Tx", b"/FT /Sig"),
    ],
    ids=["hidden", "not on screens", "of no size", "value to go back to", "signature"],
)
def test_a_field_that_shows_nothing_says_nothing_and_accuses_nobody(
    load: Load, widget: bytes
) -> None:
    assert outcome(load, form_pdf(ASKED, widget)) == (["Your answer:"], ())


@pytest.mark.parametrize(
    "widget",
    [
        TEXT.replace(b"0 g", b"1 g") + b"/V (Secret words)",
        TEXT.replace(b"12 Tf", b"1 Tf") + b"/V (Secret words)",
        TEXT.replace(b"0 g", b"0.97 g") + COMB.removeprefix(TEXT) + b"/V (Secret)",
        FOLDED.replace(b"/Opt", b"/DA (/F1 12 Tf 1 g) /Opt") + b"/V (d)",
    ],
    ids=["white", "one point", "pale, in a comb", "white choice"],
)
def test_a_value_that_nobody_sees_is_left_out_and_flagged(load: Load, widget: bytes) -> None:
    assert outcome(load, form_pdf(ASKED, widget)) == (["Your answer:"], ("hidden_text",))


STALE = {
    "another value is drawn": form_pdf(
        ASKED, TEXT + DRAWN + b"/V (An index)", objects=[said(b"Old")]
    ),
    "more is drawn": form_pdf(
        ASKED, TEXT + DRAWN + b"/V (An index)", objects=[said(b"An index or not")]
    ),
    "nothing is drawn": form_pdf(
        ASKED, TEXT + DRAWN + b"/V (An index)", objects=[looks(b"/Tx BMC EMC", 400, 20)]
    ),
    "nothing is drawn of the parent's value": form_pdf(
        ASKED,
        b"/F 4 /Rect [72 600 472 620] /Parent 6 0 R /AP << /N 7 0 R >>",
        objects=[PARENT.replace(b"7 0 R", b"8 0 R"), looks(b"", 400, 20)],
        fields=b"6 0 R",
    ),
    "another choice is drawn": form_pdf(
        ASKED, FOLDED + DRAWN + b"/V (d)", objects=[said(b"Transmission")]
    ),
    "formats only": form_pdf(ASKED, TEXT + b"/Ff 33554432 /RV (<body><p>An index</p></body>)"),
    "in no form": raw_pdf(
        ASKED,
        page=b"/MediaBox [0 0 595 842] /Annots [6 0 R]",
        objects=[b"<< /Type /Annot /Subtype /Widget %s /V (An index) >>" % TEXT],
    ),
    "chosen below what its list shows": form_pdf(
        ASKED, CHOICE + DRAWN + b"/V (s)", objects=[said(b"Transmission")]
    ),
}


@pytest.mark.parametrize("content", STALE.values(), ids=STALE)
def test_where_viewers_differ_in_what_they_show_it_is_left_to_a_person(
    load: Load, content: bytes
) -> None:
    assert outcome(load, content) == (UNSURE, ("unreadable_file",))


@pytest.mark.parametrize(
    "widget",
    [
        TEXT + DRAWN + b"/V (An index)",
        CHOICE + DRAWN + b"/V (s)",
        LINE + b"/FT /Btn /V /Yes /AS /Yes /AP << /N << /Yes 6 0 R >> >>",
    ],
    ids=["text", "choice", "tick"],
)
def test_what_was_filled_in_on_a_page_without_text_is_left_to_a_person(
    load: Load, widget: bytes
) -> None:
    content = form_pdf(b"", widget, objects=[looks(b"", 400, 20), stream(ASKED), PAGE])
    both = content.replace(b"/Count 1 /Kids [3 0 R ]", b"/Count 2 /Kids [8 0 R 3 0 R]")

    assert both != content
    assert outcome(load, both) == (UNSURE, ("unreadable_file",))


def test_a_value_that_a_program_in_the_file_writes_otherwise_is_read_as_drawn(load: Load) -> None:
    action = b"/AA << /F << /S /JavaScript /JS (AFNumber_Format\\(2, 0, 0, 0, '', true\\);) >> >> "
    content = form_pdf(ASKED, TEXT + action + DRAWN + b"/V (1234.5)", objects=[said(b"1,234.50")])

    assert outcome(load, content) == (["Your answer:", "1,234.50"], ())


# Ticks ----------------------------------------------------------------------------------------

CROSS = b"2 w 2 2 m 12 12 l 2 12 m 12 2 l S "
FRAME = b"0 0 14 14 re S "
SIGN = b"BT /ZaDb 12 Tf 2 3 Td (4) Tj ET "
LABELS = text_at(702, "Yes").replace(b"72 ", b"90 ") + text_at(702, "No").replace(b"72 ", b"190 ")
BEFORE = text_at(702, "Oh yes").replace(b"72 ", b"30 ") + text_at(702, "No").replace(
    b"72 ", b"150 "
)
LOOKS = b"/AP << /N << /Yes 6 0 R /Off 7 0 R >> >> "
ON, OFF = b"/V /Yes /AS /Yes ", b"/V /Off /AS /Off "


def box(left: int, more: bytes) -> bytes:
    return b"/F 4 /Rect [%d 700 %d 714] /FT /Btn /T (t%d) %s" % (left, left + 14, left, more)


def boxes(
    first: bytes,
    second: bytes,
    *,
    on: bytes = SIGN,
    off: bytes = b"",
    labels: bytes = LABELS,
    entries: bytes = b"",
) -> bytes:
    drawn = [looks(on, 14, 14), looks(off, 14, 14)]
    return form_pdf(labels, box(72, first), box(172, second), objects=drawn, entries=entries)


GROUP = b"<< /FT /Btn /Ff 49152 /T (r) /V /a /Kids [9 0 R 10 0 R] >>"
TICKED = {
    "sign": boxes(LOOKS + ON, LOOKS + OFF),
    "path": boxes(LOOKS + ON, LOOKS + OFF, on=FRAME + CROSS, off=FRAME),
    "letter": boxes(LOOKS + ON, LOOKS + OFF, on=b"BT /F1 12 Tf 2 3 Td (X) Tj ET"),
    "no looks": boxes(ON, OFF),
    "to be redrawn": boxes(LOOKS + ON, LOOKS + OFF, entries=REDRAWN),
    "no state of the other": boxes(LOOKS + ON, LOOKS),
    "a state without looks, as LibreOffice writes it": boxes(
        LOOKS.replace(b"/Yes", b"/on") + ON, LOOKS.replace(b"/Yes", b"/on") + OFF
    ),
    "group": form_pdf(
        LABELS,
        box(72, b"/Parent 8 0 R /AS /a " + LOOKS.replace(b"/Yes", b"/a")).replace(b"/FT /Btn", b""),
        box(172, b"/Parent 8 0 R /AS /Off " + LOOKS.replace(b"/Yes", b"/b")).replace(
            b"/FT /Btn", b""
        ),
        objects=[looks(b"BT /ZaDb 12 Tf 2 3 Td (l) Tj ET", 14, 14), looks(FRAME, 14, 14), GROUP],
        fields=b"8 0 R",
    ),
}


@pytest.mark.parametrize("content", TICKED.values(), ids=TICKED)
def test_a_box_says_before_its_label_whether_it_is_ticked(load: Load, content: bytes) -> None:
    text, flags = outcome(load, content)

    assert (" ".join(text), flags) == ("☒ Yes ☐ No", ())


def test_a_label_may_be_before_its_box(load: Load) -> None:
    text, flags = outcome(load, boxes(LOOKS + OFF, LOOKS + ON, labels=BEFORE))

    assert (" ".join(text), flags) == ("☐ Oh yes ☒ No", ())


@pytest.mark.parametrize(
    "content",
    [
        boxes(LOOKS + b"/V /Yes /AS /Off", LOOKS + OFF),
        boxes(LOOKS + b"/V /Yes", LOOKS + OFF),
        boxes(b"/V /Yes", OFF),
        boxes(LOOKS + ON, LOOKS + OFF, on=b""),
        boxes(LOOKS + ON, LOOKS + OFF, on=b"1 G " + CROSS),
        boxes(LOOKS + ON, LOOKS + OFF, on=FRAME, off=FRAME),
        boxes(b"/Ff 32768 /Parent 8 0 R", LOOKS + OFF),
        TICKED["group"].replace(b"/AS /a", b"").replace(b"/AS /Off", b""),
    ],
    ids=[
        "state",
        "no state",
        "no looks",
        "nothing drawn",
        "white",
        "frame only",
        "group",
        "state of the group only",
    ],
)
def test_a_tick_that_viewers_may_not_show_is_left_to_a_person(load: Load, content: bytes) -> None:
    assert outcome(load, content) == (UNSURE, ("unreadable_file",))


def test_a_hidden_box_says_nothing(load: Load) -> None:
    content = boxes(LOOKS + ON, LOOKS + OFF).replace(b"/F 4", b"/F 2")

    assert outcome(load, content) == (["Yes No"], ())


def test_a_box_whose_looks_are_missing_is_no_crash(read: Read) -> None:
    looks_of = b"/AP << /N << /Yes 6 0 R /Off 99 0 R >> >> "

    reading = read(boxes(looks_of, LOOKS + OFF), "a.pdf")

    assert (" ".join(reading.text.split()), reading.flags) == ("☐ Yes ☐ No", ())


def test_a_list_that_is_shown_whole_says_what_was_chosen(load: Load) -> None:
    one = form_pdf(ASKED, LIST + b"/V (d)")
    two = form_pdf(ASKED, LIST + b"/Ff 2097152 /V [(t) (s)] /I [0 2]")

    assert outcome(load, one)[0][1:] == ["☐ Transmission", "☒ Datagram", "☐ Stream"]
    assert outcome(load, two)[0][1:] == ["☒ Transmission", "☐ Datagram", "☒ Stream"]


def test_a_button_is_read_as_it_is_labelled(load: Load) -> None:
    button = LINE + b"/FT /Btn /Ff 65536 /DA (/F1 12 Tf 0 g) /MK << /CA (Submit) >>"

    assert outcome(load, form_pdf(ASKED, button)) == (["Your answer:", "Submit"], ())


def test_many_fields_over_many_words_do_not_take_the_time_of_both(load: Load) -> None:
    words = b"".join(text_at(800 - 8 * row, "a " * 100, "/F1 4 Tf") for row in range(90))
    large = TEXT.replace(b"72 600 472 620", b"0 0 595 842") + DRAWN + b"/V (a)"
    content = form_pdf(words, *[large] * 700, objects=[said(b"a")])

    assert outcome(load, content) == (UNSURE, ("unreadable_file",))


# XFA ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("catalog", [b"", b"/NeedsRendering true"])
def test_a_form_in_xfa_is_said_to_be_one(refused: Read, catalog: bytes) -> None:
    content = form_pdf(
        text_at(700, "Please wait..."),
        objects=[stream(b"<xdp/>")],
        entries=b"/XFA [(xdp) 6 0 R]",
        catalog=catalog,
    )

    assert refused(content, "a.pdf") == (XFA, ("unreadable_file",))


def test_a_form_in_xfa_that_is_an_ordinary_one_too_is_read(load: Load) -> None:
    content = form_pdf(
        ASKED,
        TEXT + b"/V (An index)",
        objects=[stream(b"<xdp/>")],
        entries=b"/XFA [(xdp) 6 0 R]",
    )

    assert outcome(load, content) == (["Your answer:", "An index"], ())
