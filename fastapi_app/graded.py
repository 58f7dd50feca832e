"""Answers that people have graded: CSV files, plain or gzipped, one row an answer.

Columns: `question`, `reference`, `answer`, `score`, and, where they are wanted, `max_score` (100
without it), `key_points` and `all_references`, both with three bars between them, `kind`, the
question's (knowledge without it), and `label3` or `label`, what people called the answer: correct,
incorrect or contradictory, in any case. Other labels, as of answers that are partly right, are
passed over.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from scoring import Kind, Rubric
from scoring.sentences import clauses

NEEDED = ("question", "reference", "answer", "score")
KINDS: tuple[Kind, ...] = get_args(Kind)

Label = Literal["correct", "incorrect", "contradictory"]
LABELS: tuple[Label, ...] = get_args(Label)
LONGEST_FIELD = 1_000_000


class GradedAnswersError(Exception):
    """The file cannot be used; the message says which line, and why."""


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """`grade` is what people gave, as a share of the maximum."""

    question: str
    references: tuple[str, ...]
    key_points: tuple[str, ...]
    answer: str
    grade: float
    kind: Kind = "knowledge"
    label: Label | None = None

    def rubric(self, *, only_key_points: bool = False) -> Rubric:
        """With `only_key_points`, the clauses of the first reference stand for all references."""
        if only_key_points:
            points = self.key_points or tuple(clauses("".join(self.references[:1])))
            return Rubric(self.question, key_points=points, kind=self.kind)
        return Rubric(self.question, self.references, self.key_points, self.kind)


def read(path: Path) -> list[GradedAnswer]:
    """Those that have a score; a row without one is not graded yet. Raises GradedAnswersError."""
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with (gzip.open if path.suffix == ".gz" else open)(
            path, "rt", encoding="utf-8-sig", newline=""
        ) as file:
            return list(_rows(csv.DictReader(file)))
    except (OSError, UnicodeError, csv.Error) as error:
        raise GradedAnswersError(f"{path} cannot be read: {error}") from error


def _rows(rows: "csv.DictReader[str]") -> Iterator[GradedAnswer]:
    if missing := [column for column in NEEDED if column not in (rows.fieldnames or ())]:
        raise GradedAnswersError(f"The file has no column {', '.join(missing)}.")
    for row in rows:
        if not (row["score"] or "").strip():
            continue
        references = _several(row.get("all_references")) or _several(row["reference"])
        yield GradedAnswer(
            question=row["question"] or "",
            references=references,
            key_points=_several(row.get("key_points")),
            answer=row["answer"] or "",
            grade=_grade(row["score"], row.get("max_score") or "100", rows.line_num),
            kind=_kind(row.get("kind") or "knowledge", rows.line_num),
            label=_label(row.get("label3") or row.get("label") or ""),
        )


def _several(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split("|||") if part.strip())


def _kind(word: str, line: int) -> Kind:
    for kind in KINDS:
        if word == kind:
            return kind
    raise GradedAnswersError(f"Line {line}: {word!r} is none of the kinds {', '.join(KINDS)}.")


def _label(word: str) -> Label | None:
    return next((label for label in LABELS if label == word.strip().lower()), None)


def _grade(score: str | None, maximum: str, line: int) -> float:
    try:
        grade = float(score or "") / float(maximum)
    except (ValueError, ZeroDivisionError):
        raise GradedAnswersError(f"Line {line}: {score!r} of {maximum!r} is no score.") from None
    if not 0 <= grade <= 1:
        raise GradedAnswersError(f"Line {line}: a score of {score} is not between 0 and {maximum}.")
    return grade


def name(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".csv").removesuffix("_train")
