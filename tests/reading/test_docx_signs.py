"""Signs of symbol fonts in a DOCX file, and what its forms say in their properties."""

from typing import Any

import pytest

from tests.reading.documents import docx_with, paragraph
from tests.support.loading import Load

WHITE = '<w:color w:val="FFFFFF"/>'
VANISH = "<w:vanish/>"


def outcome(load: Load, body: str, **parts: str) -> Any:
    """What is read besides Seen, and the flags."""
    reading = load("reading.docx").read_docx(docx_with(paragraph("Seen.") + body, **parts))
    return " ".join(reading.text.replace("Seen.", "").split()), reading.flags


def line(*pieces: str) -> str:
    return f"<w:p>{''.join(pieces)}</w:p>"


def run(content: str, about: str = "") -> str:
    return f"<w:r><w:rPr>{about}</w:rPr>{content}</w:r>"


def text(words: str, about: str = "") -> str:
    return run(f'<w:t xml:space="preserve">{words}</w:t>', about)


def sign(font: str, code: str, about: str = "") -> str:
    return run(f'<w:sym w:font="{font}" w:char="{code}"/>', about)


def in_font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


# Signs ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "00A3", "≤"),
        ("symbol", "f062", "β"),
        ("Symbol", "F0E5", "∑"),
        ("Symbol", "F0D6", "√"),
        ("Symbol", "F0A5", "∞"),
        ("Symbol", "F0AE", "→"),
        ("Symbol", "F0B9", "≠"),
        ("Symbol", "F0CE", "∈"),
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F0A8", "☐"),
        ("Wingdings", "F0FD", "☒"),
        ("Wingdings", "F0FC", "✓"),
        ("Wingdings", "F0E0", "→"),
        ("Wingdings", "F04A", "☺"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "□"),
        ("Wingdings 3", "F070", "▲"),
        ("Webdings", "F061", "✔"),
        ("Cambria Math", "2265", "≥"),
        ("MS Gothic", "2612", "☒"),
        ("Somebody's Icons", "F0B3", "\uf0b3"),
    ],
)
def test_an_inserted_sign_is_read_as_what_its_font_shows(
    load: Load, font: str, code: str, shown: str
) -> None:
    assert outcome(load, line(text("n "), sign(font, code), text(" 3"))) == (f"n {shown} 3", ())


@pytest.mark.parametrize("code", ["", "no number", "-5", "FFFFFFFF", "D800", "F0F0"])
def test_a_sign_that_is_none_costs_only_itself(load: Load, code: str) -> None:
    shown, flags = outcome(load, line(text("n "), sign("Symbol", code), text(" 3")))

    assert (shown.split()[0], shown.split()[-1], flags) == ("n", "3", ())


@pytest.mark.parametrize(
    ("words", "about", "shown"),
    [
        ("\uf0b3", in_font("Symbol"), "≥"),
        ("³", in_font("Symbol"), "≥"),
        ("pq2", in_font("Symbol"), "πθ2"),
        ("þ", in_font("Wingdings"), "☑"),
        ("No", in_font("Wingdings"), "🕱□"),
        ("\uf0b3", in_font("Arial"), "\uf0b3"),
        ("m³", '<w:rFonts w:ascii="Arial" w:hAnsi="Symbol"/>', "m≥"),
        ("m", '<w:rFonts w:ascii="Symbol" w:asciiTheme="minorHAnsi"/>', "m"),
        ("m", '<w:rFonts w:eastAsia="Symbol" w:cs="Symbol"/>', "m"),
        ("≥ 你", in_font("Symbol"), "≥ 你"),
    ],
)
def test_text_in_a_font_of_signs_is_read_as_what_is_shown(
    load: Load, words: str, about: str, shown: str
) -> None:
    assert outcome(load, line(text(words, about))) == (shown, ())


def test_a_font_of_signs_may_come_from_a_style(load: Load) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Greek"><w:rPr><w:rFonts w:ascii="Symbol"'
        ' w:hAnsi="Symbol"/></w:rPr></w:style>'
    )
    body = line(
        text("b", '<w:rStyle w:val="Greek"/>'),
        text("d", '<w:rStyle w:val="Greek"/><w:rFonts w:eastAsia="SimSun"/>'),
        text("c", f'<w:rStyle w:val="Greek"/>{in_font("Arial")}'),
    )

    assert outcome(load, body, styles=styles) == ("βδc", ())


@pytest.mark.parametrize("about", [WHITE, VANISH, '<w:sz w:val="2"/>'])
def test_signs_that_cannot_be_seen_are_found(load: Load, about: str) -> None:
    spelled = "".join(sign("Symbol", f"F0{code:02X}", about) for code in b"agb")

    assert outcome(load, line(spelled)) == ("", ("hidden_text",))


def test_ticks_may_be_smaller_than_letters_that_are_spelled_in_signs(load: Load) -> None:
    small = '<w:sz w:val="6"/>'
    letters = "".join(sign("Arial", f"00{code:02X}", small) for code in b"no")

    assert outcome(load, line(sign("Wingdings", "F0FE", small))) == ("☑", ())
    assert outcome(load, line(letters)) == ("", ("hidden_text",))


@pytest.mark.parametrize(
    ("element", "shown"),
    [
        ("<w:ptab w:relativeTo='margin' w:alignment='right'/>", "left right"),
        ("<w:pgNum/>", "left right"),
        ("<w:dayLong/>", "left right"),
        ("<w:noBreakHyphen/>", "left-right"),
        ("<w:softHyphen/>", "leftright"),
    ],
)
def test_words_are_divided_where_something_else_stands_between_them(
    load: Load, element: str, shown: str
) -> None:
    assert outcome(load, line(text("left"), run(element), text("right"))) == (shown, ())


# Forms ----------------------------------------------------------------------------------------


def mark(kind: str, form: str = "", about: str = "") -> str:
    return run(f'<w:fldChar w:fldCharType="{kind}">{form}</w:fldChar>', about)


def field(form: str, result: str = "", about: str = "") -> str:
    does = {"<w:checkBox": "CHECKBOX", "<w:ddList": "DROPDOWN"}.get(
        form.split(">")[0].rstrip("/"), "TEXT"
    )
    form = f"<w:ffData><w:name w:val='X'/>{form}</w:ffData>"
    code = run(f"<w:instrText> FORM{does} </w:instrText>", about)
    middle = f"{mark('separate', about=about)}{result}" if result else ""
    return f"{mark('begin', form, about)}{code}{middle}{mark('end', about=about)}"


def box(*state: str) -> str:
    return f"<w:checkBox><w:sizeAuto/>{''.join(state)}</w:checkBox>"


def choice(state: str) -> str:
    entries = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in ("None", "TCP", "UDP"))
    return f"<w:ddList>{state}{entries}</w:ddList>"


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (box("<w:checked/>"), "☒"),
        (box('<w:checked w:val="true"/>'), "☒"),
        (box('<w:default w:val="1"/>'), "☒"),
        (box('<w:default w:val="1"/>', '<w:checked w:val="0"/>'), "☐"),
        (box('<w:default w:val="0"/>'), "☐"),
        (box(), "☐"),
        (choice('<w:result w:val="2"/>'), "UDP"),
        (choice('<w:default w:val="1"/>'), "TCP"),
        (choice('<w:result w:val="2"/><w:default w:val="1"/>'), "UDP"),
        (choice(""), "None"),
        (choice('<w:result w:val="7"/>'), ""),
        (choice('<w:result w:val="x"/>'), "None"),
        ("<w:ddList/>", ""),
        ('<w:textInput><w:default w:val="Not drawn"/></w:textInput>', ""),
    ],
)
def test_a_field_of_an_old_form_shows_its_state(load: Load, form: str, shown: str) -> None:
    read, flags = outcome(load, line(text("[ "), field(form), text(" ]")))

    assert (read.split(), flags) == (["[", *shown.split(), "]"], ())


def test_what_the_document_says_of_a_field_is_not_said_twice(load: Load) -> None:
    body = line(
        field(choice('<w:result w:val="1"/>'), text("TCP")),
        field("<w:textInput/>", text(" or QUIC")),
    )

    assert outcome(load, body) == ("TCP or QUIC", ())


def test_fields_in_fields_and_marks_without_another_are_no_trouble(load: Load) -> None:
    inner = field(box("<w:checked/>"))
    body = line(mark("end"), field(box(), result=inner), mark("begin"), text("after"), mark("odd"))

    assert outcome(load, body) == ("☒after", ())


@pytest.mark.parametrize("about", [WHITE, VANISH, '<w:sz w:val="2"/>'])
def test_a_choice_that_cannot_be_seen_is_found(load: Load, about: str) -> None:
    hidden = field(choice('<w:result w:val="2"/>'), about=about)

    assert outcome(load, line(hidden)) == ("", ("hidden_text",))


MATHEMATICS = (
    '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
    "<m:r><m:t>Secret</m:t></m:r></m:oMath>"
)


def code(said: str) -> str:
    return run(f"<w:instrText>{said}</w:instrText>")


def noted(does: str, more: str = "", about: str = "") -> str:
    """A field without a result."""
    form = f"<w:ffData>{about}</w:ffData>" if about else ""
    return f"{mark('begin', form)}{code(does)}{more}{mark('end')}"


def coded(code: str, result: str = "Result") -> str:
    return f"{mark('begin')}{code}{mark('separate')}{text(result)}{mark('end')}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (coded(text("Secret")), ("Result", ("hidden_text",))),
        (coded(sign("Arial", "0041")), ("Result", ("hidden_text",))),
        (coded(coded("", "1") + run("<w:instrText> = 1</w:instrText>")), ("Result", ())),
        (coded(coded(text("Secret"), "1")), ("Result", ("hidden_text",))),
        (coded(field(choice(""))), ("Result", ())),
        (coded("", coded("", "Inner")), ("Inner", ())),
        (mark("begin") + text("Secret") + mark("end"), ("", ("hidden_text",))),
        (mark("begin") + text("Shown"), ("Shown", ())),
        (noted("SET", text("Secret")), ("", ("hidden_text",))),
        (noted("xe", text("Secret")), ("", ("hidden_text",))),
        (noted("SET", MATHEMATICS), ("", ("hidden_text",))),
        (noted("EQ ", text("x")), ("x", ())),
        (noted("IF", noted("EQ ", code("x"))), ("", ())),
        (coded(code(' SET x "1"'), "Kept for other fields"), ("", ())),
        (coded(text("SET x"), "Kept"), ("", ("hidden_text",))),
        (coded(code("IF"), "Shown"), ("Shown", ())),
        ("<w:fldSimple w:instr=' ASK x'>" + text("Kept") + "</w:fldSimple>", ("", ())),
        (noted("FORMDROPDOWN", about=choice("")), ("None", ())),
        (noted("PAGE", about=choice("")), ("", ())),
        (noted("FORMCHECKBOX", about=choice("")), ("", ())),
        (mark("begin") + text("Shown") + mark("separate"), ("Shown", ())),
        (mark("separate") + text("Shown") + mark("end"), ("Shown", ())),
        (mark("begin") + text("Shown ") + coded("") + mark("begin"), ("Shown Result", ())),
        (
            f"{mark('begin')}<w:del>{mark('separate')}</w:del>{text('Secret')}{mark('end')}",
            ("", ("hidden_text",)),
        ),
    ],
)
def test_text_in_the_code_of_a_field_is_not_shown(load: Load, body: str, expected: object) -> None:
    assert outcome(load, line(body)) == expected


def test_controls_of_newer_forms_show_what_is_in_them(load: Load) -> None:
    ticked = (
        "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
        f"<w:sdtContent>{text('☒')}</w:sdtContent></w:sdt>"
    )
    listed = (
        "<w:sdt><w:sdtPr><w:dropDownList w:lastValue='b'><w:listItem w:displayText='Alpha'"
        " w:value='a'/><w:listItem w:displayText='Beta' w:value='b'/></w:dropDownList></w:sdtPr>"
        f"<w:sdtContent>{text(' Beta')}</w:sdtContent></w:sdt>"
    )

    assert outcome(load, line(ticked, listed)) == ("☒ Beta", ())
