"""From features to points: one weighted mean, one bend, one soft factor."""

import math
from dataclasses import dataclass

from scoring.features import Features

_CENTRE = 0.59
_SLOPE = 0.21
_LENIENCY = 0.6
"""The bend of the scale. People forgive the last missing words of a good answer; a straight
scale calls a faithful paraphrase mediocre. Chosen for that, not fitted."""

_OFF_TOPIC_FACTOR = 0.5
_STRAY_WORDS = (8, 20)

_NOTHING_IN_COMMON = 18.0


@dataclass(frozen=True, slots=True)
class Constants:
    """Weight, mean and standard deviation of recall, likeness, length, order and wording."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    spreads: tuple[float, ...]


def points(features: Features, constants: Constants) -> float:
    """0 to 100."""
    bent = _bend(_CENTRE + _SLOPE * _deviations(features, constants))
    scaled = 100.0 * bent * _trust(features.stray_words)
    return scaled if features.recall else min(scaled, _NOTHING_IN_COMMON)


def _trust(stray_words: int) -> float:
    """1, down to a half for many words of which none is about the rubric. A short answer in quite
    different words may be right; graders give such answers points."""
    few, many = _STRAY_WORDS
    share = max(0.0, min(1.0, (stray_words - few) / (many - few)))
    return 1.0 - (1.0 - _OFF_TOPIC_FACTOR) * share


def _deviations(features: Features, constants: Constants) -> float:
    """Weighted mean of the features, in standard deviations from the tuning sets' average."""
    parts = zip(
        features.weighed(), constants.means, constants.spreads, constants.weights, strict=True
    )
    total = math.fsum(weight * (x - mean) / spread for x, mean, spread, weight in parts)
    return total / math.fsum(constants.weights)


def _bend(linear: float) -> float:
    x = max(0.0, min(1.0, linear))
    return (1.0 - math.exp(-_LENIENCY * x)) / (1.0 - math.exp(-_LENIENCY))
