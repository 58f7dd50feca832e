"""What may stand before a number in digits: the sign of -5, the relation of <= 3. All texts are
folded."""

from scoring.quantities import SYMBOLS

_OPENING = frozenset("([{=<>≤≥,:;*/|\"'`")
_SIGNS = frozenset("-−–")
_MAX_TAG = 18


def is_sign(text: str, at: int) -> bool:
    """Whether a character before a number makes it negative: no dash of "1-5", "ISO-8859",
    "n -1" or "3 -5" does."""
    if text[at] not in _SIGNS:
        return False
    before = text[max(0, at - 4) : at]
    if not before or before[-1] in _OPENING or not before.rstrip():
        return True
    if not before[-1].isspace():
        return False
    said = before.rstrip()
    return not (said[-1].isdigit() or said[-1] in ")]" or _ends_with_a_name(said))


def _ends_with_a_name(text: str) -> bool:
    """Whether it ends with a single letter, as variables have."""
    return text[-1].isalpha() and not text[-2:-1].isalnum()


def relation_before(text: str, start: int, earliest: int, end: int) -> tuple[str, int]:
    """The relation that stands before a number, "" for none, and where it or else the number
    begins. Arrows, shifts and tags have the same characters."""
    before = text[earliest:start].rstrip(" ")
    for size in (2, 1):
        symbol, previous = before[-size:], before[-size - 1 : -size]
        if symbol in SYMBOLS and previous not in ("-", "=", "<", ">", "!"):
            at = earliest + len(before) - size
            if _is_bracket(symbol, text, at, end):
                return "", start
            return SYMBOLS[symbol], at
    return "", start


def _is_bracket(symbol: str, text: str, at: int, end: int) -> bool:
    """Whether < or > is half of <5> or <b>."""
    if symbol == "<":
        return text[end : end + 1] == ">"
    opened = text.rfind("<", max(0, at - _MAX_TAG), at) if symbol == ">" else -1
    return opened >= 0 and text[opened + 1 : at].lstrip("/").isalnum()
