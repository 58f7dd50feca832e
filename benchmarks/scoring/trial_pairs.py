"""What minimal pairs say: an answer, and the same with one fact turned round."""

from collections.abc import Mapping, Sequence

from benchmarks.scoring.trial_sets import TURNS, Pair, Pairs
from scoring import AnswerScore

SETS: Mapping[str, str] = {"own_words": "own words", "usual_terms": "usual terms"}
"""Files, and what tables call them."""
_FELL = 5


def is_found(pair: Pair) -> bool:
    return bool(pair.turned.contradicted)


def accused(answers: Sequence[AnswerScore]) -> int:
    return sum(bool(one.contradicted) for one in answers)


def fell(pairs: Sequence[Pair]) -> int:
    """How many turned answers score at least five less than the right ones."""
    return sum((one.right.score or 0) - (one.turned.score or 0) >= _FELL for one in pairs)


def table(sets: Mapping[str, Pairs]) -> list[list[str]]:
    """``sets`` by what they are called."""
    return [
        ["answers with one fact turned round", *sets],
        *([f"{how}: found", *(_found(one, how) for one in sets.values())] for how in TURNS),
        ["all: found", *(_all_found(one) for one in sets.values())],
        [
            "turned one at least 5 below the right one",
            *(f"{fell(one.pairs)} of {len(one.pairs)}" for one in sets.values()),
        ],
        ["right one accused", *(_right_accused(one) for one in sets.values())],
        ['right, full of "not": accused', *(_honest_accused(one) for one in sets.values())],
    ]


def honest_table(answers: Sequence[AnswerScore]) -> list[list[str]]:
    return [
        ['more right answers, full of "not"', "offline engine"],
        ["accused", f"{accused(answers)} of {len(answers)}"],
    ]


def _found(pairs: Pairs, how: str) -> str:
    turned = [one for one in pairs.pairs if one.how == how]
    return f"{sum(map(is_found, turned))} of {len(turned)}"


def _all_found(pairs: Pairs) -> str:
    return f"{sum(map(is_found, pairs.pairs))} of {len(pairs.pairs)}"


def _right_accused(pairs: Pairs) -> str:
    return f"{accused([one.right for one in pairs.pairs])} of {len(pairs.pairs)}"


def _honest_accused(pairs: Pairs) -> str:
    return f"{accused(pairs.honest)} of {len(pairs.honest)}" if pairs.honest else "none"
