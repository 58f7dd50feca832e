"""Telling a scan from a page that hides something.

Who scans with a machine that recognises text gets pictures of pages and over them, invisible, what
the machine believes to read: so that it can be searched for. It is nobody's secret, but neither is
it what a person sees.
"""

from collections.abc import Iterable, Sequence, Sized
from typing import TypeAlias

from reading.pdf_picture import Box, Picture
from reading.pdf_words import Word

MIN_COVERED = 0.7
"""The part of a page that its pictures cover if it is a scan."""
MOST = 0.8
"""Of the words of a scan: the machine errs, and what it takes for text may be a stain."""
SPOT_PIXELS = 3
"""Words lie that far apart: what is heaped up in one place was not read there."""


Rectangle: TypeAlias = tuple[float, float, float, float]  # left, bottom, right, top


def is_covered(page: Rectangle, pictures: Iterable[Rectangle]) -> bool:
    """Whether there is hardly more on the page than pictures."""
    return sum(shared(page, one) for one in pictures) >= max(MIN_COVERED * shared(page, page), 1.0)


def shared(one: Rectangle, other: Rectangle) -> float:
    """The area of what is inside of both."""
    left, bottom, right, top = zip(one, other, strict=True)
    return max(min(right) - max(left), 0.0) * max(min(top) - max(bottom), 0.0)


def is_recognised(
    hidden: Sequence[Word], seen: Sequence[Word], pictures: Sequence[Box], bare: Picture
) -> bool:
    """Whether a machine wrote these words over pictures of them.

    Where anything else can be read on the page, the pictures have to show something in the place of
    each word, so that nobody lays invisible text over a white picture behind a text.
    """
    on_pictures = [word for word in hidden if lies_on(word.box, pictures)]
    if not most(on_pictures, hidden):
        return False
    return looks_read(on_pictures, bare) if any(word.speaks for word in seen) else True


def looks_read(words: Sequence[Word], bare: Picture) -> bool:
    """Whether the page without any text shows something like a word in the place of most."""
    return lie_apart(words) and most([word for word in words if bare.has_ink(word.box)], words)


def lie_apart(words: Sequence[Word]) -> bool:
    """Whether most of them have a place of their own."""
    return most({tuple(side // SPOT_PIXELS for side in centre(word.box)) for word in words}, words)


def most(some: Sized, of: Sized) -> bool:
    return len(some) >= MOST * len(of)


def lies_on(box: Box, pictures: Iterable[Box]) -> bool:
    x, y = centre(box)
    return any(one.left <= x < one.right and one.top <= y < one.bottom for one in pictures)


def centre(box: Box) -> tuple[int, int]:
    return (box.left + box.right) // 2, (box.top + box.bottom) // 2
