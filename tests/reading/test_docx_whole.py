"""Small whole DOCX files of the sorts that people send, and all that is read of them."""

import pytest

from tests.reading.conftest import Read
from tests.reading.documents import Part, docx_of_parts, docx_with, raw_docx
from tests.support.loading import Load

SENTENCE = "An index speeds up reads but slows down writes."
WHITE = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
BLUE = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'


def run(text: str, about: str = WHITE) -> str:
    return f'<w:r>{about}<w:t xml:space="preserve">{text}</w:t></w:r>'


def line(*pieces: str, about: str = "") -> str:
    return f"<w:p>{about}{''.join(pieces)}</w:p>"


def box(fill: str, content: str = "") -> str:
    text = f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>" if content else ""
    return f"<wps:wsp><wps:cNvSpPr/><wps:spPr>{fill}</wps:spPr>{text}<wps:bodyPr/></wps:wsp>"


def anchor(*shapes: str, behind: int = 0) -> str:
    places = "".join(
        f'<wp:position{way} relativeFrom="margin"><wp:posOffset>0</wp:posOffset></wp:position{way}>'
        for way in "HV"
    )
    return (
        f'<w:r><w:drawing><wp:anchor behindDoc="{behind}"><wp:simplePos x="0" y="0"/>{places}'
        '<wp:extent cx="5000000" cy="900000"/><wp:wrapNone/><wp:docPr id="1" name="s"/><a:graphic>'
        f"<a:graphicData>{''.join(shapes)}</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def picture(*shapes: str) -> str:
    return f"<w:r><w:pict>{''.join(shapes)}</w:pict></w:r>"


BAND = '<v:rect style="position:absolute;width:400pt;height:60pt;z-index:-1" fillcolor="#1F3864"/>'
GRADIENT = (
    '<a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="1F3864"/></a:gs><a:gs pos="100000">'
    '<a:srgbClr val="000000"/></a:gs></a:gsLst></a:gradFill>'
)
IN_WHITE = line(run(SENTENCE))
OLD_BOX = f"<v:textbox><w:txbxContent>{IN_WHITE}</w:txbxContent></v:textbox>"
OLD_GROUP = (
    '<v:group style="position:absolute;width:400pt;height:60pt"><v:rect style="width:400;height:60"'
    ' fillcolor="#1F3864"/><v:shape style="width:400;height:60" filled="f">'
    f"{OLD_BOX}</v:shape></v:group>"
)
WORD_2010 = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps">{0}</mc:Choice><mc:Fallback>{1}</mc:Fallback></mc:AlternateContent>'
)
BLACK = '<w:rPr><w:color w:val="FFFFFF"/><w:highlight w:val="black"/></w:rPr>'
SHADED = '<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr>'
NAMELESS = '<w:style w:type="paragraph"><w:rPr><w:vanish/></w:rPr></w:style>'


@pytest.mark.parametrize(
    "content",
    [
        docx_with(line(anchor(box(BLUE), behind=1), run(SENTENCE))),
        docx_with(line(anchor(f"<wpg:wgp>{box(BLUE)}{box('<a:noFill/>', IN_WHITE)}</wpg:wgp>"))),
        docx_with(line(anchor(box(BLUE), behind=1), anchor(box("<a:noFill/>", IN_WHITE)))),
        docx_with(line(picture(OLD_GROUP))),
        docx_with(line(picture(BAND), run(SENTENCE))),
        docx_with(
            IN_WHITE,
            before='<w:background w:color="1F3864"/>',
            settings="<w:displayBackgroundShape/>",
        ),
        docx_with(line(run(SENTENCE, BLACK))),
        docx_with(line(run(SENTENCE), about=SHADED)),
        docx_with(line(run(SENTENCE, "")), styles=NAMELESS),
        docx_with(line(anchor(box(BLUE, IN_WHITE)))),
        docx_with(line(anchor(box(GRADIENT, IN_WHITE)))),
        docx_with(
            line(
                WORD_2010.format(
                    anchor(box(BLUE, IN_WHITE)), picture(f"<v:rect>{OLD_BOX}</v:rect>")
                )
            )
        ),
    ],
    ids=[
        *("a drawing behind the text", "a group", "two shapes", "an old group", "an old band"),
        *("a dark page", "a highlight", "a shaded paragraph", "a style without a name"),
        *("a dark box", "a gradient", "a box in two forms"),
    ],
)
def test_text_on_something_dark_is_read_and_accuses_nobody(load: Load, content: bytes) -> None:
    reading = load("reading.docx").read_docx(content)

    assert (reading.text.split(), reading.flags) == (SENTENCE.split(), ())


LINKED = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "http://x" '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    f'{run("link words", "")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CHANGED = (
    '<w:del w:id="1"><w:r><w:delText>old </w:delText></w:r></w:del><w:ins w:id="2">'
    f'<w:commentRangeStart w:id="0"/>{run("new text", "")}<w:r><w:commentReference w:id="0"/></w:r>'
    "</w:ins>"
)
COMMENTS = "<w:comment w:id='0'><w:p><w:r><w:t>A remark.</w:t></w:r></w:p></w:comment>"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (docx_with(line(LINKED)), "link words\n"),
        (docx_with(line(CHANGED), comments=COMMENTS), "new text\n"),
    ],
)
def test_codes_of_fields_deleted_text_and_remarks_are_not_read(
    load: Load, content: bytes, text: str
) -> None:
    reading = load("reading.docx").read_docx(content)

    assert (reading.text, reading.flags) == (text, ())


TITLE = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx>'
    "<c:rich><a:p><a:r><a:t>Speed</a:t></a:r></a:p></c:rich></c:tx></c:title></c:chart>"
    "</c:chartSpace>"
)


def test_the_process_that_reads_documents_reads_all_of_their_places(read: Read) -> None:
    """Which can open no file any more by then."""
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    chart = '<w:r><w:drawing><wp:inline><c:chart r:id="r1"/></wp:inline></w:drawing></w:r>'
    chunks = '<w:altChunk r:id="r2"/><w:altChunk r:id="r3"/>'
    inner = raw_docx(line(run("Inner.", "")))
    content = docx_of_parts(
        f"{line(sign, chart)}{chunks}{line('<w:r><w:object><o:OLEObject/></w:object></w:r>')}",
        Part("r1", "chart", "chart1.xml", TITLE),
        Part("r2", "aFChunk", "chunk.docx", inner),
        Part("r3", "aFChunk", "chunk.txt", "Plain ≥ text.".encode()),
    )

    reading = read(content, "a.docx")

    assert reading.text.split() == ["☑", "Speed", "Inner.", "Plain", "≥", "text."]
    assert reading.flags == ("partly_read",)
