"""What a DOCX file holds and its pages do not show: headers, notes, and other forms of a part."""

from typing import Any

import pytest

from tests.reading.documents import Part, docx_of_parts, docx_with, paragraph
from tests.support.loading import Load

WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
COMPATIBILITY = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
FIRST, EVEN, DEFAULT = "first", "even", "default"
SHAPES = 'xmlns:s="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
UNKNOWN = 'xmlns:s="urn:nobody"'


def read(load: Load, content: bytes) -> Any:
    reading = load("reading.docx").read_docx(content)
    return reading.text.split(), reading.flags


def section(*references: tuple[str, str], more: str = "") -> str:
    named = "".join(
        f'<w:headerReference w:type="{kind}" r:id="{identifier}" {RELATIONS}/>'
        for kind, identifier in references
    )
    return f"<w:sectPr>{named}{more}</w:sectPr>"


def header(identifier: str, text: str = "") -> Part:
    content = f"<w:hdr {WORDS}>{paragraph(text or identifier)}</w:hdr>"
    return Part(identifier, "header", f"{identifier}.xml", content)


def settings(content: str) -> Part:
    return Part("s", "settings", "settings.xml", f"<w:settings {WORDS}>{content}</w:settings>")


TITLED = "<w:titlePg/>"
IN_TEXT = "<w:p><w:pPr>{}</w:pPr></w:p>"


@pytest.mark.parametrize(
    ("body", "about", "shown"),
    [
        (section((DEFAULT, "a"), (FIRST, "b"), (EVEN, "c")), "", "a"),
        (section((DEFAULT, "a"), (FIRST, "b"), more=TITLED), "", "a b"),
        (section((FIRST, "b"), more='<w:titlePg w:val="0"/>'), "", ""),
        (section((DEFAULT, "a"), (EVEN, "c")), "<w:evenAndOddHeaders/>", "a c"),
        (section((DEFAULT, "a"), (EVEN, "c")), '<w:evenAndOddHeaders w:val="0"/>', "a"),
        (IN_TEXT.format(section((FIRST, "b"))) + section((DEFAULT, "a"), more=TITLED), "", "a b"),
        (IN_TEXT.format(section((DEFAULT, "a"))) + section((DEFAULT, "b")), "", "a b"),
        (section((DEFAULT, "none")), "", ""),
        (section(), "", "a b c"),
        ("", "", "a b c"),
    ],
)
def test_a_header_is_read_if_a_section_shows_it(
    load: Load, body: str, about: str, shown: str
) -> None:
    parts = [header("a"), header("b"), header("c"), settings(about)]

    assert read(load, docx_of_parts(paragraph("Seen.") + body, *parts)) == (
        ["Seen.", *shown.split()],
        (),
    )


def test_a_header_that_is_not_shown_may_be_damaged(load: Load) -> None:
    broken = Part("b", "header", "b.xml", "<no XML")
    body = paragraph("Seen.") + section((DEFAULT, "a"), (FIRST, "b"))

    assert read(load, docx_of_parts(body, header("a"), broken)) == (["Seen.", "a"], ())


KINDS = ("footnote", "endnote")


def note(kind: str, number: str, text: str, about: str = "") -> str:
    return f'<w:{kind} w:id="{number}" {about}>{paragraph(text)}</w:{kind}>'


def reference(kind: str, number: str = "2", run: str = "") -> str:
    return f'<w:r><w:rPr>{run}</w:rPr><w:{kind}Reference w:id="{number}"/></w:r>'


def seen(more: str = "") -> str:
    return f"<w:p><w:r><w:t>Seen.</w:t></w:r>{more}</w:p>"


def typed(kind: str) -> str:
    return f'w:type="{kind}"'


@pytest.mark.parametrize("kind", KINDS)
def test_a_note_is_read_if_the_text_refers_to_it(load: Load, kind: str) -> None:
    notes = (
        note(kind, "-1", "line", typed("separator"))
        + note(kind, "0", "another", typed("separator"))
        + note(kind, "3", "usual", typed("normal"))
        + note(kind, "1", "note1")
        + note(kind, "2", "note2")
    )
    marks = reference(kind) + reference(kind, "3")

    assert read(load, docx_with(seen(marks), **{f"{kind}s": notes})) == (
        ["Seen.", "line", "usual", "note2"],
        (),
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", ["02", "+2", " 2 ", "2"])
def test_numbers_of_notes_may_be_written_in_several_ways(
    load: Load, kind: str, number: str
) -> None:
    notes = note(kind, "2", "Note.") + note(kind, "3", "Secret")

    there = docx_with(seen(reference(kind, number)), **{f"{kind}s": notes})
    back = docx_with(seen(reference(kind)), **{f"{kind}s": note(kind, number, "Note.")})

    assert read(load, there) == (["Seen.", "Note."], ())
    assert read(load, back) == (["Seen.", "Note."], ())


DELETED = "<w:del>{}</w:del>"
MOVED = "<w:moveFrom>{}</w:moveFrom>"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("around", [DELETED, MOVED])
def test_a_note_to_which_only_deleted_text_refers_is_not_read(
    load: Load, kind: str, around: str
) -> None:
    notes = note(kind, "2", "Old") + note(kind, "-1", "line", typed("separator"))
    body = seen(around.format(reference(kind)))

    assert read(load, docx_with(body, **{f"{kind}s": notes})) == (["Seen."], ())
    both = body + seen(reference(kind))
    assert read(load, docx_with(both, **{f"{kind}s": notes}))[0] == [
        "Seen.",
        "Seen.",
        "Old",
        "line",
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "about", [typed("continuationNotice"), typed("separator"), typed("other"), ""]
)
@pytest.mark.parametrize("number", ["2", ""])
def test_a_note_that_no_page_shows_is_not_read_whatever_its_type(
    load: Load, kind: str, about: str, number: str
) -> None:
    notes = note(kind, number, "Secret", about)

    assert read(load, docx_with(seen(), **{f"{kind}s": notes})) == (["Seen."], ())


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_note_hides_the_line_above_it(load: Load, kind: str) -> None:
    notes = note(kind, "-1", "Secret", typed("separator")) + note(kind, "2", "Secret")
    marks = reference(kind, run="<w:vanish/>") + reference(kind, "99")

    assert read(load, docx_with(seen(marks), **{f"{kind}s": notes})) == (
        ["Seen."],
        ("hidden_text",),
    )


def test_a_number_of_a_note_that_is_white_does_not_hide_the_note(load: Load) -> None:
    mark = reference("footnote", run='<w:color w:val="FFFFFF"/>')

    content = docx_with(seen(mark), footnotes=note("footnote", "2", "Note."))

    assert read(load, content) == (["Seen.", "Note."], ())


def test_a_header_that_only_sections_of_former_times_name_is_not_read(load: Load) -> None:
    former = f"<w:sectPrChange>{section((DEFAULT, 'b'))}</w:sectPrChange>"
    parts = [header("a"), header("b")]

    content = docx_of_parts(paragraph("Seen.") + section((DEFAULT, "a"), more=former), *parts)

    assert read(load, content) == (["Seen.", "a"], ())


@pytest.mark.parametrize(
    ("alternatives", "shown"),
    [
        (
            f"<mc:Choice Requires='s' {SHAPES}>{{a}}</mc:Choice><mc:Fallback>{{b}}</mc:Fallback>",
            "a",
        ),
        (
            f"<mc:Choice Requires='s' {UNKNOWN}>{{a}}</mc:Choice><mc:Fallback>{{b}}</mc:Fallback>",
            "b",
        ),
        ("<mc:Choice Requires='s'>{a}</mc:Choice><mc:Fallback>{b}</mc:Fallback>", "b"),
        (f"<mc:Choice Requires='w s' {UNKNOWN}>{{a}}</mc:Choice>", ""),
        (f"<mc:Choice Requires='w s' {SHAPES}>{{a}}</mc:Choice><mc:Choice>{{b}}</mc:Choice>", "a"),
        (f"<mc:Choice Requires='s' {UNKNOWN}>{{a}}</mc:Choice><mc:Choice>{{b}}</mc:Choice>", "b"),
    ],
)
def test_of_alternatives_the_one_is_read_that_word_shows(
    load: Load, alternatives: str, shown: str
) -> None:
    said = alternatives.format(a="<w:t>a</w:t>", b="<w:t>b</w:t>")
    body = (
        f"<w:p><w:r><mc:AlternateContent {COMPATIBILITY}>{said}</mc:AlternateContent></w:r></w:p>"
    )

    assert read(load, docx_with(paragraph("Seen.") + body)) == (["Seen.", *shown.split()], ())


WORD_2010 = "http://schemas.microsoft.com/office/word/2010"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"{WORD_2010}/wordprocessingGroup", "a"),
        (f"{WORD_2010}/wordprocessingCanvas", "a"),
        (f"{WORD_2010}/wordml", "a"),
        ("http://schemas.microsoft.com/office/word/2015/wordml/symex", "a"),
        ("http://schemas.microsoft.com/office/drawing/2007/8/2/chart", "a"),
        ("http://schemas.microsoft.com/office/drawing/2015/9/8/chartex", "a"),
        ("http://schemas.microsoft.com/office/drawing/2017/model3d", "a"),
        ("http://schemas.microsoft.com/office/drawing/2016/ink", "a"),
        ("http://schemas.openxmlformats.org/officeDocument/2006/math", "a"),
        ("http://purl.oclc.org/ooxml/wordprocessingml/main", "a"),
        ("urn:schemas-microsoft-com:vml", "a"),
        ("http://schemas.microsoft.com/nonsense/2099", "b"),
        (f"{WORD_2010}/wordprocessingShape/", "b"),
        ("http://schemas.microsoft.com/office/word/2099/wordml", "b"),
        ("http://schemas.openxmlformats.org/nonsense", "b"),
        ("urn:schemas-microsoft-com:nonsense", "b"),
    ],
)
def test_word_understands_the_namespaces_that_it_knows_and_no_others(
    load: Load, name: str, shown: str
) -> None:
    said = f"<mc:Choice Requires='s' xmlns:s='{name}'><w:t>a</w:t></mc:Choice>"
    said += "<mc:Fallback><w:t>b</w:t></mc:Fallback>"
    body = (
        f"<w:p><w:r><mc:AlternateContent {COMPATIBILITY}>{said}</mc:AlternateContent></w:r></w:p>"
    )

    assert read(load, docx_with(paragraph("Seen.") + body)) == (["Seen.", shown], ())


def ignorable(content: str, about: str, namespace: str = "urn:nobody") -> str:
    return (
        f"<w:sdt {COMPATIBILITY} xmlns:x='{namespace}' {about}><w:sdtContent>{content}"
        "</w:sdtContent></w:sdt>"
    )


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (ignorable(f"<x:a>{paragraph('text')}</x:a>", "mc:Ignorable='x'"), ""),
        (ignorable("<w:p><x:a><w:r><w:t>text</w:t></w:r></x:a></w:p>", "mc:Ignorable='x'"), ""),
        (
            ignorable(
                f"<x:a>{paragraph('text')}</x:a><x:b>{paragraph('Secret')}</x:b>",
                "mc:Ignorable='x' mc:ProcessContent='x:a'",
            ),
            "text",
        ),
        (
            ignorable(
                f"<x:a>{paragraph('text')}</x:a>", "mc:Ignorable='x' mc:ProcessContent='x:*'"
            ),
            "text",
        ),
        (ignorable(f"<x:a/>{paragraph('text')}", "mc:Ignorable='x y'"), "text"),
        (
            ignorable(f"<x:a>{paragraph('text')}</x:a>", "mc:Ignorable='x'", f"{WORD_2010}/wordml"),
            "text",
        ),
    ],
)
def test_what_word_does_not_know_and_may_ignore_is_not_read(
    load: Load, body: str, shown: str
) -> None:
    content = docx_with(paragraph("Seen.") + body)

    assert read(load, content) == (["Seen.", *shown.split()], ())


def test_text_of_another_program_is_not_words(load: Load) -> None:
    body = '<w:p><w:r><w:t>Seen.</w:t><o:t xmlns:o="urn:other">Secret</o:t></w:r></w:p>'

    assert read(load, docx_with(body)) == (["Seen."], ())


def test_a_cell_that_was_taken_out_is_not_read(load: Load) -> None:
    cell = "<w:tc><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>Old</w:t></w:r></w:p></w:tc>"
    body = f"<w:tbl><w:tr>{cell}<w:tc>{paragraph('Seen.')}</w:tc></w:tr></w:tbl>"

    assert read(load, docx_with(body)) == (["Seen."], ())
