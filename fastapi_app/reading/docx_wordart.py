"""Text along a path, which old drawings (VML) keep in an attribute: WordArt, and watermarks."""

from collections.abc import Iterator
from math import inf
from typing import Any

from reading.docx_colours import VML, filled, mixed, vml_colour
from reading.docx_drawn import Drawn
from reading.docx_geometry import spans_of
from reading.docx_page import VML_SHAPES, is_on_a_page
from reading.docx_xml import OFF, fraction, local_name
from reading.visibility import (
    MAX_WATERMARK_WORDS,
    WATERMARK_POINTS,
    Colour,
    contrast,
    least_contrast,
    least_points,
)

USUAL_POINTS = 36.0


def along_path(path: Any, background: Colour | None, longest_side: float) -> Drawn | None:
    """None where nothing is drawn, or a watermark that is too pale to be read."""
    shape = path.getparent()
    text = path.get("string", "")
    if not text or path.get("on", "t") in OFF or local_name(shape) not in VML_SHAPES:
        return None
    points = min(span.length for span in spans_of(shape))
    points = USUAL_POINTS if points == inf else points
    is_there = is_on_a_page(shape, longest_side)
    inks = [filled(shape, background), outlined(shape, background), *effects(shape)]
    difference = max(most_contrast(ink, background) for ink in inks)
    is_pale = 0 < difference < least_contrast(points)
    is_watermark = points >= WATERMARK_POINTS and len(text.split()) <= MAX_WATERMARK_WORDS
    if is_there and is_pale and is_watermark:
        return None
    is_legible = points >= least_points(text) and difference >= least_contrast(points)
    return Drawn(text, is_seen=is_there and is_legible)


def outlined(shape: Any, background: Colour | None) -> Colour | None:
    """What its line makes of the background; a watermark has none."""
    stroke = shape.find(f"{{{VML}}}stroke")
    details = {} if stroke is None else stroke.attrib
    if shape.get("stroked", "t") in OFF or details.get("on", "t") in OFF:
        return background
    colour = vml_colour(details.get("color") or shape.get("strokecolor", "black"))
    return mixed(colour, background, fraction(details.get("opacity", "1"), unit=1))


def effects(shape: Any) -> Iterator[Colour | None]:
    """What else makes it stand out: its shadow, or its depth, whose colour cannot be told."""
    for effect in shape.iterchildren(f"{{{VML}}}shadow", "{*}extrusion"):
        if effect.get("on", "f") not in OFF:
            yield vml_colour(effect.get("color", "gray"))


def most_contrast(ink: Colour | None, background: Colour | None) -> int:
    return 255 if ink is None or background is None else contrast(ink, background)
