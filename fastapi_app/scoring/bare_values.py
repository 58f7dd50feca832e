"""References that are nothing but a value, "-5" or "p < 0.05": right or wrong, not alike."""

from collections.abc import Sequence
from itertools import pairwise

from scoring.features import Answer
from scoring.matching import UNIT_LEFT_OUT
from scoring.values import RELATION_ALONE, Value, differ, value_of
from scoring.words import is_content, stem, words

_RIGHT, _WRONG = 85.0, 30.0
_MAX_REFERENCE_CHARACTERS = 100
_MAX_ANSWER_WORDS = 12
"""A value in a longer answer may be there by chance."""
_DENIALS = frozenset("not no never without".split())


def judged_as_value(score: float, answer: Answer, reference: str) -> float:
    """The points, where the reference is only a value: at least 85 for a short answer that says it
    and no other, at most 30 for one that says another instead."""
    wanted = _only_value(reference, answer) if len(reference) < _MAX_REFERENCE_CHARACTERS else None
    if wanted is None:
        return score
    word, value = wanted
    says_it = answer.has(stem(word)) >= UNIT_LEFT_OUT
    values = map(value_of, answer.words)
    said = {known for known in values if known and known.unit != RELATION_ALONE}
    says_another = any(differ(value, other) for other in said)
    if says_another and (not says_it or _is_rejected(word, answer.words)):
        return min(score, _WRONG)
    is_short = len(answer.words) <= _MAX_ANSWER_WORDS
    is_plain = is_short and len(said) == 1 and _DENIALS.isdisjoint(answer.words)
    return max(score, _RIGHT) if says_it and is_plain else score


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
