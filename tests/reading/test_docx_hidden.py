"""Text in a DOCX file that nobody can see takes no part, and is said to be there."""

import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from tests.reading.conftest import Read
from tests.reading.documents import paragraph, raw_docx, written_docx

WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'

SHOWN = {
    "as usual": "",
    "not hidden": '<w:vanish w:val="0"/>',
    "grey": '<w:color w:val="999999"/>',
    "automatic": f'<w:color w:val="auto"/>{DARK}',
    "white on dark": f"{WHITE}{DARK}",
    "white on highlighting": f'{WHITE}<w:highlight w:val="darkBlue"/>',
    "darkened theme colour": (
        '<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="80"/>'
    ),
    "small": '<w:sz w:val="8"/>',
    "of nonsense size": '<w:sz w:val="large"/>',
    "of nonsense colour": '<w:color w:val="white"/>',
}


@pytest.mark.parametrize("run", SHOWN.values(), ids=SHOWN)
def test_text_that_can_be_seen_is_no_hidden_text(read: Read, run: str) -> None:
    reading = read(raw_docx(paragraph("Shown", run)), "a.docx")

    assert (reading.text.split(), reading.flags) == (["Shown"], ())


def test_a_page_number_may_be_smaller_than_a_word(read: Read) -> None:
    small = '<w:sz w:val="5"/>'

    reading = read(
        raw_docx(paragraph("Seen.") + paragraph("7", small) + paragraph("Seven", small)), "a.docx"
    )

    assert (reading.text.split(), reading.flags) == (["Seen.", "7"], ("hidden_text",))


def test_a_docx_with_nothing_but_hidden_text_is_left_to_a_person(refused: Read) -> None:
    reason, flags = refused(raw_docx(paragraph("Secret", "<w:vanish/>")), "a.docx")

    assert reason.startswith("The DOCX file shows no text")
    assert flags == ("unreadable_file", "hidden_text")


def test_hidden_runs_in_the_middle_of_a_sentence_leave_the_rest_of_it(read: Read) -> None:
    def write(document: Document) -> None:
        text = document.add_paragraph("It wraps")
        text.add_run(" secretly").font.hidden = True
        text.add_run(" a function")
        text.add_run(" all of it").font.size = Pt(1)
        text.add_run(" in white").font.color.rgb = RGBColor(255, 255, 255)
        text.add_run(".")

    reading = read(written_docx(write), "a.docx")

    assert (reading.text, reading.flags) == ("It wraps a function.", ("hidden_text",))


@pytest.mark.parametrize("kind", [WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER])
@pytest.mark.parametrize("inherited", [False, True])
def test_a_style_hides_text_as_its_runs_do(
    read: Read, kind: WD_STYLE_TYPE, inherited: bool
) -> None:
    def write(document: Document) -> None:
        style = document.styles.add_style("Sneaky", kind)
        style.font.hidden = True
        if inherited:
            heir = document.styles.add_style("Heir", kind)
            heir.base_style, style = style, heir
        document.add_paragraph("Seen.")
        if kind == WD_STYLE_TYPE.PARAGRAPH:
            text = document.add_paragraph("Secret", style=style)
            text.add_run("Seen.").font.hidden = False
        else:
            document.add_paragraph("Seen.").add_run("Secret", style=style)

    reading = read(written_docx(write), "a.docx")

    assert (reading.text.split(), reading.flags) == (["Seen."] * 2, ("hidden_text",))


def test_styles_that_are_based_on_each_other_are_no_hang(read: Read) -> None:
    def write(document: Document) -> None:
        one, other = (
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in ("One", "Other")
        )
        one.base_style, other.base_style = other, one
        document.add_paragraph("Seen.", style=one)

    assert read(written_docx(write), "a.docx").text.split() == ["Seen."]


@pytest.mark.parametrize("where", ["paragraph", "cell", "table"])
def test_white_text_is_seen_on_what_is_dark_around_it(read: Read, where: str) -> None:
    white = paragraph("Shown", WHITE, about=DARK if where == "paragraph" else "")
    bodies = {
        "paragraph": white,
        "cell": f"<w:tbl><w:tr><w:tc><w:tcPr>{DARK}</w:tcPr>{white}</w:tc></w:tr></w:tbl>",
        "table": f"<w:tbl><w:tblPr>{DARK}</w:tblPr><w:tr><w:tc>{white}</w:tc></w:tr></w:tbl>",
    }

    reading = read(raw_docx(bodies[where] + paragraph("Secret", WHITE)), "a.docx")

    assert (reading.text.split(), reading.flags) == (["Shown"], ("hidden_text",))


@pytest.mark.parametrize(
    ("fill", "shown"),
    [
        ('<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>', True),
        ('<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>', True),
        ("<a:gradFill/>", True),
        ('<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', False),
        ('<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>', False),
        ("<a:noFill/>", False),
        ("", False),
    ],
)
def test_white_text_in_a_drawn_box_is_seen_unless_the_box_is_white(
    read: Read, fill: str, shown: bool
) -> None:
    box = (
        f"<w:p><w:r><wps:wsp {nsdecls('a')}"
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>{paragraph('Boxed', WHITE)}"
        "</w:txbxContent></wps:txbx></wps:wsp></w:r></w:p>"
    )

    reading = read(raw_docx(paragraph("Seen.") + box), "a.docx")

    assert ("Boxed" in reading.text) is shown
    assert reading.flags == (() if shown else ("hidden_text",))


def test_a_box_in_hidden_text_is_hidden_with_it(read: Read) -> None:
    box = f"<w:box><w:txbxContent>{paragraph('Secret')}</w:txbxContent></w:box>"
    body = f"<w:p><w:r><w:rPr><w:vanish/></w:rPr>{box}</w:r></w:p>"

    reading = read(raw_docx(paragraph("Seen.") + body), "a.docx")

    assert (reading.text.split(), reading.flags) == (["Seen."], ("hidden_text",))
