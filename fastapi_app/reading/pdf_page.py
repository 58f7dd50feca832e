"""One page of a PDF as a person sees it.

The page is drawn with its text and without it: a word that makes no difference is under something
else, cut off, outside of the page, or on a layer that is switched off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import PdfPage

from reading.pdf_doubles import Doubles
from reading.pdf_entries import FilledPage
from reading.pdf_fontless import doubtful
from reading.pdf_labels import labels
from reading.pdf_letters import written
from reading.pdf_lines import running_text
from reading.pdf_objects import PageObjects, address, show
from reading.pdf_picture import Box, Picture
from reading.pdf_scan import is_covered, is_recognised, lie_apart, lies_on
from reading.pdf_words import PageText, Word
from reading.visibility import MAX_WATERMARK_WORDS, MIN_CONTRAST, least_contrast

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
    there = without_pale(there, bare, page, Doubles(page, content.without(objects.texts)))
    small = {word.start for word in labels(there)}
    seen = [word for word in there if word.is_large_enough or word.start in small]
    starts = {word.start for word in seen}
    unseen = [word for word in words if word.start not in starts]
    hidden = [word for word in unseen if word.speaks and not content.is_of_a_tool(word)]
    hidden = without_copies(hidden, seen)
    entries, shown = objects.texts_of_entries, shown_otherwise(hidden, bare)
    unsure = [
        word
        for word in hidden
        if word.start in shown
        or may_be_clipping(word, bare)
        or (word.start not in visible and overflows(word, entries))
    ]
    fontless = [word for word in seen if word.start in lacking and word.speaks]
    # Western letters are in so many fonts that one without them is odd.
    guessed = [word for word in fontless if word.is_western]
    guessed = guessed or doubtful(fontless, page, objects, bare) or faint_text(seen, bare)
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


def without_copies(words: Sequence[Word], seen: Sequence[Word]) -> list[Word]:
    """Without those over which a person reads the same word."""
    places: dict[str, list[Box]] = {}
    for word in seen:
        places.setdefault(word.text, []).append(word.box)
    return [word for word in words if not lies_on(word.box, places.get(word.text, ()))]


def shown_otherwise(words: Sequence[Word], bare: Picture) -> set[int]:
    """Where those begin in whose place something like a word is drawn which is no text.

    So are letters that are filled with changing colours, or that programs turn into shapes.
    """
    drawn = [
        word
        for word in words
        if word.box.area > 0
        and word.is_large_enough
        and pale_objects(word, bare)
        and bare.has_ink(word.box)
    ]
    return {word.start for word in drawn} if lie_apart(drawn) else set()


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
