"""Raised and lowered characters of a PDF, and fractions, are written as people type them."""

from pathlib import Path

import pytest

from tests.reading.documents import raw_pdf, text_at
from tests.support.loading import Load

INNOCENT = Path(__file__).parent / "innocent" / "documents"


def page(*parts: bytes) -> bytes:
    """A line of 10 points."""
    return raw_pdf(b"BT /F1 10 Tf 72 700 Td " + b" ".join(parts) + b" ET")


def text_of(load: Load, content: bytes) -> str:
    reading = load("reading.pdf").read_pdf(content)
    assert reading.flags == ()
    return str(reading.text).strip()


def moved(right: float, up: float, size: float, text: str) -> bytes:
    return b"%g %g Td /F1 %g Tf (%s) Tj" % (right, up, size, text.encode())


UP, BACK = 3.62, -3.62  # as TeX raises an exponent
RISE, LINE = b"/F1 6.5 Tf 3.3 Ts", b"/F1 10 Tf 0 Ts"  # as Word does
SHIFTED = {
    "Word: 10^6 operations": page(b"(10) Tj", RISE, b"(6) Tj", LINE, b"( operations) Tj"),
    "Word: H₂O is water": page(b"(H) Tj /F1 6.5 Tf -1.4 Ts (2) Tj", LINE, b"(O is water) Tj"),
    "TeX: O(n^2) steps": page(
        rb"(O) Tj 7.8 0 Td (\(n) Tj", moved(8.9, UP, 7, "2"), moved(4.5, BACK, 10, r"\) steps")
    ),
    "TeX: a_i + 1": page(b"(a) Tj", moved(5.56, -1.5, 7, "i"), moved(2.1, 1.5, 10, " + 1")),
    "TeX, both: x^2_i + y": page(
        b"(x) Tj", moved(5, UP, 7, "2"), moved(0, -6.1, 7, "i"), moved(4.5, 2.48, 10, " + y")
    ),
    "TeX, raised twice: a^(b^c) + 1": page(
        b"(a) Tj",
        moved(5.56, UP, 7, "b"),
        moved(3.9, 2.8, 5, "c"),
        moved(3, -6.42, 10, " + 1"),
    ),
    "negative: 10^(-3) seconds": page(
        b"(10) Tj", moved(11.12, UP, 7, "-3"), moved(6.5, BACK, 10, " seconds")
    ),
    "at the end: x^2": page(b"(x) Tj", moved(5, UP, 7, "2")),
    "ordinal: the 1st place": page(
        b"(the 1) Tj", moved(22.5, UP, 7, "st"), moved(6, BACK, 10, " place")
    ),
    "mark: as shown. [12] Then": page(
        b"(as shown.) Tj", moved(46, UP, 7, "12"), moved(8, BACK, 10, " Then")
    ),
    "in italics of the program's own: 10^6 operations": raw_pdf(
        b"BT /F1 10 Tf 1 0 0.3 1 72 700 Tm (10) Tj /F1 6.5 Tf 3.3 Ts (6) Tj"
        b" /F1 10 Tf 0 Ts ( operations) Tj ET"
    ),
} | {
    f"turned by {angle}: 10^6 operations": raw_pdf(
        b"BT /F1 10 Tf %s 300 400 Tm (10) Tj /F1 6.5 Tf 3.3 Ts (6) Tj" % matrix
        + b" /F1 10 Tf 0 Ts ( operations) Tj ET"
    )
    for angle, matrix in ((90, b"0 1 -1 0"), (180, b"-1 0 0 -1"), (270, b"0 -1 1 0"))
}


@pytest.mark.parametrize("name", SHIFTED)
def test_what_is_raised_or_lowered_is_written_as_people_type_it(load: Load, name: str) -> None:
    assert text_of(load, SHIFTED[name]) == name.partition(": ")[2]


def risen(text: str, rise: float = 4) -> bytes:
    return b"/F1 8 Tf %g Ts (%s) Tj /F1 11 Tf 0 Ts" % (rise, text.encode())


DIVIDED = {
    "narrow blanks: in CO₂ gas, at 10^6 steps, the 1st edition and the 240th and last": (
        b"BT /F1 11 Tf -0.5 Tw 50 780 Td (in CO) Tj",
        risen("2", -2),
        b"( gas, at 10) Tj",
        risen("6"),
        b"( steps, the 1) Tj",
        risen("st"),
        b"( edition and the 240) Tj",
        risen("th"),
        b"( and last) Tj ET",
    ),
    "nearly no blanks: H₂O is the 1st in it": (
        b"BT /F1 11 Tf -2.6 Tw 50 780 Td (H) Tj",
        risen("2", -2),
        b"(O is the 1) Tj",
        risen("st"),
        b"( in it) Tj ET",
    ),
    "tight letters: CO₂ gas, 10^6 steps": (
        b"BT /F1 11 Tf -0.2 Tc -1 Tw 50 780 Td (CO) Tj",
        risen("2", -2),
        b"( gas, 10) Tj",
        risen("6"),
        b"( steps) Tj ET",
    ),
    "cells: Python expert Go basic Java": (
        b"BT /F1 14 Tf 50 780 Td (Python) Tj ET BT /F1 8 Tf 100 784 Td (expert) Tj ET",
        b"BT /F1 14 Tf 125 780 Td (Go) Tj ET BT /F1 8 Tf 148 777 Td (basic) Tj ET",
        b"BT /F1 14 Tf 170.5 780 Td (Java) Tj ET",
    ),
}


@pytest.mark.parametrize("name", DIVIDED)
def test_words_around_what_is_raised_or_lowered_stay_divided(load: Load, name: str) -> None:
    assert text_of(load, raw_pdf(b" ".join(DIVIDED[name]))) == name.partition(": ")[2]


BAR = b"ET 0.4 w 81.5 702.5 m 85.5 702.5 l S BT"


def test_a_fraction_in_a_line_needs_its_bar(load: Load) -> None:
    half = [
        b"(is) Tj",
        moved(9.9, 3.94, 7, "1"),
        moved(0, -7.4, 7, "2"),
        moved(5.2, 3.46, 10, "of it"),
    ]

    assert text_of(load, page(*half, BAR)) == "is 1/2 of it"
    assert "1/2" not in text_of(load, page(*half))
    assert "12" not in text_of(load, page(*half))


def stacked(bar: bytes, over: str = "a + b", under: str = "2c") -> bytes:
    return raw_pdf(
        text_at(707, over, "/F1 10 Tf")
        + text_at(693, under, "/F1 10 Tf").replace(b"72 ", b"79 ")
        + text_at(700, "= m", "/F1 10 Tf").replace(b"72 ", b"102 ")
        + bar
    )


def test_a_fraction_of_two_lines_needs_its_bar(load: Load) -> None:
    assert text_of(load, stacked(b"72 702.5 25 0.4 re f")) == "(a + b)/(2c) = m"
    assert text_of(load, stacked(b"")) == "a + b\n2c = m"


@pytest.mark.parametrize(
    "lines",
    [
        b"72 706 25 0.4 re f",
        b"60 702.5 200 0.4 re f",
        b"72 702.5 25 0.4 re f 72 717 25 0.4 re f 72 689 25 0.4 re f",
        b"72 690 25 0.4 re f",
    ],
    ids=["underlined", "rule of a table", "frames of cells", "under both"],
)
def test_other_lines_are_no_bars_of_fractions(load: Load, lines: bytes) -> None:
    assert text_of(load, stacked(lines)) == "a + b\n2c = m"


def cell(x: float, y: float, text: str, size: int = 10) -> bytes:
    return b"BT /F1 %d Tf %g %g Td (%s) Tj ET" % (size, x, y, text.encode())


def test_what_is_not_centred_on_a_rule_is_no_fraction(load: Load) -> None:
    content = b" ".join(
        [
            cell(72, 707, "Sum"),
            cell(72, 693, "Taxes"),
            cell(106, 700, "= m"),
            b"72 702.5 29 0.4 re f",
        ]
    )

    assert text_of(load, raw_pdf(content)) == "Sum\nTaxes = m"


def test_what_has_nothing_beside_its_rule_is_no_fraction(load: Load) -> None:
    """A line above it that ends where the rule begins is not beside the rule."""
    cells = [cell(36, 721, "Report"), cell(72, 707, "Sum"), cell(72, 693, "Tax")]
    rule = b"72 702.5 20 0.4 re f"

    assert text_of(load, raw_pdf(b" ".join([*cells, rule]))) == "Report\nSum\nTax"


RULED = {
    "total": (b"50 763.5 28 0.5 re f", ["1,200", "3,400", "4,600"], 13),
    "total of two": (b"50 776.8 28 0.5 re f", ["Total", "4,600"], 12),
    "table": (b"48 776 36 0.5 re f", ["Header", "Value"], 12),
    "table of figures": (b"50 776.5 6 0.5 re f", ["1", "2"], 12),
    "signature": (b"48 776.5 48 0.5 re f", ["John Doe", "Director"], 12),
    "heading": (b"50 776.5 62 0.5 re f", ["EDUCATION", "BSc Berlin"], 13),
    "underlined by TeX": (b"50 776.8 50 0.4 re f", ["Languages", "German"], 12),
}


@pytest.mark.parametrize("name", RULED)
def test_lines_around_a_rule_stay_lines(load: Load, name: str) -> None:
    rule, lines, apart = RULED[name]
    text = b" ".join(b"(%s) Tj 0 %d Td" % (line.encode(), -apart) for line in lines)
    content = b"BT /F1 10 Tf 50 780 Td " + text + b" ET " + rule

    assert text_of(load, raw_pdf(content)) == "\n".join(lines)


def test_rows_with_something_beside_them_are_no_fraction(load: Load) -> None:
    rule = b"50 776.8 28 0.5 re f 83 776.8 28 0.5 re f"
    cells = [(50, 780, "Total"), (84, 780, "Taxes"), (50, 768, "4,600"), (84, 768, "1,200")]
    text = b" ".join(
        b"BT /F1 10 Tf %d %d Td (%s) Tj ET" % (x, y, cell.encode()) for x, y, cell in cells
    )

    assert text_of(load, raw_pdf(text + b" " + rule)) == "Total Taxes\n4,600 1,200"


@pytest.mark.parametrize(
    "rule",
    [b"ET 72 698.9 50 0.5 re f BT", b"ET 95.9 698.9 5 0.5 re f BT", b"ET 72 702 50 0.5 re f BT"],
)
def test_a_number_underlined_with_its_line_is_no_fraction(load: Load, rule: bytes) -> None:
    both = [
        b"(see x) Tj",
        moved(23.9, UP, 7, "2"),
        moved(0, -6.1, 7, "i"),
        moved(4.5, 2.48, 10, " + y"),
    ]

    assert text_of(load, page(*both, rule)) == "see x^2_i + y"


def test_the_lower_part_of_a_fraction_in_a_line_may_be_the_longer_one(load: Load) -> None:
    ratio = [
        b"(ratio) Tj",
        moved(31, 3.94, 7, "a"),
        moved(-7, -7.4, 7, "b + c"),
        moved(20, 3.46, 10, "= d"),
    ]

    assert text_of(load, page(*ratio, b"ET 95.9 702.5 17.5 0.4 re f BT")) == "ratio a/(b + c) = d"


def test_the_longer_lower_part_may_be_one_word(load: Load) -> None:
    ratio = [
        b"(ratio) Tj",
        moved(28, 3.94, 7, "a"),
        moved(-4, -7.4, 7, "bcd"),
        moved(15, 3.46, 10, "= d"),
    ]

    assert text_of(load, page(*ratio, b"ET 95.9 702.5 11.5 0.4 re f BT")) == "ratio a/bcd = d"


def test_a_fraction_may_begin_a_line(load: Load) -> None:
    small = [b"/F1 7 Tf 6 3.94 Td (a) Tj", moved(-6, -7.4, 7, "b + c"), moved(21, 3.46, 10, "= d")]

    assert text_of(load, page(*small, b"ET 72 702.5 17.2 0.4 re f BT")) == "a/(b + c) = d"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            b"BT /F1 36 Tf 72 670 Td (O) Tj /F1 11 Tf 28 19 Td (nce upon a time) Tj"
            b" 0 -13 Td (there was a word) Tj ET",
            "O\nnce upon a time\nthere was a word",
        ),
        (b"BT /F1 20 Tf 72 700 Td (Title) Tj /F1 10 Tf 48 0 Td (and more) Tj ET", "Title and more"),
        (
            text_at(700, "A heading", "/F1 12 Tf") + text_at(693, "small under it", "/F1 8 Tf"),
            "A heading\nsmall under it",
        ),
        (
            text_at(700, "Total", "/F1 10 Tf")
            + text_at(
                704, "without taxes and what else is to be paid at the end", "/F1 7 Tf"
            ).replace(b"72 ", b"96 "),
            "Total without taxes and what else is to be paid at the end",
        ),
    ],
    ids=["first letter of a chapter", "sizes", "lines", "small print beside"],
)
def test_what_is_only_smaller_stays_as_it_is(load: Load, content: bytes, text: str) -> None:
    assert text_of(load, raw_pdf(content)) == text


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("latex_mathematics.pdf", ["k^2/(2^(k_i)) ≤", "e^(\N{MINUS SIGN}x^2) dx", "a^(b^c)"]),
        ("latex_bitmap_fonts.pdf", ["x^2_(i+1)"]),
        ("latex_contents_and_links.pdf", ["isolated and durable. [1]"]),
    ],
)
def test_formulas_of_tex_are_readable(load: Load, name: str, texts: list[str]) -> None:
    text = text_of(load, (INNOCENT / name).read_bytes())

    assert [one for one in texts if one not in text] == []
