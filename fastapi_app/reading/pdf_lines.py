"""From the words of a page to running text, in which a line ends where its author ended it."""

from collections.abc import Sequence
from itertools import pairwise

from reading.pdf_words import Word

DIVIDING_HYPHEN = "\N{HYPHEN}"
"""Which nobody types, and some programs put at the end of a line; PDFium only knows the others."""
MIN_FULL_LINE = 0.6
"""How far across the page a line goes at least that ends only because it is full."""
MAX_LINE_GAP = 1.5
"""Between lines of one paragraph, in heights of a line."""


def running_text(text: str, words: Sequence[Word], page_width: int) -> str:
    """These words of the page's text. Where a line only was full, a space takes its end's place."""
    if not words:
        return ""
    margin = max(MIN_FULL_LINE * page_width, *(word.box.right for word in words))
    parts = [words[0].text]
    for word, following in pairwise(words):
        between = text[word.end : following.start]
        if "\n" in between and parts[-1].endswith(DIVIDING_HYPHEN):
            parts[-1] = parts[-1].removesuffix(DIVIDING_HYPHEN)
        elif "\n" in between:
            parts.append(" " if is_full(word, following, margin) else "\n")
        elif any(character.isspace() or character.isprintable() for character in between):
            parts.append(" ")
        parts.append(following.text)
    return "".join(parts)


def is_full(word: Word, following: Word, margin: float) -> bool:
    """Whether the next line's first word would not have fitted into the line."""
    width = following.box.right - following.box.left
    height = following.box.bottom - following.box.top
    gap = following.box.top - word.box.bottom
    return word.box.right + width >= margin and gap <= MAX_LINE_GAP * height
