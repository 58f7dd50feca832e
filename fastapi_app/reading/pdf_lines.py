"""From the words of a page to running text, in which a line ends where its author ended it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from reading.pdf_fractions import Bars, bar_of, fraction, is_beside
from reading.pdf_positions import Line
from reading.pdf_words import PageText, Word

DIVIDING_HYPHEN = "\N{HYPHEN}"
"""Which nobody types, and some programs put at the end of a line; PDFium only knows the others."""
MIN_FULL_LINE = 0.6
"""How far across the page a line goes at least that ends only because it is full."""
MAX_LINE_GAP = 1.5
"""Between lines of one paragraph, in heights of a line."""


def running_text(content: PageText, words: Sequence[Word], page_width: int, bars: Bars) -> str:
    """These words of the page's text. Where a line only was full, a space takes its end's place."""
    if not words:
        return ""
    margin = max(MIN_FULL_LINE * page_width, *(word.box.right for word in words))
    lines, ends = [Line(words[0], bars)], []
    for word, following in pairwise(words):
        line, between = lines[-1], content.text[word.end : following.start]
        if line.goes_on(word, following):
            blank = content.blank(word.end, following.start)
            line.add(" " if line.is_divided(word, following, blank) else "", following)
            continue
        is_end = "\n" in between
        is_space = any(one.isspace() or one.isprintable() for one in between)
        if not between and max(len(word.text), len(following.text)) > 1:  # or a field for a letter
            is_space = content.begins_entry(following.start)
        end = " " if is_space else ""
        if is_end:
            end = " " if is_full(word, following, margin) else "\n"
        is_apart = line.is_apart(following)
        if is_end or is_apart:
            is_stacked = not between and line.is_above_or_below(word, following)
            ends.append(end or ("\n" if is_stacked else ""))
            lines.append(Line(following, bars))
        else:
            line.add(end, following)
    return "".join(ended(with_fractions(lines, [*ends, ""], bars)))


def with_fractions(lines: Sequence[Line], ends: list[str], bars: Bars) -> Iterator[tuple[str, str]]:
    """The texts of the lines and what ends each; a fraction of two lines stands in one of them."""
    texts = [line.text for line in lines]
    for at, (over, under) in enumerate(pairwise(lines)):
        bar = bar_of(over, under, bars) if texts[at] else None
        if bar is None:
            continue
        follows = at > 0 and is_beside(lines[at - 1], bar)
        goes_on = at + 2 < len(lines) and is_beside(lines[at + 2], bar)
        if not (follows or goes_on):  # it may as well be a rule between two rows
            continue
        texts[at : at + 2] = fraction(texts[at], texts[at + 1]), ""
        ends[at] = ""
        if follows:
            ends[at - 1] = " "
        if goes_on:
            ends[at + 1] = " "
    return zip(texts, ends, strict=True)


def ended(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    for text, end in lines:
        yield text.removesuffix(DIVIDING_HYPHEN) if end else text
        if not text.endswith(DIVIDING_HYPHEN):
            yield end


def is_full(word: Word, following: Word, margin: float) -> bool:
    """Whether the next line's first word would not have fitted into the line."""
    width = following.box.right - following.box.left
    height = following.box.bottom - following.box.top
    gap = following.box.top - word.box.bottom
    return word.box.right + width >= margin and gap <= MAX_LINE_GAP * height
