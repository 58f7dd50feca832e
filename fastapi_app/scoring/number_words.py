"""Values that take several words, made one: "two hundred", "five seconds", "at most 3"."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from scoring.quantities import (
    CARDINALS,
    LONE_LETTERS,
    RELATIONS,
    RELATIONS_AFTER,
    SCALES,
    UNITS,
    VAGUE_RELATIONS,
)
from scoring.values import Value, value_of, written

_NUMBER_WORDS = frozenset((*CARDINALS, *SCALES))
_RELATION_ENDS = frozenset(phrase[-1] for phrase in RELATIONS)
_BEFORE = _RELATION_ENDS | {"minus", "negative", "a"}
_AFTER = _NUMBER_WORDS | frozenset(UNITS) | {"per", "or"}
_RELATION_LENGTHS = sorted({len(phrase) for phrase in RELATIONS}, reverse=True)
_DAY = 86_400
_NO_UNIT_AFTER_WORDS = frozenset(("us", "min"))


def joined(words: Sequence[str]) -> list[str]:
    """The same words, each value one of them. Single number words stay as they are.

    A relation stands before the value that has it, as a word of its own: "<", "<5". An answer that
    compares with another number still compares.
    """
    if not words:
        return []
    found: list[str] = []
    done = 0
    neighbours = zip(("", *words[:-1]), (*words[1:], ""), strict=True)
    for at, (word, (before, after)) in enumerate(zip(words, neighbours, strict=True)):
        if at < done or (word.isalpha() and word not in _NUMBER_WORDS):
            continue
        if before not in _BEFORE and after not in _AFTER and word[0] not in "<>!":
            continue
        start, end, value = _value_at(words, at, done, is_after_value=bool(found) and done == at)
        if value and (end - start > 1 or value.relation != "=") and (one := written(value)):
            found += [*words[done:start], *_relation(value), one]
            done = end
    return [*found, *words[done:]]


def _relation(value: Value) -> tuple[str, ...]:
    return () if value.relation == "=" else (value.relation,)


def _value_at(
    words: Sequence[str], at: int, done: int, *, is_after_value: bool
) -> tuple[int, int, Value | None]:
    """(first word, end, value) of what is said around the number at a place."""
    number, end = _number(words, at)
    if number is None:
        return at, at, None
    is_word = words[at].isalpha()
    value, end = _with_unit(number, words, end, is_word=is_word)
    start = at
    if words[at] in SCALES and start > done and words[start - 1] == "a":
        start -= 1
    if start > done and _is_negative(words, start - 1, done, is_after_value=is_after_value):
        value, start = replace(value, amount=-Fraction(value.amount)), start - 1
    if value.relation == "=":
        is_one_word = is_word and end - at == 1
        length, relation = _relation_before(words, start, done, is_one_word=is_one_word)
        start -= length
        after = " ".join(words[end : end + 2])
        if not length and after in RELATIONS_AFTER:
            relation, end = RELATIONS_AFTER[after], end + 2
        value = replace(value, relation=relation)
    return start, end, value


def _number(words: Sequence[str], at: int) -> tuple[Value | None, int]:
    """The number that begins at a place, scales such as "million" multiplied in, and its end."""
    if words[at].isalpha():
        amount, end = _cardinal(words, at)
        return Value(Fraction(amount)), end
    value = value_of(words[at])
    if value is None or not isinstance(value.amount, Fraction):
        return None, at
    end = at + 1
    while not value.unit and end < len(words) and words[end] in SCALES:
        value = replace(value, amount=value.amount * SCALES[words[end]])
        end += 1
    return value, end


def _cardinal(words: Sequence[str], at: int) -> tuple[int, int]:
    """A number in words and its end: "two hundred and five", "twenty-one"; of "one two" the one."""
    total, current, last_scale = 0, 0, 10**15
    end = at
    while end < len(words):
        word = words[end]
        skipped = word == "and" and end > at and words[end - 1] in SCALES
        if skipped and end + 1 < len(words):
            word = words[end + 1]
        if word in CARDINALS and _fits(CARDINALS[word], current, is_first=end == at):
            current += CARDINALS[word]
        elif not skipped and word == "hundred" and (0 < current < 100 or end == at):
            current = max(current, 1) * 100
        elif not skipped and SCALES.get(word, 0) > 100 and SCALES[word] < last_scale:
            last_scale = SCALES[word]
            total, current = total + max(current, 1) * last_scale, 0
        else:
            break
        end += 1 + skipped
    return total + current, end


def _fits(number: int, current: int, *, is_first: bool) -> bool:
    """Whether a number word goes on with the number before it: "one" after "twenty"."""
    if is_first or (number and current % 100 == 0):
        return is_first or current % 100 == 0
    return 0 < number < 10 and current % 100 >= 20 and current % 10 == 0


def _with_unit(value: Value, words: Sequence[str], end: int, *, is_word: bool) -> tuple[Value, int]:
    name = words[end] if end < len(words) else ""
    if name == "per" and words[end + 1 : end + 2] == ["cent"]:
        name, end = "percent", end + 1
    is_letter = len(name) == 1  # of "5 s" and not of "5. S" if the number is in digits
    if value.unit or name not in UNITS or (is_letter and not (is_word and name in LONE_LETTERS)):
        return value, end
    dimension, factor = UNITS[name]
    if is_word and (name in _NO_UNIT_AFTER_WORDS or (value.amount == 1 and factor >= _DAY)):
        return value, end  # "one day we found ..."
    value = replace(value, amount=Fraction(value.amount) * factor, unit=dimension)
    if "/" not in dimension and words[end + 1 : end + 3] == ["per", "second"]:
        return replace(value, unit=f"{dimension}/s"), end + 3
    return value, end + 1


def _is_negative(words: Sequence[str], at: int, done: int, *, is_after_value: bool) -> bool:
    """Whether the word at a place is a sign: no difference as in "ten minus 5" or "n minus 1"."""
    if words[at] == "negative":
        return True
    if words[at] != "minus" or (is_after_value and at == done):
        return False
    before = words[at - 1] if at else ""
    is_name = len(before) == 1 or not before.isalpha() or before in _NUMBER_WORDS
    return not before or not is_name


def _relation_before(
    words: Sequence[str], start: int, done: int, *, is_one_word: bool
) -> tuple[int, str]:
    """How many words before a place are its relation, and which."""
    if start == done or words[start - 1] not in _RELATION_ENDS:
        return 0, "="
    for length in _RELATION_LENGTHS:
        phrase = tuple(words[start - length : start]) if start - length >= done else ()
        if phrase in RELATIONS and not (is_one_word and phrase in VAGUE_RELATIONS):
            return length, RELATIONS[phrase]
    return 0, "="
