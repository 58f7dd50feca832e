"""What Word itself writes, by python-docx and Word's XML: pages, tables and drawings in colours."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from tests.reading.documents import DRAWING_NAMESPACES, WORD_NAMESPACE, saved_docx
from tests.reading.innocent.made_by.tools import Maker, made
from tests.reading.innocent.texts import ENGLISH, TITLE, WATERMARK

Write: TypeAlias = Callable[[Document], None]
WHITE = RGBColor(255, 255, 255)
IN_WHITE = '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'
DARK_BLUE = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
BOXED_TITLE = f"<w:txbxContent><w:p><w:r>{IN_WHITE}<w:t>{TITLE}</w:t></w:r></w:p></w:txbxContent>"


def written(name: str) -> Callable[[Write], Maker]:
    """A maker of what is written into a document that goes on with a few paragraphs."""

    def make(write: Write) -> Maker:
        @made(name)
        def maker(_: Path) -> bytes:
            document = docx.Document()
            document.core_properties.author = ""
            leave_out_copies(document)
            write(document)
            for text in ENGLISH:
                document.add_paragraph(text)
            return saved_docx(document)

        return maker

    return make


def leave_out_copies(document: Document) -> None:
    """Parts of python-docx's own document, two thirds of it, that no program needs."""
    for relations in (document.part.rels, document.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del relations[name]


def add(document: Document, *runs: str) -> None:
    """A paragraph of runs with such contents."""
    paragraph = document.add_paragraph()
    for run in runs:
        names = f'xmlns:w="{WORD_NAMESPACE}" {DRAWING_NAMESPACES}'
        paragraph._p.append(parse_xml(f"<w:r {names}>{run}</w:r>"))


def shape(fill: str, text: str = "") -> str:
    boxed = f"<wps:txbx>{text}</wps:txbx>" if text else ""
    return (
        '<wps:wsp><wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5000000"'
        f' cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}</wps:spPr>'
        f"{boxed}<wps:bodyPr/></wps:wsp>"
    )


def anchored(drawn: str, *, behind: int = 0, uri: str = SHAPE) -> str:
    position = "<wp:posOffset>0</wp:posOffset></wp:position{0}>"
    return (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0"'
        f' relativeHeight="{2 - behind}" behindDoc="{behind}" locked="0" layoutInCell="1"'
        ' allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="margin">{position.format("H")}'
        f'<wp:positionV relativeFrom="margin">{position.format("V")}'
        f'<wp:extent cx="5000000" cy="900000"/><wp:wrapNone/><wp:docPr id="{2 - behind}" name="a"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{uri}">{drawn}</a:graphicData>'
        "</a:graphic></wp:anchor></w:drawing>"
    )


@written("word_dark_page.docx")
def dark_page(document: Document) -> None:
    background = f'<w:background xmlns:w="{WORD_NAMESPACE}" w:color="1F3864"/>'
    shown = f'<w:displayBackgroundShape xmlns:w="{WORD_NAMESPACE}"/>'
    document.element.insert(0, parse_xml(background))
    document.settings.element.insert(0, parse_xml(shown))
    document.styles["Normal"].font.color.rgb = WHITE


@written("word_table_with_white_head.docx")
def table_with_white_head(document: Document) -> None:
    table = document.add_table(2, 2, style="Medium Shading 1 Accent 1")
    for cell, text in zip(table.rows[0].cells, ("Reads", "Writes"), strict=True):
        cell.paragraphs[0].add_run(text).font.color.rgb = WHITE
    for cell, text in zip(table.rows[1].cells, ("faster", "slower"), strict=True):
        cell.text = text


@written("word_old_text_box.docx")
def old_text_box(document: Document) -> None:
    add(
        document,
        '<w:pict><v:shape style="width:200pt;height:50pt" fillcolor="#4472C4">'
        f"<v:textbox>{BOXED_TITLE}</v:textbox></v:shape></w:pict>",
    )


@written("word_cover_page.docx")
def cover_page(document: Document) -> None:
    title = shape("<a:noFill/>", BOXED_TITLE)
    add(document, anchored(shape(DARK_BLUE), behind=1), anchored(title))


@written("word_banner_in_a_group.docx")
def banner_in_a_group(document: Document) -> None:
    shapes = shape(DARK_BLUE) + shape("<a:noFill/>", BOXED_TITLE)
    group = f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{shapes}</wpg:wgp>"
    add(document, anchored(group, uri=GROUP))


@written("word_banner_in_an_old_group.docx")
def banner_in_an_old_group(document: Document) -> None:
    add(
        document,
        '<w:pict><v:group style="position:absolute;width:400pt;height:60pt">'
        '<v:rect style="width:400;height:60" fillcolor="#1F3864"/>'
        '<v:shape style="width:400;height:60" filled="f">'
        f"<v:textbox>{BOXED_TITLE}</v:textbox></v:shape></v:group></w:pict>",
    )


@written("word_banner_behind_the_text.docx")
def banner_behind_the_text(document: Document) -> None:
    add(
        document,
        anchored(shape(DARK_BLUE), behind=1),
        f'{IN_WHITE}<w:t xml:space="preserve">{TITLE}</w:t>',
    )


@written("word_old_banner_behind_the_text.docx")
def old_banner_behind_the_text(document: Document) -> None:
    add(
        document,
        '<w:pict><v:rect style="position:absolute;width:400pt;height:60pt;z-index:-1"'
        ' fillcolor="#1F3864"/></w:pict>',
        f"{IN_WHITE}<w:t>{TITLE}</w:t>",
    )


@written("word_banner_in_the_header.docx")
def banner_in_the_header(document: Document) -> None:
    run = f'<w:r xmlns:w="{WORD_NAMESPACE}" {DRAWING_NAMESPACES}>{anchored(shape(DARK_BLUE))}</w:r>'
    document.sections[0].header.paragraphs[0]._p.append(parse_xml(run))
    document.add_paragraph().add_run(TITLE).font.color.rgb = WHITE


@written("word_box_in_a_low_line.docx")
def box_in_a_low_line(document: Document) -> None:
    boxed = BOXED_TITLE.replace(IN_WHITE, "")
    add(document, f'<w:rPr><w:sz w:val="2"/></w:rPr>{anchored(shape("<a:noFill/>", boxed))}')
    document.paragraphs[-1].paragraph_format.line_spacing = Pt(1)


@written("word_large_pale_letters.docx")
def large_pale_letters(document: Document) -> None:
    font = document.add_paragraph().add_run(WATERMARK).font
    font.size, font.color.rgb = Pt(72), RGBColor(0xE7, 0xE6, 0xE6)


@written("word_outlined_letters.docx")
def outlined_letters(document: Document) -> None:
    outline = '<w14:solidFill><w14:srgbClr w14:val="000000"/></w14:solidFill>'
    add(
        document,
        '<w:rPr><w:color w:val="FFFFFF"/><w:sz w:val="72"/>'
        f'<w14:textOutline w14:w="9525">{outline}</w14:textOutline></w:rPr><w:t>{TITLE}</w:t>',
    )


@written("word_form_pasted_from_a_web_page.docx")
def form_pasted_from_a_web_page(document: Document) -> None:
    for end in ("Top", "Bottom"):
        style = (
            f'<w:style xmlns:w="{WORD_NAMESPACE}" w:type="paragraph" w:styleId="z-{end}ofForm">'
            f'<w:name w:val="HTML {end} of Form"/><w:basedOn w:val="Normal"/>'
            '<w:rPr><w:vanish/><w:sz w:val="16"/></w:rPr></w:style>'
        )
        document.styles.element.append(parse_xml(style))
        mark = document.add_paragraph(f"{end} of Form")
        mark.style = document.styles[f"HTML {end} of Form"]
        if end == "Top":
            document.add_paragraph(TITLE)
