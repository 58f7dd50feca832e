"""A page of a PDF as it is drawn."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from pypdfium2 import PdfPage
from pypdfium2.raw import FPDFBitmap_BGRx

from reading.visibility import Colour

MAX_SIDE_PIXELS = 2000
PIXEL_BYTES = 4  # blue, green, red, nothing
COLOURS = 3
SHADE = 32  # of 256
MIN_PAPER, MIN_WRITTEN = 0.4, 0.03  # parts of a word's box
WRITTEN_SHADES = 2  # at least, between the paper and what is written on it
FAR = 10_000  # points, to see how points become pixels, which are counted in whole numbers


@dataclass(frozen=True, slots=True)
class Box:
    """In pixels from the top left corner; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        return max(self.right - self.left, 0) * max(self.bottom - self.top, 0)


class Picture:
    def __init__(self, page: PdfPage) -> None:
        # A pixel is a point, but on a page that is larger than any paper.
        scale = min(1.0, MAX_SIDE_PIXELS / max(*page.get_size(), 1.0))
        bitmap = page.render(scale=scale, force_bitmap_format=FPDFBitmap_BGRx)
        self._pixels = bytes(bitmap.buffer)
        self.width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        place = bitmap.get_posconv(page)
        self._origin = place.to_bitmap(0, 0)
        self._right, self._up = (
            tuple((end - start) / FAR for start, end in zip(self._origin, far, strict=True))
            for far in (place.to_bitmap(FAR, 0), place.to_bitmap(0, FAR))
        )

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The part of a rectangle that is on the picture. It is given in the page's own points."""
        (x, y), (other_x, other_y) = self._pixel(left, bottom), self._pixel(right, top)
        first_x, first_y = min(x, other_x), min(y, other_y)
        return Box(
            max(first_x, 0),
            max(first_y, 0),
            min(max(x, other_x, first_x + 1), self.width),
            min(max(y, other_y, first_y + 1), self._height),
        )

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        return (
            round(self._origin[0] + x * self._right[0] + y * self._up[0]),
            round(self._origin[1] + x * self._right[1] + y * self._up[1]),
        )

    def differs(self, other: Self, box: Box, least: int) -> bool:
        """Whether inside the box any channel of any pixel differs by `least` or more, of 255."""
        return any(
            abs(one - another) >= least
            for mine, others in zip(self._rows(box), other._rows(box), strict=True)
            if mine != others
            for one, another in zip(mine, others, strict=True)
        )

    def main_colour(self, box: Box) -> Colour:
        """The one that most pixels inside the box have, of which there must be some."""
        return commonest(b"".join(self._rows(box)))

    def contrast(self, box: Box) -> int:
        """By how much a channel differs at most between pixels inside the box, of 255."""
        pixels = b"".join(self._rows(box))
        channels = [pixels[channel::PIXEL_BYTES] for channel in range(COLOURS)]
        return max(max(channel) - min(channel) for channel in channels)

    def pixels(self, box: Box) -> list[Colour]:
        """From left to right and from top to bottom."""
        return [(pixel[2], pixel[1], pixel[0]) for row in self._rows(box) for pixel in batches(row)]

    def has_ink(self, box: Box) -> bool:
        """Whether there is something like writing inside the box, on something like paper."""
        shades = Counter(
            sum(pixel[:COLOURS]) // COLOURS // SHADE
            for row in self._rows(box)
            for pixel in batches(row)
        )
        if not shades:
            return False
        (paper, _), count = shades.most_common(1)[0], shades.total()
        near = sum(shades[paper + step] for step in (-1, 0, 1))
        far = sum(shades[shade] for shade in shades if abs(shade - paper) >= WRITTEN_SHADES)
        return near >= MIN_PAPER * count and far >= MIN_WRITTEN * count

    def _rows(self, box: Box) -> list[bytes]:
        left, right = box.left * PIXEL_BYTES, box.right * PIXEL_BYTES
        starts = range(box.top * self._stride, box.bottom * self._stride, self._stride)
        return [self._pixels[start + left : start + right] for start in starts]


def batches(row: bytes) -> Iterator[bytes]:
    return (row[at : at + PIXEL_BYTES] for at in range(0, len(row), PIXEL_BYTES))


@lru_cache(maxsize=1000)  # most are all white
def commonest(pixels: bytes) -> Colour:
    ((pixel, _),) = Counter(memoryview(pixels).cast("I")).most_common(1)
    blue, green, red, _ = pixel.to_bytes(PIXEL_BYTES, sys.byteorder)
    return red, green, blue
