"""Reading graded answers: CSV files, plain or gzipped, one row an answer.

Columns: ``question``, ``reference``, ``answer``, ``score``, ``max_score`` and, where a question has
several reference answers, ``all_references`` with three bars between them.
"""

import csv
import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fastapi_app"))

from scoring import Rubric
from scoring.text import clauses


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """``grade`` is what people gave, as a share of the maximum."""

    question: str
    references: tuple[str, ...]
    answer: str
    grade: float

    def rubric(self, *, key_points: bool = False) -> Rubric:
        """``key_points`` puts the clauses of the first reference answer in place of all of them."""
        if key_points:
            return Rubric(self.question, key_points=tuple(clauses(self.references[0])))
        return Rubric(self.question, reference_answers=self.references)


def read(path: Path) -> list[GradedAnswer]:
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        return list(_rows(csv.DictReader(file)))


def _rows(rows: "csv.DictReader[str]") -> Iterator[GradedAnswer]:
    for row in rows:
        several = [r.strip() for r in (row.get("all_references") or "").split("|||")]
        yield GradedAnswer(
            question=row["question"] or "",
            references=tuple(r for r in several if r) or (row["reference"],),
            answer=row["answer"] or "",
            grade=float(row["score"]) / float(row["max_score"]),
        )


def name(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".csv").removesuffix("_train")
