"""Whole documents that are embedded in a DOCX file to be part of its text."""

import io
import zipfile
from typing import Any

import pytest

from tests.reading.documents import (
    Part,
    docx_of,
    docx_of_parts,
    docx_with,
    notebook_of,
    paragraph,
    raw_docx,
)
from tests.support.loading import Load

CHUNK = '<w:altChunk r:id="rId1"/>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'


def with_chunk(name: str, content: bytes | None, kind: str = "", body: str = "") -> bytes:
    types = f"<Types><Override PartName='/word/{name}' ContentType='{kind}'/></Types>"
    whole = body or f"{paragraph('Before')}{CHUNK}{paragraph('After')}"
    part = Part("rId1", "aFChunk", name, content)
    return docx_of_parts(whole, part, **{"[Content_Types].xml": types})


def outcome(load: Load, content: bytes) -> Any:
    reading = load("reading.docx").read_docx(content)
    return " ".join(reading.text.split()), reading.flags


def refusal(load: Load, content: bytes) -> Any:
    with pytest.raises(load("reading.result").Unreadable) as error:
        load("reading.docx").read_docx(content)
    return str(error.value), error.value.flags


def reason(kind: str) -> str:
    return (
        f"The DOCX file contains an embedded document ({kind}), which is not read; "
        "it needs manual review."
    )


def test_an_embedded_docx_or_text_is_read_where_it_stands(load: Load) -> None:
    inner = docx_of("An index.", "It costs.")

    for name in ("chunk.docx", "chunk.bin"):
        assert outcome(load, with_chunk(name, inner, WORD)) == (
            "Before An index. It costs. After",
            (),
        )
    for name, kind in (("chunk.txt", ""), ("chunk.bin", "text/plain")):
        for text in (b"An index.", "An index.".encode("utf-16")):
            assert outcome(load, with_chunk(name, text, kind)) == ("Before An index. After", ())


@pytest.mark.parametrize(
    ("name", "kind", "content", "called"),
    [
        ("chunk.mht", "message/rfc822", b"MIME-Version: 1.0\r\n<html>Text</html>", "MHTML"),
        ("chunk.dat", "multipart/related", b"From: x", "MHTML"),
        ("chunk.htm", "", b"<html>Text</html>", "HTML"),
        ("chunk.html", "text/html", b"<html>Text</html>", "HTML"),
        ("chunk.xhtml", "application/xhtml+xml", b"<html/>", "HTML"),
        ("chunk.rtf", "application/rtf", b"{\\rtf1 Text}", "RTF"),
        ("chunk.txt", "text/plain", b"{\\rtf1 Text}", "RTF"),
        ("chunk.xml", "application/xml", b"<package/>", "XML"),
        ("chunk.doc", "application/msword", b"\xd0\xcf\x11\xe0", "DOC"),
        ("chunk.bin", "application/octet-stream", b"\x01\x02", "an unknown kind"),
        ("chunk.txt", "text/plain", b"\x00\x01\x02" * 9, "text in an unknown encoding"),
        ("chunk.txt", "text/plain", "Ответ".encode("cp1251"), "text in an unknown encoding"),
        ("chunk.docx", WORD, b"no archive", "damaged DOCX"),
        ("chunk.docx", WORD, raw_docx("")[:-60], "damaged DOCX"),
    ],
)
def test_any_other_embedded_document_needs_a_person(
    load: Load, name: str, kind: str, content: bytes, called: str
) -> None:
    assert refusal(load, with_chunk(name, content, kind)) == (reason(called), ("unreadable_file",))
    assert refusal(load, with_chunk(name, content, kind, body=CHUNK))[0] == reason(called)


@pytest.mark.parametrize("run", [WHITE, "<w:vanish/>", '<w:sz w:val="2"/>'])
def test_text_of_an_embedded_docx_that_cannot_be_seen_is_found(load: Load, run: str) -> None:
    inner = raw_docx(paragraph("Shown") + paragraph("Secret", run))

    assert outcome(load, with_chunk("c.docx", inner)) == ("Before Shown After", ("hidden_text",))


def test_an_embedded_docx_has_its_own_styles_and_lies_on_what_is_around_it(load: Load) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style>'
    inner = docx_with(
        paragraph("Shown", WHITE) + paragraph("Secret", about='<w:pStyle w:val="S"/>'),
        styles=styles,
        header=paragraph("Header"),
    )
    cell = f"<w:tbl><w:tr><w:tc><w:tcPr>{DARK}</w:tcPr>{CHUNK}</w:tc></w:tr></w:tbl>"

    assert outcome(load, with_chunk("c.docx", inner, body=cell)) == ("Shown", ("hidden_text",))


def test_what_is_unread_in_an_embedded_docx_is_said_of_the_whole(load: Load) -> None:
    page = with_chunk("chunk.htm", b"<html>Text</html>")
    sheet = '<w:p><w:r><w:object><o:OLEObject xmlns:o="o"/></w:object></w:r></w:p>'
    secret = paragraph("Secret", WHITE)

    assert refusal(load, with_chunk("c.docx", page))[0] == reason("HTML")
    assert outcome(load, with_chunk("c.docx", raw_docx(sheet)))[1] == ("partly_read",)
    assert refusal(load, with_chunk("c.htm", b"<html>", body=secret + CHUNK))[1] == (
        "unreadable_file",
        "hidden_text",
    )


def test_a_chunk_that_is_missing_or_hidden_is_no_reason_to_refuse_the_rest(load: Load) -> None:
    hidden = (
        f"{paragraph('Seen')}<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:box><w:txbxContent>{CHUNK}"
        "</w:txbxContent></w:box></w:r></w:p>"
    )

    assert outcome(load, with_chunk("c.htm", None)) == ("Before After", ("partly_read",))
    assert outcome(load, with_chunk("c.htm", b"<html>", body=hidden)) == ("Seen", ())
    assert outcome(load, with_chunk("c.txt", b"Secret", body=hidden)) == ("Seen", ("hidden_text",))


def test_documents_may_be_in_each_other_three_times(load: Load) -> None:
    nested = docx_of("Innermost.")
    for _ in range(3):
        nested = with_chunk("c.docx", nested)

    assert outcome(load, nested)[0].split() == [*["Before"] * 3, "Innermost.", *["After"] * 3]
    assert refusal(load, with_chunk("c.docx", nested))[0] == reason("DOCX")


def test_the_limit_of_what_is_unpacked_counts_for_all_of_them_together(load: Load) -> None:
    padded = io.BytesIO(raw_docx(paragraph("Inner")))
    with zipfile.ZipFile(padded, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image.bmp", bytes(49_990_000))
    outer = with_chunk("c.docx", padded.getvalue())
    with zipfile.ZipFile(io.BytesIO(outer)) as archive:
        assert sum(entry.file_size for entry in archive.infolist()) < 100_000

    assert refusal(load, outer)[0].startswith("The DOCX file unpacks to more than 50000000 bytes")


def test_what_one_embedded_docx_unpacks_to_is_not_left_for_the_next(load: Load) -> None:
    names = ("r1", "r2", "r3")
    large = raw_docx(paragraph("Inner") + (" " * 5_000_000 + "<w:p/>") * 4)
    body = "".join(f'<w:altChunk r:id="{name}"/>' for name in names)
    parts = [Part(name, "aFChunk", f"{name}.docx", large) for name in names]

    assert refusal(load, docx_of_parts(body, *parts))[0].startswith("The DOCX file unpacks to more")


def test_a_chunk_that_stands_in_many_places_is_read_once(load: Load) -> None:
    many = with_chunk("c.docx", docx_of("word " * 20_000), body=CHUNK * 10_000)

    assert 200_000 <= len(load("reading.docx").read_docx(many).text) < 400_000


def test_a_notebook_or_anything_else_by_another_name_is_no_text(load: Load) -> None:
    assert refusal(load, with_chunk("c.ipynb", notebook_of()))[0] == reason("an unknown kind")
