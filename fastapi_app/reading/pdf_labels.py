"""Small print that nobody hides: the labels of a figure which was made smaller to fit the page."""

from collections.abc import Sequence

from reading.pdf_words import Word
from reading.visibility import MIN_POINTS

MIN_LABEL_POINTS = 3.0
MAX_LABEL_WORDS = 2
"""More words in a row are no label."""
MAX_LABELS = 0.05
"""For each other word of the page."""
MAX_SPACE = 0.6
"""Between two words of one line, in heights of it."""


def labels(words: Sequence[Word]) -> list[Word]:
    """Of the words that are drawn on a page, those too small to be text which are labels."""
    if all(word.is_large_enough for word in words):
        return []
    found = in_short_rows(words)
    others = sum(word.is_large_enough for word in words)
    return found if len(found) <= MAX_LABELS * others else []


def in_short_rows(words: Sequence[Word]) -> list[Word]:
    return [
        word
        for row in rows(words)
        if len(row) <= MAX_LABEL_WORDS
        for word in row
        if MIN_LABEL_POINTS <= word.points < MIN_POINTS
    ]


def rows(words: Sequence[Word]) -> list[list[Word]]:
    found: list[list[Word]] = []
    for word in words:
        if found and follows(word, found[-1][-1]):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def follows(word: Word, before: Word) -> bool:
    """Whether both are in one line, side by side."""
    height = max(word.box.bottom - word.box.top, before.box.bottom - before.box.top)
    beside = abs(word.box.left - before.box.right) <= max(MAX_SPACE * height, 1)
    return beside and word.box.top < before.box.bottom and before.box.top < word.box.bottom
