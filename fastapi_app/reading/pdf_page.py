"""One page of a PDF as a person sees it.

The page is drawn with its text and without it: a word that makes no difference is under something
else, cut off, outside of the page, or on a layer that is switched off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from reading.pdf_entries import FilledPage
from reading.pdf_labels import labels
from reading.pdf_letters import written
from reading.pdf_lines import running_text
from reading.pdf_objects import PageObjects, address
from reading.pdf_picture import Picture
from reading.pdf_scan import is_covered, is_recognised
from reading.pdf_words import PageText, Word
from reading.visibility import MIN_CONTRAST, least_contrast

FAINTEST = 10
"""The least that a visible word changes in some pixel, of 255. Less than MIN_CONTRAST: small print
covers pixels only in part."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a person reads on a page, and what there is besides."""

    text: str = ""
    hides: bool = False
    is_scan: bool = False
    is_unsure: bool = False  # some of it may be seen or not


def read_page(filled: FilledPage) -> Page:
    page = filled.page
    objects = PageObjects(page, filled.own_objects)
    content = PageText(page, objects)
    if not content.text.strip():
        is_scan = is_covered(page.get_bbox(), objects.pictures)
        return Page(is_scan=is_scan, is_unsure=not filled.is_whole)
    drawn = Picture(page)
    words = list(content.words(drawn))
    show(objects.texts, False)
    bare = Picture(page)
    visible = {word.start for word in words if is_drawn(word, drawn, bare)}
    lacking = {
        word.start for word in words if word.start not in visible and content.lacks_letters(word)
    }
    there = [word for word in words if word.start in visible or word.start in lacking]
    there = without_pale(there, bare, page)
    small = {word.start for word in labels(there)}
    seen = [word for word in there if word.is_large_enough or word.start in small]
    starts = {word.start for word in seen}
    unseen = [word for word in words if word.start not in starts]
    hidden = [word for word in unseen if word.speaks and not content.is_of_a_tool(word)]
    entries = objects.texts_of_entries
    unsure = [
        word
        for word in hidden
        if may_be_clipping(word, bare) or (word.start not in visible and overflows(word, entries))
    ]
    # Western letters are in so many fonts that one without them is odd.
    guessed = [word for word in seen if word.start in lacking and word.is_western and word.speaks]
    pictures = [drawn.box(*one) for one in objects.pictures]
    is_scan = bool(hidden) and is_recognised(hidden, seen, pictures, bare)
    return Page(
        text=written(running_text(content.text, seen, drawn.width)),
        hides=len(hidden) > len(unsure) and not is_scan,
        is_scan=is_scan,
        is_unsure=bool(unsure or guessed) or not filled.is_whole or content.is_garbled,
    )


def is_drawn(word: Word, drawn: Picture, bare: Picture) -> bool:
    return word.box.area > 0 and drawn.differs(bare, word.box, FAINTEST)


def may_be_clipping(word: Word, bare: Picture) -> bool:
    """Whether its letters are holes through which something else may be seen."""
    cuts = any(ink.cuts for ink in word.inks)
    return cuts and word.box.area > 0 and bare.contrast(word.box) >= MIN_CONTRAST


def overflows(word: Word, entries: set[int]) -> bool:
    """Whether it may have been written into a field that is too small to show it all."""
    fills = any(ink.opacity > 0 and address(ink.text_object) in entries for ink in word.inks)
    return fills and word.is_large_enough


def without_pale(words: Sequence[Word], bare: Picture, page: PdfPage) -> list[Word]:
    """Without the words that are not filled, or with the colour of what is behind them.

    They may be seen all the same, by an outline or a pattern; and that something is drawn in their
    place says nothing, for it may be another word over them. So they are drawn again by themselves.
    """
    pale = [pale_objects(word, bare) for word in words]
    doubtful = [text_object for text_objects in pale for text_object in text_objects]
    if not doubtful:
        return list(words)
    show(doubtful, True)
    alone = Picture(page)
    return [
        word
        for word, in_doubt in zip(words, pale, strict=True)
        if not in_doubt or alone.differs(bare, word.box, least_contrast(word.points))
    ]


def pale_objects(word: Word, bare: Picture) -> list[Any]:
    background, least = bare.main_colour(word.box), least_contrast(word.points)
    return [ink.text_object for ink in word.inks if ink.contrast(background) < least]


def show(text_objects: Iterable[Any], shown: bool) -> None:
    for text_object in text_objects:
        pdfium.FPDFPageObj_SetIsActive(text_object, shown)
