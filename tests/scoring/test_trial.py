"""How well the offline engine sees what is said, on answers by people who had not read it. The
limits are a little below what it reaches: who improves it raises them."""

import re
from pathlib import Path

import pytest
import requests

from benchmarks.scoring import trial, trial_bank, trial_pairs, trial_unrelated
from benchmarks.scoring.service import running
from benchmarks.scoring.trial_sets import (
    MARKS,
    TYPES,
    Folder,
    MarkedAnswer,
    Pairs,
    read,
    scored_bank,
    scored_misunderstandings,
    scored_pairs,
    unrelated_texts,
)
from scoring.constants import SHIPPED

SCHEMA = Path(__file__).resolve().parents[2] / "database" / "schema.sql"


@pytest.fixture(scope="module")
def answers() -> list[MarkedAnswer]:
    return list(scored_bank("trial"))


@pytest.fixture(scope="module")
def knowledge(answers: list[MarkedAnswer]) -> list[MarkedAnswer]:
    return trial_bank.knowledge(answers)


@pytest.fixture(scope="module")
def pairs() -> dict[str, Pairs]:
    return {shown: scored_pairs("trial", name) for name, shown in trial_pairs.SETS.items()}


def texts_of(folder: Folder, name: str) -> set[str]:
    """The answers in a file."""
    if name == "bank":
        return {one["answer"] for entry in read(folder, name) for one in entry["answers"].values()}
    entries = [one for entry in read(folder, name) for one in (*entry["pairs"], *entry["honest"])]
    return {one["answer"] for one in entries}


def share_of_points(answers: list[MarkedAnswer], mark: str, *standings: str) -> float:
    found = trial_bank.standings(answers)
    return sum(found[mark, one] for one in standings) / sum(
        found[mark, one] for one in trial_bank.STANDINGS
    )


class TestTheSets:
    def test_the_trial_asks_what_the_bank_asks_today(self) -> None:
        """If not, the marks are of other points: mark the answers afresh."""
        broken_lines = re.sub(r"'\s*\n\s*'", "", SCHEMA.read_text(encoding="utf-8"))
        for entry in read("trial", "bank"):
            for text in (entry["question"], entry["reference_answer"], *entry["key_points"]):
                assert "'" + text.replace("'", "''") + "'" in broken_lines

    @pytest.mark.parametrize("folder", ["trial", "tuning"])
    def test_every_answer_to_a_question_for_facts_has_a_mark_for_each_point(
        self, folder: Folder
    ) -> None:
        for entry in read(folder, "bank"):
            assert list(entry["answers"]) == list(TYPES)
            for answer in entry["answers"].values():
                assert 0 <= answer["score"] <= 100
                if entry["kind"] == "knowledge":
                    assert len(answer["marks"]) == len(entry["key_points"])
                    assert set(answer["marks"]) <= set(MARKS)

    def test_every_misunderstood_answer_contradicts_points_that_are_marked(self) -> None:
        for entry in read("tuning", "misunderstood"):
            for answer in entry["answers"]:
                assert len(answer["marks"]) == len(entry["key_points"])
                assert set(answer["marks"]) <= set(MARKS)
                assert answer["marks"].count("contradicted") >= 2

    def test_nothing_of_the_trial_is_among_what_the_engine_was_tuned_on(self) -> None:
        for name in ("bank", *trial_pairs.SETS):
            assert not texts_of("trial", name) & texts_of("tuning", name)

    def test_there_are_enough_pairs_and_honest_answers(self) -> None:
        entries = read("trial", "own_words")
        assert sum(len(entry["pairs"]) for entry in entries) >= 200
        assert sum(len(entry["honest"]) for entry in entries) >= 100


class TestTheBank:
    def test_the_opposite_of_what_is_expected_is_worth_little(
        self, knowledge: list[MarkedAnswer]
    ) -> None:
        assert trial_bank.mean(knowledge, "opposite", trial_bank.scored) <= 35

    @pytest.mark.parametrize(("right", "least"), [("whole", 0.95), ("short", 0.95)])
    def test_a_right_answer_is_above_its_opposite(
        self, knowledge: list[MarkedAnswer], right: str, least: float
    ) -> None:
        questions = len(knowledge) / len(TYPES)
        assert trial_bank.above(knowledge, right, "opposite") >= least * questions

    def test_what_the_feedback_says_is_true_of_the_answer(
        self, knowledge: list[MarkedAnswer]
    ) -> None:
        false, said = trial_bank.false_sentences(knowledge)
        assert false <= 0.02 * said

    def test_where_nothing_false_is_said_scores_go_with_marks(
        self, knowledge: list[MarkedAnswer]
    ) -> None:
        assert trial_bank.correlation(knowledge) >= 0.77

    @pytest.mark.parametrize(
        ("mark", "standings", "least"),
        [("made", ("covered", "partly"), 0.8), ("contradicted", ("contradicted",), 0.37)],
    )
    def test_points_are_recognised(
        self, knowledge: list[MarkedAnswer], mark: str, standings: tuple[str, ...], least: float
    ) -> None:
        assert share_of_points(knowledge, mark, *standings) >= least

    @pytest.mark.parametrize(
        ("mark", "standing", "most"),
        [("contradicted", "covered", 0.11), ("absent", "covered", 0.02)]
        + [(mark, "contradicted", 0.02) for mark in ("made", "partly", "absent")],
    )
    def test_points_are_seldom_taken_for_what_they_are_not(
        self, knowledge: list[MarkedAnswer], mark: str, standing: str, most: float
    ) -> None:
        assert share_of_points(knowledge, mark, standing) <= most

    def test_no_story_gets_a_number(self, answers: list[MarkedAnswer]) -> None:
        stories = [one.result for one in answers if one.rubric.kind == "experience"]
        assert len(stories) == 42
        assert {(one.score, one.review_recommended) for one in stories} == {(None, True)}


class TestPairs:
    @pytest.mark.parametrize(("words", "least"), [("own words", 0.25), ("usual terms", 0.35)])
    def test_what_was_turned_round_is_found(
        self, pairs: dict[str, Pairs], words: str, least: float
    ) -> None:
        found = sum(trial_pairs.is_found(one) for one in pairs[words].pairs)
        assert found >= least * len(pairs[words].pairs)

    def test_right_answers_are_seldom_accused(self, pairs: dict[str, Pairs]) -> None:
        for one in pairs.values():
            assert trial_pairs.accused([pair.right for pair in one.pairs]) <= 0.05 * len(one.pairs)

    def test_honest_answers_full_of_not_are_seldom_accused(self, pairs: dict[str, Pairs]) -> None:
        honest = pairs["own words"].honest
        assert trial_pairs.accused(honest) <= 0.08 * len(honest)


class TestWhatItWasTunedOn:
    def test_honest_answers_are_not_accused(self) -> None:
        for name in ("own_words", "denials"):
            honest = scored_pairs("tuning", name).honest
            assert trial_pairs.accused(honest) <= 0.02 * len(honest)

    def test_a_misunderstood_point_is_seldom_covered(self) -> None:
        answers = list(scored_misunderstandings())
        assert share_of_points(answers, "contradicted", "covered") <= 0.07
        assert share_of_points(answers, "made", "contradicted") <= 0.02


class TestUnrelatedTexts:
    @pytest.mark.parametrize("words", trial_unrelated.LENGTHS)
    def test_prose_on_another_subject_earns_next_to_nothing_however_long(self, words: int) -> None:
        """Each text on one question, the next text on the next one."""
        texts = trial_unrelated.prose(unrelated_texts())[
            :: 3 if words > trial_unrelated.LONG else 1
        ]
        tried = list(trial_unrelated.attempts(texts, words, 42))
        for one, result in zip(tried, trial_unrelated.results(iter(tried)), strict=True):
            assert result.score is not None
            assert result.score <= trial_unrelated.CEILING, (one.genre, one.rubric.question)

    def test_code_logs_and_data_earn_little_too_or_go_to_a_person(self) -> None:
        texts = trial_unrelated.not_prose(unrelated_texts())
        tried = trial_unrelated.results(trial_unrelated.attempts(texts, 400, 1))
        high = [one for one in tried if (one.score or 0) > trial_unrelated.CEILING]
        assert sum(not one.review_recommended for one in high) <= 2

    def test_nor_does_it_in_a_file(self) -> None:
        texts = trial_unrelated.prose(unrelated_texts())[:2]
        with running(SHIPPED) as url:
            for words in (100, 10_000):
                for one in trial_unrelated.attempts(texts, words, 42):
                    response = requests.post(
                        f"{url}/evaluate/answer",
                        data={
                            "question": one.rubric.question,
                            "reference_answer": one.rubric.reference_answers,
                            "key_points": one.rubric.key_points,
                        },
                        files={"file": ("answer.txt", one.text.encode())},
                        timeout=30,
                    )
                    assert response.status_code == 200
                    assert response.json()["score"] <= trial_unrelated.CEILING


def test_the_readme_has_the_tables_of_the_trial(
    knowledge: list[MarkedAnswer], pairs: dict[str, Pairs]
) -> None:
    """If not: python -m benchmarks.scoring.trial --write"""
    readme = trial.README.read_text(encoding="utf-8")
    for table in trial.trial_tables(knowledge, pairs):
        assert trial.markdown(table) in readme


def test_a_table_takes_the_place_of_the_one_with_the_same_head() -> None:
    old = "Before.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nAfter.\n"
    new = trial.with_table(old, [["a", "b"], ["5", "6"]])
    assert new == "Before.\n\n| a | b |\n| --- | --- |\n| 5 | 6 |\n\nAfter.\n"
    with pytest.raises(ValueError, match="c"):
        trial.with_table(old, [["c"]])
