"""What a word of a text is worth as a value: a number with its unit and relation, or a formula.

``scoring.notation`` writes every notation of a value as one word ("five milliseconds" and "5 ms" as
"0.005s", "at most 3" as "<=3", "O(n*log(n))" as "o(nlogn)"), so that equal words are equal values.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from scoring.quantities import CARDINALS, ORDINALS, SCALES, UNITS

_ORDINAL = "th"
RELATION_ALONE = "relation"
_AS_ADVERBS = frozenset(("first", "second"))
_DIMENSIONS = frozenset(dimension for dimension, _ in UNITS.values())
_FACTORS = {
    dimension: tuple(dict.fromkeys(factor for of, factor in UNITS.values() if of == dimension))
    for dimension in sorted(_DIMENSIONS)
} | {"%": (Fraction(1), Fraction(100))}
_RATES = frozenset(f"{dimension}/s" for dimension in _DIMENSIONS if "/" not in dimension)
_DIGITS = Context(prec=15)
_LARGEST, _SMALLEST = 10**24, 10**15

_NUMBER = re.compile(r"(<=|>=|!=|<|>)?(-?\d{1,30}(?:\.\d{1,30})?)([a-zω%/]*)")
_FORMULA = re.compile(r"(<=|>=|!=|<|>)?(?:([oθω])\((.{1,40}?)\)?|([a-z]{1,3}|\d{1,9})\^(.{1,40}))")
_RELATION = re.compile("<=|>=|!=|<|>")


@dataclass(frozen=True, slots=True)
class Value:
    """
    ``amount``    a number in units of the dimension, or what stands in a formula ("logn")
    ``unit``      the dimension: "" of plain numbers, "s", "byte", "%", "byte/s", "th" of ordinals,
                  "o" of O(...), "n^" of powers of n, "relation" of a relation between two names
    ``relation``  "=", "!=", "<", "<=", ">" or ">="
    """

    amount: Fraction | str
    unit: str = ""
    relation: str = "="


@lru_cache(maxsize=4096)
def value_of(word: str) -> Value | None:
    """The value of a word that ``scoring.words.words`` returned; None where it is none.

    "one" is 1, although it may be a pronoun. "first" and "second" have no value: they mostly put
    sentences in a row.
    """
    if word.isalpha():
        return _of_number_word(word)
    if word in ORDINALS:
        return Value(Fraction(ORDINALS[word]), _ORDINAL)
    if number := _NUMBER.fullmatch(word):
        relation, amount, unit = number.groups()
        is_known = not unit or unit in _DIMENSIONS or unit in _RATES
        return Value(Fraction(amount), unit, relation or "=") if is_known else None
    if formula := _FORMULA.fullmatch(word):
        relation, order, inner, base, exponent = formula.groups()
        unit = order or f"{base}^"
        return Value(inner or exponent, unit, relation or "=")
    return Value("", RELATION_ALONE, word) if _RELATION.fullmatch(word) else None


def _of_number_word(word: str) -> Value | None:
    if word in ORDINALS and word not in _AS_ADVERBS:
        return Value(Fraction(ORDINALS[word]), _ORDINAL)
    number = CARDINALS.get(word, SCALES.get(word))
    return None if number is None else Value(Fraction(number))


def differ(one: Value, other: Value) -> bool:
    """Whether both say how much there is of the same, and not the same of it.

    Values of two dimensions say nothing about each other, nor do "5" and "5 ms".
    """
    return one.unit == other.unit and one != other


def written(value: Value) -> str:
    """The one word for a value with a number; "" for one too large or small to be told apart."""
    number = value.amount
    if not isinstance(number, Fraction) or not _can_be_written(number):
        return ""
    relation = "" if value.relation == "=" else value.relation
    return f"{relation}{_decimal(number)}{value.unit}"


def _can_be_written(number: Fraction) -> bool:
    """Whether it is 0, or from 10^-15 to 10^24."""
    above, below = abs(number.numerator), number.denominator
    return above < _LARGEST * below and (not above or below <= _SMALLEST * above)


def _decimal(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    quotient = _DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))
    return format(quotient.normalize(), "f")


@lru_cache(maxsize=1024)
def without_unit(word: str) -> tuple[str, ...]:
    """How a value's number may be written by one who leaves out its unit, which the question may
    have named: "20" and "0.02" for 20 ms."""
    value = value_of(word)
    if value is None or value.unit not in _DIMENSIONS or not isinstance(value.amount, Fraction):
        return ()
    numbers = (value.amount / factor for factor in _FACTORS[value.unit])
    return tuple(filter(None, (written(Value(n, relation=value.relation)) for n in numbers)))
