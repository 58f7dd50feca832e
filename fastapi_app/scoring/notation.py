"""Values in a text, each made one word, whatever the notation. All texts are folded, lower case.

Linear in the length of the text. What is no notation of a value keeps the words that it has
without this module: names ("sha-256", "http/2", "utf-8"), dates and code.
"""

import re
from fractions import Fraction
from functools import lru_cache

from scoring.quantities import LONE_LETTERS, SYMBOLS, TURNED_ROUND, UNITS
from scoring.values import Value, written

_DIGIT = re.compile(r"\d")
_ELABORATE = ("<", ">", "≤", "≥", "^", "!=", "**", "o(", "o (", "θ", "ω")

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
_RAISED = re.compile(r"((?<!\w)[^\W\d_]{1,3}|\d|\))([⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]{1,9})")
_WIDE_GROUPS = re.compile("(?<=\\d)[\u00a0\u2007\u2009\u202f](?=\\d{3}(?!\\d))")
_VULGAR = {
    **dict(zip("½¼¾⅛⅜⅝⅞⅕⅖⅗⅘", ".5 .25 .75 .125 .375 .625 .875 .2 .4 .6 .8".split(), strict=True)),
    "⅓": " 1/3 ",
    "⅔": " 2/3 ",
}
_OTHER_SIGNS = str.maketrans({**_VULGAR, "≠": "!=", "≦": "<=", "≧": ">=", "⩽": "<=", "⩾": ">="})

_VERSION = re.compile(r"v(?<![^\W_]v)(?=\d{1,4}\.\d)")
_SQUARED = re.compile(r"(?:(?<=\d)|(?<=(?<!\w)[a-z])) (squared|cubed)(?!\w)")
_TO_THE_POWER = re.compile(r"(?<=[a-z0-9]) to the power(?: of)? (?=-?\d)")
_POWERS = re.compile(
    r"(?<![\w.^])(?:(?P<factor>\d{1,15}(?:\.\d{1,15})?) ?[x×*·] ?)?(?P<base>\d{1,6})"
    r"(?: \^ | \*\* |\^|\*\*)(?P<open>[({])?(?P<exponent>[-−]?\d{1,3})(?(open)[)}])(?![\w^])"
)

_SYMBOL_NAMES = sorted((n for n in UNITS if len(n) <= 4 or n in ("kbits", "mbits")), key=len)[::-1]
_APART = "|".join(n for n in _SYMBOL_NAMES if n != "%" and (len(n) > 1 or n in LONE_LETTERS))
_ATTACHED = "|".join(n for n in _SYMBOL_NAMES if len(n) == 1 and n not in (*LONE_LETTERS, "%"))
_UNIT = (
    rf"(?:[ -]?(?P<unit>{_APART})(?P<per>/s(?:ec|econd)?)?|(?P<attached>{_ATTACHED}|k)"
    r"|(?P<percent> ?%(?! ?[\d(]| [a-z](?!\w))))?(?![\w^]|\*\*\w)"
)
_NUMBER = (
    r"\d(?<![\w^]\d)(?:"
    r"(?P<dotted>\d{0,29}(?:\.\d{1,30}){2,20}(?!\w))"
    r"|(?P<fraction>(?<![/.]\d)\d?/[1-9]\d{0,3}(?![\w/]|\.\d))"
    r"|(?P<whole>\d{0,2}(?:[,'_]\d{3}){1,10}(?!\d)|\d?(?: \d{3}){1,10}(?!\d)"
    r"|\d\d(?: 000){1,10}(?!\d)"
    r"|\d{0,29}(?!\d))(?P<decimals>\.\d{1,30})?(?P<e>e[+-]?\d{1,2}(?!\w))?" + _UNIT + ")"
    r"(?P<turned> ?(?:<=|>=|[<>≤≥]) ?(?=[a-z(])(?![a-z]\w{0,15}>))?"
)
_PLAIN = re.compile(_NUMBER)
_ANY = re.compile(
    _NUMBER + r"|(?<!\w)(?P<order>[oθω]) ?\((?P<inner>(?:[^()\n]|\([^()\n]{0,20}\)){1,40}+)\)"
    r"|(?<!\w)(?P<base>[a-z]{1,3}|\d{1,9})(?:\^|\*\*)"
    r"(?P<exponent>[a-z](?!\w)|-?\d{1,4}(?!\w)|\([^()\n]{1,16}\)|\{[^{}\n]{1,16}\})"
    r"|(?<=[\w)\]])(?: ?(?P<compared><=|>=|!=|≤|≥)(?!=) ?| (?P<spaced>[<>]) )(?=[a-z(])"
)

_LOG_BASE = re.compile(r"log_?(?:2|10)(?= ?\(| |_)")
_LEFT_OUT_OF_FORMULAS = dict.fromkeys(map(ord, "(){}[] \t_*·×"))
_SEPARATORS = dict.fromkeys(map(ord, ",'_ "))
_BEFORE_POINT = " \t\r\n()[]{}<>=≤≥,:;-−–+*/\"'"
_DECADE = re.compile(r"(?:1[89]|20)\d0s")
_MAYBE_VERSION = re.compile(r"[1-9]\d?\.[123]0")
"""After 1.9 comes 1.10: as a version it is another than 1.1."""
_MAX_FORMULA = 30
_MAX_TAG = 18

_OPENING = frozenset("([{=<>≤≥,:;*/|\"'`")
_SIGNS = frozenset("-−–")


def spell_symbols(text: str) -> str:
    """Raised digits as in x^2, vulgar fractions and spaces within numbers, before folding takes
    what they mean from them."""
    text = _RAISED.sub(lambda m: f"{m[1]}^{m[2].translate(_SUPERSCRIPTS)}", text)
    return _WIDE_GROUPS.sub("_", text).translate(_OTHER_SIGNS)


def split(text: str, word: re.Pattern[str]) -> list[str]:
    """The words of a folded text as ``word`` finds them, but one for each value in digits."""
    text = _spell_powers(text)
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


def _spell_powers(text: str) -> str:
    """Powers in words as x^2, and powers of numbers as numbers."""
    if "squared" in text or "cubed" in text:
        text = _SQUARED.sub(lambda m: "^2" if m[1] == "squared" else "^3", text)
    if " to the power" in text:
        text = _TO_THE_POWER.sub("^", text)
    return _POWERS.sub(_power, text) if "^" in text or "**" in text else text


def _power(match: re.Match[str]) -> str:
    base, exponent = int(match["base"]), int(match["exponent"].replace("−", "-"))
    if not base or abs(exponent) > 90:
        return match.group()
    number = Fraction(match["factor"] or 1) * Fraction(base) ** exponent
    return written(Value(number)) or match.group()


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
        return start, [_order(match["order"], match["inner"])]
    if kind == "exponent":
        return start, [f"{match['base']}^{_bare(match['exponent'])}"]
    if kind in ("compared", "spaced"):
        return start, [SYMBOLS[match[kind]]]
    return _read_number(match, text, done)


def _order(letter: str, inner: str) -> str:
    """O(n * log(n)) and O(n log n) alike."""
    return f"{letter}({_bare(_LOG_BASE.sub('log', inner.replace('**', '^')))})"


def _bare(formula: str) -> str:
    return formula.translate(_LEFT_OUT_OF_FORMULAS)[:_MAX_FORMULA]


def _read_number(match: re.Match[str], text: str, done: int) -> tuple[int, list[str]]:
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
    is_negative = start > done and _is_sign(text, start - 1)
    start -= is_negative
    relation, start = _relation_before(text, start, max(done, start - 4), match.end())
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


def _is_sign(text: str, at: int) -> bool:
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


def _relation_before(text: str, start: int, earliest: int, end: int) -> tuple[str, int]:
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
