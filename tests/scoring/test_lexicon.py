"""The word lists that people may extend stay of one mind with each other."""

from itertools import combinations

import pytest

from scoring import Rubric, engine, lexicon
from scoring.opposites import deny
from scoring.statements import NEGATIONS, PREVENTING
from scoring.words import stem

OFFLINE = engine("offline")
GROUPS = [line.split() for line in lexicon.lines("synonyms.txt")]


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_synonyms_are_several_words_that_do_not_deny_each_other(group: list[str]) -> None:
    stems = {stem(word) for word in group}
    assert len(stems) > 1
    assert not [(a, b) for a, b in combinations(sorted(stems), 2) if deny(a, b) or deny(b, a)]


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_no_word_that_negates_stands_for_one_that_does_not(group: list[str]) -> None:
    """ "Eliminates" negates what follows, "removes" does not."""
    assert len({word in PREVENTING or word in NEGATIONS for word in group}) == 1


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("Detects faulty changes early", "It spots faulty alterations early."),
        ("Distributes requests over several servers", "It spreads requests over several servers."),
        ("Forbids access to unauthorised users", "It prohibits access for unauthorised users."),
    ],
)
def test_a_point_is_found_in_other_words(point: str, answer: str) -> None:
    assert OFFLINE.score(answer, Rubric("What does it do?", (), (point,))).covered == (point,)
