"""What a person can see of a text: not what is too small, or as good as its background's colour."""

from typing import TypeAlias

from reading.result import Reading, Unreadable

Colour: TypeAlias = tuple[int, int, int]  # red, green, blue, each 0-255
WHITE: Colour = (255, 255, 255)
HIDDEN_TEXT = "hidden_text"

MIN_POINTS = 4.0
"""The smallest print in use has 5 points: an index in a formula."""
SCALE_OF_SCRIPTS = 2 / 3
"""How much smaller a program draws what it raises or lowers."""
MIN_POINTS_OF_SCRIPTS = 3.0
"""As they are drawn: a mark in a note of 6 points has 4."""
MIN_POINTS_OF_NUMBERS = 2.0
"""A page's own number may be smaller than any letter, and persuades nobody."""
MIN_CONTRAST = 30
"""Of 255, in the channel that differs most. Light grey (#e0e0e0) on white is 31."""
LARGE_POINTS = 24.0
MIN_CONTRAST_OF_LARGE = 16
"""Such as the word DRAFT across a page, which is pale so that the text over it can be read."""
MAX_WATERMARK_WORDS = 4
"""Different ones on a page, such as FOR INTERNAL USE ONLY."""
WATERMARK_POINTS = 48.0
MIN_CONTRAST_OF_WATERMARK = 10
"""What is as large and paler than other large text is not read, and nobody's secret."""
LETTERS_IN_ONE_PLACE = 2
"""So many are laid over each other on purpose, where a font lacks a sign."""
TOOLS_MARKS = frozenset({"Powered by TCPDF (www.tcpdf.org)"})
"""What tools put into every file they write, unseen."""

FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters of the Korean alphabet that are blanks."""


def least_contrast(points: float) -> int:
    return MIN_CONTRAST if points < LARGE_POINTS else MIN_CONTRAST_OF_LARGE


def contrast(one: Colour, other: Colour) -> int:
    return max(abs(mine - yours) for mine, yours in zip(one, other, strict=True))


def says_something(text: str) -> bool:
    """Whether it would be worth hiding; marks that are never drawn hide nothing."""
    return any(character.isalnum() and character not in FILLERS for character in text)


def least_points(text: str) -> float:
    """Which a line of this text has to be high, to be read by a person."""
    is_number = not any(character.isalpha() for character in text)
    return MIN_POINTS_OF_NUMBERS if is_number else MIN_POINTS


def least_points_of_scripts(text: str) -> float:
    return min(least_points(text), MIN_POINTS_OF_SCRIPTS)


def is_piled_up(text: str, spacing: float, points: float) -> bool:
    """Whether its letters are drawn over each other: so many points are added between them."""
    return spacing <= -points and sum(map(str.isalnum, text)) > LETTERS_IN_ONE_PLACE


def visible(text: str, *, hides: bool) -> Reading:
    return Reading(text, (HIDDEN_TEXT,) if hides else ())


def not_blank(kind: str, reading: Reading) -> Reading:
    """Raises Unreadable where there is no text to be seen."""
    if not reading.text.strip():
        raise Unreadable(
            f"The {kind} shows no text, perhaps only pictures of it; it needs manual review.",
            reading.flags,
        )
    return reading
