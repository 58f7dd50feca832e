"""Which answers are recommended for manual review, whichever engine scores them."""

import pytest

from scoring.reasons import reasons


@pytest.mark.parametrize(
    ("score", "contradicted", "flags", "expected"),
    [
        (80.0, (), (), ()),
        (0.0, (), ("empty",), ()),
        (None, (), (), ("needs_review",)),
        (80.0, ("a point",), (), ("contradiction",)),
        (80.0, (), ("padded", "contains_code", "truncated"), ("contains_code",)),
        (80.0, (), ("other_language", "addressed_to_grader"),
         ("addressed_to_grader", "other_language")),
        (None, ("a point",), ("contains_code",),
         ("needs_review", "contradiction", "contains_code")),
    ],
)  # fmt: skip
def test_a_missing_score_a_denied_point_and_some_flags_are_reasons_for_a_review(
    score: float | None,
    contradicted: tuple[str, ...],
    flags: tuple[str, ...],
    expected: tuple[str, ...],
) -> None:
    assert reasons(score, contradicted, flags) == expected
