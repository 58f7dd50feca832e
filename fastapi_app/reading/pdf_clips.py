"""What cuts off an object of a page, so that only what is inside of it is drawn."""

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix

from reading.pdf_objects import box_of
from reading.pdf_scan import Rectangle, shared

SIDES_OF_A_RECTANGLE = 2  # from left to right, and from bottom to top


@dataclass(frozen=True, slots=True)
class Clip:
    around: Rectangle  # in the page's own points
    is_rectangle: bool  # or something else inside of it


def clips(page_object: Any) -> Iterator[Clip]:
    """Those of an object and of the parts of the page that hold it, if there is one."""
    for level in with_containers(page_object):
        outside = PdfMatrix()
        for container in list(with_containers(level))[1:]:
            outside = outside.multiply(container.get_matrix())
        yield from own_clips(level.raw, outside)


def own_clips(raw_object: Any, outside: PdfMatrix) -> Iterator[Clip]:
    clip = pdfium.FPDFPageObj_GetClipPath(raw_object)
    for path in range(pdfium.FPDFClipPath_CountPaths(clip)):
        points = set(corners_of(clip, path))
        across, upwards = ({point[side] for point in points} for side in (0, 1))
        if points:
            corners = [
                (x, y) for x in (min(across), max(across)) for y in (min(upwards), max(upwards))
            ]
            sides = max(len(across), len(upwards))
            around = box_of(outside.on_point(x, y) for x, y in corners)
            yield Clip(around, sides <= SIDES_OF_A_RECTANGLE)


def corners_of(clip: Any, path: int) -> Iterator[tuple[float, float]]:
    for number in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
        segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        yield x.value, y.value


def with_containers(page_object: Any) -> Iterator[Any]:
    while page_object is not None:
        yield page_object
        page_object = page_object.container


def part_inside(place: Rectangle, limits: Sequence[Rectangle]) -> float:
    """How much of a place is inside of all these rectangles: 0 to 1."""
    left, bottom, right, top = zip(place, *limits, strict=True)
    area = shared(place, place)
    return shared(place, (max(left), max(bottom), min(right), min(top))) / area if area else 0.0
