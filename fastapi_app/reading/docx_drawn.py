"""Text as drawings, charts and diagrams have it (DrawingML), and whether it can be seen."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from reading.docx_colours import drawn_colour, painted
from reading.docx_geometry import frame_of
from reading.docx_page import is_on_a_page
from reading.docx_xml import fraction, local_name, number
from reading.positions import LOWERED, ON_LINE, RAISED, Piece, in_line
from reading.visibility import (
    MIN_POINTS,
    SCALE_OF_SCRIPTS,
    Colour,
    contrast,
    is_piled_up,
    least_contrast,
    least_points,
    least_points_of_scripts,
    says_something,
)

HUNDREDTHS = 100  # of a point, in which sizes are given
USUAL_POINTS = 10.0


class Drawn(NamedTuple):
    text: str
    is_seen: bool
    position: int = ON_LINE


def seen(pieces: Iterable[Drawn]) -> tuple[str, bool]:
    """What can be seen of them, and whether something is there that cannot."""
    texts, hides = [], False
    for text, is_seen, position in pieces:
        if is_seen:
            texts.append(Piece(text, position))
        else:
            hides = hides or says_something(text)
    text = in_line(texts)
    return text if text.strip() else "", hides


def letters(body: Any, background: Colour | None, formats: Sequence[Any] = ()) -> Iterator[Drawn]:
    """The lines of a body of text, on this background. The formats are those of what it is in,
    the nearest first."""
    about = body.find("{*}bodyPr/{*}normAutofit")
    scale = 1.0 if about is None else fraction(about.get("fontScale", ""))
    formats = (*first(body, "{*}lstStyle/{*}lvl1pPr/{*}defRPr"), *formats)
    for paragraph in body.iterfind("{*}p"):
        around = (*first(paragraph, "{*}pPr/{*}defRPr"), *formats)
        for run in paragraph:
            name = local_name(run)
            if name == "br":
                yield Drawn("\n", is_seen=True)
            elif name in {"r", "fld"}:
                text = run.findtext("{*}t") or ""
                layers = (*first(run, "{*}rPr"), *around)
                is_seen = can_be_seen(text, layers, background, scale)
                yield Drawn(text, is_seen, position_of(layers))
        yield Drawn("\n", is_seen=True)


def default_formats(*owners: Any | None) -> list[Any]:
    """Of parts of a chart, in which their text is formatted that is no paragraph itself."""
    path = "{*}txPr/{*}p/{*}pPr/{*}defRPr"
    return [one for owner in owners if owner is not None for one in first(owner, path)]


def first(owner: Any, path: str) -> Iterator[Any]:
    """One at most: strangers may write many, which would be looked through for each letter."""
    return islice(owner.iterfind(path), 1)


def can_be_seen(
    text: str, layers: Iterable[Any], background: Colour | None, scale: float = 1.0
) -> bool:
    layers = list(layers)
    points = size(layers) * scale
    return (
        points >= least_points(text)
        and (
            position_of(layers) == ON_LINE
            or points * SCALE_OF_SCRIPTS >= least_points_of_scripts(text)
        )
        and not is_piled_up(text, letter_spacing(layers), points)
        and stands_out(layers, points, background)
    )


def size(layers: Iterable[Any]) -> float:
    """In points."""
    written = next((layer.get("sz") for layer in layers if layer.get("sz")), "")
    return number(written, USUAL_POINTS * HUNDREDTHS) / HUNDREDTHS


def position_of(layers: Iterable[Any]) -> int:
    """By how much of its height text is raised, or lowered where that is below zero."""
    written = next((layer.get("baseline") for layer in layers if layer.get("baseline")), "")
    share = number(written.removesuffix("%"), 0)
    return RAISED if share > 0 else LOWERED if share < 0 else ON_LINE


def letter_spacing(layers: Iterable[Any]) -> float:
    """In points."""
    written = next((layer.get("spc") for layer in layers if layer.get("spc")), "")
    return number(written, 0) / HUNDREDTHS


def stands_out(layers: Sequence[Any], points: float, background: Colour | None) -> bool:
    marker = next(chain.from_iterable(layer.iterfind("{*}highlight/*") for layer in layers), None)
    behind = background if marker is None else drawn_colour(marker, background)
    if behind is None:
        return True
    fills = (fill_of(layers), fill_of(layer.find("{*}ln") for layer in layers))
    inks = [painted(fill, behind) for fill in fills if fill is not None]
    if fills[0] is None:
        return True  # the usual colour, of which a theme or a style decides
    return any(ink is None or contrast(ink, behind) >= least_contrast(points) for ink in inks)


def fill_of(owners: Iterable[Any | None]) -> Any | None:
    """The nearest one."""
    for owner in owners:
        for child in () if owner is None else owner:
            if local_name(child).endswith("Fill"):
                return child
    return None


# Where it is drawn ----------------------------------------------------------------------------


def is_shown(element: Any, height: float, longest_side: float) -> bool:
    """Whether a drawing is on the page at all, in a line of so many points if it is in one."""
    frame = frame_of(element)
    is_in_line = frame is not None and local_name(frame) == "inline"
    return is_on_a_page(element, longest_side) and (height >= MIN_POINTS or not is_in_line)
