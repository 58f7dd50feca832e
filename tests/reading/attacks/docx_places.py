"""DOCX files with hidden text in other places than paragraphs: parts of their own, attributes,
properties and codes of fields, and documents within documents."""

from tests.reading.documents import (
    DRAWING_NAMESPACES,
    WORD_NAMESPACE,
    Part,
    docx_of_parts,
    paragraph,
    raw_docx,
)

WHITE, VANISHED, TINY = '<w:color w:val="FFFFFF"/>', "<w:vanish/>", '<w:sz w:val="2"/>'
IN_WHITE = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'
IN_ONE_POINT = '<a:rPr sz="100"/>'
UNPAINTED = "<a:rPr><a:noFill/></a:rPr>"


def xml(name: str, content: str) -> str:
    return f'<{name} xmlns:w="{WORD_NAMESPACE}" {DRAWING_NAMESPACES}>{content}</{name}>'


def lines(about: str = "") -> str:
    return f"<a:bodyPr/><a:p><a:r>{about}<a:t>Secret</a:t></a:r></a:p>"


SIZE = '<wp:extent cx="5000000" cy="3000000"/>'


def framed(content: str, run: str = "", about: str = "", extent: str = SIZE) -> str:
    return (
        f"<w:p><w:r><w:rPr>{run}</w:rPr><w:drawing><wp:inline>{extent}<wp:docPr {about}/>"
        f"<a:graphic><a:graphicData>{content}</a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r></w:p>"
    )


# Charts and diagrams --------------------------------------------------------------------------


def chart(content: str) -> Part:
    return Part("r1", "chart", "chart1.xml", xml("c:chartSpace", f"<c:chart>{content}</c:chart>"))


def title(about: str = "", place: str = "") -> str:
    return f"<c:title><c:tx><c:rich>{lines(about)}</c:rich></c:tx>{place}</c:title>"


def names(kind: str, words: int = 1) -> str:
    cells = f"<c:pt><c:v>{'Secret ' * words}</c:v></c:pt>"
    return f"<c:{kind}><c:strRef><c:strCache>{cells}</c:strCache></c:strRef></c:{kind}>"


def series(*content: str, axes: str = "") -> str:
    all_series = "".join(f"<c:ser>{one}</c:ser>" for one in content)
    return f"<c:plotArea><c:barChart>{all_series}</c:barChart>{axes}</c:plotArea>"


def formats(about: str) -> str:
    about = about.replace("a:rPr", "a:defRPr")
    return f"<c:txPr><a:p><a:pPr>{about}</a:pPr></a:p></c:txPr>"


def model(about: str) -> Part:
    fill = '<dgm:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></dgm:spPr>'
    box = f'<dgm:pt modelId="1">{fill}<dgm:t>{lines(about)}</dgm:t></dgm:pt>'
    return Part(
        "r1", "diagramData", "data1.xml", xml("dgm:dataModel", f"<dgm:ptLst>{box}</dgm:ptLst>")
    )


def drawn(about: str, place: str = "", about_shape: str = "") -> tuple[Part, Part]:
    empty = xml("dgm:dataModel", "<dgm:ptLst/><dsp:dataModelExt relId='r2'/>")
    named = f"<dsp:nvSpPr><dsp:cNvPr {about_shape}/></dsp:nvSpPr>"
    formats = f"<dsp:spPr><a:xfrm>{place}</a:xfrm></dsp:spPr>" if place else "<dsp:spPr/>"
    shape = f"<dsp:sp>{named}{formats}<dsp:txBody>{lines(about)}</dsp:txBody></dsp:sp>"
    return (
        Part("r1", "diagramData", "data1.xml", empty),
        Part("r2", "diagramDrawing", "drawing1.xml", xml("dsp:drawing", shape)),
    )


CHART, DIAGRAM = '<c:chart r:id="r1"/>', '<dgm:relIds r:dm="r1"/>'
FAR = '<c:layout><c:manualLayout><c:x val="9"/><c:y val="9"/></c:manualLayout></c:layout>'
NO_SIZE = '<wp:extent cx="0" cy="0"/>'

DRAWN: dict[str, tuple[str, tuple[Part, ...]]] = {
    "white in the title of a chart": (framed(CHART), (chart(title(IN_WHITE)),)),
    "tiny in the title of a chart": (framed(CHART), (chart(title(IN_ONE_POINT)),)),
    "unpainted in the title of a chart": (framed(CHART), (chart(title(UNPAINTED)),)),
    "white in the legend of a chart": (
        framed(CHART),
        (chart(f"{series(names('tx'))}<c:legend>{formats(IN_WHITE)}</c:legend>"),),
    ),
    "tiny along the axis of a chart": (
        framed(CHART),
        (chart(series(names("cat"), axes=f"<c:catAx>{formats(IN_ONE_POINT)}</c:catAx>")),),
    ),
    "along an axis that is not drawn": (
        framed(CHART),
        (chart(series(names("cat", 30), axes="<c:catAx><c:delete/></c:catAx>")),),
    ),
    "in names that no legend shows": (
        framed(CHART),
        (chart(series(names("tx", 30), names("tx", 30))),),
    ),
    "in a chart in a hidden run": (framed(CHART, VANISHED), (chart(title()),)),
    "in a chart made invisible": (framed(CHART, about='hidden="1"'), (chart(title()),)),
    "in a chart of no size": (framed(CHART, extent=NO_SIZE), (chart(title()),)),
    "white in a diagram": (framed(DIAGRAM), (model(IN_WHITE),)),
    "tiny in a diagram": (framed(DIAGRAM), (model(IN_ONE_POINT),)),
    "tiny in a diagram by being raised": (
        framed(DIAGRAM),
        (model('<a:rPr sz="400" baseline="30000"/>'),),
    ),
    "white in a drawn diagram": (framed(DIAGRAM), drawn(IN_WHITE)),
    "tiny in a drawn diagram": (framed(DIAGRAM), drawn(IN_ONE_POINT)),
    "right of a drawn diagram": (framed(DIAGRAM), drawn("", '<a:off x="99000000" y="0"/>')),
    "in a shape of a diagram made invisible": (
        framed(DIAGRAM),
        drawn("", about_shape='hidden="1"'),
    ),
    "off a chart": (framed(CHART), (chart(title(place=FAR)),)),
    "in a diagram made invisible": (framed(DIAGRAM, about='hidden="1"'), (model(""),)),
}

# Attributes, properties and codes -------------------------------------------------------------


def along_path(about: str, style: str = "width:300pt;height:60pt") -> str:
    shape = f'<v:shape style="{style}" {about}><v:textpath string="Secret"/></v:shape>'
    return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"


def mark(kind: str, form: str = "", run: str = "") -> str:
    about = f"<w:rPr>{run}</w:rPr>"
    return f'<w:r>{about}<w:fldChar w:fldCharType="{kind}">{form}</w:fldChar></w:r>'


def chosen(run: str) -> str:
    form = '<w:ffData><w:ddList><w:listEntry w:val="Secret"/></w:ddList></w:ffData>'
    return f"<w:p>{mark('begin', form, run)}{code('FORMDROPDOWN')}{mark('end', run=run)}</w:p>"


def code(said: str) -> str:
    return f"<w:r><w:instrText>{said}</w:instrText></w:r>"


def spelled(run: str) -> str:
    signs = "".join(f'<w:sym w:font="Arial" w:char="00{code:02X}"/>' for code in b"Secret")
    return f"<w:p><w:r><w:rPr>{run}</w:rPr>{signs}</w:r></w:p>"


def control(colour: str = "0", height: str = "200") -> Part:
    about = {"Value": "Secret", "ForeColor": colour, "FontHeight": height}
    properties = "".join(f'<w:ocxPr w:name="{key}" w:value="{about[key]}"/>' for key in about)
    content = properties.join(
        (f'<w:ocx xmlns:w="{WORD_NAMESPACE}" w:classid="{{8BD21D10-EC42}}">', "</w:ocx>")
    )
    return Part("r1", "control", "activeX1.xml", content)


CONTROL = '<w:p><w:r><w:object><w:control r:id="r1"/></w:object></w:r></w:p>'
CODE = "<w:r><w:t>Secret</w:t></w:r>"
MATHEMATICS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
FORMULA = f"<m:oMath {MATHEMATICS}><m:r><m:t>Secret</m:t></m:r></m:oMath>"

WRITTEN: dict[str, tuple[str, tuple[Part, ...]]] = {
    "white WordArt": (along_path('fillcolor="white" stroked="f"'), ()),
    "WordArt without ink": (along_path('filled="f" stroked="f"'), ()),
    "WordArt of no height": (along_path("", "width:300pt;height:1pt"), ()),
    "WordArt made invisible": (along_path("", "width:9in;height:1in;visibility:hidden"), ()),
    "a choice in white": (chosen(WHITE), ()),
    "a hidden choice": (chosen(VANISHED), ()),
    "spelled in white signs": (spelled(WHITE), ()),
    "spelled in hidden signs": (spelled(VANISHED), ()),
    "in the code of a field": (
        f"<w:p>{mark('begin')}{CODE}{mark('separate')}{mark('end')}</w:p>",
        (),
    ),
    "in the code of a field without a result": (
        f"<w:p>{mark('begin')}{CODE}{mark('end')}</w:p>",
        (),
    ),
    "in the code of a field that only notes something": (
        f"<w:p>{mark('begin')}{code('SET x')}{CODE}{mark('end')}</w:p>",
        (),
    ),
    "as a formula in the code of a field": (
        f"<w:p>{mark('begin')}{code('SET x')}{FORMULA}{mark('end')}</w:p>",
        (),
    ),
    "white in a control": (CONTROL, (control("16777215"),)),
    "tiny in a control": (CONTROL, (control(height="20"),)),
}

# Documents within documents -------------------------------------------------------------------

CHUNK = '<w:altChunk r:id="r1"/>'
BOX = f"<w:box><w:txbxContent>{CHUNK}</w:txbxContent></w:box>"
HIDDEN_BOX = f"<w:p><w:r><w:rPr>{VANISHED}</w:rPr>{BOX}</w:r></w:p>"


def chunk(run: str) -> tuple[Part]:
    return (Part("r1", "aFChunk", "chunk.docx", raw_docx(paragraph("Secret", run))),)


EMBEDDED: dict[str, tuple[str, tuple[Part, ...]]] = {
    "white in an embedded document": (CHUNK, chunk(WHITE)),
    "hidden in an embedded document": (CHUNK, chunk(VANISHED)),
    "tiny in an embedded document": (CHUNK, chunk(TINY)),
    "an embedded text in a hidden run": (
        HIDDEN_BOX,
        (Part("r1", "aFChunk", "chunk.txt", "Secret"),),
    ),
}

DOCUMENTS = {
    name: docx_of_parts(paragraph("Seen.") + body, *parts)
    for name, (body, parts) in {**DRAWN, **WRITTEN, **EMBEDDED}.items()
}
