"""Calibrating scores to how people grade, by the documented command."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fastapi_app.desk import KEY_POINTS, REFERENCE, Asked, Desk
from tests.support.services import REPOSITORY

QUESTION = "What is a list comprehension?"
WORDS = REFERENCE.split()
# Answers that say more and more of the reference, in three wordings each.
ANSWERS = [
    f"{beginning} {' '.join(WORDS[:length])}"
    for length in range(2, len(WORDS))
    for beginning in ("It", "I think that", "As far as I know,", "Well:")
]
COLUMNS = ("question", "reference", "key_points", "answer", "score", "max_score")


def write(path: Path, grades: dict[str, float]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for answer, grade in grades.items():
            rows.writerow([QUESTION, REFERENCE, "|||".join(KEY_POINTS), answer, grade / 20, 5])
    return path


def scores(desk: Desk) -> dict[str, float]:
    """What the engine says of the answers."""
    rubric = {"question": QUESTION, "reference_answer": REFERENCE, "key_points": KEY_POINTS}
    return {
        answer: desk.scored(json={"answer_text": answer, **rubric})["score"] for answer in ANSWERS
    }


def calibrate(desk: Desk, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "calibrate.py", *map(str, words)],
        cwd=REPOSITORY / "fastapi_app",
        env=dict(desk.system.fastapi.environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_results_have_a_calibrated_score_beside_the_score(desk: Desk, tmp_path: Path) -> None:
    strict = {answer: 0.5 * score + 20 for answer, score in scores(desk).items()}
    seeded = desk.interview(Asked(ANSWERS[-1], weight="3"), Asked())
    skill = desk.value("SELECT skill FROM interviews WHERE id = %s", seeded.interview_id)

    done = calibrate(desk, f" {skill.upper()} ", write(tmp_path / "graded.csv", strict))

    assert done.returncode == 0, done.stderr
    assert f"{len(ANSWERS)} graded answers: calibrated = 0.500 · score + 20.00" in done.stdout
    assert "0.00 after" in done.stdout
    answer = desk.evaluated(seeded.interview_id)
    (row,) = desk.results(seeded.interview_id)
    first, second = row["answers"]
    assert first["calibrated_score"] == pytest.approx(0.5 * first["score"] + 20, abs=0.01)
    assert second["calibrated_score"] == 0  # not answered
    assert answer["calibrated_score"] == pytest.approx(first["calibrated_score"] * 3 / 4, abs=0.01)
    assert answer["score"] == pytest.approx(first["score"] * 3 / 4, abs=0.01)
    assert row["calibration"]["graded_answers"] == len(ANSWERS)

    assert "1 calibrations" in calibrate(desk, "--remove", skill).stdout
    assert desk.evaluated(seeded.interview_id)["calibrated_score"] is None


def test_a_calibration_counts_only_for_the_version_it_was_fitted_with(
    desk: Desk, tmp_path: Path
) -> None:
    seeded = desk.interview(Asked(ANSWERS[-1]))
    skill = desk.value("SELECT skill FROM interviews WHERE id = %s", seeded.interview_id)
    strict = {answer: 0.5 * score for answer, score in scores(desk).items()}
    assert calibrate(desk, skill, write(tmp_path / "graded.csv", strict)).returncode == 0
    desk.rows("UPDATE calibrations SET evaluator_version = 'older' WHERE skill = %s", skill)

    assert desk.evaluated(seeded.interview_id)["calibrated_score"] is None


def first_ones(number: int) -> dict[str, float]:
    return {answer: 50.0 + place for place, answer in enumerate(ANSWERS[:number])}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (first_ones(29), "29 answers could be scored; at least 30 are needed."),
        ({**first_ones(30), "It": 120.0}, "Line 32: a score of 6.0 is not between 0 and 5."),
        (
            dict.fromkeys(ANSWERS, 0.0),
            "The better people found an answer, the worse the engine did.",
        ),
    ],
)
def test_answers_that_will_not_do_are_refused_with_a_reason(
    desk: Desk, tmp_path: Path, content: dict[str, float], why: str
) -> None:
    done = calibrate(desk, "python", write(tmp_path / "graded.csv", content))

    assert done.returncode == 1
    assert done.stderr.strip() == f"Nothing was fitted. {why}"
    assert desk.rows("SELECT * FROM calibrations WHERE skill = 'python'") == []


def test_a_file_of_another_kind_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("question,answer\nA,B\n")

    done = calibrate(desk, "python", path)

    assert done.stderr.strip() == "Nothing was fitted. The file has no column reference, score."


def test_a_calibration_that_does_not_help_is_not_stored(desk: Desk, tmp_path: Path) -> None:
    done = calibrate(desk, "python", write(tmp_path / "graded.csv", scores(desk)))

    assert done.returncode == 1
    assert "That is no better than the score itself" in done.stderr
    assert desk.rows("SELECT * FROM calibrations WHERE skill = 'python'") == []
