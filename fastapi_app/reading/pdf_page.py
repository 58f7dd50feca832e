"""One page of a PDF as a person sees it.

The page is drawn with its text and without it: a word that makes no difference is under something
else, cut off, outside of the page, or on a layer that is switched off.
"""

from dataclasses import dataclass

from reading.pdf_cut_out import cut_out
from reading.pdf_doubles import Doubles
from reading.pdf_entries import FilledPage
from reading.pdf_fields import says_something
from reading.pdf_fontless import doubtful
from reading.pdf_fractions import Bars
from reading.pdf_labels import labels
from reading.pdf_lines import running_text
from reading.pdf_objects import PageObjects, show
from reading.pdf_pale import faint_text, without_pale
from reading.pdf_picture import Picture
from reading.pdf_scan import is_covered, is_recognised
from reading.pdf_unseen import Sheet
from reading.pdf_values import FilledIn
from reading.pdf_words import PageText, Word

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
    has_fields: bool = False
    is_damaged: bool = False


def read_page(filled: FilledPage) -> Page:
    page = filled.page
    objects = PageObjects(page, filled.own_objects)
    content = PageText(page, objects)
    if not content.text.strip():
        is_scan = is_covered(page.get_bbox(), objects.pictures)
        is_whole = filled.is_whole and not any(map(says_something, filled.fields))
        return Page(is_scan=is_scan, is_unsure=not is_whole, has_fields=filled.has_fields)
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
    holes = cut_out([word for word in words if word.start not in visible], page, bare)
    if holes:
        present = holes | {word.start for word in there}
        there = [word for word in words if word.start in present]
    small = {word.start for word in labels(there)}
    seen = [word for word in there if word.is_large_enough or word.start in small]
    starts = {word.start for word in seen}
    unseen = [word for word in words if word.start not in starts]
    unseen = [word for word in unseen if word.speaks and not content.is_of_a_tool(word)]
    sheet = Sheet(page, objects, content.text, words, bare, frozenset(visible), there, seen)
    hidden, unsure = sheet.judged(unseen)
    fontless = [word for word in seen if word.start in lacking and word.speaks]
    # Western letters are in so many fonts that one without them is odd.
    guessed = [word for word in fontless if word.is_western]
    guessed = guessed or doubtful(fontless, page, objects, bare) or faint_text(seen, bare)
    pictures = [drawn.box(*one) for one in objects.pictures]
    all_hidden = [*hidden, *unsure]
    is_scan = bool(all_hidden) and is_recognised(all_hidden, seen, pictures, bare)
    filled_in = FilledIn(words, seen, drawn)
    if filled.fields:
        filled_in.add(filled.fields, objects.texts_of_entries)
    is_whole = filled.is_whole and filled_in.is_whole
    return Page(
        text=running_text(content, filled_in.seen, drawn.width, Bars(page)),
        hides=bool(hidden) and not is_scan,
        is_scan=is_scan,
        is_unsure=bool(unsure or guessed) or not is_whole or content.is_garbled,
        has_fields=filled.has_fields,
    )


def is_drawn(word: Word, drawn: Picture, bare: Picture) -> bool:
    return word.box.area > 0 and drawn.differs(bare, word.box, FAINTEST)
