# ruff: noqa: RUF001  full-width letters are what is tested
"""Folding, words, stems and clauses."""

import pytest

from scoring.folding import _fold_character, fold
from scoring.long_answers import closest_passages
from scoring.matching import AnswerWords
from scoring.sentences import clauses, phrases, sentences
from scoring.words import stem, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Naïve Café", "naive cafe"),
        ("ｆｕｌｌ", "full"),
        ("p\u0430ss", "pass"),
        ("ig\u200bno\u202ere", "ignore"),
        ("don\u2019t", "don't"),
        ("\ud800x", " x"),
        ("\u0661\u0662", "12"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("first", "last"), [("一", "鿿"), ("가", "힣")], ids=["Chinese", "Korean"])
def test_each_character_of_a_large_script_is_looked_at_once(first: str, last: str) -> None:
    text = "".join(map(chr, range(ord(first), ord(last) + 1)))
    fold(text)
    before = _fold_character.cache_info().misses

    fold(text)

    assert _fold_character.cache_info().misses == before


def test_words_spell_out_contractions_and_take_identifiers_apart() -> None:
    assert words("It can't use snake_case in C++ or C#, won't it?") == [
        *["it", "can", "not", "use", "snake", "case", "in", "c++", "or", "c#", "will", "not", "it"]
    ]


def test_chinese_is_read_character_by_character() -> None:
    assert words("数据 db") == ["数", "据", "db"]


def test_number_words_and_abbreviations_meet_their_long_form() -> None:
    assert stem("three") == "3"
    assert stem("db") == stem("databases")


def test_sentences_lose_their_numbering() -> None:
    assert sentences("1. First thing. 2) Second\n- third") == ["First thing", "Second", "third"]


def test_clauses_keep_the_words_of_the_author() -> None:
    assert clauses("It is fast. For example, B-trees; and it costs space, but reads gain.") == [
        "It is fast",
        "For example, B-trees",
        "and it costs space, reads gain",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Lists may change, but tuples stay as they are.",
            ["lists may change", "but tuples stay as they are"],
        ),
        (
            "It reads big files and writes small ones",
            ["it reads big files", "and writes small ones"],
        ),
        (
            "IT READS BIG FILES AND WRITES SMALL ONES",
            ["it reads big files", "and writes small ones"],
        ),
        ("It reads, writes and deletes", ["it reads writes and deletes"]),
    ],
)
def test_phrases_say_something_each_and_lose_no_word(text: str, expected: list[str]) -> None:
    assert [" ".join(phrase) for phrase in phrases(text)] == expected


def test_a_long_text_is_cut_to_what_is_close_to_the_rubric() -> None:
    text = "nothing here. " * 5_000 + "the mutable list. " + "nothing here. " * 5_000
    passages = closest_passages(text, ["mutable", "list"])
    assert "mutable list" in passages
    assert len(passages) <= 16_000


@pytest.mark.parametrize(
    ("wanted", "answer", "strength"),
    [
        ("mutable", "mutability", 1.0),
        ("large", "big", 0.75),
        ("evaporate", "evaporation", 1.0),
        ("synchronisation", "syncronisation", 0.9),
        ("threadlocal", "thread local", 1.0),
        ("mutable", "immutable", 0.0),
        ("cat", "concatenate", 0.0),
        ("long", "longer", 0.9),
        ("add", "adder", 0.9),
        ("join", "joinery", 0.0),
        ("not", "note", 0.0),
        ("list", "listen", 0.0),
        ("log", "logic", 0.0),
        ("fact", "factor", 0.0),
        ("even", "event", 0.0),
        ("synchronous", "asynchronous", 0.0),
        ("2019", "2018", 0.0),
    ],
)
def test_how_well_a_word_is_found(wanted: str, answer: str, strength: float) -> None:
    found, _ = AnswerWords(words(answer), [wanted]).find(stem(wanted))
    assert found == strength
