"""Powers and orders of growth, written in one way each: x^2, o(nlogn). All texts are folded."""

import re
from fractions import Fraction

from scoring.values import Value, written

ORDER = r"(?<!\w)(?P<order>[oθω]) ?\((?P<inner>(?:[^()\n]|\([^()\n]{0,20}\)){1,40}+)\)"
POWER = (
    r"(?<!\w)(?P<base>[a-z]{1,3}|\d{1,9})(?:\^|\*\*)"
    r"(?P<exponent>[a-z](?!\w)|-?\d{1,4}(?!\w)|\([^()\n]{1,16}\)|\{[^{}\n]{1,16}\})"
)
_SQUARED = re.compile(r"(?:(?<=\d)|(?<=(?<!\w)[a-z])) (squared|cubed)(?!\w)")
_TO_THE_POWER = re.compile(r"(?<=[a-z0-9]) to the power(?: of)? (?=-?\d)")
_POWERS = re.compile(
    r"(?<![\w.^])(?:(?P<factor>\d{1,15}(?:\.\d{1,15})?) ?[x×*·] ?)?(?P<base>\d{1,6})"
    r"(?: \^ | \*\* |\^|\*\*)(?P<open>[({])?(?P<exponent>[-−]?\d{1,3})(?(open)[)}])(?![\w^])"
)
_LOG_BASE = re.compile(r"log_?(?:2|10)(?= ?\(| |_)")
_LEFT_OUT_OF_FORMULAS = dict.fromkeys(map(ord, "(){}[] \t_*·×"))
_MAX_FORMULA = 30


def spell_powers(text: str) -> str:
    """Powers in words as x^2, and powers of numbers as numbers."""
    if "squared" in text or "cubed" in text:
        text = _SQUARED.sub(lambda m: "^2" if m[1] == "squared" else "^3", text)
    if " to the power" in text:
        text = _TO_THE_POWER.sub("^", text)
    return _POWERS.sub(_in_digits, text) if "^" in text or "**" in text else text


def _in_digits(match: re.Match[str]) -> str:
    base, exponent = int(match["base"]), int(match["exponent"].replace("−", "-"))
    if not base or abs(exponent) > 90:
        return match.group()
    number = Fraction(match["factor"] or 1) * Fraction(base) ** exponent
    return written(Value(number)) or match.group()


def order(match: re.Match[str]) -> str:
    """O(n * log(n)) and O(n log n) alike."""
    inner = _LOG_BASE.sub("log", match["inner"].replace("**", "^"))
    return f"{match['order']}({_bare(inner)})"


def power(match: re.Match[str]) -> str:
    return f"{match['base']}^{_bare(match['exponent'])}"


def _bare(formula: str) -> str:
    return formula.translate(_LEFT_OUT_OF_FORMULAS)[:_MAX_FORMULA]
