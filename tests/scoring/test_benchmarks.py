"""The arithmetic of the benchmark, and that it reads what it says it reads."""

import csv
import math
from pathlib import Path

import pytest

from benchmarks.scoring.curve import DASH, area_under_curve, areas, shown
from benchmarks.scoring.evaluate import agreement, fisher_interval, in_process, line, pearson
from graded import GradedAnswersError, name, read


def test_pearson_of_a_line_is_one_and_of_a_constant_unknown() -> None:
    assert pearson([1, 2, 3], [10, 20, 30]) == pytest.approx(1)
    assert math.isnan(pearson([1, 1, 1], [1, 2, 3]))


def test_the_interval_of_fisher() -> None:
    # z = 0.5493, deviation 1/sqrt(100), margin 0.196: tanh of both ends.
    assert fisher_interval(0.5, 103) == pytest.approx((0.339, 0.633), abs=0.001)


def test_the_area_under_the_curve_is_the_share_of_pairs_in_order_and_ties_are_half() -> None:
    # 3 over 1 and 2, 2 over 1 and level with 2: three and a half pairs of four.
    assert area_under_curve([3, 2], [1, 2]) == 3.5 / 4
    assert area_under_curve([1], [2, 3]) == 0
    assert area_under_curve([5, 5], [5]) == 0.5
    assert math.isnan(area_under_curve([], [1]))
    assert math.isnan(area_under_curve([1], []))


def test_right_answers_are_held_against_contradictory_and_other_wrong_ones_apart() -> None:
    scores = [80, 60, 70, 60, 99]
    found = areas(scores, ["correct", "correct", "contradictory", "incorrect", None])
    assert (found.contradictory, found.incorrect) == (0.5, 0.75)
    assert math.isnan(areas(scores[:2], ["correct", None]).incorrect)
    assert [shown(0.5), shown(math.nan)] == ["0.500", DASH]


@pytest.mark.parametrize("column", ["label3", "label"])
def test_what_people_called_an_answer_is_read_in_any_case(tmp_path: Path, column: str) -> None:
    path = tmp_path / "graded.csv"
    labels = ["Correct", "correct", "CONTRADICTORY", "Incorrect", "Partially correct", ""]
    rows = "".join(f"Q?,A list,A list,90,{label}\n" for label in labels)
    path.write_text(f"question,reference,answer,score,{column}\n{rows}")
    assert [row.label for row in read(path)] == [
        *("correct", "correct", "contradictory", "incorrect", None, None)
    ]


def test_how_right_answers_rank_is_told_of_files_with_labels_alone(tmp_path: Path) -> None:
    path = tmp_path / "graded.csv"
    rows = [
        ("A list is mutable and a tuple is fixed", 100, "correct"),
        ("A tuple is mutable and a list is fixed", 0, "contradictory"),
        ("I don't know", 0, "incorrect"),
    ]
    text = "question,reference,answer,score,label3\n" + "".join(
        f"How do they differ?,A list is mutable and a tuple is fixed,{answer},{score},{label}\n"
        for answer, score, label in rows
    )
    path.write_text(text)
    told = line("set", agreement(read(path), in_process("offline"), "", key_points=False))
    assert told.split()[-2:] == ["1.000", "1.000"]

    path.write_text(text.replace("label3", "remark"))
    told = line("set", agreement(read(path), in_process("offline"), "", key_points=False))
    assert told.split()[-2:] == [DASH, DASH]


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
