"""Answers, questions and rubrics in other languages than English, and English with bits of them."""

import json
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from scoring import AnswerScore, Rubric, engine
from scoring.languages import is_in_another_language, language_of

FOLDER = Path(__file__).parent
LANGUAGES = json.loads((FOLDER / "languages.json").read_text(encoding="utf-8"))
RECOGNITION = json.loads((FOLDER / "recognition.json").read_text(encoding="utf-8"))
CASES = [
    pytest.param(question, id=f"{code}-{number}")
    for code, entry in LANGUAGES.items()
    for number, question in enumerate(entry["questions"], 1)
]
ENGLISH = Rubric(
    "What is an index in a database?",
    ("An index is an additional structure that makes reading faster and writing slower.",),
)
OFFLINE = engine("offline")


def rubric_of(question: dict[str, Any]) -> Rubric:
    return Rubric(
        question["question"], tuple(question["reference_answers"]), tuple(question["key_points"])
    )


def expected_of(question: dict[str, Any]) -> str:
    return "\n".join(question["reference_answers"] or question["key_points"])


def judged(answer: str, rubric: Rubric) -> AnswerScore:
    """A number, and everything that says not to rely on it."""
    result = OFFLINE.score(answer, rubric)
    assert result.score is not None
    assert "other_language" in result.flags
    assert "other_language" in result.review_reasons
    assert "does not seem to be written in English" in result.feedback
    return result


def points(answer: str, question: dict[str, Any]) -> float:
    score = judged(answer, rubric_of(question)).score
    assert score is not None
    return score


def test_there_are_three_questions_in_each_of_twenty_languages() -> None:
    assert len(LANGUAGES) >= 20
    assert {len(entry["questions"]) for entry in LANGUAGES.values()} == {3}


class TestScores:
    @pytest.mark.parametrize("question", CASES)
    def test_the_reference_gets_90_and_an_unrelated_text_at_most_20(
        self, question: dict[str, Any]
    ) -> None:
        assert points(expected_of(question), question) >= 90
        assert points(question["unrelated"], question) <= 20

    @pytest.mark.parametrize("question", CASES)
    def test_a_right_answer_is_above_half_of_one_and_that_above_an_unrelated_text(
        self, question: dict[str, Any]
    ) -> None:
        right, half, unrelated = (
            points(question[k], question) for k in ("right", "half", "unrelated")
        )
        assert right > half > unrelated

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_on_the_average_they_are_far_apart_in_every_language(self, code: str) -> None:
        averages = [
            mean(points(question[kind], question) for question in LANGUAGES[code]["questions"])
            for kind in ("right", "half", "unrelated")
        ]
        assert averages[0] > averages[1] + 25 > averages[2] + 35

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_all_unrelated_texts_in_one_are_still_unrelated(self, code: str) -> None:
        """However long: nothing is gathered from all over a text."""
        texts = [question["unrelated"] for question in LANGUAGES[code]["questions"]]
        for question in LANGUAGES[code]["questions"]:
            assert points("\n".join(texts * 20), question) <= 20

    @pytest.mark.parametrize("code", ["de", "fr", "ru", "tr", "el", "ar", "hi", "ko", "vi"])
    def test_words_strewn_over_a_long_text_are_worth_little(self, code: str) -> None:
        for question in LANGUAGES[code]["questions"]:
            words = expected_of(question).split()
            strewn = " ".join(f"{word} {question['unrelated']}" for word in words)
            assert points(strewn, question) <= 20

    @pytest.mark.parametrize("question", CASES)
    def test_words_that_the_question_gives_count_nothing(self, question: dict[str, Any]) -> None:
        unrelated = points(question["unrelated"], question)
        given = points(f"{question['question']}\n{question['unrelated']}", question)
        assert given <= unrelated + 1

    def test_an_answer_that_does_not_know_gets_nothing(self) -> None:
        rubric = rubric_of(LANGUAGES["de"]["questions"][0])
        assert OFFLINE.score("Ich weiß es leider nicht.", rubric).score == 0

    def test_words_of_another_script_are_no_gibberish(self) -> None:
        result = judged("Čtvrtstruktura zrychlí čtení a zpomalí zápis, je to strom.", ENGLISH)
        assert "gibberish" not in result.flags


class TestPoints:
    @pytest.mark.parametrize("question", CASES)
    def test_of_the_reference_all_are_covered_and_of_an_unrelated_text_none(
        self, question: dict[str, Any]
    ) -> None:
        rubric = rubric_of(question)
        whole = judged(expected_of(question), rubric)
        assert (whole.partly, whole.missing) == ((), ())
        assert judged(question["unrelated"], rubric).covered == ()

    @pytest.mark.parametrize("question", CASES)
    def test_each_is_in_one_list_and_its_passage_in_the_answer(
        self, question: dict[str, Any]
    ) -> None:
        result = judged(question["right"], rubric_of(question))
        found = [*result.covered, *result.partly]
        assert len({*found, *result.missing}) == len(found) + len(result.missing)
        assert {place.point for place in result.evidence} == set(found)
        for place in result.evidence:
            assert question["right"][place.start : place.end].strip()

    def test_the_passage_is_the_sentence_that_says_it(self) -> None:
        question = LANGUAGES["de"]["questions"][2]
        answer = "Das ist wichtig. Man speichert nur den Hash des Passworts. So ist das eben."
        [place] = judged(answer, rubric_of(question)).evidence
        assert answer[place.start : place.end] == "Man speichert nur den Hash des Passworts"


class TestAcrossLanguages:
    @pytest.mark.parametrize("question", CASES)
    def test_an_answer_in_another_language_than_its_english_question_says_so(
        self, question: dict[str, Any]
    ) -> None:
        judged(question["right"], ENGLISH)

    @pytest.mark.parametrize("question", CASES)
    def test_and_so_does_an_english_answer_to_another_rubric(
        self, question: dict[str, Any]
    ) -> None:
        judged("It has its own memory, and the threads share it.", rubric_of(question))

    def test_a_formula_is_as_foreign_as_its_rubric(self) -> None:
        german = Rubric("Wie lange dauert die binäre Suche?", ("Sie dauert O(log n).",))
        english = Rubric("How long does a binary search take?", ("It takes O(log n).",))
        judged("O(log n)", german)
        assert "other_language" not in OFFLINE.score("O(log n)", english).flags


class TestRecognition:
    @pytest.mark.parametrize("code", LANGUAGES)
    @pytest.mark.parametrize("kind", ["right", "unrelated"])
    def test_a_sentence_is_enough(self, code: str, kind: str) -> None:
        for question in LANGUAGES[code]["questions"]:
            assert is_in_another_language(question[kind])

    @pytest.mark.parametrize(
        ("text", "language"), [(case["text"], case["language"]) for case in RECOGNITION["other"]]
    )
    def test_little_words_and_letters_tell_languages(self, text: str, language: str) -> None:
        assert language_of(text) == language

    @pytest.mark.parametrize("text", RECOGNITION["english"])
    def test_english_with_names_terms_code_or_symbols_stays_english(self, text: str) -> None:
        assert not is_in_another_language(text)
