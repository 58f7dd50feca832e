"""The question bank at the end of schema.sql, and how a changed one reaches a database."""

import re
from collections import Counter
from typing import Any

import pytest

from tests.database.sql import SCHEMA, SKILLS, Connection

CURRENT = "SELECT %s FROM interview_questions WHERE retired_at IS NULL ORDER BY id"
TEXT = SCHEMA.read_text()
ANSWER_WORDS = {1: "list comprehension", 2: "decorator"}


def bank(connection: Connection, columns: str) -> list[Any]:
    return connection.rows(CURRENT % columns)


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s+[A-Z]|$)", text.replace("e.g.", "eg").replace("i.e.", "ie")))


# The bank as it is ----------------------------------------------------------------------------


def test_the_skills_come_in_their_order_with_at_least_six_questions_each(
    connection: Connection,
) -> None:
    skills = [skill for (skill,) in bank(connection, "skill")]

    assert list(dict.fromkeys(skills)) == SKILLS
    assert min(Counter(skills).values()) >= 6


def test_the_questions_of_a_skill_have_positions_1_2_3_and_ids_in_that_order(
    connection: Connection,
) -> None:
    rows = bank(connection, "id, skill, position, version")

    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    for skill in SKILLS:
        positions = [position for _, own, position, _ in rows if own == skill]
        assert positions == list(range(1, len(positions) + 1))
    assert {row[3] for row in rows} == {1}


@pytest.mark.parametrize("question_id", [1, 2])
def test_the_first_two_are_what_the_specification_s_own_answers_are_about(
    connection: Connection, question_id: int
) -> None:
    skill, position, question, reference = connection.rows(
        "SELECT skill, position, question, reference_answer FROM interview_questions WHERE id = %s",
        question_id,
    )[0]

    assert (skill, position) == ("python", question_id)
    assert ANSWER_WORDS[question_id] in question.lower()
    assert ANSWER_WORDS[question_id] in reference.lower()


def test_each_question_has_a_reference_answer_of_2_to_5_sentences_and_3_to_6_key_points(
    connection: Connection,
) -> None:
    for where, question, reference, points in bank(
        connection, "skill || ' ' || position, question, reference_answer, key_points"
    ):
        assert question.strip().endswith(("?", ".")), where
        assert 2 <= sentences(reference) <= 5, f"{where}: {reference}"
        assert reference.endswith("."), where
        assert 3 <= len(points) <= 6, where
        assert len(set(points)) == len(points), where
        assert all(point == point.strip() != "" for point in points), where
        assert not any(point.endswith(".") for point in points), where


def test_no_question_is_asked_twice_and_no_text_has_a_stray_space(connection: Connection) -> None:
    texts = bank(connection, "question, reference_answer, array_to_string(key_points, '|')")

    assert len({question for question, _, _ in texts}) == len(texts)
    for row in texts:
        assert not any("  " in text or text != text.strip() or "''" in text for text in row), row


def test_the_behavioural_questions_ask_for_experience_and_all_others_for_knowledge(
    connection: Connection,
) -> None:
    kinds = Counter(bank(connection, "skill = 'behavioural', kind"))

    assert kinds == {(True, "experience"): 6, (False, "knowledge"): 42}


def test_each_weight_is_sane(connection: Connection) -> None:
    assert all(0.5 <= weight <= 3 for (weight,) in bank(connection, "weight"))


# A changed bank -------------------------------------------------------------------------------

FIRST = "What is a list comprehension in Python, and when would"
REWORDED = "What is a list comprehension in Python 3, and when would"
LAST = "behavioural', 6, 'experience', 1.50,"
NEW = (
    "INSERT INTO question_bank (skill, position, weight, question, reference_answer, key_points)"
    " VALUES ('python', 7, 2.00, 'A new one?', 'Yes. It is.', ARRAY['new', 'one', 'is']),"
    " ('cobol', 1, 1.00, 'What is COBOL?', 'Old. Alive.', ARRAY['old', 'alive', 'used']);\n\n"
)
MERGE = "UPDATE interview_questions AS held"


def edited(*replacements: tuple[str, str]) -> str:
    text = TEXT
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def history(connection: Connection, skill: str, position: int) -> list[tuple[Any, ...]]:
    """Version, whether it is retired, and the wording."""
    return connection.rows(
        "SELECT version, retired_at IS NOT NULL, question FROM interview_questions"
        " WHERE skill = %s AND position = %s ORDER BY version",
        skill,
        position,
    )


def everything(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.rows("SELECT * FROM interview_questions ORDER BY id")


@pytest.fixture
def filled(empty: Connection) -> Connection:
    """A database with the bank, and an interview that asks python's questions."""
    empty.load()
    empty.rows(
        "INSERT INTO candidates (name, email) VALUES ('J', 'j@example.com');"
        "INSERT INTO interviews (candidate_id, skill) VALUES (1, 'python');"
        "INSERT INTO asked_questions SELECT 1, id FROM interview_questions WHERE skill = 'python';"
        "INSERT INTO interview_answers (interview_id, question_id, text_answer) VALUES (1, 1, 'a')"
    )
    return empty


def test_a_new_question_and_a_new_skill_are_added(filled: Connection) -> None:
    before = everything(filled)

    filled.load(edited((MERGE, NEW + MERGE)))

    assert everything(filled)[: len(before)] == before
    added = filled.rows(
        "SELECT skill, position, version, weight, question, reference_answer, key_points"
        " FROM interview_questions WHERE id > %s ORDER BY id",
        len(before),
    )
    assert added == [
        ("python", 7, 1, 2, "A new one?", "Yes. It is.", ["new", "one", "is"]),
        ("cobol", 1, 1, 1, "What is COBOL?", "Old. Alive.", ["old", "alive", "used"]),
    ]


def test_a_changed_question_is_a_new_version_and_its_interview_keeps_the_old_one(
    filled: Connection,
) -> None:
    asked = filled.rows("SELECT * FROM asked_questions ORDER BY question_id")
    ((_, _, wording),) = history(filled, "python", 1)

    filled.load(edited((FIRST, REWORDED)))

    assert history(filled, "python", 1) == [
        (1, True, wording),
        (2, False, wording.replace("Python,", "Python 3,")),
    ]
    assert filled.rows("SELECT * FROM asked_questions ORDER BY question_id") == asked
    assert filled.value("SELECT question FROM interview_questions WHERE id = 1") == wording
    assert filled.value("SELECT count(*) FROM interview_answers WHERE question_id = 1") == 1
    assert filled.value("SELECT count(*) FROM interview_questions") == 49


@pytest.mark.parametrize(
    "replacement",
    [
        (LAST, LAST.replace("1.50", "2.50")),
        ("'Reports the result and what they would repeat", "'Reports what they would repeat"),
        ("told those affected, what they watched", "told others, what they watched"),
        (LAST, LAST.replace("experience", "knowledge")),
    ],
    ids=["weight", "key point", "reference answer", "kind"],
)
def test_whatever_part_of_a_question_changes_makes_a_new_version(
    filled: Connection, replacement: tuple[str, str]
) -> None:
    filled.load(edited(replacement))

    versions = [(version, retired) for version, retired, _ in history(filled, "behavioural", 6)]
    assert versions == [(1, True), (2, False)]
    assert filled.value("SELECT count(*) FROM interview_questions") == 49


def test_changed_back_it_is_a_third_version(filled: Connection) -> None:
    filled.load(edited((FIRST, REWORDED)))
    filled.load()

    first, second, third = history(filled, "python", 1)
    assert [first[:2], second[:2], third[:2]] == [(1, True), (2, True), (3, False)]
    assert third[2] == first[2] != second[2]


def test_a_position_the_bank_does_not_name_is_left_alone(filled: Connection) -> None:
    filled.rows(
        "INSERT INTO interview_questions (skill, position, question) VALUES"
        " ('python', 99, 'Our own?'), ('our own skill', 1, 'Why?')"
    )
    before = everything(filled)
    start, end = TEXT.index("('behavioural', 6,"), TEXT.index(MERGE)

    filled.load(TEXT[:start].rstrip().rstrip(",") + ";\n\n" + TEXT[end:])

    assert everything(filled) == before
    assert len(history(filled, "behavioural", 6)) == 1


def test_a_question_retired_by_hand_comes_back_as_the_next_version(filled: Connection) -> None:
    """The bank says that it is asked; who wants it gone takes it out of the bank as well."""
    filled.rows("UPDATE interview_questions SET retired_at = now() WHERE id = 1")

    filled.load()

    assert [row[:2] for row in history(filled, "python", 1)] == [(1, True), (2, False)]


def test_running_a_changed_bank_again_changes_nothing(filled: Connection) -> None:
    changed = edited((FIRST, REWORDED), (MERGE, NEW + MERGE))
    filled.load(changed)
    before = everything(filled)

    filled.load(changed)

    assert everything(filled) == before


def test_a_bank_that_names_a_position_twice_is_refused_and_nothing_changes(
    filled: Connection,
) -> None:
    before = everything(filled)

    refused = edited((MERGE, NEW.replace("'python', 7", "'python', 1") + MERGE))
    with pytest.raises(Exception, match="duplicate key"):
        filled.load(refused)
    filled.rows("ROLLBACK")

    assert everything(filled) == before
