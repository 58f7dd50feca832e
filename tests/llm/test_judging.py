"""What becomes of the model's verdict: a score, the points, and sentences for a person."""

import json

import pytest

from scoring import AnswerScore, Engine, EngineInfo, Rubric, Tokens
from scoring.offline import OfflineEngine
from tests.llm.conftest import MakeEngine
from tests.llm.stub_model import (
    COMPLETION_TOKENS,
    PROMPT_TOKENS,
    StubModel,
    judges,
    says,
    scores,
    sends,
    verdict,
)

QUESTION = "What is a database index?"
REFERENCE = (
    "An index is an additional data structure, usually a B-tree, that lets the database find rows "
    "without scanning the whole table. It slows down inserts because it must be maintained."
)
POINTS = ("Finds rows without a full table scan", "Usually a B-tree", "Slows down inserts")
RUBRIC = Rubric(QUESTION, (REFERENCE,), POINTS)
ANSWER = "It is usually a B-tree, so rows are found without a scan."


def test_the_points_are_added_up_here(judge: Engine, model: StubModel) -> None:
    model.always(scores(10, 7, 0))

    assert judge.score(ANSWER, RUBRIC).score == 56.67


def test_the_whole_result(judge: Engine, model: StubModel) -> None:
    reasons = ["It says so.", "The word is there", "Inserts are not mentioned."]
    points = [
        {"point": number, "reason": reason, "score": score}
        for number, reason, score in zip((1, 2, 3), reasons, (10, 5, 0), strict=True)
    ]
    model.always(says(json.dumps({"points": points})))

    assert judge.score(ANSWER, RUBRIC) == AnswerScore(
        score=50.0,
        feedback=(
            "As the language model reads it, the answer covers 1 of 3 expected points."
            " (1) Finds rows without a full table scan: covered, 10 of 10. It says so."
            " (2) Usually a B-tree: in part, 5 of 10. The word is there."
            " (3) Slows down inserts: not found, 0 of 10. Inserts are not mentioned."
        ),
        covered=POINTS[:1],
        partly=POINTS[1:2],
        missing=POINTS[2:],
        flags=(),
        tokens=Tokens(PROMPT_TOKENS, COMPLETION_TOKENS),
    )


def test_the_order_in_which_the_model_lists_the_points_does_not_matter(
    judge: Engine, model: StubModel
) -> None:
    points = json.loads(verdict((10, 0, 0)))["points"]
    model.always(says(json.dumps({"points": points[::-1]})))

    assert judge.score(ANSWER, RUBRIC).covered == POINTS[:1]


def test_without_key_points_every_clause_of_the_reference_is_judged(
    judge: Engine, model: StubModel
) -> None:
    model.always(scores(10, 0))

    result = judge.score(ANSWER, Rubric(QUESTION, (REFERENCE,)))

    assert result.score == 50.0
    assert (*result.covered, *result.missing) == (
        "An index is an additional data structure, usually a B-tree, that lets the database find "
        "rows without scanning the whole table",
        "It slows down inserts because it must be maintained",
    )
    assert model.asked[0].points == [*result.covered, *result.missing]


def test_of_several_references_the_one_closest_to_the_answer_is_judged_by(
    judge: Engine, model: StubModel
) -> None:
    other = "A sorted copy of a column. Every insert has to update it."

    judge.score("Some sorted copy of the column.", Rubric(QUESTION, (REFERENCE, other)))

    assert model.asked[0].points == ["A sorted copy of a column", "Every insert has to update it"]


def test_blank_points_and_references_are_none(judge: Engine, model: StubModel) -> None:
    rubric = Rubric(QUESTION, (" ",), (POINTS[0], " ", "..."))

    result = judge.score(ANSWER, rubric)

    assert model.asked[0].points == [POINTS[0]]
    assert result.partly == POINTS[:1]


@pytest.mark.parametrize("answer", ["", "Some answer.", "I don't know"])
def test_without_a_rubric_a_person_has_to_look_as_with_the_offline_engine(
    judge: Engine, model: StubModel, answer: str
) -> None:
    rubric = Rubric(QUESTION)

    assert judge.score(answer, rubric) == OfflineEngine().score(answer, rubric)
    assert model.asked == []


@pytest.mark.parametrize("answer", ["", "   ", "I don't know", "asdf jkl qwer", QUESTION])
def test_what_is_no_answer_needs_no_model(judge: Engine, model: StubModel, answer: str) -> None:
    result = judge.score(answer, RUBRIC)

    assert result == OfflineEngine().score(answer, RUBRIC)
    assert result.score is not None
    assert result.score <= 10
    assert result.tokens is None
    assert model.asked == []


def test_an_answer_in_another_language_is_left_to_the_model(
    judge: Engine, model: StubModel
) -> None:
    model.always(scores(10, 10, 10))

    assert judge.score("Hilft beim schnellen Finden.", RUBRIC).score == 100.0


def test_a_very_long_answer_is_cut_down_to_what_is_closest_to_the_question(
    judge: Engine, model: StubModel
) -> None:
    answer = "The weather was lovely and we went out to the sea.\n" * 4_000 + ANSWER

    result = judge.score(answer, RUBRIC)

    assert "truncated" in result.flags
    assert "It is very long" in result.feedback
    assert len(model.asked[0].user) < 20_000
    assert ANSWER in model.asked[0].answer


def test_reasons_come_out_on_one_line_and_short(judge: Engine, model: StubModel) -> None:
    """And without what PostgreSQL would refuse to store."""
    model.always(says(verdict((10, 10, 10), reason="a\x00b\n\tc " + "word " * 500)))

    feedback = judge.score(ANSWER, RUBRIC).feedback

    assert "10 of 10. a b c word word" in feedback
    assert "\x00" not in feedback
    assert len(feedback) < 1_500


def test_several_samples_give_their_mean(make_engine: MakeEngine, model: StubModel) -> None:
    model.in_turn(scores(10, 7, 4), scores(10, 10, 4), scores(10, 7, 7))

    result = make_engine(llm_samples=3).score(ANSWER, RUBRIC)

    assert result.score == 76.67
    assert (result.covered, result.partly) == (POINTS[:2], POINTS[2:])
    assert "Slows down inserts: in part, 5 of 10." in result.feedback
    assert result.tokens == Tokens(3 * PROMPT_TOKENS, 3 * COMPLETION_TOKENS)


@pytest.mark.parametrize(
    ("second", "is_scored"), [((10, 10, 4), True), ((10, 10, 3), False)], ids=["20", "23"]
)
def test_samples_that_lie_far_apart_are_for_a_person(
    make_engine: MakeEngine, model: StubModel, second: tuple[int, ...], is_scored: bool
) -> None:
    model.in_turn(scores(10, 10, 10), scores(*second))

    result = make_engine(llm_samples=2).score(ANSWER, RUBRIC)

    assert (result.status == "scored") == is_scored
    assert ("samples_disagree" in result.flags) != is_scored
    assert (*result.covered, *result.partly) == POINTS
    assert result.review_reasons == (() if is_scored else ("needs_review",))
    if not is_scored:
        assert result.feedback.startswith(
            "The language model judged this answer 2 times and does not agree with itself "
            "(100, 77 of 100), so a person needs to decide. "
        )


@pytest.mark.parametrize(
    "usage", [None, {"prompt_tokens": -1}, {"prompt_tokens": 10**30}, {"prompt_tokens": "many"}, 5]
)
def test_a_server_that_counts_no_tokens_or_wrongly_leaves_them_unknown(
    judge: Engine, model: StubModel, usage: object
) -> None:
    choice = {"message": {"content": verdict((10, 10, 10))}}
    model.always(sends(200, json.dumps({"choices": [choice], "usage": usage})))

    result = judge.score(ANSWER, RUBRIC)

    assert (result.score, result.tokens) == (100.0, None)


def test_the_engine_names_model_and_prompt(judge: Engine) -> None:
    assert judge.describe() == EngineInfo("llm", "1.1", "a-model", "rubric-3")


def test_the_same_answer_gets_the_same_result(judge: Engine, model: StubModel) -> None:
    model.behave = judges

    assert judge.score(ANSWER, RUBRIC) == judge.score(ANSWER, RUBRIC)
