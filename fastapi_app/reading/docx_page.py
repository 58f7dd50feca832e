"""What the text of a DOCX file lies on: its page, and what is drawn there."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from math import inf
from typing import Any

from lxml import etree

from reading.docx_colours import VML, filled, parsed
from reading.docx_geometry import EMUS, frame_of, points_off, spans_of
from reading.docx_near import near
from reading.docx_xml import OFF, TWENTIETHS, is_on, local_name, number, value
from reading.visibility import MIN_CONTRAST, MIN_POINTS, WHITE, Colour, contrast

VML_SHAPES = ("shape", "rect", "roundrect", "oval", "image", "polyline", "curve", "arc")
PICTURES = ("pic", "chart", "relIds")  # the last is what "smart art" is
NOT_DRAWN = ("Fallback", "del", "moveFrom")
DRAWN = (*(f"{{*}}{name}" for name in ("wsp", *PICTURES, *NOT_DRAWN)), f"{{{VML}}}*")
BEHIND = re.compile(r"z-index:\s*-")
FLOATS = re.compile(r"position:\s*absolute")
INVISIBLE = re.compile(r"visibility:\s*hidden")
FITTED = re.compile(r"mso-fit-shape-to-text:\s*t")
WRAPS_NOT = re.compile(r"mso-wrap-style:\s*none")
INCH = 72 * EMUS
LONGEST_SIDE = 22 * 72.0  # that Word can have
LEAST_BACKGROUND = 10.0
"""In points, of the longer side of what may lie behind text."""
LOGO = {"cx": 3 * INCH, "cy": 2 * INCH}
"""In a header, what is no larger lies behind no running text."""


@dataclass(frozen=True, slots=True)
class Page:
    """What text lies on that has no background of its own."""

    colour: Colour | None  # of running text; None where something drawn may be behind all of it
    over_drawings: Set[Any]  # paragraphs and tables that may have something drawn behind them
    colour_of_sides: Colour | None  # of headers, footers and notes
    drawings: int  # over which a box may lie that one sees through
    longest_side: float  # in points; what is moved farther is on no page


def page_of(main: Any, sides: Sequence[Any], settings: Any | None) -> Page:
    """Where exactly something drawn lies is not worked out."""
    paper = paper_of(main, settings)
    longest = longest_side(main)
    in_main, *in_each = (
        [shape for shape in shapes(part) if can_lie_behind(shape, paper, longest)]
        for part in (main, *sides)
    )
    in_sides = list(chain.from_iterable(in_each))
    behind = [shape for shape in in_main if lies_behind(shape)]
    return Page(
        colour=None if any(map(reaches_the_text, in_sides)) else paper,
        over_drawings=near(main, behind) if behind else frozenset(),
        colour_of_sides=None if in_sides else paper,
        drawings=len(in_main) + len(in_sides),
        longest_side=longest,
    )


def paper_of(main: Any, settings: Any | None) -> Colour | None:
    background = main.find("{*}background")
    shown = None if settings is None else settings.find("{*}displayBackgroundShape")
    if background is None or not is_on(shown):
        return WHITE
    if len(background):
        return None  # a picture or a gradient
    colour = value(background, "color")
    return parsed(colour) or (None if value(background, "themeColor") else WHITE)


def longest_side(main: Any) -> float:
    """Of all pages, in points."""
    lengths = (value(size, side) for size in main.iter("{*}pgSz") for side in ("w", "h"))
    known = [number(length, 0) / TWENTIETHS for length in lengths]
    return max(known, default=0) or LONGEST_SIDE


def is_on_a_page(shape: Any, longest_side: float) -> bool:
    """Whether what is in this shape is drawn on any page of this size."""
    return is_drawn(shape) and points_off(shape) <= longest_side


def is_drawn(shape: Any) -> bool:
    """Not if it is made invisible, or so small that it shows nothing of its text."""
    return not is_invisible(shape) and is_large_enough(shape)


def is_large_enough(shape: Any) -> bool:
    """For a line of the smallest print. What fits itself to its text grows one way, or both."""
    sides = [span.length for span in spans_of(shape)]
    if min(sides) >= MIN_POINTS:
        return True
    body, box = shape.find("{*}bodyPr"), shape.find(f"{{{VML}}}textbox")
    if body is not None and body.find("{*}spAutoFit") is not None:
        return max(sides) >= MIN_POINTS or body.get("wrap") == "none"
    style = "" if box is None else box.get("style", "")
    if not FITTED.search(style):
        return False
    whole = style + ";" + shape.get("style", "")
    return max(sides) >= MIN_POINTS or bool(WRAPS_NOT.search(whole))


def is_invisible(shape: Any) -> bool:
    frame = frame_of(shape)
    if frame is None:
        return any(INVISIBLE.search(style) for style in styles_in_vml(shape))
    about = frame.find("{*}docPr")
    return about is not None and about.get("hidden", "0") not in OFF


def shapes(part: Any) -> Iterator[Any]:
    way = etree.iterwalk(part, events=("start",), tag=DRAWN)
    for _, element in way:
        name = local_name(element)
        if name in NOT_DRAWN:
            way.skip_subtree()
        elif not is_vml(element) or name in VML_SHAPES:
            yield element


def can_lie_behind(shape: Any, paper: Colour | None, longest_side: float) -> bool:
    """Whether text may lie on it, so that it would be seen there in another colour."""
    return (
        differs(shape, paper)
        and is_on_a_page(shape, longest_side)
        and max(span.length for span in spans_of(shape)) >= LEAST_BACKGROUND
    )


def differs(shape: Any, paper: Colour | None) -> bool:
    """Whether it covers something, with another colour than the paper's."""
    if is_vml(shape) and shape.find("{*}textpath") is not None:
        return False  # only letters, such as DRAFT across the page
    if local_name(shape) in PICTURES or shape.find("{*}imagedata") is not None:
        return True
    colour = filled(shape, paper)
    return colour is None or paper is None or contrast(colour, paper) >= MIN_CONTRAST


def lies_behind(shape: Any) -> bool:
    """Whether text may lie over a shape that stands among it."""
    anchor = next(shape.iterancestors("{*}anchor"), None)
    if anchor is not None:
        return anchor.get("behindDoc", "0") not in OFF
    return any(BEHIND.search(style) for style in styles_in_vml(shape))


def reaches_the_text(shape: Any) -> bool:
    """Whether running text may lie over a shape of a header: it does over all that float there."""
    anchor = next(shape.iterancestors("{*}anchor"), None)
    if anchor is None:
        return any(FLOATS.search(style) for style in styles_in_vml(shape))
    extent = anchor.find("{*}extent")
    return extent is None or any(
        number(extent.get(side, ""), inf) > length for side, length in LOGO.items()
    )


def styles_in_vml(shape: Any) -> Iterable[str]:
    """Its own, and those of the groups that it is in, which say where it is."""
    return (one.get("style", "") for one in (shape, *shape.iterancestors(f"{{{VML}}}group")))


def is_vml(shape: Any) -> bool:
    return str(shape.tag).startswith(f"{{{VML}}}")
