"""Raised and lowered characters: how people type what is drawn above or below the line."""

import time

import pytest

from tests.support.loading import Load

# In the cases a raised text is between ^{ and }, a lowered one between _{ and }.
CASES = [
    # Powers
    ("10^{6} bytes", "10^6 bytes"),
    ("10^{-}^{6} s", "10^(-6) s"),
    ("1_{}0^{6}", "10^6"),
    ("x^{2} + y^{2}", "x^2 + y^2"),
    ("e^{−x}", "e^(−x)"),
    ("x^{n+1}", "x^(n+1)"),
    ("x^{(n+1)}", "x^(n+1)"),
    ("e^{ix}", "e^(ix)"),
    ("2^{10.5}", "2^10.5"),
    ("n^{log n}", "n^(log n)"),
    ("O(n^{2}), 1.5^{−3}", "O(n^2), 1.5^(−3)"),
    ("(a + b)^{2}", "(a + b)^2"),
    ("x^{2}y", "x^2 y"),
    ("x^{2}(a)", "x^2(a)"),
    ("5 m^{2}, 3 cm^{3}, km^{2}", "5 m^2, 3 cm^3, km^2"),
    ("5 in^{2}", "5 in^2"),
    ("s^{−1} and min^{−1}", "s^(−1) and min^(−1)"),
    ("E = mc^{2}, 4πr^{2}, ax^{2}, AB^{2} + BC^{2}, 4abc^{2}", None),
    ("sin^{2} x + cos^{2} x", "sin^2 x + cos^2 x"),
    ("A^{T}", "A^T"),
    ("size^{n}", "size^n"),
    ("10^{6 }bytes", "10^6 bytes"),
    ("SO_{4}^{2−}", "SO₄^(2−)"),
    ("K^{+} and Na^{+}", "K^+ and Na^+"),
    ("10 ^{−3} and 10 ^{6}, 5 ⁻³, 3 s ^{−1}", "10^(−3) and 10^6, 5^(-3), 3 s^(−1)"),
    ("2^{16}, cm^{3}, (ab)^{2}, ∇^{2}, |x|^{2}, x̄^{2}, 0.5^{2}, 1024^{n}", None),
    ("CO_{2}, log_{b} n, f_{n+1}, lim_{x→0}, IC_{50}", "CO₂, log_b n, f_(n+1), lim_(x→0), IC₅₀"),
    ("Fe^{3+}, Mg^{2+}, NH_{4}^{+}, OH^{−}", "Fe^(3+), Mg^(2+), NH₄^+, OH^−"),
    ("H_{3}O^{+}, CH_{3}COO^{−}, [Fe(CN)_{6}]^{4−}", "H₃O^+, CH₃COO^−, [Fe(CN)₆]^(4−)"),
    ("Ca^{++}, e⁻ˣ, 2ˣ", "Ca^(++), e^(-x), 2^x"),
    ("x_{i}^{2 14}C and x_{i}² ¹⁴C", "x_i^2 14C and x_i^2 14C"),
    # Characters that are raised or lowered themselves
    ("10⁶, x², xⁿ⁺¹, 10⁻⁶", "10^6, x^2, x^(n+1), 10^(-6)"),
    ("H₂O, 101₂, aₙ", "H₂O, 101_2, a_n"),
    ("1⁰^{6}", "1^06"),
    ("a word¹.", "a word [1]."),
    # No powers
    ("the 1^{st}, 2^{nd}, 3^{rd} and 4^{th}", "the 1st, 2nd, 3rd and 4th"),
    ("the n^{th}", "the nth"),
    ("le 1^{er}, la 1^{re}, XIX^{e} siècle, M^{me} et n^{o}", None),
    ("1º, 1ª", "1º, 1ª"),
    ("la 3.^{ª} y la 3.^{a}, el 1.^{er}", "la 3.ª y la 3.a, el 1.er"),
    ("S^{t} Jean et C^{ie}", "St Jean et Cie"),
    ("90^{o} and 1^{o}", "90° and 1o"),
    ("it is (see below)^{1}", "it is (see below) [1]"),
    ("1^{o}, 1^{º}", "1o, 1º"),
    ("Java^{TM}, Java^{®}, Java™", "JavaTM, Java®, Java™"),
    ("20^{o}C, 20 ^{0}C", "20°C, 20 °C"),
    ("a word^{1} and^{2,3} so on.^{4}", "a word [1] and [2,3] so on. [4]"),
    ("the sum^{1}", "the sum [1]"),
    ("a word^{[1]} in 2019^{[2]}", "a word [1] in 2019 [2]"),
    ("a word^{a}, another^{*}", "a word [a], another*"),
    ("“quoted”^{1}", "“quoted” [1]"),
    ("言葉^{1}", "言葉 [1]"),
    ("^{1} A note.", "1 A note."),
    ("Feature^{NEW}", "Feature NEW"),
    ("Done^{citation needed}.", "Done citation needed."),
    ("^{all of it is raised}", "all of it is raised"),
    ("L^{A}T_{E}X", "LATEX"),
    ("I²C and E^{2}PROM", "I2C and E2PROM"),
    (
        "in 2019^{1}, 273.879.750^{1}, 83,190,556^{2}",
        "in 2019 [1], 273.879.750 [1], 83,190,556 [2]",
    ),
    ("ISO 9001^{5}, COVID-19^{3}, 4.2^{7}", "ISO 9001 [5], COVID-19 [3], 4.2 [7]"),
    ("EU^{1}, IT^{4}, SQL^{2}, HTML5^{2}, B2B^{2}", "EU [1], IT [4], SQL [2], HTML5 [2], B2B [2]"),
    ("Ng^{3}, Li^{2}, Wu^{1,2}, Author A^{1}", "Ng [3], Li [2], Wu [1,2], Author A [1]"),
    ("(see Table 2)^{1}, Node.js^{4}, C++^{1}", "(see Table 2) [1], Node.js [4], C++ [1]"),
    ("(EU)^{1}, Java™^{2}, 字^{1}, من^{1}", "(EU) [1], Java™ [2], 字 [1], من [1]"),
    ("9^{99} EUR, $9^{99}, 12^{30} Uhr, 10^{12} EUR", "9.99 EUR, $9.99, 12.30 Uhr, 10^12 EUR"),
    ("4.5^{/5}, 18^{+}", "4.5/5, 18+"),
    ("la 3^{a} edición, D^{a} Ana, S^{ta} Cruz", "la 3a edición, Da Ana, Sta Cruz"),
    ("N^{r} 5, 3^{a}", "Nr 5, 3^a"),
    # Lowered
    ("Node_{js}, Tel_{mobile}, 5_{kg}", "Node js, Tel mobile, 5 kg"),
    ("PM_{2.5}, log_{1.5}, Phone_{no. © ( )}", "PM2.5, log_1.5, Phone no. © ( )"),
    ("H_{2}O and Ca(OH)_{2}", "H₂O and Ca(OH)₂"),
    ("C_{6}H_{12}O_{6}", "C₆H₁₂O₆"),
    ("log_{2} n", "log₂ n"),
    ("101_{2} = 5_{10}", "101_2 = 5_10"),
    ("a_{n} + a_{n+1}", "a_n + a_(n+1)"),
    ("a_{n}b", "a_n b"),
    ("V_{max}^{2}", "V_max^2"),
    ("x^{2}_{1}, x_{1}^{2}", "x^2_1, x₁^2"),
    ("and_{ lower down}", "and lower down"),
    ("and_{lower down there}", "and lower down there"),
    # Fractions
    ("^{1}/_{2}, ^{1}⁄_{2}, ^{1/}_{2}, ^{1}_{/2}", "1/2, 1/2, 1/2, 1/2"),
    ("3^{1}/_{2} and ¹⁄₂", "3 1/2 and 1/2"),
    ("48^{1}/_{2}, 70^{1/2}, 3½", "48 1/2, 70 1/2, 3½"),
    ("x^{2}/2 and 1/_{2}", "x^2/2 and 1/2"),
]


@pytest.mark.parametrize(("drawn", "typed"), CASES)
def test_what_is_drawn_above_or_below_the_line_is_written_as_people_type_it(
    load: Load, drawn: str, typed: str | None
) -> None:
    if typed is None:  # all powers, or none
        typed = drawn.replace("{", "").replace("}", "")
        typed = typed if "=" in drawn or "∇" in drawn else typed.replace("^", "")

    assert written(load, drawn) == typed


def written(load: Load, drawn: str) -> str:
    positions = load("reading.positions")
    pieces, position = [], positions.ON_LINE
    for text in drawn.replace("^{", "}^").replace("_{", "}_").split("}"):
        position = {"^": positions.RAISED, "_": positions.LOWERED}.get(text[:1], positions.ON_LINE)
        pieces.append(positions.Piece(text[position != positions.ON_LINE :], position))
    return str(positions.in_line(pieces))


@pytest.mark.parametrize(
    "unit",
    [
        "x^{2}",
        "10 ^{6}",
        "^{1 1}",
        "1^{1/2}",
        "^{a_}",
        "x_{1}",
        "¹⁄₂",
        "^{1}/_{",
        "a^{1}",
        "²",
        "^{(}",
        "^{ }",
        "₂²",
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(load: Load, unit: str) -> None:
    started = time.process_time()
    written(load, unit * 20_000)

    assert time.process_time() - started < 2
