"""Formulas in a DOCX file, written in one line as people type them: (a+b)/2, x^2, sum_(i=1)^n i."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from reading.docx_xml import is_on, local_name, value
from reading.positions import CLOSING, ENDS, FUNCTIONS, LOWERED_SIGNS, TO_SUBSCRIPTS, exponent

IN_RUNS = frozenset({"r", "t"})
ARGUMENTS = frozenset({"e", "num", "den", "sub", "sup", "deg", "lim", "fName"})
OPERATORS = {
    "∑": "sum",
    "∏": "product",
    "∫": "integral",
}
"""Signs that are words where people type a formula."""
NAMES = FUNCTIONS.union(OPERATORS.values())
NOT_DRAWN = {0x2061: " ", 0x2062: None, 0x2063: None, 0x2064: None}  # function of, times, and
SIGNS_ABOVE = re.compile(r"[^\w\s∞⊤⊥+\-−±]{1,3}")  # such as a prime or a star
DEGREE = "∘"
ARROWS = "←→↔⇐⇒⇔⇄⇌⟵⟶"
OPERATOR = re.compile(r"[^\w.!′°%∂]")
FACTOR = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]|[^\W\d_]{3,}|[d∂δΔ][^\W\d_](?:\^\d)?")
LONGEST_FACTOR, LONGEST_PRODUCT = 40, 200
"""In characters; what is longer is in brackets without a look at it."""
IN_BRACKETS = re.compile(r"\([^()]*\)")
BRACKETS_IN_BRACKETS = 3
MAX_UNSEEN_WORD, MAX_UNSEEN = 3, 20
"""Letters of a word, and of all in one place, that only keep room in a formula."""
WORD = re.compile(r"[^\W_]+")
APART = "\0"


class Kind(Enum):
    """What a part of a formula is for what stands beside it."""

    TEXT = auto()
    CLOSED = auto()  # in brackets, so that it needs no others
    NAMED = auto()  # closed too, but begins with a name of ours
    FRACTION = auto()
    POWER = auto()  # or with an index
    OPEN = auto()  # goes on as far as it can
    LED = auto()  # by an index or an exponent, as isotopes are


SET_APART = frozenset({Kind.NAMED, Kind.FRACTION, Kind.OPEN})


def is_of_formula(element: Any) -> bool:
    """Whether it is one, or a part of its structure. Runs and their text are read as elsewhere."""
    if "/math}" not in element.tag:
        return False
    name = local_name(element)
    return name not in IN_RUNS and not name.endswith("Pr")


@dataclass(slots=True)
class Row:
    """What stands side by side."""

    pieces: list[str] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)

    def add(self, text: str, kind: Kind = Kind.TEXT) -> None:
        if not text:
            return
        if self.pieces and is_between_words(self.pieces[-1], self.kinds[-1], text, kind):
            self.pieces.append(" ")
            self.kinds.append(Kind.TEXT)
        self.pieces.append(text)
        self.kinds.append(kind)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip()

    @property
    def kind(self) -> Kind:
        """Of all as one."""
        return self.kinds[0] if len(self.kinds) == 1 else Kind.TEXT

    @property
    def is_factor(self) -> bool:
        """Whether it needs no brackets wherever it stands."""
        if len(self.kinds) == 1 and self.kind is not Kind.TEXT:
            return self.kind in {Kind.CLOSED, Kind.NAMED}
        if self.is_longer_than(LONGEST_FACTOR):
            return False
        return FACTOR.fullmatch(self.text) is not None

    def is_longer_than(self, count: int) -> bool:
        return len(self.pieces) > count or sum(map(len, self.pieces)) > count

    @property
    def is_product(self) -> bool:
        """Whether it needs no brackets over a line: 2n, n(n+1), x^2."""
        if {Kind.FRACTION, Kind.OPEN} & set(self.kinds) or self.is_longer_than(LONGEST_PRODUCT):
            return False
        parts = zip(self.pieces, self.kinds, strict=True)
        text = "".join(text if kind is Kind.TEXT else "x" for text, kind in parts).strip()
        for _ in range(BRACKETS_IN_BRACKETS):
            text = IN_BRACKETS.sub("x", text)
        return OPERATOR.search(text) is None


def is_between_words(left: str, of_left: Kind, right: str, of_right: Kind) -> bool:
    if of_right is Kind.LED:
        return left[-1].isalnum() or left[-1] in CLOSING
    if not (left[-1].isalnum() and right[0].isalnum()):
        return False
    if first_letters(left) in NAMES or first_letters(right) in NAMES:
        return True
    is_index = not (left[-1].isdecimal() or left[-1].isalpha())  # as in H₂O
    return of_right in SET_APART or (of_left is not Kind.TEXT and not is_index)


def first_letters(text: str) -> str:
    return "".join(takewhile(str.isalpha, text))


@dataclass(slots=True)
class Structure:
    """An element that is open: one with arguments, such as a fraction, or one of these."""

    element: Any
    is_unseen: bool = False
    own: Row = field(default_factory=Row)  # what is in it and in no argument
    arguments: list[tuple[str, Row]] = field(default_factory=list)

    def said(self, name: str, otherwise: str = "") -> str:
        """What it says of itself, where it does."""
        found = self._property(name)
        return otherwise if found is None else value(found, "val")

    def sign(self, name: str, otherwise: str) -> str:
        """One character; more are not drawn."""
        return self.said(name, otherwise)[:1]

    def is_on(self, name: str) -> bool:
        return is_on(self._property(name))

    @property
    def is_deleted(self) -> bool:
        """Whether a tracked change took away what it draws itself, such as the sign of a sum."""
        name = local_name(self.element)
        return self.element.find(f"{{*}}{name}Pr/{{*}}ctrlPr/{{*}}del") is not None

    def says(self, name: str) -> bool:
        return self._property(name) is not None

    def _property(self, name: str) -> Any | None:
        return self.element.find(f"{{*}}{local_name(self.element)}Pr/{{*}}{name}")

    def row(self, name: str) -> Row:
        return next((row for found, row in self.arguments if found == name), Row())

    def rows(self) -> list[Row]:
        return [row for name, row in self.arguments if name == "e"]


Written = tuple[str, Kind]


def fraction(of: Structure) -> Written:
    over, under = of.row("num"), of.row("den")
    if not (over.pieces or under.pieces):
        return "", Kind.TEXT
    if of.said("type") == "noBar":
        sign = " choose " if is_in_brackets(of.element) else ", "
        return f"{over.text}{sign}{under.text}", Kind.TEXT
    return quotient(over, under), Kind.FRACTION


def quotient(over: Row, under: Row) -> str:
    upper = over.text if over.is_product else f"({over.text})"
    is_lower_whole = under.is_factor or under.kind is Kind.POWER or not under.pieces
    return f"{upper}/{under.text if is_lower_whole else f'({under.text})'}"


def is_in_brackets(element: Any) -> bool:
    outer = element.getparent()
    around = None if outer is None else outer.getparent()
    if around is None or local_name(around) != "d" or len(outer) > 1:
        return False
    begin = around.find("{*}dPr/{*}begChr")
    return begin is None or value(begin, "val") == "("


def root(of: Structure) -> Written:
    return root_of(of.row("e"), of.row("deg"))


def root_of(under: Row, degree: Row) -> Written:
    if not under.pieces:
        return "", Kind.TEXT
    if not degree.text or degree.text == "2":
        return f"sqrt({under.text})", Kind.NAMED
    if under.is_factor:
        return f"root({degree.text}) {under.text}", Kind.OPEN
    return f"root({degree.text})({under.text})", Kind.NAMED


def script(of: Structure) -> Written:
    """With an exponent, an index, or both."""
    base = of.row("e")
    text = base.text
    if base.kind in {Kind.FRACTION, Kind.POWER, Kind.OPEN, Kind.LED}:
        text = f"({text})"
    is_operator = text in OPERATORS.values()
    below = index_of_name(of.row("sub")) if is_operator else index(of.row("sub"), text)
    return text + below + power(of.row("sup")), Kind.POWER


def script_before(of: Structure) -> Written:
    before = index(of.row("sub"), "") + power(of.row("sup"))
    return f"{before} {of.row('e').text}".strip(), Kind.LED if before else Kind.TEXT


def index(row: Row, base: str) -> str:
    text = row.text
    if LOWERED_SIGNS.fullmatch(text) and (base[-1:].isalpha() or base.endswith(tuple(CLOSING))):
        return text.translate(TO_SUBSCRIPTS)
    return exponent("_", text, "") if text else ""


def power(row: Row) -> str:
    text = row.text
    if text == DEGREE:
        return "°"
    if not text or SIGNS_ABOVE.fullmatch(text) or text in ENDS:
        return text
    return f"^{text}" if row.kind is Kind.CLOSED else exponent("^", text, "")


def operator(of: Structure) -> Written:
    """A sum or an integral with its limits."""
    sign = of.sign("chr", "∫")
    return with_limits(OPERATORS.get(sign, sign), of.row("sub"), of.row("sup"), of.row("e"))


def with_limits(name: str, under: Row, over: Row, of: Row) -> Written:
    return f"{name}{index_of_name(under)}{power(over)} {of.text}".strip(), Kind.OPEN


def index_of_name(row: Row) -> str:
    """Not among the digits that fold to a part of the name."""
    return exponent("_", row.text, "") if row.text else ""


def delimited(of: Structure) -> Written:
    begin, end = of.sign("begChr", "("), of.sign("endChr", ")")
    separator = of.sign("sepChr", "|")
    text = separator.join(row.text for row in of.rows())
    return f"{begin}{text}{end}", Kind.CLOSED if begin and end else Kind.TEXT


def function(of: Structure) -> Written:
    name, argument = of.row("fName").text, of.row("e")
    gap = "" if argument.kind is Kind.CLOSED or not name else " "
    return f"{name}{gap}{argument.text}".strip(), Kind.OPEN


def limit(of: Structure) -> Written:
    """Under something or over it."""
    is_under = local_name(of.element) == "limLow"
    mark = index_of_name(of.row("lim")) if is_under else power(of.row("lim"))
    return of.row("e").text + mark, Kind.POWER


def accented(of: Structure) -> Written:
    text, sign = of.row("e").text, of.sign("chr", "\u0302")
    return text + "".join(c for c in sign if unicodedata.combining(c)), Kind.TEXT


def barred(of: Structure) -> Written:
    """A bar above is a negation or a mean, one below only stresses."""
    row = of.row("e")
    if of.said("pos", "bot") != "top" or not row.text:
        return row.text, row.kind
    return f"overline({row.text})", Kind.NAMED


def matrix(of: Structure) -> Written:
    """The rows of which are structures of their own."""
    return "; ".join(row.text for name, row in of.arguments if name == "mr"), Kind.TEXT


def matrix_row(of: Structure) -> Written:
    return ", ".join(row.text for row in of.rows()), Kind.TEXT


def equations(of: Structure) -> Written:
    """One below the other, without the marks of where they are aligned and numbered."""
    marks = {ord("&"): None, ord("#"): " "} if of.is_on("maxDist") else {ord("&"): None}
    return "; ".join(row.text.translate(marks) for row in of.rows()), Kind.TEXT


def grouped(of: Structure) -> Written:
    """By a brace, or over or under an arrow."""
    sign, row = of.sign("chr", ""), of.row("e")
    if sign not in ARROWS or not sign:
        return row.text, row.kind
    return f" {sign}{power(row)} ", Kind.TEXT


def as_it_is(of: Structure) -> Written:
    row = of.row("e")
    return row.text, row.kind


STRUCTURES: MappingProxyType[str, Callable[[Structure], Written]] = MappingProxyType(
    {
        "f": fraction,
        "rad": root,
        **dict.fromkeys(("sSup", "sSub", "sSubSup"), script),
        "sPre": script_before,
        "nary": operator,
        "d": delimited,
        "func": function,
        **dict.fromkeys(("limLow", "limUpp"), limit),
        "acc": accented,
        "bar": barred,
        "m": matrix,
        "mr": matrix_row,
        "eqArr": equations,
        "groupChr": grouped,
        **dict.fromkeys(("box", "borderBox", "phant"), as_it_is),
    }
)
SCRIPTS = frozenset({"sub", "sup", "deg", "lim"})
SCALES = (1.0, 0.73, 0.6)
"""Of Cambria Math, the usual font of formulas."""
HIDING = {"sub": "subHide", "sup": "supHide", "deg": "degHide"}


class Formulas:
    """What is met on the way through a formula, in the order of its elements."""

    def __init__(self) -> None:
        self._open: list[Structure] = []
        self._unseen = 0  # of what is open
        self._scripts = 0
        self._unseen_pieces: list[str] = []

    @property
    def are_open(self) -> bool:
        return bool(self._open)

    @property
    def scale(self) -> float:
        """Of letters where we are: indices and exponents are smaller, and theirs once more."""
        return SCALES[min(self._scripts, len(SCALES) - 1)]

    @property
    def hide(self) -> bool:
        """Whether text is in them that is not drawn, and more than keeps room."""
        return any(map(says_more, "".join(self._unseen_pieces).split(APART)))

    def write(self, text: str) -> None:
        if self._unseen:
            self._unseen_pieces.append(text)
        else:
            text = text.translate(NOT_DRAWN)
            self._open[-1].own.add(OPERATORS.get(text.strip(), text))

    def enter(self, name: str, element: Any) -> None:
        is_unseen = bool(self._open) and hides(self._open[-1], name)
        self._open.append(Structure(element, is_unseen))
        self._scripts += name in SCRIPTS
        self._unseen += is_unseen
        if is_unseen:
            self._unseen_pieces.append(APART)

    def leave(self, name: str) -> Row | None:
        """The formula, where it ends here with all that is in it."""
        ended = self._open.pop()
        self._unseen -= ended.is_unseen
        self._scripts -= name in SCRIPTS
        row = ended.own
        if name in STRUCTURES and not ended.is_deleted:
            row.add(*STRUCTURES[name](ended))
        else:
            for _, argument in ended.arguments:
                row.add(argument.text, argument.kind)
        if not self._open:
            return row
        around = self._open[-1]
        if is_argument(name, local_name(around.element)):
            around.arguments.append((name, row))
        else:
            if name == "oMath" and around.own.pieces:  # of several, each has a line of its own
                around.own.add("\n")
            around.own.add("".join(row.pieces), row.kind)
        return None


def says_more(unseen: str) -> bool:
    """Than what is not drawn in one place would have to, to keep room for something that is."""
    words = WORD.findall(unseen)
    is_word = any(len(word) > MAX_UNSEEN_WORD and word.isalpha() for word in words)
    return is_word or sum(map(len, words)) > MAX_UNSEEN


def is_argument(name: str, of: str) -> bool:
    return (name in ARGUMENTS and of in STRUCTURES) or (name == "mr" and of == "m")


def hides(structure: Structure, argument: str) -> bool:
    """Whether a structure does not draw what is in this argument."""
    if argument == "e":
        return structure.says("show") and not structure.is_on("show")
    return argument in HIDING and structure.is_on(HIDING[argument])


def beside(row: Row, before: str) -> str:
    """A formula as it goes on after a text."""
    if not before or not row.text or not row.kinds or row.kinds[0] not in {*SET_APART, Kind.LED}:
        return row.text
    gap = " " if is_between_words(before, Kind.TEXT, row.text, row.kinds[0]) else ""
    return gap + row.text
