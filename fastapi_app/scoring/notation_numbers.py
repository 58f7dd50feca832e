"""Numbers in digits with all that belongs to them, each made one word: "13,500", "1/2", "5 ms",
"<= 3". All texts are folded."""

import re
from fractions import Fraction
from functools import lru_cache

from scoring.notation_signs import is_sign, relation_before
from scoring.quantities import LONE_LETTERS, SYMBOLS, TURNED_ROUND, UNITS
from scoring.values import Value, written

_SYMBOL_NAMES = sorted((n for n in UNITS if len(n) <= 4 or n in ("kbits", "mbits")), key=len)[::-1]
_APART = "|".join(n for n in _SYMBOL_NAMES if n != "%" and (len(n) > 1 or n in LONE_LETTERS))
_ATTACHED = "|".join(n for n in _SYMBOL_NAMES if len(n) == 1 and n not in (*LONE_LETTERS, "%"))
_UNIT = (
    rf"(?:[ -]?(?P<unit>{_APART})(?P<per>/s(?:ec|econd)?)?|(?P<attached>{_ATTACHED}|k)"
    r"|(?P<percent> ?%(?! ?[\d(]| [a-z](?!\w))))?(?![\w^]|\*\*\w)"
)
NUMBER = (
    r"\d(?<![\w^]\d)(?:"
    r"(?P<dotted>\d{0,29}(?:\.\d{1,30}){2,20}(?!\w))"
    r"|(?P<fraction>(?<![/.]\d)\d?/[1-9]\d{0,3}(?![\w/]|\.\d))"
    r"|(?P<whole>\d{0,2}(?:[,'_]\d{3}){1,10}(?!\d)|\d?(?: \d{3}){1,10}(?!\d)"
    r"|\d\d(?: 000){1,10}(?!\d)"
    r"|\d{0,29}(?!\d))(?P<decimals>\.\d{1,30})?(?P<e>e[+-]?\d{1,2}(?!\w))?" + _UNIT + ")"
    r"(?P<turned> ?(?:<=|>=|[<>≤≥]) ?(?=[a-z(])(?![a-z]\w{0,15}>))?"
)
_SEPARATORS = dict.fromkeys(map(ord, ",'_ "))
_BEFORE_POINT = " \t\r\n()[]{}<>=≤≥,:;-−–+*/\"'"
_DECADE = re.compile(r"(?:1[89]|20)\d0s")
_MAYBE_VERSION = re.compile(r"[1-9]\d?\.[123]0")
"""After 1.9 comes 1.10: as a version it is another than 1.1."""


def read_number(match: re.Match[str], text: str, done: int) -> tuple[int, list[str]]:
    """Where a number begins, with its sign and relation behind ``done``, and the word for it; no
    words where it is none after all."""
    start = match.start()
    if match["dotted"]:
        return start, [text[start : match.end("dotted")]]
    if text[start - 1 : start] == ".":
        # .05, but not the second half of a name such as "file.5".
        if (
            match["decimals"]
            or start - 1 < done
            or text[max(0, start - 2) : start - 1].strip(_BEFORE_POINT)
        ):
            return start, []
        start -= 1
    if match["fraction"]:
        number = _fraction(text[start : match.end("fraction")])
    elif _is_list(match, text):
        return start, []
    else:
        number = (
            f"{text[start : match.end('whole')].translate(_SEPARATORS)}{match['decimals'] or ''}"
        )
    if not number:
        return start, []
    if number.isdigit() and len(number) > 1 and number[0] == "0":
        return start, [number]  # a month, a code
    is_negative = start > done and is_sign(text, start - 1)
    start -= is_negative
    relation, start = relation_before(text, start, max(done, start - 4), match.end())
    turned = (match["turned"] or "").strip()
    if turned and not relation:
        relation = TURNED_ROUND[SYMBOLS[turned]]
    unit = match["unit"] or match["attached"] or (match["percent"] or "").strip()
    if unit == "s" and _DECADE.fullmatch(match.group()):
        unit = ""
    word = _word(f"{number}{match['e'] or ''}", unit, bool(match["per"]), is_negative, relation)
    return start, [word]


def _fraction(text: str) -> str:
    """A proper fraction as decimals; "" for what may be a ratio, a mark or a date."""
    above, below = map(int, text.split("/"))
    is_usual = below < 100 or (above == 1 and below in (100, 1000))
    return written(Value(Fraction(above, below))) if above < below and is_usual else ""


def _is_list(match: re.Match[str], text: str) -> bool:
    """Whether commas part the items of a list in code: [100,200] or range(1,100)."""
    if "," not in match["whole"]:
        return False
    before = text[max(0, match.start() - 2) : match.start()]
    return before[-1:] in ("[", "{", ",") or (before[-1:] == "(" and before[:1].isalnum())


@lru_cache(maxsize=4096)
def _word(number: str, unit: str, per_second: bool, is_negative: bool, relation: str) -> str:
    """One word for a number and all that belongs to it."""
    dimension, factor = ("", Fraction(1000)) if unit == "k" else UNITS.get(unit, ("", Fraction(1)))
    amount = Fraction(number) * factor * (-1 if is_negative else 1)
    if per_second:
        dimension = f"{dimension}/s"
    if not unit and _MAYBE_VERSION.fullmatch(number):
        return f"{'' if relation == '=' else relation}{'-' * is_negative}{number}"
    return written(Value(amount, dimension, relation or "=")) or number
