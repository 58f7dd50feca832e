"""Where a drawing in a DOCX file is and how large, in points: one of today's (DrawingML), which
stands in a frame, or an old one (VML), whose style says it. Both may be in groups, which have units
of their own."""

import re
from collections.abc import Iterator
from math import inf
from typing import Any, NamedTuple

from reading.docx_colours import VML
from reading.docx_xml import local_name, number

EMUS = 12_700  # of the units of drawings in a point
GROUPS = ("wgp", "grpSp", "wpc", "lockedCanvas")  # the last two have the page's units
AXES = (("x", "cx", "H"), ("y", "cy", "V"))

# Old drawings: lengths without a unit are pixels, or of the group that they are in.
POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "pc": 12.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
PIXEL = POINTS["px"]
LENGTHS = re.compile(
    r"(?:^|;)\s*((?:margin-)?(?:left|top)|width|height|mso-(?:width|height)-percent)"
    rf"\s*:\s*(-?[\d.]+)\s*+({'|'.join(POINTS)}|)\s*(?=;|$)",
    re.IGNORECASE,
)
ALIGNED = {
    side: re.compile(rf"mso-position-{way}:\s*(?!absolute)\w")
    for side, way in (("left", "horizontal"), ("top", "vertical"))
}
SIDES = (("left", "width"), ("top", "height"))
USUAL_PAGE = 612.0  # of which some lengths are tenths of a percent


class Span(NamedTuple):
    """Of a drawing, across or down."""

    start: float  # from where its place is counted; 0 also where it is not known
    length: float  # infinite where it is not known


def spans_of(shape: Any) -> tuple[Span, Span]:
    """Across and down."""
    frame = frame_of(shape)
    return old_spans(shape) if frame is None else spans_in(frame, shape)


def points_off(shape: Any) -> float:
    """How far it is moved from what its place is counted from, at most."""
    return max(abs(span.start) for span in spans_of(shape))


# Today's --------------------------------------------------------------------------------------


def frame_of(element: Any) -> Any | None:
    """Of what is drawn: what says how large it is, and where."""
    return next(element.iterancestors("{*}anchor", "{*}inline"), None)


def spans_in(frame: Any, shape: Any) -> tuple[Span, Span]:
    groups = [one for one in ancestors(shape, frame) if local_name(one) in GROUPS]
    own = own_place(shape, frame) if groups else None
    extent = frame.find("{*}extent")
    across, down = (
        Span(
            emus(frame, f"{{*}}position{way}/{{*}}posOffset") / EMUS,
            length_of(extent, side) / EMUS,
        )
        for _, side, way in AXES
    )
    if own is None:
        return across, down
    places = [group.find("{*}grpSpPr/{*}xfrm") for group in groups]
    return within(across, own, places, *AXES[0][:2]), within(down, own, places, *AXES[1][:2])


def within(frame: Span, own: Any, groups: list[Any | None], axis: str, side: str) -> Span:
    """Of a shape in groups, the innermost first; the outermost begins where the frame does."""
    start, length = offset_of(own, "off", axis), length_of(own.find("{*}ext"), side)
    for count, group in enumerate(groups, start=1):
        if group is None:
            continue
        outer, inner = (length_of(group.find(f"{{*}}{name}"), side) for name in ("ext", "chExt"))
        scale = outer / inner if 0 < inner < inf and 0 < outer < inf else 1.0
        start, length = (start - offset_of(group, "chOff", axis)) * scale, length * scale
        if count < len(groups):
            start += offset_of(group, "off", axis)
    return Span(frame.start + start / EMUS, min(frame.length, length / EMUS))


def own_place(shape: Any, frame: Any) -> Any | None:
    for one in (shape, *ancestors(shape, frame)):
        if local_name(one) in GROUPS:
            return None
        for path in ("{*}spPr/{*}xfrm", "{*}xfrm"):
            found = one.find(path)
            if found is not None:
                return found
    return None


def ancestors(shape: Any, frame: Any) -> Iterator[Any]:
    for one in shape.iterancestors():
        if one is frame:
            return
        yield one


def emus(owner: Any, path: str) -> float:
    return number(owner.findtext(path) or "", 0)


def offset_of(place: Any, name: str, axis: str) -> float:
    found = place.find(f"{{*}}{name}")
    return 0 if found is None else number(found.get(axis, ""), 0)


def length_of(extent: Any | None, side: str) -> float:
    return inf if extent is None else number(extent.get(side, ""), inf)


# Old ones -------------------------------------------------------------------------------------


def old_spans(shape: Any) -> tuple[Span, Span]:
    groups = list(shape.iterancestors(f"{{{VML}}}group"))[::-1]  # the outermost first
    across, down = (old_span(groups, shape, axis) for axis in range(len(SIDES)))
    return across, down


def old_span(groups: list[Any], shape: Any, axis: int) -> Span:
    unit, origin, start, length = PIXEL, 0.0, 0.0, inf
    for one in (*groups, shape):
        move, length = styled(one.get("style", ""), axis, unit)
        start += move - origin * unit
        units = numbers(one.get("coordsize", ""))[axis]
        origin = numbers(one.get("coordorigin", ""))[axis]
        unit = length / units if units > 0 and 0 < length < inf else PIXEL
    return Span(start, length)


def styled(style: str, axis: int, unit: float) -> tuple[float, float]:
    """How far it is moved on an axis, and how long it is there."""
    side, length = SIDES[axis]
    said = {
        name.lower(): (number(text, 0), POINTS.get(of.lower(), unit))
        for name, text, of in LENGTHS.findall(style)
    }
    moves = [said.get(name, (0.0, 0.0)) for name in (side, f"margin-{side}")]
    count, points = said.get(length, (inf, 1.0))
    known = abs(count) * points
    share = said.get(f"mso-{length}-percent", (0.0, 0.0))[0] / 1000
    is_aligned = ALIGNED[side].search(style) is not None
    return (
        0.0 if is_aligned else sum(count * points for count, points in moves),
        known if known == inf else max(known, share * USUAL_PAGE),
    )


def numbers(text: str) -> tuple[float, float]:
    first, _, second = text.replace(",", " ").strip().partition(" ")
    return number(first, 0), number(second, 0)
