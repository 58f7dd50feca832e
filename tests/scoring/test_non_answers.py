"""What is an answer where it is asked for, and none elsewhere."""

import pytest

from scoring import AnswerScore, Rubric, engine
from scoring.llm.preparation import Prepared, prepare
from scoring.question_copy import without_restated_question

OFFLINE = engine("offline")
LOCKS = "Does the GIL make locks unnecessary?"
HASHABLE = "Is a tuple hashable if all its items are?"


def judged(question: str, reference: str, answer: str) -> tuple[AnswerScore, bool]:
    """By the offline engine, and whether a language model would be asked."""
    rubric = Rubric(question, (reference,))
    return OFFLINE.score(answer, rubric), isinstance(prepare(answer, rubric), Prepared)


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (LOCKS, "No", "No"),
        (LOCKS, "No", "no."),
        (HASHABLE, "Yes", "Yes"),
        (HASHABLE, "Yes", "Yes, it is."),
        ("What does a function return without a return statement?", "None", "None"),
        ("Which statement does nothing?", "pass", "pass"),
        ("What does print('Hello') write?", "Hello", "Hello"),
        ("What does the health check answer?", "OK", "ok"),
    ],
)
def test_a_word_that_is_asked_for_is_worth_what_it_says(
    question: str, reference: str, answer: str
) -> None:
    result, is_asked = judged(question, reference, answer)
    assert result.score is not None
    assert result.score >= 80
    assert "not_an_answer" not in result.flags
    assert is_asked


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (LOCKS, "Yes, it does all of that.", "No."),
        (HASHABLE, "Yes, because its hash is made of theirs.", "No."),
        (HASHABLE, "Its hash is made of theirs.", "Yes."),
        ("What about the GIL and locks?", "Yes, they are still needed.", "No."),
    ],
)
def test_a_yes_or_no_is_an_answer_right_or_wrong(
    question: str, reference: str, answer: str
) -> None:
    result, is_asked = judged(question, reference, answer)
    assert "not_an_answer" not in result.flags
    assert is_asked


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("Can you explain what a decorator is?", "It wraps a function.", "Yes"),
        ("What is a decorator?", "It wraps a function.", "No"),
        ("What is a decorator?", "It wraps a function.", "ok"),
        (LOCKS, "No", "No idea"),
        (LOCKS, "No", "No, I don't know."),
        (LOCKS, "No", "No comment"),
        (LOCKS, "No", "skip"),
    ],
)
def test_elsewhere_the_same_words_say_nothing(question: str, reference: str, answer: str) -> None:
    result, is_asked = judged(question, reference, answer)
    assert (result.score, result.flags) == (0.0, ("not_an_answer",))
    assert not is_asked


@pytest.mark.parametrize(
    "answer",
    ["Yes, a tuple is hashable if all its items are.", "A tuple is hashable if all its items are."],
)
def test_a_statement_that_says_yes_is_no_copy_of_the_question(answer: str) -> None:
    assert without_restated_question(answer, HASHABLE) == (answer, False)
    assert without_restated_question(HASHABLE, HASHABLE) == ("", True)
