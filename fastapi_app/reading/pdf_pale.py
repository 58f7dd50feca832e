"""Words that are not filled, or nearly with the colour of what is behind them."""

from collections.abc import Sequence
from typing import Any

from pypdfium2 import PdfPage

from reading.pdf_doubles import Doubles
from reading.pdf_objects import show
from reading.pdf_picture import Picture
from reading.pdf_words import Word
from reading.visibility import (
    MAX_WATERMARK_WORDS,
    MIN_CONTRAST,
    MIN_CONTRAST_OF_WATERMARK,
    WATERMARK_POINTS,
    least_contrast,
)


def without_pale(
    words: Sequence[Word], bare: Picture, page: PdfPage, doubles: Doubles
) -> list[Word]:
    """Without the words that are not filled, or with the colour of what is behind them.

    They may be seen all the same, by an outline, a pattern or another copy; and that something is
    drawn in their place says nothing, for it may be another word over them. So they are drawn again
    by themselves, and those of which there are further copies with these.
    """
    pale = [pale_objects(word, bare) for word in words]
    copies = [
        visible_copies(word, in_doubt, doubles, bare)
        for word, in_doubt in zip(words, pale, strict=True)
    ]
    alone = picture_with(flat(pale), page)
    together = picture_with(flat(copies), page)
    return [
        word
        for word, in_doubt, further in zip(words, pale, copies, strict=True)
        if not in_doubt or differs(alone, bare, word) or (further and differs(together, bare, word))
    ]


def visible_copies(
    word: Word, in_doubt: Sequence[Any], doubles: Doubles, bare: Picture
) -> list[Any]:
    """Of all these objects of the word, or none."""
    if not in_doubt:
        return []
    background, least = bare.main_colour(word.box), least_contrast(word.points)
    found = [doubles.of(one, background, least) for one in in_doubt]
    return flat(found) if all(found) else []


def pale_objects(word: Word, bare: Picture) -> list[Any]:
    background, least = bare.main_colour(word.box), least_contrast(word.points)
    return [ink.text_object for ink in word.inks if ink.contrast(background) < least]


def faint_text(words: Sequence[Word], bare: Picture) -> list[Word]:
    """Those words that are pale and count only because they are large, where they are too many
    different ones for a watermark."""
    faint = [word for word in words if word.speaks and is_faint(word, bare)]
    return faint if len({word.text for word in faint}) > MAX_WATERMARK_WORDS else []


def is_faint(word: Word, bare: Picture) -> bool:
    least = least_contrast(word.points)
    if least >= MIN_CONTRAST:
        return False
    background = bare.main_colour(word.box)
    return any(least <= ink.contrast(background) < MIN_CONTRAST for ink in word.inks)


def picture_with(text_objects: Sequence[Any], page: PdfPage) -> Picture | None:
    """The page with these objects and no other text."""
    if not text_objects:
        return None
    show(text_objects, True)
    picture = Picture(page)
    show(text_objects, False)
    return picture


def differs(picture: Picture | None, bare: Picture, word: Word) -> bool:
    return picture is not None and picture.differs(bare, word.box, least_contrast(word.points))


def flat(lists: Sequence[Sequence[Any]]) -> list[Any]:
    return [one for several in lists for one in several]


def watermark(words: Sequence[Word], bare: Picture) -> set[int]:
    """Where those begin of these words that are a watermark too pale to be read."""
    found = [word for word in words if is_shade(word, bare)]
    is_one = len({word.text for word in found}) <= MAX_WATERMARK_WORDS
    return {word.start for word in found} if is_one else set()


def is_shade(word: Word, bare: Picture) -> bool:
    if word.points < WATERMARK_POINTS or word.box.area == 0:
        return False
    background = bare.main_colour(word.box)
    return all(ink.contrast(background) >= MIN_CONTRAST_OF_WATERMARK for ink in word.inks)
