"""Raised and lowered characters in running text, as people type them: 10^6, x^(n+1), H₂O, a_n."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

RAISED, ON_LINE, LOWERED = 1, 0, -1
REFERENCE = 2  # raised, and known to refer to a note


class Piece(NamedTuple):
    """Text that stands in one of these positions."""

    text: str
    position: int = ON_LINE


# Characters that are raised or lowered whatever their position. Read as the digits that they fold
# to, they would make 106 of 10⁶. Phonetic letters but the one of 2ˣ
# are left, as are ª and º.
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ", "0123456789+-=()nix", strict=True))
SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-=()aeoxhklmnpstijruv", strict=True)
)
POSITIONED = re.compile(f"([{''.join(SUPERSCRIPTS)}]+)|([{''.join(SUBSCRIPTS)}]+)")
TO_THE_LINE = str.maketrans(SUPERSCRIPTS | SUBSCRIPTS)
TO_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
LOWERED_SIGNS = re.compile(r"[0-9+\-−=()]+")

TAIL = 24
"""So many characters before a raised one, and after it, are looked at."""
BLANK_OR_OPENING = re.compile(r"(?:^|[\s(\[{<«“‘„/⁄∕=*·×\-–—−]|(?<!\+)\+)$")
BETWEEN_NUMBERS = re.compile(r"(?<=\d)(\s+)(?=\d)")
SLASH = "/⁄∕"
NUMERATOR = re.compile(rf"\d{{1,4}}[{SLASH}]?")
DENOMINATOR = re.compile(rf"[{SLASH}]?\d{{1,4}}")
FRACTION = re.compile(rf"\d{{1,4}}[{SLASH}]\d{{1,4}}")
LETTERS = re.compile(r"[^\W\d_]+")
COMBINING = re.compile(r"[\u0300-\u036f]")
CLOSING = ")]}"

# Powers of ten are set with a blank before the exponent, and units with one before a minus.
TEN_AND_BLANK = re.compile(r"(?<![\w.,])10\s$")
EXPONENT_OF_TEN = re.compile(r"[+\-−–]?\d{1,2}")
NUMBER_OR_LETTER_AND_BLANK = re.compile(r"[^\W_]\s$")
MINUS_NUMBER = re.compile(r"[\-−–]\d+")

# What is before a raised text: the end of a number, with letters on it as in COVID-19 and HTML5;
# of a word; of a formula of chemistry.
NUMBER = re.compile(
    r"(?P<name>(?:[^\W\d_]{2}|[A-Z])-?)?(?P<digits>\d{1,24}(?:[.,]\d{1,24}){0,12})$"
)
DECIMAL = re.compile(r"\d{1,24}\.\d+|\d{1,24},(?!\d{3}$)\d+")
LONGEST_BASE = 3  # digits; longer numbers are years and amounts, and have notes
WORD = re.compile(r"(?P<before>.{0,3}?)(?P<word>[^\W\d_₀-₉]{1,24})$", re.DOTALL)
ELEMENTS = re.compile(r"(?<![A-Za-z])(?:[A-Z][a-z]?){1,3}$")
AUTHOR = re.compile(r"[A-Z][a-z]+ [A-Z]$")  # and other names that end with a letter: Plan B
CHARGE = re.compile(r"\d?[+\-−–]|\+\+")
NUMBERED = re.compile(r"[^\W\d_]{3}\s\d+$")  # as in Table 2

ENDS = frozenset(
    "st nd rd th er ers re res ère ères ème èmes eme me es os as o tm sm lle lles mes ième ieme ie "
    "ro ra do da to ta º ª".split()
)
"""Of ordinal numbers, abbreviations and names that are marked: 4th, 1er, Mme, no, Java with TM."""
ROMAN = re.compile(r"(?<!\w)(?:[IVX]|[IVXLCDM]{2,12})$")
ABBREVIATED = re.compile(r"(?<!\w)[A-Zn]$")
BEFORE_NAME = re.compile(r"\s[A-Z\d]")  # as in Dr Who, No 5
BEFORE_WORD = re.compile(r"\s[^\W\d_]{3}")
ORDINAL_STOP = re.compile(r"\d\.$")
NUMBER_BEFORE = re.compile(r"\d\s?$")
ANGLE = re.compile(r"\d\d$")
DEGREES = re.compile(r"[CF](?![^\W_])")
NAMES = frozenset({"LAT", "TEX", "I2C", "I2S", "E2P"})
"""Letters of names that are not on the line: LaTeX, I²C, E²PROM."""

# Cents and minutes are raised without a point before them.
PRICED = re.compile(r"[$€£]\s?\d+$")
PRICE_OR_TIME = re.compile(r"\s?(?:[$€£]|(?:EUR|Euro|euro|USD|GBP|CHF|Uhr|uhr)\b)")

FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log lg ln lb exp det dim ker "
    "min max mod div sgn sqrt arg gcd lcm lim Pr".split()
)
UNITS = frozenset("mol sec min rad bar lux".split())
"""Those of three letters that look like words."""
VOWELS = frozenset("aeiouyæøœаеиоуыэюяієαεηιουω")
"""Few words are without, and few units of length and mass are with one: km, см."""
NO_PRODUCTS = frozenset({"by", "my"})
IN_EQUATION = re.compile(r"\s?[+=<>≤≥−]")
SHORT = 2
"""Letters of what may be a product of variables; more are a word."""

MARK = re.compile(r"[\[(]?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|[a-h])[\])]?")
"""A number that refers to a note, several, or a letter that does."""
SIGNED_NUMBER = re.compile(r"[+\-−–]\d+")
SIGNS = re.compile(r"[+\-−–±∓∞⊤⊥]")
SENTENCE = re.compile(r"[.;:!?©®]")
ONE_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]|[^\w\s]|\([^()]*\)")
DECIMALS = re.compile(r"\d{1,24}[.,]\d+")


def in_line(pieces: Iterable[Piece]) -> str:
    """The text of all pieces. Takes as long as it is long."""
    placed = list(with_fractions(attached(joined(divided(joined(told_apart(pieces)))))))
    written: list[str] = []
    before, last = "", ON_LINE  # what stands before a piece, and where
    for number, piece in enumerate(placed):
        following = placed[number + 1] if number + 1 < len(placed) else Piece("")
        after = following.text[:TAIL] if following.position == ON_LINE else ""
        text = piece.text
        if piece.position != ON_LINE:
            text = shifted(text, piece.position, last, before, after)
        written.append(text)
        before, last = (before + text[-TAIL:])[-TAIL:], piece.position
    return "".join(written)


def shifted(text: str, position: int, last: int, before: str, after: str) -> str:
    """How it is written, between what stands before and after it, the former in its position."""
    if position == LOWERED:
        return lowered(text, before, after, has_exponent=last == RAISED)
    if position == REFERENCE and MARK.fullmatch(text) and not BLANK_OR_OPENING.search(before):
        return note(text)
    return raised(text, before, after, has_index=last == LOWERED)


def told_apart(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """With characters that are raised or lowered themselves in pieces of their own."""
    for piece in pieces:
        if piece.text.isascii():
            yield piece
            continue
        if piece.position != ON_LINE:
            yield Piece(piece.text.translate(TO_THE_LINE), piece.position)
            continue
        parts = POSITIONED.split(piece.text)
        for text, superscripts, subscripts in zip(
            parts[::3], [*parts[1::3], ""], [*parts[2::3], ""], strict=True
        ):
            yield Piece(text)
            yield Piece((superscripts or "").translate(TO_THE_LINE), RAISED)
            yield Piece((subscripts or "").translate(TO_THE_LINE), LOWERED)


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """What stands in one position is in one piece: a program may have divided it anywhere."""
    filled = (piece for piece in pieces if piece.text)
    for position, group in groupby(filled, key=lambda piece: piece.position):
        yield Piece("".join(piece.text for piece in group), position)


def divided(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """With the blanks around what is raised or lowered on the line, as those between numbers: an
    exponent and an isotope after it are two."""
    for piece in pieces:
        inner = piece.text.strip()
        if piece.position == ON_LINE or not inner:
            yield Piece(piece.text)
            continue
        start, end = piece.text.split(inner, 1)
        yield Piece(start)
        for number, part in enumerate(BETWEEN_NUMBERS.split(inner)):
            yield Piece(part, ON_LINE if number % 2 else piece.position)
        yield Piece(end)


def attached(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Without the blank that some set between a number or a unit and its exponent."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None:
            is_base = piece.position == RAISED and is_exponent_apart(piece.text, last)
            yield Piece(last.text[:-1]) if is_base else last
        last = piece
    if last is not None:
        yield last


def is_exponent_apart(text: str, last: Piece) -> bool:
    before = last.text[-TAIL:]
    if last.position != ON_LINE:
        return False
    if TEN_AND_BLANK.search(before) and EXPONENT_OF_TEN.fullmatch(text):
        return True
    return bool(NUMBER_OR_LETTER_AND_BLANK.search(before) and MINUS_NUMBER.fullmatch(text))


def with_fractions(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """With a raised number, a slash and a lowered number as a fraction on the line."""
    placed = list(pieces)
    at = 0
    while at < len(placed):
        length = fraction(placed[at : at + 3])
        if not length:
            yield placed[at]
            at += 1
            continue
        text = "".join(piece.text for piece in placed[at : at + length])
        for slash in SLASH:
            text = text.replace(slash, "/")
        is_mixed = at > 0 and placed[at - 1].text[-1].isalnum()  # such as 3½
        yield Piece(f" {text}" if is_mixed else text)
        at += length


def fraction(pieces: Sequence[Piece]) -> int:
    """Of how many pieces the fraction is with which these begin."""
    positions = tuple(piece.position for piece in pieces)
    if positions[:2] == (RAISED, LOWERED):
        length = 2
    elif positions == (RAISED, ON_LINE, LOWERED) and pieces[1].text in SLASH:
        length = 3
    else:
        return 0
    over, under = pieces[0].text, pieces[length - 1].text
    text = "".join(piece.text for piece in pieces[:length])
    is_one = NUMERATOR.fullmatch(over) and DENOMINATOR.fullmatch(under)
    return length if is_one and sum(map(text.count, SLASH)) == 1 else 0


def raised(text: str, before: str, after: str, *, has_index: bool) -> str:
    if is_degree(text, before, after):
        return "°"
    if (
        BLANK_OR_OPENING.search(before)
        or is_end_of(text, before, after)
        or is_in_name(text, before, after)
    ):
        return text
    if before[-1].isdigit() and not has_index:
        goes_on = rest_of_number(text, before, after)
        if goes_on:
            return goes_on
    if CHARGE.fullmatch(text) and ELEMENTS.search(before):
        return exponent("^", text, after)
    is_base = has_index or has_exponents(before, text, after)
    if not any(map(str.isalnum, text)):
        return exponent("^", text, after) if is_base and SIGNS.fullmatch(text) else text
    mark = MARK.fullmatch(text)
    if mark and (not is_base or text[0] in "[(" or "," in text or ";" in text):
        return note(text)
    if is_formula(text) and (is_base or SIGNED_NUMBER.fullmatch(text) or len(text) == 1):
        return exponent("^", text, after)
    return separated(text, before)


def note(mark: str) -> str:
    return f" [{mark.strip('[]()')}]"


def rest_of_number(text: str, before: str, after: str) -> str:
    """Where what is raised belongs to the number before it: the half of 48½, cents, one of 4.5/5,
    the sign of 18+. Empty where it does not."""
    if FRACTION.fullmatch(text):
        return f" {text}"
    if text[0] in SLASH or text == "+":
        return text
    is_ten = TEN_AND_BLANK.search(before + " ") is not None
    is_rest = PRICED.search(before) or (PRICE_OR_TIME.match(after) and not is_ten)
    return f".{text}" if is_rest and text.isdigit() and len(text) == SHORT else ""


def is_degree(text: str, before: str, after: str) -> bool:
    """Of an angle, or of a temperature by the letter after it."""
    if text == "o" and ANGLE.search(before) and not after[:1].isalnum():
        return True
    is_temperature = DEGREES.match(after) and NUMBER_BEFORE.search(before)
    return text in {"o", "O", "0"} and bool(is_temperature)


def lowered(text: str, before: str, after: str, *, has_exponent: bool) -> str:
    if BLANK_OR_OPENING.search(before) or is_in_name(text, before, after):
        return text
    is_after_letter = before[-1].isalpha() or before[-1] in CLOSING
    if LOWERED_SIGNS.fullmatch(text) and is_after_letter and not has_exponent:
        return text.translate(TO_SUBSCRIPTS)
    if not any(map(str.isalnum, text)):
        return text
    if DECIMALS.fullmatch(text) and is_after_letter and not is_on_variable(before):
        return text  # as in PM2.5
    return exponent("_", text, after) if is_index(text, before) else separated(text, before)


def is_index(text: str, before: str) -> bool:
    """Whether it is no words: any formula, or one word on a variable, as in V_max."""
    words = LETTERS.findall(text)
    if SENTENCE.search(text) and not DECIMALS.fullmatch(text):
        return False
    if len(words) == 1 and words[0] == text and len(text) > 1:
        return is_on_variable(before) or not before[-1].isalnum()
    return sum(len(word) > SHORT for word in words) <= 1


def is_on_variable(before: str) -> bool:
    last = WORD.search(before)
    return last is not None and (len(last["word"]) == 1 or last["word"] in FUNCTIONS)


def exponent(sign: str, text: str, after: str) -> str:
    """Or an index, by the sign."""
    if not (ONE_TOKEN.fullmatch(text) or (sign == "_" and LETTERS.fullmatch(text))):
        return f"{sign}({text})"
    goes_on = after[:1].isalnum() and text[-1].isalnum()
    return f"{sign}{text}{' ' if goes_on else ''}"


def is_in_name(text: str, before: str, after: str) -> bool:
    return before[-1] + text + after[:1] in NAMES


def separated(text: str, before: str) -> str:
    return f" {text}" if before[-1].isalnum() else text


def is_end_of(text: str, before: str, after: str) -> bool:
    """Whether it is the end of an ordinal number or an abbreviation: 4th, XIXe, 1.ª, Mme."""
    end = text.casefold()
    if end == "a" and before[-1].isdigit():
        return BEFORE_WORD.match(after) is not None
    if end in ENDS or (end == "a" and ORDINAL_STOP.search(before)):
        return before[-1].isalnum() or before[-1] == "."
    if text.isalpha() and text.islower() and ABBREVIATED.search(before):
        return BEFORE_NAME.match(after) is not None
    return end == "e" and bool(before[-1].isdigit() or ROMAN.search(before))


def is_formula(text: str) -> bool:
    """Whether no word is in it but names of functions."""
    return all(len(word) <= SHORT or word in FUNCTIONS for word in LETTERS.findall(text))


def has_exponents(before: str, text: str, after: str) -> bool:
    """Whether it ends with something that can be raised to this power, and not with a word. Where
    in doubt, it cannot: a note's number is harmless in a formula, and an exponent in prose not."""
    before = COMBINING.sub("", before)
    inner = before.rstrip(CLOSING)
    number, word = NUMBER.search(inner), WORD.search(inner)
    is_closed = inner != before
    if before.endswith("++") or (is_closed and NUMBERED.search(inner)):
        return False
    if number:
        return is_base(number["digits"], text) and not number["name"]
    if word:
        return is_variable(word["word"], word["before"], text, after, is_closed=is_closed) and not (
            text == "1" and AUTHOR.search(before)
        )
    return is_closed or unicodedata.category(before[-1:] or " ") == "Sm"  # as in |x|, ∇


def is_base(digits: str, exponent: str) -> bool:
    """Whether a number is one, no year and no amount. Of 4.2, only a square or a cube is."""
    if DECIMAL.fullmatch(digits):
        return exponent in {"2", "3"}
    return digits.isdigit() and len(digits) <= LONGEST_BASE and not digits.startswith("00")


def is_variable(word: str, before: str, text: str, after: str, *, is_closed: bool) -> bool:
    """Whether letters are variables or a unit rather than a word: x, mc, πr, 4xyz, cm, (ab)."""
    follows_number = before[-1:].isdigit()
    if len(word) == 1:
        is_name = follows_number and before[-2:-1].isalpha()  # such as B2B
        return (word.islower() or word.isupper()) and not is_name
    if word in FUNCTIONS:
        return True
    if text == "1" or before.endswith("."):  # which nobody writes, or of a name: Node.js
        return False
    if word.isupper():  # a name, but for lines in geometry
        is_added = IN_EQUATION.match(after) or before.rstrip()[-1:] in {"+", "="}
        return len(word) == SHORT and text == "2" and bool(is_added)
    if follows_number or mixes_alphabets(word):
        return len(word) <= SHORT + 2
    if not word[0].islower():
        return False
    if NUMBER_BEFORE.search(before) and (len(word) <= SHORT or word in UNITS):
        return True
    if word[-1] in "xyz" and len(word) == SHORT:
        return word not in NO_PRODUCTS
    return len(word) <= SHORT + 1 and (is_closed or not VOWELS & set(word))


def mixes_alphabets(word: str) -> bool:
    return any(map(str.isascii, word)) and any(letter > "\u036f" for letter in word)
