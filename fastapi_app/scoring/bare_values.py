"""References that are nothing but a value, "-5" or "p < 0.05": right or wrong, not alike."""

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise
from types import MappingProxyType

from scoring.features import Answer
from scoring.matching import UNIT_LEFT_OUT
from scoring.values import RELATION_ALONE, Value, differ, value_of
from scoring.words import is_content, stem, words

_RIGHT, _WRONG = 85.0, 30.0
_MAX_REFERENCE_CHARACTERS = 100
_MAX_ANSWER_WORDS = 12
"""A value in a longer answer may be there by chance."""
_DENIALS = frozenset("not no never without".split())
_ORDERS: Mapping[str, str] = MappingProxyType(
    {
        "constant": "1",
        "logarithmic": "logn",
        "linear": "n",
        "linearithmic": "nlogn",
        "quasilinear": "nlogn",
        "quadratic": "n^2",
        "cubic": "n^3",
    }
)
_AFTER_AN_ORDER = frozenset(("", "time", "complexity", "growth", "cost", "order", "in", "on"))
_NOT_THAT = frozenset("not of than".split())
_OF_ORDER = ("o", "θ")
"""A tight bound is one as well, and in answers both mean the same."""


def judged_as_value(score: float, answer: Answer, reference: str) -> float:
    """The points, where the reference is only a value: at least 85 for a short answer that says it
    and no other, at most 30 for one that says another instead."""
    is_right = gives_value(answer, reference)
    if is_right is None:
        return score
    return max(score, _RIGHT) if is_right else min(score, _WRONG)


def gives_value(answer: Answer, reference: str) -> bool | None:
    """Whether the answer gives the value that is the whole reference, and not another. None where
    the reference is no value, or a longer answer says it among others."""
    wanted = _only_value(reference, answer) if len(reference) < _MAX_REFERENCE_CHARACTERS else None
    if wanted is None:
        return None
    word, value = wanted
    values = [value_of(w) for w in answer.words]
    said = {known for known in values if known and known.unit != RELATION_ALONE}
    if value.unit in _OF_ORDER:
        value, said = _as_order(value), _orders(answer.words, said)
    says_it = value in said or answer.has(stem(word)) >= UNIT_LEFT_OUT
    says_another = any(differ(value, other) for other in said)
    if says_another and (not says_it or _is_rejected(word, answer.words)):
        return False
    is_short = len(answer.words) <= _MAX_ANSWER_WORDS
    is_plain = is_short and len(said) == 1 and _DENIALS.isdisjoint(answer.words)
    return True if says_it and is_plain else None


def stems_for_orders(rubric: Iterable[str]) -> frozenset[str]:
    """The stems that may say an order of growth that the rubric gives as O(...)."""
    values = (value_of(word) for text in rubric for word in words(text))
    if not any(value and value.unit in _OF_ORDER for value in values):
        return frozenset()
    return frozenset(stem(word) for word in (*_ORDERS, "log", "lg"))


def _as_order(value: Value) -> Value:
    """Θ(lg n) as O(log n)."""
    return Value(str(value.amount).replace("lg", "log"), _OF_ORDER[0])


def _orders(said: Sequence[str], values: Set[Value]) -> set[Value]:
    """Orders of growth in letters, in words ("linear time") and without the O ("log n")."""
    found = {_as_order(value) for value in values if value.unit in _OF_ORDER}
    for before, word, after in zip(("", *said), said, (*said[1:], ""), strict=False):
        is_named = word in _ORDERS and after in _AFTER_AN_ORDER and before not in _NOT_THAT
        if is_named:
            found.add(Value(_ORDERS["linearithmic" if before == "log" else word], _OF_ORDER[0]))
        elif not found and word in ("log", "lg") and after == "n":
            found.add(Value("nlogn" if before == "n" else "logn", _OF_ORDER[0]))
    return found


def _is_rejected(value: str, said: Sequence[str]) -> bool:
    """ "80, not 443"."""
    return any(before in _DENIALS and stem(word) == stem(value) for before, word in pairwise(said))


def _only_value(reference: str, answer: Answer) -> tuple[str, Value] | None:
    """The one value of a text that has no other words but names of one letter, little words and
    those of the question."""
    found: list[tuple[str, Value]] = []
    for word in words(reference):
        value = value_of(word)
        if value is None:
            if len(word) > 1 and is_content(word) and stem(word) not in answer.question_stems:
                return None
        elif value.unit != RELATION_ALONE:
            found.append((word, value))
    return found[0] if len(found) == 1 else None
