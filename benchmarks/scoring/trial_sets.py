"""The answers written for the trial of the offline engine: see trial/README.md."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import benchmarks.scoring  # noqa: F401 - so that the evaluator's packages are found
from scoring import AnswerScore, Rubric, engine

Folder = Literal["trial", "tuning"]
Mark = Literal["made", "partly", "absent", "contradicted"]
Turn = Literal["negation", "antonym", "number", "exchange", "quantifier"]

FOLDER = Path(__file__).parent
MARKS: tuple[Mark, ...] = get_args(Mark)
TURNS: tuple[Turn, ...] = get_args(Turn)
TYPES: Mapping[str, str] = {
    "whole": "right, whole",
    "short": "right, short",
    "half": "half",
    "vague": "vague",
    "wrong": "confidently wrong",
    "half_contradicted": "half contradicted",
    "opposite": "opposite",
}
"""The seven answers to each question of the bank, and what tables call them."""
_OFFLINE = engine("offline")


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """``marks`` are of the rubric's key points in their order, and empty for a story; ``mark`` is
    the whole answer's, from 0 to 100. Both are a person's."""

    type: str
    rubric: Rubric
    question: tuple[str, int]
    marks: tuple[Mark, ...]
    mark: float
    result: AnswerScore

    @property
    def score(self) -> float:
        """Raises ValueError for a story, which gets no number."""
        if self.result.score is None:
            raise ValueError("The answer has no number.")
        return self.result.score


@dataclass(frozen=True, slots=True)
class Pair:
    """A right answer, and the same with one fact turned round."""

    how: Turn
    right: AnswerScore
    turned: AnswerScore


@dataclass(frozen=True, slots=True)
class Pairs:
    """``honest`` are right answers full of "not" that deny nothing of their rubric."""

    pairs: list[Pair]
    honest: list[AnswerScore]


@dataclass(frozen=True, slots=True)
class UnrelatedText:
    genre: str
    text: str


def read(folder: Folder, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(
        (FOLDER / folder / f"{name}.json").read_text(encoding="utf-8")
    )
    return entries


def rubric_of(entry: Mapping[str, Any]) -> Rubric:
    references = (entry["reference_answer"],) if entry["reference_answer"] else ()
    kind = entry.get("kind", "knowledge")
    return Rubric(entry["question"], references, tuple(entry["key_points"]), kind)


def scored_bank(folder: Folder) -> Iterator[MarkedAnswer]:
    """The answers to the bank's questions as the offline engine scores them."""
    for entry in read(folder, "bank"):
        rubric = rubric_of(entry)
        for type_, answer in entry["answers"].items():
            yield MarkedAnswer(
                type=type_,
                rubric=rubric,
                question=(entry["skill"], entry["position"]),
                marks=tuple(answer.get("marks", ())),
                mark=answer["score"],
                result=_OFFLINE.score(answer["answer"], rubric),
            )


def scored_misunderstandings() -> Iterator[MarkedAnswer]:
    """Answers to the bank's questions, in which some points are contradicted in own words."""
    for entry in read("tuning", "misunderstood"):
        rubric = rubric_of(entry)
        for answer in entry["answers"]:
            yield MarkedAnswer(
                type="misunderstood",
                rubric=rubric,
                question=(entry["skill"], entry["position"]),
                marks=tuple(answer["marks"]),
                mark=answer["score"],
                result=_OFFLINE.score(answer["answer"], rubric),
            )


def scored_pairs(folder: Folder, name: str) -> Pairs:
    pairs: list[Pair] = []
    honest: list[AnswerScore] = []
    for entry in read(folder, name):
        rubric = rubric_of(entry)
        for pair in entry["pairs"]:
            right, turned = (_OFFLINE.score(pair[part], rubric) for part in ("answer", "turned"))
            pairs.append(Pair(pair["how"], right, turned))
        honest += [_OFFLINE.score(one["answer"], rubric) for one in entry["honest"]]
    return Pairs(pairs, honest)


def unrelated_texts() -> list[UnrelatedText]:
    return [UnrelatedText(one["genre"], one["text"]) for one in read("tuning", "unrelated")]
