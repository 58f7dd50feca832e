"""DOCX: what is read of it, and what is left to a person."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Inches

from tests.reading.conftest import Read
from tests.reading.documents import (
    WORD_NAMESPACE,
    document_xml,
    docx_of,
    paragraph,
    raw_docx,
    scan_file,
    styles_xml,
    written_docx,
    zipped,
)

SENTENCE = "A decorator takes a function and returns a replacement for it."
NO_DOCX = (
    "The file is damaged, locked with a password, or not a DOCX file at all; "
    "it needs manual review."
)
TOO_LARGE = "The DOCX file unpacks to more than 50000000 bytes; it needs manual review."
TOO_MUCH_MEMORY = "Reading the file takes too much memory; it needs manual review."
NO_TEXT = "The DOCX file shows no text, perhaps only pictures of it; it needs manual review."
BLANKS = 100_000_000
UNPACKED_LIMIT = 50_000_000


def lines(reading: object) -> list[str]:
    return [line for line in str(reading.text).split("\n") if line]  # type: ignore[attr-defined]


# What is read ---------------------------------------------------------------------------------


def test_paragraphs_are_lines_whatever_their_runs(read: Read) -> None:
    def write(document: Document) -> None:
        document.add_heading("Decorators")
        text = document.add_paragraph("A decorator ")
        text.add_run("takes").bold = True
        text.add_run(" a function.").add_break(WD_BREAK.LINE)
        text.add_run("It returns\tanother.")

    reading = read(written_docx(write), "a.docx")

    assert lines(reading) == ["Decorators", "A decorator takes a function.", "It returns\tanother."]
    assert reading.flags == ()


def test_tables_headers_and_footers_are_read(read: Read) -> None:
    def write(document: Document) -> None:
        document.add_paragraph("Before.")
        table = document.add_table(2, 2)
        for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
            cell.text = f"Cell {number}"
        document.add_paragraph("After.")
        document.sections[0].header.paragraphs[0].text = "At the top."
        document.sections[0].footer.paragraphs[0].text = "At the bottom."

    text = lines(read(written_docx(write), "a.docx"))

    assert text[:6] == ["Before.", "Cell 0", "Cell 1", "Cell 2", "Cell 3", "After."]
    assert sorted(text[6:]) == ["At the bottom.", "At the top."]


def test_text_in_boxes_links_and_tracked_changes_is_read_as_it_stands(read: Read) -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
        '/2006"><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>'
    ).format(f"<w:box><w:txbxContent>{paragraph('In a box.')}</w:txbxContent></w:box>")
    body = (
        "<w:p><w:hyperlink><w:r><w:t>A link, </w:t></w:r></w:hyperlink>"
        "<w:ins><w:r><w:t>inserted.</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Deleted.</w:delText><w:tab/></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Moved away.</w:t></w:r></w:moveFrom></w:p>"
        f"<w:p><w:pPr><w:tabs><w:tab w:pos='700'/></w:tabs></w:pPr>{box}</w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('In a field.')}</w:sdtContent></w:sdt>"
    )

    reading = read(raw_docx(body), "a.docx")

    assert lines(reading) == ["A link, inserted.", "In a box.", "In a field."]
    assert "\t" not in reading.text


def test_the_strict_form_of_the_format_is_read_too(read: Read) -> None:
    strict = document_xml(paragraph(SENTENCE)).replace(
        WORD_NAMESPACE, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )

    assert lines(read(zipped({"word/document.xml": strict}), "a.docx")) == [SENTENCE]


def test_the_main_part_is_the_one_that_the_package_names(read: Read) -> None:
    relations = (
        "<Relationships><Relationship Type='http://schemas.openxmlformats.org/officeDocument/2006/"
        "relationships/officeDocument' Target='/other/text.xml'/></Relationships>"
    )
    content = zipped(
        {
            "_rels/.rels": relations,
            "other/text.xml": document_xml(paragraph("The right one.")),
            "word/document.xml": document_xml(paragraph("The wrong one.")),
        }
    )

    assert lines(read(content, "a.docx")) == ["The right one."]


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: name.replace("/", "\\")])
def test_parts_may_be_called_as_windows_calls_them(
    read: Read, change: Callable[[str], str]
) -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of(SENTENCE))) as archive:
        parts = {change(name): archive.read(name) for name in archive.namelist()}

    reading = read(zipped(dict(parts)), "a.docx")

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


def test_the_part_of_exactly_that_name_comes_first(read: Read) -> None:
    wrong, right = (document_xml(paragraph(text)) for text in ("Wrong.", "Right."))
    names = ("Word/Document.xml", "word/document.xml", "WORD/DOCUMENT.XML")
    content = zipped(dict(zip(names, (wrong, right, wrong), strict=True)))

    assert lines(read(content, "a.docx")) == ["Right."]


NOTES = "<!-- a comment --><?program does that?>"


@pytest.mark.parametrize(
    "part", ["_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels", "word/styles.xml"]
)
def test_notes_for_programs_in_any_part_change_nothing(read: Read, part: str) -> None:
    relation = "<Relationship Type='a/{}' Target='{}'/>"
    style = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:rPr><w:sz w:val="24"/>'
        "</w:rPr></w:style>"
    )
    parts = {
        "_rels/.rels": "<Relationships>"
        + relation.format("officeDocument", "word/document.xml")
        + "</Relationships>",
        "word/document.xml": document_xml(paragraph(SENTENCE)),
        "word/_rels/document.xml.rels": "<Relationships>"
        + relation.format("styles", "styles.xml")
        + "</Relationships>",
        "word/styles.xml": styles_xml(style),
    }
    parts[part] = NOTES + parts[part].replace("><", f">{NOTES}<").replace(
        "A deco", f"A {NOTES}deco"
    )
    assert parts[part].count(NOTES) > 2

    reading = read(zipped(parts), "a.docx")

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


def test_a_style_without_a_name_is_nobodys(read: Read) -> None:
    style = '<w:style w:type="character"><w:rPr><w:vanish/></w:rPr></w:style>'
    content = zipped(
        {
            "word/document.xml": document_xml(paragraph(SENTENCE)),
            "word/_rels/document.xml.rels": "<Relationships><Relationship Type='a/styles'"
            " Target='styles.xml'/></Relationships>",
            "word/styles.xml": styles_xml(style),
        }
    )

    reading = read(content, "a.docx")

    assert (lines(reading), reading.flags) == ([SENTENCE], ())


def test_the_end_of_a_very_long_docx_is_left_out_and_flagged(read: Read) -> None:
    reading = read(docx_of("a" * 150_000, "b" * 150_000), "a.docx")

    assert len(reading.text) == 200_000
    assert reading.flags == ("file_truncated",)


# Damaged and hostile ones ---------------------------------------------------------------------


def locked() -> bytes:
    """A zip archive of which an entry says that it is encrypted."""
    content = bytearray(raw_docx(paragraph(SENTENCE)))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"A text.",
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5_000),  # how an encrypted one begins
        docx_of(SENTENCE)[:-100],
        zipped({"a.txt": "text"}),
        zipped({"word/document.xml": "<w:document>"}),
        zipped({"word/document.xml": b"\xff\xfe\xfd"}),
        raw_docx("<w:p>" * 100_000),
        locked(),
    ],
    ids=["empty", "text", "OLE", "cut", "zip", "no XML", "no text", "deep", "locked"],
)
def test_what_is_no_whole_docx_is_left_to_a_person(refused: Read, content: bytes) -> None:
    assert refused(content, "a.docx") == (NO_DOCX, ("unreadable_file",))


def test_a_docx_that_only_holds_a_picture_is_left_to_a_person(refused: Read) -> None:
    content = written_docx(lambda document: document.add_picture(scan_file(), Inches(2)))

    assert refused(content, "a.docx") == (NO_TEXT, ("unreadable_file",))


@pytest.mark.parametrize("length", [UNPACKED_LIMIT - 1, UNPACKED_LIMIT, UNPACKED_LIMIT + 1])
def test_a_docx_unpacks_to_at_most_50_million_bytes(read: Read, refused: Read, length: int) -> None:
    document = document_xml(paragraph(SENTENCE))
    content = zipped(
        {"word/document.xml": document, "word/media/image.bmp": bytes(length - len(document))}
    )

    if length <= UNPACKED_LIMIT:
        assert lines(read(content, "a.docx")) == [SENTENCE]
    else:
        assert refused(content, "a.docx")[0] == TOO_LARGE


def test_a_zip_bomb_is_not_unpacked(refused: Read) -> None:
    bomb = zipped({"word/document.xml": document_xml(" " * BLANKS)})

    assert len(bomb) < BLANKS / 900
    assert refused(bomb, "a.docx")[0] == TOO_LARGE


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked_either(refused: Read) -> None:
    document = document_xml(" " * BLANKS)
    honest = zipped({"word/document.xml": document})
    lying = honest.replace(struct.pack("<I", len(document)), struct.pack("<I", 2_000))

    with zipfile.ZipFile(io.BytesIO(lying)) as archive:
        assert archive.getinfo("word/document.xml").file_size == 2_000
    assert refused(lying, "a.docx")[0] in {NO_DOCX, TOO_LARGE}


def test_a_part_that_is_used_many_times_is_read_once(read: Read) -> None:
    relations = "".join(
        f"<Relationship Type='a/header' Target='header{number % 2}.xml'/>"
        for number in range(20_000)
    )
    content = zipped(
        {
            "word/document.xml": document_xml(paragraph(SENTENCE)),
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
            "word/header0.xml": document_xml(paragraph("Even.")),
            "word/header1.xml": document_xml(paragraph("Odd.")),
        }
    )

    assert lines(read(content, "a.docx")) == [SENTENCE, "Even.", "Odd."]


LAUGHS = '<!ENTITY a0 "laugh">' + "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
)


@pytest.mark.parametrize(
    ("entities", "text"),
    [
        (LAUGHS, "&a9;"),
        (f'<!ENTITY a "{"x" * 100_000}">', "&a;" * 100_000),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        ("", "No entity."),
    ],
    ids=["billion laughs", "one large entity", "a file of the server", "none"],
)
def test_a_docx_that_defines_entities_is_left_to_a_person(
    refused: Read, entities: str, text: str
) -> None:
    document = f"<!DOCTYPE document [{entities}]>{document_xml(paragraph(text))}"

    assert refused(zipped({"word/document.xml": document}), "a.docx")[0] == NO_DOCX


def test_xml_that_takes_too_much_to_read_is_given_up(refused: Read) -> None:
    body = "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 1_400_000

    assert len(body) < UNPACKED_LIMIT
    assert refused(raw_docx(body), "a.docx")[0] in {
        TOO_MUCH_MEMORY,
        "Reading the file takes too long; it needs manual review.",
    }
