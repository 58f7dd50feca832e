"""Values in a text, each made one word, whatever the notation. All texts are folded, lower case.

Linear in the length of the text. What is no notation of a value keeps the words that it has
without this module: names ("sha-256", "http/2", "utf-8"), dates and code.
"""

import re

from scoring.notation_formulas import ORDER, POWER, order, power, spell_powers
from scoring.notation_numbers import NUMBER, read_number
from scoring.quantities import SYMBOLS

_DIGIT = re.compile(r"\d")
_ELABORATE = ("<", ">", "≤", "≥", "^", "!=", "**", "o(", "o (", "θ", "ω")
_VERSION = re.compile(r"v(?<![^\W_]v)(?=\d{1,4}\.\d)")
_COMPARISON = r"(?<=[\w)\]])(?: ?(?P<compared><=|>=|!=|≤|≥)(?!=) ?| (?P<spaced>[<>]) )(?=[a-z(])"
_PLAIN = re.compile(NUMBER)
_ANY = re.compile("|".join((NUMBER, ORDER, POWER, _COMPARISON)))


def split(text: str, word: re.Pattern[str]) -> list[str]:
    """The words of a folded text as ``word`` finds them, but one for each value in digits."""
    text = spell_powers(text)
    is_elaborate = any(sign in text for sign in _ELABORATE)
    if not is_elaborate and not _DIGIT.search(text):
        return word.findall(text)
    pattern = _ANY if is_elaborate else _PLAIN
    text = _VERSION.sub("", text)
    found: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        if _stands_alone(match, text):
            continue  # a word as it is
        start, values = _read(match, text, done)
        if values:
            found += word.findall(text, done, start)
            found += values
            done = match.end()
    return found + word.findall(text, done)


def _stands_alone(match: re.Match[str], text: str) -> bool:
    """Whether it is digits after a word and a space, or at the beginning: most numbers are."""
    start = match.start()
    if not match.group().isdigit():
        return False
    return not start or (text[start - 1] == " " and text[start - 2 : start - 1].isalnum())


def _read(match: re.Match[str], text: str, done: int) -> tuple[int, list[str]]:
    """Where a notation begins, with what belongs to it before its number, and the words for it;
    no words where it is none after all."""
    start = match.start()
    kind = match.lastgroup
    if kind == "inner":
        return start, [order(match)]
    if kind == "exponent":
        return start, [power(match)]
    if kind in ("compared", "spaced"):
        return start, [SYMBOLS[match[kind]]]
    return read_number(match, text, done)
