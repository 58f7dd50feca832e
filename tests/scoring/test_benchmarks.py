"""The arithmetic of the benchmark, and that it reads what it says it reads."""

import csv
import math
from pathlib import Path

import pytest

from benchmarks.scoring.evaluate import agreement, fisher_interval, in_process, pearson
from graded import GradedAnswersError, name, read


def test_pearson_of_a_line_is_one_and_of_a_constant_unknown() -> None:
    assert pearson([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert math.isnan(pearson([1, 1, 1], [1, 2, 3]))


def test_the_interval_of_fisher() -> None:
    # z = 0.5493, deviation 1/sqrt(100), margin 0.196: tanh of both ends.
    assert fisher_interval(0.5, 103) == pytest.approx((0.339, 0.633), abs=0.001)


def test_graded_answers_are_read_and_judged(tmp_path: Path) -> None:
    path = tmp_path / "small_train.csv"
    columns = ["question_id", "question", "reference", "answer", "score", "max_score"]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*columns, "all_references"])
        writer.writeheader()
        row = dict(zip(columns, ["1", "What is it?", "A mutable list", "", "0", "2"], strict=True))
        writer.writerow({**row, "all_references": "A mutable list ||| A changeable list"})
        writer.writerow({**row, "answer": "A mutable list", "score": "2"})
    rows = read(path)
    assert [r.grade for r in rows] == [0.0, 1.0]
    assert rows[0].references == ("A mutable list", "A changeable list")
    assert rows[1].rubric(only_key_points=True).key_points == ("A mutable list",)
    found = agreement(rows, in_process("offline"), name(path), key_points=False)
    assert (name(path), found.answers, found.unscored) == ("small", 2, 0)
    assert found.r == pytest.approx(1)


def test_the_kind_of_a_question_is_read_where_the_file_has_it(tmp_path: Path) -> None:
    path = tmp_path / "graded.csv"
    head = "question,reference,answer,score,kind\n"
    path.write_text(f"{head}What is it?,A list,A list,90,\nWhat did you do?,,Much,50,experience\n")
    knowledge, experience = read(path)
    assert (knowledge.rubric().kind, experience.rubric().kind) == ("knowledge", "experience")
    assert experience.rubric(only_key_points=True).kind == "experience"

    path.write_text(f"{head}What did you do?,,Much,50,story\n")
    with pytest.raises(
        GradedAnswersError, match="Line 2: 'story' is none of the kinds knowledge, experience"
    ):
        read(path)
