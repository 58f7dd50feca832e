"""Whether right answers are ranked above wrong ones: the area under the ROC curve."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from graded import Label

DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Areas:
    """How often a correct answer is ranked above one that contradicts the reference, and above one
    that is wrong otherwise: 0 to 1, .5 at random, nan where the labels are missing."""

    contradictory: float
    incorrect: float


def areas(scores: Sequence[float], labels: Sequence[Label | None]) -> Areas:
    """From as many labels as scores."""
    by_label: dict[Label | None, list[float]] = {}
    for score, label in zip(scores, labels, strict=True):
        by_label.setdefault(label, []).append(score)
    correct = by_label.get("correct", [])
    return Areas(
        contradictory=area_under_curve(correct, by_label.get("contradictory", [])),
        incorrect=area_under_curve(correct, by_label.get("incorrect", [])),
    )


def area_under_curve(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The share of pairs of a right and a wrong answer whose right one has more, ties as half;
    nan where there is no pair."""
    below = sorted(wrong)
    twice = sum(bisect_left(below, score) + bisect_right(below, score) for score in right)
    pairs = len(right) * len(below)
    return twice / (2 * pairs) if pairs else math.nan


def shown(figure: float) -> str:
    """A dash where there is none."""
    return DASH if math.isnan(figure) else f"{figure:.3f}"
