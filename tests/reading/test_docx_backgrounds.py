"""What text in a DOCX file lies on: a page, a table's cell, a drawing, or what cannot be told."""

from typing import Any

import pytest

from tests.reading.attacks.docx import gradient
from tests.reading.documents import document_xml, docx_with, paragraph, zipped
from tests.support.loading import Load

WHITE = '<w:color w:val="FFFFFF"/>'
DARK = '<w:shd w:val="clear" w:fill="1F3864"/>'
DISPLAYED = "<w:displayBackgroundShape/>"
SHOWN, HIDDEN = (["Shown"], ()), ([], ("hidden_text",))


def read(load: Load, content: bytes) -> Any:
    """The words besides Seen, and the flags. In this process, as there are many documents."""
    reading = load("reading.docx").read_docx(content)
    return [word for word in reading.text.split() if word != "Seen."], reading.flags


def outcome(load: Load, body: str, before: str = "", **parts: str) -> Any:
    return read(load, docx_with(paragraph("Seen.", DARK) + body, before=before, **parts))


WHITE_TEXT = paragraph("Shown", WHITE)

# The page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("background", "settings", "expected"),
    [
        ('<w:background w:color="1F3864"/>', DISPLAYED, SHOWN),
        ('<w:background w:color="auto" w:themeColor="text1"/>', DISPLAYED, SHOWN),
        ('<w:background w:color="FFFFFF"><v:fill/></w:background>', DISPLAYED, SHOWN),
        ('<w:background w:color="1F3864"/>', "", HIDDEN),
        (
            '<w:background w:color="1F3864"/>',
            '<w:displayBackgroundShape w:val="false"/>',
            HIDDEN,
        ),
        ('<w:background w:color="FFFFFF"/>', DISPLAYED, HIDDEN),
        ("", DISPLAYED, HIDDEN),
    ],
)
def test_white_text_is_seen_on_a_page_that_is_shown_dark(
    load: Load, background: str, settings: str, expected: object
) -> None:
    assert outcome(load, WHITE_TEXT, background, settings=settings) == expected


def test_text_in_the_colour_of_a_dark_page_is_hidden(load: Load) -> None:
    dark = paragraph("Secret", '<w:color w:val="1F3864"/>')

    assert outcome(load, dark, '<w:background w:color="1F3864"/>', settings=DISPLAYED) == HIDDEN


@pytest.mark.parametrize("settings", ["<not XML", None])
def test_settings_that_cannot_be_read_change_nothing(load: Load, settings: str | None) -> None:
    relations = "<Relationships><Relationship Type='a/settings' Target='s.xml'/></Relationships>"
    parts: dict[str, str | bytes] = {
        "word/document.xml": document_xml(paragraph("Shown")),
        "word/_rels/document.xml.rels": relations,
    }

    assert (
        read(load, zipped(parts | ({} if settings is None else {"word/s.xml": settings}))) == SHOWN
    )


# Tables ---------------------------------------------------------------------------------------


def part_of_style(name: str, fill: str = "1F3864") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    return f'<w:tblStylePr w:type="{name}"><w:tcPr>{shade}</w:tcPr></w:tblStylePr>'


def style(name: str, *parts: str, based_on: str = "") -> str:
    return (
        f'<w:style w:type="table" w:styleId="{name}"><w:basedOn w:val="{based_on}"/>'
        f"{''.join(parts)}</w:style>"
    )


def white_cells(look: str, about_rows: str = "", about_cell: str = "") -> str:
    """Three rows of three cells, each of which says in white where it is."""
    cells = [
        [f"<w:tc>{about_cell}{paragraph(f'{row}{column}', WHITE)}</w:tc>" for column in "abc"]
        for row in (1, 2, 3)
    ]
    rows = "".join(f"<w:tr>{about_rows}{''.join(row)}</w:tr>" for row in cells)
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/>{look}</w:tblPr>{rows}</w:tbl>'


ALL = '<w:tblLook w:val="01E0"/>'  # first and last rows and columns, and both sorts of bands
EDGES = '<w:tblLook w:val="07E0"/>'
BANDS = '<w:tblLook w:val="0000"/>'
HEAD = '<w:tblLook w:firstRow="1" w:noHBand="0" w:noVBand="1"/>'
REPEATED = "<w:trPr><w:tblHeader/></w:trPr>"


@pytest.mark.parametrize(
    ("parts", "look", "seen"),
    [
        (part_of_style("firstRow"), ALL, "1a 1b 1c"),
        (part_of_style("firstRow"), HEAD, "1a 1b 1c"),
        (part_of_style("firstRow"), '<w:tblLook w:val="0020" w:firstRow="0"/>', ""),
        (part_of_style("firstRow"), BANDS, ""),
        (part_of_style("lastRow"), ALL, "3a 3b 3c"),
        (part_of_style("firstCol"), ALL, "1a 2a 3a"),
        (part_of_style("lastCol"), ALL, "1c 2c 3c"),
        (part_of_style("nwCell"), ALL, "1a"),
        (part_of_style("neCell"), ALL, "1c"),
        (part_of_style("swCell"), ALL, "3a"),
        (part_of_style("seCell"), ALL, "3c"),
        (part_of_style("band1Horz"), BANDS, "1a 1b 1c 3a 3b 3c"),
        (part_of_style("band1Horz"), HEAD, "2a 2b 2c"),
        (part_of_style("band2Horz"), HEAD, "3a 3b 3c"),
        (part_of_style("band2Vert"), BANDS, "1b 2b 3b"),
        (part_of_style("band1Horz"), EDGES, ""),
        (part_of_style("band1Horz") + part_of_style("firstRow", "FFFFFF"), HEAD, "2a 2b 2c"),
        (part_of_style("firstRow") + part_of_style("firstCol", "FFFFFF"), EDGES, "1a 1b 1c"),
        (part_of_style("wholeTable"), BANDS, "1a 1b 1c 2a 2b 2c 3a 3b 3c"),
        (part_of_style("firstRow"), "", "1a 1b 1c"),
        (part_of_style("firstRow", "FEFEFE"), BANDS, ""),
        (
            '<w:tblPr><w:tblStyleRowBandSize w:val="2"/></w:tblPr>' + part_of_style("band1Horz"),
            BANDS,
            "1a 1b 1c 2a 2b 2c",
        ),
        (f"<w:tcPr>{DARK}</w:tcPr>" + part_of_style("band1Horz", "FFFFFF"), BANDS, "2a 2b 2c"),
    ],
)
def test_the_style_of_a_table_shades_the_cells_that_it_names(
    load: Load, parts: str, look: str, seen: str
) -> None:
    words, flags = outcome(load, white_cells(look), styles=style("T", parts))

    assert (words, bool(flags)) == (seen.split(), len(words) < 9)


def test_a_style_of_a_table_has_what_the_one_has_that_it_is_based_on(load: Load) -> None:
    styles = style("T", based_on="Base") + style("Base", part_of_style("firstRow"))

    words, _ = outcome(load, white_cells(HEAD), styles=styles)

    assert words == ["1a", "1b", "1c"]


def test_where_two_parts_of_a_style_meet_any_colour_of_text_may_be_seen(load: Load) -> None:
    styles = style("T", part_of_style("firstRow"), part_of_style("firstCol", "FFFFFF"))
    blue = white_cells(EDGES).replace("FFFFFF", "1F3864")

    white_words, blue_words = (
        outcome(load, body, styles=styles)[0] for body in (white_cells(EDGES), blue)
    )

    assert ("1a" in white_words, "1a" in blue_words) == (True, True)
    assert ("1b" in white_words, "1b" in blue_words) == (True, False)


def test_rows_that_are_repeated_on_every_page_look_like_the_first(load: Load) -> None:
    styles = style("T", part_of_style("firstRow"))

    words, flags = outcome(load, white_cells(HEAD, about_rows=REPEATED), styles=styles)

    assert (len(words), flags) == (9, ())


def test_the_own_shading_of_a_cell_takes_the_place_of_its_styles(load: Load) -> None:
    own = '<w:tcPr><w:shd w:val="clear" w:fill="FFFFFF"/></w:tcPr>'
    styles = style("T", part_of_style("wholeTable"))

    assert outcome(load, white_cells(HEAD, about_cell=own), styles=styles) == HIDDEN


@pytest.mark.parametrize(
    ("shade", "expected"),
    [
        ('w:val="clear" w:fill="auto" w:themeFill="accent1"', SHOWN),
        ('w:val="clear" w:fill="4F81BD" w:themeFill="accent1"', SHOWN),
        ('w:val="pct50" w:color="000000" w:fill="FFFFFF"', SHOWN),
        ('w:val="solid" w:color="auto" w:fill="FFFFFF"', SHOWN),
        ('w:val="diagStripe" w:color="000000" w:fill="FFFFFF"', SHOWN),
        ('w:val="diagStripe" w:color="FFFFFF" w:fill="FFFFFF"', HIDDEN),
        ('w:val="pct5" w:color="000000" w:fill="FFFFFF"', HIDDEN),
        ('w:val="clear" w:fill="auto"', HIDDEN),
        ('w:val="nil" w:fill="000000"', HIDDEN),
        ('w:val="clear" w:fill="000000" w:themeFill="background1"', HIDDEN),
    ],
)
def test_shading_may_be_a_pattern_or_of_a_theme(load: Load, shade: str, expected: object) -> None:
    assert outcome(load, paragraph("Shown", WHITE, f"<w:shd {shade}/>")) == expected


@pytest.mark.parametrize(
    ("about_cell", "expected"),
    [
        ("<w:vMerge/>", HIDDEN),
        ("<w:vMerge w:val='continue'/>", HIDDEN),
        ("<w:hMerge/>", HIDDEN),
        ("<w:vMerge w:val='restart'/>", SHOWN),
    ],
)
def test_a_cell_that_is_merged_into_another_shows_nothing_of_its_own(
    load: Load, about_cell: str, expected: object
) -> None:
    cell = f"<w:tc><w:tcPr>{about_cell}</w:tcPr>{paragraph('Shown')}</w:tc>"

    assert outcome(load, f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>") == expected


def merged(*rows: str) -> str:
    """A table of cells, each what it says and how it is merged."""
    ways = {"": "", "|": "<w:vMerge w:val='restart'/>", "v": "<w:vMerge/>"} | {
        "-": "<w:hMerge w:val='restart'/>",
        "h": "<w:hMerge w:val='continue'/>",
        "2": "<w:gridSpan w:val='2'/>",
        "+": "<w:hMerge w:val='restart'/><w:vMerge w:val='restart'/>",
        "x": "<w:hMerge w:val='restart'/><w:vMerge/>",
    }
    cells = [[cell.partition(":") for cell in row.split()] for row in rows]
    return (
        "<w:tbl>"
        + "".join(
            "<w:tr>"
            + "".join(
                f"<w:tc><w:tcPr>{ways[way]}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"
                for text, _, way in row
            )
            + "</w:tr>"
            for row in cells
        )
        + "</w:tbl>"
    )


@pytest.mark.parametrize(
    ("rows", "shown", "hides"),
    [
        (["Label:| one", "Label:v two", "Label:v three"], "Label one two three", False),
        (["Label:| one", ":v two"], "Label one two", False),
        (["Label:- Label:h Label:h", "one two three"], "Label one two three", False),
        (["Label:+ Label:h", "Label:x Label:h"], "Label", False),
        (["Wide:2 Label:|", "one two Label:v"], "Wide Label one two", False),
        (
            ["Label:| one", "Label:v two", "Other:| three", "Other:v"],
            "Label one two Other three",
            False,
        ),
        (["Label one", "Label:v two"], "Label one two", False),
        (["Label:| one", "Secret:v two"], "Label one two", True),
        (["Label:| one", "one:v two"], "Label one two", True),
        (["Label:- Secret:h"], "Label", True),
        (["Label:v"], "", True),
    ],
)
def test_a_label_that_is_written_into_every_cell_of_a_merged_group_is_read_once(
    load: Load, rows: list[str], shown: str, hides: bool
) -> None:
    words, flags = outcome(load, merged(*rows))

    assert (words, flags) == (shown.split(), ("hidden_text",) if hides else ())


@pytest.mark.parametrize(
    ("about_table", "expected"),
    [
        ('<w:tblInd w:w="-31681" w:type="dxa"/>', HIDDEN),
        ('<w:tblInd w:w="-31680"/>', SHOWN),
        ('<w:tblInd w:w="-50000" w:type="pct"/>', SHOWN),
        ('<w:tblpPr w:tblpX="31681" w:tblpY="1"/>', HIDDEN),
        ('<w:tblpPr w:tblpX="1" w:tblpY="-31681"/>', HIDDEN),
        ('<w:tblpPr w:tblpX="1" w:tblpY="31680"/>', SHOWN),
    ],
)
def test_a_table_that_is_on_no_page_is_hidden(
    load: Load, about_table: str, expected: object
) -> None:
    cell = f"<w:tc>{paragraph('Shown')}</w:tc>"
    table = f"<w:tbl><w:tblPr>{about_table}</w:tblPr><w:tr>{cell}</w:tr></w:tbl>"

    assert outcome(load, table) == expected


@pytest.mark.parametrize(
    ("layout", "width", "expected"),
    [
        ("fixed", 'w:w="79" w:type="dxa"', HIDDEN),
        ("fixed", 'w:w="1"', HIDDEN),
        ("fixed", 'w:w="80" w:type="dxa"', SHOWN),
        ("fixed", 'w:w="0" w:type="dxa"', SHOWN),
        ("fixed", 'w:w="50" w:type="pct"', SHOWN),
        ("fixed", 'w:w="0" w:type="auto"', SHOWN),
        ("autofit", 'w:w="1" w:type="dxa"', SHOWN),
    ],
)
def test_a_cell_that_is_too_narrow_for_a_letter_is_hidden(
    load: Load, layout: str, width: str, expected: object
) -> None:
    cell = f"<w:tc><w:tcPr><w:tcW {width}/></w:tcPr>{paragraph('Shown')}</w:tc>"
    about = f'<w:tblPr><w:tblLayout w:type="{layout}"/></w:tblPr>'

    assert outcome(load, f"<w:tbl>{about}<w:tr>{cell}</w:tr></w:tbl>") == expected


def test_a_row_that_was_taken_out_is_not_read(load: Load) -> None:
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('Old')}</w:tc></w:tr>"
    row = f"<w:tr><w:tc>{paragraph('Shown')}</w:tc></w:tr>"

    assert outcome(load, f"<w:tbl>{deleted}{row}</w:tbl>") == SHOWN


# Drawings -------------------------------------------------------------------------------------

BOXED = f"<w:txbxContent>{WHITE_TEXT}</w:txbxContent>"
NO_FILL = "<a:noFill/>"
BLUE = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'
PAPER = '<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'
PICTURE = "<pic:pic><pic:blipFill/></pic:pic>"


def shape(fill: str, content: str = "", more: str = "") -> str:
    text = f"<wps:txbx>{content}</wps:txbx>" if content else ""
    return f"<wps:wsp><wps:spPr>{fill}</wps:spPr>{more}{text}</wps:wsp>"


def anchored(*shapes: str, behind: int = 0) -> str:
    drawing = f'<wp:anchor behindDoc="{behind}">{"".join(shapes)}</wp:anchor>'
    return f"<w:p><w:r><w:drawing>{drawing}</w:drawing></w:r></w:p>"


def in_line(*shapes: str) -> str:
    return f"<w:p><w:r><w:drawing><wp:inline>{''.join(shapes)}</wp:inline></w:drawing></w:r></w:p>"


def vml(*shapes: str) -> str:
    return f"<w:p><w:r><w:pict>{''.join(shapes)}</w:pict></w:r></w:p>"


def vml_box(attributes: str, details: str = "") -> str:
    return f"<v:shape {attributes}>{details}<v:textbox>{BOXED}</v:textbox></v:shape>"


CLEAR_BOX = shape(NO_FILL, BOXED)
CLEAR_VML = vml_box('filled="f"')
WATERMARK = (
    '<v:shape style="position:absolute;z-index:-5" fillcolor="silver"><v:textpath/></v:shape>'
)
RULE_STYLE = "<wps:style><a:fillRef idx='{}'><a:schemeClr val='accent1'/></a:fillRef></wps:style>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (vml(vml_box('fillcolor="#4472C4"')), SHOWN),
        (vml(vml_box('fillcolor="#17c"')), SHOWN),
        (vml(vml_box('fillcolor="navy [3215]"')), SHOWN),
        (vml(vml_box('fillcolor="fill darken(118)"')), SHOWN),
        (vml(vml_box('fillcolor="white"', '<v:fill color="#4472C4"/>')), SHOWN),
        (vml(vml_box('fillcolor="white"', '<v:fill type="gradient" color2="black"/>')), SHOWN),
        (vml(vml_box('fillcolor="white"', '<v:fill type="gradient" color2="#FFF"/>')), HIDDEN),
        (vml(vml_box('fillcolor="white"', '<v:fill type="frame" color2="#FFF"/>')), SHOWN),
        (vml(vml_box("")), HIDDEN),
        (vml(vml_box('fillcolor="white [3212]"')), HIDDEN),
        (vml(vml_box('fillcolor="#FFF"')), HIDDEN),
        (vml(vml_box('fillcolor="#4472C4" filled="f"')), HIDDEN),
        (vml(vml_box('fillcolor="#4472C4"', '<v:fill on="false"/>')), HIDDEN),
        (vml(vml_box('fillcolor="#4472C4"', '<v:fill opacity="0"/>')), HIDDEN),
        (vml(vml_box('fillcolor="#4472C4"', '<v:fill opacity="3277f"/>')), HIDDEN),
        (vml(vml_box('fillcolor="#4472C4"', '<v:fill opacity="50%"/>')), SHOWN),
    ],
)
def test_white_text_is_seen_in_an_old_drawing_unless_that_is_white(
    load: Load, body: str, expected: object
) -> None:
    assert outcome(load, body) == expected


@pytest.mark.parametrize(
    ("fill", "more", "expected"),
    [
        (BLUE.replace("/></a:s", "><a:alpha val='80000'/></a:srgbClr></a:s"), "", SHOWN),
        (BLUE.replace("/></a:s", "><a:alpha val='0'/></a:srgbClr></a:s"), "", HIDDEN),
        (PAPER.replace("/></a:s", "><a:lumMod val='50000'/></a:schemeClr></a:s"), "", SHOWN),
        ('<a:solidFill><a:sysClr val="window" lastClr="FFFFFF"/></a:solidFill>', "", HIDDEN),
        ('<a:solidFill><a:prstClr val="white"/></a:solidFill>', "", HIDDEN),
        ('<a:solidFill><a:prstClr val="black"/></a:solidFill>', "", SHOWN),
        (gradient("a", "FFFFFF", "1F3864"), "", SHOWN),
        (gradient("a", "FFFFFF", "FAFAFA"), "", HIDDEN),
        ("<a:grpFill/>", "", SHOWN),
        ("", RULE_STYLE.format(1), SHOWN),
        ("", RULE_STYLE.format(0), HIDDEN),
        (NO_FILL, RULE_STYLE.format(1), HIDDEN),
    ],
)
def test_white_text_is_seen_in_a_drawing_unless_that_is_white(
    load: Load, fill: str, more: str, expected: object
) -> None:
    assert outcome(load, anchored(shape(fill, BOXED, more))) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (anchored(shape(BLUE), behind=1) + anchored(CLEAR_BOX), SHOWN),
        (anchored(shape(BLUE)) + anchored(CLEAR_BOX), SHOWN),
        (anchored(PICTURE) + anchored(CLEAR_BOX), SHOWN),
        (in_line(PICTURE) + anchored(CLEAR_BOX), SHOWN),
        (anchored(f"<wpg:wgp>{shape(BLUE)}{CLEAR_BOX}</wpg:wgp>"), SHOWN),
        (
            vml(f'<v:group><v:rect fillcolor="#1F3864"/>{CLEAR_VML}</v:group>'),
            SHOWN,
        ),
        (anchored(CLEAR_BOX), HIDDEN),
        (anchored(shape(PAPER), behind=1) + anchored(CLEAR_BOX), HIDDEN),
        (vml(WATERMARK) + anchored(CLEAR_BOX), HIDDEN),
        (anchored(shape(BLUE)) + anchored(shape(PAPER, BOXED)), HIDDEN),
    ],
)
def test_white_text_in_a_clear_box_is_seen_if_there_is_something_to_lie_over(
    load: Load, body: str, expected: object
) -> None:
    assert outcome(load, body) == expected


BAND = '<v:rect style="position:absolute;z-index:{}" fillcolor="#1F3864"/>'


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (anchored(shape(BLUE), behind=1), SHOWN),
        (anchored(PICTURE, behind=1), SHOWN),
        (vml(BAND.format(-1)), SHOWN),
        (vml('<v:group style="z-index:-9"><v:rect fillcolor="#1F3864"/></v:group>'), SHOWN),
        (anchored(PICTURE), HIDDEN),
        (in_line(PICTURE), HIDDEN),
        (anchored(shape(PAPER), behind=1), HIDDEN),
        (anchored(shape(NO_FILL), behind=1), HIDDEN),
        (vml(BAND.format(1)), HIDDEN),
        (vml(WATERMARK), HIDDEN),
        (f"<w:p><w:del>{anchored(shape(BLUE), behind=1)}</w:del></w:p>", HIDDEN),
    ],
)
def test_white_text_is_seen_if_something_drawn_may_be_behind_it(
    load: Load, drawing: str, expected: object
) -> None:
    assert outcome(load, drawing + WHITE_TEXT) == expected


def of_size(width: float, height: float, *shapes: str, behind: int = 0) -> str:
    """In inches."""
    extent = f'<wp:extent cx="{round(width * 914_400)}" cy="{round(height * 914_400)}"/>'
    return anchored(extent, *shapes, behind=behind)


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (paragraph("Seen.") * 140, SHOWN),
        (paragraph("Seen.") * 200, HIDDEN),
        (paragraph("Seen. " * 1600), SHOWN),
        (paragraph("Seen. " * 2400), HIDDEN),
    ],
)
def test_a_drawing_lies_behind_the_text_of_its_own_page(
    load: Load, between: str, expected: object
) -> None:
    band = anchored(shape(BLUE), behind=1)
    control = f"<w:sdt><w:sdtContent>{WHITE_TEXT}</w:sdtContent></w:sdt>"
    table = f"<w:tbl><w:tr><w:tc>{WHITE_TEXT}</w:tc></w:tr></w:tbl>"

    for text in (WHITE_TEXT, control, table):
        assert outcome(load, band + between + text) == expected
        assert outcome(load, text + between + band) == expected
    assert outcome(load, between + WHITE_TEXT, header=band) == SHOWN


FAR = "<wp:positionV><wp:posOffset>900000000</wp:posOffset></wp:positionV>"
UNSEEN = '<wp:docPr id="1" name="x" hidden="1"/>'


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (of_size(6, 1, shape(BLUE), behind=1), SHOWN),
        (of_size(0.2, 0.1, shape(BLUE), behind=1), SHOWN),
        (of_size(0.014, 0.014, shape(BLUE), behind=1), HIDDEN),
        (of_size(0.014, 0.014, PICTURE, behind=1), HIDDEN),
        (of_size(6, 0.05, shape(BLUE), behind=1), HIDDEN),
        (of_size(0.1, 0.1, shape(BLUE), behind=1), HIDDEN),
        (of_size(6, 1, FAR, shape(BLUE), behind=1), HIDDEN),
        (of_size(6, 1, UNSEEN, shape(BLUE), behind=1), HIDDEN),
        (vml(BAND.format("-1;width:6in;height:1in")), SHOWN),
        (vml(BAND.format("-1;width:1pt;height:1pt")), HIDDEN),
        (vml(BAND.format("-1;visibility:hidden")), HIDDEN),
        (vml(BAND.format("-1;margin-left:90in")), HIDDEN),
    ],
)
def test_a_drawing_that_nobody_sees_lies_behind_no_text(
    load: Load, drawing: str, expected: object
) -> None:
    assert outcome(load, drawing + WHITE_TEXT) == expected
    assert outcome(load, drawing + anchored(CLEAR_BOX)) == expected
    assert outcome(load, "", header=drawing + WHITE_TEXT) == expected


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (anchored(shape(BLUE)), SHOWN),
        (of_size(6, 1, shape(BLUE)), SHOWN),
        (of_size(2, 11, PICTURE, behind=1), SHOWN),
        (of_size(3, 2, PICTURE, behind=1), HIDDEN),
        (of_size(3, 2, shape(BLUE)), HIDDEN),
        (vml(BAND.format(1)), SHOWN),
        (in_line(PICTURE), HIDDEN),
        (vml('<v:rect style="width:90pt" fillcolor="#1F3864"/>'), HIDDEN),
        (vml(WATERMARK), HIDDEN),
    ],
)
def test_what_floats_in_a_header_lies_behind_the_text_of_the_page_unless_it_is_a_logo(
    load: Load, drawing: str, expected: object
) -> None:
    assert outcome(load, WHITE_TEXT, header=drawing) == expected


def test_white_text_in_a_header_may_lie_over_a_small_drawing_there(load: Load) -> None:
    header = of_size(1, 1, shape(BLUE)) + WHITE_TEXT

    assert outcome(load, "", header=header) == SHOWN
    assert outcome(load, "", header=WHITE_TEXT) == HIDDEN


# Letters by the style of a table --------------------------------------------------------------

VANISH, SMALL = "<w:vanish/>", '<w:sz w:val="2"/>'


def letters_of_style(name: str, run: str, fill: str = "") -> str:
    shade = f'<w:tcPr><w:shd w:val="clear" w:fill="{fill}"/></w:tcPr>' if fill else ""
    return f'<w:tblStylePr w:type="{name}"><w:rPr>{run}</w:rPr>{shade}</w:tblStylePr>'


def plain_cells(look: str, run: str = "", about: str = "") -> str:
    cells = white_cells(look).replace(WHITE, run)
    return cells.replace("<w:pPr></w:pPr>", f"<w:pPr>{about}</w:pPr>")


@pytest.mark.parametrize("run", [WHITE, VANISH, SMALL])
@pytest.mark.parametrize(
    ("part", "look", "hidden"),
    [
        ("firstRow", HEAD, "1a 1b 1c"),
        ("firstRow", BANDS, ""),
        ("lastCol", ALL, "1c 2c 3c"),
        ("band2Horz", HEAD, "3a 3b 3c"),
        ("swCell", ALL, "3a"),
        ("wholeTable", HEAD, "1a 1b 1c 2a 2b 2c 3a 3b 3c"),
        ("firstRow", "", ""),
    ],
)
def test_the_style_of_a_table_hides_the_letters_that_it_names(
    load: Load, run: str, part: str, look: str, hidden: str
) -> None:
    styles = style("T", letters_of_style(part, run))

    words, flags = outcome(load, plain_cells(look), styles=styles)

    assert {f"{row}{column}" for row in "123" for column in "abc"} - set(words) == set(
        hidden.split()
    )
    assert flags == (("hidden_text",) if hidden else ())


def test_white_letters_of_a_style_are_seen_on_the_shade_that_it_gives(load: Load) -> None:
    styles = style("T", letters_of_style("firstRow", WHITE, "4F81BD"))
    own = '<w:tcPr><w:shd w:val="clear" w:fill="FFFFFF"/></w:tcPr>'

    assert outcome(load, plain_cells(HEAD), styles=styles)[1] == ()
    assert outcome(load, white_cells(HEAD, about_cell=own).replace(WHITE, ""), styles=styles) == (
        ["2a", "2b", "2c", "3a", "3b", "3c"],
        ("hidden_text",),
    )


@pytest.mark.parametrize(
    ("parts", "more", "run", "about"),
    [
        (letters_of_style("firstRow", WHITE), "", '<w:color w:val="000000"/>', ""),
        (letters_of_style("firstRow", VANISH), "", '<w:vanish w:val="0"/>', ""),
        (
            letters_of_style("firstRow", SMALL),
            '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:sz w:val="24"/></w:rPr></w:style>',
            "",
            '<w:pStyle w:val="P"/>',
        ),
        (
            f"<w:rPr>{SMALL}</w:rPr>" + letters_of_style("wholeTable", '<w:sz w:val="20"/>'),
            "",
            "",
            "",
        ),
        (
            letters_of_style("wholeTable", WHITE)
            + letters_of_style("band1Horz", '<w:color w:val="000000"/>')
            + letters_of_style("band2Horz", '<w:color w:val="000000"/>')
            + letters_of_style("firstRow", '<w:color w:val="FF0000"/>'),
            "",
            "",
            "",
        ),
    ],
)
def test_what_is_nearer_to_the_letters_takes_the_place_of_the_tables_style(
    load: Load, parts: str, more: str, run: str, about: str
) -> None:
    words, flags = outcome(load, plain_cells(HEAD, run, about), styles=style("T", parts) + more)

    assert (len(words), flags) == (9, ())


def test_a_tables_style_takes_the_place_of_the_documents_defaults(load: Load) -> None:
    defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{SMALL}</w:rPr></w:rPrDefault></w:docDefaults>"
    large = letters_of_style("wholeTable", '<w:sz w:val="20"/>')
    seen = paragraph("Seen.", '<w:sz w:val="20"/>')
    content = docx_with(seen + plain_cells(HEAD), styles=defaults + style("T", large))

    words, flags = read(load, content)

    assert (len(words), flags) == (9, ())


def test_the_style_of_a_table_says_nothing_of_boxes_and_of_what_follows(load: Load) -> None:
    box = (
        f"<w:p><w:r><w:box><w:txbxContent>{paragraph('Shown')}</w:txbxContent></w:box></w:r></w:p>"
    )
    look = '<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>'
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('Shown')}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl>{look}<w:tr><w:tc>{box}{inner}</w:tc></w:tr></w:tbl>{paragraph('Shown')}"
    styles = style("T", letters_of_style("wholeTable", WHITE))

    assert outcome(load, table, styles=styles) == (["Shown"] * 3, ())
