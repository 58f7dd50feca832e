"""The words of a page beside what the fields of its forms hold.

A box says before its label whether it is ticked. A value is written as its author typed it where
just that is drawn, perhaps letter by letter into little boxes, or in lines that its field broke.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from reading.pdf_fields import Choice, Field, Tick, Value
from reading.pdf_objects import Entry, address, box_of
from reading.pdf_picture import Box, Picture
from reading.pdf_scan import Rectangle
from reading.pdf_words import Word
from reading.visibility import MIN_CONTRAST

ON, OFF = "\N{BALLOT BOX WITH X} ", "\N{BALLOT BOX} "
MAX_COMPARED = 5_000_000
"""Words with fields, of a page."""
NOT_COMPARED = re.compile(r"[\s\-\u00ad\u2010\u2011\x00-\x1f]+")
MAX_OFF = 1.0
"""In points, what draws a field from the place of it."""
FRAME = 0.2
"""Of the width of a box, at each side."""
MAX_SPACE = 1.0
"""Between two words of a label, in heights of them."""


class FilledIn:
    """What is seen of a page, with what its fields say."""

    def __init__(self, words: Sequence[Word], seen: Sequence[Word], drawn: Picture) -> None:
        self._seen = {word.start: word for word in seen}
        self._words = words
        self._drawn = drawn
        self._inside: Mapping[Rectangle, Sequence[Word]] = {}
        self._marks: dict[int, str] = {}
        self.is_whole = True  # or something was filled in that is not drawn so

    def add(self, fields: Sequence[Field], texts_of_entries: Mapping[int, Entry]) -> None:
        """The texts are those that are no part of the page itself, by their addresses."""
        if len(fields) * len(self._words) > MAX_COMPARED:
            self.is_whole = False
            return
        self._inside = words_inside(
            {field.place for field in fields}, drawn_by_entries(self._words, texts_of_entries)
        )
        ticks = sorted(
            (field for field in fields if isinstance(field, Tick)), key=lambda tick: tick.place
        )
        for field in fields:
            match field:
                case Value():
                    self._add_value(field)
                case Choice():
                    self._add_choice(field)
                case Tick():
                    self._remove_sign(field)
        for tick in ticks:
            self._add_tick(tick)

    @property
    def seen(self) -> list[Word]:
        return [
            replace(word, text=self._marks[word.start] + word.text)
            if word.start in self._marks
            else word
            for word in self._seen.values()
        ]

    def _add_value(self, field: Value) -> None:
        words = self._inside[field.place]
        drawn, held = compared("".join(word.text for word in words)), compared(field.text)
        # Letters of some scripts are drawn in another order than they are written.
        self.is_whole &= Counter(drawn) == Counter(held)
        if drawn == held and words and all(word.start in self._seen for word in words):
            text = "\n".join(line.strip() for line in field.text.splitlines()).strip()
            for word in words[1:]:
                del self._seen[word.start]
            first, last = words[0], words[-1]
            self._seen[first.start] = replace(first, text=text, end=last.end)

    def _add_choice(self, field: Choice) -> None:
        chosen = Counter(compared(label) for label, is_chosen in field.options if is_chosen)
        others = {compared(label) for label, _ in field.options} - chosen.keys()
        for line in lines(self._inside[field.place]):
            label, start = compared("".join(word.text for word in line)), line[0].start
            if start in self._seen and (label in chosen or label in others):
                self._mark(start, is_on=label in chosen)
                chosen -= Counter([label])
        self.is_whole &= not chosen

    def _remove_sign(self, tick: Tick) -> None:
        """By which the box shows that it is ticked, in a font of signs."""
        for word in self._inside[tick.place]:
            if len(word.text) == 1:
                self._seen.pop(word.start, None)

    def _add_tick(self, tick: Tick) -> None:
        box = self._drawn.box(*tick.place)
        if box.area == 0:
            return
        if tick.is_on and tick.has_looks:
            self.is_whole &= self._drawn.contrast(without_frame(box)) >= MIN_CONTRAST
        label = label_of(box, self._seen.values())
        if label:
            self._mark(label.start, is_on=tick.is_on)

    def _mark(self, start: int, *, is_on: bool) -> None:
        self._marks[start] = self._marks.get(start, "") + (ON if is_on else OFF)


def compared(text: str) -> str:
    """Character by character: to put a long row of accents in order would take quadratic time."""
    plain = "".join(unicodedata.normalize("NFKD", character) for character in text)
    return NOT_COMPARED.sub("", plain)


def drawn_by_entries(
    words: Sequence[Word], texts_of_entries: Mapping[int, Entry]
) -> Mapping[Entry, list[Word]]:
    """The words that each entry draws."""
    found: dict[Entry, list[Word]] = {}
    for word in words:
        entries = (texts_of_entries.get(address(ink.text_object)) for ink in word.inks)
        entry = next(filter(None, entries), None)
        if entry:
            found.setdefault(entry, []).append(word)
    return found


def words_inside(
    places: Collection[Rectangle], drawn: Mapping[Entry, Sequence[Word]]
) -> Mapping[Rectangle, Sequence[Word]]:
    """Of each field at one of these places. A large field may be over or under others."""
    found: dict[Rectangle, list[Word]] = {place: [] for place in places}
    others = []
    for entry, words in drawn.items():
        own = [place for place in places if math.dist(entry.corner, place[:2]) <= MAX_OFF]
        for place in own:
            found[place] += words
        if not own:
            others.append(words)
    free = [place for place, words in found.items() if not words]
    for words in others:
        left, bottom, right, top = box_of(
            corner for word in words for corner in (word.place[:2], word.place[2:])
        )
        x, y = (left + right) / 2, (bottom + top) / 2
        for place in free:
            if place[0] <= x <= place[2] and place[1] <= y <= place[3]:
                found[place] += words
    return {place: sorted(words, key=lambda word: word.start) for place, words in found.items()}


def lines(words: Iterable[Word]) -> list[list[Word]]:
    found: list[list[Word]] = []
    for word in words:
        if found and share_line(word.box, found[-1][-1].box):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def share_line(one: Box, other: Box) -> bool:
    """Whether the middle of one of them is between the top and the bottom of the other."""
    middle, other_middle = one.top + one.bottom, other.top + other.bottom
    return 2 * other.top < middle < 2 * other.bottom or 2 * one.top < other_middle < 2 * one.bottom


def without_frame(box: Box) -> Box:
    across = round(FRAME * (box.right - box.left))
    upwards = round(FRAME * (box.bottom - box.top))
    return Box(box.left + across, box.top + upwards, box.right - across, box.bottom - upwards)


def label_of(box: Box, words: Collection[Word]) -> Word | None:
    """The first word of the nearest text: in the line of the box if there is any, or elsewhere."""
    line = [word for word in words if share_line(word.box, box)]
    after = [word for word in line if word.box.right > box.right]
    before = [word for word in line if word.box.right <= box.right]
    following = min(after, key=lambda word: word.box.left, default=None)
    previous = max(before, key=lambda word: word.box.right, default=None)
    if following and (
        not previous or following.box.left - box.right <= box.left - previous.box.right
    ):
        return following
    if previous:
        return first_of_its_words(previous, before)
    return min(words, key=lambda word: distance(box, word.box), default=None)


def first_of_its_words(last: Word, words: Sequence[Word]) -> Word:
    first = last
    for word in sorted(words, key=lambda word: word.box.left, reverse=True):
        gap = first.box.left - word.box.right
        if word is last or gap > MAX_SPACE * (first.box.bottom - first.box.top):
            continue
        first = word
    return first


def distance(one: Box, other: Box) -> int:
    across = max(one.left, other.left) - min(one.right, other.right)
    upwards = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(across, 0) + max(upwards, 0)
