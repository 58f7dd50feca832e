"""One page of a PDF as a person sees it.

The page is drawn with its text and without it: a word that makes no difference is under something
else, cut off, outside of the page, or on a layer that is switched off.
"""

from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from reading.pdf_lines import running_text
from reading.pdf_picture import Picture
from reading.pdf_words import PageText, Word
from reading.result import Reading
from reading.visibility import MIN_CONTRAST, MIN_POINTS, says_something, visible

FAINTEST = 10
"""The least that a visible word changes in some pixel, of 255. Less than MIN_CONTRAST: small print
covers pixels only in part."""


def read_page(page: PdfPage) -> Reading:
    content = PageText(page)
    if not content.text.strip():
        return visible("", hides=content.has_vanished())
    drawn = Picture(page)
    words = list(content.words(drawn))
    show(content.objects, False)
    bare = Picture(page)
    seen = [
        word
        for word in words
        if word.points >= MIN_POINTS
        and word.box.area > 0
        and (drawn.differs(bare, word.box, FAINTEST) or word.cannot_be_drawn)
    ]
    seen = without_pale(seen, bare, page)
    starts = {word.start for word in seen}
    hides = any(says_something(word.text) for word in words if word.start not in starts)
    text = running_text(content.text, seen, drawn.width)
    return visible(text, hides=hides or content.has_vanished())


def without_pale(words: list[Word], bare: Picture, page: PdfPage) -> list[Word]:
    """Without the words that are not filled, or with the colour of what is behind them.

    They may be seen all the same, by an outline or a pattern; and that something is drawn in their
    place says nothing, for it may be another word over them. So they are drawn again by themselves.
    """
    pale = [pale_objects(word, bare) for word in words]
    doubtful = [text_object for text_objects in pale for text_object in text_objects]
    if not doubtful:
        return words
    show(doubtful, True)
    alone = Picture(page)
    return [
        word
        for word, in_doubt in zip(words, pale, strict=True)
        if not in_doubt or alone.differs(bare, word.box, MIN_CONTRAST)
    ]


def pale_objects(word: Word, bare: Picture) -> list[Any]:
    background = bare.main_colour(word.box)
    return [ink.text_object for ink in word.inks if ink.contrast(background) < MIN_CONTRAST]


def show(text_objects: Iterable[Any], shown: bool) -> None:
    for text_object in text_objects:
        pdfium.FPDFPageObj_SetIsActive(text_object, shown)
