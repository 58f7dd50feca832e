"""No text may take the evaluator much longer than another of its length: a regular expression keeps
Python's lock to its end, and everybody waits."""

import re

import pytest

from tests.support.expressions import compiled_later, compiled_patterns, slow_text

PATTERNS = compiled_patterns("fastapi_app")


def test_the_expressions_of_every_part_are_known() -> None:
    known = {name.partition(" ")[0].partition(".")[0] for name in PATTERNS}
    assert {"scoring", "reading", "utils"} <= known
    assert len(PATTERNS) > 100


def test_no_expression_is_compiled_later() -> None:
    """It would be in none of these tests."""
    assert compiled_later("fastapi_app") == []


@pytest.mark.parametrize("name", PATTERNS)
def test_twice_the_text_takes_about_twice_as_long(name: str) -> None:
    assert slow_text(PATTERNS[name]) is None, PATTERNS[name].pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"[.!?;]+(?=\s|$)|\n+|\s[•*-]\s",
        r"[.!?;]+(?=\s|$)|\n+|(?:^|\s)[•*-]\s|,\s+(?:and|but|so|while|which)\s",
        r"(?<!\w)(?:[^\W_](?:(?!\n)[\W_]){1,3}){7,}(?![IiAa] \w\w)[^\W_](?!\w)",
        r"(?=[\d /-]*[2-9])0\d{1,4}[ /-]\d{5,9}(?![\w.-])",
        r"(..+?)\1{2}",
    ],
)
def test_what_takes_longer_is_found(pattern: str) -> None:
    """The first three once held up everybody's interviews."""
    assert slow_text(re.compile(pattern)) is not None
