"""What is written out field by field must not lose a field that is added later."""

from dataclasses import fields, replace
from decimal import Decimal

from tests.support.loading import service_modules


def test_nothing_of_a_score_or_a_rubric_is_left_out_of_what_is_kept() -> None:
    with service_modules("fastapi_app") as load:
        results, scoring = load("results"), load("scoring")
        judged = scoring.AnswerScore(50.0, "Half of it.")
        score = results.QuestionScore(1, 1, "Why?", Decimal(1), "scored", Decimal(50), judged)
        rubric = scoring.Rubric("What did you do?", kind="experience")

        assert set(results.as_json(score)) == {
            *(field.name for field in fields(score)),
            *(field.name for field in fields(judged)),
        } - {"judged", "wording"}
        assert set(results.rubric_as_json(1, rubric)) == {
            "question_id",
            "sha256",
            *(field.name for field in fields(rubric)),
        }


def test_a_rubric_of_knowledge_has_the_digest_that_it_had_before_questions_had_a_kind() -> None:
    with service_modules("fastapi_app") as load:
        results, scoring = load("results"), load("scoring")
        rubric = scoring.Rubric("What is an index?", ("A structure.",), ("finds rows",))

        kept = results.rubric_as_json(1, rubric)

        assert "kind" not in kept
        assert kept["sha256"] == (
            "6b1d34fb72947d4b76fc8f9ddd3ddc7b3f110ecf3c973237adb4df6e38a5cd8c"
        )
        story = results.rubric_as_json(1, replace(rubric, kind="experience"))
        assert story["sha256"] != kept["sha256"]
