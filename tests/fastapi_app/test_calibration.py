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
        # As `make calibrate` does it: the services' role may not.
        env={**desk.system.fastapi.environment, "DATABASE_URL": desk.system.database_url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_results_have_a_calibrated_score_beside_the_score(desk: Desk, tmp_path: Path) -> None:
    strict = {answer: 0.5 * score + 20 for answer, score in scores(desk).items()}
    seeded = desk.interview(Asked(ANSWERS[-1], weight="3"), Asked(), Asked("I do not know"))
    skill = desk.value("SELECT skill FROM interviews WHERE id = %s", seeded.interview_id)

    done = calibrate(desk, f" {skill.upper()} ", write(tmp_path / "graded.csv", strict))

    assert done.returncode == 0, done.stderr
    assert f"{len(ANSWERS)} graded answers: calibrated = 0.500 · score + 20.00" in done.stdout
    assert ", 0.00 after (each answer by the line of the others)." in done.stdout
    answer = desk.evaluated(seeded.interview_id)
    (row,) = desk.results(seeded.interview_id)
    first, *none = row["answers"]
    assert first["calibrated_score"] == pytest.approx(0.5 * first["score"] + 20, abs=0.01)
    assert [one["calibrated_score"] for one in none] == [0, 0]
    assert answer["calibrated_score"] == pytest.approx(first["calibrated_score"] * 3 / 5, abs=0.01)
    assert answer["score"] == pytest.approx(first["score"] * 3 / 5, abs=0.01)
    assert row["calibration"]["graded_answers"] == len(ANSWERS)

    assert "1 calibrations" in calibrate(desk, "--remove", skill).stdout
    assert desk.evaluated(seeded.interview_id)["calibrated_score"] is None


def test_fitting_again_replaces_the_calibration_and_its_date(desk: Desk, tmp_path: Path) -> None:
    found = scores(desk)
    skill = "fitted twice"
    desk.rows(
        "INSERT INTO interview_questions (skill, position, question) VALUES (%s, 1, 'Q?')", skill
    )
    for slope in (0.5, 0.25):
        graded = write(tmp_path / "g.csv", {text: slope * score for text, score in found.items()})
        assert calibrate(desk, skill, graded).returncode == 0
        (row,) = desk.rows("SELECT * FROM calibrations WHERE skill = %s", skill)
        assert float(row["slope"]) == pytest.approx(slope, abs=0.001)
        assert desk.value("SELECT now() - %s < interval '1 minute'", row["fitted_at"])
        desk.rows("UPDATE calibrations SET fitted_at = '2020-01-01' WHERE skill = %s", skill)


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
        (dict.fromkeys(ANSWERS, 40.0), "People gave all these answers the same grade."),
        (
            {answer: 90.0 - place for place, answer in enumerate(ANSWERS)},
            "The better people found an answer, the worse the engine did.",
        ),
        (
            {ANSWERS[-1]: 60.0} | {"." * length: 10.0 for length in range(1, 31)},
            "The engine gives the same score to all these answers, or to all but one.",
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


def test_answers_without_a_grade_are_passed_over(desk: Desk, tmp_path: Path) -> None:
    path = write(tmp_path / "graded.csv", first_ones(12))
    ungraded = f"{QUESTION},{REFERENCE.replace(',', '')},,An answer,,100\n"
    path.write_text(path.read_text() + 40 * ungraded)

    done = calibrate(desk, "python", path)

    assert "12 answers could be scored; at least 30 are needed." in done.stderr


def test_an_unknown_skill_is_refused_with_those_there_are(desk: Desk, tmp_path: Path) -> None:
    done = calibrate(desk, "pyton", write(tmp_path / "graded.csv", scores(desk)))

    assert done.returncode == 1
    assert "There is no skill pyton; there is: " in done.stderr
    assert "python" in done.stderr


@pytest.mark.parametrize("asked", ["ΣΟΦΟΣ", "σοφος"])
def test_a_skill_in_any_alphabet_is_found_in_any_case(
    desk: Desk, tmp_path: Path, asked: str
) -> None:
    desk.rows(
        "INSERT INTO interview_questions (skill, position, question)"
        " VALUES (lower('ΣΟΦΟΣ'), 1, 'Q?') ON CONFLICT DO NOTHING"
    )
    graded = {text: score / 2 for text, score in scores(desk).items()}

    done = calibrate(desk, asked, write(tmp_path / "graded.csv", graded))

    assert done.returncode == 0, done.stderr
    assert desk.value("SELECT count(*) FROM calibrations WHERE skill = lower('ΣΟΦΟΣ')") == 1


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
