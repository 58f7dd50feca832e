"""Why an answer is recommended for manual review: stable codes, by rules that all engines share.

An engine explains each of them by a sentence in its feedback.
"""

from collections.abc import Collection

NEEDS_REVIEW = "needs_review"
CONTRADICTION = "contradiction"
NOTHING_RECOGNISED = "nothing_recognised"
"""A score that rests on single words: of no expected point enough was found."""

LEAST_NOTABLE = 20.0
"""A lower score needs no explanation by what was recognised."""

REVIEWED_FLAGS = ("addressed_to_grader", "contains_code", "other_language")
"""Flags that are reasons too, under the same code. An engine that reads every language leaves
``other_language`` out of what it passes on."""


def reasons(
    score: float | None,
    contradicted: Collection[str],
    flags: Collection[str],
    *,
    is_unfounded: bool = False,
) -> tuple[str, ...]:
    """The codes for a ``score`` from 0 to 100, None where there is none, the points that the answer
    seems to deny, and the flags of the answer; the gravest first, each once. ``is_unfounded`` is a
    score without any point that was recognised."""
    found = []
    if score is None:
        found.append(NEEDS_REVIEW)
    if contradicted:
        found.append(CONTRADICTION)
    if is_unfounded:
        found.append(NOTHING_RECOGNISED)
    return (*found, *(flag for flag in REVIEWED_FLAGS if flag in flags))
