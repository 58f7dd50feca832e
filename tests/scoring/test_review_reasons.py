"""Which answers are recommended for manual review, whichever engine scores them."""

from collections.abc import Callable
from typing import Any

import pytest

from scoring import Rubric
from scoring.contract import NotComputed
from scoring.offline import OfflineEngine
from scoring.punctual import PunctualEngine
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


_BY_REFERENCE = Rubric(
    "What does an index do?",
    ("It makes lookups fast because the database does not have to scan the whole table.",),
)


@pytest.mark.parametrize(
    "answer",
    [
        "The table is made of wood and has four legs.",
        "My database teacher is nice.",
        "I would rather buy something that is fast.",
        "The museum in the old part of the town is open every day except on Mondays, and children "
        "get in free. Nobody has to book lookups of the whole collection in advance. In the hall a "
        "guide explains how the ships were built, and after that people drink coffee by the river.",
    ],
)
def test_a_score_that_rests_on_single_words_goes_to_a_person(answer: str) -> None:
    result = OfflineEngine().score(answer, _BY_REFERENCE)
    assert result.review_reasons == ("nothing_recognised",)
    assert "rests on single words" in result.feedback


def test_a_score_of_which_it_is_seen_what_it_rests_on_does_not() -> None:
    known = OfflineEngine().score("Lookups are fast with it.", _BY_REFERENCE)
    nothing = OfflineEngine().score("I have no idea, sorry.", _BY_REFERENCE)
    value = OfflineEngine().score("It is logarithmic.", Rubric("How fast is it?", ("O(log n)",)))

    assert known.review_reasons == nothing.review_reasons == value.review_reasons == ()
    assert value.covered == ("O(log n)",)


def test_an_answer_that_is_not_scored_in_time_is_recommended_for_review() -> None:
    def takes_too_long(_: Callable[..., Any], *__: Any) -> Any:
        raise NotComputed("Scoring this answer takes too long; a person needs to read it.")

    result = PunctualEngine(OfflineEngine(), takes_too_long).score("An answer.", Rubric())

    assert (result.score, result.review_reasons) == (None, ("needs_review",))
    assert result.review_recommended


def test_an_answer_that_denies_its_reference_gets_little_and_goes_to_a_person() -> None:
    rubric = Rubric("What does UDP promise?", ("UDP does not guarantee delivery of packets.",))
    denied = OfflineEngine().score("UDP guarantees delivery of packets.", rubric)
    said = OfflineEngine().score("UDP doesn't guarantee delivery of packets.", rubric)

    assert denied.review_reasons == ("contradiction",)
    assert denied.score is not None
    assert said.score is not None
    assert denied.score < 0.3 * said.score
