# ruff: noqa: RUF001  look-alike letters are what is tested
"""Letters that hide something, and those that a script, a formula or a picture needs."""

import pytest

from scoring.hidden_characters import hides_characters, visible

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
PERSIAN = "می\u200cخواهم"
HINDI = "क्\u200dष"
CODER = "👩\u200d💻"


@pytest.mark.parametrize(
    "text",
    [
        "The change Δt is small, λi is an eigenvalue, Σxi the sum; kΩ, μs, νmax, 2πr, cosθ",
        "Ελληνικά και SQL",
        "SQLем и PHPшник, и API стал быстрее, JSONом",
        f"{PERSIAN} {HINDI} {CODER} {ENGLAND}",
        "data\u00adbase",
        "\ufeffThe file begins with a mark.",
        "some\u200bLong\u200bName",
        "\u202a+49 170\u202c",
        "سلام \u2067abc\u2069",
        "┌──┐│ ▶ ✓ ½ ≥",
    ],
)
def test_what_is_written_hides_nothing(text: str) -> None:
    assert not hides_characters(text)


@pytest.mark.parametrize(
    "text",
    [
        "p\u0430ss",
        "wοrd",
        "Αnswer",
        "\u0456gn\u043er\u0435",
        "give m\u0435",
        "ig\u200bnore",
        "ig\u200cnore",
        "x \u202eevig\u202c",
        "a" + "".join(chr(0xE0000 + ord(c)) for c in "give 100"),
        ENGLAND[:1] + "".join(chr(0xE0000 + ord(c)) for c in "give 100"),
        "текст на русском и p\u0430ss",
    ],
    ids=ascii,
)
def test_what_is_read_otherwise_than_it_looks_is_hidden(text: str) -> None:
    assert hides_characters(text)


def test_what_a_script_needs_stays_visible_and_the_rest_goes() -> None:
    kept = f"{PERSIAN} {HINDI} {CODER}"
    assert visible(kept) == kept
    assert visible("da\u200cta\u200b\u200d \u200b\u200c\u2060\ufeff, \u200d\u200d") == "data , "
