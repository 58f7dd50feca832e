"""Numbers in a DOCX file's charts, in the formats in which they are shown."""

import pytest

from tests.support.loading import Load


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("0.25", "0%", "25%"),
        ("0.256", "0.0%", "25.6%"),
        ("0.25", "General", "0.25"),
        ("0.25", "", "0.25"),
        ("4.5999999999999996", "General", "4.6"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234.5", '"$"#,##0', "$1,234"),
        ("1234.5", "[$€-407] #,##0.0", "€ 1,234.5"),
        ("-5", "0;(0)", "(5)"),
        ("-5", "0", "-5"),
        ("0", '0;-0;"none"', "none"),
        ("12", '0" ms"', "12 ms"),
        ("1.5", "0.##", "1.5"),
        ("2", "0.##", "2"),
        ("2500000", '0.0,,"M"', "2.5M"),
        ("[Red]", "0", "[Red]"),
        ("43831", "yyyy", "2020"),
        ("43862", "yyyy-mm-dd", "2020-02-01"),
        ("43862", "m/d/yy", "2/1/20"),
        ("43862", "[$-409]mmm\\-yy;@", "Feb-20"),
        ("43862", "dddd, d. mmmm yyyy", "Saturday, 1. February 2020"),
        ("43862.5", "h:mm AM/PM", "12:00 PM"),
        ("43862.75", "hh:mm:ss", "18:00:00"),
        ("-1", "yyyy", "-1"),
        ("99999999", "yyyy", "99999999"),
        ("12345", "0.00E+00", "12345"),
        ("1e300", "0.00", "1e300"),
        ("text", "0.00", "text"),
        ("7", "x" * 300, "7"),
        ("7", '"', ""),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(
    load: Load, text: str, code: str, shown: str
) -> None:
    assert load("reading.docx_numbers").formatted(text, code) == shown


def test_days_may_be_counted_from_1904(load: Load) -> None:
    read = load("reading.docx_numbers").formatted("42400", "yyyy-mm-dd", since_1904=True)

    assert read == "2020-02-01"
