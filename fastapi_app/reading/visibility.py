"""What a person can see of a text: not what is too small, or as good as its background's colour."""

from typing import TypeAlias

from reading.result import Reading, Unreadable

Colour: TypeAlias = tuple[int, int, int]  # red, green, blue, each 0-255
WHITE: Colour = (255, 255, 255)
HIDDEN_TEXT = "hidden_text"

MIN_POINTS = 4.0
"""The smallest print in use has 5 points: an index in a formula."""
MIN_CONTRAST = 40
"""Of 255, in the channel that differs most. Light grey (#ccc) on white is 51."""


def contrast(one: Colour, other: Colour) -> int:
    return max(abs(mine - yours) for mine, yours in zip(one, other, strict=True))


def says_something(text: str) -> bool:
    """Whether it would be worth hiding; marks that are never drawn hide nothing."""
    return any(character.isalnum() for character in text)


def visible(text: str, *, hides: bool) -> Reading:
    return Reading(text, (HIDDEN_TEXT,) if hides else ())


def not_blank(kind: str, reading: Reading) -> Reading:
    """Raises Unreadable where there is no text to be seen."""
    if not reading.text.strip():
        raise Unreadable(
            f"The {kind} shows no text, perhaps only pictures of it; a person has to look at it.",
            reading.flags,
        )
    return reading
