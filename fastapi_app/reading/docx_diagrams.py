"""Diagrams in a DOCX file, which Word calls SmartArt."""

from collections.abc import Iterable, Iterator
from typing import Any

from reading.docx_colours import filled
from reading.docx_drawn import Drawn, fill_of, letters
from reading.docx_xml import number
from reading.visibility import Colour

DRAWN = frozenset({"", "node", "asst"})  # of the points of a model, those that are boxes


def of_drawing(drawing: Any, under: Colour | None) -> Iterator[Drawn]:
    """A diagram as Word has drawn it last, and draws it as long as nobody changes it."""
    shapes = list(drawing.iter("{*}sp"))
    fills = [filled(shape, under) for shape in shapes]
    around = under if all(fill == under for fill in fills) else None
    for shape in shapes:
        for body in shape.iterfind("{*}txBody"):
            yield from letters(body, filled(shape, around))


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
