"""From features to points: one weighted mean, one bend, one soft factor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from scoring.features import Features

_CENTRE = 0.59
_SLOPE = 0.21
_LENIENCY = 0.6
"""The bend of the scale. People forgive the last missing words of a good answer; a straight
scale calls a faithful paraphrase mediocre. Chosen for that, not fitted."""

_OFF_TOPIC_FACTOR = 0.5
_STRAY_WORDS = (8, 20)

WORDS_AT_RANDOM = 8.0
_UNRELATED = 18.0
_ABOUT_RANGE = (0.3, 0.5)

_BASE, _MADE, _VIEW = -51.4, 56.6, 1.21
_MADE_RANGE = (0.05, 0.35)
_UNLIKE = 2.5
_CREDIT, _CLEARLY_MADE = 90.0, (0.3, 0.7)
"""One point that is clearly made is worth its share, however little there is besides."""

_DENIAL = 1.5
"""Of key points: a denied one is worth nothing, and its words have counted in the features."""
_DENIAL_OF_REFERENCE = 0.8
"""Of the clauses of a reference answer, which nobody has called a point: graders forgive more."""


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
    related = as_related(scaled * left_of_reference(features.denied), features.about)
    return related if features.recall else min(related, _UNRELATED)


def as_related(points: float, about: float) -> float:
    """No more than next to nothing for a text of which little is about the question: in a long one
    there are the words of any rubric. 95 in 100 right answers have a share of .5 or more, of
    unrelated texts 95 in 100 less than .35."""
    share = _ramp(about, *_ABOUT_RANGE)
    return share * points + (1.0 - share) * min(points, _UNRELATED)


def by_points(coverages: Sequence[float], view: float, reference: float) -> float:
    """8 to 100, from how far each key point is there and what ``points`` makes of all of them
    together, or of the closest reference: what is nearly the same as that makes its points."""
    made = fmean(_ramp(coverage, *_MADE_RANGE) for coverage in coverages)
    linear = _BASE + _MADE * made + _VIEW * view
    like_reference = 100.0 - _UNLIKE * (100.0 - reference)
    credit = _CREDIT * fmean(_ramp(coverage, *_CLEARLY_MADE) for coverage in coverages)
    return max(WORDS_AT_RANDOM, min(100.0, max(linear, like_reference, credit)))


def _ramp(x: float, low: float, high: float) -> float:
    return max(0.0, min(1.0, (x - low) / (high - low)))


def left_of(share: float) -> float:
    """What is left of the points where this share of the key points it speaks of is denied."""
    return math.pow(1.0 - share, _DENIAL)


def left_of_reference(share: float) -> float:
    """The same of the clauses of a reference answer."""
    return 1.0 - _DENIAL_OF_REFERENCE * share


def _trust(stray_words: int) -> float:
    """1, down to a half for many words of which none is about the rubric. A short answer in quite
    different words may be right; graders give such answers points."""
    return 1.0 - (1.0 - _OFF_TOPIC_FACTOR) * _ramp(stray_words, *_STRAY_WORDS)


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
