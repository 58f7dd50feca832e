"""The published trap set: every case states what its score may at most, or must at least, be."""

import json
from itertools import permutations
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import pytest

from scoring import Rubric, engine

FOLDER = Path(__file__).parent
RUBRICS = json.loads((FOLDER / "rubrics.json").read_text(encoding="utf-8"))
TRAPS = json.loads((FOLDER / "traps.json").read_text(encoding="utf-8"))
TOLERANCE = 1.0

OFFLINE = engine("offline")


def rubric_of(trap: dict[str, Any]) -> Rubric:
    stored = RUBRICS[trap["rubric"]]
    return Rubric(
        question=stored["question"],
        reference_answers=tuple(stored["reference_answers"]),
        key_points=tuple(stored["key_points"]),
    )


def only_reference(rubric: Rubric) -> Rubric:
    return Rubric(rubric.question, reference_answers=rubric.reference_answers)


def only_key_points(rubric: Rubric) -> Rubric:
    return Rubric(rubric.question, key_points=rubric.key_points)


def test_there_are_at_least_a_hundred_traps_with_names_of_their_own() -> None:
    assert len({trap["name"] for trap in TRAPS}) == len(TRAPS) >= 100


@pytest.mark.parametrize("trap", [pytest.param(trap, id=trap["name"]) for trap in TRAPS])
def test_trap(trap: dict[str, Any]) -> None:
    rubric = rubric_of(trap)
    result = OFFLINE.score(trap["answer"], rubric)
    assert result.score is not None
    assert result.score <= trap.get("max", 100)
    assert result.score >= trap.get("min", 0)
    if "not_above" in trap:
        plain = OFFLINE.score(trap["not_above"], rubric).score
        assert plain is not None
        assert result.score <= plain + TOLERANCE
    if "flag" in trap:
        assert trap["flag"] in result.flags
    assert trap.get("without_flag") not in result.flags
    if "instruction" in trap["kind"]:
        assert "addressed_to_grader" in result.flags


@pytest.mark.parametrize("view", [only_reference, only_key_points])
@pytest.mark.parametrize(
    "trap", [pytest.param(trap, id=trap["name"]) for trap in TRAPS if "max" in trap]
)
def test_upper_limits_hold_with_half_a_rubric(trap: dict[str, Any], view: Any) -> None:
    result = OFFLINE.score(trap["answer"], view(rubric_of(trap)))
    assert result.score is not None
    assert result.score <= trap["max"]


@pytest.mark.parametrize(
    "trap",
    [
        pytest.param(trap, id=trap["name"])
        for trap in TRAPS
        if trap["kind"] in ("reference", "paraphrase")
    ],
)
def test_lower_limits_hold_with_the_reference_alone(trap: dict[str, Any]) -> None:
    result = OFFLINE.score(trap["answer"], only_reference(rubric_of(trap)))
    assert result.score is not None
    assert result.score >= trap["min"]


@pytest.mark.parametrize("joiner", [" ", ", ", "; ", " and ", ". "])
@pytest.mark.parametrize("name", RUBRICS)
def test_the_order_of_points_hardly_matters_however_they_are_joined(name: str, joiner: str) -> None:
    rubric = only_key_points(rubric_of({"rubric": name}))
    points = [point.rstrip(".") for point in rubric.key_points]
    orders = list(permutations(points))[:24]
    scores = [score(joiner.join(order), rubric) for order in orders]
    assert max(scores) - min(scores) <= 2


HONEST = [trap for trap in TRAPS if trap["kind"] == "paraphrase" or "terse" in trap["name"]]


@pytest.mark.parametrize("separator", [". ", ", ", " "])
@pytest.mark.parametrize("trap", [pytest.param(trap, id=trap["name"]) for trap in HONEST])
def test_saying_the_same_words_in_new_orders_pays_little(
    trap: dict[str, Any], separator: str
) -> None:
    rubric, plain = rubric_of(trap), trap["answer"].rstrip(".")
    again = shuffles(plain)
    before = score(plain, rubric)
    assert score(separator.join([plain, *again]), rubric) <= before + 7
    assert score(separator.join(again), rubric) <= before + 7


def test_words_in_no_order_are_worth_less_than_the_sentence_they_came_from() -> None:
    losses = [
        score(trap["answer"], rubric_of(trap))
        - score(" ".join(shuffles(trap["answer"])), rubric_of(trap))
        for trap in HONEST
    ]
    assert mean(losses) > 0.5


def shuffles(answer: str) -> list[str]:
    shuffled, told = Random(7), answer.replace(".", "").replace(",", "").split()
    return [" ".join(shuffled.sample(told, len(told))) for _ in range(8)]


def score(answer: str, rubric: Rubric) -> float:
    result = OFFLINE.score(answer, rubric).score
    assert result is not None
    return result
