"""Raised and lowered characters in running text, as people type them: 10^6, x^(n+1), H₂O, a_n."""

import re
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
# to, they would make 106 of 10⁶. Phonetic letters are left, as are ª and º.
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True))
SUBSCRIPTS = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-=()aeoxhklmnpstijruv", strict=True)
)
POSITIONED = re.compile(f"([{''.join(SUPERSCRIPTS)}]+)|([{''.join(SUBSCRIPTS)}]+)")
TO_THE_LINE = str.maketrans(SUPERSCRIPTS | SUBSCRIPTS)
TO_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
LOWERED_SIGNS = re.compile(r"[0-9+\-−=()]+")

TAIL = 24
"""So many characters before a raised one are looked at."""
BLANK_OR_OPENING = re.compile(r"(?:^|[\s(\[{<«“‘„/⁄∕=+*·×\-–—−])$")
SLASH = "/⁄∕"
NUMERATOR = re.compile(rf"\d{{1,4}}[{SLASH}]?")
DENOMINATOR = re.compile(rf"[{SLASH}]?\d{{1,4}}")
LETTERS = re.compile(r"[^\W\d_]+")
LAST_LETTERS = re.compile(r"(?P<before>.?.?)(?<![^\W\d_])(?P<word>[^\W\d_]+)$", re.DOTALL)
WORD_IN_BRACKETS = re.compile(r"[^\W\d_]{4}[)\]]$")
PUNCTUATION = frozenset(".,;:!?%\"'”’»…。，、；：！？」』”")

ORDINALS = frozenset("st nd rd th er ers re res ère ères ème èmes eme me es os as o tm sm".split())
"""Also trademarks, and the ends of abbreviations: 4th, 1er, Mme, no, Java with TM."""
LONG_ENDS = frozenset({"lle", "lles", "mes", "ième", "ieme"})
ROMAN = re.compile(r"(?<!\w)(?:[IVX]|[IVXLCDM]{2,12})$")
INDICATORS = frozenset("ºª")
SPANISH_ENDS = frozenset("a o as os er ro ra do da to ta".split())
ORDINAL_STOP = re.compile(r"\d\.$")
ABBREVIATIONS = frozenset({"Mr", "Me", "Mgr", "Dr", "Dre", "St", "Ste", "Cie"})
"""With a capital before what is raised."""
NUMBER_BEFORE = re.compile(r"\d\s?$")
ANGLE = re.compile(r"\d\d$")
DEGREES = re.compile(r"[CF](?![^\W_])")
NAMES = frozenset({"LAT", "TEX", "I2C", "I2S", "E2P"})
"""Letters of names that are not on the line: LaTeX, I²C, E²PROM."""

FUNCTIONS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log lg ln lb exp det dim ker "
    "min max mod div sgn sqrt arg gcd lcm lim Pr".split()
)
UNITS = frozenset("in mi mol sec min rad bar lux px em ha pc au".split())
"""Those that look like words; others do not."""
VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûåæøœаеёиоуыэюяіїєαεηιουω")
NO_PRODUCTS = frozenset({"by", "my"})
FIRST_CJK = "\u2e80"
SHORT = 2
"""Letters of what may be a product of variables; more are a word."""

MARK = re.compile(r"[\[(]?(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*|[a-h])[\])]?")
"""A number that refers to a note, several, or a letter that does."""
SIGNED_NUMBER = re.compile(r"[+\-−–]\d+")
SIGNS = re.compile(r"[+\-−–±∓∞⊤⊥]")
ONE_TOKEN = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]|[^\w\s]|\([^()]*\)")


def in_line(pieces: Iterable[Piece]) -> str:
    """The text of all pieces. Takes as long as it is long."""
    placed = list(with_fractions(joined(told_apart(pieces))))
    written: list[str] = []
    before, last = "", ON_LINE  # what stands before a piece, and where
    for number, piece in enumerate(placed):
        following = placed[number + 1] if number + 1 < len(placed) else Piece("")
        after = following.text[:2] if following.position == ON_LINE else ""
        text = piece.text
        if piece.position != ON_LINE and not text.isspace():
            inner = text.strip()
            start, end = text.split(inner, 1)
            around = (before + start)[-TAIL:], end or after
            text = start + shifted(inner, piece.position, last, *around) + end
        written.append(text)
        before, last = (before + text[-TAIL:])[-TAIL:], piece.position
    return "".join(written)


def shifted(text: str, position: int, last: int, before: str, after: str) -> str:
    """How it is written, between what stands before and after it, the former in its position."""
    if position == LOWERED:
        return lowered(text, before, after, has_exponent=last == RAISED)
    if position == REFERENCE and MARK.fullmatch(text) and not BLANK_OR_OPENING.search(before):
        return f" [{text.strip('[]()')}]"
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
        or is_end_of(text, before)
        or is_in_name(text, before, after)
    ):
        return text
    is_base = has_index or has_exponents(before)
    if not any(map(str.isalnum, text)):
        return exponent("^", text, after) if is_base and SIGNS.fullmatch(text) else text
    mark = MARK.fullmatch(text)
    if mark and (not is_base or text[0] in "[("):
        return f" [{mark.group(1)}]"
    if is_formula(text) and (is_base or SIGNED_NUMBER.fullmatch(text) or len(text) == 1):
        return exponent("^", text, after)
    return separated(text, before)


def is_degree(text: str, before: str, after: str) -> bool:
    """Of an angle, or of a temperature by the letter after it."""
    if text == "o" and ANGLE.search(before) and not after[:1].isalnum():
        return True
    is_temperature = DEGREES.match(after) and NUMBER_BEFORE.search(before)
    return text in {"o", "O", "0"} and bool(is_temperature)


def lowered(text: str, before: str, after: str, *, has_exponent: bool) -> str:
    if BLANK_OR_OPENING.search(before) or is_in_name(text, before, after):
        return text
    is_after_letter = before[-1].isalpha() or before[-1] in ")]}"
    if LOWERED_SIGNS.fullmatch(text) and is_after_letter and not has_exponent:
        return text.translate(TO_SUBSCRIPTS)
    if not any(map(str.isalnum, text)):
        return text
    if sum(len(word) > SHORT for word in LETTERS.findall(text)) > 1:
        return separated(text, before)
    return exponent("_", text, after)


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


def is_end_of(text: str, before: str) -> bool:
    """Whether it is the end of an ordinal number or an abbreviation: 4th, XIXe, 1.ª, Mme."""
    end = text.casefold()
    if end in INDICATORS or (end in SPANISH_ENDS and ORDINAL_STOP.search(before)):
        return True
    if end in ORDINALS or end in LONG_ENDS or before[-1] + text in ABBREVIATIONS:
        return before[-1].isalnum()
    return end == "e" and bool(before[-1].isdigit() or ROMAN.search(before))


def is_formula(text: str) -> bool:
    """Whether no word is in it but names of functions."""
    return all(len(word) <= SHORT or word in FUNCTIONS for word in LETTERS.findall(text))


def has_exponents(before: str) -> bool:
    """Whether it ends with something that can be raised to a power, and not with a word."""
    if before[-1] in PUNCTUATION:
        return False
    found = LAST_LETTERS.search(before)
    if WORD_IN_BRACKETS.search(before):
        return False
    if found is None:
        return True
    word = found["word"]
    if max(word) >= FIRST_CJK and not max(word) > "\uffff":
        return False
    if len(word) == 1 or word in FUNCTIONS:
        return True
    number = found["before"][-1:].isdigit(), found["before"][:1].isdigit()
    if any(number) and (len(word) <= SHORT or word in UNITS):
        return True
    return is_product(word, follows_number=number[0])


def is_product(word: str, *, follows_number: bool) -> bool:
    """Whether letters are variables or a unit rather than a word: mc, πr, 4xyz, AB, cm."""
    if follows_number or mixes_alphabets(word):
        return len(word) <= SHORT + 2
    if word.isupper():
        return len(word) <= SHORT
    if word[-1] in "xyz" and len(word) <= SHORT:
        return word not in NO_PRODUCTS
    return len(word) <= SHORT + 1 and not VOWELS & set(word.casefold())


def mixes_alphabets(word: str) -> bool:
    return any(map(str.isascii, word)) and any(letter > "\u036f" for letter in word)
