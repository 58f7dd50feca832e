"""Diagrams in a DOCX file, which Word calls SmartArt."""

from collections.abc import Iterable, Iterator
from itertools import chain
from math import inf
from typing import Any, TypeAlias

from reading.docx_colours import filled
from reading.docx_drawn import Drawn, fill_of, letters
from reading.docx_geometry import AXES, EMUS, Span, frame_of, length_of, within
from reading.docx_xml import OFF, number
from reading.visibility import MIN_POINTS, Colour

Room: TypeAlias = tuple[float, float]  # across and down, in points

DRAWN = frozenset({"", "node", "asst"})  # of the points of a model, those that are boxes


def of_drawing(drawing: Any, under: Colour | None, room: Room) -> Iterator[Drawn]:
    """A diagram as Word has drawn it last, and draws it as long as nobody changes it."""
    shapes = list(drawing.iter("{*}sp"))
    fills = [filled(shape, under) for shape in shapes]
    around = under if all(fill == under for fill in fills) else None
    for shape in shapes:
        is_there = is_in_room(shape, room)
        for body in shape.iterfind("{*}txBody"):
            for piece in letters(body, filled(shape, around)):
                yield piece._replace(is_seen=piece.is_seen and is_there)


def room_of(element: Any) -> Room:
    """What the frame of a drawing is large, in points."""
    frame = frame_of(element)
    extent = None if frame is None else frame.find("{*}extent")
    return length_of(extent, "cx") / EMUS, length_of(extent, "cy") / EMUS


def is_in_room(shape: Any, room: Room) -> bool:
    """Whether a text of this shape would be in the drawing, and not made invisible."""
    about = shape.iterfind("{*}nvSpPr/{*}cNvPr")
    groups = list(shape.iterancestors("{*}grpSp"))
    about_groups = (one for group in groups for one in group.iterfind("{*}nvGrpSpPr/{*}cNvPr"))
    if any(one.get("hidden", "0") not in OFF for one in chain(about, about_groups)):
        return False
    place = next(chain(shape.iterfind("{*}txXfrm"), shape.iterfind("{*}spPr/{*}xfrm")), None)
    if place is None:
        return True
    places = [*(group.find("{*}grpSpPr/{*}xfrm") for group in groups), None]
    spans = (within(Span(0, inf), place, places, axis, side) for axis, side, _ in AXES)
    return all(
        span.length >= MIN_POINTS and -span.length < span.start < length
        for span, length in zip(spans, room, strict=True)
    )


def of_model(model: Any, under: Colour | None) -> Iterator[Drawn]:
    """A diagram that has not been drawn yet."""
    for point in in_order(list(model.iterfind("{*}ptLst/{*}pt")), model):
        fill = fill_of(point.iterfind("{*}spPr"))
        for body in point.iterfind("{*}t"):
            # What a style paints it with is not looked up.
            yield from letters(body, None if fill is None else filled(point, under))


def in_order(points: list[Any], model: Any) -> Iterable[Any]:
    """The boxes as they hang on each other; one that hangs on nothing is not drawn."""
    known = {point.get("modelId", ""): point for point in points}
    below: dict[str, list[tuple[float, str]]] = {}
    for line in model.iterfind("{*}cxnLst/{*}cxn"):
        if line.get("type", "parOf") == "parOf":
            place = number(line.get("srcOrd", ""), 0)
            below.setdefault(line.get("srcId", ""), []).append((place, line.get("destId", "")))
    roots = [name for name, point in known.items() if point.get("type", "") == "doc"]
    if not below or not roots:
        return (point for point in points if point.get("type", "") in DRAWN)
    return walk(roots, below, known)


def walk(
    roots: list[str], below: dict[str, list[tuple[float, str]]], known: dict[str, Any]
) -> Iterator[Any]:
    waiting = roots[::-1]
    while waiting:
        name = waiting.pop()
        point = known.pop(name, None)  # each once, though a broken file may tie them in a ring
        if point is None:
            continue
        if point.get("type", "") in DRAWN:
            yield point
        waiting += [child for _, child in sorted(below.get(name, ()), reverse=True)]


def drawing_of(model: Any) -> str:
    """By which name the document knows the part in which this is drawn."""
    found = next(model.iter("{*}dataModelExt"), None)
    return "" if found is None else found.get("relId", "")
