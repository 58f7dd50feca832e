"""What a DOCX file shows in one place and keeps in another: diagrams, charts, WordArt, controls."""

import time
from typing import Any

import pytest

from tests.reading.documents import (
    DRAWING_NAMESPACES,
    WORD_NAMESPACE,
    Part,
    docx_of_parts,
    paragraph,
)
from tests.support.loading import Load

HIDDEN, PARTLY = ("hidden_text",), ("partly_read",)
INCH = 914_400
WHITE_FILL = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>'
BLUE_FILL = '<a:solidFill><a:srgbClr val="1F3864"/></a:solidFill>'
UNSEEN = [
    f"<a:rPr>{WHITE_FILL}</a:rPr>",
    '<a:rPr sz="100"/>',
    "<a:rPr><a:noFill/></a:rPr>",
    '<a:rPr sz="1000" spc="-2000"/>',
]


def xml(name: str, content: str) -> str:
    return f'<{name} xmlns:w="{WORD_NAMESPACE}" {DRAWING_NAMESPACES}>{content}</{name}>'


def outcome(load: Load, body: str, *parts: Part, **more: str | bytes) -> Any:
    """The words between Before and After, and the flags."""
    whole = f"{paragraph('Before')}{body}{paragraph('After')}"
    reading = load("reading.docx").read_docx(docx_of_parts(whole, *parts, **more))
    words = reading.text.split()
    assert (words[0], words[-1]) == ("Before", "After")
    return " ".join(words[1:-1]), reading.flags


def drawing(
    content: str, run: str = "", frame: str = "inline", size: float = 3, about: str = ""
) -> str:
    """A run of a paragraph with something drawn; its size is in inches."""
    extent = f'<wp:extent cx="{round(size * INCH)}" cy="{3 * INCH}"/>'
    return (
        f"<w:p><w:r><w:rPr>{run}</w:rPr><w:drawing><wp:{frame}>{extent}"
        f'<wp:docPr id="1" name="" descr="Not drawn" {about}/><a:graphic><a:graphicData>{content}'
        f"</a:graphicData></a:graphic></wp:{frame}></w:drawing></w:r></w:p>"
    )


def lines(text: str, about: str = "") -> str:
    return f"<a:bodyPr/><a:p><a:r>{about}<a:t>{text}</a:t></a:r></a:p>"


NOWHERE = [
    {"run": "<w:vanish/>"},
    {"about": 'hidden="1"'},
    {"size": 0},
    {"size": 0.01},
]
"""How a drawing is not shown at all."""

# Diagrams -------------------------------------------------------------------------------------


def point(name: str, text: str = "", about: str = "", more: str = "") -> str:
    body = f"<dgm:t>{lines(text, about)}</dgm:t>" if text else ""
    return f'<dgm:pt modelId="{name}" {more}>{body}</dgm:pt>'


def below(source: str, target: str, order: int = 0) -> str:
    return f'<dgm:cxn srcId="{source}" destId="{target}" srcOrd="{order}"/>'


def model(points: str, connections: str = "", drawn_as: str = "") -> Part:
    extension = f'<dsp:dataModelExt relId="{drawn_as}"/>'
    content = f"<dgm:ptLst>{points}</dgm:ptLst><dgm:cxnLst>{connections}</dgm:cxnLst>{extension}"
    return Part("rId1", "diagramData", "diagrams/data1.xml", xml("dgm:dataModel", content))


def drawn(*shapes: str) -> Part:
    content = f"<dsp:spTree>{''.join(shapes)}</dsp:spTree>"
    return Part("rId2", "diagramDrawing", "diagrams/drawing1.xml", xml("dsp:drawing", content))


def shape(text: str, about: str = "", fill: str = "") -> str:
    body = f"<dsp:txBody>{lines(text, about)}</dsp:txBody>"
    return f"<dsp:sp><dsp:spPr>{fill}</dsp:spPr>{body}</dsp:sp>"


DIAGRAM = '<dgm:relIds r:dm="rId1" r:lo="rId8" r:qs="rId8" r:cs="rId8"/>'


def test_a_diagram_is_read_where_it_stands_in_the_order_of_its_boxes(load: Load) -> None:
    points = point("0", more='type="doc"') + point("2", "Second") + point("1", "First")
    points += point("3", "Below", more='type="asst"') + point("9", "Nowhere")
    points += point("5", "Style's", more='type="pres"')
    ties = below("0", "2", 1) + below("0", "1") + below("1", "3") + below("3", "1")

    assert outcome(load, drawing(DIAGRAM), model(points, ties)) == ("First Below Second", ())


@pytest.mark.parametrize(
    ("baseline", "typed"),
    [
        ("30000", "10^6"),
        ("30%", "10^6"),
        ("-25000", "10_6"),
        ("0", "106"),
        ("odd", "106"),
        ("", "106"),
    ],
)
def test_raised_and_lowered_characters_of_a_diagram_are_written_as_people_type_them(
    load: Load, baseline: str, typed: str
) -> None:
    raised = f'10</a:t></a:r><a:r><a:rPr baseline="{baseline}"/><a:t>6'

    assert outcome(load, drawing(DIAGRAM), model(point("1", raised))) == (typed, ())


def test_a_diagram_that_says_nothing_of_its_order_is_read_as_it_is_written(load: Load) -> None:
    assert outcome(load, drawing(DIAGRAM), model(point("2", "One") + point("1", "Two"))) == (
        "One Two",
        (),
    )


def test_a_diagram_and_its_drawing_are_read_once(load: Load) -> None:
    found = outcome(
        load, drawing(DIAGRAM), model(point("1", "Once"), drawn_as="rId2"), drawn(shape("Once"))
    )

    assert found == ("Once", ())


@pytest.mark.parametrize("content", [None, "no XML", xml("dsp:drawing", "")])
def test_a_diagram_without_its_drawing_is_read_from_its_model(
    load: Load, content: str | None
) -> None:
    part = Part("rId2", "diagramDrawing", "diagrams/drawing1.xml", content)

    found = outcome(load, drawing(DIAGRAM), model(point("1", "Once"), drawn_as="rId2"), part)

    assert found == ("Once", ())


@pytest.mark.parametrize("about", UNSEEN)
def test_text_in_a_drawn_diagram_that_cannot_be_seen_is_found(load: Load, about: str) -> None:
    shapes = drawn(shape("Shown"), shape("Secret", about, "<a:noFill/>"))

    found = outcome(load, drawing(DIAGRAM), model(point("1", "Secret"), drawn_as="rId2"), shapes)

    assert found == ("Shown", HIDDEN)


@pytest.mark.parametrize("about", UNSEEN)
def test_text_in_the_model_of_a_diagram_that_cannot_be_seen_is_found(
    load: Load, about: str
) -> None:
    white = point("1", "Secret", about).replace(
        "<dgm:t>", f"<dgm:spPr>{WHITE_FILL}</dgm:spPr><dgm:t>"
    )

    assert outcome(load, drawing(DIAGRAM), model(white)) == ("", HIDDEN)


@pytest.mark.parametrize(
    "shapes",
    [
        shape("Shown", UNSEEN[0], BLUE_FILL),
        shape("", "", BLUE_FILL) + shape("Shown", UNSEEN[0], "<a:noFill/>"),
        shape("Shown", '<a:rPr sz="500"/>'),
    ],
)
def test_white_text_on_the_dark_boxes_of_a_diagram_is_seen(load: Load, shapes: str) -> None:
    found = outcome(load, drawing(DIAGRAM), model("", drawn_as="rId2"), drawn(shapes))

    assert found == ("Shown", ())


def placed(place: str, about: str = "", text_place: str = "") -> str:
    named = f"<dsp:nvSpPr><dsp:cNvPr {about}/></dsp:nvSpPr>"
    frame = f"<dsp:txXfrm>{text_place}</dsp:txXfrm>" if text_place else ""
    return (
        shape("Words")
        .replace("<dsp:spPr>", f"{named}<dsp:spPr><a:xfrm>{place}</a:xfrm>")
        .replace("</dsp:sp>", f"{frame}</dsp:sp>")
    )


def at(x: int, y: int, across: int = 900_000, down: int = 900_000) -> str:
    return f'<a:off x="{x}" y="{y}"/><a:ext cx="{across}" cy="{down}"/>'


def grouped(shapes: str, x: int, about: str = "") -> str:
    named = f"<dsp:nvGrpSpPr><dsp:cNvPr {about}/></dsp:nvGrpSpPr>"
    place = f"<dsp:grpSpPr><a:xfrm>{at(x, 0)}</a:xfrm></dsp:grpSpPr>"
    return f"<dsp:grpSp>{named}{place}{shapes}</dsp:grpSp>"


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        (placed(at(0, 0)), ("Words", ())),
        (placed(at(-800_000, 0)), ("Words", ())),
        (placed(at(99_000_000, 0)), ("", HIDDEN)),
        (placed(at(0, -2_000_000)), ("", HIDDEN)),
        (placed(at(0, 0, 0, 0)), ("", HIDDEN)),
        (placed(at(0, 0), 'hidden="1"'), ("", HIDDEN)),
        (placed(at(0, 0), 'hidden="0"'), ("Words", ())),
        (placed(at(0, 0, 0, 0), text_place=at(0, 0)), ("Words", ())),
        (placed(at(0, 0), text_place=at(99_000_000, 0)), ("", HIDDEN)),
        (grouped(placed(at(0, 0)), 0), ("Words", ())),
        (grouped(placed(at(0, 0)), 99_000_000), ("", HIDDEN)),
        (grouped(placed(at(0, 0)), 0, 'hidden="true"'), ("", HIDDEN)),
    ],
)
def test_a_shape_of_a_diagram_is_seen_where_it_is_in_its_drawing(
    load: Load, shapes: str, expected: object
) -> None:
    assert outcome(load, drawing(DIAGRAM), model("", drawn_as="rId2"), drawn(shapes)) == expected


@pytest.mark.parametrize("how", NOWHERE)
def test_a_diagram_that_is_not_shown_is_hidden(load: Load, how: dict[str, Any]) -> None:
    assert outcome(load, drawing(DIAGRAM, **how), model(point("1", "Secret"))) == ("", HIDDEN)


def test_a_part_that_nothing_refers_to_is_seen_by_nobody(load: Load) -> None:
    chart = Part("rId7", "chart", "charts/chart7.xml", chart_xml(title("Nobody")))

    assert outcome(load, "", model(point("1", "Nobody")), chart) == ("", ())


# Charts ---------------------------------------------------------------------------------------

CHART = '<c:chart r:id="rId1"/>'


def chart_xml(content: str, about: str = "") -> str:
    return xml("c:chartSpace", f"{about}<c:chart>{content}</c:chart>")


def chart(content: str, about: str = "") -> Part:
    return Part("rId1", "chart", "charts/chart1.xml", chart_xml(content, about))


def title(text: str, about: str = "", more: str = "") -> str:
    return f"<c:title><c:tx><c:rich>{lines(text, about)}</c:rich></c:tx>{more}</c:title>"


def cells(kind: str, *values: str, code: str = "") -> str:
    points = "".join(
        f'<c:pt idx="{place}"><c:v>{one}</c:v></c:pt>' for place, one in enumerate(values)
    )
    code = f"<c:formatCode>{code}</c:formatCode>" if code else ""
    return f"<c:{kind}Ref><c:f>A1</c:f><c:{kind}Cache>{code}{points}</c:{kind}Cache></c:{kind}Ref>"


def series(name: str, labels: str = "", place: int = 0) -> str:
    return (
        f'<c:ser><c:idx val="{place}"/><c:tx>{cells("str", name)}</c:tx>{labels}'
        f"<c:cat>{cells('str', 'B-tree', 'Hash')}</c:cat>"
        f"<c:val>{cells('num', '4.25', '17')}</c:val></c:ser>"
    )


def plot(*all_series: str, axes: str = "") -> str:
    return f"<c:plotArea><c:barChart>{''.join(all_series)}</c:barChart>{axes}</c:plotArea>"


LEGEND = "<c:legend/>"
VALUES = '<c:dLbls><c:showVal val="1"/></c:dLbls>'
MANY = " ".join(f"word{number}" for number in range(30))


def axes(about: str = "", text: str = "Milliseconds") -> str:
    return f"<c:catAx>{about}</c:catAx><c:valAx>{title(text)}</c:valAx>"


def test_a_chart_is_read_where_it_stands(load: Load) -> None:
    two = plot(series("Reads", VALUES), series("Writes", place=1), axes=axes())

    found = outcome(load, drawing(CHART), chart(title("Speed") + two + LEGEND))

    assert found == ("Speed Reads B-tree Hash 4.25 17 Writes Milliseconds", ())


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (plot(series("Reads"), axes=axes()), "Reads B-tree Hash Milliseconds"),
        (plot(series(MANY)), f"{MANY} B-tree Hash"),
        (
            plot(series("a", VALUES).replace("4.25", "4.5999999999999996")),
            "a B-tree Hash 4.6 17",
        ),
        (
            plot(series(MANY), series("b"), axes="<c:dTable/>"),
            f"{MANY} B-tree Hash 4.25 17 b 4.25 17",
        ),
        (
            plot(
                series(
                    "a",
                    "<c:dLbls><c:dLbl><c:tx><c:rich>"
                    + lines("Here")
                    + "</c:rich></c:tx></c:dLbl></c:dLbls>",
                )
            ),
            "a B-tree Hash Here",
        ),
        (
            plot(series("a"), axes="<c:valAx><c:delete val='1'/>" + title("Gone") + "</c:valAx>"),
            "a B-tree Hash",
        ),
        (
            title("").replace(
                "<c:rich>",
                "<c:strRef><c:strCache><c:pt><c:v>Cell</c:v></c:pt></c:strCache></c:strRef><c:rich>",
            ),
            "Cell",
        ),
        (plot(series("a").replace("strCache>", "odd>")), ""),
    ],
)
def test_what_is_written_in_a_chart_is_read(load: Load, content: str, shown: str) -> None:
    assert outcome(load, drawing(CHART), chart(content)) == (shown, ())


@pytest.mark.parametrize("about", UNSEEN)
@pytest.mark.parametrize(
    "around", ["", f"<c:spPr>{WHITE_FILL}</c:spPr>", "<c:spPr><a:noFill/></c:spPr>"]
)
def test_a_title_that_cannot_be_seen_is_found(load: Load, about: str, around: str) -> None:
    body = f"{around}<c:chart>{title('Secret', about)}{plot(series('a'))}</c:chart>"
    part = Part("rId1", "chart", "charts/chart1.xml", xml("c:chartSpace", body))

    assert outcome(load, drawing(CHART), part) == ("B-tree Hash", HIDDEN)


@pytest.mark.parametrize("formats", [f"<a:defRPr>{WHITE_FILL}</a:defRPr>", '<a:defRPr sz="100"/>'])
@pytest.mark.parametrize("where", ["legend", "axis", "chart", "labels"])
def test_names_that_cannot_be_seen_are_found(load: Load, formats: str, where: str) -> None:
    about = f"<c:txPr><a:p><a:pPr>{formats}</a:pPr></a:p></c:txPr>"
    labels = f"<c:dLbls><c:spPr>{WHITE_FILL}</c:spPr>{about}<c:showVal/></c:dLbls>"
    parts = {
        "legend": chart(plot(series("a"), series("b")) + f"<c:legend>{about}</c:legend>"),
        "axis": chart(plot(series("a"), axes=axes(about))),
        "chart": chart(plot(series("a")), about),
        "labels": chart(plot(series("a", labels))),
    }

    text, flags = outcome(load, drawing(CHART), parts[where])

    assert (len(text.split()) < 5, flags) == (True, HIDDEN)


@pytest.mark.parametrize(
    "content",
    [
        title("Shown", UNSEEN[0], f"<c:spPr>{BLUE_FILL}</c:spPr>"),
        title("Shown", UNSEEN[0], "<c:overlay/>"),
        title(
            "Shown",
            f"<a:rPr>{WHITE_FILL}<a:highlight><a:srgbClr val='000000'/></a:highlight></a:rPr>",
        ),
        title("Shown", f"<a:rPr><a:ln>{BLUE_FILL}</a:ln>{WHITE_FILL}</a:rPr>"),
    ],
)
def test_white_titles_on_something_dark_are_seen(load: Load, content: str) -> None:
    assert outcome(load, drawing(CHART), chart(content)) == ("Shown", ())


@pytest.mark.parametrize("about", [f"<c:spPr>{BLUE_FILL}</c:spPr>", '<c:style val="42"/>'])
def test_white_titles_of_dark_charts_are_seen(load: Load, about: str) -> None:
    assert outcome(load, drawing(CHART), chart(title("Shown", UNSEEN[0]), about)) == ("Shown", ())


def test_names_that_no_chart_shows_are_not_read_and_accuse_nobody_if_they_are_few(
    load: Load,
) -> None:
    few = chart(plot(series("Reads"), series("Writes")))
    many = chart(plot(series("Reads"), series(MANY)))
    off = chart(plot(series("a"), axes="<c:catAx><c:delete/></c:catAx>"))
    many_off = chart(plot(series("a"), axes="<c:catAx><c:delete/></c:catAx>").replace("Hash", MANY))
    deleted = '<c:legend><c:legendEntry><c:idx val="1"/><c:delete/></c:legendEntry></c:legend>'
    left_out = chart(plot(series("Reads"), series(MANY, place=1)) + deleted)

    assert outcome(load, drawing(CHART), few) == ("B-tree Hash", ())
    assert outcome(load, drawing(CHART), many) == ("B-tree Hash", HIDDEN)
    assert outcome(load, drawing(CHART), off) == ("a", ())
    assert outcome(load, drawing(CHART), many_off) == ("a", HIDDEN)
    assert outcome(load, drawing(CHART), left_out) == ("Reads B-tree Hash", HIDDEN)


def moved_to(x: str, y: str = "0", mode: str = "edge", more: str = "") -> str:
    modes = f'<c:xMode val="{mode}"/><c:yMode val="{mode}"/>' if mode else ""
    return (
        f'<c:layout><c:manualLayout>{modes}<c:x val="{x}"/><c:y val="{y}"/>{more}'
        "</c:manualLayout></c:layout>"
    )


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (moved_to("9"), ("", HIDDEN)),
        (moved_to("0", "1"), ("", HIDDEN)),
        (moved_to("-0.5"), ("", HIDDEN)),
        (moved_to("9", mode="factor"), ("", HIDDEN)),
        (moved_to("0", "-1", mode=""), ("", HIDDEN)),
        (moved_to("0.1", "0.99"), ("Words", ())),
        (moved_to("-0.1", "-0.2"), ("Words", ())),
        (moved_to("-0.6", "0.6", mode=""), ("Words", ())),
        (moved_to("odd"), ("Words", ())),
        ("<c:layout/>", ("Words", ())),
    ],
)
def test_a_title_is_seen_where_it_is_on_its_chart(load: Load, place: str, expected: object) -> None:
    moved = title("Words", more=place)

    assert outcome(load, drawing(CHART), chart(moved)) == expected
    of_axis = f"<c:plotArea><c:valAx>{moved}</c:valAx></c:plotArea>"
    assert outcome(load, drawing(CHART), chart(of_axis)) == expected


@pytest.mark.parametrize(
    "place", [moved_to("9"), moved_to("0", more='<c:w val="0"/><c:h val="1"/>')]
)
def test_a_legend_off_its_chart_shows_nothing(load: Load, place: str) -> None:
    two = plot(series("Reads"), series("Writes", place=1))

    found = outcome(load, drawing(CHART), chart(f"{two}<c:legend>{place}</c:legend>"))

    assert found == ("B-tree Hash", ())


def test_of_names_along_an_axis_those_are_read_that_it_shows(load: Load) -> None:
    three = series("a").replace(
        cells("str", "B-tree", "Hash"), cells("str", "one", "two", "three", "four", "five")
    )
    along = '<c:catAx><c:tickLblSkip val="{}"/></c:catAx>'

    for step, shown in (("2", "one three five"), ("9999", "one"), ("0", "one two three four five")):
        part = chart(plot(three, axes=along.format(step)))
        assert outcome(load, drawing(CHART), part) == (f"a {shown}", ())


def test_values_and_categories_are_read_in_their_formats(load: Load) -> None:
    usual = cells("num", "43831", "43862", code="yyyy")
    labels = '<c:dLbls><c:numFmt formatCode="0%" sourceLinked="{}"/><c:showVal/></c:dLbls>'

    def read(is_linked: str, axis: str = "") -> tuple[str, tuple[str, ...]]:
        one = series("a", labels.format(is_linked)).replace(cells("str", "B-tree", "Hash"), usual)
        return outcome(load, drawing(CHART), chart(plot(one, axes=f"<c:catAx>{axis}</c:catAx>")))

    assert read("0") == ("a 2020 2020 425% 1700%", ())
    assert read("1") == ("a 2020 2020 4.25 17", ())
    months = '<c:numFmt formatCode="mmm" sourceLinked="0"/>'
    assert read("1", months) == ("a Jan Feb 4.25 17", ())


def test_a_pie_names_its_pieces_in_its_legend_or_its_labels(load: Load) -> None:
    def pie(labels: str = "", more: str = "") -> Part:
        group = plot(series("Share", labels), axes="").replace("barChart", "pieChart")
        return chart(group + more)

    assert outcome(load, drawing(CHART), pie()) == ("Share", ())
    assert outcome(load, drawing(CHART), pie(more=LEGEND)) == ("Share B-tree Hash", ())
    labels = "<c:dLbls><c:showCatName/></c:dLbls>"
    assert outcome(load, drawing(CHART), pie(labels)) == ("Share B-tree Hash", ())


@pytest.mark.parametrize("how", NOWHERE)
def test_a_chart_that_is_not_shown_is_hidden(load: Load, how: dict[str, Any]) -> None:
    assert outcome(load, drawing(CHART, **how), chart(title("Secret"))) == ("", HIDDEN)


def test_a_chart_far_off_the_page_or_in_a_line_of_no_height_is_hidden(load: Load) -> None:
    off = "<wp:positionH><wp:posOffset>-99999999</wp:posOffset></wp:positionH>"
    anchored = drawing(CHART, frame="anchor").replace("<wp:extent", f"{off}<wp:extent")
    cut = drawing(CHART).replace(
        "<w:p>", '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>'
    )

    assert outcome(load, anchored, chart(title("Secret"))) == ("", HIDDEN)
    assert outcome(load, cut, chart(title("Secret"))) == ("", HIDDEN)
    assert outcome(load, drawing(CHART, frame="anchor"), chart(title("Shown"))) == ("Shown", ())


def test_a_chart_in_a_header_is_the_one_that_the_header_names(load: Load) -> None:
    header = Part("rId5", "header", "header1.xml", xml("w:hdr", drawing(CHART)))
    relations = (
        "<Relationships><Relationship Id='rId1' Type='a/chart' Target='charts/chart2.xml'/>"
        "</Relationships>"
    )
    more = {
        "word___rels__header1.xml.rels": relations,
        "word__charts__chart2.xml": chart_xml(title("Above")),
    }
    body = drawing(CHART)
    content = docx_of_parts(body, chart(title("Below")), header, **more)

    assert load("reading.docx").read_docx(content).text.split() == ["Below", "Above"]


def test_newer_charts_and_shapes_on_charts_are_read(load: Load) -> None:
    newer = (
        "<c:chartData><c:data><c:strDim><c:lvl><c:pt>Parse</c:pt><c:pt>Plan</c:pt></c:lvl>"
        "</c:strDim></c:data></c:chartData><c:chart><c:title><c:tx><c:txData><c:v>Steps</c:v>"
        "</c:txData></c:tx></c:title><c:plotArea><c:plotAreaRegion><c:series><c:tx><c:txData>"
        "<c:v>Time</c:v></c:txData></c:tx></c:series></c:plotAreaRegion><c:axis>"
        f"{title('Share')}</c:axis></c:plotArea></c:chart>"
    )
    part = Part("rId1", "chartEx", "charts/chartEx1.xml", xml("c:chartSpace", newer))

    assert outcome(load, drawing(CHART), part) == ("Steps Parse Plan Share", ())


def shape_at(begin: str, end: str, about: str = "") -> str:
    """Drawn on a chart between two corners, in parts of its width and height."""
    corners = (
        f"<c:{name}><c:x>{at}</c:x><c:y>{at}</c:y></c:{name}>"
        for name, at in (("from", begin), ("to", end))
    )
    return (
        f"<c:relSizeAnchor>{''.join(corners)}<c:sp><c:nvSpPr><c:cNvPr {about}/></c:nvSpPr><c:spPr/>"
        f"<c:txBody>{lines('Secret')}</c:txBody></c:sp></c:relSizeAnchor>"
    )


@pytest.mark.parametrize(
    "unseen",
    [
        f"<c:sp><c:spPr>{WHITE_FILL}</c:spPr>"
        f"<c:txBody>{lines('Secret', UNSEEN[0])}</c:txBody></c:sp>",
        shape_at("1.5", "2"),
        shape_at("-2", "-1.5"),
        shape_at("0.5", "0.5"),
        shape_at("0.2", "0.8", 'hidden="1"'),
    ],
    ids=["white", "right of it", "left of it", "of no size", "invisible"],
)
def test_shapes_that_are_drawn_on_a_chart_are_read(load: Load, unseen: str) -> None:
    shapes = xml(
        "c:userShapes",
        shape_at("0.2", "0.8").replace("Secret", "Peak") + unseen,
    )
    relations = (
        "<Relationships><Relationship Id='rId1' Type='a/chartUserShapes'"
        " Target='../drawings/drawing1.xml'/></Relationships>"
    )
    more = {
        "word__charts___rels__chart1.xml.rels": relations,
        "word__drawings__drawing1.xml": shapes,
    }

    assert outcome(load, drawing(CHART), chart(title("Speed")), **more) == ("Speed Peak", HIDDEN)


# Text in attributes, and in drawings ----------------------------------------------------------


def art(text: str, about: str = "", style: str = "width:300pt;height:60pt", more: str = "") -> str:
    path = f'<v:textpath string="{text}"/>{more}'
    return (
        f'<w:p><w:r><w:pict><v:shape style="{style}" {about}>{path}</v:shape></w:pict></w:r></w:p>'
    )


BARE = 'stroked="f"'
STRIPPED = '<v:stroke on="f"/>'
WHITE_SHADOW = '<v:shadow on="t" color="white"/>'
PALE = ('fillcolor="silver" stroked="f"', '<v:fill opacity=".2"/>')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (art("Plan B"), ("Plan B", ())),
        (art("Plan B", 'fillcolor="#17c" stroked="f"'), ("Plan B", ())),
        (art("DRAFT", 'fillcolor="silver" stroked="f"'), ("DRAFT", ())),
        (art("DRAFT", PALE[0], more=PALE[1]), ("", ())),
        (art("DRAFT", 'fillcolor="#fafafa" stroked="f"'), ("", ())),
        (art(MANY, PALE[0], more=PALE[1]), ("", HIDDEN)),
        (art("Secret", f'fillcolor="white" {BARE}'), ("", HIDDEN)),
        (art("Secret", f'filled="f" {BARE}'), ("", HIDDEN)),
        (art("Secret", 'fillcolor="#fff"', more=STRIPPED), ("", HIDDEN)),
        (art("Secret", 'fillcolor="#fff" strokecolor="#ffffff"'), ("", HIDDEN)),
        (art("Plan B", f'filled="f" {BARE}', more='<v:shadow on="t"/>'), ("Plan B", ())),
        (art("Plan B", f'filled="f" {BARE}', more='<o:extrusion on="t"/>'), ("Plan B", ())),
        (art("Secret", f'filled="f" {BARE}', more='<v:shadow color="red"/>'), ("", HIDDEN)),
        (art("Secret", f'filled="f" {BARE}', more=WHITE_SHADOW), ("", HIDDEN)),
        (art("Secret", style="width:300pt;height:1pt"), ("", HIDDEN)),
        (art("Secret", style="width:3in;height:1in;visibility:hidden"), ("", HIDDEN)),
        (art("Secret", style="left:9999pt;width:3in;height:1in"), ("", HIDDEN)),
        (art("Secret").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>"), ("", HIDDEN)),
        (art("Off").replace("<v:textpath", '<v:textpath on="f"'), ("", ())),
    ],
)
def test_text_along_a_path_is_read_if_it_can_be_seen(
    load: Load, body: str, expected: object
) -> None:
    assert outcome(load, body) == expected


@pytest.mark.parametrize(
    ("about", "fill", "expected"),
    [
        ("", "<a:noFill/>", ("Canvas", ())),
        (UNSEEN[0], BLUE_FILL, ("Canvas", ())),
        *((about, WHITE_FILL, ("", HIDDEN)) for about in UNSEEN),
    ],
)
def test_text_in_a_locked_canvas_is_judged_as_it_is_drawn(
    load: Load, about: str, fill: str, expected: object
) -> None:
    content = (
        f"<a:sp><a:spPr>{fill}</a:spPr><a:txSp><a:txBody>{lines('Canvas', about)}</a:txBody>"
        "</a:txSp></a:sp>"
    )

    assert outcome(load, drawing(content)) == expected


def test_a_box_in_a_drawing_that_is_not_shown_is_hidden(load: Load) -> None:
    box = (
        f"<wps:wsp><wps:txbx><w:txbxContent>{paragraph('Box')}</w:txbxContent></wps:txbx></wps:wsp>"
    )

    assert outcome(load, drawing(box)) == ("Box", ())
    assert outcome(load, drawing(box, about='hidden="1"')) == ("", HIDDEN)


def test_what_is_said_about_a_drawing_for_the_blind_is_not_read(load: Load) -> None:
    assert outcome(load, drawing("<pic:pic/>")) == ("", ())


# Controls, and what is not read ---------------------------------------------------------------

CHECK_BOX, TEXT_BOX, LABEL, OTHER = "8BD21D40", "8BD21D10", "978C9E23", "12345678"
CONTROL = '<w:p><w:r><w:object><w:control r:id="rId1" w:name="C"/></w:object></w:r></w:p>'
SHEET = '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="rId1"/>'
OBJECT = f"<w:p><w:r><w:object>{SHEET}</w:object></w:r></w:p>"


def control(kind: str, **properties: str) -> Part:
    about = "".join(
        f'<w:ocxPr w:name="{name}" w:value="{value}"/>' for name, value in properties.items()
    )
    content = (
        f'<w:ocx xmlns:w="{WORD_NAMESPACE}" w:classid="{{{kind}-EC42-11CE-9E0D-00AA006002F3}}">'
        f"{about}</w:ocx>"
    )
    return Part("rId1", "control", "activeX/activeX1.xml", content)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (control(CHECK_BOX, Caption="TCP", Value="1"), ("☒ TCP", ())),
        (control(CHECK_BOX, Caption="TCP", Value="0"), ("☐ TCP", ())),
        (control(CHECK_BOX, Caption="TCP"), ("☐ TCP", ())),
        (control(TEXT_BOX, Value="An index"), ("An index", ())),
        (control(LABEL, Caption="Protocol"), ("Protocol", ())),
        (control(TEXT_BOX, Value="Secret", ForeColor="16777215"), ("", HIDDEN)),
        (control(TEXT_BOX, Value="Shown", ForeColor="16777215", BackColor="0"), ("Shown", ())),
        (control(TEXT_BOX, Value="Secret", FontHeight="20"), ("", HIDDEN)),
        (control(OTHER, Caption="TCP"), ("", PARTLY)),
        (control(CHECK_BOX), ("", PARTLY)),
        (Part("rId1", "control", "activeX/activeX1.xml", "no XML"), ("", PARTLY)),
        (Part("rId1", "control", "activeX/activeX1.xml", None), ("", PARTLY)),
    ],
)
def test_a_control_is_read_or_said_not_to_be(load: Load, part: Part, expected: object) -> None:
    assert outcome(load, CONTROL, part) == expected


@pytest.mark.parametrize(
    "body",
    [
        OBJECT,
        '<w:p><w:r><w:object><w:objectEmbed r:id="rId1"/></w:object></w:r></w:p>',
        '<w:p><w:subDoc r:id="rId1"/></w:p>',
        drawing('<w14:contentPart r:id="rId1"/>'),
        drawing('<c:chart r:id="rId1"/>'),
        drawing('<dgm:relIds r:dm="rId1"/>'),
    ],
)
def test_what_shows_text_and_is_not_read_is_said(load: Load, body: str) -> None:
    broken = Part("rId1", "any", "any.bin", "no XML")

    assert outcome(load, body, broken) == ("", PARTLY)
    assert outcome(load, body) == ("", PARTLY)


def test_what_is_hidden_anyway_is_not_said_to_be_unread(load: Load) -> None:
    hidden = OBJECT.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")

    assert outcome(load, hidden) == ("", ())
    assert outcome(load, f"<w:p><w:del>{OBJECT}</w:del></w:p>") == ("", ())


@pytest.mark.parametrize("kind", ["header", "footer", "footnotes", "endnotes"])
@pytest.mark.parametrize("content", ["no XML", None])
def test_a_damaged_part_costs_its_own_text_and_is_said(
    load: Load, kind: str, content: str | None
) -> None:
    assert outcome(load, "", Part("rId1", kind, "side.xml", content)) == ("", PARTLY)


# What would take long -------------------------------------------------------------------------


def test_a_chart_that_is_shown_very_often_is_read_until_the_text_is_long_enough(
    load: Load,
) -> None:
    often = drawing(CHART) * 5_000
    long = chart(title("word " * 20_000))

    reading = load("reading.docx").read_docx(docx_of_parts(often, long))

    assert 200_000 <= len(reading.text) < 400_000


def test_thousands_of_parts_are_no_hang(load: Load) -> None:
    parts = [
        Part(f"r{number}", "chart", f"charts/c{number}.xml", chart_xml(title(f"T{number}")))
        for number in range(2_000)
    ]
    body = "".join(drawing(f'<c:chart r:id="r{number}"/>') for number in range(2_000))

    text, flags = outcome(load, body, *parts)

    assert (len(text.split()), flags) == (2_000, ())


@pytest.mark.parametrize(
    "part",
    [
        chart(plot("".join(series(f"S{number}", place=number) for number in range(5_000)))),
        chart(plot(series("a", f"<c:dLbls>{'<c:dLbl/>' * 50_000}<c:spPr/></c:dLbls>"))),
        chart(
            title("Shown", more="<c:txPr><a:p><a:pPr><a:defRPr/></a:pPr></a:p></c:txPr>" * 9_999)
        ),
        model(
            "".join(point(str(number), "x") for number in range(20_000)), below("0", "1") * 20_000
        ),
    ],
    ids=["series", "labels", "formats", "ties"],
)
def test_a_part_of_many_pieces_is_read_in_the_time_of_its_size(load: Load, part: Part) -> None:
    body = drawing(DIAGRAM if part.kind == "diagramData" else CHART)
    content = docx_of_parts(paragraph("Seen") + body, part)
    started = time.process_time()

    load("reading.docx").read_docx(content)

    assert time.process_time() - started < 2
