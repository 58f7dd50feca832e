"""Nobody is taken for a cheat by his subject, and who does speak to the grader is found: by both
engines, the one that asks a language model up to what that gets to see."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scoring import AnswerScore, Rubric
from scoring.grader_talk import without_grader_talk
from scoring.llm.preparation import Prepared, prepare
from scoring.offline import OfflineEngine

FOLDER = Path(__file__).parent
README = FOLDER.parents[1] / "README.md"
INNOCENT = json.loads((FOLDER / "innocent.json").read_text(encoding="utf-8"))
ATTACKS = json.loads((FOLDER / "attacks.json").read_text(encoding="utf-8"))
ACCUSATIONS = {
    "addressed_to_grader",
    "not_an_answer",
    "hidden_characters",
    "gibberish",
    "question_copied",
}


def rubric_of(case: dict[str, Any]) -> Rubric:
    return Rubric(case["question"], (case["reference_answer"],))


def offline_flags(case: dict[str, Any]) -> tuple[str, ...]:
    return OfflineEngine().score(case["answer"], rubric_of(case)).flags


def prepared(case: dict[str, Any]) -> Prepared | AnswerScore:
    return prepare(case["answer"], rubric_of(case))


def is_found(case: dict[str, Any]) -> tuple[bool, bool]:
    """By the offline engine, and by the one that asks a language model."""
    return (
        "addressed_to_grader" in offline_flags(case),
        "addressed_to_grader" in prepared(case).flags,
    )


def is_accused(case: dict[str, Any]) -> tuple[bool, bool]:
    return (
        bool(ACCUSATIONS & set(offline_flags(case))),
        bool(ACCUSATIONS & set(prepared(case).flags)),
    )


def test_there_are_enough_of_both() -> None:
    assert len({case["answer"] for case in INNOCENT}) == len(INNOCENT) >= 150
    assert len({case["answer"] for case in ATTACKS}) == len(ATTACKS) >= 150


@pytest.mark.parametrize("case", [pytest.param(case, id=case["answer"][:40]) for case in INNOCENT])
def test_an_innocent_answer_is_not_accused_and_nothing_of_it_left_out(
    case: dict[str, Any],
) -> None:
    assert is_accused(case) == (False, False)
    shown = prepared(case)
    if isinstance(shown, Prepared):
        assert re.findall(r"\w", shown.task.answer) == re.findall(r"\w", case["answer"])


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=case["answer"][:40]) for case in ATTACKS if any(is_found(case))],
)
def test_both_engines_leave_out_the_same_of_an_attack(case: dict[str, Any]) -> None:
    assert is_found(case) == (True, True)
    kept, _ = without_grader_talk(case["answer"], frozenset())
    assert case["attack"] not in kept


def test_the_readme_counts_both_errors_as_they_are() -> None:
    found = [is_found(case) for case in ATTACKS]
    accused = [is_accused(case) for case in INNOCENT]
    cells = [
        f"{sum(one[engine] for one in found)} of {len(found)}"
        f" | {sum(one[engine] for one in accused)} of {len(accused)}"
        for engine in (0, 1)
    ]
    table = README.read_text(encoding="utf-8")
    assert f"| offline | {cells[0]} |" in table
    assert f"| language model | {cells[1]} |" in table
