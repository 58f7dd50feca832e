"""What is written out field by field must not lose a field that is added later."""

from dataclasses import fields
from decimal import Decimal

from tests.support.loading import service_modules


def test_nothing_of_a_score_or_a_rubric_is_left_out_of_what_is_kept() -> None:
    with service_modules("fastapi_app") as load:
        results, scoring = load("results"), load("scoring")
        score = results.QuestionScore(1, 1, Decimal(1), "scored", Decimal(50), "Half of it.")
        rubric = scoring.Rubric("What is an index?")

        assert set(results.as_json(score)) == {field.name for field in fields(score)}
        assert set(results.rubric_as_json(1, rubric)) == {
            "question_id",
            "sha256",
            *(field.name for field in fields(rubric)),
        }
