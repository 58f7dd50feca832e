"""One value in several notations is one value; another sign, relation, order of digits, exponent or
unit is another."""

from fractions import Fraction
from random import Random

import pytest

from scoring import Rubric, engine
from scoring.matching import AnswerWords
from scoring.sentences import clauses
from scoring.values import Value, differ, value_of
from scoring.words import stem, words

OFFLINE = engine("offline")

SAME = (
    ("13500", "13,500", "13 500", "13'500", "13\u2019500", "13_500", "13\u202f500", "13\u00a0500"),
    (
        "1000000",
        "1,000,000",
        "1 million",
        "one million",
        "a million",
        "10^6",
        "10**6",
        "10⁶",
        "1e6",
    ),
    ("20", "twenty"),
    ("21", "twenty-one", "twenty one"),
    ("200", "two hundred"),
    ("100", "a hundred", "one hundred", "10 squared"),
    ("1205", "one thousand two hundred and five", "1,205"),
    ("5 ms", "5ms", "5-ms", "five milliseconds", "5 milliseconds", "0.005 s", "5000 µs"),
    ("1 s", "1000 ms", "1 second", "one second", "1,000 milliseconds"),
    ("1 kB", "1000 B", "1000 bytes", "1 kilobyte", "8000 bits"),
    ("1 KiB", "1024 B", "1024 bytes"),
    ("1 h", "60 min", "sixty minutes", "3600s", "1 hour"),
    ("1 Mbit/s", "1 Mbps", "1000 kbps", "1 megabit per second"),
    ("50%", "50 %", "50 percent", "fifty percent", "50 per cent"),
    ("10k rows", "10,000 rows"),
    ("x²", "x^2", "x**2", "x squared", "x^(2)"),
    ("2^n", "2**n", "2ⁿ"),
    ("10⁻³", "10^-3", "0.001"),
    ("1/2", "0.5", "½", ".5", "0.50"),
    ("1½", "1.5"),
    ("-5", "\u22125", "minus 5", "minus five", "negative 5"),
    ("O(n log n)", "O(n*log n)", "O(n log(n))", "O( n · log n )"),
    ("O(log n)", "O(log(n))", "O(log2 n)", "O(log_2(n))"),
    ("O(n²)", "O(n^2)", "O(n**2)"),
    ("x <= 3", "x ≤ 3", "x<=3", "x at most 3", "x no more than three", "x up to 3", "3 >= x"),
    ("x >= 3", "x ≥ 3", "x at least three", "x no fewer than 3", "x 3 or more", "3 <= x"),
    ("p < 0.05", "p<.05", "p less than 0.05", "p below 0.05", "p under 0.05"),
    ("p > 0.05", "p more than 0.05", "p over 0.05", "p greater than 0.05"),
    ("x != 3", "x ≠ 3", "x not equal to 3"),
)
OTHER = (
    ("5", "-5"),
    ("p < 0.05", "p > 0.05"),
    ("x <= 3", "x >= 3"),
    ("x < 3", "x <= 3"),
    ("at least 3", "at most 3"),
    ("404", "440"),
    ("5 ms", "5 s"),
    ("2^10", "10^2"),
    ("x^2", "x^3"),
    ("1 kB", "1 KiB"),
    ("13500", "13501"),
    ("13.5", "13,500"),
    ("O(n)", "O(log n)"),
    ("O(n log n)", "O(log n)"),
    ("3.10", "3.1"),
    ("1 million", "1 billion"),
)


def stems(text: str) -> list[str]:
    """In any order: "3 <= x" and "x >= 3"."""
    return sorted(stem(word) for word in words(text))


@pytest.mark.parametrize("notations", SAME)
def test_one_value_in_several_notations_is_one(notations: tuple[str, ...]) -> None:
    assert {notation: stems(notation) for notation in notations} == dict.fromkeys(
        notations, stems(notations[0])
    )


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_value_is_never_found(one: str, other: str) -> None:
    for wanted, answer in ((one, other), (other, one)):
        said = AnswerWords(words(answer), words(wanted))
        assert any(said.find(stem(word))[0] == 0.0 for word in words(wanted))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python 3.11 and v3.11", "python 3.11 and 3.11"),
        ("IPv4, HTTP/2, SHA-256, UTF-8", "ipv4 http 2 sha 256 utf 8"),
        ("on 2024-01-15 or 15/01/2024", "on 2024 01 15 or 15 01 2024"),
        ("192.168.0.1", "192.168.0.1"),
        ("the ISO-8859 and 1-5, step 3 - 5", "the iso 8859 and 1 5 step 3 5"),
        ("ten minus 5, n minus 1, 7 -2", "ten minus 5 n minus 1 7 2"),
        ("if (a[i] < b) x=-1; f() -> 5", "if a i < b x -1 f 5"),
        ("List<String> a; i => 5; x >> 1; <h1>5</h1>", "list string a i 5 x 1 h1 5 h1"),
        ("[100,200,300] range(1,100) 10 % 3", "100 200 300 range 1 100 10 3"),
        ("200 404 500", "200 404 500"),
        ("1.2.3 <= x, 87/3 >= b", "1.2.3 x 87 3 b"),
        ("¼¼ and 1.2.3. or a.5.5", "25 25 and 1.2.3 or a 5 5"),
        ("since the 1980s", "since the 1980"),
        ("one day the first of them went over one network", None),
        ("a write-ahead log, at most once, no more than that", None),
    ],
)
def test_what_is_no_notation_keeps_its_words(text: str, expected: str | None) -> None:
    plain = text.lower().replace(",", "").replace("-", " ")
    assert words(text) == (plain if expected is None else expected).split()


def test_a_unit_that_the_question_named_may_be_left_out() -> None:
    assert AnswerWords(words("20"), words("20 ms")).find("0.02s")[0] == 0.9
    assert AnswerWords(words("twenty"), words("20 ms")).find("0.02s")[0] == 0.9
    assert AnswerWords(words("20 ms"), words("20")).find("20")[0] == 0.9
    assert AnswerWords(words("30 ms"), words("20")).find("20")[0] == 0.0


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("0.005s", Value(Fraction(1, 200), "s")),
        ("-5", Value(Fraction(-5))),
        ("<=3", Value(Fraction(3), "", "<=")),
        ("twenty", Value(Fraction(20))),
        ("third", Value(Fraction(3), "th")),
        ("3rd", Value(Fraction(3), "th")),
        ("o(nlogn)", Value("nlogn", "o")),
        ("x^2", Value("2", "x^")),
        ("<", Value("", "relation", "<")),
        ("100byte/s", Value(Fraction(100), "byte/s")),
        ("first", None),
        ("ipv4", None),
        ("3d", None),
        ("list", None),
    ],
)
def test_the_value_of_a_word(word: str, value: Value | None) -> None:
    assert value_of(word) == value


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("5", "-5", True),
        ("<=3", ">=3", True),
        ("1s", "0.005s", True),
        ("o(n)", "o(logn)", True),
        ("<", ">", True),
        ("twenty", "20", False),
        ("3.10", "3.1", False),
        ("5", "5s", False),
        ("1s", "1byte", False),
        ("first", "2", False),
    ],
)
def test_only_values_of_one_dimension_differ(one: str, other: str, expected: bool) -> None:
    left, right = value_of(one), value_of(other)
    assert (left is not None and right is not None and differ(left, right)) is expected


@pytest.mark.parametrize("seed", range(20))
def test_any_row_of_signs_and_digits_has_words(seed: int) -> None:
    parts = [
        *"0123456789.,'_-+^*/ ()<>=!%kmsoθ≤≠½¼²⁻[]",
        " ms",
        " hundred",
        "**",
        "o(",
        "10^",
        "1e",
    ]
    drawn = Random(seed)
    for _ in range(200):
        text = "".join(drawn.choices(parts, k=12))
        assert all(word and not any(c.isspace() for c in word) for word in words(text)), text


def test_numbers_too_long_to_be_told_apart_stay_as_they_are() -> None:
    assert words("9" * 5_000) == ["9" * 40]
    assert words("10^80 and 1e-60") == ["10^80", "and", "1e-60"]


RIGHT = (
    ("How many rows are there?", "13500", "13,500"),
    ("How many rows are there?", "13500", "13 500"),
    ("How many rows are there?", "13500 rows", "There are 13'500 rows."),
    ("How many connections?", "twenty", "20"),
    ("How many connections?", "20", "twenty connections"),
    ("How long does it take?", "5 ms", "five milliseconds"),
    ("How many ms does it take?", "5 ms", "5"),
    ("How many bits has a byte?", "8", "8 bits"),
    ("What is the result?", "-5", "minus five"),
    ("When is it significant?", "p < 0.05", "p is less than .05"),
    ("For which x?", "x >= 3", "x is at least 3"),
    ("How fast is the search?", "O(log n)", "It is O(log(n))."),
    ("How fast is the search?", "O(log n)", "It takes logarithmic time."),
    ("How fast is the search?", "O(log n)", "Θ(lg n)"),
    ("How fast is the search?", "O(log n)", "log n"),
    ("How fast is the search?", "O(n)", "linear"),
    ("How fast is the sort?", "O(n log n)", "n log n"),
    ("How fast is the sort?", "O(n log n)", "It is log-linear."),
    ("What share?", "50%", "fifty percent"),
    ("How many?", "1 million", "10^6"),
)
WRONG = (
    ("How many rows are there?", "13500", "15,300"),
    ("What is the result?", "-5", "5"),
    ("What is the result?", "5", "minus 5"),
    ("When is it significant?", "p < 0.05", "p > 0.05"),
    ("For which x?", "x >= 3", "x <= 3"),
    ("Which status?", "404", "440"),
    ("How long does it take?", "5 ms", "5 s"),
    ("How fast is the search?", "O(log n)", "O(n log n)"),
    ("How fast is the search?", "O(log n)", "It takes linear time."),
    ("How fast is the search?", "O(1)", "quadratic"),
    ("How fast is the search?", "O(log n)", "n log n"),
    ("How fast is the search?", "O(n)", "log-linear"),
    ("What is it?", "2^10", "10^2"),
    ("How many bytes?", "1 KiB", "1 kB"),
)


@pytest.mark.parametrize(("question", "reference", "answer"), RIGHT)
def test_the_value_that_is_asked_for_is_right(question: str, reference: str, answer: str) -> None:
    assert score(answer, question, reference) >= 80


@pytest.mark.parametrize(("question", "reference", "answer"), WRONG)
def test_another_value_than_the_one_asked_for_is_wrong(
    question: str, reference: str, answer: str
) -> None:
    result = OFFLINE.score(answer, Rubric(question, (reference,)))
    assert result.score is not None
    assert result.score <= 40
    assert not result.covered


PASSING = "twenty of us went to the lake last year and swam until it was dark outside"


@pytest.mark.parametrize("answer", ["2, 20 or 200", "not 20", PASSING])
def test_a_value_among_others_denied_or_in_passing_gets_no_points_of_its_own(answer: str) -> None:
    assert score(answer, "How many connections?", "20 ms") < 85


@pytest.mark.parametrize(
    ("reference", "answer"), [("443", "80, not 443"), ("O(log n)", "O(n), not O(log n)")]
)
def test_the_value_that_is_rejected_is_not_the_one_that_is_given(
    reference: str, answer: str
) -> None:
    assert score(answer, "Which one?", reference) <= 30
    assert score(reference, "Which one?", reference) >= 85


def test_the_sign_is_part_of_what_was_expected() -> None:
    assert clauses("-5") == ["-5"]
    assert clauses("- five items") == ["five items"]


def score(answer: str, question: str, reference: str) -> float:
    result = OFFLINE.score(answer, Rubric(question, (reference,)))
    assert result.score is not None
    return result.score
