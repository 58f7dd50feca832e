"""How to reach the candidate is nobody's business but the interviewer's."""

import pytest

from scoring import Engine, Rubric
from tests.llm.stub_model import StubModel

RUBRIC = Rubric("What is a decorator?", (), ("It wraps a function",))


def shown(judge: Engine, model: StubModel, text: str) -> tuple[str, tuple[str, ...]]:
    """What the model gets to see of an answer, and the flags of the result."""
    result = judge.score(f"It wraps a function. {text}", RUBRIC)
    return model.asked[0].answer.removeprefix("It wraps a function. "), result.flags


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("Mail john.doe+work@mail.example.co.uk now", "Mail [e-mail address] now"),
        ("(jöhn@exämple.de)", "([e-mail address])"),
        ("Ask <JOHN@EXAMPLE.COM>.", "Ask <[e-mail address]>."),
        ("on +49 170 1234567.", "on [telephone number]."),
        ("on +4917012345678", "on [telephone number]"),
        ("on +1 (555) 123-4567 or so", "on [telephone number] or so"),
        ("on 555-123-4567", "on [telephone number]"),
        ("on (555) 123-4567", "on [telephone number]"),
        ("on 555.123.4567", "on [telephone number]"),
        ("on 020 7946 0958", "on [telephone number]"),
        ("on 0171 1234567", "on [telephone number]"),
        ("on 0171/1234567", "on [telephone number]"),
        ("on 01 23 45 67 89", "on [telephone number]"),
        ("My phone is 99999", "My phone is [telephone number]"),
        ("Tel. 5551234567", "Tel. [telephone number]"),
        ("WhatsApp: 5551234567", "WhatsApp: [telephone number]"),
        ("Call me at 555 1234567!", "Call me at [telephone number]!"),
        ("a@example.com b@example.com", "[e-mail address] [e-mail address]"),
    ],
)
def test_ways_to_reach_somebody_are_left_out_and_flagged(
    judge: Engine, model: StubModel, written: str, seen: str
) -> None:
    answer, flags = shown(judge, model, written)

    assert answer == seen
    assert flags == ("contact_details_removed",)


@pytest.mark.parametrize(
    "written",
    [
        "@functools.wraps(func) keeps the name",
        "@app.get and a @ b",
        "2147483647 and 4294967296 and 18446744073709551615",
        "192.168.100.200, 10.0.0.1:8080 and ::1",
        "2026-11-22 10:15:00 or 22.11.2026",
        "10 000 000 rows, 1,000,000 or 1_000_000",
        "3.14159265358979 and -273.15 and +1 and 1e-10",
        "0101 10101010 in binary, 0x7fffffff in hex",
        "range(0, 1000000, 1000)",
        "call f(12345678) on the heap",
        "HTTP 404 and 500 and port 5432",
        "ISBN 978-3-16-148410-0",
        "123e4567-e89b-12d3-a456-426614174000",
        "O(n log n) with 1024 + 2048",
    ],
)
def test_what_is_said_about_the_matter_stays(judge: Engine, model: StubModel, written: str) -> None:
    answer, flags = shown(judge, model, written)

    assert answer == written
    assert "contact_details_removed" not in flags


def test_the_feedback_says_that_something_was_left_out(judge: Engine) -> None:
    feedback = judge.score("It wraps a function. Mail me at a@example.com.", RUBRIC).feedback

    assert "E-mail addresses or telephone numbers in it were not shown" in feedback
    assert "a@example.com" not in feedback
