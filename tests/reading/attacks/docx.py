"""DOCX files with text in them that nobody sees. Seen. is what they show, and Secret is hidden."""

from tests.reading.attacks import docx_places
from tests.reading.documents import docx_with, paragraph

WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
VANISHED = "<w:vanish/>"
MATHEMATICS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
A4 = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
ON_WHITE = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
ON_BLUE = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'


def hidden(run: str = "", about: str = "") -> str:
    return paragraph("Secret", run, about)


def style(kind: str, identity: str, more: str) -> str:
    return f'<w:style w:type="{kind}" w:styleId="{identity}">{more}</w:style>'


def noted(kind: str, run: str = "", field: str = "") -> str:
    """With a reference to a note, in the code of a field if it is said which."""
    mark = f'<w:r><w:rPr>{run}</w:rPr><w:{kind}Reference w:id="2"/></w:r>'
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    code = f"<w:r><w:instrText>{field}</w:instrText></w:r>"
    return f"<w:p>{begin}{code}{mark}{end}</w:p>" if field else f"<w:p>{mark}</w:p>"


def formula(content: str) -> str:
    return f'<w:p><m:oMath xmlns:m="{MATHEMATICS}">{content}</m:oMath></w:p>'


def equation(code: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end")]
    return f"<w:p>{marks[0]}<w:r><w:instrText>EQ {code}</w:instrText></w:r>{marks[1]}</w:p>"


def table(cell: str, about_table: str = "", about_row: str = "", about_cell: str = "") -> str:
    return (
        f"<w:tbl><w:tblPr>{about_table}</w:tblPr><w:tr><w:trPr>{about_row}</w:trPr>"
        f"<w:tc><w:tcPr>{about_cell}</w:tcPr>{cell}</w:tc></w:tr></w:tbl>"
    )


def box(fill: str, text: str, place: str = "") -> str:
    """A drawn box as Word writes it."""
    content = f"<wps:txbx><w:txbxContent>{text}</w:txbxContent></wps:txbx>"
    shape = f"<wps:wsp><wps:spPr>{fill}</wps:spPr>{content}</wps:wsp>"
    return f"<w:p><w:r><w:drawing><wp:anchor>{place}{shape}</wp:anchor></w:drawing></w:r></w:p>"


def old_box(attributes: str, text: str) -> str:
    content = f"<v:textbox><w:txbxContent>{text}</w:txbxContent></v:textbox>"
    return f"<w:p><w:r><w:pict><v:shape {attributes}>{content}</v:shape></w:pict></w:r></w:p>"


def behind(place: str) -> str:
    """A blue drawing behind the text."""
    return box(ON_BLUE, "", place).replace("<wp:anchor", '<wp:anchor behindDoc="1"')


def old_behind(style: str) -> str:
    shape = f'<v:rect style="position:absolute;z-index:-1;{style}" fillcolor="#1F3864"/>'
    return f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"


def moved(axis: str, by: int) -> str:
    name = f"wp:position{axis}"
    return f"<{name}><wp:posOffset>{by}</wp:posOffset></{name}>"


def gradient(prefix: str, *colours: str) -> str:
    """From the first colour to the last."""
    stops = "".join(
        f"<{prefix}:gs><{prefix}:srgbClr {attribute(prefix)}='{colour}'/></{prefix}:gs>"
        for colour in colours
    )
    return f"<{prefix}:gradFill><{prefix}:gsLst>{stops}</{prefix}:gsLst></{prefix}:gradFill>"


def attribute(prefix: str) -> str:
    return "val" if prefix == "a" else f"{prefix}:val"


RUNS = {
    "hidden": VANISHED,
    "hidden, in other words": '<w:vanish w:val="true"/>',
    "white": WHITE,
    "nearly white": '<w:color w:val="F0F0F0"/>',
    "white by its theme": '<w:color w:val="000000" w:themeColor="background1"/>',
    "tiny": '<w:sz w:val="2"/>',
    "just too small": '<w:sz w:val="7"/>',
    "of no size": '<w:sz w:val="0"/>',
    "hidden by a comment in its text": "<w:vanish/><!-- seen -->",
    "the colour of its shading": f'<w:color w:val="203864"/>{DARK}',
    "the colour of its highlighting": '<w:color w:val="FF0000"/><w:highlight w:val="red"/>',
    "letters without a fill": "<w14:textFill><w14:noFill/></w14:textFill>",
    "letters with a white fill": (
        '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill>'
        "</w14:textFill>"
    ),
    "letters that are transparent": (
        '<w14:textFill><w14:solidFill><w14:srgbClr w14:val="000000"><w14:alpha w14:val="100000"/>'
        "</w14:srgbClr></w14:solidFill></w14:textFill>"
    ),
    "letters that go from white to white": (
        f"<w14:textFill>{gradient('w14', 'FFFFFF', 'FEFEFE')}</w14:textFill>"
    ),
    "white with a white outline": (
        f'{WHITE}<w14:textOutline w14:w="9525"><w14:solidFill><w14:srgbClr w14:val="FFFFFF"/>'
        "</w14:solidFill></w14:textOutline>"
    ),
    "squeezed": '<w:w w:val="1"/>',
    "squeezed into no room": '<w:fitText w:val="1"/>',
    "tiny where it is written from the right": '<w:rtl/><w:sz w:val="24"/><w:szCs w:val="2"/>',
    "raised off the page": '<w:position w:val="3000"/>',
    "lowered off the page": '<w:position w:val="-3000"/>',
    "piled up": '<w:spacing w:val="-1000"/>',
}
ABOUT = {
    "in a line that is cut off": '<w:spacing w:line="14" w:lineRule="exact"/>',
    "indented off the page": '<w:ind w:left="20000"/>',
    "outdented off the page": '<w:ind w:left="-20000" w:right="20000"/>',
    "in a frame off the page": '<w:framePr w:x="-20000" w:y="1"/>',
}
BODIES = {
    "white beside a dark paragraph": paragraph("Seen.", WHITE, DARK) + hidden(WHITE),
    "dark on a dark paragraph": hidden('<w:color w:val="1F3864"/>', DARK),
    "black on a black cell": table(
        hidden('<w:color w:val="000000"/>'), about_cell='<w:shd w:val="clear" w:fill="000000"/>'
    ),
    "white on white stripes": hidden(
        WHITE, '<w:shd w:val="diagStripe" w:color="FFFFFF" w:fill="FEFEFE"/>'
    ),
    "white in a table": table(hidden(WHITE)),
    "white in a white cell of a dark table": table(
        hidden(WHITE), DARK, about_cell='<w:shd w:val="clear" w:fill="FFFFFF"/>'
    ),
    "white in a table in a table": table(table(hidden(WHITE)) + "<w:p/>"),
    "large letters in a low line": hidden(
        '<w:sz w:val="96"/>', '<w:spacing w:line="100" w:lineRule="exact"/>'
    ),
    "in a cell that is merged into the one above": (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>"
        f"{paragraph('Seen.')}</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{hidden()}"
        "</w:tc></w:tr></w:tbl>"
    ),
    "in a table left of the page": table(hidden(), '<w:tblInd w:w="-20000" w:type="dxa"/>') + A4,
    "in a table that floats below the page": table(
        hidden(), '<w:tblpPr w:tblpX="1" w:tblpY="20000"/>'
    )
    + A4,
    "in a row that is cut off": table(
        hidden(), about_row='<w:trHeight w:val="14" w:hRule="exact"/>'
    ),
    "in a cell that is too narrow": table(
        hidden(), '<w:tblLayout w:type="fixed"/>', about_cell='<w:tcW w:w="1" w:type="dxa"/>'
    ),
    "in a frame that is too narrow": hidden(about='<w:framePr w:w="1" w:x="1" w:y="1"/>'),
    "white in a white box": box(ON_WHITE, hidden(WHITE)),
    "white in a box without a fill": box("<a:noFill/>", hidden(WHITE)),
    "in the colour of its box": box(ON_BLUE, hidden('<w:color w:val="1F3864"/>')),
    "in a box that is hidden": box(ON_WHITE, hidden()).replace(
        "<w:r>", f"<w:r><w:rPr>{VANISHED}</w:rPr>", 1
    ),
    "in a box left of all pages": box("", hidden(), moved("H", -20_000_000)) + A4,
    "in a box below all pages": box("", hidden(), moved("V", 20_000_000)) + A4,
    "white in a box that goes from white to white": box(
        gradient("a", "FFFFFF", "FAFAFA"), hidden(WHITE)
    ),
    "white in an old box that goes from white to white": old_box(
        'fillcolor="white"', hidden(WHITE)
    ).replace("<v:textbox>", '<v:fill type="gradient" color2="#FAFAFA"/><v:textbox>'),
    "white in an old box": old_box("", hidden(WHITE)),
    "white in an old box that says it is filled and is not": old_box(
        'fillcolor="#4472C4" filled="f"', hidden(WHITE)
    ),
    "in an old box off the page": old_box(
        'style="position:absolute;margin-left:2000pt;width:9pt"', hidden()
    )
    + A4,
    "in a box that is made invisible": box("", hidden(), '<wp:docPr id="1" hidden="1"/>'),
    "white over a drawing of one point": behind('<wp:extent cx="12700" cy="12700"/>')
    + hidden(WHITE),
    "white over a drawing that is off the page": behind(moved("H", 900_000_000)) + hidden(WHITE),
    "white over a drawing that is made invisible": behind('<wp:docPr id="1" hidden="1"/>')
    + hidden(WHITE),
    "white, pages after a drawing": behind("") + paragraph("Seen.") * 200 + hidden(WHITE),
    "white over an old drawing of one point": old_behind("width:1pt;height:1pt") + hidden(WHITE),
    "in a box of one point": box(ON_WHITE, hidden(), '<wp:extent cx="13000" cy="13000"/>'),
    "in an old box of one point": old_box('style="width:1pt;height:1pt"', hidden()),
    "in an old box that is inches off the page": old_box(
        'style="position:absolute;left:90in;width:400pt;height:80pt"', hidden()
    ),
    "in a group, off the page": box(
        '<a:xfrm><a:off x="990000000" y="0"/><a:ext cx="9000000" cy="900000"/></a:xfrm>', hidden()
    )
    .replace("<wps:wsp>", "<wpg:wgp><wpg:grpSpPr/><wps:wsp>")
    .replace("</wps:wsp>", "</wps:wsp></wpg:wgp>"),
    "in a box of no height": box("", hidden(), '<wp:extent cx="3000000" cy="1000"/>'),
    "in an old box that is made invisible": old_box(
        'style="position:absolute;width:90pt;visibility:hidden"', hidden()
    ),
    "in an old box of no size": old_box('style="position:absolute;width:0;height:0.0pt"', hidden()),
    "white in a link": (
        f"<w:p><w:hyperlink><w:r><w:rPr>{WHITE}</w:rPr><w:t>Secret</w:t></w:r></w:hyperlink></w:p>"
    ),
    "white in a content control": f"<w:sdt><w:sdtContent>{hidden(WHITE)}</w:sdtContent></w:sdt>",
    "white, as an insertion": (
        f"<w:p><w:ins><w:r><w:rPr>{WHITE}</w:rPr><w:t>Secret</w:t></w:r></w:ins></w:p>"
    ),
    "white in a field's result": (
        '<w:p><w:fldSimple w:instr="QUOTE">'
        f"<w:r><w:rPr>{WHITE}</w:rPr><w:t>Secret</w:t></w:r></w:fldSimple></w:p>"
    ),
    "white, letter by letter": "<w:p>"
    + "".join(f"<w:r><w:rPr>{WHITE}</w:rPr><w:t>{one}</w:t></w:r>" for one in "Secret")
    + "</w:p>",
    "white, as a formula": formula(f"<m:r><w:rPr>{WHITE}</w:rPr><m:t>Secret</m:t></m:r>"),
    "white, as words of a formula": formula(
        f"<m:r><m:rPr><m:nor/></m:rPr><w:rPr>{WHITE}</w:rPr><m:t>Secret</m:t></m:r>"
    ),
    "room in a formula": formula(
        '<m:phant><m:phantPr><m:show m:val="0"/></m:phantPr><m:e><m:r><m:t>Secret</m:t></m:r></m:e>'
        "</m:phant>"
    ),
    "the degree of a root without one": formula(
        "<m:rad><m:radPr><m:degHide/></m:radPr><m:deg><m:r><m:t>Secret</m:t></m:r></m:deg><m:e/>"
        "</m:rad>"
    ),
    "hidden, as the code of an equation": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr><w:vanish/></w:rPr>'
        r"<w:instrText>EQ \f(Secret,2)</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    ),
    "far above the page, by the code of an equation": equation(r"\s\up999(Secret)"),
    "above the page in steps, by the code of an equation": equation(
        r"\s\up00150(x\s\up150(Secret))"
    ),
    "beside the page, by the code of an equation": equation(r"\d\fo9999()Secret"),
    "covered by other letters of an equation": equation(r"\o(Secret,covers)"),
    "tiny by being raised": hidden('<w:vertAlign w:val="superscript"/><w:sz w:val="8"/>'),
    "tiny by being lowered": hidden('<w:vertAlign w:val="subscript"/><w:sz w:val="8"/>'),
    "tiny as an exponent's exponent": formula(
        "<m:sSup><m:e/><m:sup><m:sSup><m:e/><m:sup><m:r><w:rPr><w:sz w:val='8'/></w:rPr>"
        "<m:t>Secret</m:t></m:r></m:sup></m:sSup></m:sup></m:sSup>"
    ),
    "white in the middle of a sentence": (
        f"<w:p><w:r><w:t>Seen. </w:t></w:r><w:r><w:rPr>{WHITE}</w:rPr><w:t>Secret</w:t></w:r>"
        "<w:r><w:t> Seen.</w:t></w:r></w:p>"
    ),
}
OF_A = hidden(about='<w:pStyle w:val="A"/>')
PARTS = {
    "hidden by the style of its paragraph": (
        OF_A,
        {"styles": style("paragraph", "A", f"<w:rPr>{VANISHED}</w:rPr>")},
    ),
    "hidden by a style that its style is based on": (
        OF_A,
        {
            "styles": style("paragraph", "A", '<w:basedOn w:val="B"/>')
            + style("paragraph", "B", f"<w:rPr>{VANISHED}</w:rPr>")
        },
    ),
    "white by the style of its run": (
        hidden('<w:rStyle w:val="A"/>'),
        {"styles": style("character", "A", f"<w:rPr>{WHITE}</w:rPr>")},
    ),
    "white by what all text is": (
        hidden(),
        {
            "styles": "<w:docDefaults><w:rPrDefault><w:rPr>"
            f"{WHITE}</w:rPr></w:rPrDefault></w:docDefaults>"
            + style("paragraph", "S", '<w:rPr><w:color w:val="000000"/></w:rPr>')
        },
    ),
    "tiny by its style": (
        OF_A,
        {"styles": style("paragraph", "A", '<w:rPr><w:sz w:val="2"/></w:rPr>')},
    ),
    "in a line that its style cuts off": (
        OF_A,
        {
            "styles": style(
                "paragraph",
                "A",
                '<w:pPr><w:spacing w:line="14" w:lineRule="exact"/></w:pPr>',
            )
        },
    ),
    "white by the style of its table": (
        table(hidden(), '<w:tblStyle w:val="T"/>'),
        {"styles": style("table", "T", f"<w:rPr>{WHITE}</w:rPr>")},
    ),
    "hidden by the style of its table": (
        table(hidden(), '<w:tblStyle w:val="T"/>'),
        {"styles": style("table", "T", f"<w:rPr>{VANISHED}</w:rPr>")},
    ),
    "white in the first row by the style of its table": (
        table(hidden(), '<w:tblStyle w:val="T"/><w:tblLook w:val="0020"/>'),
        {
            "styles": style(
                "table",
                "T",
                f'<w:tblStylePr w:type="firstRow"><w:rPr>{WHITE}</w:rPr></w:tblStylePr>',
            )
        },
    ),
    "white by what its theme says": (
        hidden('<w:color w:val="4472C4" w:themeColor="accent1"/>'),
        {
            "theme": '<a:themeElements><a:clrScheme><a:accent1><a:srgbClr val="FFFFFF"/>'
            "</a:accent1></a:clrScheme></a:themeElements>"
        },
    ),
    "white by what its settings make of its theme": (
        hidden('<w:color w:val="000000" w:themeColor="text1"/>'),
        {"settings": '<w:clrSchemeMapping w:t1="light1" w:bg1="light1"/>'},
    ),
    "white in a header": ("", {"header": hidden(WHITE)}),
    "tiny in a footer": ("", {"footer": hidden('<w:sz w:val="2"/>')}),
    "hidden in a footnote": (
        noted("footnote"),
        {"footnotes": f'<w:footnote w:id="2">{hidden(VANISHED)}</w:footnote>'},
    ),
    "white in an endnote": (
        noted("endnote"),
        {"endnotes": f'<w:endnote w:id="2">{hidden(WHITE)}</w:endnote>'},
    ),
    "in a footnote with a hidden number": (
        noted("footnote", VANISHED),
        {"footnotes": f'<w:footnote w:id="2">{hidden()}</w:footnote>'},
    ),
    "in an endnote with a hidden number": (
        noted("endnote", VANISHED),
        {"endnotes": f'<w:endnote w:id="2">{hidden()}</w:endnote>'},
    ),
    "in a footnote with a number in the code of a field": (
        noted("footnote", field="SET x"),
        {"footnotes": f'<w:footnote w:id="2">{hidden()}</w:footnote>'},
    ),
}


def with_parts(body: str, **parts: str) -> bytes:
    about = '<w:pStyle w:val="S"/>'
    return docx_with(paragraph("Seen.", about=about) + body, **parts)


DOCUMENTS = {
    **{name: with_parts(hidden(run)) for name, run in RUNS.items()},
    **{name: with_parts(hidden(about=about) + A4) for name, about in ABOUT.items()},
    **{name: with_parts(body) for name, body in BODIES.items()},
    **{name: with_parts(body, **parts) for name, (body, parts) in PARTS.items()},
    **docx_places.DOCUMENTS,
}
