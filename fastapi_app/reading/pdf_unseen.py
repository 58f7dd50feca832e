"""What to think of words that a page holds and nobody reads on it.

Most come about without anybody's intent: a line is longer than the page, a picture shows a part of
a drawing, many pages are made small to fit on one. Whoever hides something for the reader of a
score writes it in the colour of the paper, in no size, under something else, or writes a lot of it
where nobody looks.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from pypdfium2 import PdfPage

from reading.pdf_clips import clips, part_inside, with_containers
from reading.pdf_labels import MIN_LABEL_POINTS, in_short_rows
from reading.pdf_objects import PageObjects, address
from reading.pdf_pale import pale_objects, watermark
from reading.pdf_picture import Box, Picture
from reading.pdf_scan import Rectangle, lie_apart, lies_on
from reading.pdf_sizes import scale
from reading.pdf_words import Ink, Word
from reading.visibility import MIN_CONTRAST, MIN_POINTS

MAX_INSIDE = 0.5
"""The part of a word that is not cut off if it was cut off without a trace: at most."""
MAX_CUT_OFF = 20
"""Words of a page: a note beside a slide, the name of the file on the waste of a printer."""
MAX_SPACE = 1.5
"""Between a word that is cut off and the line that it belongs to, in heights of it."""
MAX_SMALL = 0.5
"""For each word of a page that was made smaller and can still be read."""
MAX_SMALL_PRINT = 20
"""Words of a page."""
SCALES = 1000  # told from each other, between nothing and the full size


@dataclass(frozen=True)
class Sheet:
    """A page whose texts are all switched off, and what there was of its words before."""

    page: PdfPage
    objects: PageObjects
    text: str
    words: Sequence[Word]
    bare: Picture
    drawn: frozenset[int]  # where the words begin that make a difference to the page's picture
    there: Sequence[Word]  # all that are neither pale nor covered, the small ones too
    seen: Sequence[Word]

    def judged(self, unseen: Sequence[Word]) -> tuple[list[Word], list[Word]]:
        """Those of these words that were hidden, and those of which it cannot be told."""
        if not unseen:
            return [], []
        found = without_copies(unseen, self.seen)
        innocent = self._at_an_edge | self._made_small_few | self._watermark(found)
        found = [word for word in found if word.start not in innocent]
        doubtful = self._doubtful(found)
        return (
            [word for word in found if word.start not in doubtful],
            [word for word in found if word.start in doubtful],
        )

    def _watermark(self, words: Sequence[Word]) -> set[int]:
        return watermark([word for word in words if word.start in self.drawn], self.bare)

    def _doubtful(self, words: Sequence[Word]) -> set[int]:
        entries = self.objects.texts_of_entries
        beside = starts(word for word in words if word.start in self._cut_off)
        return (
            shown_otherwise(words, self.bare)
            | starts(word for word in words if may_be_clipping(word, self.bare))
            | starts(word for word in words if self._overflows(word, entries))
            | (beside if len(beside) <= MAX_CUT_OFF else set())
            | (beside & self._cropped)
            | self._small_print
            | self._made_small
        )

    def _overflows(self, word: Word, entries: Container[int]) -> bool:
        if word.start in self.drawn or not overflows(word, entries):
            return False
        # What has the colour of its field would not be seen in a larger one either.
        return word.box.area == 0 or not pale_objects(word, self.bare)

    # What is cut off ----------------------------------------------------------------------

    @cached_property
    def _at_an_edge(self) -> set[int]:
        """Where those begin that go on with a line of which a part is seen."""
        part_seen = {word.start: word for word in self.seen}
        for one, next_one in (*pairwise(self.words), *pairwise(self.words[::-1])):
            start = part_seen.get(one.start)
            if start is None or next_one.start not in self._cut_off:
                continue
            # In a frame of its own it could hide whatever it wants at the end of a line.
            if self._adjoin(one, next_one) and self._is_inside(start, next_one):
                part_seen[next_one.start] = start
        return part_seen.keys() & self._cut_off

    @cached_property
    def _cut_off(self) -> set[int]:
        seen = starts(self.seen)
        return starts(
            word for word in self.words if word.start not in seen and self._is_cut_off(word)
        )

    def _is_cut_off(self, word: Word) -> bool:
        """Whether it would be seen if it were not off the page, or outside of a frame."""
        if not word.is_large_enough or not all(ink.opacity > 0 for ink in word.inks):
            return False
        return part_inside(word.place, self._limits(word)) <= MAX_INSIDE

    @cached_property
    def _cropped(self) -> set[int]:
        """Where those begin that were on the page before a part of it was cut out: halves of it,
        or a figure. Programs leave the rest in the file."""
        whole = self.page.get_mediabox()
        return starts(
            word
            for word in self.words
            if part_inside(word.place, [whole, *self._limits(word)[1:]]) > MAX_INSIDE
        )

    def _is_inside(self, word: Word, other: Word) -> bool:
        """Whether what cuts off the other word leaves something of this one."""
        return part_inside(word.place, self._limits(other)) > MAX_INSIDE

    def _limits(self, word: Word) -> list[Rectangle]:
        return [self._edges, *(cut for ink in word.inks for cut in self._cuts(ink))]

    def _cuts(self, ink: Ink) -> list[Rectangle]:
        key = address(ink.text_object)
        if key not in self._cuts_of:
            self._cuts_of[key] = [clip.around for clip in clips(self._wrapped.get(key))]
        return self._cuts_of[key]

    @cached_property
    def _cuts_of(self) -> dict[int, list[Rectangle]]:
        return {}

    @cached_property
    def _edges(self) -> Rectangle:
        left, bottom, right, top = self.page.get_bbox()
        return left, bottom, right, top

    def _adjoin(self, word: Word, other: Word) -> bool:
        between = self.text[min(word.end, other.end) : max(word.start, other.start)]
        height = max(word.points, other.points)
        return "\n" not in between and gap(word.place, other.place) <= MAX_SPACE * height

    # What is small ------------------------------------------------------------------------

    @cached_property
    def _small(self) -> list[Word]:
        return [word for word in self.there if not word.is_large_enough]

    @cached_property
    def _small_print(self) -> set[int]:
        """Where those begin that are nearly large enough, of a few or of labels."""
        nearly = [word for word in self._small if word.points >= MIN_LABEL_POINTS]
        return starts(nearly if len(nearly) <= MAX_SMALL_PRINT else in_short_rows(self.there))

    @cached_property
    def _made_small(self) -> set[int]:
        """Where those begin of which others were made as small, and can be read."""
        return starts(word for word in self._small if self._readable[self._scale(word)])

    @cached_property
    def _made_small_few(self) -> set[int]:
        """Those of them that are so few that they are the small print of what can be read."""
        small = Counter(map(self._scale, self._small))
        few = {at for at, count in small.items() if count <= MAX_SMALL * self._readable[at]}
        return starts(word for word in self._small if self._scale(word) in few)

    @cached_property
    def _readable(self) -> Counter[int]:
        """How many words are seen of what was made smaller, for each scale but the full one."""
        if not any(self._scale(word) for word in self._small):
            return Counter()
        found = Counter(map(self._scale, self.seen))
        del found[0]
        return found

    def _scale(self, word: Word) -> int:
        """To which the part of the page was made smaller that holds it; 0 where it was not."""
        found = 1.0
        for ink in word.inks[:1]:
            for container in [*with_containers(self._wrapped.get(address(ink.text_object)))][1:]:
                found *= scale(container.get_matrix())
        was_small = found == 0 or word.points / found < MIN_POINTS
        return 0 if was_small or found >= 1 else round(found * SCALES)

    @cached_property
    def _wrapped(self) -> dict[int, Any]:
        return {address(text_object.raw): text_object for text_object in self.objects.texts}


def starts(words: Iterable[Word]) -> set[int]:
    return {word.start for word in words}


def gap(one: Rectangle, other: Rectangle) -> float:
    """Between two rectangles, from left to right or from bottom to top; 0 where they meet."""
    left, bottom, right, top = zip(one, other, strict=True)
    return max(max(left) - min(right), max(bottom) - min(top), 0.0)


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


def may_be_clipping(word: Word, bare: Picture) -> bool:
    """Whether its letters are holes through which something else may be seen."""
    cuts = any(ink.cuts for ink in word.inks)
    return cuts and word.box.area > 0 and bare.contrast(word.box) >= MIN_CONTRAST


def overflows(word: Word, entries: Container[int]) -> bool:
    """Whether it may have been written into a field that is too small to show it all."""
    fills = any(ink.opacity > 0 and address(ink.text_object) in entries for ink in word.inks)
    return fills and word.is_large_enough
